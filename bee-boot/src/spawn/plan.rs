//! What the child will do, laid out before it exists: afterwards nothing can be allocated.

use std::{collections::BTreeMap, ffi::CString};

use nix::{errno::Errno, sched::CloneFlags};

use super::failure::{Failure, Shortfall, Stage};
use crate::{
    seed::{Card, Fake, Payload},
    sys::exec::Program,
};

/// Where programs are looked for by services that say nothing else.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Everything that a child needs.
pub(super) struct Plan {
    pub(super) path: String,
    pub(super) program: Program,
    /// Standard input becomes its controlling terminal.
    pub(super) has_terminal: bool,
    pub(super) namespaces: CloneFlags,
}

impl Plan {
    /// Lays out the start of a card; what cannot be enforced is added to `shortfalls`.
    pub(super) fn of(
        card: &Card,
        environment: &[(String, String)],
        shortfalls: &mut Vec<Shortfall>,
    ) -> Result<Plan, Failure> {
        let (path, argv, envp) = match &card.payload {
            Payload::Native { exec, argv, envp } => (exec, argv, envp.as_slice()),
            Payload::Legacy { exec, argv, fakes } => {
                shortfalls.extend(fakes.iter().filter_map(|fake| missing(*fake)));
                (exec, argv, &[][..])
            }
            Payload::Wasm { .. } => return Err(refused("a WebAssembly module is not started by this program")),
            Payload::Virtual => return Err(refused("a virtual card has no program")),
        };
        let program = program(path, argv, [environment, envp])
            .map_err(|_nul| Failure::new(Stage::Payload, Errno::EINVAL).because("a text with a NUL in it"))?;
        Ok(Plan { path: path.clone(), program, has_terminal: card.terminal.is_some(), namespaces: CloneFlags::empty() })
    }
}

fn refused(why: &str) -> Failure {
    Failure::new(Stage::Payload, Errno::ENOTSUP).because(why)
}

/// What is missing of a part of systemd. The notification socket is there.
fn missing(fake: Fake) -> Option<Shortfall> {
    let name = match fake {
        Fake::SystemdLogind => "org.freedesktop.login1",
        Fake::SystemdHostnamed => "org.freedesktop.hostname1",
        Fake::SystemdNotify => return None,
    };
    Some(Shortfall { what: "payload.Legacy.fakes".to_owned(), why: format!("nothing here answers for {name}") })
}

fn program(path: &str, argv: &[String], environments: [&[(String, String)]; 2]) -> Result<Program, std::ffi::NulError> {
    let named = environments.into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
    let environment: BTreeMap<&str, &str> = [("PATH", PATH)].into_iter().chain(named).collect();
    let arguments = [path].into_iter().chain(argv.iter().map(String::as_str)).map(CString::new);
    let environment = environment.iter().map(|(name, value)| CString::new(format!("{name}={value}")));
    Ok(Program::new(CString::new(path)?, arguments.collect::<Result<_, _>>()?, environment.collect::<Result<_, _>>()?))
}

//! What the child will do, laid out before it exists: afterwards nothing can be allocated.

use std::{
    collections::BTreeMap,
    ffi::{CString, NulError},
};

use nix::{
    errno::Errno,
    sched::{CloneFlags, CpuSet},
};

use super::{
    failure::{Failure, Shortfall},
    limits::{self, Limit},
    namespaces,
    permissions::Confinement,
    stage::Stage,
};
use crate::{
    cgroup::Group,
    seed::{Card, Fake, Payload},
    sys::exec::Program,
};

/// Where programs are looked for by services that say nothing else.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Everything that a child needs.
pub(super) struct Plan {
    pub(super) program: Program,
    pub(super) is_strict: bool,
    /// Standard input becomes its controlling terminal.
    pub(super) has_terminal: bool,
    /// Namespaces from the start.
    pub(super) namespaces: CloneFlags,
    /// Whether it makes itself a cgroup namespace: its top is the group that the process is in, at clone3(2) still the
    /// parent's.
    pub(super) group_namespace: bool,
    pub(super) affinity: Option<CpuSet>,
    pub(super) limits: Vec<Limit>,
    pub(super) confinement: Confinement,
}

impl Plan {
    /// Lays out the start of a card and limits its group; what cannot be enforced is added to `shortfalls`.
    pub(super) fn of(
        card: &Card,
        environment: &[(String, String)],
        group: Option<&Group>,
        shortfalls: &mut Vec<Shortfall>,
    ) -> Result<Plan, Failure> {
        let program = program(card, environment, shortfalls)?;
        let namespaces = namespaces::of(card, shortfalls);
        Ok(Plan {
            is_strict: card.strict,
            has_terminal: card.terminal.is_some(),
            namespaces: namespaces - CloneFlags::CLONE_NEWCGROUP,
            group_namespace: namespaces.contains(CloneFlags::CLONE_NEWCGROUP),
            affinity: limits::processors(card, shortfalls),
            limits: limits::set(card, group, shortfalls),
            confinement: Confinement::of(card, program.path(), namespaces, shortfalls),
            program,
        })
    }
}

/// The program of a card, with its environment: the default, then `environment`, then the card's own.
fn program(card: &Card, environment: &[(String, String)], shortfalls: &mut Vec<Shortfall>) -> Result<Program, Failure> {
    let (exec, argv, envp) = match &card.payload {
        Payload::Native { exec, argv, envp, .. } => (exec, argv, envp.as_slice()),
        Payload::Legacy { exec, argv, fakes, .. } => {
            shortfalls.extend(fakes.iter().filter_map(|fake| missing(*fake)));
            (exec, argv, &[][..])
        }
        Payload::Wasm { .. } => return Err(refused("a WebAssembly module is not started by this program")),
        Payload::Virtual => return Err(refused("a virtual card has no program")),
    };
    laid_out(exec, argv, [environment, envp])
        .map_err(|_nul| Failure::new(Stage::Payload, Errno::EINVAL).because("a text with a NUL in it"))
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
    Some(Shortfall::new("payload.Legacy.fakes", format!("nothing here answers for {name}")))
}

fn laid_out(path: &str, argv: &[String], environments: [&[(String, String)]; 2]) -> Result<Program, NulError> {
    let named = environments.into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
    let environment: BTreeMap<&str, &str> = [("PATH", PATH)].into_iter().chain(named).collect();
    let arguments = [path].into_iter().chain(argv.iter().map(String::as_str)).map(CString::new);
    let environment = environment.iter().map(|(name, value)| CString::new(format!("{name}={value}")));
    Ok(Program::new(CString::new(path)?, arguments.collect::<Result<_, _>>()?, environment.collect::<Result<_, _>>()?))
}

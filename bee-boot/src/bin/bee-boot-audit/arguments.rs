//! The command line.

use std::{io::Write as _, path::PathBuf, time::Duration};

use bee_audit::decode::pci::ids::embedded::LICENCE;

const HELP: &str = "\
Audits this machine once, as a service: report on disk, summary and QR code on the console.

Usage: bee-boot-audit [--output FILE] [--timeout S] [--no-qr]

  --output FILE  where the report goes, whole or not at all [/var/log/bee-audit.json]
  --timeout S    give up on what has not answered after S seconds, and report the rest [60]
  --no-qr        no QR code on the console
  --licence      the notice that goes with the names of PCI devices in this program
  -h, --help     this
  -V, --version  the version

A failed audit leaves the last report as it is; why it failed is a report of its own beside it (FILE with .failed.json
for .json), or FILE itself where there is none yet. The service manager is told READY=1 (sd_notify) at the end.

Exit status: 0, whatever happened to the audit; 64 wrong usage.
";

/// EX_USAGE of sysexits.h(3head).
pub(crate) const USAGE: u8 = 64;

/// The longest audit: a day.
const LONGEST: Duration = Duration::from_secs(86_400);

/// What is asked for.
pub(crate) struct Arguments {
    /// Where the report goes.
    pub(crate) output: PathBuf,
    /// How long the audit may take.
    pub(crate) timeout: Duration,
    /// Whether the console shows a QR code.
    pub(crate) code: bool,
}

impl Arguments {
    /// Reads the command line; `None` when it asked for help or version, which are printed then.
    pub(crate) fn parse() -> Result<Option<Arguments>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut read =
            Arguments { output: "/var/log/bee-audit.json".into(), timeout: Duration::from_secs(60), code: true };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("output") => read.output = parser.value()?.into(),
                Long("timeout") => read.timeout = parser.value()?.parse_with(seconds)?,
                Long("no-qr") => read.code = false,
                Long("licence") => return Ok(print(LICENCE)),
                Short('h') | Long("help") => return Ok(print(HELP)),
                Short('V') | Long("version") => {
                    return Ok(print(concat!("bee-boot-audit ", env!("CARGO_PKG_VERSION"), "\n")));
                }
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(read))
    }
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let time = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.filter(|time| !time.is_zero() && *time <= LONGEST).ok_or("not a number of seconds from 0 to 86400")
}

fn print(text: &str) -> Option<Arguments> {
    // A reader that has gone wants no more.
    let _gone = std::io::stdout().write_all(text.as_bytes());
    None
}

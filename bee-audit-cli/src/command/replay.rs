//! `bee-audit replay`: a recorded machine.

use std::{io, path::Path};

use crate::{
    args::Replay,
    exit::{Failure, Status},
    output,
};

/// Audits a recording, or a bare tree, and writes the report.
pub(super) fn run(arguments: Replay) -> Result<Status, Failure> {
    let host = match arguments.path.as_os_str().to_str() {
        Some("-") => bee_audit::Replay::unpack(io::stdin().lock(), Path::new("standard input"))?,
        _ => bee_audit::Replay::open(&arguments.path)?,
    };
    let (options, line) = super::options(arguments.selection)?;
    let report = bee_audit::audit(&host, &options);
    drop((options, line));
    output::write_report(&report, &arguments.output)
}

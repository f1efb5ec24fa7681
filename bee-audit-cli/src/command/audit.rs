//! `bee-audit`: this machine.

use bee_audit::LiveHost;

use crate::{
    args::Audit,
    exit::{Failure, Status},
    output,
};

/// Audits this machine and writes the report.
pub(super) fn run(arguments: Audit) -> Result<Status, Failure> {
    let (options, line) = super::options(arguments.selection)?;
    let report = bee_audit::audit(&LiveHost::new(arguments.deadline.timeout), &options);
    drop((options, line));
    output::write_report(&report, &arguments.output)
}

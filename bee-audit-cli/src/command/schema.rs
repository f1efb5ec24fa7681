//! `bee-audit schema`: the contract of the report.

use crate::{
    exit::{Failure, Status},
    output,
};

/// Prints the JSON Schema of the report.
pub(super) fn run() -> Result<Status, Failure> {
    output::print(include_str!("../../../docs/report.schema.json"))?;
    Ok(Status::Complete)
}

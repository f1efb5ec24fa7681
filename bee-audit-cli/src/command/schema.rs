//! `bee-audit schema`: the contract of the report.

use crate::{
    exit::{Failure, Status},
    output,
};

/// `docs/report.schema.json`, packed by the build script.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/report.schema.deflate"));

/// Prints the JSON Schema of the report.
pub(super) fn run() -> Result<Status, Failure> {
    let schema = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default();
    output::print_bytes(&schema)?;
    Ok(Status::Complete)
}

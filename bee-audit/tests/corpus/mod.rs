//! Recorded data of real hardware with the output of trusted tools. It is not part of this repository.

use std::{
    env,
    io::{Write as _, stderr},
    path::PathBuf,
};

/// The folder of the corpus; `None`, with a notice, where there is none. In CI (`CI=true`) that fails the test.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    if folder.is_dir() {
        return Some(folder);
    }
    skip(&folder.display().to_string());
    None
}

/// Says that a comparison is left out because `what` is not there. In CI (`CI=true`) that fails the test.
pub(crate) fn skip(what: &str) {
    assert!(env::var("CI").as_deref() != Ok("true"), "CI needs {what}");
    notice(&format!("skipped: {what} is not there"));
}

/// Tells what is not compared. Written by hand, since the harness keeps what `eprintln!` writes in a test that passes.
pub(crate) fn notice(text: &str) {
    let _nobody_reads = stderr().write_all(format!("{text}\n").as_bytes());
}

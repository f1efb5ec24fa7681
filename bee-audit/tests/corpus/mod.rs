//! Recorded data of real hardware with the output of trusted tools. It is not part of this repository.

use std::{env, path::PathBuf};

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
    eprintln!("skipped: {what} is not there");
}

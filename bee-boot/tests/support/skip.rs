//! How a test says that it is left out. The notice is written by hand, since the harness keeps what `println!` and
//! `eprintln!` write in a test that passes.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::io::{Write as _, stderr};

/// Says something that everybody should see.
pub(crate) fn notice(text: &str) {
    let _nobody_reads = stderr().write_all(format!("{text}\n").as_bytes());
}

/// Says why a test is left out here. `make guest-test` fails of it: that machine is to have everything.
pub(crate) fn skip(why: &str) {
    notice(&format!("skipped: {why}"));
}

/// Says what a test is left out for the lack of. In CI (`CI=true`) that fails the test.
pub(crate) fn lacking(what: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {what}");
    skip(&format!("{what} is not there"));
}

//! What parts of this program may not know, read from their sources.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The sources of PID 1 below a path, with their texts.
fn sources(below: &str) -> Vec<(PathBuf, String)> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(below)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.ends_with("src/bin") {
            continue;
        }
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "{below}");
    found
}

fn without(below: &str, words: &[&str]) {
    for (path, text) in sources(below) {
        let tests = text.find("#[cfg(test)]").unwrap_or(text.len());
        for word in words {
            assert!(!text[..tests].contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn the_machine_of_services_knows_no_kernel() {
    let kernel = ["nix::", "libc::", "std::fs", "std::io", "Instant", "crate::sys", "crate::spawn"];
    for pure in ["service.rs", "service", "constellation.rs", "constellation", "notify.rs", "seed/dependencies.rs"] {
        without(pure, &kernel);
    }
}

/// Setting the time of day moves no deadline: nobody asks for it.
#[test]
fn no_clock_but_the_monotonic_one_is_asked() {
    without("", &["SystemTime", "CLOCK_REALTIME", "gettimeofday", "CLOCK_BOOTTIME"]);
}

#[test]
fn nothing_unsafe_is_outside_sys() {
    for (path, text) in sources("") {
        let is_sys = path.components().any(|part| part.as_os_str() == "sys");
        assert!(is_sys || !text.contains("unsafe {"), "{}", path.display());
    }
}

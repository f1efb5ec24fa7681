//! Machines that tests write down as a text, and their storage.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::path::Path;

use bee_audit::{
    Options, Replay, audit,
    report::{BlockDevice, Component, Drive, Gap, Storage},
};

#[path = "samples.rs"]
mod samples;
#[path = "tree.rs"]
mod support;

/// A machine from a text: a line without indent and with a colon at its end begins a folder below `/sys`, an indented
/// one is a file there with its content (`@scsi/80…` for a sample), and `a -> b` is a link.
pub(crate) fn machine(name: &str, text: &str) -> (Storage, Vec<Gap>) {
    let root = support::folder(name);
    let mut folder = "";
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some((path, target)) = line.split_once(" -> ") {
            let place = if line.starts_with(' ') { format!("{folder}/{}", path.trim()) } else { path.to_owned() };
            support::link(&root, &format!("sys/{place}"), target);
        } else if let Some(path) = line.strip_suffix(':').filter(|_| !line.starts_with(' ')) {
            folder = path;
        } else {
            let (file, content) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            support::file(&root, &format!("sys/{folder}/{file}"), &content_of(content));
        }
    }
    storage(&root)
}

/// `@standard/sample` is the sample's bytes, anything else a line of text.
pub(crate) fn content_of(text: &str) -> Vec<u8> {
    let Some((standard, sample)) = text.strip_prefix('@').and_then(|name| name.split_once('/')) else {
        return format!("{text}\n").into_bytes();
    };
    let all = samples::of("parts", standard).into_iter().chain(samples::of("bad", standard));
    let found = all.into_iter().find(|(path, _)| path.ends_with(&format!("/{sample}.hex")));
    found.unwrap_or_else(|| panic!("no sample {text}")).1
}

pub(crate) fn storage(root: &Path) -> (Storage, Vec<Gap>) {
    let report = audit(&Replay::open(root).unwrap(), &Options::only([Component::Storage]));
    (report.storage.unwrap(), report.gaps)
}

pub(crate) fn drive<'a>(storage: &'a Storage, name: &str) -> &'a Drive {
    storage.drives.iter().find(|drive| drive.name == name).unwrap_or_else(|| panic!("no drive {name}"))
}

pub(crate) fn names(devices: &[BlockDevice]) -> Vec<&str> {
    devices.iter().map(|device| device.name.as_str()).collect()
}

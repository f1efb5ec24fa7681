//! PCI configuration space is read as far as its lists reach, and as much is decoded as of the whole.

use std::{fs, path::Path, time::Duration};

use bee_audit::{
    decode::pci::ConfigurationSpace,
    host::{Host, LiveHost, Query, Reply},
};

#[path = "support/samples.rs"]
mod samples;

const EXTENDED: usize = 4096;

/// What a live host answers where `content` is the file of a function.
fn ask(name: &str, content: &[u8]) -> Vec<u8> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("configuration-{name}"));
    let path = "/sys/devices/pci0000:00/0000:00:01.0/config";
    let file = root.join(path.trim_start_matches('/'));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
    match LiveHost::with_root(root, Duration::from_secs(60)).ask(&Query::Read(path.into())) {
        Ok(Reply::Bytes(bytes)) => bytes,
        other => panic!("{other:?}"),
    }
}

/// A function of 4,096 octets without capabilities; where nothing should be read are ones.
fn function() -> Vec<u8> {
    let mut space = vec![0xff; EXTENDED];
    space[..64].fill(0);
    space[..4].copy_from_slice(&[0x86, 0x80, 0x21, 0x15]);
    space[0x100..0x104].fill(0);
    space
}

#[test]
fn as_much_is_decoded_as_of_the_whole() {
    let samples = samples::of("parts", "pci-config");
    assert!(samples.len() > 3);
    for (path, whole) in samples {
        let name = Path::new(&path).file_stem().unwrap().to_str().unwrap();
        let bytes = ask(name, &whole);
        assert_eq!(bytes.len(), whole.len(), "{name}");
        assert_eq!(ConfigurationSpace::decode(&bytes), ConfigurationSpace::decode(&whole), "{name}");
    }
}

#[test]
fn what_no_list_reaches_is_not_read() {
    let mut space = function();
    let bytes = ask("no-lists", &space);
    assert_eq!((bytes.len(), &bytes[..4]), (EXTENDED, &space[..4]));
    assert!(bytes[4..].iter().all(|octet| *octet == 0));
    (space[0x06], space[0x34], space[0x40], space[0x41]) = (0x10, 0x40, 0x01, 0);
    let bytes = ask("short-list", &space);
    assert_eq!((bytes[0x47], bytes[0x48]), (0xff, 0));
    space[0x100..0x104].copy_from_slice(&[0x01, 0, 0x01, 0]);
    let bytes = ask("extended-list", &space);
    assert_eq!((bytes[0x1ff], bytes[0x200]), (0xff, 0));
}

#[test]
fn lists_that_loop_or_leave_the_space_end() {
    for next in [0x40, 0x44, 0xfc, 0xff, 0x3c] {
        let mut space = function();
        (space[0x06], space[0x34], space[0x40], space[0x41]) = (0x10, 0x40, 0x01, next);
        space[0x100..0x104].copy_from_slice(&[0x0b, 0, 1, next]);
        assert_eq!(ask(&format!("loop-{next}"), &space).len(), EXTENDED);
    }
}

#[test]
fn a_function_that_is_gone_or_repeats_itself() {
    assert_eq!(ask("gone", &[0xff; EXTENDED]), [0xff; 64]);
    let mut space = function();
    space.truncate(256);
    assert_eq!(ask("repeated", &space.repeat(16)).len(), 256);
}

//! Where lspci 3.9.0 is installed: our samples with one bit changed at a time, and the recorded machines, read by both.

use std::{fs, path::Path, process::Command};

use bee_audit::decode::pci::ConfigurationSpace;

use crate::{Explained, Ledger, compare::compare_lists, lspci, parts, render};

/// Whether the lspci that our texts come from is installed.
fn is_lspci_here() -> bool {
    let version = Command::new("lspci").arg("--version").output();
    let here = version.is_ok_and(|output| output.stdout.starts_with(b"lspci version 3.9.0"));
    if !here {
        crate::corpus::skip("lspci 3.9.0");
    }
    here
}

#[test]
fn changed_samples_as_the_installed_lspci_reads_them() {
    if !is_lspci_here() {
        return;
    }
    let mut ledger = Ledger::default();
    for (name, bytes) in parts() {
        let changed = changed(&bytes);
        let mut done = 0;
        while let Some(rest @ [_, ..]) = changed.get(done..) {
            let (functions, whole) = run_lspci(&name, rest);
            for (function, (bytes, offset)) in functions.iter().zip(rest) {
                let space = ConfigurationSpace::decode(bytes).unwrap();
                compare_lists(&mut ledger, function, &space, Some(*offset));
            }
            done += functions.len();
            if !whole {
                ledger.explain(Explained::LspciGaveUp);
                done += 1;
            }
        }
        assert_eq!(done, changed.len());
    }
    ledger.close(&[("capability", 5500), ("extended capability", 8500), ("beginning", 1000)]);
}

/// What lspci says of these samples; when it gave up on one, of those before.
fn run_lspci(name: &str, samples: &[(Vec<u8>, u16)]) -> (Vec<lspci::Function>, bool) {
    // Functions at the same address would be one to lspci, and of others than 0 of an endpoint it prints less.
    let places = (0..).map(|index| format!("{:04x}:{:02x}:00.0", index >> 8, index & 0xff));
    let dump: String = places.zip(samples).map(|(place, (bytes, _))| lspci::dump(&place, &padded(bytes))).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("changed-{name}.hex"));
    fs::write(&file, dump).unwrap();
    let output = Command::new("lspci").arg("-F").arg(&file).args(["-vvv", "-nn"]).output().unwrap();
    let mut functions = lspci::functions(&String::from_utf8(output.stdout).unwrap());
    let whole = output.status.success();
    if !whole {
        functions.pop();
    }
    assert!(whole || functions.len() < samples.len());
    (functions, whole)
}

/// A sample as long as the kernel shows it.
fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(if bytes.len() > 256 { 4096 } else { 256 }, 0);
    bytes
}

/// Each capability of a sample by itself, beside PCI Express, with one bit changed at a time; and its offset.
fn changed(bytes: &[u8]) -> Vec<(Vec<u8>, u16)> {
    let space = ConfigurationSpace::decode(bytes).unwrap();
    let conventional = || space.capabilities.iter().flatten();
    let extended = || space.extended_capabilities.iter().flatten();
    let offsets: Vec<u16> =
        conventional().map(|one| one.offset.into()).chain(extended().map(|one| one.offset)).collect();
    // Those whose text is compared.
    let texts = conventional().filter(|one| render::render(&space, one).or(render::render_start(one)).is_some());
    let extended_texts = extended().filter(|one| render::render_extended(one).is_some());
    let texts: Vec<u16> = texts.map(|one| one.offset.into()).chain(extended_texts.map(|one| one.offset)).collect();
    let mut samples = Vec::new();
    for offset in &texts {
        let end = offsets.iter().copied().filter(|next| next > offset).min().map_or(bytes.len(), usize::from);
        let length = (end - usize::from(*offset)).min(64);
        let (alone, start) = alone(bytes, &space, *offset, length);
        // Id and pointers stay, and the version of an extended capability.
        let first = if *offset < 0x100 { 2 } else { 4 };
        for (at, bit) in (first..length).flat_map(|at| (0..8).map(move |bit| (start + at, bit))) {
            let mut sample = alone.clone();
            sample[at] ^= 1 << bit;
            samples.push((sample, u16::try_from(start).unwrap()));
        }
    }
    samples
}

/// The header, PCI Express, and the capability at `offset`, an extended one at 100h; and where it is now.
fn alone(bytes: &[u8], space: &ConfigurationSpace, offset: u16, length: usize) -> (Vec<u8>, usize) {
    let old = usize::from(offset);
    let mut alone = bytes[..bytes.len().min(0x100)].to_vec();
    let first = if space.header.layout.0 == 2 { 0x14 } else { 0x34 };
    let express = space.capabilities.iter().flatten().find(|capability| capability.id.0 == 0x10);
    let express = express.map(|capability| capability.offset).filter(|express| u16::from(*express) != offset);
    if offset < 0x100 {
        alone[first] = u8::try_from(offset).unwrap();
        alone[old + 1] = express.unwrap_or(0);
    } else {
        alone[first] = express.unwrap_or(0);
        alone.extend(&bytes[old..old + length]);
        // No next one: bits 31:20 of the header.
        alone[0x102] &= 0x0f;
        alone[0x103] = 0;
    }
    if let Some(express) = express {
        alone[usize::from(express) + 1] = 0;
    }
    (alone, old.min(0x100))
}

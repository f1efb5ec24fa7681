//! The machine with drives of every kind, and how facts of it are held against what tools printed in it.

#![allow(dead_code, reason = "not every comparison needs all of it")]

use std::{collections::BTreeSet, fs, path::PathBuf};

use bee_audit::{
    Host, Options, Replay, audit,
    host::{Query, Reply, ScsiRequest},
    report::{BlockDevice, Component, Drive, DrivePath, Storage},
};
use serde_json::{Value, json};

/// The recording, and what the tools printed.
pub(crate) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/storage")).join(name)
}

pub(crate) fn recording() -> Replay {
    Replay::open(&fixture("recording")).unwrap()
}

pub(crate) fn storage() -> Storage {
    let report = audit(&recording(), &Options::only([Component::Storage]));
    assert_eq!(report.gaps, [], "an ordinary machine has no gaps");
    report.storage.unwrap()
}

pub(crate) fn printed(name: &str) -> String {
    let path = fixture("tools").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn printed_json(name: &str) -> Value {
    serde_json::from_str(&printed(name)).unwrap()
}

/// The sections of a file that hold what a tool printed of one device each, with the device's name.
pub(crate) fn sections(name: &str) -> Vec<(String, String)> {
    let text = printed(name);
    let sections = text.split("== ").skip(1).filter_map(|section| section.split_once('\n'));
    sections.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// A difference between a tool and this library, and why ours is right.
pub(crate) struct Explained {
    pub(crate) fact: &'static str,
    /// What the subjects to which it applies have in them: names and models.
    pub(crate) subjects: &'static [&'static str],
    pub(crate) reason: &'static str,
}

/// Compared facts: which, of what, ours, theirs.
#[derive(Default)]
pub(crate) struct Comparison(Vec<(String, String, Value, Value)>);

impl Comparison {
    pub(crate) fn add(&mut self, fact: &str, subject: &str, ours: Value, theirs: Value) {
        self.0.push((fact.to_owned(), subject.to_owned(), ours, theirs));
    }

    /// Fails unless each difference is explained, each explanation is needed, and at least `fewest` facts were
    /// compared.
    pub(crate) fn judge(self, explained: &[Explained], fewest: usize) {
        let mut needed = BTreeSet::new();
        let mut unexplained = Vec::new();
        for (fact, subject, ours, theirs) in self.0.iter().filter(|(_, _, ours, theirs)| ours != theirs) {
            let applies =
                |known: &Explained| known.fact == fact && known.subjects.iter().any(|part| subject.contains(part));
            match explained.iter().position(applies) {
                Some(index) => drop(needed.insert(index)),
                None => unexplained.push(format!("{fact} of {subject}: ours {ours}, theirs {theirs}")),
            }
        }
        assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
        for (index, known) in explained.iter().enumerate() {
            assert!(needed.contains(&index), "no longer so: {} ({})", known.fact, known.reason);
        }
        assert!(self.0.len() >= fewest, "{} facts were compared", self.0.len());
    }
}

/// Each block device with its drive and the path of the same name, or the drive's first.
pub(crate) fn devices(storage: &Storage) -> Vec<(&Drive, &DrivePath, &BlockDevice)> {
    let mut devices = Vec::new();
    for drive in &storage.drives {
        for device in &drive.block_devices {
            let path = drive.paths.iter().find(|path| path.name == device.name).unwrap_or(&drive.paths[0]);
            devices.push((drive, path, device));
        }
    }
    devices
}

/// A drive that was asked, with what it answered.
pub(crate) struct Asked {
    pub(crate) recording: Replay,
    pub(crate) device: String,
}

impl Asked {
    /// `None` for drives that speak another protocol.
    pub(crate) fn of(drive: &Drive) -> Option<Asked> {
        let path = drive.paths.iter().find(|path| path.scsi.is_some())?;
        let device = format!("/dev/{}", path.scsi.as_ref()?.generic.as_deref()?);
        let asked = Asked { recording: recording(), device };
        asked.answer(ScsiRequest::Inquiry).is_some().then_some(asked)
    }

    pub(crate) fn answer(&self, request: ScsiRequest) -> Option<Vec<u8>> {
        match self.recording.ask(&Query::Scsi { device: self.device.clone(), request }) {
            Ok(Reply::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

/// Holds every one of `theirs` against the same of `ours`; what is in neither ours nor `left_out` fails.
pub(crate) fn hold(
    comparison: &mut Comparison,
    (tool, subject): (&str, &str),
    theirs: &[(String, Value)],
    ours: &[(&str, Value)],
    left_out: &[&str],
) {
    for (fact, value) in theirs {
        if let Some((_, known)) = ours.iter().find(|(known, _)| known == fact) {
            comparison.add(&format!("{tool} {fact}"), subject, known.clone(), value.clone());
        } else {
            assert!(
                left_out.iter().any(|prefix| fact.starts_with(prefix)),
                "{tool} {fact} of {subject} is not compared"
            );
        }
    }
}

/// Each disk that was asked by SCSI commands, with the section of `file` on it.
pub(crate) fn asked_disks(storage: &Storage, file: &str) -> Vec<(String, Drive, BlockDevice, Asked, String)> {
    let all = devices(storage);
    let found = sections(file).into_iter().filter_map(|(name, text)| {
        let (drive, _, device) = all.iter().find(|(_, _, device)| device.name == name)?;
        let subject = format!("{name} {}", drive.model.as_deref().unwrap_or_default());
        Some((subject, (*drive).clone(), (*device).clone(), Asked::of(drive)?, text))
    });
    found.collect()
}

/// A number as the tools write it: decimal, hexadecimal, or -1 for one that is all ones.
pub(crate) fn number(text: &str) -> Value {
    let word = text.split([' ', ',', '\n']).next().unwrap_or_default();
    match word.strip_prefix("0x") {
        Some(digits) => json!(u64::from_str_radix(digits, 16).unwrap()),
        None if word == "-1" => json!(u32::MAX),
        None => word.parse::<u64>().map_or_else(|_| json!(word), |number| json!(number)),
    }
}

//! The SCSI devices and hosts of a machine with drives of every kind, as this library and lsscsi list them at the same
//! time.

use bee_audit::report::Storage;
use serde_json::{Value, json};

#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{Comparison, Explained, printed, storage};

const LSSCSI: &[Explained] = &[
    Explained {
        fact: "lsscsi model",
        subjects: &["SAMSUNG MZ7LH"],
        reason: "INQUIRY has room for 16 of the 40 characters of an ATA drive's model",
    },
    Explained {
        fact: "lsscsi rev",
        subjects: &["SAMSUNG MZ7LH", "HUH728080ALE600"],
        reason: "INQUIRY has room for 4 of the 8 characters of an ATA drive's firmware revision",
    },
    Explained {
        fact: "lsscsi vendor",
        subjects: &["SAMSUNG MZ7LH", "HUH728080ALE600"],
        reason: "`ATA` is what a SCSI translation puts for the maker, not a maker",
    },
];

/// What lsscsi calls a peripheral device type.
fn type_name(code: u64) -> &'static str {
    match code {
        0 => "disk",
        1 => "tape",
        5 => "cd/dvd",
        8 => "mediumx",
        13 => "enclosu",
        _ => "?",
    }
}

/// One device of ours in lsscsi's terms: type, vendor, model, rev, generic device, state, queue depth, timeout.
type Row = (String, [(&'static str, Value); 8]);

fn scsi_rows(storage: &Storage) -> Vec<Row> {
    let drives = storage.drives.iter().flat_map(|drive| drive.paths.iter().map(move |path| (drive, path)));
    let drives = drives.filter_map(|(drive, path)| {
        let scsi = path.scsi.as_ref()?;
        let facts = [
            ("type", json!(type_name(scsi.device_type.as_ref()?.code))),
            ("vendor", json!(drive.vendor)),
            ("model", json!(drive.model)),
            ("rev", json!(drive.firmware_revision)),
            ("generic", json!(scsi.generic)),
            ("state", json!(path.state)),
            ("queue_depth", json!(scsi.queue_depth.map(|depth| depth.to_string()))),
            ("timeout", json!(scsi.timeout_seconds.map(|seconds| seconds.0.to_string()))),
        ];
        Some((scsi.address.clone(), facts))
    });
    let others = storage.scsi_devices.iter().map(|device| {
        let generic = device.names.iter().find(|name| name.starts_with("sg"));
        let facts = [
            ("type", json!(device.device_type.as_ref().map(|code| type_name(code.code)))),
            ("vendor", json!(device.vendor)),
            ("model", json!(device.model)),
            ("rev", json!(device.firmware_revision)),
            ("generic", json!(generic)),
            ("state", json!(device.state)),
            ("queue_depth", Value::Null),
            ("timeout", Value::Null),
        ];
        (device.address.clone(), facts)
    });
    drives.chain(others).collect()
}

/// A line of `lsscsi -g` with the one of `-l` below it; columns are as wide as INQUIRY's fields.
fn lsscsi_row(line: &str, more: &str) -> Option<Row> {
    let (address, rest) = line.strip_prefix('[')?.split_once(']')?;
    let column = |range: std::ops::Range<usize>| json!(rest.get(range).map(str::trim));
    let last = rest.split_whitespace().find(|word| word.starts_with("/dev/sg"))?;
    let value = |key: &str| {
        let words = more.split_whitespace();
        json!(words.filter_map(|word| word.split_once('=')).find(|(name, _)| *name == key).map(|(_, value)| value))
    };
    let start = rest.len() - rest.trim_start().len();
    Some((
        address.to_owned(),
        [
            ("type", column(start..start + 7)),
            ("vendor", column(start + 8..start + 16)),
            ("model", column(start + 17..start + 33)),
            ("rev", column(start + 34..start + 38)),
            ("generic", json!(last.trim_start_matches("/dev/"))),
            ("state", value("state")),
            ("queue_depth", value("queue_depth")),
            ("timeout", value("timeout")),
        ],
    ))
}

#[test]
fn lsscsi_lists_the_same() {
    let storage = storage();
    let ours = scsi_rows(&storage);
    let text = printed("lsscsi.txt");
    let lines: Vec<&str> = text.lines().collect();
    let theirs: Vec<Row> = lines.windows(2).filter_map(|pair| lsscsi_row(pair[0], pair[1])).collect();
    assert_eq!(ours.len(), theirs.len());
    let mut comparison = Comparison::default();
    for (address, facts) in &theirs {
        let (_, known) = ours.iter().find(|(ours, _)| ours == address).unwrap_or_else(|| panic!("no {address}"));
        // Queue depth and time-out are reported of drives alone.
        let is_left_out = |fact: &str, ours: &Value| ours.is_null() && matches!(fact, "queue_depth" | "timeout");
        let both = facts.iter().zip(known).filter(|((fact, _), (_, ours))| !is_left_out(fact, ours));
        for ((fact, theirs), (_, ours)) in both {
            comparison.add(
                &format!("lsscsi {fact}"),
                &format!("{address} {}", facts[2].1),
                ours.clone(),
                theirs.clone(),
            );
        }
    }
    let hosts = storage.controllers.iter().flat_map(|controller| &controller.hosts);
    let hosts: Vec<(String, String)> =
        hosts.map(|host| (host.name.clone(), host.driver.clone().unwrap_or_default())).collect();
    for line in printed("lsscsi-hosts.txt").lines().filter(|line| !line.starts_with("[N") && !line.contains("usb")) {
        let (number, driver) = line.trim_start_matches('[').split_once(']').unwrap();
        let found = hosts.iter().find(|(name, _)| name.strip_prefix("host") == Some(number)).map(|(_, driver)| driver);
        comparison.add("lsscsi driver", &format!("host{number}"), json!(found), json!(driver.trim()));
    }
    comparison.judge(LSSCSI, 14 * 8 + 4 * 6 + 17);
}

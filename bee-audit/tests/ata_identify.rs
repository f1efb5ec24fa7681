//! IDENTIFY DEVICE data of real drives, against smartctl's reading of the same bytes.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{fs, path::Path};

use bee_audit::decode::ata::identify_device::IdentifyDevice;
use serde_json::{Value, json};

mod corpus;

/// Smartctl's name of a fact, and ours in smartctl's form.
fn facts(drive: &IdentifyDevice) -> Vec<(&'static str, Value)> {
    let wwn = drive.world_wide_name;
    let speed = |speed: Option<bee_audit::decode::ata::identify_device::SerialAtaSpeed>| {
        json!(speed.and_then(|speed| speed.name()))
    };
    vec![
        ("/model_name", json!(drive.model_number)),
        ("/serial_number", json!(drive.serial_number)),
        ("/firmware_version", json!(drive.firmware_revision)),
        ("/user_capacity/blocks", json!(drive.logical_sectors)),
        ("/logical_block_size", json!(drive.logical_sector_bytes)),
        ("/physical_block_size", json!(drive.physical_sector_bytes)),
        ("/wwn/naa", json!(wwn.map(|name| name >> 60))),
        ("/wwn/oui", json!(wwn.map(|name| name >> 36 & 0xff_ffff))),
        ("/wwn/id", json!(wwn.map(|name| name & 0xf_ffff_ffff))),
        ("/rotation_rate", json!(drive.nominal_media_rotation_rate_rpm.map(|rate| if rate == 1 { 0 } else { rate }))),
        ("/form_factor/ata_value", json!(drive.nominal_form_factor.map(|form| form.0))),
        ("/trim/supported", json!(drive.trim)),
        ("/trim/deterministic", json!(drive.trim.then_some(drive.deterministic_read_after_trim))),
        ("/trim/zeroed", json!(drive.trim.then_some(drive.zeros_after_trim))),
        ("/sata_version/string", json!(drive.transport_version.and_then(|version| version.name()))),
        ("/interface_speed/max/string", speed(drive.highest_speed)),
        ("/interface_speed/current/string", speed(drive.current_speed)),
        ("/smart_support/available", json!(drive.smart.supported)),
        ("/smart_support/enabled", json!(drive.smart.enabled)),
    ]
}

/// A fact that smartctl reads otherwise, and why ours is right.
struct Explained {
    drive: &'static str,
    fact: &'static str,
    theirs: Value,
    reason: &'static str,
}

fn explained() -> [Explained; 1] {
    [Explained {
        drive: "ST9100821AS",
        fact: "/interface_speed/max/string",
        theirs: Value::Null,
        reason: "smartctl looks at word 76 only when word 222 names a transport, which this drive of ATA/ATAPI-7 times \
                 leaves 0; word 76 is 0502h: 1.5 Gb/s and NCQ",
    }]
}

/// Smartctl's version text begins with the standard's name.
fn version_agrees(drive: &IdentifyDevice, smartctl: &Value) -> bool {
    let text = smartctl.pointer("/ata_version/string").and_then(Value::as_str).unwrap_or_default();
    drive.major_version.and_then(|version| version.name()).is_some_and(|name| text.starts_with(name))
}

fn compare(identify: &Path) -> usize {
    let drive = IdentifyDevice::decode(&fs::read(identify).unwrap()).unwrap();
    let text = fs::read_to_string(identify.with_extension("smartctl.json")).unwrap();
    let smartctl: Value = serde_json::from_str(&text).unwrap();
    let (facts, explained) = (facts(&drive), explained());
    let name = identify.file_name().unwrap_or_default().to_string_lossy();
    for (fact, ours) in &facts {
        let theirs = smartctl.pointer(fact).cloned().unwrap_or(Value::Null);
        let known = explained.iter().find(|known| known.fact == *fact && name.starts_with(known.drive));
        match known {
            Some(known) => {
                assert_eq!(theirs, known.theirs, "{fact} of {name}: no longer so, {}", known.reason);
                assert_ne!(*ours, theirs, "{fact} of {name} needs no explanation");
            }
            None => assert_eq!(*ours, theirs, "{fact} of {name}"),
        }
    }
    assert!(version_agrees(&drive, &smartctl), "{name}");
    assert_ne!(drive.checksum_matches, Some(false), "{name}");
    facts.len() + 1
}

#[test]
fn smartctl_reads_the_same() {
    let Some(corpus) = corpus::corpus() else { return };
    let files =
        fs::read_dir(corpus.join("smart/libatasmart-blobs/decoded")).unwrap().map(|entry| entry.unwrap().path());
    let identify = files.filter(|path| path.extension().is_some_and(|extension| extension == "identify"));
    let compared: Vec<usize> = identify.map(|path| compare(&path)).collect();
    assert!(compared.len() >= 8, "{} drives", compared.len());
    assert!(compared.iter().sum::<usize>() >= 8 * 18);
}

//! Every `smartctl --json` of the corpus is read, and each value is where the tool has it.

use std::{fs, path::Path};

use bee_audit::decode::tool::smartctl::Smartctl;
use serde_json::Value;

mod corpus;

/// Ours and theirs, for values that are in all JSON of the tool under one name.
fn compare(name: &str, drive: &Smartctl, theirs: &Value) -> usize {
    let text = |path: &str| theirs.pointer(path).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let number = |path: &str| theirs.pointer(path).and_then(Value::as_u64);
    let texts = [
        (&drive.model, text("/model_name").or(text("/scsi_model_name"))),
        (&drive.serial_number, text("/serial_number")),
        (&drive.firmware_revision, text("/firmware_version").or(text("/scsi_revision"))),
        (&drive.protocol, text("/device/protocol")),
    ];
    let log = "/nvme_smart_health_information_log";
    let numbers = [
        (drive.power_on_hours, number("/power_on_time/hours")),
        (drive.power_cycles, number("/power_cycle_count")),
        (drive.temperature_celsius.and_then(|degrees| u64::try_from(degrees).ok()), number("/temperature/current")),
        (drive.life_used_percent, number(&format!("{log}/percentage_used"))),
        (drive.available_spare_percent, number(&format!("{log}/available_spare"))),
        (drive.media_errors, number(&format!("{log}/media_errors"))),
        (drive.unsafe_shutdowns, number(&format!("{log}/unsafe_shutdowns"))),
    ];
    texts.iter().for_each(|(ours, theirs)| assert_eq!(ours.as_deref(), *theirs, "{name}"));
    numbers.iter().for_each(|(ours, theirs)| assert_eq!(ours, theirs, "{name}"));
    assert_eq!(drive.passed, theirs.pointer("/smart_status/passed").and_then(Value::as_bool), "{name}");
    let compared = texts.iter().filter(|(ours, _)| ours.is_some()).count();
    compared + numbers.iter().filter(|(ours, _)| ours.is_some()).count() + usize::from(drive.passed.is_some())
}

fn attribute(theirs: &Value, id: u64) -> Option<u64> {
    let rows = theirs.pointer("/ata_smart_attributes/table")?.as_array()?;
    rows.iter().find(|row| row["id"] == id)?.pointer("/raw/value")?.as_u64()
}

#[test]
fn every_drive_is_read() {
    let Some(corpus) = corpus::corpus() else { return };
    let (mut drives, mut facts, mut sectors) = (0, 0, 0);
    for entry in fs::read_dir(corpus.join("smart/smartctl_exporter")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let drive = Smartctl::decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let theirs: Value = serde_json::from_slice(&bytes).unwrap();
        let name = path.file_name().map(Path::new).unwrap().display().to_string();
        facts += compare(&name, &drive, &theirs);
        if let Some(raw) = attribute(&theirs, 5) {
            assert_eq!(drive.reallocated_sectors, Some(raw & 0xffff_ffff), "{name}");
            sectors += 1;
        }
        drives += 1;
    }
    println!("{drives} drives, {facts} facts, {sectors} counts of reallocated sectors");
    assert!(drives >= 86 && facts >= 700 && sectors >= 40);
}

/// A verdict of the tool's, in the words that it has for it: the corpus has no failing drive in JSON.
#[test]
fn a_failing_drive_is_said_to_fail() {
    let json = br#"{"smartctl": {"exit_status": 24}, "device": {"protocol": "ATA"}, "smart_status": {"passed": false},
        "ata_smart_attributes": {"table": [
            {"id": 5, "name": "Reallocated_Sector_Ct", "when_failed": "now", "raw": {"value": 1872}},
            {"id": 197, "name": "Current_Pending_Sector", "when_failed": "", "raw": {"value": 16}}]},
        "ata_smart_self_test_log": {"standard": {"table": [
            {"type": {"value": 1, "string": "Short offline"}, "lba": 123456, "lifetime_hours": 40301,
             "status": {"value": 121, "string": "Completed: read failure", "passed": false}}]}}}"#;
    let drive = Smartctl::decode(json).unwrap();
    assert_eq!(drive.passed, Some(false));
    assert_eq!(drive.failed_attributes, ["Reallocated_Sector_Ct"]);
    assert_eq!((drive.reallocated_sectors, drive.pending_sectors), (Some(1872), Some(16)));
    let tests = drive.self_tests.unwrap();
    assert_eq!((tests[0].passed, tests[0].failing_logical_block_address), (Some(false), Some(123_456)));
}

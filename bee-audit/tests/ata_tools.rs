//! ATA drives as this library, smartctl and hdparm read them in the same machine at the same time: every field that
//! both give.

#![expect(clippy::disallowed_methods, reason = "a test reads what tools printed itself")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use bee_audit::{
    Options, Replay, audit,
    report::{AtaAttribute, AtaDrive, AtaSmart, AttributeFailure, Component, Drive, DriveHealth, SelfTest, Verdict},
};
use serde_json::{Value, json};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/storage")).join(name)
}

fn printed(name: &str) -> String {
    let path = fixture("tools").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The drives that speak ATA.
fn drives() -> Vec<Drive> {
    let host = Replay::open(&fixture("recording")).unwrap();
    let report = audit(&host, &Options::only([Component::Storage]));
    report.storage.unwrap().drives.into_iter().filter(tells).collect()
}

/// Whether it answers by ATA; scsi_debug has a page that says so, and does not.
fn tells(drive: &Drive) -> bool {
    drive.ata.as_ref().is_some_and(|ata| ata.smart.is_some())
}

/// A fact by the tool's name for it, and ours in the tool's form.
type Facts = Vec<(String, Value)>;

fn named(prefix: &str, facts: impl IntoIterator<Item = (&'static str, Value)>) -> Facts {
    facts.into_iter().map(|(name, ours)| (format!("{prefix}/{name}"), ours)).collect()
}

fn identity_facts(drive: &Drive, ata: &AtaDrive) -> Facts {
    let wwn = drive.world_wide_name.as_deref().and_then(|name| u64::from_str_radix(name, 16).ok());
    let block = &drive.block_devices[0];
    let rate = drive.rotation_rate_rpm.map_or(0, |rate| rate.0);
    named(
        "",
        [
            ("model_name", json!(drive.model)),
            ("serial_number", json!(drive.serial_number)),
            ("firmware_version", json!(drive.firmware_revision)),
            ("wwn/naa", json!(wwn.map(|name| name >> 60))),
            ("wwn/oui", json!(wwn.map(|name| name >> 36 & 0xff_ffff))),
            ("wwn/id", json!(wwn.map(|name| name & 0xf_ffff_ffff))),
            ("user_capacity/bytes", json!(drive.size_bytes)),
            ("logical_block_size", json!(block.logical_block_size_bytes)),
            ("physical_block_size", json!(block.physical_block_size_bytes)),
            ("rotation_rate", json!(rate)),
            ("trim/supported", json!(ata.is_trim_supported)),
            ("trim/deterministic", json!(ata.is_trim_supported.then_some(ata.is_read_after_trim_deterministic))),
            ("trim/zeroed", json!(ata.is_trim_supported.then_some(ata.is_read_after_trim_zeros))),
            ("smart_support/available", json!(ata.is_smart_supported)),
            ("smart_support/enabled", json!(ata.is_smart_enabled)),
            ("write_cache/enabled", json!(ata.is_write_cache_enabled)),
        ],
    )
}

fn health_facts(health: &DriveHealth, ata: &AtaDrive) -> Facts {
    let temperature = health.temperature.clone().unwrap_or_default();
    let errors = ata.error_log.as_ref();
    named(
        "",
        [
            ("smart_status/passed", json!(health.verdict.map(|verdict| verdict == Verdict::Passed))),
            ("temperature/current", json!(temperature.current_celsius.map(|degrees| degrees.0.round()))),
            ("power_on_time/hours", json!(health.power_on_hours)),
            ("power_cycle_count", json!(health.power_cycles)),
            ("ata_smart_error_log/summary/count", json!(errors.map(|log| log.error_count))),
            ("ata_smart_self_test_log/standard/count", json!(health.self_tests.as_ref().map(Vec::len))),
        ],
    )
}

fn smart_facts(smart: &AtaSmart) -> Facts {
    let can = |what: &str| json!(smart.capabilities.iter().any(|name| name == what));
    let minutes = |seconds: Option<bee_audit::units::Seconds>| json!(seconds.map(|seconds| (seconds.0 / 60.0).round()));
    let offline = smart.offline_data_collection.as_ref().and_then(|status| status.name.clone());
    let last = smart.last_self_test.as_ref().and_then(|result| result.name.clone());
    let mut facts = named(
        "/ata_smart_data",
        [
            ("offline_data_collection/status/string", json!(offline)),
            ("self_test/status/string", json!(last)),
            ("self_test/polling_minutes/short", minutes(smart.short_self_test_seconds)),
            ("self_test/polling_minutes/extended", minutes(smart.extended_self_test_seconds)),
            ("self_test/polling_minutes/conveyance", minutes(smart.conveyance_self_test_seconds)),
            ("capabilities/exec_offline_immediate_supported", can("EXECUTE OFF-LINE IMMEDIATE")),
            ("capabilities/offline_is_aborted_upon_new_cmd", can("aborts off-line data collection upon a command")),
            ("capabilities/offline_surface_scan_supported", can("off-line read scanning")),
            ("capabilities/self_tests_supported", can("short and extended self-test")),
            ("capabilities/conveyance_self_test_supported", can("conveyance self-test")),
            ("capabilities/selective_self_test_supported", can("selective self-test")),
        ],
    );
    for (index, attribute) in smart.attributes.iter().enumerate() {
        facts.extend(attribute_facts(index, attribute));
    }
    facts
}

fn attribute_facts(index: usize, attribute: &AtaAttribute) -> Facts {
    let has = |flag: &str| json!(attribute.flags.iter().any(|name| name == flag));
    let failed = match attribute.failure {
        None => "",
        Some(AttributeFailure::Now) => "now",
        Some(AttributeFailure::Past) => "past",
    };
    named(
        &format!("/ata_smart_attributes/table/{index}"),
        [
            ("id", json!(attribute.id)),
            ("name", json!(attribute.name)),
            ("value", json!(attribute.value)),
            ("worst", json!(attribute.worst)),
            ("thresh", json!(attribute.threshold)),
            ("when_failed", json!(failed)),
            ("raw/value", json!(attribute.raw)),
            ("flags/prefailure", has("prefailure")),
            ("flags/updated_online", has("updated online")),
            ("flags/performance", has("performance")),
            ("flags/error_rate", has("error rate")),
            ("flags/event_count", has("event count")),
            ("flags/auto_keep", has("self-preserving")),
        ],
    )
}

fn self_test_facts(index: usize, test: &SelfTest) -> Facts {
    named(
        &format!("/ata_smart_self_test_log/standard/table/{index}"),
        [
            ("type/value", json!(test.kind.code)),
            ("type/string", json!(test.kind.name)),
            ("status/passed", json!(test.is_failed.map(|failed| !failed))),
            ("lifetime_hours", json!(test.power_on_hours)),
            ("lba", json!(test.failing_logical_block_address)),
        ],
    )
}

/// Whether two values are the same number, or the same otherwise.
fn is_same(ours: &Value, theirs: &Value) -> bool {
    ours == theirs
        || matches!((ours.as_f64(), theirs.as_f64()), (Some(ours), Some(theirs)) if (ours - theirs).abs() < 1e-9)
}

#[test]
fn smartctl_reads_the_same() {
    let (mut compared, mut different) = (0, Vec::new());
    let drives = drives();
    for drive in &drives {
        let (ata, health) = (drive.ata.as_ref().unwrap(), drive.health.as_ref().unwrap());
        let smartctl: Value = serde_json::from_str(&printed(&format!("smartctl-{}.json", drive.name))).unwrap();
        let mut facts = identity_facts(drive, ata);
        facts.extend(health_facts(health, ata));
        facts.extend(smart_facts(ata.smart.as_ref().unwrap()));
        let tests = health.self_tests.iter().flatten().enumerate();
        facts.extend(tests.flat_map(|(index, test)| self_test_facts(index, test)));
        for (fact, ours) in facts {
            let theirs = smartctl.pointer(&fact).cloned().unwrap_or(Value::Null);
            compared += usize::from(!ours.is_null() && !theirs.is_null());
            if !is_same(&ours, &theirs) {
                different.push(format!("{}: {fact} is {ours}, smartctl says {theirs}", drive.name));
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    println!("{} drives, {compared} facts", drives.len());
    assert!(drives.len() >= 2 && compared >= 250, "{} drives, {compared} facts", drives.len());
}

/// Lines of `hdparm -I` as `name: value`, and features with whether they are enabled.
fn hdparm(name: &str) -> (BTreeMap<String, String>, BTreeMap<String, bool>) {
    let text = printed(name);
    let (mut values, mut features) = (BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some((name, value)) = line.trim().split_once(':') {
            values.entry(name.trim().to_owned()).or_insert_with(|| value.trim().to_owned());
        } else if let Some(feature) = line.strip_prefix("\t   *\t") {
            features.insert(feature.trim().to_owned(), true);
        } else if let Some(feature) = line.strip_prefix("\t    \t") {
            features.insert(feature.trim().to_owned(), false);
        }
    }
    (values, features)
}

#[test]
fn hdparm_reads_the_same() {
    let mut compared = 0;
    for drive in drives() {
        let (values, features) = hdparm(&format!("hdparm-{}.txt", drive.name));
        let ata = drive.ata.as_ref().unwrap();
        let block = &drive.block_devices[0];
        let bytes = |size: Option<bee_audit::units::Bytes>| size.map(|size| format!("{} bytes", size.0));
        let rate = drive.rotation_rate_rpm.map_or("Solid State Device".to_owned(), |rate| rate.0.to_string());
        let size = drive.size_bytes.zip(block.logical_block_size_bytes).map(|(whole, sector)| whole.0 / sector.0);
        let ours = [
            ("Model Number", drive.model.clone()),
            ("Serial Number", drive.serial_number.clone()),
            ("Firmware Revision", drive.firmware_revision.clone()),
            ("LBA48  user addressable sectors", size.map(|sectors| sectors.to_string())),
            ("Logical  Sector size", bytes(block.logical_block_size_bytes)),
            ("Physical Sector size", bytes(block.physical_block_size_bytes)),
            ("Nominal Media Rotation Rate", Some(rate)),
            ("Queue depth", ata.queue_depth.map(|depth| depth.to_string())),
            ("Logical Unit WWN Device Identifier", drive.world_wide_name.clone()),
        ];
        for (name, ours) in ours {
            assert_eq!(ours.as_ref(), values.get(name), "{name} of {}", drive.name);
            compared += 1;
        }
        let ours = [
            ("SMART feature set", ata.is_smart_supported, ata.is_smart_enabled),
            ("Write cache", ata.is_write_cache_supported, ata.is_write_cache_enabled),
            ("Native Command Queueing (NCQ)", ata.queue_depth.is_some(), ata.queue_depth.is_some()),
            ("SMART Command Transport (SCT) feature set", ata.is_sct_supported, ata.is_sct_supported),
            ("Data Set Management TRIM supported (limit unknown)", ata.is_trim_supported, ata.is_trim_supported),
        ];
        for (name, is_supported, is_enabled) in ours {
            if name.starts_with("Data Set") && !features.contains_key(name) {
                continue;
            }
            assert_eq!(is_supported.then_some(is_enabled), features.get(name).copied(), "{name} of {}", drive.name);
            compared += 1;
        }
    }
    assert!(compared >= 2 * 13, "{compared} facts");
}

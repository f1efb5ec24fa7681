//! SMART data and thresholds of real drives, against smartctl's reading of the same bytes.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{fs, path::Path};

use bee_audit::decode::ata::{
    identify_device::IdentifyDevice,
    smart_data::{Failure, SmartData},
    smart_thresholds::SmartThresholds,
};
use serde_json::{Value, json};

mod corpus;

/// What one drive says.
struct Drive {
    name: String,
    identify: IdentifyDevice,
    smart: SmartData,
    thresholds: SmartThresholds,
    smartctl: Value,
}

impl Drive {
    fn read(smart: &Path) -> Drive {
        let bytes = |extension: &str| fs::read(smart.with_extension(extension)).unwrap();
        Drive {
            name: smart.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            identify: IdentifyDevice::decode(&bytes("identify")).unwrap(),
            smart: SmartData::decode(&bytes("smart_data")).unwrap(),
            thresholds: SmartThresholds::decode(&bytes("smart_thresholds")).unwrap(),
            smartctl: serde_json::from_slice(&bytes("smartctl.json")).unwrap(),
        }
    }

    /// Smartctl's name of a fact, and ours in smartctl's form.
    fn facts(&self) -> Vec<(String, Value)> {
        let SmartData { offline_capability: offline, capability, .. } = self.smart;
        let minutes = |minutes: u16, supported: bool| json!(Some(minutes).filter(|_| supported));
        let result = self.smart.self_test;
        let facts = [
            ("self_test/status/passed", json!(result.is_failed().map(|failed| !failed))),
            ("offline_data_collection/completion_seconds", json!(self.smart.offline_data_collection_seconds)),
            ("offline_data_collection/status/string", json!(self.smart.offline_data_collection.name())),
            ("self_test/polling_minutes/short", minutes(self.smart.short_self_test_minutes.into(), offline.has(4))),
            ("self_test/polling_minutes/extended", minutes(self.smart.extended_self_test_minutes, offline.has(4))),
            (
                "self_test/polling_minutes/conveyance",
                minutes(self.smart.conveyance_self_test_minutes.into(), offline.has(5)),
            ),
            ("capabilities/values/0", json!(offline.0)),
            ("capabilities/values/1", json!(capability.0)),
            ("capabilities/exec_offline_immediate_supported", json!(offline.has(0))),
            ("capabilities/offline_is_aborted_upon_new_cmd", json!(offline.has(2))),
            ("capabilities/offline_surface_scan_supported", json!(offline.has(3))),
            ("capabilities/self_tests_supported", json!(offline.has(4))),
            ("capabilities/conveyance_self_test_supported", json!(offline.has(5))),
            ("capabilities/selective_self_test_supported", json!(offline.has(6))),
            ("capabilities/attribute_autosave_enabled", json!(capability.has(1))),
            ("capabilities/error_logging_supported", json!(self.smart.error_logging)),
            ("capabilities/gp_logging_supported", json!(self.identify.general_purpose_logging)),
        ];
        let mut facts: Vec<_> =
            facts.into_iter().map(|(name, ours)| (format!("/ata_smart_data/{name}"), ours)).collect();
        facts.extend(self.sct_facts());
        facts.extend([
            ("/ata_smart_attributes/revision".to_owned(), json!(self.smart.revision)),
            ("/temperature/current".to_owned(), json!(self.smart.temperature())),
            ("/power_on_time/hours".to_owned(), json!(self.smart.power_on_hours())),
            ("/power_cycle_count".to_owned(), json!(self.smart.power_cycles())),
        ]);
        (0..self.smart.attributes.len()).for_each(|index| facts.extend(self.attribute_facts(index)));
        facts
    }

    fn sct_facts(&self) -> Vec<(String, Value)> {
        let sct = self.identify.sct;
        let bit = |bit| json!(sct.map(|sct| sct.has(bit)));
        let facts = [
            ("value", json!(sct.map(|sct| sct.0))),
            ("error_recovery_control_supported", bit(3)),
            ("feature_control_supported", bit(4)),
            ("data_table_supported", bit(5)),
        ];
        facts.into_iter().map(|(name, ours)| (format!("/ata_sct_capabilities/{name}"), ours)).collect()
    }

    fn attribute_facts(&self, index: usize) -> Vec<(String, Value)> {
        let attribute = &self.smart.attributes[index];
        let threshold = self.thresholds.of(attribute.id);
        let when_failed = match threshold.and_then(|threshold| attribute.failure(threshold)) {
            None => "",
            Some(Failure::Now) => "now",
            Some(Failure::Past) => "past",
        };
        let is_solid_state = self.identify.nominal_media_rotation_rate_rpm == Some(1);
        let facts = [
            ("id", json!(attribute.id.0)),
            ("value", json!(attribute.value)),
            ("worst", json!(attribute.worst)),
            ("thresh", json!(threshold)),
            ("when_failed", json!(when_failed)),
            ("flags/value", json!(attribute.flags.0)),
            ("flags/prefailure", json!(attribute.flags.has(0))),
            ("flags/updated_online", json!(attribute.flags.has(1))),
            ("flags/performance", json!(attribute.flags.has(2))),
            ("flags/error_rate", json!(attribute.flags.has(3))),
            ("flags/event_count", json!(attribute.flags.has(4))),
            ("flags/auto_keep", json!(attribute.flags.has(5))),
            ("raw/value", json!(attribute.raw_number())),
            ("name", json!(attribute.id.name_on(is_solid_state))),
        ];
        let table = format!("/ata_smart_attributes/table/{index}");
        facts.into_iter().map(|(name, ours)| (format!("{table}/{name}"), ours)).collect()
    }

    /// Compares; returns how many facts both give.
    fn compare(&self) -> usize {
        let mut compared = 0;
        for (fact, ours) in self.facts() {
            let theirs = self.smartctl.pointer(&fact).cloned().unwrap_or(Value::Null);
            if ours != theirs {
                let reason = self.explained(&fact, &ours, &theirs);
                assert!(reason.is_some(), "{fact} of {}: {ours} is {theirs} to smartctl", self.name);
            }
            compared += usize::from(!ours.is_null() && !theirs.is_null());
        }
        compared
    }

    /// Why ours is right where smartctl's is another.
    fn explained(&self, fact: &str, ours: &Value, theirs: &Value) -> Option<&'static str> {
        let is = |drive: &str| self.name.starts_with(drive);
        if fact.ends_with("/name") && ours.is_null() {
            return Some("a name by the model or of one maker, from smartctl's database of drives");
        }
        match (fact, theirs.as_str()) {
            ("/power_on_time/hours", _) if is("SAMSUNG_MP0804H") || is("TOSHIBA_MK1651GSY") => {
                ours.is_null().then_some("half minutes, or minutes, which the database knows by the model")
            }
            (_, Some("Power_On_Minutes" | "Power_On_Half_Minutes")) => Some("the same, in the name"),
            (_, Some("Total_Pending_Sectors")) => Some("smartctl's name on Samsung's disks that never lower it"),
            (_, Some("Transfer_Error_Rate" | "Load_Cycle_Count")) => Some("named by the database"),
            _ => None,
        }
    }
}

#[test]
fn smartctl_reads_the_same() {
    let Some(corpus) = corpus::corpus() else { return };
    let files =
        fs::read_dir(corpus.join("smart/libatasmart-blobs/decoded")).unwrap().map(|entry| entry.unwrap().path());
    let smart = files.filter(|path| path.extension().is_some_and(|extension| extension == "smart_data"));
    let drives: Vec<Drive> = smart.map(|path| Drive::read(&path)).collect();
    let compared: usize = drives.iter().map(Drive::compare).sum();
    println!("{} drives, {compared} facts", drives.len());
    assert_eq!(drives.len(), 8);
    assert!(compared >= 2000, "{compared} facts");
    for drive in &drives {
        assert!(drive.smart.checksum_matches && drive.thresholds.checksum_matches, "{}", drive.name);
        let count = drive.smartctl.pointer("/ata_smart_attributes/table").and_then(Value::as_array).map(Vec::len);
        assert_eq!(count, Some(drive.smart.attributes.len()), "{}", drive.name);
    }
}

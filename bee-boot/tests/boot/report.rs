//! The report of a booted machine against the golden one in iso/machine.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

use crate::image::ROOT;

/// What differs from boot to boot: times, processor clocks, what is free, what the kernel keeps for itself, and how
/// much it has asked drives; where it is a number or text.
const VOLATILE: [&str; 13] = [
    "started_at",
    "duration_seconds",
    "tool_version",
    "frequency_hertz",
    "memory_total_bytes",
    "memory_free_bytes",
    "memory_used_bytes",
    "usable_bytes",
    "available_bytes",
    "clock",
    "requests",
    "completions",
    "errors",
];
/// Names that hold the number of a SCSI host, generic device or sensor chip: those are numbered as they come.
const NUMBERED: [&str; 5] = ["host", "sg", "end_device-", "phy-", "hwmon"];

pub(crate) fn assert_golden(text: &str, machine: &str) {
    let report = lasting(text);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("{ROOT}/iso/machine/{machine}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_json_snapshot!("report", report));
}

/// A report without what differs from boot to boot.
pub(crate) fn lasting(text: &str) -> Value {
    // Drives of QEMU give its version as their firmware's.
    let mut report: Value = serde_json::from_str(&text.replace(&qemu_version(), "[QEMU]")).unwrap();
    let disks = sort_drives(&mut report);
    normalise(&mut report, &disks);
    report
}

/// Sorts drives by serial number, since names of disks (`sda`) follow the order in which drivers find them; gives the
/// names with what takes their place.
fn sort_drives(report: &mut Value) -> BTreeMap<String, String> {
    let drives = report["storage"]["drives"].as_array_mut().unwrap();
    drives.sort_by_key(|drive| drive["serial_number"].to_string());
    let named = |drive: &Value| {
        let [name, serial] = ["name", "serial_number"].map(|key| drive[key].as_str().unwrap_or_default());
        (name.to_owned(), format!("[disk {serial}]"))
    };
    drives.iter().map(named).filter(|(name, _)| name.starts_with("sd")).collect()
}

fn normalise(value: &mut Value, disks: &BTreeMap<String, String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if VOLATILE.contains(&key.as_str()) && (value.is_number() || value.is_string()) {
                    *value = format!("[{key}]").into();
                } else {
                    normalise(value, disks);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| normalise(value, disks)),
        Value::String(text) => *text = text.split(' ').map(|word| renamed(word, disks)).collect::<Vec<_>>().join(" "),
        _ => {}
    }
}

/// `sdb`, `host3`, `sg3`, `end_device-3:0` and `3:0:0:0` without what chance decides.
fn renamed(word: &str, disks: &BTreeMap<String, String>) -> String {
    if let Some(disk) = disks.get(word) {
        return disk.clone();
    }
    let kind = NUMBERED.into_iter().find(|kind| word.starts_with(kind)).unwrap_or_default();
    let (number, rest) = word[kind.len()..].split_once(':').unwrap_or((&word[kind.len()..], ""));
    let is_address = rest.split(':').count() == 3 && rest.split(':').all(is_number);
    if !is_number(number) || kind.is_empty() && !is_address {
        return word.to_owned();
    }
    format!("{kind}#{}", &word[kind.len() + number.len()..])
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit())
}

/// `7.2.22` of `QEMU emulator version 7.2.22 (Debian …)`.
fn qemu_version() -> String {
    let output = Command::new("qemu-system-x86_64").arg("--version").output().unwrap().stdout;
    String::from_utf8(output).unwrap().split_whitespace().nth(3).unwrap().to_owned()
}

//! The conformance set's transcripts through the collector, against what ipmitool printed of the same answers.

use std::{collections::BTreeSet, fs, path::Path};

use bee_audit::{
    Options, audit,
    report::{Bmc, Component},
};

mod corpus;
#[path = "support/ipmitool.rs"]
mod printed;
#[path = "support/transcript.rs"]
mod transcript;

use printed::{date, entry, event_line, fru_fields, sensor_line};
use transcript::Transcript;

/// What one case compares: its command line, and the lines of ours that stand for ipmitool's.
type Case = (&'static str, fn(&Bmc) -> Vec<String>);

const CASES: [Case; 9] = [
    ("sensor list", sensor_list),
    ("sel list", sel),
    ("sel elist", sel),
    ("sel info", sel_info),
    ("fru print 0", fru),
    ("mc info", mc_info),
    ("mc selftest", self_test),
    ("mc watchdog get", watchdog),
    ("chassis status", chassis),
];

const NO_DEVICE_ID: &str = "the transcript has no Get Device ID, without which a controller is not asked further";
const NO_CONVERSION: &str = "the record says that there is no conversion; ipmitool prints raw octets, ours has none";
const CUT_ENTRY: &str =
    "the answer is shorter than an entry, whose end ipmitool takes from its own memory; ours is a gap";
const OF_RECORD: &str = "Get Sensor Thresholds is refused or too short; ours are those of the record";

/// Lines of ipmitool's that ours do not equal: case, how the line begins, reason.
const EXPLAINED: &[(&str, &str, &str)] = &[
    ("fru_bad_area_checksum", "Board Serial", "the snapshot escapes the damaged octet, which is \u{ff} here"),
    ("mc_info_wide_fields", "Manufacturer ID", "a manufacturer ID has 20 bits (IPMI §20.1); ipmitool takes 24"),
    ("mc_selftest_corrupt_even_bits", "Selftest", NO_DEVICE_ID),
    ("mc_selftest_corrupt_odd_bits", "Selftest", NO_DEVICE_ID),
    ("mc_selftest_device_specific", "Selftest", NO_DEVICE_ID),
    ("mc_selftest_fatal", "Selftest", NO_DEVICE_ID),
    ("mc_selftest_not_implemented", "Selftest", NO_DEVICE_ID),
    ("sel_truncated_entry", "5 ", CUT_ENTRY),
    ("sl_walk_trunc", "4002", CUT_ENTRY),
    ("sl_walk_trunc", "4003", CUT_ENTRY),
    ("sl_walk_trunc_e", "4002", CUT_ENTRY),
    ("sl_walk_trunc_e", "4003", CUT_ENTRY),
    ("sl_rectypes_elist", "302", "the record type is none that the standard defines; ours is kept raw"),
    ("sl_rectypes_list", "302", "the record type is none that the standard defines; ours is kept raw"),
    (
        "sl_rectypes_elist",
        "307",
        "an entry without timestamp is its maker's own; ipmitool knows that Linux writes panics so",
    ),
    (
        "sl_rectypes_list",
        "307",
        "an entry without timestamp is its maker's own; ipmitool knows that Linux writes panics so",
    ),
    ("sen_list", "FanC", NO_CONVERSION),
    ("sen_list", "DiscU", NO_CONVERSION),
    ("sen_list_edge", "FanC", NO_CONVERSION),
    ("sen_list_edge", "DiscU", NO_CONVERSION),
    ("sensor_list", "FAN1", NO_CONVERSION),
    ("sen_list_edge", "TempA", OF_RECORD),
    (
        "sen_list_edge",
        "NonLin",
        "the factors of each reading are refused; ipmitool converts by those of the record, ours has none",
    ),
    ("sen_list_trunc", "Long", OF_RECORD),
    ("sen_list_trunc", "TempA", OF_RECORD),
];

fn collect(folder: &Path, transcript: &str) -> Bmc {
    let host = Transcript::open(folder, transcript);
    audit(&host, &Options::only([Component::Bmc])).bmc.unwrap()
}

/// Cases with a name, a command line and a transcript.
fn cases(folder: &Path) -> Vec<(String, String, String)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder.join("cases")).unwrap() {
        let text = String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()).into_owned();
        for case in text.split("\n[").skip(1) {
            let value = |key: &str| {
                let line = case.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
                line.unwrap_or_default().trim().to_owned()
            };
            let arguments = value("args");
            let arguments = arguments.strip_prefix("-I dummy ").unwrap_or_default().to_owned();
            cases.push((case.split(']').next().unwrap().to_owned(), arguments, value("transcript")));
        }
    }
    cases.sort();
    cases
}

/// Standard output of a case; the set writes a blank at the end of a line as `\x20`.
fn printed(folder: &Path, case: &str) -> Vec<String> {
    let text = fs::read(folder.join(format!("snapshots/{case}.snap"))).unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    let output = text.split("#!section stdout\n").nth(1).unwrap_or_default();
    let output = output.split("#!section").next().unwrap_or_default();
    output
        .lines()
        .map(|line| line.replace("\\x20", " ").trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn every_answer_is_read_as_ipmitool_reads_it() {
    let Some(corpus) = corpus::corpus() else { return };
    let folder = corpus.join("ipmi/cataggar-ipmitool-conformance");
    let (mut compared, mut differences, mut explained) = (0, Vec::new(), BTreeSet::new());
    for (case, arguments, transcript) in cases(&folder) {
        let Some((_, render)) = CASES.iter().find(|(command, _)| *command == arguments) else { continue };
        if transcript.is_empty() {
            continue;
        }
        let theirs = printed(&folder, &case);
        let ours = render(&collect(&folder, &transcript));
        for line in theirs.iter().filter_map(|line| comparable(line, &ours)) {
            compared += 1;
            let reason = EXPLAINED.iter().position(|(name, start, _)| *name == case && line.trim().starts_with(start));
            match reason {
                _ if ours.contains(&line) => {}
                Some(index) => drop(explained.insert(index)),
                None => differences.push(format!("{case}: {line}")),
            }
        }
    }
    assert!(differences.is_empty(), "{} of {compared} lines:\n{}", differences.len(), differences.join("\n"));
    assert_eq!(explained.len(), EXPLAINED.len(), "an explanation is not needed any more");
    assert!(compared > 300, "{compared}");
}

/// Whether the columns after a number are those of an entry: a time, or a maker's record.
fn is_entry(rest: &[&str]) -> bool {
    let first = rest.first().copied().unwrap_or_default();
    first.contains('/') || ["Pre-Init", "Unspecified", "OEM record"].iter().any(|start| first.starts_with(start))
}

/// A line of ipmitool's in the form that ours have: of entries number, time and direction; of keys those that ours
/// have.
fn comparable(line: &str, ours: &[String]) -> Option<String> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    match columns.as_slice() {
        [id, rest @ ..] if u16::from_str_radix(id, 16).is_ok() && is_entry(rest) => Some(entry(id, rest)),
        [_, _, ..] => Some(line.to_owned()),
        _ => {
            let (key, value) = line.split_once(':')?;
            let is_ours = ours.iter().any(|line| line.split_once(':').is_some_and(|(our, _)| our.trim() == key.trim()));
            let value = if key.trim() == "Board Mfg Date" { date(value) } else { value.trim().to_owned() };
            is_ours.then(|| format!("{}: {value}", key.trim()))
        }
    }
}

fn sensor_list(bmc: &Bmc) -> Vec<String> {
    bmc.sensors.iter().filter(|sensor| !sensor.event_only).map(sensor_line).collect()
}

fn sel(bmc: &Bmc) -> Vec<String> {
    bmc.event_log.iter().flat_map(|log| &log.events).map(event_line).collect()
}

fn sel_info(bmc: &Bmc) -> Vec<String> {
    let Some(log) = &bmc.event_log else { return Vec::new() };
    vec![
        format!("Entries: {}", log.entry_count),
        format!("Free Space: {} bytes{}", log.free_bytes, if log.free_bytes == u16::MAX { " or more" } else { "" }),
        format!("Overflow: {}", log.overflow),
    ]
}

fn fru(bmc: &Bmc) -> Vec<String> {
    let mut lines = Vec::new();
    for fru in &bmc.frus {
        lines.extend(fru_fields(fru).iter().map(|(key, value)| format!("{key}: {value}")));
        for area in ["Chassis", "Board", "Product"] {
            let is_damaged = fru.damage.iter().any(|damage| damage.area == area.to_lowercase());
            lines.push(format!("{area} Area Checksum: {}", if is_damaged { "INVALID" } else { "OK" }));
        }
    }
    lines
}

fn mc_info(bmc: &Bmc) -> Vec<String> {
    let Some(device) = &bmc.device else { return Vec::new() };
    let line = |key: &str, value: String| format!("{key}: {value}");
    vec![
        line("Device ID", device.device_id.to_string()),
        line("Device Revision", device.device_revision.to_string()),
        line("Firmware Revision", device.firmware_revision.clone()),
        line("IPMI Version", device.ipmi_version.clone()),
        line("Manufacturer ID", device.manufacturer.code.to_string()),
        line("Provides Device SDRs", if device.provides_device_sdrs { "yes" } else { "no" }.to_owned()),
        line("Device Available", if device.update_in_progress { "no" } else { "yes" }.to_owned()),
    ]
}

fn self_test(bmc: &Bmc) -> Vec<String> {
    let outcome = bmc.device.as_ref().and_then(|device| device.self_test.clone());
    let word = match outcome.map(|outcome| outcome.code) {
        Some(0x55) => "passed",
        Some(0x56) => "not implemented",
        Some(0x57) => "device corrupted",
        Some(0x58) => "fatal error",
        Some(code) => return vec![format!("Selftest: device specific ({code:X}h)")],
        None => "",
    };
    vec![format!("Selftest: {word}")]
}

fn watchdog(bmc: &Bmc) -> Vec<String> {
    let Some(timer) = &bmc.watchdog else { return Vec::new() };
    let line = |key: &str, value: String| format!("{key}: {value}");
    vec![
        line("Watchdog Timer Is", if timer.running { "Started/Running" } else { "Stopped" }.to_owned()),
        line("Pre-timeout interval", format!("{} seconds", timer.pretimeout_seconds.0)),
        line("Initial Countdown", format!("{:.1} sec", timer.initial_seconds.0)),
    ]
}

fn chassis(bmc: &Bmc) -> Vec<String> {
    let Some(chassis) = &bmc.chassis else { return Vec::new() };
    let line = |key: &str, value: &str| format!("{key}: {value}");
    let has = |names: &[std::borrow::Cow<'static, str>], name: &str| names.iter().any(|known| known == name);
    let fault = |is: bool| if is { "true" } else { "false" };
    let active = |is: bool| if is { "active" } else { "inactive" };
    vec![
        line("System Power", if chassis.power_on { "on" } else { "off" }),
        line("Power Overload", fault(has(&chassis.power_faults, "Power overload"))),
        line("Power Interlock", active(has(&chassis.power_faults, "Interlock active"))),
        line("Main Power Fault", fault(has(&chassis.power_faults, "Power fault"))),
        line("Power Control Fault", fault(has(&chassis.power_faults, "Power control fault"))),
        line("Chassis Intrusion", active(chassis.intrusion)),
        line("Front-Panel Lockout", active(has(&chassis.faults, "Front Panel Lockout active"))),
        line("Drive Fault", fault(has(&chassis.faults, "Drive fault"))),
        line("Cooling/Fan Fault", fault(has(&chassis.faults, "Cooling/fan fault"))),
    ]
}

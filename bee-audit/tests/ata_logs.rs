//! Logs, statistics and status of an ATA disk, against smartctl's reading of the same samples
//! (`fixtures/parts/ata-disk`).

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{fs, path::PathBuf};

use bee_audit::decode::ata::{
    device_statistics::{self, StatisticsPage},
    error_log::{ErrorLog, LoggedError},
    log_directory::LogDirectory,
    pending_defects::PendingDefects,
    phy_event_counters::PhyEventCounters,
    sct_status::SctStatus,
    self_test_log::SelfTestLog,
};
use serde_json::{Value, json};

fn part(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts")).join(name)
}

fn sample(name: &str) -> Vec<u8> {
    let text = fs::read_to_string(part("ata").join(format!("{name}.hex"))).unwrap();
    let words = text.lines().filter_map(|line| line.split('#').next()).flat_map(str::split_whitespace);
    words.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

/// What smartctl says; counts the facts that are compared.
struct Smartctl {
    json: Value,
    compared: usize,
}

impl Smartctl {
    fn read(name: &str) -> Smartctl {
        let text = fs::read_to_string(part("ata-disk").join(name)).unwrap();
        Smartctl { json: serde_json::from_str(&text).unwrap(), compared: 0 }
    }

    fn holds(&mut self, fact: &str, ours: Value) {
        let theirs = self.json.pointer(fact).cloned().unwrap_or(Value::Null);
        assert_eq!(ours, theirs, "{fact}");
        self.compared += usize::from(!ours.is_null());
    }

    fn count(&self, list: &str) -> usize {
        self.json.pointer(list).and_then(Value::as_array).map_or(0, Vec::len)
    }
}

#[test]
fn the_log_directory() {
    let mut smartctl = Smartctl::read("smartctl-xall.json");
    let directory = LogDirectory::decode(&sample("log-directory")).unwrap();
    smartctl.holds("/ata_log_directory/gp_dir_version", json!(directory.version));
    for log in &directory.logs {
        let table = smartctl.json.pointer("/ata_log_directory/table").and_then(Value::as_array).unwrap();
        let theirs = table.iter().find(|known| known["address"] == json!(log.address)).unwrap();
        assert_eq!(theirs["gp_sectors"], json!(log.sectors), "log {:02x}", log.address);
    }
    // Smartctl lists the directory itself too.
    assert_eq!(smartctl.count("/ata_log_directory/table"), directory.logs.len() + 1);
}

#[test]
fn device_statistics() {
    let mut smartctl = Smartctl::read("smartctl-xall.json");
    let names = ["general", "free-fall", "rotating-media", "general-errors", "temperature", "transport", "solid-state"];
    let listed = device_statistics::supported_pages(&sample("statistics-list")).unwrap();
    assert_eq!(listed, (0..=7).collect::<Vec<u8>>());
    for ((number, name), index) in (1..).zip(names).zip(0..) {
        let page = StatisticsPage::decode(number, &sample(&format!("statistics-{name}"))).unwrap();
        let place = format!("/ata_device_statistics/pages/{index}");
        smartctl.holds(&format!("{place}/number"), json!(page.number));
        smartctl.holds(&format!("{place}/revision"), json!(page.revision));
        assert_eq!(smartctl.count(&format!("{place}/table")), page.statistics.len(), "page {number}");
        for (row, statistic) in page.statistics.iter().enumerate() {
            let place = format!("{place}/table/{row}");
            smartctl.holds(&format!("{place}/offset"), json!(statistic.offset));
            smartctl.holds(&format!("{place}/name"), json!(statistic.name));
            smartctl.holds(&format!("{place}/value"), json!(statistic.value));
            let flags = [("valid", 6), ("normalized", 5), ("supports_dsn", 4), ("monitored_condition_met", 3)];
            for (flag, bit) in flags {
                smartctl.holds(&format!("{place}/flags/{flag}"), json!(statistic.flags.has(bit)));
            }
        }
    }
    assert!(smartctl.compared >= 250, "{} facts", smartctl.compared);
}

fn hold_error(smartctl: &mut Smartctl, place: &str, error: &LoggedError, lba: u64) {
    smartctl.holds(&format!("{place}/lifetime_hours"), json!(error.power_on_hours));
    let registers = format!("{place}/completion_registers");
    smartctl.holds(&format!("{registers}/error"), json!(error.error.0));
    smartctl.holds(&format!("{registers}/status"), json!(error.status));
    smartctl.holds(&format!("{registers}/count"), json!(error.count));
    smartctl.holds(&format!("{registers}/lba"), json!(lba));
    smartctl.holds(&format!("{registers}/device"), json!(error.device));
    // The latest command first.
    for (index, command) in error.commands.iter().rev().enumerate() {
        let place = format!("{place}/previous_commands/{index}");
        smartctl.holds(&format!("{place}/powerup_milliseconds"), json!(command.milliseconds));
        smartctl.holds(&format!("{place}/registers/command"), json!(command.command));
        smartctl.holds(&format!("{place}/registers/features"), json!(command.feature));
        smartctl.holds(&format!("{place}/registers/count"), json!(command.count));
        smartctl.holds(&format!("{place}/registers/device"), json!(command.device));
        smartctl.holds(&format!("{place}/registers/device_control"), json!(command.device_control));
    }
}

#[test]
fn errors() {
    let mut smartctl = Smartctl::read("smartctl-xall.json");
    let mut whole = sample("extended-error-log");
    whole.resize(6 * 512, 0);
    let log = ErrorLog::decode_extended(&whole).unwrap();
    smartctl.holds("/ata_smart_error_log/extended/revision", json!(log.version));
    smartctl.holds("/ata_smart_error_log/extended/count", json!(log.device_error_count));
    smartctl.holds("/ata_smart_error_log/extended/logged_count", json!(log.errors.len()));
    for (index, error) in log.errors.iter().enumerate() {
        let place = format!("/ata_smart_error_log/extended/table/{index}");
        smartctl.holds(&format!("{place}/device_state/value"), json!(error.state));
        hold_error(&mut smartctl, &place, error, error.lba);
    }
    assert!(smartctl.compared >= 5 * 12, "{} facts", smartctl.compared);

    let mut smartctl = Smartctl::read("smartctl-logs.json");
    let log = ErrorLog::decode(&sample("summary-error-log")).unwrap();
    smartctl.holds("/ata_smart_error_log/summary/revision", json!(log.version));
    smartctl.holds("/ata_smart_error_log/summary/count", json!(log.device_error_count));
    for (index, error) in log.errors.iter().enumerate() {
        // In JSON smartctl leaves bits 27 to 24 in the device register; the address in its text has them.
        let place = format!("/ata_smart_error_log/summary/table/{index}");
        hold_error(&mut smartctl, &place, error, error.lba & 0xff_ffff);
        let text = smartctl.json.pointer(&format!("{place}/error_description")).and_then(Value::as_str).unwrap();
        assert!(text.contains(&format!("{:#010x}", error.lba)), "{text}");
    }
    assert_eq!(smartctl.count("/ata_smart_error_log/summary/table"), 2);
}

#[test]
fn self_tests() {
    let logs = [
        ("smartctl-xall.json", "extended", SelfTestLog::decode_extended(&sample("extended-self-test-log")).unwrap()),
        ("smartctl-logs.json", "standard", SelfTestLog::decode(&sample("self-test-log")).unwrap()),
    ];
    for (file, kind, log) in logs {
        let mut smartctl = Smartctl::read(file);
        let place = format!("/ata_smart_self_test_log/{kind}");
        smartctl.holds(&format!("{place}/revision"), json!(log.version));
        smartctl.holds(&format!("{place}/count"), json!(log.tests.len()));
        for (index, test) in log.tests.iter().enumerate() {
            let place = format!("{place}/table/{index}");
            smartctl.holds(&format!("{place}/type/value"), json!(test.kind.0));
            smartctl.holds(&format!("{place}/type/string"), json!(test.kind.name()));
            smartctl.holds(&format!("{place}/status/passed"), json!(test.result.is_failed().map(|failed| !failed)));
            smartctl.holds(&format!("{place}/lifetime_hours"), json!(test.power_on_hours));
            smartctl.holds(&format!("{place}/lba"), json!(test.failing_lba));
            let remaining = Some(test.remaining_percent).filter(|remaining| *remaining > 0);
            smartctl.holds(&format!("{place}/status/remaining_percent"), json!(remaining));
            let text = smartctl.json.pointer(&format!("{place}/status/string")).and_then(Value::as_str).unwrap();
            assert_eq!(test.result.name().unwrap(), text.to_lowercase());
        }
        assert!(smartctl.compared >= 12, "{} facts", smartctl.compared);
    }
}

#[test]
fn sct_status() {
    let mut smartctl = Smartctl::read("smartctl-xall.json");
    let status = SctStatus::decode(&sample("sct-status")).unwrap();
    for (fact, ours) in [
        ("format_version", json!(status.format_version)),
        ("sct_version", json!(status.sct_version)),
        ("device_state/string", json!(status.device_state.name())),
        ("temperature/current", json!(status.temperature_celsius)),
        ("temperature/power_cycle_min", json!(status.lowest_since_power_on_celsius)),
        ("temperature/power_cycle_max", json!(status.highest_since_power_on_celsius)),
        ("temperature/lifetime_min", json!(status.lowest_celsius)),
        ("temperature/lifetime_max", json!(status.highest_celsius)),
        ("temperature/over_limit_count", json!(status.over_limit_count)),
        ("temperature/under_limit_count", json!(status.under_limit_count)),
    ] {
        smartctl.holds(&format!("/ata_sct_status/{fact}"), ours);
    }
}

#[test]
fn phy_events_and_pending_defects() {
    let mut smartctl = Smartctl::read("smartctl-xall.json");
    let log = PhyEventCounters::decode(&sample("phy-event-counters")).unwrap();
    assert_eq!(smartctl.count("/sata_phy_event_counters/table"), log.counters.len());
    for (index, counter) in log.counters.iter().enumerate() {
        let place = format!("/sata_phy_event_counters/table/{index}");
        smartctl.holds(&format!("{place}/id"), json!(counter.id.0));
        smartctl.holds(&format!("{place}/name"), json!(counter.id.name().unwrap_or("Vendor specific")));
        smartctl.holds(&format!("{place}/size"), json!(counter.size_bytes));
        smartctl.holds(&format!("{place}/value"), json!(counter.value));
        smartctl.holds(&format!("{place}/overflow"), json!(counter.is_saturated));
    }
    let log = PendingDefects::decode(&sample("pending-defects")).unwrap();
    smartctl.holds("/ata_pending_defects_log/count", json!(log.count));
    for (index, defect) in log.defects.iter().enumerate() {
        let place = format!("/ata_pending_defects_log/table/{index}");
        smartctl.holds(&format!("{place}/lba"), json!(defect.lba));
        smartctl.holds(&format!("{place}/power_on_hours"), json!(defect.power_on_hours));
    }
}

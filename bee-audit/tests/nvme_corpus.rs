//! NVMe drives of the world: an Identify Controller data structure, and what smartctl made of 30 health logs.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use bee_audit::decode::nvme::{identify_controller::IdentifyController, smart_log::SmartLog};
use serde_json::{Value, json};

mod corpus;

#[test]
fn a_drive_identifies_itself_as_its_maker_says() {
    let Some(corpus) = corpus::corpus() else { return };
    let bytes = fs::read(corpus.join("nvme-raw/fwupd/TOSHIBA_THNSN5512GPU7.id-ctrl.bin")).unwrap();
    let controller = IdentifyController::decode(&bytes).unwrap();
    // As the firmware updater whose sample it is reads it.
    assert_eq!(controller.model_number.as_deref(), Some("THNSN5512GPU7 TOSHIBA"));
    assert_eq!(controller.firmware_revision.as_deref(), Some("410557LA"));
    assert_eq!(controller.serial_number.as_deref(), Some("37RSDEADBEEF"));
    // Toshiba's 00080Dh, in the wrong order.
    assert_eq!((controller.vendor_id, controller.ieee_oui.as_deref()), (0x1179, Some("0d0800")));
    assert!(controller.firmware_slots >= 1 && !controller.power_states.is_empty());
    assert!(controller.warning_temperature < controller.critical_temperature);
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

/// The log page that smartctl must have read to print `log`.
fn log_page(log: &Value) -> Vec<u8> {
    let mut bytes = vec![0; 512];
    let mut put = |offset: usize, width: usize, number: i64| {
        bytes[offset..offset + width].copy_from_slice(&number.to_le_bytes()[..width]);
    };
    // smartctl leaves out the times of a drive without limits.
    let number = |key: &str| log[key].as_i64().unwrap_or(0);
    put(0, 1, number("critical_warning"));
    put(1, 2, number("temperature") + 273);
    put(3, 1, number("available_spare"));
    put(4, 1, number("available_spare_threshold"));
    put(5, 1, number("percentage_used"));
    for (index, (_, key)) in COUNTERS.iter().enumerate() {
        put(32 + 16 * index, 8, number(key));
    }
    put(192, 4, number("warning_temp_time"));
    put(196, 4, number("critical_comp_time"));
    for (index, sensor) in log["temperature_sensors"].as_array().into_iter().flatten().enumerate() {
        put(200 + 2 * index, 2, sensor.as_i64().unwrap() + 273);
    }
    bytes
}

/// Our name and smartctl's, in the order of the page.
const COUNTERS: [(&str, &str); 10] = [
    ("data_units_read", "data_units_read"),
    ("data_units_written", "data_units_written"),
    ("host_read_commands", "host_reads"),
    ("host_write_commands", "host_writes"),
    ("controller_busy_time", "controller_busy_time"),
    ("power_cycles", "power_cycles"),
    ("power_on_hours", "power_on_hours"),
    ("unsafe_shutdowns", "unsafe_shutdowns"),
    ("media_errors", "media_errors"),
    ("error_log_entries", "num_err_log_entries"),
];

#[test]
fn health_is_judged_as_smartctl_does() {
    let Some(corpus) = corpus::corpus() else { return };
    let mut compared = 0;
    for path in json_files(&corpus.join("smart/smartctl_exporter")) {
        let smartctl: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap_or_default();
        let theirs = &smartctl["nvme_smart_health_information_log"];
        if theirs.is_null() {
            continue;
        }
        let log = SmartLog::decode(&log_page(theirs)).unwrap();
        let ours = serde_json::to_value(&log).unwrap();
        for (our, their) in COUNTERS {
            assert_eq!(ours[our], theirs[their], "{our} of {}", path.display());
        }
        let times = [log.warning_temperature_minutes, log.critical_temperature_minutes];
        let sensors: Vec<i32> = log.temperature_sensors.into_iter().flatten().collect();
        for (fact, ours, theirs) in [
            ("verdict", json!(log.critical_warning.0 == 0), &smartctl["smart_status"]["passed"]),
            ("temperature", json!(log.composite_temperature), &smartctl["temperature"]["current"]),
            ("sensors", json!(sensors), &theirs.get("temperature_sensors").cloned().unwrap_or(json!([]))),
            ("percentage used", json!(log.percentage_used), &theirs["percentage_used"]),
            ("warning time", json!(times[0]), theirs.get("warning_temp_time").unwrap_or(&json!(0))),
            ("critical time", json!(times[1]), theirs.get("critical_comp_time").unwrap_or(&json!(0))),
        ] {
            assert_eq!(ours, *theirs, "{fact} of {}", path.display());
        }
        compared += 1;
    }
    assert!(compared >= 29, "{compared}");
}

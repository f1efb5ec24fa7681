//! The sensors of machines that tests make up, file by file.

use std::path::{Path, PathBuf};

use bee_audit::{
    Options, Replay, audit,
    report::{Gap, Reason, Sensors},
    units::{Celsius, Percent, RevolutionsPerMinute, Volts, Watts},
};

#[path = "support/tree.rs"]
mod support;

const DRIVE: &str = "sys/devices/pci0000:00/0000:00:1d.0/0000:3d:00.0/nvme/nvme0/hwmon7";
const BOARD: &str = "sys/devices/platform/nct6775.656/hwmon/hwmon2";

fn tree(name: &str, files: &[(&str, &str, &str)]) -> PathBuf {
    let root = support::folder(name);
    for (directory, file, content) in files {
        support::file(&root, &format!("{directory}/{file}"), content.as_bytes());
        let hwmon = directory.rsplit('/').next().unwrap();
        let target = format!("../../{}", directory.strip_prefix("sys/").unwrap());
        support::link(&root, &format!("sys/class/hwmon/{hwmon}"), &target);
    }
    support::link(&root, &format!("{DRIVE}/device"), "../../nvme0");
    root
}

fn sensors(root: &Path) -> (Sensors, Vec<Gap>) {
    let report = audit(&Replay::open(root).unwrap(), &Options::default());
    (report.sensors.unwrap(), report.gaps)
}

const FILES: [(&str, &str, &str); 21] = [
    (DRIVE, "name", "nvme\n"),
    (DRIVE, "temp1_input", "38850\n"),
    (DRIVE, "temp1_label", "Composite\n"),
    (DRIVE, "temp1_crit", "84850\n"),
    (DRIVE, "temp1_alarm", "0\n"),
    (BOARD, "name", "nct6779\n"),
    (BOARD, "in0_input", "1816\n"),
    (BOARD, "in0_max", "1744\n"),
    (BOARD, "in0_alarm", "1\n"),
    (BOARD, "fan2_input", "1350\n"),
    (BOARD, "temp7_input", "-61500\n"),
    (BOARD, "temp7_type", "4\n"),
    (BOARD, "temp7_fault", "1\n"),
    (BOARD, "power1_average", "42500000\n"),
    (BOARD, "power1_average_interval", "1000\n"),
    (BOARD, "pwm2", "51\n"),
    (BOARD, "pwm2_enable", "5\n"),
    (BOARD, "pwm2_auto_point1_pwm", "not read\n"),
    (BOARD, "intrusion0_alarm", "1\n"),
    (BOARD, "in_reset_history", "not read\n"),
    (BOARD, "temp2_max", "255000\n"),
];

#[test]
fn chips_have_channels_in_si_units() {
    let (sensors, gaps) = sensors(&tree("sensors", &FILES));
    assert_eq!(gaps, []);
    let [board, drive] = &sensors.chips[..] else { panic!("{sensors:?}") };
    assert_eq!((board.name.as_deref(), board.pci_address.as_deref()), (Some("nct6779"), None));
    let voltage = &board.voltages[0];
    assert_eq!(
        (voltage.channel, voltage.reading_volts, voltage.maximum_volts),
        (0, Some(Volts(1.816)), Some(Volts(1.744)))
    );
    assert_eq!(voltage.alarms, ["alarm"]);
    assert_eq!((board.fans[0].channel, board.fans[0].reading_rpm), (2, Some(RevolutionsPerMinute(1350))));
    let [limit_only, open] = &board.temperatures[..] else { panic!() };
    assert_eq!((limit_only.reading_celsius, limit_only.maximum_celsius), (None, Some(Celsius(255.0))));
    assert_eq!((open.reading_celsius, open.fault), (Some(Celsius(-61.5)), Some(true)));
    assert_eq!(open.r#type.as_ref().unwrap().name.as_deref(), Some("Thermistor"));
    assert_eq!(board.powers[0].average_watts, Some(Watts(42.5)));
    assert_eq!(board.powers[0].average_interval_seconds.map(|seconds| seconds.0), Some(1.0));
    assert_eq!(board.fan_controls[0].duty_percent, Some(Percent(20.0)));
    assert_eq!(board.fan_controls[0].control.as_ref().unwrap().code, 5);
    assert_eq!(board.intrusions[0].alarm, Some(true));
    assert_eq!((drive.device.as_deref(), drive.pci_address.as_deref()), (Some("nvme0"), Some("0000:3d:00.0")));
    assert_eq!(drive.temperatures[0].label.as_deref(), Some("Composite"));
    assert_eq!(drive.temperatures[0].critical_celsius, Some(Celsius(84.85)));
}

#[test]
fn a_damaged_reading_costs_itself_and_a_sleeping_device_is_left_alone() {
    let mut files = FILES.to_vec();
    files.push((BOARD, "fan3_input", "fast\n"));
    files.push((DRIVE, "device/power/runtime_status", "suspended\n"));
    files.retain(|(directory, file, _)| !(*directory == DRIVE && file.starts_with("temp")));
    let root = support::folder("sensors-damaged");
    for (directory, file, content) in files {
        let hwmon = directory.rsplit('/').next().unwrap();
        support::file(&root, &format!("sys/class/hwmon/{hwmon}/{file}"), content.as_bytes());
    }
    let (sensors, gaps) = sensors(&root);
    let board = &sensors.chips[0];
    assert_eq!((board.fans.len(), board.fans[1].reading_rpm), (2, None));
    assert_eq!(board.voltages[0].reading_volts, Some(Volts(1.816)));
    let reasons: Vec<_> = gaps.iter().filter(|gap| gap.reason != Reason::Unsupported).collect();
    let told: Vec<_> = reasons.iter().map(|gap| (gap.subjects[0].as_str(), gap.missing.as_str(), gap.reason)).collect();
    assert_eq!(
        told,
        [("nct6779 (hwmon2)", "fan3_input", Reason::Damaged), ("nvme (hwmon7)", "sensors", Reason::LeftAlone)]
    );
}

#[test]
fn only_zones_without_a_chip_are_thermal_zones() {
    let root = support::folder("sensors-thermal");
    for (file, content) in [
        ("thermal_zone10/type", "acpitz\n"),
        ("thermal_zone10/hwmon3/name", "acpitz\n"),
        ("thermal_zone2/type", "x86_pkg_temp\n"),
        ("thermal_zone2/temp", "41000\n"),
        ("thermal_zone2/trip_point_0_temp", "-2147483648\n"),
        ("thermal_zone2/trip_point_0_type", "passive\n"),
        ("cooling_device0/type", "Processor\n"),
    ] {
        support::file(&root, &format!("sys/class/thermal/{file}"), content.as_bytes());
    }
    let (sensors, gaps) = sensors(&root);
    assert_eq!(gaps, []);
    let [zone] = &sensors.thermal_zones[..] else { panic!() };
    assert_eq!((zone.r#type.as_deref(), zone.reading_celsius), (Some("x86_pkg_temp"), Some(Celsius(41.0))));
    assert_eq!(zone.trip_points[0].r#type.as_deref(), Some("passive"));
}

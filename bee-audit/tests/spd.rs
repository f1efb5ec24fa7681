//! Serial Presence Detect: the samples in `fixtures/parts/spd`, alone and as `decode-dimms` of i2c-tools reads them.

use std::{fs, path::Path, process::Command};

use bee_audit::{
    decode::{
        Fault,
        jedec::{ManufacturerId, spd::SerialPresenceDetect},
    },
    units::{Bytes, MegaTransfers},
};

#[expect(dead_code, reason = "compares with a tool, not with the corpus")]
mod corpus;
#[path = "support/samples.rs"]
mod samples;

fn sample(kind: &str, name: &str) -> SerialPresenceDetect {
    let mut samples = samples::of(kind, "spd").into_iter();
    let bytes = samples.find_map(|(path, bytes)| path.ends_with(&format!("/{name}.hex")).then_some(bytes)).unwrap();
    SerialPresenceDetect::decode(&bytes).unwrap()
}

fn maker(id: Option<ManufacturerId>) -> Option<&'static str> {
    id.and_then(ManufacturerId::name)
}

#[test]
fn a_registered_ddr5_module() {
    let spd = sample("parts", "ddr5-rdimm");
    assert_eq!((spd.damage.as_slice(), spd.memory_type.name()), ([].as_slice(), Some("DDR5 SDRAM")));
    assert_eq!((spd.revision.as_deref(), spd.module_type.unwrap().name), (Some("1.1"), Some("RDIMM")));
    assert_eq!((spd.capacity, spd.speed), (Some(Bytes(64 << 30)), Some(MegaTransfers(4800))));
    assert_eq!((spd.die_density_bits, spd.die_count, spd.rank_count), (Some(16 << 30), Some(1), Some(2)));
    assert_eq!((spd.bank_group_count, spd.bank_count), (Some(8), Some(32)));
    assert_eq!((spd.row_address_bits, spd.column_address_bits), (Some(16), Some(10)));
    let widths = [spd.channel_count, spd.data_width_bits, spd.check_width_bits, spd.device_width_bits];
    assert_eq!(widths.map(Option::unwrap), [2, 32, 8, 4]);
    assert_eq!((maker(spd.module_manufacturer), maker(spd.dram_manufacturer)), (Some("Samsung"), Some("Samsung")));
    assert_eq!((spd.serial_number.as_deref(), spd.manufacture_week.as_deref()), (Some("80A1B2C3"), Some("2023-W41")));
    assert_eq!((spd.part_number.as_deref(), spd.module_revision), (Some("BEE321R8GA0BB0-CQK"), Some(0x12)));
    let timings = spd.timings.unwrap();
    assert_eq!(timings.cas_latencies, [22, 26, 28, 30, 32, 36, 40, 42, 46, 48, 50]);
    assert_eq!((timings.clock_picoseconds, timings.cas_latency_picoseconds), (416, 16000));
    assert_eq!((timings.active_to_precharge_picoseconds, timings.active_to_active_picoseconds), (32000, 48000));
    assert_eq!(timings.refresh_recovery_picoseconds, 295_000);
    let devices = spd.support_devices.iter().map(|device| {
        let kind = device.kind.and_then(|kind| kind.name).unwrap();
        (device.role, kind, device.revision.as_deref().unwrap(), device.manufacturer.is_some())
    });
    let expected = [
        ("SPD hub", "SPD5118", "1.5", true),
        ("PMIC 0", "PMIC5000", "2.1", true),
        ("temperature sensor", "TS5110", "1.3", true),
        ("register", "DDR5RCD02", "2.1", true),
    ];
    assert_eq!(devices.collect::<Vec<_>>(), expected);
    assert_eq!((spd.has_temperature_sensor, spd.voltages), (Some(true), vec![1.1]));
}

#[test]
fn an_unbuffered_ddr5_module_with_profiles() {
    let spd = sample("parts", "ddr5-udimm-expo");
    assert_eq!((spd.capacity, spd.speed), (Some(Bytes(16 << 30)), Some(MegaTransfers(5600))));
    assert_eq!((spd.check_width_bits, spd.rank_count, spd.profiles), (Some(0), Some(1), vec!["XMP 3.0", "EXPO"]));
    assert_eq!((maker(spd.module_manufacturer), maker(spd.dram_manufacturer)), (Some("G.Skill"), Some("SK Hynix")));
    assert_eq!((spd.serial_number, spd.manufacture_week, spd.has_temperature_sensor), (None, None, Some(false)));
}

#[test]
fn damage_costs_no_more_than_what_is_damaged() {
    let wrong = sample("bad", "wrong-checksum");
    assert!(matches!(wrong.damage[0].fault, Fault::BadChecksum { .. }) && wrong.damage.len() == 1);
    assert_eq!((wrong.capacity, wrong.serial_number.as_deref()), (Some(Bytes(32 << 30)), Some("03A5C7E9")));
    let timeless = sample("bad", "no-timebase");
    assert_eq!((timeless.timings, timeless.speed, timeless.capacity), (None, None, Some(Bytes(16 << 30))));
    let reserved = sample("bad", "reserved-codes");
    assert_eq!((reserved.capacity, reserved.bank_count, reserved.die_density_bits), (None, None, None));
    let half = sample("bad", "half");
    assert_eq!((half.capacity, half.part_number, half.damage), (Some(Bytes(32 << 30)), None, vec![]));
}

/// What decode-dimms calls each field that it prints.
fn fields(spd: &SerialPresenceDetect) -> Vec<(&'static str, String)> {
    let timings = spd.timings.clone().unwrap();
    let nanoseconds = |picoseconds: u32| format!("{}.{:03} ns", picoseconds / 1000, picoseconds % 1000);
    let is_ddr3 = spd.memory_type.0 == 0x0b;
    let addresses = [spd.bank_count, spd.row_address_bits, spd.column_address_bits, spd.data_width_bits];
    let name = |short, long| if is_ddr3 { short } else { long };
    let latencies: Vec<_> = timings.cas_latencies.iter().rev().map(|latency| format!("{latency}T")).collect();
    let mut fields = vec![
        ("Fundamental Memory type", spd.memory_type.to_string()),
        ("SPD Revision", spd.revision.clone().unwrap()),
        ("Module Type", spd.module_type.unwrap().name.unwrap().to_owned()),
        ("Size", format!("{} MB", spd.capacity.unwrap().0 >> 20)),
        ("Banks x Rows x Columns x Bits", addresses.map(|part| part.unwrap().to_string()).join(" x ")),
        ("Ranks", spd.rank_count.unwrap().to_string()),
        ("SDRAM Device Width", format!("{} bits", spd.device_width_bits.unwrap())),
        ("Primary Bus Width", format!("{} bits", spd.data_width_bits.unwrap())),
        (name("Supported CAS Latencies (tCL)", "Supported CAS Latencies"), latencies.join(", ")),
        (name("Minimum Cycle Time (tCK)", "Minimum Cycle Time (tCKmin)"), nanoseconds(timings.clock_picoseconds)),
        ("Minimum CAS Latency Time (tAA)", nanoseconds(timings.cas_latency_picoseconds)),
        (
            name("Minimum RAS# to CAS# Delay (tRCD)", "Minimum RAS to CAS Delay (tRCD)"),
            nanoseconds(timings.ras_to_cas_picoseconds),
        ),
        ("Minimum Row Precharge Delay (tRP)", nanoseconds(timings.row_precharge_picoseconds)),
        ("Minimum Active to Precharge Delay (tRAS)", nanoseconds(timings.active_to_precharge_picoseconds)),
        ("Minimum Active to Auto-Refresh Delay (tRC)", nanoseconds(timings.active_to_active_picoseconds)),
        (
            name("Minimum Recovery Delay (tRFC)", "Minimum Recovery Delay (tRFC1)"),
            nanoseconds(timings.refresh_recovery_picoseconds),
        ),
        (name("Module Thermal Sensor", "Thermal Sensor"), sensor(spd, is_ddr3)),
        ("Part Number", spd.part_number.clone().unwrap()),
    ];
    fields.extend(
        spd.check_width_bits.filter(|bits| *bits > 0).map(|bits| ("Bus Width Extension", format!("{bits} bits"))),
    );
    fields.extend(spd.serial_number.as_ref().map(|serial| ("Assembly Serial Number", format!("0x{serial}"))));
    fields.extend(spd.manufacture_week.clone().map(|week| ("Manufacturing Date", week)));
    // Of DDR4's registers decode-dimms tells nothing.
    let registers = spd.support_devices.iter().filter(|_| is_ddr3);
    let register = registers.filter_map(|device| device.revision.clone()).next();
    fields.extend(register.map(|revision| ("Register revision", revision)));
    fields
}

fn sensor(spd: &SerialPresenceDetect, is_ddr3: bool) -> String {
    let (yes, no) = if is_ddr3 { ("Yes", "No") } else { ("TSE2004 compliant", "No") };
    (if spd.has_temperature_sensor == Some(true) { yes } else { no }).to_owned()
}

/// decode-dimms 4.3 does not know DDR5.
#[test]
fn decode_dimms_reads_the_same() {
    let dump = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spd-dump");
    for (path, bytes) in samples::of("parts", "spd") {
        let spd = SerialPresenceDetect::decode(&bytes).unwrap();
        if spd.memory_type.0 == 0x12 {
            continue;
        }
        let rows = bytes.chunks(16).enumerate().map(|(row, octets)| {
            let octets: Vec<_> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            format!("{:08x}  {}  |................|\n", row * 16, octets.join(" "))
        });
        fs::write(&dump, rows.collect::<String>()).unwrap();
        let Ok(output) = Command::new("decode-dimms").arg("-x").arg(&dump).output() else {
            return corpus::skip("decode-dimms");
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let told = |label: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("{label}  ")) || *line == label);
            line.and_then(|line| line.get(label.len()..)).map(|value| value.trim().to_owned())
        };
        for (label, value) in fields(&spd) {
            assert_eq!(told(label).as_deref(), Some(value.as_str()), "{path}: {label}\n{text}");
        }
        let makers = [("Module Manufacturer", spd.module_manufacturer), ("DRAM Manufacturer", spd.dram_manufacturer)];
        for (label, id) in makers {
            let name = maker(id).unwrap();
            assert!(told(label).is_some_and(|told| told.starts_with(name)), "{path}: {label}, {name}");
        }
        let speed = format!("{} MT/s", spd.speed.unwrap().0);
        assert!(told("Maximum module speed").is_some_and(|told| told.starts_with(&speed)), "{path}: {speed}");
        let checked = text.lines().filter(|line| line.starts_with("EEPROM CRC"));
        assert!(checked.clone().count() > 0 && checked.clone().all(|line| line.contains("OK (")), "{path}");
        assert_eq!(spd.damage, [], "{path}");
    }
}

//! Recorded controllers against what ipmitool printed of them: OpenIPMI's with everything (`fixtures/parts/bmc`),
//! QEMU's own of the machines in `fixtures/hosts`, one with sensors of every linearisation
//! (`fixtures/parts/bmc-sensors`), and an authored one with DCMI and IPv6 (`fixtures/parts/bmc-dcmi`).

use std::{collections::BTreeMap, fs, path::Path};

use bee_audit::{
    Report,
    decode::ipmi::{fru::Fru as FruImage, sdr::SensorDataRecord, sel::LogEntry},
    report::{Bmc, BmcSensor, Component},
    units::Watts,
};

#[path = "support/guest.rs"]
mod guest;
#[path = "support/ipmitool.rs"]
mod printed;

use guest::{Guest, guests};
use printed::{date, entry, event_line, fru_fields, sensor_line};

fn part(name: &str) -> Guest {
    Guest {
        name: name.to_owned(),
        folder: Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts")).join(name),
    }
}

/// The machine with a full controller.
fn full() -> Guest {
    part("bmc/recording")
}

/// A controller with DCMI and IPv6, in a recording of that alone.
fn authored() -> Guest {
    part("bmc-dcmi")
}

/// Every machine whose controller ipmitool was asked about, with what we make of it.
fn machines() -> Vec<(Guest, Bmc)> {
    let all = guests().into_iter().chain([full(), authored(), part("bmc-sensors")]);
    let asked = all.filter(|guest| guest.printed("ipmitool-mc-info.txt").is_some());
    asked.map(|guest| (bmc(&guest), guest)).map(|(bmc, guest)| (guest, bmc)).collect()
}

fn report(guest: &Guest) -> Report {
    guest.report(&[Component::Bmc, Component::Board, Component::Sensors])
}

fn bmc(guest: &Guest) -> Bmc {
    report(guest).bmc.unwrap()
}

fn dump(name: &str) -> Vec<u8> {
    let path = full().tools().join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `key : value` lines; values that go on below are left out.
fn values(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    let pairs = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    pairs.filter(|(key, value)| !key.is_empty() && !value.is_empty()).collect()
}

#[test]
fn a_full_controller_has_no_gaps() {
    let gaps: Vec<_> = report(&full()).gaps.into_iter().filter(|gap| gap.component == Component::Bmc).collect();
    assert!(gaps.is_empty(), "{gaps:?}");
}

#[test]
fn the_controller_is_as_ipmitool_says() {
    for (guest, bmc) in machines() {
        let device = bmc.device.unwrap();
        let text = guest.printed("ipmitool-mc-info.txt").unwrap();
        let told = values(&text);
        assert_eq!(told["Device ID"], device.device_id.to_string());
        assert_eq!(told["Device Revision"], device.device_revision.to_string());
        assert_eq!(told["Firmware Revision"], device.firmware_revision);
        assert_eq!(told["IPMI Version"], device.ipmi_version);
        assert_eq!(told["Manufacturer ID"], device.manufacturer.code.to_string());
        assert!(told["Product ID"].starts_with(&format!("{} ", device.product_id)));
        let listed = text.lines().filter(|line| line.starts_with("    ") && line.contains("Device")).count();
        let devices = device.capabilities.iter().filter(|name| name.contains("Device")).count();
        assert_eq!(listed, devices, "{}", guest.name);
        if let Some(told) = guest.printed("ipmitool-mc-selftest.txt") {
            let passed = told.contains("passed");
            assert_eq!(device.self_test.map(|test| test.code == 0x55), Some(passed), "{}", guest.name);
        }
        if let Some(text) = guest.printed("ipmitool-mc-guid.txt") {
            // Printed with its octets in the order that suits its version.
            let octets = |guid: &str| {
                let mut digits: Vec<u8> = guid.bytes().filter(u8::is_ascii_hexdigit).collect();
                digits.sort_unstable();
                digits
            };
            let told = &values(&text)["System GUID"];
            assert_eq!(octets(told), octets(&device.system_guid.or(device.device_guid).unwrap()), "{}", guest.name);
        }
    }
}

#[test]
fn chassis_and_watchdog_are_as_ipmitool_says() {
    for (guest, bmc) in machines() {
        let told = values(&guest.printed("ipmitool-chassis-status.txt").unwrap());
        let chassis = bmc.chassis.unwrap();
        assert_eq!(told["System Power"] == "on", chassis.power_on, "{}", guest.name);
        assert_eq!(told["Chassis Intrusion"] == "active", chassis.intrusion);
        assert_eq!(told["Power Restore Policy"], policy(&chassis.restore_policy.name.unwrap()));
        let faults = ["Drive Fault", "Cooling/Fan Fault"];
        assert_eq!(faults.iter().any(|fault| told[*fault] == "true"), !chassis.faults.is_empty());
        let faults = ["Power Overload", "Main Power Fault", "Power Control Fault"];
        assert_eq!(faults.iter().any(|fault| told[*fault] == "true"), !chassis.power_faults.is_empty());
        let told = values(&guest.printed("ipmitool-mc-watchdog.txt").unwrap());
        let watchdog = bmc.watchdog.unwrap();
        assert_eq!(told["Watchdog Timer Is"].starts_with("Started"), watchdog.running, "{}", guest.name);
        assert!(told["Initial Countdown"].starts_with(&format!("{:.1} sec", watchdog.initial_seconds.0)), "{told:?}");
    }
}

/// The policy's name in ipmitool's words.
fn policy(name: &str) -> &str {
    match name {
        "stays powered off" => "always-off",
        "restored to the state it was in" => "previous",
        "powers up" => "always-on",
        name => name,
    }
}

#[test]
fn the_network_is_as_ipmitool_says() {
    let mut compared = 0;
    for (guest, bmc) in machines() {
        let lan = bmc.channels.iter().find_map(|channel| channel.lan.clone());
        let text = guest.printed("ipmitool-lan-print.txt").unwrap_or_default();
        let told = values(&text);
        let Some(lan) = lan else {
            assert!(!told.contains_key("IP Address"), "{}", guest.name);
            continue;
        };
        compared += 1;
        assert_eq!(told["IP Address"], lan.ip_address.unwrap());
        assert!(told["IP Address Source"].eq_ignore_ascii_case(&lan.ip_address_source.unwrap().name.unwrap()));
        assert_eq!(told["Subnet Mask"], lan.subnet_mask.unwrap());
        assert_eq!(told["Default Gateway IP"], lan.default_gateway.unwrap());
        let number = |key: &str| told.get(key).and_then(|value| value.parse::<u16>().ok());
        assert_eq!(number("802.1q VLAN ID"), lan.vlan_id);
        assert_eq!(number("802.1q VLAN Priority").filter(|_| lan.vlan_id.is_some()), lan.vlan_priority.map(u16::from));
        let suites: Vec<String> = lan.cipher_suites.iter().map(u8::to_string).collect();
        assert_eq!(told["RMCP+ Cipher Suites"], suites.join(","));
        assert!(text.contains(&format!("MAC Address             : {}", lan.mac_address.unwrap())));
        assert!(text.contains(&format!("Default Gateway MAC     : {}", lan.default_gateway_mac_address.unwrap())));
    }
    assert!(compared > 0);
}

#[test]
fn every_sensor_reads_as_ipmitool_prints_it() {
    let mut compared = 0;
    for (guest, bmc) in machines() {
        // Of sensors that share a record ipmitool lists the first only, by the record's name.
        let own: Vec<&BmcSensor> =
            bmc.sensors.iter().filter(|sensor| !is_shared(sensor) && !is_factorless(sensor)).collect();
        let Some(listing) = guest.printed("ipmitool-sensor-list.txt") else { continue };
        let listed =
            listing.lines().filter(|line| !["Slot", "Bay", "NonLin"].contains(&line.split('|').next().unwrap().trim()));
        let theirs: Vec<String> = listed.map(|line| without_raw(line.trim_end())).collect();
        assert_eq!(own.len(), theirs.len(), "{}", guest.name);
        for (sensor, theirs) in own.iter().zip(&theirs) {
            let ours = without_raw(&sensor_line(sensor));
            // Where a sensor refuses to be read, its thresholds are those of the record; ipmitool has none.
            let compared = if sensor.available.is_none() { 4 } else { 10 };
            let columns = |line: &str| line.split('|').take(compared).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(columns(&ours), columns(theirs), "{}", guest.name);
        }
        compared += theirs.len();
        // Number, entity and states, in the words of `sdr elist`.
        let listing = guest.printed("ipmitool-sdr-elist.txt").unwrap();
        let lines = listing.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
        let named: BTreeMap<&str, Vec<&str>> = lines.map(|columns| (columns[0], columns)).collect();
        for sensor in own {
            let columns = &named[sensor.name.as_deref().unwrap()];
            assert_eq!(columns[1], format!("{:02X}h", sensor.number));
            assert_eq!(columns[3], format!("{}.{}", sensor.entity.id.code, sensor.entity.instance));
            let no_states = ["No Reading", "Disabled", "No States", ""];
            let states = columns[4].split(", ").filter(|state| !no_states.contains(state) && sensor.reading.is_none());
            assert_eq!(states.count(), if sensor.reading.is_none() { states_of(sensor) } else { 0 }, "{columns:?}");
        }
    }
    assert!(compared >= 20);
}

/// Its controller refuses the factors of each reading; ipmitool then converts thresholds by the record's, ours are
/// none.
fn is_factorless(sensor: &BmcSensor) -> bool {
    sensor.name.as_deref() == Some("NonLin")
}

/// `Slot1` to `Slot4`, `BayA` to `BayC`.
fn is_shared(sensor: &BmcSensor) -> bool {
    let name = sensor.name.as_deref().unwrap_or_default();
    name.starts_with("Slot") || (name.starts_with("Bay") && name.len() == 4)
}

#[test]
fn sensors_that_share_a_record_are_read_one_by_one() {
    let sensors = bmc(&part("bmc-sensors")).sensors;
    let shared = sensors.iter().filter(|sensor| is_shared(sensor));
    let told: Vec<_> =
        shared.map(|it| (it.name.as_deref().unwrap(), it.number, it.entity.instance, it.state_bits)).collect();
    let slots = [
        ("Slot1", 0x60, 1, Some(1)),
        ("Slot2", 0x61, 2, Some(2)),
        ("Slot3", 0x62, 3, Some(1)),
        ("Slot4", 0x63, 4, Some(2)),
    ];
    let bays = [("BayA", 0x68, 1, Some(1)), ("BayB", 0x69, 1, Some(2)), ("BayC", 0x6a, 1, Some(1))];
    assert_eq!(told, [&slots[..], &bays].concat());
}

fn states_of(sensor: &BmcSensor) -> usize {
    sensor.states.as_ref().map_or(0, Vec::len)
}

/// The raw reading of a discrete sensor, in the second column, says nothing.
fn without_raw(line: &str) -> String {
    let mut columns: Vec<&str> = line.split('|').map(str::trim).collect();
    if columns[2] == "discrete" {
        columns[1] = "";
    }
    columns.join("|")
}

#[test]
fn every_event_reads_as_ipmitool_prints_it() {
    let mut quantities = 0;
    for (guest, bmc) in machines() {
        let Some(log) = bmc.event_log else { continue };
        let listing = guest.printed("ipmitool-sel-elist.txt").unwrap();
        let lines: Vec<&str> = listing.lines().collect();
        assert_eq!((lines.len(), usize::from(log.entry_count)), (log.events.len(), log.events.len()), "{}", guest.name);
        for (line, event) in lines.iter().zip(log.events.iter().rev()) {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            assert_eq!(event_line(event), entry(columns[0], &columns[1..]), "{line}");
            let name = event.sensor_name.as_deref();
            if columns.get(3).is_some_and(|sensor| sensor.contains('#')) {
                // ipmitool does not look among sensors that share a record.
                assert!(
                    name.is_none_or(|name| name.starts_with("Slot") || name.starts_with("Bay")),
                    "{name:?}: {line}"
                );
                continue;
            }
            assert!(name.is_none_or(|name| columns[3].ends_with(name)), "{line}");
            if let (Some(reading), Some(threshold)) = (event.reading, event.threshold) {
                quantities += 1;
                let unit = event.unit.as_deref().unwrap();
                // ipmitool prints two decimals unless there are none.
                let number = |it: f64| if it.fract() == 0.0 { format!("{it:.0}") } else { format!("{it:.2}") };
                assert!(columns[6].starts_with(&format!("Reading {} ", number(reading))), "{line}");
                assert!(columns[6].ends_with(&format!("Threshold {} {unit}", number(threshold))), "{line}");
            }
        }
        let told = values(&guest.printed("ipmitool-sel-info.txt").unwrap());
        assert_eq!(told["Entries"], log.entry_count.to_string());
        assert_eq!((told["Overflow"].as_str(), log.overflow), ("false", false));
    }
    assert!(quantities > 100, "{quantities}");
}

#[test]
fn every_fru_reads_as_ipmitool_prints_it() {
    let mut compared = 0;
    for (guest, bmc) in machines() {
        let Some(listing) = guest.printed("ipmitool-fru.txt") else { continue };
        let blocks: Vec<&str> = listing.split("FRU Device Description :").skip(1).collect();
        for block in blocks {
            let id: u8 = block.split("(ID ").nth(1).unwrap().split(')').next().unwrap().parse().unwrap();
            let fru = bmc.frus.iter().find(|fru| fru.device_id == id).unwrap();
            let told = values(block.split_once('\n').unwrap().1);
            // ipmitool reads device 0 of QEMU's controller and prints nothing of it.
            if told.is_empty() {
                continue;
            }
            for (key, value) in fru_fields(fru) {
                compared += 1;
                let theirs = told.get(key).unwrap_or_else(|| panic!("{}, {id}: {key}: {value}", guest.name));
                let theirs = if key == "Board Mfg Date" { date(theirs) } else { theirs.clone() };
                assert_eq!(theirs, value, "{}, {id}: {key}", guest.name);
            }
        }
    }
    assert!(compared >= 30, "{compared}");
}

#[test]
fn what_ipmitool_dumped_is_what_we_read() {
    let bmc = bmc(&full());
    let records = SensorDataRecord::decode_all(&dump("ipmitool-sdr.bin"));
    assert!(records.iter().all(Result::is_ok), "{records:?}");
    assert_eq!(records.len(), bmc.sensors.len() + bmc.frus.len() + bmc.controllers.len());
    let entries = LogEntry::decode_all(&dump("ipmitool-sel.bin"));
    let ids: Vec<u16> = entries.iter().map(|entry| entry.as_ref().unwrap().record_id).collect();
    let events = bmc.event_log.unwrap().events;
    assert_eq!(ids, events.iter().rev().map(|event| event.record_id).collect::<Vec<_>>());
    for fru in &bmc.frus {
        let image = FruImage::decode(&dump(&format!("ipmitool-fru-{}.bin", fru.device_id))).unwrap();
        assert_eq!(image.damage, []);
        let serial = image.board.and_then(|board| board.serial_number);
        assert_eq!(serial, fru.board.as_ref().and_then(|board| board.serial_number.clone()));
    }
}

#[test]
fn dcmi_and_ipv6_are_as_ipmitool_says() {
    let (guest, bmc) = (authored(), bmc(&authored()));
    let dcmi = bmc.dcmi.unwrap();
    let told = values(&guest.printed("ipmitool-dcmi-power.txt").unwrap());
    let watts = |watts: Option<Watts>| format!("{} Watts", watts.unwrap().0);
    assert_eq!(told["Instantaneous power reading"], watts(dcmi.power_watts));
    assert_eq!(told["Minimum during sampling period"], watts(dcmi.minimum_power_watts));
    assert_eq!(told["Maximum during sampling period"], watts(dcmi.maximum_power_watts));
    assert_eq!(told["Average power reading over sample period"], watts(dcmi.average_power_watts));
    assert!(told["IPMI timestamp"].ends_with(&format!("{:08} Seconds.", dcmi.period_seconds.unwrap().0)));
    let told = values(&guest.printed("ipmitool-dcmi-asset-tag.txt").unwrap());
    assert_eq!(Some(&told["Asset tag"]), dcmi.asset_tag.as_ref());
    let told = values(&guest.printed("ipmitool-dcmi-identifier.txt").unwrap());
    assert_eq!(Some(&told["Get Management Controller Identifier String"]), dcmi.controller_identifier.as_ref());
    let text = guest.printed("ipmitool-dcmi-discover.txt").unwrap();
    let listed = text.lines().skip_while(|line| !line.contains("Mandatory platform cap"));
    let listed = listed.take_while(|line| !line.contains("attributes:")).filter(|line| line.ends_with("available"));
    assert_eq!(listed.count(), dcmi.capabilities.len(), "{:?}", dcmi.capabilities);

    let text = guest.printed("ipmitool-lan6-print.txt").unwrap();
    let theirs = text.lines().filter_map(|line| line.trim().strip_prefix("Address:")).map(str::trim);
    let theirs: Vec<&str> = theirs.filter(|address| !address.starts_with("::/")).collect();
    let lan = bmc.channels.iter().find_map(|channel| channel.lan.clone()).unwrap();
    let ours = lan.ipv6_addresses.iter().map(|it| format!("{}/{}", it.address, it.prefix_length));
    assert_eq!(ours.collect::<Vec<_>>(), theirs);
    let states: Vec<_> = lan.ipv6_addresses.iter().map(|it| (it.source.name.clone(), it.status.name.clone())).collect();
    assert!(states.iter().all(|(_, status)| status.as_deref() == Some("active")), "{states:?}");

    let failures = guest.printed("ipmitool-mc-selftest.txt").unwrap();
    assert_eq!(failures.lines().count() - 1, bmc.device.unwrap().self_test_failures.len());
    let hours = bmc.chassis.unwrap().power_on_hours.unwrap();
    let told = values(&guest.printed("ipmitool-chassis-poh.txt").unwrap());
    assert_eq!(told["POH Counter"], format!("{} days, {} hours", hours / 24, hours % 24));
}

#[test]
fn supplies_and_fans_are_joined() {
    let report = report(&full());
    let supplies: Vec<_> = report
        .power_supplies
        .iter()
        .map(|supply| (supply.serial_number.as_deref().unwrap(), supply.smbios_handle.is_some(), supply.input_lost))
        .collect();
    assert_eq!(supplies, [("PSUX000001", true, Some(false)), ("PSUX000002", true, Some(true))]);
    let fans: Vec<_> = report.fans.iter().map(|fan| (fan.name.as_deref().unwrap(), fan.failed)).collect();
    assert_eq!(fans, [("FAN1", Some(false)), ("FAN2", Some(false)), ("FAN3", Some(true))]);
    assert!(report.fans.iter().all(|fan| fan.nominal_rpm.is_some()));
    let backplanes: Vec<_> =
        report.backplanes.iter().map(|it| (it.name.as_deref(), it.serial_number.as_deref())).collect();
    assert_eq!(backplanes, [(Some("Backplane FRU"), Some("BKPX000001"))]);
}

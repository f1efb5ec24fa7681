//! A recorded controller (`fixtures/parts/bmc`) against what ipmitool printed of it in the same guest.

use std::{collections::BTreeMap, fs, path::PathBuf};

use bee_audit::{
    Options, Replay, Report, audit,
    decode::ipmi::{fru::Fru as FruImage, sdr::SensorDataRecord, sel::LogEntry},
    report::{BmcSensor, Fru},
};

#[path = "support/ipmitool.rs"]
mod printed;

use printed::{date, entry, event_line, sensor_line};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/bmc"))
}

fn tool(name: &str) -> Vec<u8> {
    let path = folder().join("tools").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(name: &str) -> String {
    String::from_utf8_lossy(&tool(name)).into_owned()
}

fn report() -> Report {
    audit(&Replay::open(&folder().join("recording")).unwrap(), &Options::default())
}

/// `key : value` lines; values that go on below are left out.
fn values(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    let pairs = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    pairs.filter(|(key, value)| !key.is_empty() && !value.is_empty()).collect()
}

#[test]
fn a_full_controller_has_no_gaps() {
    let report = report();
    let gaps: Vec<_> = report.gaps.iter().filter(|gap| gap.component.name() == "bmc").collect();
    assert!(gaps.is_empty(), "{gaps:?}");
}

#[test]
fn the_controller_is_as_ipmitool_says() {
    let report = report();
    let bmc = report.bmc.unwrap();
    let device = bmc.device.unwrap();
    let told = values(&text("mc-info.txt"));
    assert_eq!(told["Device ID"], device.device_id.to_string());
    assert_eq!(told["Device Revision"], device.device_revision.to_string());
    assert_eq!(told["Firmware Revision"], device.firmware_revision);
    assert_eq!(told["IPMI Version"], device.ipmi_version);
    assert_eq!(told["Manufacturer ID"], device.manufacturer.code.to_string());
    assert!(told["Product ID"].starts_with(&format!("{} ", device.product_id)));
    let capabilities = text("mc-info.txt");
    let listed = capabilities.lines().filter(|line| line.starts_with("    ") && line.contains("Device")).count();
    let devices = device.capabilities.iter().filter(|name| name.contains("Device")).count();
    assert_eq!(listed, devices);

    let told = values(&text("chassis-status.txt"));
    let chassis = bmc.chassis.unwrap();
    assert_eq!(told["System Power"] == "on", chassis.power_on);
    assert_eq!(told["Chassis Intrusion"] == "active", chassis.intrusion);
    let faults = ["Drive Fault", "Cooling/Fan Fault", "Power Overload", "Main Power Fault"];
    assert_eq!(faults.iter().any(|fault| told[*fault] == "true"), !chassis.faults.is_empty());

    let told = values(&text("lan-print.txt"));
    let lan = bmc.channels.iter().find_map(|channel| channel.lan.clone()).unwrap();
    assert_eq!(told["IP Address"], lan.ip_address.unwrap());
    assert!(told["IP Address Source"].eq_ignore_ascii_case(&lan.ip_address_source.unwrap().name.unwrap()));
    assert_eq!(told["Subnet Mask"], lan.subnet_mask.unwrap());
    assert_eq!(told["Default Gateway IP"], lan.default_gateway.unwrap());
    assert_eq!((told["802.1q VLAN ID"].as_str(), lan.vlan_id), ("Disabled", None));
    let suites: Vec<String> = lan.cipher_suites.iter().map(u8::to_string).collect();
    assert_eq!(told["RMCP+ Cipher Suites"], suites.join(","));
    let mac = text("lan-print.txt");
    assert!(mac.contains(&format!("MAC Address             : {}", lan.mac_address.unwrap())));
    assert!(mac.contains(&format!("Default Gateway MAC     : {}", lan.default_gateway_mac_address.unwrap())));
}

#[test]
fn every_sensor_reads_as_ipmitool_prints_it() {
    let report = report();
    let sensors = report.bmc.unwrap().sensors;
    let ours: Vec<String> = sensors.iter().map(sensor_line).collect();
    let listing = text("sensor-list.txt");
    let theirs: Vec<String> = listing.lines().map(|line| without_raw(line.trim_end())).collect();
    assert_eq!(ours.iter().map(|line| without_raw(line)).collect::<Vec<_>>(), theirs);
    assert!(theirs.len() >= 20);

    // Number, entity and states, in the words of `sdr elist`.
    let listing = text("sdr-elist.txt");
    let named: BTreeMap<&str, Vec<&str>> = listing
        .lines()
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
        .map(|columns| (columns[0], columns))
        .collect();
    for sensor in &sensors {
        let columns = &named[sensor.name.as_deref().unwrap()];
        assert_eq!(columns[1], format!("{:02X}h", sensor.number));
        assert_eq!(columns[3], format!("{}.{}", sensor.entity.id.code, sensor.entity.instance));
        let states = columns[4].split(", ").filter(|state| !state.is_empty() && sensor.reading.is_none());
        assert_eq!(states.count(), if sensor.reading.is_none() { states_of(sensor) } else { 0 }, "{columns:?}");
    }
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
    let log = report().bmc.unwrap().event_log.unwrap();
    let listing = text("sel-elist.txt");
    let lines: Vec<&str> = listing.lines().collect();
    assert_eq!((lines.len(), usize::from(log.entry_count)), (log.events.len(), log.events.len()));
    let mut quantities = 0;
    for (line, event) in lines.iter().zip(log.events.iter().rev()) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        assert_eq!(event_line(event), entry(columns[0], &columns[1..]), "{line}");
        if let Some(name) = &event.sensor_name {
            assert!(columns[3].ends_with(name.as_str()), "{line}");
        }
        if let (Some(reading), Some(threshold)) = (event.reading, event.threshold) {
            quantities += 1;
            let unit = event.unit.as_deref().unwrap();
            // ipmitool prints two decimals unless there are none.
            let number = |it: f64| if it.fract() == 0.0 { format!("{it:.0}") } else { format!("{it:.2}") };
            assert!(columns[6].starts_with(&format!("Reading {} ", number(reading))), "{line}");
            assert!(columns[6].ends_with(&format!("Threshold {} {unit}", number(threshold))), "{line}");
        }
    }
    assert!(quantities > 100, "{quantities}");
    let told = values(&text("sel-info.txt"));
    assert_eq!(told["Entries"], log.entry_count.to_string());
    assert_eq!((told["Overflow"].as_str(), log.overflow), ("false", false));
}

#[test]
fn every_fru_reads_as_ipmitool_prints_it() {
    let frus = report().bmc.unwrap().frus;
    let listing = text("fru.txt");
    let blocks: Vec<&str> = listing.split("FRU Device Description :").skip(1).collect();
    // The locator of device 0 is printed under the tool's own name for it.
    let mut compared = 0;
    for block in blocks {
        let id: u8 = block.split("(ID ").nth(1).unwrap().split(')').next().unwrap().parse().unwrap();
        let fru = frus.iter().find(|fru| fru.device_id == id).unwrap();
        let told = values(block.split_once('\n').unwrap().1);
        for (key, value) in fields(fru) {
            compared += 1;
            let theirs = if key == "Board Mfg Date" { date(&told[key]) } else { told[key].clone() };
            assert_eq!(theirs, value, "{id}: {key}");
        }
    }
    assert!(compared >= 30, "{compared}");
}

fn fields(fru: &Fru) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut add = |key, value: &Option<String>| fields.extend(value.clone().map(|value| (key, value)));
    if let Some(chassis) = &fru.chassis {
        add("Chassis Type", &chassis.chassis_type.name);
        add("Chassis Part Number", &chassis.part_number);
        add("Chassis Serial", &chassis.serial_number);
    }
    if let Some(board) = &fru.board {
        add("Board Mfg Date", &board.manufactured_at);
        add("Board Mfg", &board.manufacturer);
        add("Board Product", &board.product_name);
        add("Board Serial", &board.serial_number);
        add("Board Part Number", &board.part_number);
        add("Board FRU ID", &board.fru_file_id);
    }
    if let Some(product) = &fru.product {
        add("Product Manufacturer", &product.manufacturer);
        add("Product Name", &product.product_name);
        add("Product Part Number", &product.part_number);
        add("Product Version", &product.version);
        add("Product Serial", &product.serial_number);
        add("Product Asset Tag", &product.asset_tag);
    }
    if let Some(supply) = &fru.power_supply {
        add("Capacity", &supply.capacity_watts.map(|watts| format!("{} W", watts.0)));
        add("Peak capacity", &supply.peak_capacity_watts.map(|watts| format!("{} W", watts.0)));
        let range = supply.input_ranges_volts.first();
        add("Input Voltage Range 1", &range.map(|(low, high)| format!("{}-{} V", low.0, high.0)));
    }
    fields
}

#[test]
fn what_ipmitool_dumped_is_what_we_read() {
    let bmc = report().bmc.unwrap();
    let records = SensorDataRecord::decode_all(&tool("sdr.bin"));
    assert!(records.iter().all(Result::is_ok), "{records:?}");
    assert_eq!(records.len(), bmc.sensors.len() + bmc.frus.len() + bmc.controllers.len());
    let entries = LogEntry::decode_all(&tool("sel.bin"));
    let ids: Vec<u16> = entries.iter().map(|entry| entry.as_ref().unwrap().record_id).collect();
    let events = bmc.event_log.unwrap().events;
    assert_eq!(ids, events.iter().rev().map(|event| event.record_id).collect::<Vec<_>>());
    for fru in &bmc.frus {
        let image = FruImage::decode(&tool(&format!("fru-{}.bin", fru.device_id))).unwrap();
        assert_eq!(image.damage, []);
        let serial = image.board.and_then(|board| board.serial_number);
        assert_eq!(serial, fru.board.as_ref().and_then(|board| board.serial_number.clone()));
    }
}

#[test]
fn supplies_and_fans_are_joined() {
    let report = report();
    let supplies: Vec<_> = report
        .power_supplies
        .iter()
        .map(|supply| (supply.serial_number.as_deref().unwrap(), supply.smbios_handle.is_some(), supply.input_lost))
        .collect();
    assert_eq!(supplies, [("PSUX000001", true, Some(false)), ("PSUX000002", true, Some(true))]);
    let fans: Vec<_> = report.fans.iter().map(|fan| (fan.name.as_deref().unwrap(), fan.failed)).collect();
    assert_eq!(fans, [("FAN1", Some(false)), ("FAN2", Some(false)), ("FAN3", Some(true))]);
    assert!(report.fans.iter().all(|fan| fan.nominal_rpm.is_some()));
}

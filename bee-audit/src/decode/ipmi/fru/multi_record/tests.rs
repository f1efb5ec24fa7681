//! Records one by one and in a row.

use super::*;

fn record(kind: u8, version: u8, data: &[u8]) -> Vec<u8> {
    let mut header = vec![kind, version, u8::try_from(data.len()).unwrap()];
    header.push(0u8.wrapping_sub(crate::decode::ipmi::sum(data)));
    header.push(0u8.wrapping_sub(crate::decode::ipmi::sum(&header)));
    [header.as_slice(), data].concat()
}

#[test]
fn a_power_supply_states_what_it_gives() {
    let data = [
        0xd0, 0x07, 0xff, 0xff, 0x23, 0x00, 0x20, 0x4e, 0xc0, 0x5d, 0, 0, 0, 0, 47, 63, 12, 0x0a, 0xd0, 0x57, 0x12,
        0x40, 0x01, 0,
    ];
    let (records, damage) = decode_area(&record(0, 0x82, &data));
    assert_eq!(damage, []);
    let Body::PowerSupply(supply) = &records[0].body else { panic!("{records:?}") };
    assert_eq!((supply.capacity_watts, supply.peak_volt_amperes, supply.inrush_amperes), (Some(2000), None, Some(35)));
    assert_eq!(supply.input_ranges_centivolts, [(20_000, 24_000)]);
    assert_eq!(supply.input_frequency_hertz, Some((47, 63)));
    assert_eq!(supply.flags.names(), ["Power factor correction", "Hot swap support"]);
    assert_eq!((supply.peak_capacity_watts, supply.peak_hold_up_seconds), (Some(2000), Some(5)));
    assert_eq!(supply.combined, Some((CombinedVoltage(1), CombinedVoltage(2), 320)));
}

#[test]
fn records_follow_each_other_until_the_last() {
    let output = [0x81, 0xb0, 0x04, 0x74, 0x04, 0xec, 0x04, 120, 0, 0, 0, 0xb8, 0x0b];
    let mut area = record(1, 0x02, &output);
    area.extend(record(3, 0x02, b"\x01http://10.0.0.2\0"));
    area.extend(record(0xc0, 0x82, &[0x5a, 0x31, 0, 1, 2]));
    area.extend(record(2, 0x82, &output));
    let (records, damage) = decode_area(&area);
    assert_eq!((records.len(), damage.len()), (3, 0));
    let Body::DcOutput(output) = &records[0].body else { panic!("{records:?}") };
    assert_eq!((output.output_number, output.standby, output.nominal_centivolts), (1, true, 1200));
    assert_eq!((output.range_centivolts, output.current_milliamperes), ((1140, 1260), (0, 3000)));
    let url = Body::ManagementAccess { access: ManagementAccess(1), value: Some("http://10.0.0.2".into()) };
    assert_eq!(records[1].body, url);
    assert_eq!(records[2].body, Body::Oem { manufacturer: Manufacturer(12_634), data: "0102".into() });
}

#[test]
fn a_wrong_header_ends_the_walk_and_wrong_data_does_not() {
    let mut area = record(0xc0, 0x02, &[0x5a, 0x31, 0]);
    area[5] ^= 1;
    let good = area.len();
    area.extend(record(0xc0, 0x02, &[0x5a, 0x31, 0]));
    area[good + 2] ^= 1;
    let (records, damage) = decode_area(&area);
    assert_eq!((records.len(), damage.len()), (1, 2));
    assert!(matches!(damage[0].error.fault, Fault::BadChecksum { .. }));
}

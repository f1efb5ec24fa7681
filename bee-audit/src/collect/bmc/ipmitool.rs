//! What ipmitool tells where the interface is refused to us: fewer facts, in the same fields.
//!
//! It names neither the type of a sensor nor the numbers of states, which are 0 here.

use crate::{
    collect::{Probe, coded},
    decode::{
        ipmi::{entity::EntityId, manufacturer::Manufacturer, threshold::Beyond},
        tool::ipmitool::{self, EventText, FruText, SensorText},
    },
    host::{IpmitoolTopic, Query, Reply, Tool},
    report::{
        Bmc, BmcChannel, BmcEntity, BmcEvent, BmcEventLog, BmcLan, BmcSensor, Coded, Fru, FruBoard, FruChassis,
        FruProduct,
    },
};

/// Type of the log's own entries (IPMI §32.1).
const SYSTEM_EVENT: u8 = 0x02;

/// Asks for all that it tells; nothing when it is not installed.
pub(super) fn read(probe: &mut Probe, sel_entries: usize) -> Bmc {
    let mut text = |topic| match probe.ask("ipmitool", &Query::Tool(Tool::Ipmitool(topic))) {
        Some(Reply::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    };
    Bmc {
        frus: ipmitool::frus(&text(IpmitoolTopic::Fru)).iter().map(fru).collect(),
        sensors: ipmitool::sensors(&text(IpmitoolTopic::SensorDataRecords)).iter().map(sensor).collect(),
        event_log: event_log(&text(IpmitoolTopic::EventLog), sel_entries),
        channels: channel(&text(IpmitoolTopic::Lan)).into_iter().collect(),
        ..Bmc::default()
    }
}

fn fru(told: &FruText) -> Fru {
    let field = |name: &str| told.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let has = |area: &str| told.fields.iter().any(|(key, _)| key.starts_with(area));
    let chassis = has("Chassis ").then(|| FruChassis {
        chassis_type: Coded { code: 0, name: field("Chassis Type") },
        part_number: field("Chassis Part Number"),
        serial_number: field("Chassis Serial"),
        ..FruChassis::default()
    });
    let board = has("Board ").then(|| FruBoard {
        manufactured_at: field("Board Mfg Date").and_then(|date| ipmitool::date_of_manufacture(&date)),
        manufacturer: field("Board Mfg"),
        product_name: field("Board Product"),
        serial_number: field("Board Serial"),
        part_number: field("Board Part Number"),
        ..FruBoard::default()
    });
    let product = has("Product ").then(|| FruProduct {
        manufacturer: field("Product Manufacturer"),
        product_name: field("Product Name"),
        part_number: field("Product Part Number"),
        version: field("Product Version"),
        serial_number: field("Product Serial"),
        asset_tag: field("Product Asset Tag"),
        ..FruProduct::default()
    });
    Fru { device_id: told.id, name: Some(told.description.clone()), chassis, board, product, ..Fru::default() }
}

fn sensor(told: &SensorText) -> BmcSensor {
    let (id, instance) = told.entity;
    // Each limit implies the milder ones of its side (IPMI §35.14).
    let beyond = match told.status.as_str() {
        "lnc" => 0b00_0001,
        "lcr" => 0b00_0011,
        "lnr" => 0b00_0111,
        "unc" => 0b00_1000,
        "ucr" => 0b01_1000,
        "unr" => 0b11_1000,
        _ => 0,
    };
    let is_analog = told.reading.is_some();
    let beyond_names = Beyond(beyond).names().into_iter().map(Into::into).collect();
    let is_available = told.status != "ns";
    BmcSensor {
        name: Some(told.name.clone()),
        number: told.number,
        entity: BmcEntity { id: coded(&EntityId(id)), instance },
        event_reading_type: Coded { code: u64::from(is_analog), name: is_analog.then(|| "Threshold".to_owned()) },
        available: Some(is_available),
        reading: told.reading.as_ref().map(|(reading, _)| *reading),
        unit: told.reading.as_ref().map(|(_, unit)| unit.clone()),
        states: is_available.then(|| match is_analog {
            true => beyond_names,
            false => told.states.iter().cloned().map(Into::into).collect(),
        }),
        state_bits: is_analog.then_some(beyond),
        ..BmcSensor::default()
    }
}

fn event_log(text: &str, most: usize) -> Option<BmcEventLog> {
    let events = ipmitool::events(text);
    let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    (!events.is_empty()).then(|| BmcEventLog {
        entry_count: count(events.len()),
        left_out: count(events.len().saturating_sub(most)),
        events: events.iter().rev().take(most).map(event).collect(),
        ..BmcEventLog::default()
    })
}

fn event(told: &EventText) -> BmcEvent {
    BmcEvent {
        record_id: told.record_id,
        timestamp: told.timestamp.clone(),
        seconds_since_initialization: told.since_initialization,
        record_type: told.oem.as_ref().map_or(SYSTEM_EVENT, |oem| oem.record_type),
        sensor_name: told.sensor.clone(),
        event: told.event.clone().map(|name| Coded { code: 0, name: Some(name) }),
        asserted: told.asserted,
        manufacturer: told.oem.as_ref().and_then(|oem| oem.manufacturer).map(|number| coded(&Manufacturer(number))),
        data: told.oem.as_ref().map(|oem| oem.data.clone()).unwrap_or_default(),
        ..BmcEvent::default()
    }
}

fn channel(text: &str) -> Option<BmcChannel> {
    let fields = ipmitool::fields(text);
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let stated = |name: &str| field(name).filter(|value| value != "0.0.0.0" && value != "00:00:00:00:00:00");
    let suites = field("RMCP+ Cipher Suites").unwrap_or_default();
    let lan = BmcLan {
        ip_address: stated("IP Address"),
        ip_address_source: field("IP Address Source").map(|name| Coded { code: 0, name: Some(name) }),
        subnet_mask: stated("Subnet Mask"),
        mac_address: stated("MAC Address"),
        default_gateway: stated("Default Gateway IP"),
        default_gateway_mac_address: stated("Default Gateway MAC"),
        vlan_id: field("802.1q VLAN ID").and_then(|value| value.parse().ok()),
        cipher_suites: suites.split(',').filter_map(|suite| suite.trim().parse().ok()).collect(),
        ..BmcLan::default()
    };
    (lan != BmcLan::default()).then(|| BmcChannel { lan: Some(lan), ..BmcChannel::default() })
}

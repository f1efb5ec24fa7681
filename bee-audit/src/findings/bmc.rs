//! Rules about the management controller: what it says of power, cooling, sensors and events.

use std::collections::BTreeMap;

use super::Observation;
use crate::{
    decode::ipmi::{
        event::state_name,
        sensor_type::{EventReadingType, SensorType},
        severity::{self, EventSeverity as State},
    },
    report::{BmcEvent, BmcEventLog, BmcSensor, Component, PowerSupply, Report},
};

/// Bits of a reading that is beyond critical or non-recoverable limits, and those beyond non-critical ones (IPMI
/// §35.14).
const BEYOND_CRITICAL: u16 = 0b11_0110;
const BEYOND_NON_CRITICAL: u16 = 0b00_1001;

/// SMBIOS says that there is a controller, and nothing drives it.
pub(super) fn no_driver(report: &Report) -> Vec<Observation> {
    let (Some(bmc), Some(board)) = (&report.bmc, &report.board) else { return Vec::new() };
    let was_asked = bmc.device.is_some() || report.gaps.iter().any(|gap| gap.component == Component::Bmc);
    let listed = board.ipmi_interfaces.first().filter(|_| !was_asked);
    let observed = listed.map(|interface| {
        let kind = interface.interface_type.as_ref().and_then(|kind| kind.name.as_deref()).unwrap_or("IPMI interface");
        let message = format!(
            "firmware lists a management controller ({kind}) that has no device: modprobe ipmi_si ipmi_devintf"
        );
        Observation::new(["/dev/ipmi0"], message)
    });
    observed.into_iter().collect()
}

/// A power supply says that it failed.
pub(super) fn power_supply_failed(report: &Report) -> Vec<Observation> {
    supplies(report, |supply| supply.failed, "failed")
}

/// A power supply says that its input is lost or out of range.
pub(super) fn power_supply_input_lost(report: &Report) -> Vec<Observation> {
    supplies(report, |supply| supply.input_lost, "has lost its input")
}

/// A power supply says that it will fail.
pub(super) fn power_supply_predicts_failure(report: &Report) -> Vec<Observation> {
    supplies(report, |supply| supply.predicts_failure, "predicts that it will fail")
}

/// Of supplies that the controller knows: what firmware saw at boot is the board's.
fn supplies(report: &Report, is_so: fn(&PowerSupply) -> Option<bool>, what: &str) -> Vec<Observation> {
    let concerned =
        report.power_supplies.iter().filter(|supply| supply.entity.is_some() && is_so(supply) == Some(true));
    let observed = concerned.map(|supply| {
        let name = supply.name.as_deref().unwrap_or("power supply");
        let serial = supply.serial_number.as_ref().map(|serial| format!(" (serial {serial})")).unwrap_or_default();
        Observation::new([name], format!("{name}{serial} {what}"))
    });
    observed.collect()
}

/// Power or cooling is not redundant any more.
pub(super) fn redundancy_lost(report: &Report) -> Vec<Observation> {
    let redundancy = u64::from(EventReadingType::REDUNDANCY.0);
    discrete(report, |sensor, _| sensor.event_reading_type.code == redundancy, |state| state >= State::Warning)
}

/// A reading is beyond a critical limit.
pub(super) fn sensor_critical(report: &Report) -> Vec<Observation> {
    analog(report, |bits| bits & BEYOND_CRITICAL != 0)
}

/// A reading is beyond a non-critical limit, and no critical one.
pub(super) fn sensor_warning(report: &Report) -> Vec<Observation> {
    analog(report, |bits| bits & BEYOND_NON_CRITICAL != 0 && bits & BEYOND_CRITICAL == 0)
}

/// A part says that it failed, or is about to.
pub(super) fn state_critical(report: &Report) -> Vec<Observation> {
    discrete(report, has_no_rule_of_its_own, |state| state == State::Critical)
}

/// A part says that something is to be looked at.
pub(super) fn state_warning(report: &Report) -> Vec<Observation> {
    discrete(report, has_no_rule_of_its_own, |state| state == State::Warning)
}

/// Redundancy, power supplies that are joined, and intrusion have.
fn has_no_rule_of_its_own(sensor: &BmcSensor, report: &Report) -> bool {
    let is_supply = sensor.sensor_type.code == u64::from(SensorType::POWER_SUPPLY.0)
        && report.power_supplies.iter().any(|supply| supply.entity.as_ref() == Some(&sensor.entity));
    let is_redundancy = sensor.event_reading_type.code == u64::from(EventReadingType::REDUNDANCY.0);
    !is_supply && !is_redundancy && sensor.sensor_type.code != u64::from(SensorType::PHYSICAL_SECURITY.0)
}

fn sensors(report: &Report) -> impl Iterator<Item = &BmcSensor> {
    report.bmc.iter().flat_map(|bmc| &bmc.sensors)
}

fn named(sensor: &BmcSensor) -> String {
    sensor.name.clone().unwrap_or_else(|| format!("sensor {:#04x}", sensor.number))
}

fn is_analog(sensor: &BmcSensor) -> bool {
    sensor.event_reading_type.code == u64::from(EventReadingType::THRESHOLD.0)
}

fn analog(report: &Report, is_beyond: fn(u16) -> bool) -> Vec<Observation> {
    let beyond = sensors(report).filter(|sensor| is_analog(sensor) && sensor.state_bits.is_some_and(is_beyond));
    let observed = beyond.filter_map(|sensor| {
        let name = named(sensor);
        let worst = sensor.states.as_ref()?.last()?;
        let reading = sensor.reading.map(|reading| format!("{reading} {}", sensor.unit.as_deref().unwrap_or_default()));
        let message = format!("{name} is at {}, {worst}", reading.as_deref().unwrap_or("an unknown reading").trim());
        Some(Observation::new([name], message))
    });
    observed.collect()
}

/// States of the sensors that `is_meant`, as bad as `is_bad` asks for.
fn discrete(
    report: &Report,
    is_meant: impl Fn(&BmcSensor, &Report) -> bool,
    is_bad: fn(State) -> bool,
) -> Vec<Observation> {
    let meant = sensors(report).filter(|sensor| !is_analog(sensor) && is_meant(sensor, report));
    let observed = meant.filter_map(|sensor| {
        let bits = sensor.state_bits?;
        let event_type = EventReadingType(u8::try_from(sensor.event_reading_type.code).ok()?);
        let sensor_type = SensorType(u8::try_from(sensor.sensor_type.code).ok()?);
        let on = (0..15_u8).filter(|offset| bits >> offset & 1 != 0);
        let bad = on.filter(|offset| is_bad(severity::of_state(event_type, sensor_type, *offset)));
        let names = bad.filter_map(|offset| state_name(event_type, sensor_type, offset));
        let names: Vec<&str> = names.collect();
        let name = named(sensor);
        (!names.is_empty()).then(|| Observation::new([name.clone()], format!("{name}: {}", names.join(", "))))
    });
    observed.collect()
}

/// The chassis was opened.
pub(super) fn intrusion(report: &Report) -> Vec<Observation> {
    let physical = u64::from(SensorType::PHYSICAL_SECURITY.0);
    let by_sensor = discrete(report, |sensor, _| sensor.sensor_type.code == physical, |state| state >= State::Warning);
    let mut chassis = report.bmc.iter().filter_map(|bmc| bmc.chassis.as_ref());
    if by_sensor.is_empty() && chassis.any(|chassis| chassis.intrusion) {
        return vec![of_chassis("the chassis was opened".to_owned())];
    }
    by_sensor
}

fn of_chassis(message: String) -> Observation {
    Observation::new(["chassis"], message)
}

/// The controller reports a fault of power, drives or cooling.
pub(super) fn chassis_fault(report: &Report) -> Vec<Observation> {
    let chassis = report.bmc.iter().filter_map(|bmc| bmc.chassis.as_ref());
    let faults = chassis.flat_map(|chassis| chassis.power_faults.iter().chain(&chassis.faults));
    let faults = faults.filter(|fault| !fault.contains("Lockout"));
    faults.map(|fault| of_chassis(format!("the management controller reports: {fault}"))).collect()
}

/// The controller's self test failed.
pub(super) fn self_test_failed(report: &Report) -> Vec<Observation> {
    let device = report.bmc.iter().filter_map(|bmc| bmc.device.as_ref());
    // Corrupted or inaccessible data or devices, Fatal hardware error (IPMI §20.4).
    let failed = device.filter_map(|device| Some((device, device.self_test.as_ref()?)));
    let failed = failed.filter(|(_, outcome)| matches!(outcome.code, 0x57 | 0x58));
    let observed = failed.map(|(device, outcome)| {
        let name = outcome.name.as_deref().unwrap_or_default();
        let details = device.self_test_failures.join(", ");
        let message = format!("the management controller's self test: {name} {details}");
        Observation::new(["management controller"], message.trim_end())
    });
    observed.collect()
}

/// The event log has no room, or has lost events.
pub(super) fn event_log_full(report: &Report) -> Vec<Observation> {
    let log = report.bmc.as_ref().and_then(|bmc| bmc.event_log.as_ref());
    let full = log.filter(|log| log.overflow || log.free_bytes < 16);
    let observed = full.map(|log| {
        let lost = if log.overflow { "has lost events for want of space" } else { "is full" };
        Observation::new(["event log"], format!("the event log {lost}: {} entries", log.entry_count))
    });
    observed.into_iter().collect()
}

/// Critical events among those that were read whose state was not left since, alike ones together.
pub(super) fn critical_events(report: &Report) -> Vec<Observation> {
    let log = report.bmc.iter().filter_map(|bmc| bmc.event_log.as_ref());
    let standing = log.flat_map(BmcEventLog::critical_events).filter(|(_, left)| left.is_none());
    let mut alike: BTreeMap<(String, String), (usize, &BmcEvent)> = BTreeMap::new();
    for (event, _) in standing {
        // Events come newest first: the first of its kind is the last to have happened.
        alike.entry((source(event), what(event))).or_insert((0, event)).0 += 1;
    }
    let observed = alike.into_iter().map(|((source, what), (count, newest))| {
        let times = if count == 1 { String::new() } else { format!(", {count} times") };
        let when = newest.timestamp.as_ref().map(|when| format!(", last at {when}")).unwrap_or_default();
        Observation::new([source.clone()], format!("event log: {source}: {what}{times}{when}"))
    });
    observed.collect()
}

fn source(event: &BmcEvent) -> String {
    let kind = || event.sensor_type.as_ref().and_then(|kind| kind.name.clone());
    event.sensor_name.clone().or_else(kind).unwrap_or_else(|| "unnamed sensor".to_owned())
}

fn what(event: &BmcEvent) -> String {
    let event = event.event.as_ref();
    let name = event.and_then(|event| event.name.clone());
    name.unwrap_or_else(|| format!("state {}", event.map_or(0, |event| event.code)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bmc, BmcDevice, Board, Coded, EventSeverity, IpmiInterface};

    fn sensor(name: &str, sensor_type: u64, event_type: u64, bits: u16) -> BmcSensor {
        BmcSensor {
            name: Some(name.into()),
            sensor_type: Coded { code: sensor_type, name: None },
            event_reading_type: Coded { code: event_type, name: None },
            state_bits: Some(bits),
            states: Some(vec!["at or above upper critical".into()]),
            reading: Some(97.0),
            unit: Some("degrees C".into()),
            ..BmcSensor::default()
        }
    }

    fn report(sensors: Vec<BmcSensor>) -> Report {
        Report { bmc: Some(Bmc { sensors, ..Bmc::default() }), ..Report::default() }
    }

    #[test]
    fn a_reading_is_judged_by_its_worst_limit() {
        let hot = report(vec![sensor("CPU1 Temp", 1, 1, 0b01_1000)]);
        assert_eq!(sensor_critical(&hot)[0].message, "CPU1 Temp is at 97 degrees C, at or above upper critical");
        assert_eq!(sensor_warning(&hot), []);
        let warm = report(vec![sensor("CPU1 Temp", 1, 1, 0b00_1000)]);
        assert_eq!((sensor_critical(&warm).len(), sensor_warning(&warm).len()), (0, 1));
    }

    #[test]
    fn states_are_judged_by_what_they_mean() {
        let drive = report(vec![sensor("HDD2", 0x0d, 0x6f, 0b11)]);
        assert_eq!(state_critical(&drive)[0].message, "HDD2: Drive Fault");
        let redundancy = report(vec![sensor("PSU Redundancy", 9, 0x0b, 0b10)]);
        assert_eq!(redundancy_lost(&redundancy)[0].message, "PSU Redundancy: Redundancy Lost");
        assert_eq!((state_critical(&redundancy), state_warning(&redundancy)), (vec![], vec![]));
        assert_eq!(intrusion(&report(vec![sensor("Intru", 5, 0x6f, 1)])).len(), 1);
        assert_eq!(redundancy_lost(&report(vec![sensor("PSU Redundancy", 9, 0x0b, 1)])), []);
    }

    #[test]
    fn alike_events_are_one() {
        let event = |severity| BmcEvent {
            severity: Some(severity),
            sensor_name: Some("PS2 Status".into()),
            event: Some(Coded { code: 3, name: Some("Power Supply input lost (AC/DC)".into()) }),
            timestamp: Some("2022-08-14T00:00:00".into()),
            ..BmcEvent::default()
        };
        let events = [EventSeverity::Critical, EventSeverity::Information, EventSeverity::Critical].map(event);
        let log = BmcEventLog { events: events.into(), overflow: true, ..BmcEventLog::default() };
        let mut report = Report { bmc: Some(Bmc { event_log: Some(log), ..Bmc::default() }), ..Report::default() };
        let message = "event log: PS2 Status: Power Supply input lost (AC/DC), 2 times, last at 2022-08-14T00:00:00";
        assert_eq!(critical_events(&report), [Observation::new(["PS2 Status"], message)]);
        assert_eq!(event_log_full(&report).len(), 1);
        let left = BmcEvent { asserted: Some(false), ..event(EventSeverity::Information) };
        report.bmc.as_mut().unwrap().event_log.as_mut().unwrap().events.insert(0, left);
        assert_eq!(critical_events(&report), []);
    }

    #[test]
    fn a_controller_without_driver_is_told() {
        let board = Board { ipmi_interfaces: vec![IpmiInterface::default()], ..Board::default() };
        let mut report = Report { bmc: Some(Bmc::default()), board: Some(board), ..Report::default() };
        assert_eq!(no_driver(&report).len(), 1);
        report.bmc = Some(Bmc { device: Some(BmcDevice::default()), ..Bmc::default() });
        assert_eq!(no_driver(&report), []);
    }
}

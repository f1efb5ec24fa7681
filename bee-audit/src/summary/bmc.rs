//! The management controller: itself, the power supplies and fans, what is out of range, and what went wrong last.

use crate::{
    Report,
    report::{Backplane, Bmc, BmcChannel, BmcEvent, BmcEventLog, BmcSensor, Fan, PowerSupply},
};

use super::{
    board::named,
    page::{Cell, Section, Tone, cell},
    phrase::{counted, words},
};

/// Critical events that are shown; the rest is in the JSON.
const MOST_EVENTS: usize = 5;
/// Code of event/reading type *threshold* (IPMI §42.1).
const THRESHOLD: u64 = 1;

/// The controller, its addresses, sensors out of range and the newest critical events.
pub(super) fn section(bmc: &Bmc) -> Section {
    let mut section = Section::new("BMC");
    if let Some(device) = &bmc.device {
        let maker = device.manufacturer.name.clone().unwrap_or_else(|| format!("maker {}", device.manufacturer.code));
        section.line([
            cell(maker).tone(Tone::Strong),
            cell(format!("firmware {}", device.firmware_revision)),
            cell(format!("IPMI {}", device.ipmi_version)),
            power(bmc),
        ]);
    }
    bmc.channels.iter().for_each(|channel| section.line(address(channel)));
    let beyond = bmc.sensors.iter().filter(|sensor| is_beyond(sensor));
    section.table(beyond.map(out_of_range).collect());
    let critical = bmc.event_log.iter().flat_map(BmcEventLog::critical_events);
    section.table(critical.take(MOST_EVENTS).map(|(critical, left)| event(critical, left)).collect());
    if let Some(log) = &bmc.event_log {
        let overflow = if log.overflow { cell("overflow").tone(Tone::Warning) } else { Cell::default() };
        section.line([cell(counted(log.entry_count, "event") + " logged"), overflow]);
    }
    section
}

fn power(bmc: &Bmc) -> Cell {
    let watts = bmc.dcmi.as_ref().and_then(|dcmi| dcmi.power_watts);
    watts.map(|watts| format!("{:.0} W", watts.0)).into()
}

fn address(channel: &BmcChannel) -> Vec<Cell> {
    let Some(lan) = &channel.lan else { return Vec::new() };
    let source = lan.ip_address_source.as_ref().and_then(|source| source.name.clone());
    let ipv6 = lan.ipv6_addresses.iter().map(|it| cell(format!("{}/{}", it.address, it.prefix_length)));
    let vlan = lan.vlan_id.map(|vlan| format!("VLAN {vlan}"));
    let ipv4 = lan.ip_address.as_ref().map(|address| match &source {
        Some(source) => format!("{address} ({source})"),
        None => address.clone(),
    });
    let first = [Cell::from(ipv4).tone(Tone::Strong)];
    first.into_iter().chain(ipv6).chain([lan.mac_address.clone().into(), vlan.into()]).collect()
}

fn is_beyond(sensor: &BmcSensor) -> bool {
    sensor.event_reading_type.code == THRESHOLD && sensor.states.as_ref().is_some_and(|states| !states.is_empty())
}

fn out_of_range(sensor: &BmcSensor) -> Vec<Cell> {
    let reading = sensor.reading.map(|reading| reading.to_string());
    let worst = sensor.states.iter().flatten().last().map(ToString::to_string);
    vec![
        sensor.name.clone().into(),
        cell(words([reading.as_deref(), sensor.unit.as_deref().map(symbol)])).right(),
        Cell::from(worst).tone(Tone::Warning),
    ]
}

/// The symbol of a unit that the standard writes out (IPMI 2.0, table 43-15).
fn symbol(unit: &str) -> &str {
    match unit {
        "degrees C" => "°C",
        "degrees F" => "°F",
        "degrees K" => "K",
        "Volts" => "V",
        "Amps" => "A",
        "Watts" => "W",
        "Joules" => "J",
        "RPM" => "rpm",
        "percent" => "%",
        unit => unit,
    }
}

/// A critical event, and the entry by which its state was left again.
fn event(event: &BmcEvent, left: Option<&BmcEvent>) -> Vec<Cell> {
    let sensor = event.sensor_name.clone();
    let sensor = sensor.or_else(|| event.sensor_type.as_ref().and_then(|kind| kind.name.clone()));
    let name = event.event.as_ref().and_then(|event| event.name.clone());
    vec![
        time(event).into(),
        sensor.into(),
        Cell::from(name).tone(if left.is_none() { Tone::Alarm } else { Tone::Plain }),
        left.map(|left| cleared(event, left)).into(),
    ]
}

/// When a state was left; on the same day the time of day is enough.
fn cleared(entered: &BmcEvent, left: &BmcEvent) -> String {
    let time = time(left);
    let day = entered.timestamp.as_deref().and_then(|time| time.split_once('T')).map(|(day, _)| day);
    let of_day = time.as_deref().zip(day).and_then(|(time, day)| time.strip_prefix(day)?.strip_prefix('T'));
    words([Some("cleared"), of_day.or(time.as_deref())])
}

fn time(event: &BmcEvent) -> Option<String> {
    let before = event.seconds_since_initialization.map(|seconds| format!("{seconds} s after start"));
    event.timestamp.clone().or(before)
}

/// A row for each power supply.
pub(super) fn power_supplies(report: &Report) -> Section {
    let mut section = Section::new("POWER");
    section.table(report.power_supplies.iter().map(power_supply).collect());
    let redundancy = report.power_supplies.iter().find_map(|supply| supply.redundancy.clone());
    section.line([Cell::from(redundancy)]);
    section
}

fn power_supply(supply: &PowerSupply) -> Vec<Cell> {
    let product = supply.product_name.as_deref().or(supply.part_number.as_deref());
    let input = supply.input_watts.map(|watts| format!("{:.0} W in", watts.0));
    vec![
        supply.name.clone().into(),
        cell(words([supply.manufacturer.as_deref(), product])).whole(),
        named("serial", supply.serial_number.as_ref()).whole(),
        Cell::from(supply.capacity_watts.map(|watts| format!("{:.0} W", watts.0))).right(),
        Cell::from(input).right(),
        state(supply),
    ]
}

/// The worst of what it says.
fn state(supply: &PowerSupply) -> Cell {
    let is = |said: Option<bool>| said == Some(true);
    if supply.present == Some(false) {
        cell("absent").tone(Tone::Faint)
    } else if is(supply.failed) {
        cell("failed").tone(Tone::Alarm)
    } else if is(supply.input_lost) {
        cell("input lost").tone(Tone::Alarm)
    } else if is(supply.predicts_failure) {
        cell("predicts failure").tone(Tone::Warning)
    } else if supply.failed == Some(false) {
        cell("ok")
    } else {
        Cell::default()
    }
}

/// A row for each backplane.
pub(super) fn backplanes(report: &Report) -> Section {
    let mut section = Section::new("BACKPLANES");
    section.table(report.backplanes.iter().map(backplane).collect());
    section
}

fn backplane(backplane: &Backplane) -> Vec<Cell> {
    let product = backplane.product_name.as_deref().or(backplane.part_number.as_deref());
    vec![
        backplane.name.clone().into(),
        cell(words([backplane.manufacturer.as_deref(), product])).whole(),
        named("serial", backplane.serial_number.as_ref()).whole(),
        cell(backplane.states.join(", ")),
    ]
}

/// Each fan with its speed.
pub(super) fn fans(report: &Report) -> Section {
    let mut section = Section::new("FANS");
    section.line(report.fans.iter().filter_map(fan).collect::<Vec<_>>());
    section
}

fn fan(fan: &Fan) -> Option<Cell> {
    let percent = fan.reading_percent.map(|percent| format!("{:.0} %", percent.0));
    let reading = fan.reading_rpm.map(|rpm| rpm.to_string()).or(percent);
    let failed = fan.failed == Some(true);
    let words = words([fan.name.as_deref(), reading.as_deref(), failed.then_some("failed")]);
    let shown = cell(words).tone(if failed { Tone::Alarm } else { Tone::Plain });
    (reading.is_some() || failed).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{BmcDevice, BmcLan, Coded, EventSeverity},
        units::{RevolutionsPerMinute, Watts},
    };

    fn coded(code: u64, name: &str) -> Coded {
        Coded { code, name: Some(name.into()) }
    }

    #[test]
    fn what_a_user_asks_for_most_is_in_the_summary() {
        let device = BmcDevice {
            manufacturer: coded(10_876, "Supermicro"),
            firmware_revision: "1.54".into(),
            ipmi_version: "2.0".into(),
            ..BmcDevice::default()
        };
        let lan = BmcLan {
            ip_address: Some("192.0.2.10".into()),
            ip_address_source: Some(coded(2, "DHCP")),
            mac_address: Some("52:54:00:12:34:60".into()),
            ..BmcLan::default()
        };
        let hot = BmcSensor {
            name: Some("CPU1 Temp".into()),
            reading: Some(97.0),
            unit: Some("degrees C".into()),
            event_reading_type: coded(1, "Threshold"),
            states: Some(vec!["at or above upper non-critical".into(), "at or above upper critical".into()]),
            ..BmcSensor::default()
        };
        let event = BmcEvent {
            severity: Some(EventSeverity::Critical),
            timestamp: Some("2022-08-14T00:04:16".into()),
            sensor_name: Some("PS2 Status".into()),
            event: Some(coded(3, "Power Supply input lost (AC/DC)")),
            ..BmcEvent::default()
        };
        let log = BmcEventLog { entry_count: 137, events: vec![event], ..BmcEventLog::default() };
        let bmc = Bmc {
            device: Some(device),
            channels: vec![BmcChannel { lan: Some(lan), ..BmcChannel::default() }],
            sensors: vec![hot],
            event_log: Some(log),
            ..Bmc::default()
        };
        insta::assert_snapshot!(plain(&section(&bmc)));
    }

    #[test]
    fn a_cleared_event_says_when() {
        let at = |time: &str| BmcEvent { timestamp: Some(time.into()), ..BmcEvent::default() };
        let entered = at("2022-08-14T23:59:59");
        assert_eq!(cleared(&entered, &at("2022-08-14T23:59:59")), "cleared 23:59:59");
        assert_eq!(cleared(&entered, &at("2022-08-15T00:00:01")), "cleared 2022-08-15T00:00:01");
        assert_eq!(cleared(&entered, &BmcEvent::default()), "cleared");
    }

    #[test]
    fn supplies_and_fans_are_listed() {
        let supply = |name: &str, input_lost| PowerSupply {
            name: Some(name.into()),
            manufacturer: Some("Delta".into()),
            product_name: Some("PWS-2K08A".into()),
            serial_number: Some("PSUX000001".into()),
            capacity_watts: Some(Watts(2000.0)),
            failed: Some(false),
            input_lost: Some(input_lost),
            redundancy: Some("Redundancy Lost".into()),
            ..PowerSupply::default()
        };
        let fan = |name: &str, rpm, failed| Fan {
            name: Some(name.into()),
            reading_rpm: Some(RevolutionsPerMinute(rpm)),
            failed: Some(failed),
            ..Fan::default()
        };
        let report = Report {
            power_supplies: vec![supply("PSU1", false), supply("PSU2", true)],
            fans: vec![fan("FAN1", 5200, false), fan("FAN3", 300, true)],
            ..Report::default()
        };
        insta::assert_snapshot!(plain(&power_supplies(&report)) + &plain(&fans(&report)));
    }
}

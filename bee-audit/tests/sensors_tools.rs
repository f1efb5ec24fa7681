//! What `sensors -j` printed in the recorded machines, field by field against the report of the same machine.

use bee_audit::{
    report::{Component, SensorChip, Sensors, TemperatureSensor},
    units::Celsius,
};
use serde_json::Value;

#[path = "support/guest.rs"]
mod guest;

use guest::Comparison;

/// How far a reading may go between the tool and the audit.
const DRIFT: f64 = 10.0;

#[test]
fn the_report_agrees_with_sensors() {
    let mut comparison = Comparison::default();
    for guest in guest::guests() {
        let sensors = guest.report(&[Component::Sensors]).sensors.unwrap();
        let Some(printed) = guest.printed_json("sensors.json") else { continue };
        let printed = printed.as_object().unwrap();
        comparison.same("chips", &guest.name, told_chips(&sensors).to_string(), printed.len().to_string());
        for (name, theirs) in printed {
            match sensors.chips.iter().find(|chip| name_of(chip).as_deref() == Some(name)) {
                Some(ours) => compare_chip(&mut comparison, &format!("{} {name}", guest.name), ours, theirs),
                None => comparison.lacks(format!("{}: no chip {name}", guest.name)),
            }
        }
    }
    comparison.close(&[("chips", 3), ("reading", 28), ("limit", 84), ("alarm", 28)]);
}

/// libsensors leaves out chips without a reading.
fn told_chips(sensors: &Sensors) -> usize {
    let has_any =
        |chip: &&SensorChip| !chip.temperatures.is_empty() || !chip.fans.is_empty() || !chip.voltages.is_empty();
    sensors.chips.iter().filter(has_any).count()
}

/// `nvme-pci-0100`: name, bus, and the number of bus, device and function (lib/data.c of lm-sensors).
fn name_of(chip: &SensorChip) -> Option<String> {
    let (rest, function) = chip.pci_address.as_deref()?.split_once('.')?;
    let numbers: Vec<u32> = rest.split(':').map(|part| u32::from_str_radix(part, 16).unwrap()).collect();
    let [domain, bus, device] = numbers[..] else { return None };
    let address = domain << 16 | bus << 8 | device << 3 | function.parse::<u32>().unwrap();
    Some(format!("{}-pci-{address:04x}", chip.name.as_deref()?))
}

fn compare_chip(comparison: &mut Comparison, subject: &str, ours: &SensorChip, theirs: &Value) {
    let channels = theirs.as_object().unwrap().iter().filter(|(_, values)| values.is_object());
    for (label, values) in channels {
        let values = values.as_object().unwrap();
        let channel = values.keys().next().unwrap().split_once('_').unwrap().0.to_owned();
        let Some(number) = channel.strip_prefix("temp") else {
            comparison.lacks(format!("{subject}: {channel} is not compared yet"));
            continue;
        };
        let Some(sensor) = ours.temperatures.iter().find(|sensor| sensor.channel.to_string() == number) else {
            comparison.lacks(format!("{subject}: no {channel}"));
            continue;
        };
        // Without a label of the driver, libsensors calls it by the channel.
        comparison.same("label", subject, sensor.label.as_deref().unwrap_or(&channel), label);
        for (key, value) in values {
            compare_temperature(comparison, subject, sensor, key.split_once('_').unwrap().1, value.as_f64().unwrap());
        }
    }
}

fn compare_temperature(comparison: &mut Comparison, subject: &str, ours: &TemperatureSensor, fact: &str, theirs: f64) {
    let limit = match fact {
        "input" => {
            let near = ours.reading_celsius.is_some_and(|reading| (reading.0 - theirs).abs() <= DRIFT);
            return comparison.same("reading", subject, near.to_string(), "true");
        }
        "alarm" | "max_alarm" | "min_alarm" | "crit_alarm" => {
            let told = ours.alarms.iter().any(|alarm| alarm == fact);
            return comparison.same("alarm", subject, told.to_string(), (theirs != 0.0).to_string());
        }
        "max" => ours.maximum_celsius,
        "min" => ours.minimum_celsius,
        "crit" => ours.critical_celsius,
        "lcrit" => ours.low_critical_celsius,
        "max_hyst" => ours.maximum_hysteresis_celsius,
        "crit_hyst" => ours.critical_hysteresis_celsius,
        _ => return comparison.lacks(format!("{subject}: {fact} is not compared")),
    };
    let told = limit.map(|Celsius(limit)| format!("{limit:.3}"));
    comparison.same("limit", &format!("{subject} {fact}"), told.unwrap_or_default(), format!("{theirs:.3}"));
}

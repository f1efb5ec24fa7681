//! Sensors, in brief: what is out of its limits is among the findings.

use crate::report::{FanSensor, SensorChip, Sensors};

use super::{
    page::{Cell, Section, cell},
    phrase::counted,
};

/// The hottest temperature, the range of the fans, and what power meters show.
pub(super) fn section(sensors: &Sensors) -> Section {
    let mut section = Section::new("SENSORS");
    section.line([temperatures(sensors), fans(sensors)]);
    section.line(powers(sensors));
    section
}

fn temperatures(sensors: &Sensors) -> Cell {
    let readings = sensors.chips.iter().flat_map(|chip| {
        let channels = chip.temperatures.iter();
        channels.filter_map(move |sensor| Some((sensor.reading_celsius?.0, name(chip, sensor.label.as_deref()))))
    });
    let readings: Vec<_> = readings.collect();
    let hottest = readings.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    hottest.map_or_else(Cell::default, |(celsius, name)| {
        cell(format!("{}, highest {celsius:.0} °C ({name})", counted(readings.len() as u64, "temperature")))
    })
}

/// `coretemp Package id 0`
fn name(chip: &SensorChip, label: Option<&str>) -> String {
    let chip = chip.name.as_deref().unwrap_or(&chip.hwmon);
    label.map_or_else(|| chip.to_owned(), |label| format!("{chip} {label}"))
}

/// Fans that turn; a header without a fan reads 0.
fn fans(sensors: &Sensors) -> Cell {
    let all = sensors.chips.iter().flat_map(|chip| &chip.fans);
    let turning = |fan: &FanSensor| fan.reading_rpm.map(|reading| reading.0).filter(|rpm| *rpm > 0);
    let rpm: Vec<u32> = all.filter_map(turning).collect();
    match (rpm.iter().min(), rpm.iter().max()) {
        (Some(slowest), Some(fastest)) => {
            cell(format!("{} at {slowest} to {fastest} rpm", counted(rpm.len() as u64, "fan")))
        }
        _ => Cell::default(),
    }
}

fn powers(sensors: &Sensors) -> Vec<Cell> {
    let meters = sensors.chips.iter().flat_map(|chip| chip.powers.iter().map(move |sensor| (chip, sensor)));
    let read = meters.filter_map(|(chip, sensor)| {
        let watts = sensor.reading_watts.or(sensor.average_watts)?.0;
        Some(cell(format!("{} {watts:.0} W", name(chip, sensor.label.as_deref()))))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{PowerSensor, TemperatureSensor},
        units::{Celsius, RevolutionsPerMinute, Watts},
    };

    #[test]
    fn extremes_stand_for_all() {
        let temperature = |label: &str, reading| TemperatureSensor {
            label: Some(label.into()),
            reading_celsius: Some(Celsius(reading)),
            ..TemperatureSensor::default()
        };
        let fan = |rpm| FanSensor { reading_rpm: Some(RevolutionsPerMinute(rpm)), ..FanSensor::default() };
        let power = PowerSensor { reading_watts: Some(Watts(324.4)), ..PowerSensor::default() };
        let core = SensorChip {
            name: Some("coretemp".into()),
            temperatures: vec![temperature("Package id 0", 62.0), temperature("Core 0", 58.5)],
            ..SensorChip::default()
        };
        let board = SensorChip { fans: vec![fan(4200), fan(0), fan(8800)], ..SensorChip::default() };
        let meter = SensorChip { name: Some("power_meter".into()), powers: vec![power], ..SensorChip::default() };
        let sensors = Sensors { chips: vec![core, board, meter], ..Sensors::default() };
        insta::assert_snapshot!(plain(&section(&sensors)));
    }
}

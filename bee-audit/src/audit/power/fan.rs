//! Fans and other cooling devices.
//!
//! Every sensor of a fan's speed at the management controller is one; discrete sensors join those of the same part.
//! What SMBIOS describes joins the fan of its name; what the kernel's sensors measure follows.

use super::{is_of, redundancy, sensors, worst_state};
use crate::{
    decode::ipmi::{
        entity::EntityId,
        sensor_type::{EventReadingType, SensorType},
        severity::EventSeverity,
        unit::Unit,
    },
    report::{BmcSensor, Fan, Report},
    units::{Percent, RevolutionsPerMinute},
};

/// Device Removed / Device Inserted (IPMI §42.1, table 42-2, 08h).
const PRESENCE: u64 = 0x08;
/// Cooling Device (table 42-3).
const COOLING_DEVICE: u64 = 0x0a;

pub(super) fn all(report: &Report) -> Vec<Fan> {
    let of_fans: Vec<&BmcSensor> = sensors(report).filter(|sensor| is_fan(sensor)).collect();
    let (analog, discrete): (Vec<_>, Vec<_>) = of_fans.into_iter().partition(|sensor| is_analog(sensor));
    let mut fans: Vec<Fan> = analog.into_iter().map(of_sensor).collect();
    for sensor in discrete {
        let mut same: Vec<&mut Fan> =
            fans.iter_mut().filter(|fan| fan.entity.as_ref().is_some_and(|entity| is_of(sensor, entity))).collect();
        if same.is_empty() || sensor.entity.id.code != u64::from(EntityId::FAN.0) {
            fans.push(of_sensor(sensor));
        } else {
            same.iter_mut().for_each(|fan| enter(sensor, fan));
        }
    }
    let redundancy = redundancy(report, &[SensorType::FAN.0.into(), COOLING_DEVICE]);
    fans.iter_mut().for_each(|fan| fan.redundancy.clone_from(&redundancy));
    join_firmware(report, &mut fans);
    fans.extend(of_chips(report));
    fans
}

/// Sensors of redundancy speak of all fans together.
fn is_fan(sensor: &BmcSensor) -> bool {
    let watches_fan = [SensorType::FAN.0.into(), COOLING_DEVICE].contains(&sensor.sensor_type.code);
    watches_fan && !sensor.event_only && sensor.event_reading_type.code != u64::from(EventReadingType::REDUNDANCY.0)
}

fn is_analog(sensor: &BmcSensor) -> bool {
    sensor.event_reading_type.code == u64::from(EventReadingType::THRESHOLD.0)
}

fn of_sensor(sensor: &BmcSensor) -> Fan {
    let mut fan = Fan { name: sensor.name.clone(), entity: Some(sensor.entity.clone()), ..Fan::default() };
    enter(sensor, &mut fan);
    fan
}

fn enter(sensor: &BmcSensor, fan: &mut Fan) {
    let unit = sensor.unit.as_deref();
    if unit == Unit::RPM.name() {
        fan.reading_rpm = sensor.reading.and_then(rpm);
    } else if unit == Some("percent") {
        fan.reading_percent = sensor.reading.map(Percent);
    }
    fan.states.extend(sensor.states.iter().flatten().cloned());
    if let Some(worst) = worst_state(sensor) {
        fan.failed = Some(fan.failed == Some(true) || worst == EventSeverity::Critical);
    }
    if let Some(bits) = sensor.state_bits.filter(|_| sensor.event_reading_type.code == PRESENCE) {
        fan.present = Some(bits & 0b10 != 0);
    } else if sensor.reading.is_some() {
        fan.present.get_or_insert(true);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255 times its factor")]
fn rpm(reading: f64) -> Option<RevolutionsPerMinute> {
    (0.0..1e9).contains(&reading).then(|| RevolutionsPerMinute(reading.round() as u32))
}

fn join_firmware(report: &Report, fans: &mut Vec<Fan>) {
    let described = report.sensors.iter().filter_map(|sensors| sensors.firmware.as_ref());
    let described = described.flat_map(|firmware| &firmware.cooling_devices);
    for device in described {
        let Some(name) = &device.description else { continue };
        let known = fans.iter_mut().find(|fan| fan.name.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name)));
        match known {
            Some(fan) => fan.nominal_rpm = device.nominal_speed_rpm,
            None => {
                fans.push(Fan { name: Some(name.clone()), nominal_rpm: device.nominal_speed_rpm, ..Fan::default() })
            }
        }
    }
}

/// Fans that turn; a header without a fan reads 0.
fn of_chips(report: &Report) -> Vec<Fan> {
    let chips = report.sensors.iter().flat_map(|sensors| &sensors.chips);
    let channels = chips.flat_map(|chip| chip.fans.iter().map(move |fan| (chip, fan)));
    let turning = channels.filter(|(_, fan)| fan.label.is_some() || fan.reading_rpm.is_some_and(|rpm| rpm.0 > 0));
    let fans = turning.map(|(chip, fan)| {
        let chip_name = chip.name.as_deref().unwrap_or(&chip.hwmon);
        let label = fan.label.clone().unwrap_or_else(|| format!("fan {}", fan.channel));
        Fan {
            name: Some(format!("{chip_name} {label}")),
            hwmon: Some(chip.hwmon.clone()),
            reading_rpm: fan.reading_rpm,
            present: fan.reading_rpm.is_some_and(|rpm| rpm.0 > 0).then_some(true),
            failed: fan.fault,
            ..Fan::default()
        }
    });
    fans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bmc, BmcEntity, Coded};

    #[test]
    fn a_discrete_sensor_joins_the_fan_that_it_watches() {
        let coded = |code| Coded { code, name: None };
        let entity = BmcEntity { id: coded(0x1d), instance: 1 };
        let sensor = |event_type: u64, bits| BmcSensor {
            name: Some(format!("FAN1 {event_type}")),
            entity: entity.clone(),
            sensor_type: coded(4),
            event_reading_type: coded(event_type),
            state_bits: Some(bits),
            states: Some(Vec::new()),
            ..BmcSensor::default()
        };
        let speed = BmcSensor { reading: Some(300.0), unit: Some("RPM".into()), ..sensor(1, 0b110) };
        let redundant = BmcSensor { states: Some(vec!["Fully Redundant".into()]), ..sensor(0x0b, 1) };
        let bmc = Bmc { sensors: vec![sensor(8, 0b10), redundant, speed], ..Bmc::default() };
        let fans = all(&Report { bmc: Some(bmc), ..Report::default() });
        assert_eq!(fans.len(), 1);
        assert_eq!((fans[0].reading_rpm, fans[0].present), (Some(RevolutionsPerMinute(300)), Some(true)));
        assert_eq!((fans[0].failed, fans[0].redundancy.as_deref()), (Some(true), Some("Fully Redundant")));
    }
}

//! Rules about sensors.
//!
//! Limits of a channel that nothing is wired to are what the chip woke up with. So a limit of 0 is none, and voltages,
//! currents and powers count only where the driver or firmware labels them.

use super::Observation;
use crate::report::{FanSensor, Report, SensorChip, TemperatureSensor};

/// A temperature is at or above its critical limit.
pub(super) fn critical_temperature(report: &Report) -> Vec<Observation> {
    temperatures(report, |sensor| {
        let limits = [sensor.critical_celsius, sensor.emergency_celsius];
        limits.into_iter().flatten().map(|limit| limit.0).filter(|limit| *limit > 0.0).reduce(f64::min)
    })
}

/// A temperature is at or above its upper limit, though below the critical one.
pub(super) fn high_temperature(report: &Report) -> Vec<Observation> {
    let critical = critical_temperature(report);
    let mut high =
        temperatures(report, |sensor| sensor.maximum_celsius.map(|limit| limit.0).filter(|limit| *limit > 0.0));
    high.retain(|observation| critical.iter().all(|worse| worse.subjects != observation.subjects));
    high
}

fn temperatures(report: &Report, limit: impl Fn(&TemperatureSensor) -> Option<f64>) -> Vec<Observation> {
    let hot = channels(report, |chip| &chip.temperatures).filter_map(|(chip, sensor)| {
        let (reading, limit) = (sensor.reading_celsius?.0, limit(sensor)?);
        let name = named(chip, sensor.label.as_deref(), "temperature", sensor.channel);
        let message = format!("{name} is at {reading} °C, its limit {limit} °C");
        // A reading far beyond what silicon survives is a sensor that is not there.
        (reading >= limit && reading < 150.0).then(|| Observation::new([name], message))
    });
    hot.collect()
}

/// A fan turns slower than its lower limit, or stands still.
pub(super) fn slow_fan(report: &Report) -> Vec<Observation> {
    let slow = channels(report, |chip| &chip.fans).filter_map(|(chip, fan)| {
        let (reading, limit) = (fan.reading_rpm?.0, fan.minimum_rpm?.0);
        let name = named(chip, fan.label.as_deref(), "fan", fan.channel);
        let message = format!("{name} turns with {reading} rpm, its limit {limit} rpm");
        (reading < limit && is_wired(fan)).then(|| Observation::new([name], message))
    });
    slow.collect()
}

/// A header without a fan reads 0.
fn is_wired(fan: &FanSensor) -> bool {
    fan.label.is_some() || fan.reading_rpm.is_some_and(|reading| reading.0 > 0)
}

/// A labelled voltage, current or power is outside its limits.
pub(super) fn electrical(report: &Report) -> Vec<Observation> {
    let chips = report.sensors.iter().flat_map(|sensors| &sensors.chips);
    let observed = chips.flat_map(|chip| {
        let volts = chip.voltages.iter().filter_map(|sensor| {
            let range = (sensor.minimum_volts.map(|limit| limit.0), sensor.maximum_volts.map(|limit| limit.0));
            outside(chip, sensor.label.as_deref()?, sensor.reading_volts?.0, range, "V")
        });
        let amperes = chip.currents.iter().filter_map(|sensor| {
            let range = (sensor.minimum_amperes.map(|limit| limit.0), sensor.maximum_amperes.map(|limit| limit.0));
            outside(chip, sensor.label.as_deref()?, sensor.reading_amperes?.0, range, "A")
        });
        let watts = chip.powers.iter().filter_map(|sensor| {
            let range = (sensor.minimum_watts.map(|limit| limit.0), sensor.maximum_watts.map(|limit| limit.0));
            outside(chip, sensor.label.as_deref()?, sensor.reading_watts?.0, range, "W")
        });
        volts.chain(amperes).chain(watts).collect::<Vec<_>>()
    });
    observed.collect()
}

fn outside(
    chip: &SensorChip,
    label: &str,
    reading: f64,
    (minimum, maximum): (Option<f64>, Option<f64>),
    unit: &str,
) -> Option<Observation> {
    let set = |limit: &f64| *limit != 0.0;
    let sane = !matches!((minimum, maximum), (Some(minimum), Some(maximum)) if minimum >= maximum);
    let low = minimum.filter(set).filter(|minimum| reading < *minimum);
    let crossed = low.or(maximum.filter(set).filter(|maximum| reading > *maximum)).filter(|_| sane)?;
    let name = named(chip, Some(label), "", 0);
    let message = format!("{name} is at {reading} {unit}, its limit {crossed} {unit}");
    Some(Observation::new([name], message))
}

/// The chassis was opened since the detector was last cleared.
pub(super) fn chassis_opened(report: &Report) -> Vec<Observation> {
    let opened = channels(report, |chip| &chip.intrusions).filter(|(_, sensor)| sensor.alarm == Some(true));
    let observed = opened.map(|(chip, sensor)| {
        let name = named(chip, None, "intrusion", sensor.channel);
        let message = format!("{name} says that the chassis was opened since it was last cleared");
        Observation::new([name], message)
    });
    observed.collect()
}

/// The channels of one kind, each with its chip.
fn channels<'a, T: 'a>(
    report: &'a Report,
    of: impl Fn(&'a SensorChip) -> &'a Vec<T> + 'a,
) -> impl Iterator<Item = (&'a SensorChip, &'a T)> {
    let chips = report.sensors.iter().flat_map(|sensors| &sensors.chips);
    chips.flat_map(move |chip| of(chip).iter().map(move |channel| (chip, channel)))
}

/// `coretemp Package id 0`, `nct6779 fan 3`.
fn named(chip: &SensorChip, label: Option<&str>, kind: &str, channel: u32) -> String {
    let chip = chip.name.as_deref().unwrap_or(&chip.hwmon);
    label.map_or_else(|| format!("{chip} {kind} {channel}"), |label| format!("{chip} {label}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{IntrusionSensor, Sensors, VoltageSensor},
        units::{Celsius, RevolutionsPerMinute, Volts},
    };

    fn report(chip: SensorChip) -> Report {
        let chip = SensorChip { hwmon: "hwmon0".into(), name: Some("chip".into()), ..chip };
        Report { sensors: Some(Sensors { chips: vec![chip], ..Sensors::default() }), ..Report::default() }
    }

    fn temperature(reading: f64, maximum: f64, critical: f64) -> Report {
        let sensor = TemperatureSensor {
            channel: 1,
            reading_celsius: Some(Celsius(reading)),
            maximum_celsius: Some(Celsius(maximum)),
            critical_celsius: Some(Celsius(critical)),
            ..TemperatureSensor::default()
        };
        report(SensorChip { temperatures: vec![sensor], ..SensorChip::default() })
    }

    #[test]
    fn a_temperature_is_judged_by_its_worst_limit() {
        let high = "chip temperature 1 is at 85 °C, its limit 80 °C";
        assert_eq!(high_temperature(&temperature(85.0, 80.0, 90.0)), [Observation::new(["chip temperature 1"], high)]);
        assert_eq!(critical_temperature(&temperature(85.0, 80.0, 90.0)), []);
        assert_eq!(high_temperature(&temperature(95.0, 80.0, 90.0)), []);
        assert_eq!(critical_temperature(&temperature(95.0, 80.0, 90.0)).len(), 1);
    }

    #[test]
    fn limits_that_nobody_set_and_sensors_that_are_not_there_are_no_alarm() {
        for report in [temperature(40.0, 0.0, 0.0), temperature(40.0, -1.0, -1.0), temperature(255.0, 80.0, 90.0)] {
            assert_eq!(high_temperature(&report), []);
            assert_eq!(critical_temperature(&report), []);
        }
    }

    #[test]
    fn a_fan_that_stands_still_must_be_known_to_exist() {
        let fan = |label: Option<&str>, reading| {
            let fan = FanSensor {
                channel: 2,
                label: label.map(str::to_owned),
                reading_rpm: Some(RevolutionsPerMinute(reading)),
                minimum_rpm: Some(RevolutionsPerMinute(600)),
                ..FanSensor::default()
            };
            slow_fan(&report(SensorChip { fans: vec![fan], ..SensorChip::default() }))
        };
        assert_eq!(fan(None, 0), []);
        assert_eq!(fan(Some("FAN A"), 600), []);
        assert_eq!(fan(Some("FAN A"), 0)[0].message, "chip FAN A turns with 0 rpm, its limit 600 rpm");
        assert_eq!(fan(None, 300)[0].subjects, ["chip fan 2"]);
    }

    #[test]
    fn voltages_count_where_they_are_labelled_and_their_limits_make_sense() {
        let voltage = |label: Option<&str>, reading, minimum, maximum| {
            let sensor = VoltageSensor {
                label: label.map(str::to_owned),
                reading_volts: Some(Volts(reading)),
                minimum_volts: Some(Volts(minimum)),
                maximum_volts: Some(Volts(maximum)),
                ..VoltageSensor::default()
            };
            electrical(&report(SensorChip { voltages: vec![sensor], ..SensorChip::default() }))
        };
        assert_eq!(voltage(Some("12V"), 11.9, 11.0, 13.0), []);
        assert_eq!(voltage(Some("12V"), 11.9, 0.0, 0.0), []);
        assert_eq!(voltage(Some("12V"), 11.9, 14.0, 13.0), []);
        assert_eq!(voltage(None, 9.0, 11.0, 13.0), []);
        assert_eq!(voltage(Some("12V"), 9.5, 11.0, 13.0)[0].message, "chip 12V is at 9.5 V, its limit 11 V");
        assert_eq!(voltage(Some("12V"), 14.0, 11.0, 13.0)[0].message, "chip 12V is at 14 V, its limit 13 V");
    }

    #[test]
    fn an_opened_chassis_is_told() {
        let intrusions = vec![IntrusionSensor { channel: 0, alarm: Some(true) }];
        assert_eq!(chassis_opened(&report(SensorChip { intrusions, ..SensorChip::default() })).len(), 1);
    }
}

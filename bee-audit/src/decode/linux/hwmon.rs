//! Attributes of sensor chips, `/sys/class/hwmon/hwmon*/`.
//!
//! Linux, Documentation/hwmon/sysfs-interface.rst: files are named `<type><number>_<item>` and hold one decimal fixed
//! point number; the type gives the unit. Numbering starts from 1, for voltages from 0. Drivers are known to print
//! limits that no register was ever loaded with (255 °C, -128 °C, 65,535 mV): numbers are given as they are.

use super::STANDARD;
use crate::decode::{Error, Fault, code::codes};

/// What a channel measures or drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `temp`: millidegrees Celsius.
    Temperature,
    /// `fan`: revolutions a minute.
    Fan,
    /// `in`: millivolts.
    Voltage,
    /// `curr`: milliamperes.
    Current,
    /// `power`: microwatts.
    Power,
    /// `energy`: microjoules.
    Energy,
    /// `humidity`: milli-percent, relative.
    Humidity,
    /// `pwm`: fan control, 0 to 255.
    Pwm,
    /// `intrusion`: whether the chassis was opened.
    Intrusion,
}

impl Kind {
    const PREFIXES: [(&'static str, Kind); 9] = [
        ("temp", Kind::Temperature),
        ("fan", Kind::Fan),
        ("in", Kind::Voltage),
        ("curr", Kind::Current),
        ("power", Kind::Power),
        ("energy", Kind::Energy),
        ("humidity", Kind::Humidity),
        ("pwm", Kind::Pwm),
        ("intrusion", Kind::Intrusion),
    ];

    /// The type in the names of its files.
    pub fn prefix(self) -> &'static str {
        Kind::PREFIXES.iter().find(|(_, kind)| *kind == self).map_or("", |(prefix, _)| prefix)
    }

    /// How many of the file's unit make one SI unit (section *Naming and data format*: milli for most, micro for power
    /// and energy).
    pub fn per_unit(self) -> f64 {
        match self {
            Kind::Temperature | Kind::Voltage | Kind::Current | Kind::Humidity => 1e3,
            Kind::Power | Kind::Energy => 1e6,
            Kind::Fan | Kind::Pwm | Kind::Intrusion => 1.0,
        }
    }
}

/// The parts of a file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// What the channel measures.
    pub kind: Kind,
    /// The channel's number.
    pub number: u32,
    /// What the file tells of the channel: `input`, `max`, `crit_alarm`; empty for `pwm1` alone.
    pub item: &'a str,
}

impl Attribute<'_> {
    /// The parts of `temp1_crit_alarm`; `None` for a name of another form.
    pub fn of_name(name: &str) -> Option<Attribute<'_>> {
        let (prefix, rest) = name.split_at_checked(name.find(|character: char| character.is_ascii_digit())?)?;
        let (_, kind) = Kind::PREFIXES.into_iter().find(|(known, _)| *known == prefix)?;
        let digits = rest.len() - rest.trim_start_matches(|character: char| character.is_ascii_digit()).len();
        let (number, item) = rest.split_at_checked(digits)?;
        let item = match item.strip_prefix('_') {
            Some(item) => item,
            None if item.is_empty() => item,
            None => return None,
        };
        Some(Attribute { kind, number: number.parse().ok()?, item })
    }
}

/// The number in a file, in the file's unit.
///
/// [`Fault::NotText`] when it is not a decimal number of at most 64 bits.
pub fn number(text: &str) -> Result<i64, Error> {
    text.trim().parse().map_err(|_| Error::new(STANDARD, 0, Fault::NotText))
}

codes! {
    /// How a temperature is measured (`temp*_type`).
    pub struct TemperatureSensor(u32) {
        1 => "CPU embedded diode",
        2 => "3904 transistor",
        3 => "Thermal diode",
        4 => "Thermistor",
        5 => "AMD AMDSI",
        6 => "Intel PECI",
    }

    /// Who controls a fan (`pwm*_enable`).
    pub struct FanControl(u32) {
        0 => "No control, full speed",
        1 => "Manual",
        2..=255 => "Automatic",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_three_parts() {
        let parts = |name| Attribute::of_name(name).map(|found| (found.kind, found.number, found.item));
        assert_eq!(parts("temp1_input"), Some((Kind::Temperature, 1, "input")));
        assert_eq!(parts("in0_lcrit"), Some((Kind::Voltage, 0, "lcrit")));
        assert_eq!(parts("temp12_crit_alarm"), Some((Kind::Temperature, 12, "crit_alarm")));
        assert_eq!(parts("intrusion0_alarm"), Some((Kind::Intrusion, 0, "alarm")));
        assert_eq!(parts("pwm2"), Some((Kind::Pwm, 2, "")));
        for name in
            ["name", "", "temp", "temp_input", "temp1input", "temp99999999999_input", "in_reset_history", "fan-1_x"]
        {
            assert_eq!(parts(name), None, "{name}");
        }
    }

    #[test]
    fn prefixes_round_trip() {
        for (prefix, kind) in Kind::PREFIXES {
            assert_eq!(kind.prefix(), prefix);
            assert_eq!(Attribute::of_name(&format!("{prefix}7_label")).map(|found| found.kind), Some(kind));
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(number("-5000\n"), Ok(-5000));
        assert_eq!(number("18000000000"), Ok(18_000_000_000));
        for text in ["", "nan", "1.5", "0x10", "99999999999999999999", "\u{fffd}"] {
            assert!(number(text).is_err(), "{text}");
        }
        assert_eq!(TemperatureSensor(4).name(), Some("Thermistor"));
        assert_eq!(FanControl(5).name(), Some("Automatic"));
    }
}

//! Temperature (0Dh), Environmental Reporting (0Dh/01h) and Environmental Limits (0Dh/02h).
//!
//! Document: SPC-5 §7.3, Temperature, Environmental Reporting and Environmental Limits log pages.
//!
//! Real devices: the reference temperature is what the maker holds good for continuous operation, in many drives 60 to
//! 68 °C, and zero or FFh in those that have none; QEMU and RAID volumes lack the page. Drives that offer subpage 01h
//! fill the lifetime fields at the earliest after the first hour.

use serde::Serialize;

use super::log_page::LogParameters;
use crate::decode::Fields;

/// The Temperature page (SPC-5 §7.3), in degrees Celsius.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Temperature {
    /// TEMPERATURE (parameter 0000h, offset 5); `None` for FFh, "not able to return a valid temperature".
    pub temperature_celsius: Option<u8>,
    /// REFERENCE TEMPERATURE (parameter 0001h, offset 5); `None` for FFh, and for zero, which is none.
    pub reference_temperature_celsius: Option<u8>,
}

impl Temperature {
    /// The temperatures of `page`.
    pub fn of(page: &LogParameters) -> Temperature {
        let valid = |code| page.value(code)?.byte(1).filter(|degrees| *degrees != 0xff);
        Temperature {
            temperature_celsius: valid(0),
            reference_temperature_celsius: valid(1).filter(|degrees| *degrees != 0),
        }
    }
}

/// What the first temperature (parameters 0000h to 00FFh) and humidity sensor (0100h to 01FFh) report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EnvironmentalReport {
    /// Degrees Celsius; `None` without such a sensor.
    pub temperature: Option<Readings<i8>>,
    /// Relative humidity in percent; `None` without such a sensor.
    pub relative_humidity: Option<Readings<u8>>,
}

/// A quantity, now and over time (SPC-5 §7.3, Environmental Reporting log page); `None` where the drive cannot tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Readings<T> {
    /// Now (offset 5).
    pub current: Option<T>,
    /// LIFETIME MAXIMUM (offset 6).
    pub lifetime_maximum: Option<T>,
    /// LIFETIME MINIMUM (offset 7).
    pub lifetime_minimum: Option<T>,
    /// MAXIMUM SINCE POWER ON (offset 8).
    pub maximum_since_power_on: Option<T>,
    /// MINIMUM SINCE POWER ON (offset 9).
    pub minimum_since_power_on: Option<T>,
}

impl EnvironmentalReport {
    /// The reports of `page`.
    pub fn of(page: &LogParameters) -> EnvironmentalReport {
        EnvironmentalReport {
            temperature: page.value(0).map(|value| readings(value, degrees)),
            relative_humidity: page.value(0x0100).map(|value| readings(value, percent)),
        }
    }
}

fn readings<T>(value: &[u8], valid: fn(u8) -> Option<T>) -> Readings<T> {
    let at = |offset| value.byte(offset).and_then(valid);
    Readings {
        current: at(1),
        lifetime_maximum: at(2),
        lifetime_minimum: at(3),
        maximum_since_power_on: at(4),
        minimum_since_power_on: at(5),
    }
}

/// Limits of the first temperature sensor (parameter 0000h of 0Dh/02h), in degrees Celsius: at a trigger the drive
/// reports, at the reset behind it it is content again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EnvironmentalLimits {
    /// HIGH CRITICAL TEMPERATURE LIMIT TRIGGER (offset 4).
    pub high_critical_trigger_celsius: Option<i8>,
    /// HIGH CRITICAL TEMPERATURE LIMIT RESET (offset 5).
    pub high_critical_reset_celsius: Option<i8>,
    /// LOW CRITICAL TEMPERATURE LIMIT RESET (offset 6).
    pub low_critical_reset_celsius: Option<i8>,
    /// LOW CRITICAL TEMPERATURE LIMIT TRIGGER (offset 7).
    pub low_critical_trigger_celsius: Option<i8>,
    /// HIGH OPERATING TEMPERATURE LIMIT TRIGGER (offset 8).
    pub high_operating_trigger_celsius: Option<i8>,
    /// HIGH OPERATING TEMPERATURE LIMIT RESET (offset 9).
    pub high_operating_reset_celsius: Option<i8>,
    /// LOW OPERATING TEMPERATURE LIMIT RESET (offset 10).
    pub low_operating_reset_celsius: Option<i8>,
    /// LOW OPERATING TEMPERATURE LIMIT TRIGGER (offset 11).
    pub low_operating_trigger_celsius: Option<i8>,
}

impl EnvironmentalLimits {
    /// The limits of `page`.
    pub fn of(page: &LogParameters) -> EnvironmentalLimits {
        let value = page.value(0).unwrap_or_default();
        let at = |offset| value.byte(offset).and_then(degrees);
        EnvironmentalLimits {
            high_critical_trigger_celsius: at(0),
            high_critical_reset_celsius: at(1),
            low_critical_reset_celsius: at(2),
            low_critical_trigger_celsius: at(3),
            high_operating_trigger_celsius: at(4),
            high_operating_reset_celsius: at(5),
            low_operating_reset_celsius: at(6),
            low_operating_trigger_celsius: at(7),
        }
    }
}

/// Two's complement; 80h is "not available".
fn degrees(octet: u8) -> Option<i8> {
    (octet != 0x80).then(|| i8::from_be_bytes([octet]))
}

/// FFh is "not available", the other values above 100 are reserved.
fn percent(octet: u8) -> Option<u8> {
    (octet <= 100).then_some(octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_temperature_is_none() {
        let of = |temperature, reference| {
            let bytes = [0x0d, 0, 0, 12, 0, 0, 3, 2, 0, temperature, 0, 1, 3, 2, 0, reference];
            let page = Temperature::of(&LogParameters::decode(&bytes).unwrap());
            (page.temperature_celsius, page.reference_temperature_celsius)
        };
        assert_eq!(of(31, 65), (Some(31), Some(65)));
        assert_eq!(of(0, 0), (Some(0), None));
        assert_eq!(of(0xff, 0xff), (None, None));
    }

    #[test]
    fn environment_is_signed_and_may_lack() {
        let bytes = [0x4d, 1, 0, 20, 0, 0, 3, 6, 0, 29, 52, 0xfb, 0x80, 0x80, 1, 0, 3, 6, 0, 40, 0xff, 101, 41, 0];
        let report = EnvironmentalReport::of(&LogParameters::decode_page(0x0d, 1, &bytes).unwrap());
        let temperature = report.temperature.unwrap();
        assert_eq!((temperature.current, temperature.lifetime_minimum), (Some(29), Some(-5)));
        assert_eq!((temperature.lifetime_maximum, temperature.maximum_since_power_on), (Some(52), None));
        let humidity = report.relative_humidity.unwrap();
        assert_eq!((humidity.current, humidity.lifetime_maximum), (Some(40), None));
        assert_eq!((humidity.lifetime_minimum, humidity.minimum_since_power_on), (None, Some(0)));
    }

    #[test]
    fn limits_are_in_the_order_of_the_standard() {
        let bytes = [0x4d, 2, 0, 12, 0, 0, 3, 8, 70, 65, 0x00, 0xfb, 60, 55, 5, 0x80];
        let limits = EnvironmentalLimits::of(&LogParameters::decode_page(0x0d, 2, &bytes).unwrap());
        assert_eq!((limits.high_critical_trigger_celsius, limits.low_critical_trigger_celsius), (Some(70), Some(-5)));
        assert_eq!((limits.high_operating_trigger_celsius, limits.low_operating_trigger_celsius), (Some(60), None));
    }
}

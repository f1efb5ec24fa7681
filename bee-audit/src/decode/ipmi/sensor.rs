//! Sensor readings: raw octets to quantities.
//!
//! Document: IPMI §35.14 (Get Sensor Reading), §35.5 (Get Sensor Reading Factors), §36.3 (reading conversion formula),
//! §36.5 (linearization).
//!
//! Real firmware: keeps giving the last reading of a sensor whose entity is gone, and sets the bit that says so late.

use serde::Serialize;

use super::{at_least, signed};
use crate::decode::{Error, Fields};

/// The answer to Get Sensor Reading (§35.14), completion code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SensorReading {
    /// The reading of an analog sensor (byte 2).
    pub raw: u8,
    /// Whether the sensor sends events (byte 3, bit 7).
    pub event_messages_enabled: bool,
    /// Whether the sensor is scanned (byte 3, bit 6).
    pub scanning_enabled: bool,
    /// Whether reading and states are to be ignored (byte 3, bit 5).
    pub unavailable: bool,
    /// States of a discrete sensor, bit by bit, or the thresholds that are crossed (bytes 4 and 5).
    pub states: u16,
}

impl SensorReading {
    /// Decodes the answer. Fails when it is shorter than 2 octets; states may be missing.
    pub fn decode(bytes: &[u8]) -> Result<SensorReading, Error> {
        let bytes = at_least(bytes, 2)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        Ok(SensorReading {
            raw: byte(0),
            event_messages_enabled: byte(1) & 0x80 != 0,
            scanning_enabled: byte(1) & 0x40 != 0,
            unavailable: byte(1) & 0x20 != 0,
            states: u16::from_le_bytes([byte(2), byte(3) & 0x7f]),
        })
    }

    /// Whether reading and states count.
    pub fn is_available(self) -> bool {
        self.scanning_enabled && !self.unavailable
    }
}

/// How a raw reading is a number (§43.1, byte 21, bits 7:6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnalogFormat {
    /// Unsigned.
    Unsigned,
    /// One's complement.
    OnesComplement,
    /// Two's complement.
    TwosComplement,
    /// The sensor gives no analog reading.
    None,
}

impl AnalogFormat {
    pub(super) fn of(units: u8) -> AnalogFormat {
        match units >> 6 {
            0 => AnalogFormat::Unsigned,
            1 => AnalogFormat::OnesComplement,
            2 => AnalogFormat::TwosComplement,
            _ => AnalogFormat::None,
        }
    }
}

/// How raw readings become quantities: `y = L[(M·x + B·10^K1) · 10^K2]` (§36.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReadingFactors {
    /// How the raw reading is a number.
    pub format: AnalogFormat,
    /// L (§43.1, byte 24): 0 is linear, 70h and above need factors of each reading.
    pub linearization: u8,
    /// M.
    pub multiplier: i32,
    /// B.
    pub offset: i32,
    /// K2, the result's exponent.
    pub result_exponent: i32,
    /// K1, the exponent of B.
    pub offset_exponent: i32,
    /// Tolerance in half raw counts.
    pub tolerance: u8,
    /// Accuracy in hundredths of a percent, times ten to the power of its exponent.
    pub accuracy: u16,
    /// That exponent.
    pub accuracy_exponent: u8,
}

impl ReadingFactors {
    /// Whether each reading has factors of its own, which Get Sensor Reading Factors gives.
    pub fn is_nonlinear(&self) -> bool {
        self.linearization >= 0x70
    }

    /// The factors that Get Sensor Reading Factors (§35.5) gives for one reading, which are to be used as linear ones.
    /// Fails when the answer is shorter than 7 octets.
    pub fn of_reading(&self, bytes: &[u8]) -> Result<ReadingFactors, Error> {
        let bytes = at_least(bytes, 7)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        let ten_bits = |low: u8, high: u8| signed(u32::from(low) | u32::from(high & 0xc0) << 2, 10);
        Ok(ReadingFactors {
            linearization: 0,
            multiplier: ten_bits(byte(1), byte(2)),
            offset: ten_bits(byte(3), byte(4)),
            result_exponent: signed(u32::from(byte(6) >> 4), 4),
            offset_exponent: signed(u32::from(byte(6) & 0x0f), 4),
            ..*self
        })
    }

    /// The quantity that `raw` stands for; none where the sensor is not analog or the formula has no result.
    pub fn quantity(&self, raw: u8) -> Option<f64> {
        let x = match self.format {
            AnalogFormat::Unsigned => f64::from(raw),
            // In one's complement, all ones are 0.
            AnalogFormat::OnesComplement if raw & 0x80 != 0 => -f64::from(!raw),
            AnalogFormat::OnesComplement => f64::from(raw),
            AnalogFormat::TwosComplement => f64::from(raw.cast_signed()),
            AnalogFormat::None => return None,
        };
        self.linearize(f64::from(self.multiplier) * x + f64::from(self.offset) * 10_f64.powi(self.offset_exponent))
    }

    /// The distance that `raw` counts stand for, such as a hysteresis; none where the sensor is not linear.
    pub fn distance(&self, raw: u8) -> Option<f64> {
        let is_linear = self.linearization == 0 && self.format != AnalogFormat::None;
        is_linear
            .then(|| rounded(f64::from(self.multiplier) * f64::from(raw) * 10_f64.powi(self.result_exponent)).abs())
    }

    fn linearize(&self, sum: f64) -> Option<f64> {
        let y = sum * 10_f64.powi(self.result_exponent);
        // §36.5, by the codes of §43.1, byte 24.
        let result = match self.linearization {
            0 => y,
            1 => y.ln(),
            2 => y.log10(),
            3 => y.log2(),
            4 => y.exp(),
            5 => 10_f64.powf(y),
            6 => y.exp2(),
            7 => y.recip(),
            8 => y * y,
            9 => y * y * y,
            10 => y.sqrt(),
            11 => y.cbrt(),
            _ => return None,
        };
        Some(rounded(result)).filter(|result| result.is_finite())
    }
}

/// Without the noise of binary fractions past nine decimals, which no sensor of 8 bits has.
fn rounded(quantity: f64) -> f64 {
    (quantity * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(linearization: u8, multiplier: i32, offset: i32, exponents: (i32, i32)) -> ReadingFactors {
        ReadingFactors {
            format: AnalogFormat::Unsigned,
            linearization,
            multiplier,
            offset,
            result_exponent: exponents.0,
            offset_exponent: exponents.1,
            tolerance: 0,
            accuracy: 0,
            accuracy_exponent: 0,
        }
    }

    #[test]
    fn readings_are_converted() {
        assert_eq!(factors(0, 1, 0, (0, 0)).quantity(42), Some(42.0));
        assert_eq!(factors(0, 62, 0, (-3, 0)).quantity(195), Some(12.09));
        assert_eq!(factors(0, 1, -5, (-1, 2)).quantity(10), Some(-49.0));
        assert_eq!(factors(7, 1, 0, (0, 0)).quantity(4), Some(0.25));
        assert_eq!(factors(7, 1, 0, (0, 0)).quantity(0), None);
        assert_eq!(factors(11, 1, 0, (0, 0)).quantity(27), Some(3.0));
        assert_eq!(factors(0x70, 1, 0, (0, 0)).quantity(4), None);
        assert_eq!(factors(0, 100, 0, (0, 0)).distance(2), Some(200.0));
    }

    #[test]
    fn negative_readings_are_of_two_kinds() {
        let linear = factors(0, 1, 0, (0, 0));
        let ones = ReadingFactors { format: AnalogFormat::OnesComplement, ..linear };
        assert_eq!((ones.quantity(0xff), ones.quantity(0xfe), ones.quantity(1)), (Some(-0.0), Some(-1.0), Some(1.0)));
        let twos = ReadingFactors { format: AnalogFormat::TwosComplement, ..linear };
        assert_eq!((twos.quantity(0xff), twos.quantity(0x80)), (Some(-1.0), Some(-128.0)));
        assert_eq!(ReadingFactors { format: AnalogFormat::None, ..linear }.quantity(1), None);
    }

    #[test]
    fn readings_say_whether_they_count() {
        let read = |bytes: &[u8]| SensorReading::decode(bytes).unwrap();
        assert!(read(&[0x2a, 0xc0, 0xc0, 0]).is_available());
        assert!(!read(&[0x2a, 0xe0, 0xc0, 0]).is_available());
        assert!(!read(&[0x2a, 0x80]).is_available());
        assert_eq!(read(&[0, 0x40, 0x81, 0x80]).states, 0x81);
        assert!(SensorReading::decode(&[1]).is_err());
    }
}

//! The six thresholds of an analog sensor.
//!
//! Documents: IPMI §35.9 (Get Sensor Thresholds), §35.14, §43.1 bytes 19, 20 (readable and settable ones) and 37 to 42.

use serde::Serialize;

use super::at_least;
use crate::decode::{Error, code::flags};

/// A value for each threshold, in the order of Get Sensor Thresholds (§35.9); none where there is no such threshold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Thresholds<T> {
    /// Lower non-critical.
    pub lower_non_critical: Option<T>,
    /// Lower critical.
    pub lower_critical: Option<T>,
    /// Lower non-recoverable.
    pub lower_non_recoverable: Option<T>,
    /// Upper non-critical.
    pub upper_non_critical: Option<T>,
    /// Upper critical.
    pub upper_critical: Option<T>,
    /// Upper non-recoverable.
    pub upper_non_recoverable: Option<T>,
}

flags! {
    /// Thresholds that a reading is beyond (§35.14, byte 4).
    pub struct Beyond(u16) {
        0 => "at or below lower non-critical", 1 => "at or below lower critical",
        2 => "at or below lower non-recoverable", 3 => "at or above upper non-critical",
        4 => "at or above upper critical", 5 => "at or above upper non-recoverable",
    }
}

impl<T> Thresholds<T> {
    /// Each threshold that there is, made into something else.
    pub fn and_then<U>(self, mut convert: impl FnMut(T) -> Option<U>) -> Thresholds<U> {
        Thresholds {
            lower_non_critical: self.lower_non_critical.and_then(&mut convert),
            lower_critical: self.lower_critical.and_then(&mut convert),
            lower_non_recoverable: self.lower_non_recoverable.and_then(&mut convert),
            upper_non_critical: self.upper_non_critical.and_then(&mut convert),
            upper_critical: self.upper_critical.and_then(&mut convert),
            upper_non_recoverable: self.upper_non_recoverable.and_then(&mut convert),
        }
    }
}

impl Thresholds<u8> {
    /// Those that the bits of `mask` name, lower non-critical first (§35.9, byte 2).
    pub(super) fn masked(mask: u8, values: [u8; 6]) -> Thresholds<u8> {
        let mut numbered = values.into_iter().enumerate().map(|(bit, value)| (mask >> bit & 1 != 0).then_some(value));
        let mut next = || numbered.next().flatten();
        Thresholds {
            lower_non_critical: next(),
            lower_critical: next(),
            lower_non_recoverable: next(),
            upper_non_critical: next(),
            upper_critical: next(),
            upper_non_recoverable: next(),
        }
    }

    /// Decodes the answer to Get Sensor Thresholds, completion code left out. Fails when it is too short.
    pub fn decode(bytes: &[u8]) -> Result<Thresholds<u8>, Error> {
        let bytes = at_least(bytes, 7)?;
        let values = bytes.get(1..).and_then(|values| values.first_chunk::<6>()).copied().unwrap_or_default();
        Ok(Thresholds::masked(bytes.first().copied().unwrap_or_default(), values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_readable_counts() {
        let thresholds = Thresholds::decode(&[0b01_1010, 1, 2, 3, 4, 5, 6]).unwrap();
        let expected = Thresholds {
            lower_critical: Some(2),
            upper_non_critical: Some(4),
            upper_critical: Some(5),
            ..Thresholds::default()
        };
        assert_eq!(thresholds, expected);
        assert_eq!(thresholds.and_then(|raw| (raw > 4).then_some(raw)).upper_critical, Some(5));
        assert!(Thresholds::decode(&[0; 6]).is_err());
    }
}

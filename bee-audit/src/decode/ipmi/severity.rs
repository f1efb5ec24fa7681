//! How bad a state is.
//!
//! Document: IPMI §42.1, table 42-2 and §42.2, table 42-3 give the states; IPMI grades thresholds and the severity
//! states (07h), and this table the rest by what its state means for the machine.

use serde::Serialize;

use super::sensor_type::{EventReadingType, SensorType};

/// How bad an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventSeverity {
    /// The standard does not say, as for makers' own records.
    Unspecified,
    /// Nothing is wrong.
    Information,
    /// Something is to be looked at.
    Warning,
    /// Something failed, or is about to.
    Critical,
}

use EventSeverity::{Critical, Information, Unspecified, Warning};

/// The severity of an event; leaving a state is never worse than a piece of information.
pub(super) fn of(event_type: EventReadingType, sensor_type: SensorType, offset: u8, deasserted: bool) -> EventSeverity {
    let severity = of_state(event_type, sensor_type, offset);
    if deasserted { severity.min(Information) } else { severity }
}

/// The severity of being in a state.
pub fn of_state(event_type: EventReadingType, sensor_type: SensorType, offset: u8) -> EventSeverity {
    match (event_type.0, offset) {
        // A threshold crossed towards the middle is a recovery.
        (0x01, 0 | 7) => Warning,
        (0x01, 2 | 4 | 9 | 11) => Critical,
        (0x01, 0..=11) => Information,
        (0x04..=0x06, 1) => Warning,
        (0x07, 2 | 3 | 5 | 6) => Critical,
        (0x07, 1 | 4) => Warning,
        (0x0a, 6 | 8) => Warning,
        (0x0b, 1 | 5) => Critical,
        (0x0b, 2..=4 | 6 | 7) => Warning,
        (0x02..=0x0c, _) => Information,
        (0x6f, _) => specific(sensor_type, offset),
        _ => Unspecified,
    }
}

/// States of table 42-3.
fn specific(sensor_type: SensorType, offset: u8) -> EventSeverity {
    match (sensor_type.0, offset) {
        (0x05, 0..=3 | 6) | (0x06, _) | (0x1e, _) | (0x12, 2) | (0x1f, 9 | 10) => Warning,
        // Processor, power supply, power unit.
        (0x07, 0..=4 | 6 | 11) | (0x08, 1 | 3 | 4) | (0x09, 5 | 6) => Critical,
        (0x07, 5 | 10 | 12) | (0x08, 2 | 5 | 6) | (0x09, 2..=4 | 7) => Warning,
        // Memory, drive bay, firmware.
        (0x0c, 1..=3 | 10) | (0x0d, 1 | 6) | (0x0f, 0 | 1) => Critical,
        (0x0c, 0 | 4 | 5 | 7 | 9) | (0x0d, 2 | 5 | 8) => Warning,
        // Event log, interrupts, chip set.
        (0x13, 1 | 4 | 5 | 6 | 8..=10) | (0x19, 1) | (0x20, 0 | 1) | (0x21, 0) => Critical,
        (0x10, 0 | 1 | 3..=6) | (0x11, 0..=7) | (0x13, 0 | 2 | 3 | 7 | 11) | (0x19, 0) | (0x1b, 1) => Warning,
        // Watchdog, controller, battery, version, FRU.
        (0x23, 1..=3) | (0x28, 2..=5) | (0x29, 1) => Critical,
        (0x20, 5) | (0x23, 0 | 8) | (0x28, 0 | 1) | (0x29, 0) | (0x2b, 2..=5) | (0x2c, 7) | (0x27, 0) => Warning,
        (0xc0..=0xff, _) => Unspecified,
        _ => Information,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_a_state_is_no_alarm() {
        let lost = |deasserted| of(EventReadingType(0x6f), SensorType::POWER_SUPPLY, 3, deasserted);
        assert_eq!((lost(false), lost(true)), (Critical, Information));
    }

    #[test]
    fn thresholds_count_away_from_the_middle() {
        let crossed = |offset| of_state(EventReadingType::THRESHOLD, SensorType::TEMPERATURE, offset);
        assert_eq!([7, 9, 11, 6, 8].map(crossed), [Warning, Critical, Critical, Information, Information]);
        assert_eq!([0, 2, 4, 1, 12].map(crossed), [Warning, Critical, Critical, Information, Unspecified]);
    }
}

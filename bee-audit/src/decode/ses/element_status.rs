//! Status elements: four octets of which the first is the same for every element type, the others are the type's own.
//!
//! Document: SES-3 §7.2.3 (first octet), §7.3.2 to §7.3.26 (types), each named below.
//!
//! Real enclosures: FAIL and the warnings are set beside a status of *OK* or of *critical*, as the maker likes; sensors
//! that are not there state zeros; fans that cannot be measured state a speed code without a speed.

use serde::Serialize;

use super::ElementType;
use crate::decode::code::codes;

codes! {
    /// ELEMENT STATUS CODE (§7.2.3), in the kernel's spelling.
    pub struct ElementStatusCode(u8) {
        0 => "unsupported",
        1 => "OK",
        2 => "critical",
        3 => "non-critical",
        4 => "unrecoverable",
        5 => "not installed",
        6 => "unknown",
        7 => "not available",
        8 => "no access allowed",
    }
}

impl ElementStatusCode {
    /// Whether something is there that works, works badly, or does not work.
    fn is_there(self) -> bool {
        matches!(self.0, 1..=4)
    }
}

/// A status element (§7.2.3).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ElementStatus {
    /// ELEMENT STATUS CODE (octet 0, bits 3 to 0).
    pub status: ElementStatusCode,
    /// PRDFAIL (octet 0, bit 6): a failure is predicted.
    pub is_failure_predicted: bool,
    /// DISABLED (octet 0, bit 5).
    pub is_disabled: bool,
    /// SWAP (octet 0, bit 4): it was exchanged since it was last asked by somebody who resets this.
    pub is_swapped: bool,
    /// Bits of the type that are set, by the standard's names; none for types that this does not know.
    pub conditions: Vec<&'static str>,
    /// What a sensor reads; `None` where there is none, or it does not read.
    pub reading: Option<Reading>,
}

/// What a sensor reads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// TEMPERATURE (§7.3.6), in degrees.
    TemperatureCelsius(i16),
    /// ACTUAL FAN SPEED (§7.3.5), in revolutions a minute.
    SpeedRpm(u32),
    /// VOLTAGE (§7.3.20).
    PotentialCentivolts(i16),
    /// CURRENT (§7.3.21).
    CurrentCentiamperes(i16),
}

/// Octet, bit, and what it says.
type Bit = (usize, u8, &'static str);

/// Device slot (§7.3.2), octets 2 and 3; array device slots (§7.3.3) have them as well.
const SLOT: [Bit; 15] = [
    (2, 7, "application client bypassed A"),
    (2, 6, "do not remove"),
    (2, 5, "enclosure bypassed A"),
    (2, 4, "enclosure bypassed B"),
    (2, 3, "ready to insert"),
    (2, 2, "remove"),
    (2, 1, IDENTIFY),
    (3, 7, "application client bypassed B"),
    (3, 6, FAULT_SENSED),
    (3, 5, FAULT_REQUESTED),
    (3, 4, DEVICE_OFF),
    (3, 3, "bypassed A"),
    (3, 2, "bypassed B"),
    (3, 1, "device bypassed A"),
    (3, 0, "device bypassed B"),
];
/// IDENT: the light that shows where it is.
pub const IDENTIFY: &str = "identify";
/// FAULT SENSED (§7.3.2).
pub const FAULT_SENSED: &str = "fault sensed";
/// FAULT REQSTD (§7.3.2): somebody has switched the fault light on.
pub const FAULT_REQUESTED: &str = "fault requested";
/// DEVICE OFF (§7.3.2).
pub const DEVICE_OFF: &str = "device off";

/// Array device slot (§7.3.3), octet 1. OK (bit 7) says what the absence of the others does.
const ARRAY: [Bit; 7] = [
    (1, 6, "reserved device"),
    (1, 5, "hot spare"),
    (1, 4, "consistency check"),
    (1, 3, "in critical array"),
    (1, 2, "in failed array"),
    (1, 1, "rebuild or remap"),
    (1, 0, "rebuild or remap aborted"),
];
/// Power supply (§7.3.4). RQSTED ON and HOT SWAP are ordinary and left out.
const POWER_SUPPLY: [Bit; 11] = [
    (1, 7, IDENTIFY),
    (1, 6, "do not remove"),
    (2, 3, "DC over voltage"),
    (2, 2, "DC under voltage"),
    (2, 1, "DC over current"),
    (3, 6, FAIL),
    (3, 4, "off"),
    (3, 3, "over temperature failure"),
    (3, 2, "temperature warning"),
    (3, 1, "AC fail"),
    (3, 0, "DC fail"),
];
const FAIL: &str = "fail";
/// Cooling (§7.3.5).
const COOLING: [Bit; 4] = [(1, 7, IDENTIFY), (1, 6, "do not remove"), (3, 6, FAIL), (3, 4, "off")];
/// Temperature sensor (§7.3.6).
const TEMPERATURE: [Bit; 6] = [
    (1, 7, IDENTIFY),
    (1, 6, FAIL),
    (3, 3, "over temperature failure"),
    (3, 2, "over temperature warning"),
    (3, 1, "under temperature failure"),
    (3, 0, "under temperature warning"),
];
/// Door (§7.3.7).
const DOOR: [Bit; 4] = [(1, 7, IDENTIFY), (1, 6, FAIL), (3, 1, "open"), (3, 0, "unlocked")];
/// Enclosure services controller electronics (§7.3.9), SCC controller electronics (§7.3.10), SAS expander (§7.3.25).
const ELECTRONICS: [Bit; 2] = [(1, 7, IDENTIFY), (1, 6, FAIL)];
/// Enclosure (§7.3.16).
const ENCLOSURE: [Bit; 5] = [
    (1, 7, IDENTIFY),
    (2, 1, "failure indication"),
    (2, 0, "warning indication"),
    (3, 1, "failure requested"),
    (3, 0, "warning requested"),
];
/// Voltage sensor (§7.3.20).
const VOLTAGE: [Bit; 6] = [
    (1, 7, IDENTIFY),
    (1, 6, FAIL),
    (1, 3, "warning over"),
    (1, 2, "warning under"),
    (1, 1, "critical over"),
    (1, 0, "critical under"),
];
/// Current sensor (§7.3.21).
const CURRENT: [Bit; 4] = [(1, 7, IDENTIFY), (1, 6, FAIL), (1, 3, "warning over"), (1, 1, "critical over")];
/// SAS connector (§7.3.26).
const CONNECTOR: [Bit; 3] = [(1, 7, IDENTIFY), (3, 6, FAIL), (3, 5, "overcurrent")];

impl ElementStatus {
    /// The status of an element of `element_type`.
    pub fn decode(element_type: ElementType, octets: [u8; 4]) -> ElementStatus {
        let [first, ..] = octets;
        let status = ElementStatusCode(first & 0x0f);
        let is_set = |(octet, bit, _): &&Bit| octets.get(*octet).is_some_and(|octet| octet >> bit & 1 != 0);
        let conditions = tables(element_type).into_iter().flatten().filter(is_set).map(|(_, _, name)| *name);
        ElementStatus {
            status,
            is_failure_predicted: first & 0x40 != 0,
            is_disabled: first & 0x20 != 0,
            is_swapped: first & 0x10 != 0,
            conditions: conditions.collect(),
            reading: reading(element_type, octets).filter(|_| status.is_there()),
        }
    }
}

fn tables(element_type: ElementType) -> [&'static [Bit]; 2] {
    match element_type.0 {
        0x01 => [&[], &SLOT],
        0x17 => [&ARRAY, &SLOT],
        0x02 => [&POWER_SUPPLY, &[]],
        0x03 => [&COOLING, &[]],
        0x04 => [&TEMPERATURE, &[]],
        0x05 => [&DOOR, &[]],
        0x07 | 0x08 | 0x18 => [&ELECTRONICS, &[]],
        0x0e => [&ENCLOSURE, &[]],
        0x12 => [&VOLTAGE, &[]],
        0x13 => [&CURRENT, &[]],
        0x19 => [&CONNECTOR, &[]],
        _ => [&[], &[]],
    }
}

fn reading(element_type: ElementType, [_, first, second, third]: [u8; 4]) -> Option<Reading> {
    match element_type.0 {
        0x03 => speed(first, second, third).map(Reading::SpeedRpm),
        // 0 is reserved; 1 is -19 degrees.
        0x04 => (second != 0).then(|| Reading::TemperatureCelsius(i16::from(second) - 20)),
        0x12 => Some(Reading::PotentialCentivolts(i16::from_be_bytes([second, third]))),
        0x13 => Some(Reading::CurrentCentiamperes(i16::from_be_bytes([second, third]))),
        _ => None,
    }
}

/// ACTUAL FAN SPEED (octet 1, bits 2 to 0, and octet 2) by FAN SPEED FACTOR (octet 1, bits 4 and 3; SES-4); `None` for
/// a factor that is not defined, and for a speed of 0 of a fan whose ACTUAL SPEED CODE (octet 3, bits 2 to 0) is not
/// that of one that stands.
fn speed(first: u8, second: u8, third: u8) -> Option<u32> {
    let stated = u32::from(u16::from_be_bytes([first & 0x07, second]));
    let speed = match first >> 3 & 0x03 {
        0 => stated * 10,
        1 => stated * 10 + 20_480,
        2 => stated * 100,
        _ => return None,
    };
    (speed != 0 || third & 0x07 == 0).then_some(speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(element_type: u8, octets: [u8; 4]) -> ElementStatus {
        ElementStatus::decode(ElementType(element_type), octets)
    }

    #[test]
    fn slots_name_their_conditions() {
        let slot = decode(0x17, [0x42, 0x20, 0x02, 0x30]);
        assert_eq!((slot.status.name(), slot.is_failure_predicted), (Some("critical"), true));
        assert_eq!(slot.conditions, ["hot spare", IDENTIFY, FAULT_REQUESTED, DEVICE_OFF]);
        // Octet 1 of a slot that belongs to no array is its address.
        assert!(decode(0x01, [1, 0xff, 0, 0]).conditions.is_empty());
    }

    #[test]
    fn sensors_read_in_their_units() {
        let reading = |element_type, octets| decode(element_type, octets).reading;
        assert_eq!(reading(0x04, [1, 0, 43, 0]), Some(Reading::TemperatureCelsius(23)));
        assert_eq!(reading(0x04, [1, 0, 1, 0]), Some(Reading::TemperatureCelsius(-19)));
        assert_eq!(reading(0x04, [1, 0, 0, 0]), None);
        assert_eq!(reading(0x04, [5, 0, 43, 0]), None);
        assert_eq!(reading(0x12, [1, 0, 0xfb, 0x4a]), Some(Reading::PotentialCentivolts(-1206)));
        assert_eq!(reading(0x13, [1, 0, 2, 0x9e]), Some(Reading::CurrentCentiamperes(670)));
    }

    #[test]
    fn fans_turn_at_the_speed_of_their_factor() {
        let speed = |octets| decode(0x03, octets).reading;
        assert_eq!(speed([1, 0x01, 0xf4, 0xa4]), Some(Reading::SpeedRpm(5000)));
        assert_eq!(speed([1, 0x09, 0x00, 0xa7]), Some(Reading::SpeedRpm(23_040)));
        assert_eq!(speed([1, 0x10, 0x0a, 0xa7]), Some(Reading::SpeedRpm(1000)));
        assert_eq!(speed([3, 0, 0, 0xe0]), Some(Reading::SpeedRpm(0)));
        assert_eq!(speed([1, 0, 0, 0xa4]), None);
        assert_eq!(speed([1, 0x18, 1, 0xa4]), None);
    }
}

//! Data Center Manageability Interface: power of the machine, its asset tag, what its controller can do.
//!
//! Document: DCMI §6.1 (group extension DCh), §6.1.1 (Get DCMI Capabilities Info), §6.4.1 (Get Asset Tag), §6.4.6.1
//! (Get Management Controller Identifier String), §6.6.1 (Get Power Reading).
//!
//! Real firmware: answers without the group extension's identification, or with a reading of 0 W that is not active.

use serde::Serialize;

use super::at_least;
use crate::decode::{Error, Fields, code::flags, ipmi::timestamp::Timestamp, text};

/// Group extension identification (IPMI §5.1, table 5-1), the first octet of each request and answer.
pub const GROUP: u8 = 0xdc;

/// The octets of an answer after the identification. Fails when they are fewer than `length`.
fn body(bytes: &[u8], length: usize) -> Result<&[u8], Error> {
    at_least(bytes.strip_prefix(&[GROUP]).unwrap_or(bytes), length)
}

flags! {
    /// What the platform can do (§6.1.1, parameter 1).
    pub struct PlatformCapabilities(u32) {
        0 => "Identification support", 1 => "SEL logging", 2 => "Chassis Power available",
        3 => "Temperature monitor available", 8 => "Power management / monitoring support",
        16 => "In-band KCS channel available", 17 => "Out-of-band serial TMODE available",
        18 => "Out-of-band secondary LAN channel available", 19 => "Out-of-band primary LAN channel available",
        20 => "SOL supported", 21 => "VLAN capable",
    }
}

/// Capabilities (§6.1.1, parameter 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// Version of the specification: `1.5`.
    pub version: String,
    /// What the platform can do.
    pub platform: PlatformCapabilities,
}

impl Capabilities {
    /// Decodes the answer for parameter 1. Fails when it is too short.
    pub fn decode(bytes: &[u8]) -> Result<Capabilities, Error> {
        let body = body(bytes, 6)?;
        let byte = |offset| body.byte(offset).unwrap_or_default();
        // Major, minor, parameter revision; then identification, power and manageability.
        let platform = u32::from_le_bytes([byte(3), byte(4), byte(5), 0]);
        Ok(Capabilities { version: format!("{}.{}", byte(0), byte(1)), platform: PlatformCapabilities(platform) })
    }
}

/// Power of the machine (§6.6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PowerReading {
    /// Watts now.
    pub current_watts: u16,
    /// Lowest within the period.
    pub minimum_watts: u16,
    /// Highest within the period.
    pub maximum_watts: u16,
    /// Average over the period.
    pub average_watts: u16,
    /// When it was read.
    pub timestamp: Timestamp,
    /// The period in milliseconds.
    pub period_milliseconds: u32,
    /// Whether power is measured (byte 19, bit 6).
    pub active: bool,
}

impl PowerReading {
    /// Decodes the answer. Fails when it is too short.
    pub fn decode(bytes: &[u8]) -> Result<PowerReading, Error> {
        let body = body(bytes, 17)?;
        let watts = |offset| body.u16_le(offset).unwrap_or_default();
        Ok(PowerReading {
            current_watts: watts(0),
            minimum_watts: watts(2),
            maximum_watts: watts(4),
            average_watts: watts(6),
            timestamp: Timestamp(body.u32_le(8).unwrap_or_default()),
            period_milliseconds: body.u32_le(12).unwrap_or_default(),
            active: body.byte(16).unwrap_or_default() & 0x40 != 0,
        })
    }
}

/// A piece of a text, with the length of the whole (§6.4.1, §6.4.6.1). Fails when the answer is empty.
pub fn text_part(bytes: &[u8]) -> Result<(usize, &[u8]), Error> {
    let body = body(bytes, 1)?;
    Ok((usize::from(body.byte(0).unwrap_or_default()), body.get(1..).unwrap_or_default()))
}

/// The whole text: UTF-8, with its byte order mark left out (§6.4.2).
pub fn whole_text(bytes: &[u8]) -> Option<String> {
    text(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).filter(|text| !text.chars().all(|c| c == '\u{fffd}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_is_read() {
        let bytes = [0xdc, 0x2c, 1, 0x90, 0, 0xf4, 1, 0x20, 1, 0, 0x3c, 0xf8, 0x62, 0xe8, 3, 0, 0, 0x40];
        let reading = PowerReading::decode(&bytes).unwrap();
        assert_eq!((reading.current_watts, reading.minimum_watts, reading.maximum_watts), (300, 144, 500));
        assert_eq!((reading.average_watts, reading.period_milliseconds, reading.active), (288, 1000, true));
        assert_eq!(PowerReading::decode(&bytes[1..]), PowerReading::decode(&bytes));
        assert!(PowerReading::decode(&bytes[..17]).is_err());
    }

    #[test]
    fn capabilities_and_texts_are_read() {
        let capabilities = Capabilities::decode(&[0xdc, 1, 5, 2, 0, 1, 0x01]).unwrap();
        assert_eq!(capabilities.version, "1.5");
        assert_eq!(
            capabilities.platform.names(),
            ["Power management / monitoring support", "In-band KCS channel available"]
        );
        assert_eq!(text_part(&[0xdc, 3, b'A', b'B', b'C']), Ok((3, &b"ABC"[..])));
        assert_eq!(whole_text(b"\xef\xbb\xbfRACK 4").as_deref(), Some("RACK 4"));
        assert_eq!(whole_text(b"\xff\xff"), None);
    }
}

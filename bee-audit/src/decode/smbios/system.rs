//! System Information (type 1): the product as it was sold.
//!
//! Document: DSP0134 §7.2, §7.2.1 (UUID), §7.2.2 (wake-up type).
//!
//! Real firmware: serial numbers and families filled with placeholders; one UUID for a whole series of boards; the UUID
//! in network byte order before 2.6, and in some machines after it as well, which nobody can tell from the bytes.

use serde::Serialize;

use super::{Frame, Version};
use crate::decode::code::codes;

/// Type 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemInformation {
    /// Manufacturer (offset 04h).
    pub manufacturer: Option<String>,
    /// Product name (05h).
    pub product_name: Option<String>,
    /// Version (06h).
    pub version: Option<String>,
    /// Serial number (07h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// UUID (08h); none where it is not present (all FFh) or not set (all 00h).
    pub uuid: Option<Uuid>,
    /// What switched the machine on (18h).
    pub wake_up_type: Option<WakeUpType>,
    /// SKU number: identifies a configuration for sale (19h).
    #[doc(alias = "SKU")]
    pub sku_number: Option<String>,
    /// Family of products (1Ah).
    pub family: Option<String>,
}

codes! {
    /// What switched the machine on (§7.2.2).
    pub struct WakeUpType(u8) {
        0x00 => "Reserved",
        0x01 => "Other",
        0x02 => "Unknown",
        0x03 => "APM Timer",
        0x04 => "Modem Ring",
        0x05 => "LAN Remote",
        0x06 => "Power Switch",
        0x07 => "PCI PME#",
        0x08 => "AC Power Restored",
    }
}

/// A UUID in the byte order in which it is printed (RFC 4122).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// From the octets of a table: the first three fields are little-endian from 2.6 on (§7.2.1).
    pub(super) fn decode(octets: [u8; 16], version: Version) -> Option<Uuid> {
        let [a, b, c, d, e, f, g, h, rest @ ..] = octets;
        let unset = octets.iter().all(|octet| *octet == 0) || octets.iter().all(|octet| *octet == 0xff);
        let [i, j, k, l, m, n, o, p] = rest;
        let printed = [d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p];
        (!unset).then_some(Uuid(if version.at_least(2, 6) { printed } else { octets }))
    }
}

impl std::fmt::Display for Uuid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, octet) in self.0.iter().enumerate() {
            let hyphen = if matches!(position, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(formatter, "{hyphen}{octet:02x}")?;
        }
        Ok(())
    }
}

impl Serialize for Uuid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl SystemInformation {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemInformation {
        SystemInformation {
            manufacturer: frame.string(0x04),
            product_name: frame.string(0x05),
            version: frame.string(0x06),
            serial_number: frame.string(0x07),
            uuid: frame.array(0x08).and_then(|octets| Uuid::decode(octets, frame.version)),
            wake_up_type: frame.byte(0x18).map(WakeUpType),
            sku_number: frame.string(0x19),
            family: frame.string(0x1a),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OCTETS: [u8; 16] =
        [0x33, 0x22, 0x11, 0, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff];

    #[test]
    fn the_byte_order_of_the_uuid_changed_with_2_6() {
        let printed = |minor| Uuid::decode(OCTETS, Version { major: 2, minor, revision: 0 }).unwrap().to_string();
        assert_eq!(printed(6), "00112233-4455-6677-8899-aabbccddeeff");
        assert_eq!(printed(5), "33221100-5544-7766-8899-aabbccddeeff");
        assert_eq!(Uuid::decode([0xff; 16], Version::ASSUMED), None);
    }
}

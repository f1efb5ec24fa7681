//! What a management controller is: Get Device ID.
//!
//! Document: IPMI §20.1 (Get Device ID), §20.8 (Get Device GUID), §22.14 (Get System GUID).
//!
//! Real firmware: leaves out the auxiliary revision, keeps the minor revision in binary instead of BCD, and orders the
//! octets of a GUID in any of three ways.

use serde::Serialize;

use super::{at_least, manufacturer::Manufacturer, sdr::locator::DeviceCapabilities, u24_le};
use crate::decode::{Error, Fields, hex};

/// The answer to Get Device ID (§20.1), completion code left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeviceId {
    /// Device ID (byte 2).
    pub device_id: u8,
    /// Device revision (byte 3, bits 3:0).
    pub device_revision: u8,
    /// Whether it keeps sensor records of its own (byte 3, bit 7).
    pub provides_device_sdrs: bool,
    /// Whether its firmware or its records are being updated now (byte 4, bit 7).
    pub update_in_progress: bool,
    /// Firmware revision, major and minor: `1.54` (byte 4, bits 6:0; byte 5, BCD).
    pub firmware_revision: String,
    /// IPMI version (byte 6, BCD with the digits swapped): `2.0`.
    pub ipmi_version: String,
    /// What it can do (byte 7).
    pub capabilities: DeviceCapabilities,
    /// Maker (bytes 8 to 10).
    pub manufacturer: Manufacturer,
    /// Product (bytes 11, 12).
    pub product_id: u16,
    /// Auxiliary firmware revision as hexadecimal digits in the order of the octets (bytes 13 to 16).
    pub auxiliary_revision: Option<String>,
}

impl DeviceId {
    /// Decodes the answer. Fails when it is shorter than 11 octets.
    pub fn decode(bytes: &[u8]) -> Result<DeviceId, Error> {
        let bytes = at_least(bytes, 11)?;
        let byte = |offset| bytes.byte(offset).unwrap_or_default();
        Ok(DeviceId {
            device_id: byte(0),
            device_revision: byte(1) & 0x0f,
            provides_device_sdrs: byte(1) & 0x80 != 0,
            update_in_progress: byte(2) & 0x80 != 0,
            firmware_revision: format!("{}.{:02x}", byte(2) & 0x7f, byte(3)),
            ipmi_version: format!("{}.{}", byte(4) & 0x0f, byte(4) >> 4),
            capabilities: DeviceCapabilities(byte(5)),
            manufacturer: Manufacturer(u24_le(bytes, 6).unwrap_or_default() & 0xf_ffff),
            product_id: bytes.u16_le(9).unwrap_or_default(),
            auxiliary_revision: bytes.get(11..15).map(hex),
        })
    }
}

/// A GUID as text (§20.8: the octets of an RFC 4122 UUID in reverse order). A controller that writes them as SMBIOS
/// does, or in order, is not detected: the digits are the same. None when all are 0 or FFh, or fewer than 16.
pub fn guid(bytes: &[u8]) -> Option<String> {
    let mut octets: [u8; 16] = bytes.array(0)?;
    if octets == [0; 16] || octets == [0xff; 16] {
        return None;
    }
    octets.reverse();
    let digits = hex(&octets);
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits.get(range).unwrap_or_default().to_owned());
    Some(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_controller_says_what_it_is() {
        let bytes = [0x20, 0x81, 0x81, 0x54, 0x02, 0xbf, 0x7c, 0x2a, 0, 0x1b, 0x0a, 0x01, 0, 0, 0];
        let id = DeviceId::decode(&bytes).unwrap();
        assert_eq!((id.firmware_revision.as_str(), id.ipmi_version.as_str()), ("1.54", "2.0"));
        assert_eq!((id.manufacturer.name(), id.product_id), (Some("Supermicro"), 0x0a1b));
        assert!(id.provides_device_sdrs && id.update_in_progress && id.capabilities.has(7));
        assert_eq!(id.auxiliary_revision.as_deref(), Some("01000000"));
        assert_eq!(DeviceId::decode(&bytes[..11]).unwrap().auxiliary_revision, None);
        assert!(DeviceId::decode(&bytes[..10]).is_err());
    }

    #[test]
    fn guids_are_written_from_their_last_octet() {
        let octets: Vec<u8> = (0..16).collect();
        assert_eq!(guid(&octets).as_deref(), Some("0f0e0d0c-0b0a-0908-0706-050403020100"));
        assert_eq!(guid(&[0; 16]), None);
        assert_eq!(guid(&octets[1..]), None);
    }
}

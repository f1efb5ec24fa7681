//! Standard INQUIRY data: what kind of device it is, which standards it claims, and who made it.
//!
//! Document: SPC-5 §6.6.2; version descriptors SPC-5 table "Version descriptor values".
//!
//! Real devices: many virtual ones claim versions they do not follow; text fields hold NULs in bridges; ADDITIONAL
//! LENGTH is the drive's own, whatever was asked for. SAS drives keep a serial number in the vendor specific octets 36
//! to 43, which the unit serial number page gives better.

use serde::Serialize;

use super::{PeripheralDeviceType, STANDARD, log_page::beyond};
use crate::decode::{
    Error, Fault, Fields,
    code::{codes, flags},
    conformance::{Rule, breaches},
    text,
};

codes! {
    /// PERIPHERAL QUALIFIER (§6.6.2).
    pub struct PeripheralQualifier(u8) {
        0 => "connected",
        1 => "not connected",
        3 => "not supported",
    }

    /// VERSION: the standard that the device claims (§6.6.2).
    pub struct Version(u8) {
        0x00 => "none",
        0x01 => "SCSI-1",
        0x02 => "SCSI-2",
        0x03 => "SPC",
        0x04 => "SPC-2",
        0x05 => "SPC-3",
        0x06 => "SPC-4",
        0x07 => "SPC-5",
        0x0d => "SPC-6",
    }
}

flags! {
    /// Octets 5 (bits 23 to 16), 6 (15 to 8) and 7 (7 to 0) of the data (§6.6.2).
    pub struct InquiryFlags(u32) {
        1 => "command queuing",
        12 => "multiple ports",
        14 => "enclosure services",
        16 => "protection",
        19 => "third-party copy",
        22 => "access controls coordinator",
        23 => "embedded storage array controller",
    }
}

/// Octets up to ADDITIONAL LENGTH, which counts those behind it.
const HEAD: usize = 5;
/// Octets up to the end of the version descriptors; behind them all is reserved or the maker's.
const DEFINED: usize = 74;

/// Makers' text.
const RULES: &[Rule] = &[Rule::Text(8..36)];

/// Standard INQUIRY data (§6.6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inquiry {
    /// PERIPHERAL QUALIFIER (offset 0, bits 7 to 5).
    pub peripheral_qualifier: PeripheralQualifier,
    /// PERIPHERAL DEVICE TYPE (offset 0, bits 4 to 0).
    pub peripheral_device_type: PeripheralDeviceType,
    /// RMB (offset 1, bit 7): the medium can be taken out.
    pub is_removable: bool,
    /// VERSION (offset 2).
    pub version: Version,
    /// RESPONSE DATA FORMAT (offset 3, bits 3 to 0): 2 for this one.
    pub response_data_format: u8,
    /// HISUP (offset 3, bit 4): hierarchical addressing of units.
    pub is_hierarchical: bool,
    /// ADDITIONAL LENGTH (offset 4).
    pub additional_length: u8,
    /// TPGS (offset 5, bits 5 and 4): asymmetric access, 1 implicit, 2 explicit, 3 both.
    pub target_port_group_support: u8,
    /// PROTECT, 3PC, ACC, SCCS (offset 5), MULTIP, ENCSERV (offset 6), CMDQUE (offset 7).
    pub flags: InquiryFlags,
    /// T10 VENDOR IDENTIFICATION (offset 8, 8 octets).
    pub vendor_identification: Option<String>,
    /// PRODUCT IDENTIFICATION (offset 16, 16 octets).
    pub product_identification: Option<String>,
    /// PRODUCT REVISION LEVEL (offset 32, 4 octets).
    pub product_revision_level: Option<String>,
    /// VERSION DESCRIPTORs (offset 58, 8 of 2 octets): standards that it claims; zeros left out.
    pub version_descriptors: Vec<u16>,
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

impl Inquiry {
    /// Decodes standard INQUIRY data. Fails on fewer than the five octets of its head, and on a unit that is not there
    /// (qualifier 3 with type 1Fh).
    pub fn decode(bytes: &[u8]) -> Result<Inquiry, Error> {
        let truncated = Error::new(STANDARD, 0, Fault::Truncated { need: HEAD, have: bytes.len() });
        let [first, second, version, fourth, additional_length] = bytes.array::<HEAD>(0).ok_or(truncated)?;
        if first == 0x7f {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        let [fifth, sixth, seventh] = bytes.array(5).unwrap_or_default();
        let field = |from, to| bytes.get(from..to).or(bytes.get(from..)).and_then(text);
        let descriptors = (58..74).step_by(2).map_while(|offset| bytes.u16_be(offset));
        Ok(Inquiry {
            peripheral_qualifier: PeripheralQualifier(first >> 5),
            peripheral_device_type: PeripheralDeviceType(first & 0x1f),
            is_removable: second & 0x80 != 0,
            version: Version(version),
            response_data_format: fourth & 0x0f,
            is_hierarchical: fourth & 0x10 != 0,
            additional_length,
            target_port_group_support: fifth >> 4 & 0x03,
            flags: InquiryFlags(u32::from_be_bytes([0, fifth, sixth, seventh])),
            vendor_identification: field(8, 16),
            product_identification: field(16, 32),
            product_revision_level: field(32, 36),
            version_descriptors: descriptors.filter(|descriptor| *descriptor != 0).collect(),
            damage: damage(bytes),
        })
    }
}

/// What cannot be: a format of response above 2, which is this one, text of other than characters, something behind
/// what ADDITIONAL LENGTH states, and fewer octets of the defined ones than it states.
fn damage(bytes: &[u8]) -> Vec<Error> {
    let mut faults = breaches(STANDARD, bytes, RULES);
    let (format, additional_length) = (bytes.byte(3).unwrap_or_default(), bytes.byte(4).unwrap_or_default());
    let (stated, have) = (HEAD + usize::from(additional_length), bytes.len());
    let need = stated.min(DEFINED);
    let truncated = (have < need).then(|| Error::new(STANDARD, 4, Fault::Truncated { need, have }));
    faults.extend((format & 0x0f > 2).then(|| Error::new(STANDARD, 3, Fault::OutOfRange)));
    faults.extend(truncated.or_else(|| beyond(stated, bytes)));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drive() -> Vec<u8> {
        let mut bytes = vec![0x00, 0, 6, 0x12, 0x8b, 1, 0x10, 2];
        bytes.extend(b"SEAGATE ST4000NM0025    N003");
        bytes.resize(144, 0);
        bytes[58..62].copy_from_slice(&[0x00, 0xa0, 0x0c, 0x20]);
        bytes
    }

    #[test]
    fn a_dual_ported_drive() {
        let inquiry = Inquiry::decode(&drive()).unwrap();
        assert_eq!(inquiry.vendor_identification.as_deref(), Some("SEAGATE"));
        assert_eq!(inquiry.product_identification.as_deref(), Some("ST4000NM0025"));
        assert_eq!(inquiry.product_revision_level.as_deref(), Some("N003"));
        assert_eq!((inquiry.version.name(), inquiry.is_hierarchical), (Some("SPC-4"), true));
        assert_eq!(inquiry.flags.names(), ["command queuing", "multiple ports", "protection"]);
        assert_eq!(inquiry.version_descriptors, [0x00a0, 0x0c20]);
    }

    #[test]
    fn short_data_and_absent_units() {
        let short = Inquiry::decode(&drive()[..20]).unwrap();
        assert_eq!(short.product_identification.as_deref(), Some("ST40"));
        assert_eq!((short.product_revision_level, short.version_descriptors), (None, vec![]));
        assert!(Inquiry::decode(&[0; 4]).is_err());
        assert_eq!(Inquiry::decode(&[0x7f; 36]), Err(Error::new(STANDARD, 0, Fault::BadSignature)));
    }
}

//! Device Identification page (83h): the names of a logical unit, its target port and its target device.
//!
//! Document: SPC-4 §7.8.6 (descriptor §7.8.6.1; T10 vendor ID §7.8.6.4, EUI-64 §7.8.6.5, NAA §7.8.6.6, ports and groups
//! §7.8.6.7 to §7.8.6.9, SCSI name string §7.8.6.11); SPC-5 adds the UUID (type Ah).
//!
//! Real devices: a drive behind a SATA translation gives its model and serial number as a T10 designator; some USB
//! bridges state a descriptor that is longer than the page, or an NAA value of zeros; arrays give dozens of
//! designators.

use serde::Serialize;

use super::{
    STANDARD,
    vital_product_data::{DEVICE_IDENTIFICATION, HEADER, page},
};
use crate::decode::{Error, Fault, Fields, code::codes, hex, text};

codes! {
    /// ASSOCIATION (§7.8.6.1): what a designator names.
    pub struct Association(u8) {
        0 => "logical unit",
        1 => "target port",
        2 => "target device",
    }

    /// DESIGNATOR TYPE (§7.8.6.1).
    pub struct DesignatorType(u8) {
        0x0 => "Vendor specific",
        0x1 => "T10 vendor ID based",
        0x2 => "EUI-64 based",
        0x3 => "NAA",
        0x4 => "Relative target port identifier",
        0x5 => "Target port group",
        0x6 => "Logical unit group",
        0x7 => "MD5 logical unit identifier",
        0x8 => "SCSI name string",
        0x9 => "Protocol specific port identifier",
        0xa => "UUID identifier",
    }

    /// CODE SET (§7.8.6.1).
    pub struct CodeSet(u8) {
        1 => "binary",
        2 => "ASCII",
        3 => "UTF-8",
    }

    /// PROTOCOL IDENTIFIER (SPC-4 §7.6.1).
    pub struct ProtocolIdentifier(u8) {
        0x0 => "Fibre Channel Protocol for SCSI",
        0x1 => "SCSI Parallel Interface",
        0x2 => "Serial Storage Architecture SCSI-3 Protocol",
        0x3 => "Serial Bus Protocol for IEEE 1394",
        0x4 => "SCSI RDMA Protocol",
        0x5 => "Internet SCSI",
        0x6 => "SAS Serial SCSI Protocol",
        0x7 => "Automation/Drive Interface Transport Protocol",
        0x8 => "AT Attachment Interface",
        0x9 => "USB Attached SCSI",
        0xa => "SCSI over PCI Express",
        0xb => "PCI Express Protocols",
    }
}

/// One designation descriptor (§7.8.6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Designator {
    /// PROTOCOL IDENTIFIER (offset 0, bits 7 to 4), where PIV (offset 1, bit 7) says that it is valid.
    pub protocol_identifier: Option<ProtocolIdentifier>,
    /// CODE SET (offset 0, bits 3 to 0).
    pub code_set: CodeSet,
    /// ASSOCIATION (offset 1, bits 5 and 4).
    pub association: Association,
    /// DESIGNATOR TYPE (offset 1, bits 3 to 0).
    pub designator_type: DesignatorType,
    /// DESIGNATOR (from offset 4), of the length at offset 3.
    pub designator: Vec<u8>,
}

impl Designator {
    /// The designators of page 83h, and what is wrong behind the last good one.
    ///
    /// Fails when the bytes are not that page.
    pub fn decode_page(bytes: &[u8]) -> Result<(Vec<Designator>, Option<Error>), Error> {
        let page = page(DEVICE_IDENTIFICATION, bytes)?;
        let mut designators = Vec::new();
        let mut offset = 0;
        while let Some(rest) = page.get(offset..).filter(|rest| !rest.is_empty()) {
            let Some((designator, length)) = decode_descriptor(rest) else {
                let need = 4 + usize::from(rest.byte(3).unwrap_or_default());
                let fault = Fault::Truncated { need, have: rest.len() };
                return Ok((designators, Some(Error::new(STANDARD, HEADER + offset, fault))));
            };
            designators.push(designator);
            offset += length;
        }
        Ok((designators, None))
    }

    /// The designator as it is commonly written: text, a number, or hexadecimal digits; `None` when it is blank.
    pub fn value(&self) -> Option<String> {
        let bytes = self.designator.as_slice();
        let is_text = matches!(self.code_set.0, 2 | 3);
        match self.designator_type.0 {
            0x1 | 0x8 => text(bytes),
            0x4..=0x6 => bytes.u16_be(2).map(|number| number.to_string()),
            0xa => bytes.get(2..18).map(hex),
            _ if is_text => text(bytes),
            _ => bytes.iter().any(|byte| *byte != 0).then(|| hex(bytes)),
        }
    }

    /// The 8 or 16 octets of an NAA designator in hexadecimal digits (§7.8.6.6); `None` for other types and lengths
    /// that the NAA value (its first four bits) does not have.
    pub fn naa(&self) -> Option<String> {
        let naa = self.designator.byte(0).filter(|_| self.designator_type.0 == 0x3)? >> 4;
        let length = match naa {
            0x2 | 0x3 | 0x5 => 8,
            0x6 => 16,
            _ => return None,
        };
        (self.designator.len() == length).then(|| hex(&self.designator))
    }
}

/// The descriptor at the start of `bytes` with its length.
fn decode_descriptor(bytes: &[u8]) -> Option<(Designator, usize)> {
    let [first, second, _, length] = bytes.array(0)?;
    let end = 4 + usize::from(length);
    let designator = Designator {
        protocol_identifier: (second & 0x80 != 0).then_some(ProtocolIdentifier(first >> 4)),
        code_set: CodeSet(first & 0x0f),
        association: Association(second >> 4 & 0x03),
        designator_type: DesignatorType(second & 0x0f),
        designator: bytes.get(4..end)?.to_vec(),
    };
    Some((designator, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A SAS drive: NAA of the unit, NAA and relative port of the port, name string of the device.
    const SAS_DRIVE: &str = "00830048 01030008 5000c500a1b2c3d7 61930008 5000c500a1b2c3d5 61940004 00000001 \
                             61a30008 5000c500a1b2c3d4 63a80018 6e61612e35303030433530304131423243334434 00000000";

    fn bytes(digits: &str) -> Vec<u8> {
        let digits: Vec<char> = digits.chars().filter(char::is_ascii_hexdigit).collect();
        let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
        pairs.map(|pair| u8::from_str_radix(&pair, 16).unwrap()).collect()
    }

    #[test]
    fn names_of_unit_port_and_device_are_told_apart() {
        let (designators, damage) = Designator::decode_page(&bytes(SAS_DRIVE)).unwrap();
        assert_eq!(damage, None);
        let seen: Vec<_> = designators
            .iter()
            .map(|one| (one.association.0, one.designator_type.0, one.value().unwrap_or_default()))
            .collect();
        let expected = [
            (0, 3, "5000c500a1b2c3d7"),
            (1, 3, "5000c500a1b2c3d5"),
            (1, 4, "1"),
            (2, 3, "5000c500a1b2c3d4"),
            (2, 8, "naa.5000C500A1B2C3D4"),
        ];
        assert_eq!(seen, expected.map(|(association, kind, value)| (association, kind, value.to_owned())));
        assert_eq!(designators[1].protocol_identifier, Some(ProtocolIdentifier(6)));
        assert_eq!(designators[0].naa().as_deref(), Some("5000c500a1b2c3d7"));
        assert_eq!(designators[4].naa(), None);
    }

    #[test]
    fn a_descriptor_longer_than_the_page_ends_the_list() {
        let (designators, damage) =
            Designator::decode_page(&bytes("0083000e 01030004 50010203 02 01 00 40 41 42")).unwrap();
        assert_eq!(designators.len(), 1);
        assert_eq!(designators[0].naa(), None, "an NAA of four octets does not exist");
        assert_eq!(damage, Some(Error::new("SPC", 12, Fault::Truncated { need: 68, have: 6 })));
    }

    #[test]
    fn hostile_pages_end() {
        let sample = bytes(SAS_DRIVE);
        for length in 0..sample.len() {
            assert!(Designator::decode_page(&sample[..length]).is_err());
        }
        for index in 0..sample.len() {
            let mut flipped = sample.clone();
            flipped[index] ^= 0xff;
            if let Ok((designators, _)) = Designator::decode_page(&flipped) {
                assert!(designators.len() <= sample.len() / 4);
                designators.iter().for_each(|one| drop((one.value(), one.naa())));
            }
        }
    }
}

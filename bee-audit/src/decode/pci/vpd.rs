//! Vital Product Data: identifier, part number, serial number and what else a card says of itself.
//!
//! PCI Local Bus 3.0 appendix I; PCI Express Base 6.0 §6.27. A sequence of resources: large ones (bit 7 of the tag set,
//! two octets of length) and small ones (length in bits 2:0 of the tag), closed by the end tag 78h (appendix I.1).
//!
//! What real cards get wrong: no VPD at all behind a capability (all ones or all zeros), no end tag, checksums that do
//! not match, lengths that lead outside, blanks and NULs around text.

use serde::Serialize;

use crate::decode::code::codes;
use crate::decode::{Cursor, Error, Fault, hex, text};

const STANDARD: &str = "PCI VPD";

/// Large resource: identifier string (appendix I.1).
const IDENTIFIER_STRING: u8 = 0x82;
/// Large resource: read-only fields.
const READ_ONLY: u8 = 0x90;
/// Large resource: read/write fields.
const READ_WRITE: u8 = 0x91;
/// Small resource of type Fh without octets.
const END: u8 = 0x78;

codes! {
    /// Keyword, first letter in the upper octet (appendix I.3.1 and I.3.2).
    pub struct Keyword(u16) {
        0x504e => "Part Number", 0x464e => "FRU Part Number", 0x4647 => "Fabric Geography",
        0x4c43 => "Location", 0x4543 => "Engineering Change Level", 0x4d4e => "Manufacture ID",
        0x5047 => "PCI Geography", 0x534e => "Serial Number", 0x5452 => "Thermal Reporting",
        0x4350 => "Extended Capability", 0x5256 => "Checksum and Reserved", 0x5941 => "Asset Tag Identifier",
        0x5257 => "Remaining Read/Write Area", 0x5600..=0x56ff => "Vendor Specific",
        0x5900..=0x59ff => "System Specific",
    }
}

/// Vital product data of one function.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VitalProductData {
    /// The identifier string: the product's name.
    pub identifier: Option<String>,
    /// Read-only fields in their order, without the checksum.
    pub read_only: Vec<Field>,
    /// Read/write fields in their order, without the remaining area.
    pub read_write: Vec<Field>,
    /// Whether all octets up to the checksum's add up to zero; `None` when there is no checksum.
    pub checksum_valid: Option<bool>,
    /// Octets of the read/write area that are free.
    pub read_write_free_bytes: Option<u8>,
    /// What does not follow the format; everything before it is decoded.
    #[serde(serialize_with = "super::super::errors_as_text")]
    pub damage: Vec<Error>,
}

/// One keyword with its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Two letters, such as `SN`; a letter that is not printable is `?`.
    pub keyword: String,
    /// What the letters stand for.
    pub name: Option<&'static str>,
    /// The value as text; `None` when empty or binary.
    pub text: Option<String>,
    /// The value in hexadecimal digits where it is no text.
    pub hex: Option<String>,
}

impl VitalProductData {
    /// Decodes what the `vpd` attribute holds.
    ///
    /// Fails when the first octet is no resource of the format: cards that carry none answer with ones or zeros.
    pub fn decode(bytes: &[u8]) -> Result<VitalProductData, Error> {
        match bytes.first() {
            None => Err(Error::new(STANDARD, 0, Fault::Truncated { need: 1, have: 0 })),
            Some(&(IDENTIFIER_STRING | READ_ONLY | READ_WRITE | END)) => Ok(Self::resources(bytes)),
            Some(_) => Err(Error::new(STANDARD, 0, Fault::BadSignature)),
        }
    }

    fn resources(bytes: &[u8]) -> VitalProductData {
        let mut vpd = VitalProductData::default();
        let mut cursor = Cursor::new(STANDARD, bytes);
        if let Err(error) = vpd.follow(bytes, &mut cursor) {
            vpd.damage.push(error);
        }
        vpd
    }

    /// One resource after the other up to the end tag.
    fn follow(&mut self, bytes: &[u8], cursor: &mut Cursor<'_>) -> Result<(), Error> {
        loop {
            let unknown = cursor.error(Fault::BadSignature);
            match cursor.byte()? {
                IDENTIFIER_STRING => {
                    let length = cursor.u16_le()?;
                    self.identifier = text(cursor.take(length.into())?);
                }
                READ_ONLY => {
                    let length = cursor.u16_le()?;
                    self.fields(bytes, cursor, length, false)?;
                }
                READ_WRITE => {
                    let length = cursor.u16_le()?;
                    self.fields(bytes, cursor, length, true)?;
                }
                END => return Ok(()),
                _ => return Err(unknown),
            }
        }
    }

    /// The fields of one resource, `length` octets from here; a resource that is cut off gives what is there.
    fn fields(&mut self, bytes: &[u8], cursor: &mut Cursor<'_>, length: u16, writable: bool) -> Result<(), Error> {
        let end = cursor.offset() + usize::from(length);
        while cursor.offset() < end {
            let start = cursor.offset();
            let keyword = [cursor.byte()?, cursor.byte()?];
            let value = cursor.take(usize::from(cursor.clone().byte()?) + 1)?;
            if cursor.offset() > end {
                return Err(Error::new(STANDARD, start, Fault::OutOfBounds));
            }
            let value = value.get(1..).unwrap_or_default();
            match (&keyword, value) {
                (b"RV", [_, ..]) if !writable => self.check(bytes, start + 3),
                (b"RW", free) if writable => self.read_write_free_bytes = u8::try_from(free.len()).ok(),
                _ if writable => self.read_write.push(field(keyword, value)),
                _ => self.read_only.push(field(keyword, value)),
            }
        }
        Ok(())
    }

    /// All octets from the first of the data to the checksum's own add up to zero (appendix I.3.1, RV).
    fn check(&mut self, bytes: &[u8], checksum: usize) {
        let sum = |bytes: &[u8]| bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
        let before = sum(bytes.get(..checksum).unwrap_or_default());
        let stated = bytes.get(checksum).copied().unwrap_or_default();
        let computed = before.wrapping_neg();
        if stated != computed {
            let fault = Fault::BadChecksum { stated: stated.into(), computed: computed.into() };
            self.damage.push(Error::new(STANDARD, checksum, fault));
        }
        self.checksum_valid = Some(stated == computed);
    }

    /// The first read-only field of that keyword, as text.
    pub fn read_only_text(&self, keyword: &str) -> Option<&str> {
        self.read_only.iter().find(|field| field.keyword == keyword)?.text.as_deref()
    }
}

fn field(keyword: [u8; 2], value: &[u8]) -> Field {
    // CP points to a register: its value is a number, never text (appendix I.3.1).
    let is_text = &keyword != b"CP" && value.iter().all(|byte| matches!(byte, 0 | b' '..=b'~'));
    Field {
        keyword: keyword.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '?' }).collect(),
        name: Keyword(u16::from_be_bytes(keyword)).name(),
        text: if is_text { text(value) } else { None },
        hex: (!is_text).then(|| hex(value)),
    }
}

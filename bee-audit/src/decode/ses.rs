//! SES: what an enclosure says about its slots, supplies, fans and sensors in diagnostic pages.
//!
//! Documents: SES-3 (INCITS 518, T10/BSR 2149-D r13): page header §6.1.1, element types §7.1, status elements §7.2.3;
//! SPC-5 §6.30 (RECEIVE DIAGNOSTIC RESULTS), §7.2.5 (Supported Diagnostic Pages).
//!
//! Real enclosures: while one is busy it answers any page with the Enclosure Busy page (09h); a page is sometimes
//! longer than what it states and padded with zeros; the generation code changes whenever a part comes or goes, so that
//! pages of different generations must not be joined.

pub mod additional_element_status;
pub mod configuration;
pub mod element;
pub mod element_descriptor;
pub mod element_status;
pub mod enclosure_status;

use super::{Error, Fault, Fields, code::codes};

/// The standard's name in errors of these decoders.
const STANDARD: &str = "SES";

/// PAGE CODE of the Enclosure Busy page (SES-3 §6.1.12).
const ENCLOSURE_BUSY: u8 = 0x09;

codes! {
    /// ELEMENT TYPE (SES-3 §7.1).
    pub struct ElementType(u8) {
        0x00 => "unspecified",
        0x01 => "device slot",
        0x02 => "power supply",
        0x03 => "cooling",
        0x04 => "temperature sensor",
        0x05 => "door",
        0x06 => "audible alarm",
        0x07 => "enclosure services controller electronics",
        0x08 => "SCC controller electronics",
        0x09 => "nonvolatile cache",
        0x0a => "invalid operation reason",
        0x0b => "uninterruptible power supply",
        0x0c => "display",
        0x0d => "key pad entry",
        0x0e => "enclosure",
        0x0f => "SCSI port/transceiver",
        0x10 => "language",
        0x11 => "communication port",
        0x12 => "voltage sensor",
        0x13 => "current sensor",
        0x14 => "SCSI target port",
        0x15 => "SCSI initiator port",
        0x16 => "simple subenclosure",
        0x17 => "array device slot",
        0x18 => "SAS expander",
        0x19 => "SAS connector",
    }
}

impl ElementType {
    /// Whether it is a place for a drive.
    pub fn is_slot(self) -> bool {
        matches!(self.0, 0x01 | 0x17)
    }

    /// Whether the Additional Element Status page may describe it (SES-3 §6.1.13.1).
    fn has_additional_status(self) -> bool {
        matches!(self.0, 0x01 | 0x07 | 0x14 | 0x15 | 0x17 | 0x18)
    }
}

/// A diagnostic page: its second octet, its GENERATION CODE (offset 4), and what follows that.
struct Page<'a> {
    flags: u8,
    generation_code: u32,
    content: &'a [u8],
}

impl<'a> Page<'a> {
    /// The page in `bytes`, which must be page `code` with as many octets as PAGE LENGTH (offset 2) states.
    fn decode(code: u8, bytes: &'a [u8]) -> Result<Page<'a>, Error> {
        let content = content(code, bytes)?;
        let truncated = || Error::new(STANDARD, 0, Fault::Truncated { need: 8, have: bytes.len() });
        Ok(Page {
            flags: bytes.byte(1).ok_or_else(truncated)?,
            generation_code: content.u32_be(0).ok_or_else(truncated)?,
            content: content.get(4..).unwrap_or_default(),
        })
    }
}

/// What follows the four octets of the header of page `code` (§6.1.1).
fn content(code: u8, bytes: &[u8]) -> Result<&[u8], Error> {
    let truncated = |need| Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() });
    let [stated, _, high, low] = bytes.array(0).ok_or_else(|| truncated(4))?;
    if stated != code {
        return Err(Error::new(STANDARD, 0, Fault::BadSignature));
    }
    let end = 4 + usize::from(u16::from_be_bytes([high, low]));
    bytes.get(4..end).ok_or_else(|| truncated(end))
}

/// Whether `bytes` say that the enclosure is busy, whatever it was asked (§6.1.12).
pub fn is_busy(bytes: &[u8]) -> bool {
    bytes.first() == Some(&ENCLOSURE_BUSY)
}

/// Codes of the pages that page 00h lists (SPC-5 §7.2.5).
pub fn supported_pages(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    content(0, bytes).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_by_their_code_and_length() {
        assert_eq!(supported_pages(&[0, 0, 0, 3, 0, 1, 2, 0, 0]), Ok(vec![0, 1, 2]));
        let busy = [9, 0, 0, 0];
        assert!(is_busy(&busy));
        assert_eq!(supported_pages(&busy), Err(Error::new(STANDARD, 0, Fault::BadSignature)));
        let cut = Error::new(STANDARD, 0, Fault::Truncated { need: 7, have: 5 });
        assert_eq!(supported_pages(&[0, 0, 0, 3, 0]), Err(cut));
        assert!(Page::decode(2, &[2, 0, 0, 2, 0, 0]).is_err());
    }
}

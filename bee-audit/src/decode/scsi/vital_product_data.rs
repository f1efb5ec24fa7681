//! Vital product data pages: the header that they share, and those that hold one value.
//!
//! Document: SPC-4 §7.8 (header §7.8.1, Unit Serial Number §7.8.18); SAT-4 §12.4.2 (ATA Information).
//!
//! Real devices: serial numbers are padded at either end with blanks or NULs; SAS drives of some makers append the
//! serial number of their circuit board; USB bridges answer any page with the same bytes, so that the page code must be
//! checked. The kernel gives a page with its header and no more bytes than the header states.

use super::STANDARD;
use crate::decode::{Error, Fault, Fields, text};

/// Supported VPD Pages (SPC-4 §7.8.15).
pub const SUPPORTED_PAGES: u8 = 0x00;
/// Unit Serial Number (SPC-4 §7.8.18).
pub const UNIT_SERIAL_NUMBER: u8 = 0x80;
/// Device Identification (SPC-4 §7.8.6).
pub const DEVICE_IDENTIFICATION: u8 = 0x83;
/// ATA Information (SAT-4 §12.4.2).
pub const ATA_INFORMATION: u8 = 0x89;
/// Block Limits (SBC-4 §6.6.4).
pub const BLOCK_LIMITS: u8 = 0xb0;
/// Block Device Characteristics (SBC-4 §6.6.2).
pub const BLOCK_DEVICE_CHARACTERISTICS: u8 = 0xb1;
/// Logical Block Provisioning (SBC-4 §6.6.7).
pub const LOGICAL_BLOCK_PROVISIONING: u8 = 0xb2;

/// Octets of the header: peripheral qualifier and device type (0), page code (1), page length (2, most significant
/// first).
pub(super) const HEADER: usize = 4;

/// What follows the header of page `code` (§7.8.1).
///
/// Fails when the bytes are another page, or fewer than PAGE LENGTH states.
pub fn page(code: u8, bytes: &[u8]) -> Result<&[u8], Error> {
    let truncated = |need| Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() });
    let stated = bytes.byte(1).ok_or_else(|| truncated(HEADER))?;
    if stated != code {
        return Err(Error::new(STANDARD, 1, Fault::BadSignature));
    }
    let length = usize::from(bytes.u16_be(2).ok_or_else(|| truncated(HEADER))?);
    bytes.get(HEADER..HEADER + length).ok_or_else(|| truncated(HEADER + length))
}

/// Codes of the pages that page 00h lists (§7.8.15), in its order.
pub fn supported_pages(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    page(SUPPORTED_PAGES, bytes).map(<[u8]>::to_vec)
}

/// PRODUCT SERIAL NUMBER of page 80h (§7.8.18); `None` when it is blank, which means that there is none.
pub fn unit_serial_number(bytes: &[u8]) -> Result<Option<String>, Error> {
    let serial_number = page(UNIT_SERIAL_NUMBER, bytes)?;
    // Left padding with NULs instead of blanks would hide the text behind an end mark.
    let start = serial_number.iter().position(|byte| *byte != 0).unwrap_or_default();
    Ok(text(serial_number.get(start..).unwrap_or_default()))
}

/// The IDENTIFY DEVICE data that page 89h carries at offset 60 (SAT-4 §12.4.2), for ATA devices behind a SCSI
/// translation; `None` when the translated device is another (COMMAND CODE, offset 56, is not ECh).
pub fn ata_identify_device(bytes: &[u8]) -> Result<Option<&[u8]>, Error> {
    const IDENTIFY_DEVICE: u8 = 0xec;
    page(ATA_INFORMATION, bytes)?;
    let short = || Error::new(STANDARD, 60, Fault::Truncated { need: 572, have: bytes.len() });
    let data = bytes.get(60..572).ok_or_else(short)?;
    Ok((bytes.byte(56) == Some(IDENTIFY_DEVICE)).then_some(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_freed_of_padding() {
        let page_80 = |text: &[u8]| [&[0, 0x80, 0, u8::try_from(text.len()).unwrap()], text].concat();
        for (raw, expected) in [
            (&b"VLKWX123"[..], Some("VLKWX123")),
            (b"      WD-WX11", Some("WD-WX11")),
            (b"\0\0\0\0S455\0\0", Some("S455")),
            (b"        ", None),
            (b"", None),
        ] {
            assert_eq!(unit_serial_number(&page_80(raw)), Ok(expected.map(str::to_owned)), "{raw:?}");
        }
    }

    #[test]
    fn another_page_or_too_few_bytes_fail() {
        assert_eq!(unit_serial_number(&[0, 0x83, 0, 0]), Err(Error::new("SPC", 1, Fault::BadSignature)));
        let truncated = Fault::Truncated { need: 8, have: 6 };
        assert_eq!(unit_serial_number(&[0, 0x80, 0, 4, 65, 66]), Err(Error::new("SPC", 0, truncated)));
        assert!(unit_serial_number(&[0]).is_err());
    }

    #[test]
    fn identify_device_is_taken_out_of_the_ata_page() {
        let mut bytes = vec![0; 572];
        (bytes[1], bytes[2], bytes[3], bytes[56], bytes[60]) = (0x89, 0x02, 0x38, 0xec, 0x40);
        assert_eq!(ata_identify_device(&bytes).unwrap().map(|data| (data.len(), data[0])), Some((512, 0x40)));
        bytes[56] = 0xa1;
        assert_eq!(ata_identify_device(&bytes), Ok(None));
    }
}

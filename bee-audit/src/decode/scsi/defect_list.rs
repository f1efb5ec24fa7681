//! READ DEFECT DATA: the header before the list, which tells how many defects there are.
//!
//! Document: SBC-4 §5.18 (READ DEFECT DATA (12)), §5.17 (READ DEFECT DATA (10)), §6.2 (formats of address descriptors).
//!
//! Real devices: a drive that does not know the format asked for answers in another one, and says so by a recovered
//! error with 1Ch; the length is that of the whole list, whatever part of it was asked for. SSDs refuse the command.

use serde::Serialize;

use super::STANDARD;
use crate::decode::{Error, Fault, Fields, code::codes};

codes! {
    /// DEFECT LIST FORMAT (SBC-4 §6.2): what an address descriptor is.
    pub struct DefectListFormat(u8) {
        0 => "short block",
        1 => "extended bytes from index",
        2 => "extended physical sector",
        3 => "long block",
        4 => "bytes from index",
        5 => "physical sector",
        6 => "vendor specific",
    }
}

impl DefectListFormat {
    /// Octets of a descriptor (SBC-4 §6.2); `None` where the standard does not say.
    fn octets(self) -> Option<u32> {
        match self.0 {
            0 => Some(4),
            1..=5 => Some(8),
            _ => None,
        }
    }
}

/// The parameter data header of READ DEFECT DATA (12) (SBC-4 §5.18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DefectList {
    /// PLISTV (offset 1, bit 4): the primary list, of the factory, is contained.
    pub has_primary_list: bool,
    /// GLISTV (offset 1, bit 3): the grown list is contained.
    pub has_grown_list: bool,
    /// DEFECT LIST FORMAT (offset 1, bits 2 to 0).
    pub format: DefectListFormat,
    /// DEFECT LIST LENGTH (offset 4), in octets.
    pub length_bytes: u32,
}

impl DefectList {
    /// Decodes the eight octets of the header. Fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<DefectList, Error> {
        let truncated = || Error::new(STANDARD, 0, Fault::Truncated { need: 8, have: bytes.len() });
        let flags = bytes.byte(1).ok_or_else(truncated)?;
        Ok(DefectList {
            has_primary_list: flags & 0x10 != 0,
            has_grown_list: flags & 0x08 != 0,
            format: DefectListFormat(flags & 0x07),
            length_bytes: bytes.u32_be(4).ok_or_else(truncated)?,
        })
    }

    /// How many defects the list has; `None` for a format whose descriptors have no length of the standard's.
    pub fn count(&self) -> Option<u32> {
        if self.length_bytes == 0 { Some(0) } else { self.format.octets().map(|octets| self.length_bytes / octets) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_by_format() {
        let list = |flags, length| DefectList::decode(&[0, flags, 0, 0, 0, 0, 0, length]).unwrap();
        assert_eq!((list(0x0c, 24).count(), list(0x0c, 24).has_grown_list), (Some(3), true));
        assert_eq!((list(0x08, 24).count(), list(0x0e, 24).count(), list(0x0e, 0).count()), (Some(6), None, Some(0)));
        assert!(DefectList::decode(&[0; 7]).is_err());
    }
}

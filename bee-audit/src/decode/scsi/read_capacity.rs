//! READ CAPACITY (16) parameter data: how many logical blocks of which size, how they lie on the medium, and how they
//! are protected.
//!
//! Document: SBC-4 §5.20.2.
//!
//! Real devices: bridges answer with twelve octets only; a drive of 512-octet sectors over 4 KiB states exponent 3.

use serde::Serialize;

use super::STANDARD;
use crate::decode::{Error, Fault, Fields};

/// READ CAPACITY (16) parameter data (SBC-4 §5.20.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReadCapacity {
    /// RETURNED LOGICAL BLOCK ADDRESS (offset 0): the last one.
    pub last_logical_block_address: u64,
    /// LOGICAL BLOCK LENGTH (offset 8), without protection information.
    pub logical_block_bytes: u32,
    /// Protection type 1 to 3: P_TYPE (offset 12, bits 3 to 1) plus one, where PROT_EN (bit 0) is set.
    pub protection_type: Option<u8>,
    /// LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT (offset 13, bits 3 to 0).
    pub physical_block_exponent: u8,
    /// LBPME (offset 14, bit 7): logical block provisioning management is on.
    pub is_provisioned: bool,
    /// LBPRZ (offset 14, bit 6): unmapped blocks read as zeros.
    pub is_unmapped_zero: bool,
    /// LOWEST ALIGNED LOGICAL BLOCK ADDRESS (offset 14, bits 13 to 0).
    pub lowest_aligned_logical_block_address: u16,
}

impl ReadCapacity {
    /// Decodes the data. Fails on fewer than twelve octets; what is behind those may lack.
    pub fn decode(bytes: &[u8]) -> Result<ReadCapacity, Error> {
        let truncated = || Error::new(STANDARD, 0, Fault::Truncated { need: 12, have: bytes.len() });
        let [protection, exponent] = bytes.array(12).unwrap_or_default();
        let alignment = bytes.u16_be(14).unwrap_or_default();
        Ok(ReadCapacity {
            last_logical_block_address: bytes.u64_be(0).ok_or_else(truncated)?,
            logical_block_bytes: bytes.u32_be(8).ok_or_else(truncated)?,
            protection_type: (protection & 1 != 0).then_some((protection >> 1 & 0x07) + 1),
            physical_block_exponent: exponent & 0x0f,
            is_provisioned: alignment & 0x8000 != 0,
            is_unmapped_zero: alignment & 0x4000 != 0,
            lowest_aligned_logical_block_address: alignment & 0x3fff,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_drive_and_a_bridge() {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&[0, 0, 0, 1, 0xd1, 0xc0, 0xbe, 0xaf, 0, 0, 2, 0, 0x03, 0x03, 0xc0, 1]);
        let drive = ReadCapacity::decode(&bytes).unwrap();
        assert_eq!((drive.last_logical_block_address, drive.logical_block_bytes), (7_814_037_167, 512));
        assert_eq!((drive.protection_type, drive.physical_block_exponent), (Some(2), 3));
        assert!(drive.is_provisioned && drive.is_unmapped_zero);
        let bridge = ReadCapacity::decode(&bytes[..12]).unwrap();
        assert_eq!((bridge.protection_type, bridge.lowest_aligned_logical_block_address), (None, 0));
        assert!(ReadCapacity::decode(&bytes[..11]).is_err());
    }
}

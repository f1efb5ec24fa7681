//! Block Limits page (B0h): how much a command may transfer, and how the device likes to be asked to unmap.
//!
//! Document: SBC-4 §6.6.4. Counts are of logical blocks.
//!
//! Real devices: a zero is "not reported" nearly everywhere; pages of SBC-2 times end after twelve octets of fields. An
//! optimal transfer length that is not a multiple of the physical block, as some USB bridges state, is nonsense.

use serde::Serialize;

use super::vital_product_data::{BLOCK_LIMITS, page};
use crate::decode::{Error, Fields};

/// Page B0h (SBC-4 §6.6.4); fields that are zero, "not reported", are `None`. Offsets count from the start of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct BlockLimits {
    /// WSNZ (offset 4, bit 0): a WRITE SAME of zero blocks is refused.
    pub is_write_same_of_zero_refused: bool,
    /// MAXIMUM COMPARE AND WRITE LENGTH (offset 5).
    pub maximum_compare_and_write_blocks: Option<u8>,
    /// OPTIMAL TRANSFER LENGTH GRANULARITY (offset 6).
    pub optimal_transfer_granularity_blocks: Option<u16>,
    /// MAXIMUM TRANSFER LENGTH (offset 8).
    pub maximum_transfer_blocks: Option<u32>,
    /// OPTIMAL TRANSFER LENGTH (offset 12).
    pub optimal_transfer_blocks: Option<u32>,
    /// MAXIMUM PREFETCH LENGTH (offset 16).
    pub maximum_prefetch_blocks: Option<u32>,
    /// MAXIMUM UNMAP LBA COUNT (offset 20); FFFFFFFFh is "no limit".
    pub maximum_unmap_blocks: Option<u32>,
    /// MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT (offset 24); FFFFFFFFh is "no limit".
    pub maximum_unmap_descriptors: Option<u32>,
    /// OPTIMAL UNMAP GRANULARITY (offset 28).
    pub optimal_unmap_granularity_blocks: Option<u32>,
    /// UNMAP GRANULARITY ALIGNMENT (offset 32), where UGAVALID (its top bit) says that it is valid.
    pub unmap_granularity_alignment_blocks: Option<u32>,
    /// MAXIMUM WRITE SAME LENGTH (offset 36).
    pub maximum_write_same_blocks: Option<u64>,
    /// MAXIMUM ATOMIC TRANSFER LENGTH (offset 44).
    pub maximum_atomic_transfer_blocks: Option<u32>,
}

impl BlockLimits {
    /// Decodes page B0h. Fails when the bytes are another page.
    pub fn decode(bytes: &[u8]) -> Result<BlockLimits, Error> {
        let fields = page(BLOCK_LIMITS, bytes)?;
        let blocks = |offset| fields.u32_be(offset).filter(|blocks| *blocks != 0);
        Ok(BlockLimits {
            is_write_same_of_zero_refused: fields.byte(0).is_some_and(|octet| octet & 1 != 0),
            maximum_compare_and_write_blocks: fields.byte(1).filter(|blocks| *blocks != 0),
            optimal_transfer_granularity_blocks: fields.u16_be(2).filter(|blocks| *blocks != 0),
            maximum_transfer_blocks: blocks(4),
            optimal_transfer_blocks: blocks(8),
            maximum_prefetch_blocks: blocks(12),
            maximum_unmap_blocks: blocks(16),
            maximum_unmap_descriptors: blocks(20),
            optimal_unmap_granularity_blocks: blocks(24),
            unmap_granularity_alignment_blocks: blocks(28)
                .filter(|word| word >> 31 == 1)
                .map(|word| word & 0x7fff_ffff),
            maximum_write_same_blocks: fields.u64_be(32).filter(|blocks| *blocks != 0),
            maximum_atomic_transfer_blocks: blocks(40),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_not_reported() {
        let mut bytes = vec![0; 64];
        (bytes[1], bytes[3]) = (0xb0, 60);
        assert_eq!(BlockLimits::decode(&bytes), Ok(BlockLimits::default()));
        bytes[4] = 1;
        bytes[23] = 7;
        bytes[32..36].copy_from_slice(&[0x80, 0, 0, 0]);
        let limits = BlockLimits::decode(&bytes).unwrap();
        assert!(limits.is_write_same_of_zero_refused);
        assert_eq!((limits.maximum_unmap_blocks, limits.unmap_granularity_alignment_blocks), (Some(7), Some(0)));
    }

    #[test]
    fn old_pages_are_short() {
        let limits = BlockLimits::decode(&[0, 0xb0, 0, 4, 0, 2, 0, 8]).unwrap();
        assert_eq!(limits.maximum_compare_and_write_blocks, Some(2));
        assert_eq!((limits.optimal_transfer_granularity_blocks, limits.maximum_transfer_blocks), (Some(8), None));
        assert!(BlockLimits::decode(&[0, 0xb1, 0, 0]).is_err());
    }
}

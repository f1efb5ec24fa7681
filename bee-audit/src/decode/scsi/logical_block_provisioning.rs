//! Logical Block Provisioning page (B2h): whether blocks can be unmapped, by which commands, and what they read as
//! then.
//!
//! Document: SBC-4 §6.6.7.
//!
//! Real devices: the page is there on fully provisioned disks too, with nothing set; LBPRZ was a single bit before
//! SBC-4.

use serde::Serialize;

use super::vital_product_data::{LOGICAL_BLOCK_PROVISIONING, page};
use crate::decode::{Error, Fields, code::codes};

codes! {
    /// PROVISIONING TYPE (SBC-4 §6.6.7).
    pub struct ProvisioningType(u8) {
        0 => "not reported",
        1 => "resource",
        2 => "thin",
    }

    /// LBPRZ: what unmapped blocks read as (SBC-4 §6.6.7).
    pub struct UnmappedReads(u8) {
        0 => "not reported",
        1 | 3 | 5 | 7 => "zeros",
        2 => "provisioning initialization pattern",
    }
}

/// Page B2h (SBC-4 §6.6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LogicalBlockProvisioning {
    /// THRESHOLD EXPONENT (offset 4); `None` for zero, no thresholds.
    pub threshold_exponent: Option<u8>,
    /// LBPU (offset 5, bit 7): UNMAP unmaps.
    pub is_unmap_supported: bool,
    /// LBPWS (offset 5, bit 6): WRITE SAME (16) unmaps.
    pub is_write_same_16_supported: bool,
    /// LBPWS10 (offset 5, bit 5): WRITE SAME (10) unmaps.
    pub is_write_same_10_supported: bool,
    /// LBPRZ (offset 5, bits 4 to 2).
    pub unmapped_reads: UnmappedReads,
    /// ANC_SUP (offset 5, bit 1): blocks can be anchored.
    pub is_anchor_supported: bool,
    /// PROVISIONING TYPE (offset 6, bits 2 to 0).
    pub provisioning_type: ProvisioningType,
}

impl LogicalBlockProvisioning {
    /// Decodes page B2h. Fails when the bytes are another page.
    pub fn decode(bytes: &[u8]) -> Result<LogicalBlockProvisioning, Error> {
        let [exponent, commands, kind] = page(LOGICAL_BLOCK_PROVISIONING, bytes)?.array(0).unwrap_or_default();
        Ok(LogicalBlockProvisioning {
            threshold_exponent: Some(exponent).filter(|exponent| *exponent != 0),
            is_unmap_supported: commands & 0x80 != 0,
            is_write_same_16_supported: commands & 0x40 != 0,
            is_write_same_10_supported: commands & 0x20 != 0,
            unmapped_reads: UnmappedReads(commands >> 2 & 0x07),
            is_anchor_supported: commands & 0x02 != 0,
            provisioning_type: ProvisioningType(kind & 0x07),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_and_full() {
        let thin = LogicalBlockProvisioning::decode(&[0, 0xb2, 0, 4, 1, 0xe4, 0x02, 0]).unwrap();
        assert!(thin.is_unmap_supported && thin.is_write_same_16_supported && thin.is_write_same_10_supported);
        assert_eq!((thin.unmapped_reads.name(), thin.provisioning_type.name()), (Some("zeros"), Some("thin")));
        assert_eq!((thin.threshold_exponent, thin.is_anchor_supported), (Some(1), false));
        let full = LogicalBlockProvisioning::decode(&[0, 0xb2, 0, 0]).unwrap();
        assert_eq!((full.is_unmap_supported, full.provisioning_type.0), (false, 0));
        assert!(LogicalBlockProvisioning::decode(&[0, 0xb0, 0, 0]).is_err());
    }
}

//! Address Translation Services (000Fh), Page Request Interface (0013h), Process Address Space ID (001Bh).
//!
//! PCI Express Base 6.0 §10.5.1, §10.5.2 and §7.8.9.

use serde::Serialize;

use super::super::{bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;

flags! {
    /// Page request status, offset 6 (§10.5.2.3).
    pub struct PageRequestStatus(u16) {
        0 => "Response Failure", 1 => "Unexpected Page Request Group Index", 8 => "Stopped",
        15 => "PRG Response PASID Required",
    }
    /// PASID capability and control, offsets 4 and 6; bit 0 is the enable bit, and reserved in the capability
    /// (§7.8.9.2, §7.8.9.3).
    pub struct PasidFlags(u16) { 0 => "Enable", 1 => "Execute Permission", 2 => "Privileged Mode" }
}

/// Address Translation Services.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AddressTranslationServices {
    /// Offset 4, bits 4:0: requests that the function takes before it stalls; the code 0 means 32.
    pub invalidate_queue_depth: u8,
    /// Offset 4, bit 5.
    pub page_aligned_request: bool,
    /// Offset 4, bit 6.
    pub global_invalidate_supported: bool,
    /// Offset 4, bit 7.
    pub relaxed_ordering_supported: bool,
    /// Offset 6, bits 4:0: 4,096 octets times two to this power.
    pub smallest_translation_unit: u8,
    /// Offset 6, bit 15.
    pub enabled: bool,
}

impl AddressTranslationServices {
    pub(super) fn decode(bytes: &[u8]) -> Option<AddressTranslationServices> {
        let (capabilities, control) = (bytes.u16_le(4)?, bytes.u16_le(6)?);
        Some(AddressTranslationServices {
            invalidate_queue_depth: match bits(capabilities, 0..=4) {
                0 => 32,
                depth => depth,
            },
            page_aligned_request: bit(capabilities, 5),
            global_invalidate_supported: bit(capabilities, 6),
            relaxed_ordering_supported: bit(capabilities, 7),
            smallest_translation_unit: bits(control, 0..=4),
            enabled: bit(control, 15),
        })
    }
}

/// Page Request Interface.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageRequestInterface {
    /// Offset 4, bit 0.
    pub enabled: bool,
    /// Offset 4, bit 1.
    pub reset: bool,
    /// Offset 6.
    pub status: PageRequestStatus,
    /// Offset 8: page requests that the function can have outstanding.
    pub outstanding_capacity: u32,
    /// Offset 0Ch: page requests that it may have outstanding.
    pub outstanding_allocation: u32,
}

impl PageRequestInterface {
    pub(super) fn decode(bytes: &[u8]) -> Option<PageRequestInterface> {
        let control = bytes.u16_le(4)?;
        Some(PageRequestInterface {
            enabled: bit(control, 0),
            reset: bit(control, 1),
            status: PageRequestStatus(bytes.u16_le(6)?),
            outstanding_capacity: bytes.u32_le(8)?,
            outstanding_allocation: bytes.u32_le(0xc)?,
        })
    }
}

/// Process Address Space ID.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessAddressSpaceId {
    /// Offset 4, the single bits.
    pub capabilities: PasidFlags,
    /// Offset 4, bits 12:8: width of an id.
    pub max_pasid_width_bits: u8,
    /// Offset 6.
    pub control: PasidFlags,
}

impl ProcessAddressSpaceId {
    pub(super) fn decode(bytes: &[u8]) -> Option<ProcessAddressSpaceId> {
        let capabilities = bytes.u16_le(4)?;
        Some(ProcessAddressSpaceId {
            capabilities: PasidFlags(capabilities & 6),
            max_pasid_width_bits: bits(capabilities, 8..=12),
            control: PasidFlags(bytes.u16_le(6)?),
        })
    }
}

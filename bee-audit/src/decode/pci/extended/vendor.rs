//! Vendor-Specific (000Bh) and Designated Vendor-Specific (0023h) extended capabilities, the latter with the ids that
//! Compute Express Link uses.
//!
//! PCI Express Base 6.0 §7.9.5 and §7.9.6; Compute Express Link 3.0 §8.1.1 (ids), §8.1.3 (device). Revisions differ in
//! length only, so fields that every revision has are decoded and the rest is left.

use serde::Serialize;

use super::super::{Id, bits};
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};

/// Vendor id of the CXL consortium (CXL 3.0 §8.1.1).
const CXL: u16 = 0x1e98;

codes! {
    /// DVSEC id of the CXL consortium (CXL 3.0 §8.1.1, table 8-2).
    pub struct CxlDvsecId(u16) {
        0x0 => "PCIe DVSEC for CXL Devices", 0x2 => "Non-CXL Function Map DVSEC",
        0x3 => "CXL Extensions DVSEC for Ports", 0x4 => "GPF DVSEC for CXL Ports",
        0x5 => "GPF DVSEC for CXL Devices", 0x7 => "PCIe DVSEC for Flex Bus Port", 0x8 => "Register Locator DVSEC",
        0x9 => "MLD DVSEC", 0xa => "PCIe DVSEC for Test Capability",
    }
}

flags! {
    /// CXL capability and status, offsets 0Ah and 0Eh of a device's DVSEC (CXL 3.0 §8.1.3.1).
    pub struct CxlCapabilities(u16) {
        0 => "Cache_Capable", 1 => "IO_Capable", 2 => "Mem_Capable", 3 => "Mem_HwInit_Mode",
        6 => "Cache Writeback and Invalidate Capable", 7 => "CXL Reset Capable", 8 => "CXL Reset Mem Clr Capable",
        9 => "TSP Capable", 10 => "Multiple Logical Device", 11 => "Viral_Capable",
        12 => "PM Init Completion Reporting Capable",
    }
}

/// Vendor-Specific extended capability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VendorSpecific {
    /// Offset 4, bits 15:0; the function's vendor numbers them.
    pub vsec_id: Id,
    /// Offset 4, bits 19:16.
    pub revision: u8,
    /// Offset 4, bits 31:20: octets of the whole structure.
    pub length_bytes: u16,
}

impl VendorSpecific {
    pub(super) fn decode(bytes: &[u8]) -> Option<VendorSpecific> {
        let header = bytes.u32_le(4)?;
        Some(VendorSpecific {
            vsec_id: Id(bits(header, 0..=15)),
            revision: bits(header, 16..=19),
            length_bytes: bits(header, 20..=31),
        })
    }
}

/// Designated Vendor-Specific extended capability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DesignatedVendorSpecific {
    /// Offset 4, bits 15:0: who defined the structure, which need not be the function's vendor.
    pub vendor_id: Id,
    /// Offset 4, bits 19:16.
    pub revision: u8,
    /// Offset 4, bits 31:20: octets of the whole structure.
    pub length_bytes: u16,
    /// Offset 8, bits 15:0; that vendor numbers them.
    pub dvsec_id: Id,
    /// What the CXL consortium's structures say; `None` for another vendor's.
    pub cxl: Option<CxlDvsec>,
}

/// A structure of the CXL consortium.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CxlDvsec {
    /// Offset 8.
    pub id: CxlDvsecId,
    /// Offset 0Ah of a device's structure, without bits 5:4.
    pub capabilities: Option<CxlCapabilities>,
    /// Offset 0Ah, bits 5:4: ranges of host-managed memory.
    pub hdm_count: Option<u8>,
    /// Offset 0Ch of a device's structure, bits 2:0: cache, I/O and memory protocol enabled, as in the capability.
    pub enabled: Option<CxlCapabilities>,
}

impl DesignatedVendorSpecific {
    pub(super) fn decode(bytes: &[u8]) -> Option<DesignatedVendorSpecific> {
        let (header, id) = (bytes.u32_le(4)?, bytes.u16_le(8)?);
        let vendor: u16 = bits(header, 0..=15);
        Some(DesignatedVendorSpecific {
            vendor_id: Id(vendor),
            revision: bits(header, 16..=19),
            length_bytes: bits(header, 20..=31),
            dvsec_id: Id(id),
            cxl: (vendor == CXL).then(|| CxlDvsec::decode(bytes, id)),
        })
    }
}

impl CxlDvsec {
    fn decode(bytes: &[u8], id: u16) -> CxlDvsec {
        let device = |offset| if id == 0 { bytes.u16_le(offset) } else { None };
        let capabilities = device(0xa);
        CxlDvsec {
            id: CxlDvsecId(id),
            capabilities: capabilities.map(|register| CxlCapabilities(register & !0x30)),
            hdm_count: capabilities.map(|register| bits(register, 4..=5)),
            enabled: device(0xc).map(|register| CxlCapabilities(register & 7)),
        }
    }
}

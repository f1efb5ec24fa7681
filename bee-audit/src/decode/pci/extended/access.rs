//! Access Control Services (000Dh) and Alternative Routing-ID Interpretation (000Eh).
//!
//! PCI Express Base 6.0 §7.7.11 and §7.8.8. What is capable is not enabled: the kernel enables ACS where an IOMMU
//! needs it, and firmware may leave peer-to-peer redirection off on purpose.

use serde::Serialize;

use super::super::{bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;

flags! {
    /// ACS capability and control, offsets 4 and 6, bits 7:0 (§7.7.11.2, §7.7.11.3).
    pub struct AccessControl(u16) {
        0 => "ACS Source Validation", 1 => "ACS Translation Blocking", 2 => "ACS P2P Request Redirect",
        3 => "ACS P2P Completion Redirect", 4 => "ACS Upstream Forwarding", 5 => "ACS P2P Egress Control",
        6 => "ACS Direct Translated P2P", 7 => "ACS Enhanced Capability",
    }
}

/// Access Control Services.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccessControlServices {
    /// Offset 4.
    pub capabilities: AccessControl,
    /// Offset 4, bits 15:8; `None` when zero: without egress control there is no vector.
    pub egress_control_vector_bits: Option<u8>,
    /// Offset 6.
    pub control: AccessControl,
}

impl AccessControlServices {
    pub(super) fn decode(bytes: &[u8]) -> Option<AccessControlServices> {
        let capabilities = bytes.u16_le(4)?;
        let vector: u8 = bits(capabilities, 8..=15);
        Some(AccessControlServices {
            capabilities: AccessControl(capabilities & 0xff),
            egress_control_vector_bits: (vector != 0).then_some(vector),
            control: AccessControl(bytes.u16_le(6)?),
        })
    }
}

/// Alternative Routing-ID Interpretation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlternativeRoutingId {
    /// Offset 4, bit 0.
    pub mfvc_function_groups_capable: bool,
    /// Offset 4, bit 1.
    pub acs_function_groups_capable: bool,
    /// Offset 4, bits 15:8: zero ends the list of functions.
    pub next_function_number: u8,
    /// Offset 6, bit 0.
    pub mfvc_function_groups_enabled: bool,
    /// Offset 6, bit 1.
    pub acs_function_groups_enabled: bool,
    /// Offset 6, bits 6:4.
    pub function_group: u8,
}

impl AlternativeRoutingId {
    pub(super) fn decode(bytes: &[u8]) -> Option<AlternativeRoutingId> {
        let (capabilities, control) = (bytes.u16_le(4)?, bytes.u16_le(6)?);
        Some(AlternativeRoutingId {
            mfvc_function_groups_capable: bit(capabilities, 0),
            acs_function_groups_capable: bit(capabilities, 1),
            next_function_number: bits(capabilities, 8..=15),
            mfvc_function_groups_enabled: bit(control, 0),
            acs_function_groups_enabled: bit(control, 1),
            function_group: bits(control, 4..=6),
        })
    }
}

//! Root registers of the PCI Express capability: root ports and root complex event collectors.
//!
//! PCI Express Base 6.0 §7.5.3.12–7.5.3.14.

use serde::Serialize;

use super::super::{RequesterId, bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;

flags! {
    /// Root control, offset 1Ch (§7.5.3.12).
    pub struct RootControl(u16) {
        0 => "System Error on Correctable Error Enable", 1 => "System Error on Non-Fatal Error Enable",
        2 => "System Error on Fatal Error Enable", 3 => "PME Interrupt Enable",
        4 => "Configuration RRS Software Visibility Enable", 5 => "No NFM Subtree Below This Root Port",
    }
}

/// Root registers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Root {
    /// Offset 1Ch.
    pub control: RootControl,
    /// Offset 1Eh, bit 0: retry status of configuration requests can be made visible to software.
    pub request_retry_status_visibility: bool,
    /// Offset 20h, bits 15:0: who asked for the last power management event.
    pub pme_requester_id: RequesterId,
    /// Offset 20h, bit 16.
    pub pme_status: bool,
    /// Offset 20h, bit 17.
    pub pme_pending: bool,
}

impl Root {
    pub(super) fn decode(bytes: &[u8]) -> Option<Root> {
        let status = bytes.u32_le(0x20)?;
        Some(Root {
            control: RootControl(bytes.u16_le(0x1c)?),
            request_retry_status_visibility: bit(bytes.u16_le(0x1e)?, 0),
            pme_requester_id: RequesterId(bits(status, 0..=15)),
            pme_status: bit(status, 16),
            pme_pending: bit(status, 17),
        })
    }
}

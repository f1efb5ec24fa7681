//! Downstream Port Containment extended capability, id 001Dh.
//!
//! PCI Express Base 6.0 §7.9.14. The error source is only defined when a message triggered containment (§7.9.14.5);
//! at other times the register holds leftovers.

use serde::Serialize;

use super::super::{RequesterId, bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};

flags! {
    /// Capability, offset 4, without the fields that are numbers (§7.9.14.2).
    pub struct DpcCapabilities(u16) {
        5 => "RP Extensions for DPC", 6 => "Poisoned TLP Egress Blocking Supported",
        7 => "DPC Software Triggering Supported", 12 => "DL_Active ERR_COR Signaling Supported",
        13 => "DPC SIG_SFW Capable",
    }
    /// Control, offset 6, without the trigger enable (§7.9.14.3).
    pub struct DpcControl(u16) {
        2 => "DPC Completion Control", 3 => "DPC Interrupt Enable", 4 => "DPC ERR_COR Enable",
        5 => "Poisoned TLP Egress Blocking Enable", 6 => "DPC Software Trigger", 7 => "DL_Active ERR_COR Enable",
        8 => "DPC SIG_SFW Enable",
    }
    /// Status, offset 8, without the fields that are numbers (§7.9.14.4).
    pub struct DpcStatus(u16) {
        0 => "DPC Trigger Status", 3 => "DPC Interrupt Status", 4 => "DPC RP Busy", 13 => "DPC SIG_SFW Status",
    }
}

codes! {
    /// What triggers containment, offset 6, bits 1:0 (§7.9.14.3).
    pub struct DpcTriggerEnable(u8) { 0 => "Disabled", 1 => "ERR_FATAL", 2 => "ERR_NONFATAL or ERR_FATAL" }
    /// What triggered it: offset 8, bits 2:1, and 10h plus bits 6:5 where those say "see the extension" (§7.9.14.4).
    pub struct DpcTriggerReason(u8) {
        0 => "Unmasked uncorrectable error", 1 => "ERR_NONFATAL Message received", 2 => "ERR_FATAL Message received",
        0x10 => "RP PIO error", 0x11 => "DPC Software Trigger",
    }
}

/// Downstream Port Containment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DownstreamPortContainment {
    /// Offset 4, bits 4:0.
    pub interrupt_message_number: u8,
    /// Offset 4, the single bits.
    pub capabilities: DpcCapabilities,
    /// Offset 4, bits 11:8: dwords of the log of a root port.
    pub rp_pio_log_size: u8,
    /// Offset 6, bits 1:0.
    pub trigger_enable: DpcTriggerEnable,
    /// Offset 6, the single bits.
    pub control: DpcControl,
    /// Offset 8, the single bits.
    pub status: DpcStatus,
    /// Offset 8, bits 2:1 and 6:5; `None` unless the port is contained.
    pub trigger_reason: Option<DpcTriggerReason>,
    /// Offset 8, bits 12:8.
    pub rp_pio_first_error_pointer: u8,
    /// Offset 0Ah; `None` unless a message triggered containment.
    pub error_source: Option<RequesterId>,
}

impl DownstreamPortContainment {
    pub(super) fn decode(bytes: &[u8]) -> Option<DownstreamPortContainment> {
        let (capabilities, control, status) = (bytes.u16_le(4)?, bytes.u16_le(6)?, bytes.u16_le(8)?);
        let source = RequesterId(bytes.u16_le(0xa)?);
        let reason = DpcTriggerReason(match bits(status, 1..=2) {
            3 => 0x10 | bits::<u8>(status, 5..=6),
            reason => reason,
        });
        let triggered = bit(status, 0);
        Some(DownstreamPortContainment {
            interrupt_message_number: bits(capabilities, 0..=4),
            capabilities: DpcCapabilities(capabilities),
            rp_pio_log_size: bits(capabilities, 8..=11),
            trigger_enable: DpcTriggerEnable(bits(control, 0..=1)),
            control: DpcControl(control),
            status: DpcStatus(status),
            trigger_reason: triggered.then_some(reason),
            rp_pio_first_error_pointer: bits(status, 8..=12),
            error_source: (triggered && matches!(reason.0, 1 | 2)).then_some(source),
        })
    }
}

//! Device registers of the PCI Express capability, and their second set.
//!
//! PCI Express Base 6.0 §7.5.3.3–7.5.3.5, §7.5.3.15–7.5.3.17. Payload and request sizes are powers of two from 128
//! octets on; codes 6 and 7 are reserved and do occur in all-ones reads.

use serde::Serialize;

use super::super::{bit, bits};
use super::slot::power_limit;
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};
use crate::units::{Bytes, Watts};

flags! {
    /// Device capabilities, offset 4, without the fields that are numbers (§7.5.3.3).
    pub struct DeviceCapabilities(u32) {
        5 => "Extended Tag Field Supported", 12 => "Attention Button Present", 13 => "Attention Indicator Present",
        14 => "Power Indicator Present", 15 => "Role-Based Error Reporting", 16 => "ERR_COR Subclass Capable",
        28 => "Function Level Reset Capability", 29 => "Mixed_MPS_Supported", 30 => "TEE-IO Supported",
    }
    /// Device control, offset 8, without the sizes (§7.5.3.4).
    pub struct DeviceControl(u16) {
        0 => "Correctable Error Reporting Enable", 1 => "Non-Fatal Error Reporting Enable",
        2 => "Fatal Error Reporting Enable", 3 => "Unsupported Request Reporting Enable",
        4 => "Enable Relaxed Ordering", 8 => "Extended Tag Field Enable", 9 => "Phantom Functions Enable",
        10 => "Aux Power PM Enable", 11 => "Enable No Snoop",
        15 => "Bridge Configuration Retry Enable / Initiate Function Level Reset",
    }
    /// Device status, offset 0Ah (§7.5.3.5).
    pub struct DeviceStatus(u16) {
        0 => "Correctable Error Detected", 1 => "Non-Fatal Error Detected", 2 => "Fatal Error Detected",
        3 => "Unsupported Request Detected", 4 => "AUX Power Detected", 5 => "Transactions Pending",
        6 => "Emergency Power Reduction Detected",
    }
    /// Device capabilities 2, offset 24h, without the fields that are numbers (§7.5.3.15).
    pub struct DeviceCapabilities2(u32) {
        4 => "Completion Timeout Disable Supported", 5 => "ARI Forwarding Supported",
        6 => "AtomicOp Routing Supported", 7 => "32-bit AtomicOp Completer Supported",
        8 => "64-bit AtomicOp Completer Supported", 9 => "128-bit CAS Completer Supported",
        10 => "No RO-enabled PR-PR Passing", 11 => "LTR Mechanism Supported", 12 => "TPH Completer Supported",
        13 => "Extended TPH Completer Supported", 16 => "10-Bit Tag Completer Supported",
        17 => "10-Bit Tag Requester Supported", 18 => "OBFF with Message Signaling", 19 => "OBFF with WAKE# Signaling",
        20 => "Extended Fmt Field Supported", 21 => "End-End TLP Prefix Supported",
        26 => "Emergency Power Reduction Initialization Required", 28 => "DMWr Completer Supported",
        31 => "FRS Supported",
    }
    /// Device control 2, offset 28h, without the fields that are numbers (§7.5.3.16).
    pub struct DeviceControl2(u16) {
        4 => "Completion Timeout Disable", 5 => "ARI Forwarding Enable", 6 => "AtomicOp Requester Enable",
        7 => "AtomicOp Egress Blocking", 8 => "IDO Request Enable", 9 => "IDO Completion Enable",
        10 => "LTR Mechanism Enable", 11 => "Emergency Power Reduction Request", 12 => "10-Bit Tag Requester Enable",
        15 => "End-End TLP Prefix Blocking",
    }
}

codes! {
    /// Completion timeout ranges that can be programmed, offset 24h, bits 3:0 (§7.5.3.15).
    pub struct CompletionTimeoutRanges(u8) {
        0 => "Not programmable", 1 => "A", 2 => "B", 3 => "A and B", 6 => "B and C", 7 => "A, B and C",
        14 => "B, C and D", 15 => "A, B, C and D",
    }
    /// Completion timeout, offset 28h, bits 3:0 (§7.5.3.16).
    pub struct CompletionTimeout(u8) {
        0 => "50 µs to 50 ms", 1 => "50 µs to 100 µs", 2 => "1 ms to 10 ms", 5 => "16 ms to 55 ms",
        6 => "65 ms to 210 ms", 9 => "260 ms to 900 ms", 10 => "1 s to 3.5 s", 13 => "4 s to 13 s", 14 => "17 s to 64 s",
    }
}

/// Device registers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Device {
    /// Offset 4, bits 2:0; `None` for a reserved code.
    pub max_payload_size_supported_bytes: Option<Bytes>,
    /// Offset 4, bits 4:3: bits of the function number that unused functions lend.
    pub phantom_function_bits: u8,
    /// Offset 4, the single bits.
    pub capabilities: DeviceCapabilities,
    /// Offset 4, bits 8:6: exponent of the L0s exit latency that an endpoint bears.
    pub acceptable_l0s_latency: u8,
    /// Offset 4, bits 11:9: exponent of the L1 exit latency that an endpoint bears.
    pub acceptable_l1_latency: u8,
    /// Offset 4, bits 27:18: what the slot told an upstream port; `None` when it told nothing.
    pub captured_slot_power_limit_watts: Option<Watts>,
    /// Offset 8, the single bits.
    pub control: DeviceControl,
    /// Offset 8, bits 7:5; `None` for a reserved code.
    pub max_payload_size_bytes: Option<Bytes>,
    /// Offset 8, bits 14:12; `None` for a reserved code.
    pub max_read_request_size_bytes: Option<Bytes>,
    /// Offset 0Ah.
    pub status: DeviceStatus,
}

impl Device {
    pub(super) fn decode(bytes: &[u8]) -> Option<Device> {
        let (capabilities, control) = (bytes.u32_le(4)?, bytes.u16_le(8)?);
        Some(Device {
            max_payload_size_supported_bytes: size(bits(capabilities, 0..=2)),
            phantom_function_bits: bits(capabilities, 3..=4),
            capabilities: DeviceCapabilities(capabilities),
            acceptable_l0s_latency: bits(capabilities, 6..=8),
            acceptable_l1_latency: bits(capabilities, 9..=11),
            captured_slot_power_limit_watts: Some(power_limit(
                bits(capabilities, 18..=25),
                bits(capabilities, 26..=27),
            ))
            .flatten()
            .filter(|limit| limit.0 > 0.0),
            control: DeviceControl(control),
            max_payload_size_bytes: size(bits(control, 5..=7)),
            max_read_request_size_bytes: size(bits(control, 12..=14)),
            status: DeviceStatus(bytes.u16_le(0xa)?),
        })
    }
}

/// 128 octets times a power of two; 6 and 7 are reserved (§7.5.3.3).
fn size(code: u8) -> Option<Bytes> {
    (code <= 5).then(|| Bytes(128 << code))
}

/// Device registers 2.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Device2 {
    /// Offset 24h, bits 3:0.
    pub completion_timeout_ranges: CompletionTimeoutRanges,
    /// Offset 24h, the single bits.
    pub capabilities: DeviceCapabilities2,
    /// Offset 24h, bits 23:22: prefixes that a TLP may carry; code 0 means four. `None` where there is no support.
    pub max_end_end_tlp_prefixes: Option<u8>,
    /// Offset 24h, bits 25:24: non-zero when supported.
    pub emergency_power_reduction: u8,
    /// Offset 28h, bits 3:0.
    pub completion_timeout: CompletionTimeout,
    /// Offset 28h, the single bits.
    pub control: DeviceControl2,
    /// Offset 28h, bits 14:13: 0 disabled, 1 and 2 messages, 3 WAKE#.
    pub obff_enable: u8,
}

impl Device2 {
    pub(super) fn decode(bytes: &[u8]) -> Option<Device2> {
        let (capabilities, control) = (bytes.u32_le(0x24)?, bytes.u16_le(0x28)?);
        let prefixes = match bits::<u8>(capabilities, 22..=23) {
            0 => 4,
            count => count,
        };
        Some(Device2 {
            completion_timeout_ranges: CompletionTimeoutRanges(bits(capabilities, 0..=3)),
            capabilities: DeviceCapabilities2(capabilities),
            max_end_end_tlp_prefixes: bit(capabilities, 21).then_some(prefixes),
            emergency_power_reduction: bits(capabilities, 24..=25),
            completion_timeout: CompletionTimeout(bits(control, 0..=3)),
            control: DeviceControl2(control),
            obff_enable: bits(control, 13..=14),
        })
    }
}

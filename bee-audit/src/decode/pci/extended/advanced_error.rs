//! Advanced Error Reporting extended capability, id 0001h.
//!
//! PCI Express Base 6.0 §7.8.4. Status bits are sticky: they tell that an error happened since the last reset or
//! clearing, not that it happens now, and drivers that do not clear them leave them set for months.

use serde::Serialize;

use super::super::{Hexadecimal, RequesterId, bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;

flags! {
    /// Uncorrectable errors: status, mask and severity, offsets 4, 8 and 0Ch (§7.8.4.2).
    pub struct UncorrectableErrors(u32) {
        4 => "Data Link Protocol Error", 5 => "Surprise Down Error", 12 => "Poisoned TLP Received",
        13 => "Flow Control Protocol Error", 14 => "Completion Timeout", 15 => "Completer Abort",
        16 => "Unexpected Completion", 17 => "Receiver Overflow", 18 => "Malformed TLP", 19 => "ECRC Error",
        20 => "Unsupported Request Error", 21 => "ACS Violation", 22 => "Uncorrectable Internal Error",
        23 => "MC Blocked TLP", 24 => "AtomicOp Egress Blocked", 25 => "TLP Prefix Blocked Error",
        26 => "Poisoned TLP Egress Blocked", 27 => "DMWr Request Egress Blocked", 28 => "IDE Check Failed",
        29 => "Misrouted IDE TLP", 30 => "PCRC Check Failed", 31 => "TLP Translation Egress Blocked",
    }
    /// Correctable errors: status and mask, offsets 10h and 14h (§7.8.4.5).
    pub struct CorrectableErrors(u32) {
        0 => "Receiver Error", 6 => "Bad TLP", 7 => "Bad DLLP", 8 => "REPLAY_NUM Rollover",
        12 => "Replay Timer Timeout", 13 => "Advisory Non-Fatal Error", 14 => "Corrected Internal Error",
        15 => "Header Log Overflow",
    }
    /// Advanced error capabilities and control, offset 18h, without the first error pointer (§7.8.4.7).
    pub struct ErrorControl(u32) {
        5 => "ECRC Generation Capable", 6 => "ECRC Generation Enable", 7 => "ECRC Check Capable",
        8 => "ECRC Check Enable", 9 => "Multiple Header Recording Capable", 10 => "Multiple Header Recording Enable",
        11 => "TLP Prefix Log Present", 12 => "Completion Timeout Prefix/Header Log Capable",
        18 => "Logged TLP was Flit Mode",
    }
    /// Root error command, offset 2Ch (§7.8.4.9).
    pub struct RootErrorCommand(u32) {
        0 => "Correctable Error Reporting Enable", 1 => "Non-Fatal Error Reporting Enable",
        2 => "Fatal Error Reporting Enable",
    }
    /// Root error status, offset 30h, without the message number (§7.8.4.10).
    pub struct RootErrorStatus(u32) {
        0 => "ERR_COR Received", 1 => "Multiple ERR_COR Received", 2 => "ERR_FATAL/NONFATAL Received",
        3 => "Multiple ERR_FATAL/NONFATAL Received", 4 => "First Uncorrectable Fatal",
        5 => "Non-Fatal Error Messages Received", 6 => "Fatal Error Messages Received",
    }
}

/// Advanced Error Reporting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdvancedErrorReporting {
    /// Offset 4.
    pub uncorrectable_status: UncorrectableErrors,
    /// Offset 8: a set bit is not reported.
    pub uncorrectable_mask: UncorrectableErrors,
    /// Offset 0Ch: a set bit is fatal.
    pub uncorrectable_severity: UncorrectableErrors,
    /// Offset 10h.
    pub correctable_status: CorrectableErrors,
    /// Offset 14h: a set bit is not reported.
    pub correctable_mask: CorrectableErrors,
    /// Offset 18h, bits 4:0: bit number of the error that came first; `None` unless that status bit is set.
    pub first_error_pointer: Option<u8>,
    /// Offset 18h, the single bits.
    pub control: ErrorControl,
    /// Offset 1Ch: the header of the packet that the first error was about; `None` when all zero.
    pub header_log: Option<[Hexadecimal; 4]>,
    /// Offset 2Ch to 37h; `None` where the bytes end before, and all zero outside of root ports.
    pub root: Option<RootErrors>,
}

/// What a root port or event collector adds (§7.8.4.9–7.8.4.11).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RootErrors {
    /// Offset 2Ch.
    pub command: RootErrorCommand,
    /// Offset 30h.
    pub status: RootErrorStatus,
    /// Offset 30h, bits 31:27.
    pub interrupt_message_number: u8,
    /// Offset 34h, bits 15:0.
    pub correctable_source: RequesterId,
    /// Offset 34h, bits 31:16.
    pub uncorrectable_source: RequesterId,
}

impl AdvancedErrorReporting {
    pub(super) fn decode(bytes: &[u8]) -> Option<AdvancedErrorReporting> {
        let uncorrectable_status = UncorrectableErrors(bytes.u32_le(4)?);
        let control = bytes.u32_le(0x18)?;
        let first: u8 = bits(control, 0..=4);
        let word = |offset| bytes.u32_le(offset).map(|word| Hexadecimal(word.into()));
        let log = [word(0x1c)?, word(0x20)?, word(0x24)?, word(0x28)?];
        Some(AdvancedErrorReporting {
            uncorrectable_status,
            uncorrectable_mask: UncorrectableErrors(bytes.u32_le(8)?),
            uncorrectable_severity: UncorrectableErrors(bytes.u32_le(0xc)?),
            correctable_status: CorrectableErrors(bytes.u32_le(0x10)?),
            correctable_mask: CorrectableErrors(bytes.u32_le(0x14)?),
            first_error_pointer: bit(uncorrectable_status.0, first.into()).then_some(first),
            control: ErrorControl(control),
            header_log: log.iter().any(|word| word.0 != 0).then_some(log),
            root: RootErrors::decode(bytes),
        })
    }
}

impl RootErrors {
    fn decode(bytes: &[u8]) -> Option<RootErrors> {
        let (status, source) = (bytes.u32_le(0x30)?, bytes.u32_le(0x34)?);
        Some(RootErrors {
            command: RootErrorCommand(bytes.u32_le(0x2c)?),
            status: RootErrorStatus(status),
            interrupt_message_number: bits(status, 27..=31),
            correctable_source: RequesterId(bits(source, 0..=15)),
            uncorrectable_source: RequesterId(bits(source, 16..=31)),
        })
    }
}

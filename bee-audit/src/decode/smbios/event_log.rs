//! System Event Log (type 15): where firmware keeps its log and which kinds of events it writes.
//!
//! Document: DSP0134 §7.16, §7.16.2 (access), §7.16.3 (status), §7.16.5 (header format), §7.16.6 (descriptors).
//!
//! Real firmware: the log itself is reachable through GPNV or a memory address that Linux does not map; servers with a
//! BMC keep their log there and leave this one empty.

use serde::Serialize;

use super::Frame;
use crate::decode::code::{codes, flags};

/// Type 15.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemEventLog {
    /// Octets of the whole log area (offset 04h).
    pub area_length: Option<u16>,
    /// Where its header starts in the area (06h).
    pub header_start_offset: Option<u16>,
    /// Where the first entry starts in the area (08h).
    pub data_start_offset: Option<u16>,
    /// How it is reached (0Ah).
    pub access_method: Option<LogAccessMethod>,
    /// Whether it is valid and full (0Bh).
    pub status: Option<LogStatus>,
    /// Changes with every new entry (0Ch).
    pub change_token: Option<u32>,
    /// Where it is, in the form of the access method (10h).
    pub access_method_address: Option<u32>,
    /// Format of its header (14h).
    pub header_format: Option<LogHeaderFormat>,
    /// Kinds of events that it can hold (15h–17h).
    pub supported_types: Vec<LogTypeDescriptor>,
}

/// A kind of event that the log can hold (§7.16.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LogTypeDescriptor {
    /// Kind of event.
    pub log_type: LogType,
    /// Format of the data that follow an entry.
    pub data_format: LogDataFormat,
}

codes! {
    /// How the log is reached (§7.16.2).
    pub struct LogAccessMethod(u8) {
        0x00 => "Indexed I/O, one 8-bit index port, one 8-bit data port",
        0x01 => "Indexed I/O, two 8-bit index ports, one 8-bit data port",
        0x02 => "Indexed I/O, one 16-bit index port, one 8-bit data port",
        0x03 => "Memory-mapped physical 32-bit address",
        0x04 => "General-purpose non-volatile data functions",
        0x80..=0xff => "OEM-specific",
    }
    /// Format of the log's header (§7.16.5).
    pub struct LogHeaderFormat(u8) { 0x00 => "No Header", 0x01 => "Type 1", 0x80..=0xff => "OEM-specific" }
    /// Kind of event (§7.16.6.1).
    pub struct LogType(u8) {
        0x01 => "Single-bit ECC memory error", 0x02 => "Multi-bit ECC memory error", 0x03 => "Parity memory error",
        0x04 => "Bus time-out", 0x05 => "I/O Channel Check", 0x06 => "Software NMI", 0x07 => "POST Memory Resize",
        0x08 => "POST Error", 0x09 => "PCI Parity Error", 0x0a => "PCI System Error", 0x0b => "CPU Failure",
        0x0c => "EISA FailSafe Timer time-out", 0x0d => "Correctable memory log disabled",
        0x0e => "Logging disabled for a specific Event Type", 0x10 => "System Limit Exceeded",
        0x11 => "Asynchronous hardware timer expired and issued a system reset",
        0x12 => "System configuration information", 0x13 => "Hard-disk information", 0x14 => "System reconfigured",
        0x15 => "Uncorrectable CPU-complex error", 0x16 => "Log Area Reset/Cleared", 0x17 => "System boot",
        0x80..=0xfe => "OEM-specific", 0xff => "End of log",
    }
    /// Format of an entry's variable data (§7.16.6.2).
    pub struct LogDataFormat(u8) {
        0x00 => "None", 0x01 => "Handle", 0x02 => "Multiple-Event", 0x03 => "Multiple-Event Handle",
        0x04 => "POST Results Bitmap", 0x05 => "System Management Type", 0x06 => "Multiple-Event System Management Type",
        0x80..=0xff => "OEM assigned",
    }
}

flags! {
    /// Whether the log is valid and full (§7.16.3).
    pub struct LogStatus(u8) { 0 => "Log area valid", 1 => "Log area full" }
}

impl SystemEventLog {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemEventLog {
        SystemEventLog {
            area_length: frame.word(0x04),
            header_start_offset: frame.word(0x06),
            data_start_offset: frame.word(0x08),
            access_method: frame.byte(0x0a).map(LogAccessMethod),
            status: frame.byte(0x0b).map(LogStatus),
            change_token: frame.dword(0x0c),
            access_method_address: frame.dword(0x10),
            header_format: frame.byte(0x14).map(LogHeaderFormat),
            supported_types: descriptors(frame),
        }
    }
}

/// `x` descriptors (15h) of `y` octets (16h), of which the first two are defined (§7.16.6).
fn descriptors(frame: &Frame<'_>) -> Vec<LogTypeDescriptor> {
    let (Some(count), Some(length)) = (frame.byte(0x15), frame.byte(0x16).filter(|length| *length >= 2)) else {
        return Vec::new();
    };
    let records = frame.formatted().get(0x17..).unwrap_or_default().chunks_exact(length.into());
    let decoded = records.take(count.into()).filter_map(|record| match record {
        [kind, format, ..] => Some(LogTypeDescriptor { log_type: LogType(*kind), data_format: LogDataFormat(*format) }),
        _ => None,
    });
    decoded.collect()
}

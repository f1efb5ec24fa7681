//! Memory Error Information (types 18 and 33): the last error of an array or a device.
//!
//! Document: DSP0134 §7.19 (32-bit addresses), §7.34 (64-bit), §7.19.1–§7.19.3 (codes).
//!
//! Real firmware writes these once and never updates them: "OK" here proves nothing.

use serde::Serialize;

use super::Frame;
use crate::decode::code::codes;

/// What both types say, with addresses of their width.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryError32(pub MemoryError);

/// Type 33.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryError64(pub MemoryError);

/// The last error that firmware saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryError {
    /// Kind of error (offset 04h).
    pub error_type: Option<MemoryErrorType>,
    /// How exactly its place is known (05h).
    pub granularity: Option<MemoryErrorGranularity>,
    /// Access that met it (06h).
    pub operation: Option<MemoryErrorOperation>,
    /// Syndrome or other data of the vendor (07h); 0 is "unknown".
    pub vendor_syndrome: Option<u32>,
    /// Physical address in the array (0Bh).
    pub memory_array_address: Option<u64>,
    /// Physical address in the device (0Fh; type 33: 13h).
    pub device_address: Option<u64>,
    /// Range in octets within which the error can be (13h; type 33: 1Bh).
    pub resolution_bytes: Option<u32>,
}

codes! {
    /// Kind of memory error (§7.19.1).
    pub struct MemoryErrorType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "OK", 0x04 => "Bad read", 0x05 => "Parity error",
        0x06 => "Single-bit error", 0x07 => "Double-bit error", 0x08 => "Multi-bit error", 0x09 => "Nibble error",
        0x0a => "Checksum error", 0x0b => "CRC error", 0x0c => "Corrected single-bit error",
        0x0d => "Corrected error", 0x0e => "Uncorrectable error",
    }
    /// How exactly the place of an error is known (§7.19.2).
    pub struct MemoryErrorGranularity(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Device level", 0x04 => "Memory partition level",
    }
    /// Access that met an error (§7.19.3).
    pub struct MemoryErrorOperation(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Read", 0x04 => "Write", 0x05 => "Partial write",
    }
}

impl MemoryError32 {
    /// 8000 0000h is "unknown" in every address and in the resolution (§7.19).
    pub(super) fn decode(frame: &Frame<'_>) -> MemoryError32 {
        let address = |offset| frame.dword(offset).filter(|address| *address != 0x8000_0000).map(u64::from);
        MemoryError32(MemoryError::decode(frame, address(0x0b), address(0x0f), 0x13))
    }
}

impl MemoryError64 {
    /// 8000 0000 0000 0000h is "unknown" in every address (§7.34).
    pub(super) fn decode(frame: &Frame<'_>) -> MemoryError64 {
        let address = |offset| frame.qword(offset).filter(|address| *address != 1 << 63);
        MemoryError64(MemoryError::decode(frame, address(0x0b), address(0x13), 0x1b))
    }
}

impl MemoryError {
    fn decode(frame: &Frame<'_>, array: Option<u64>, device: Option<u64>, resolution: usize) -> MemoryError {
        MemoryError {
            error_type: frame.byte(0x04).map(MemoryErrorType),
            granularity: frame.byte(0x05).map(MemoryErrorGranularity),
            operation: frame.byte(0x06).map(MemoryErrorOperation),
            vendor_syndrome: frame.dword(0x07).filter(|syndrome| *syndrome != 0),
            memory_array_address: array,
            device_address: device,
            resolution_bytes: frame.dword(resolution).filter(|resolution| *resolution != 0x8000_0000),
        }
    }
}

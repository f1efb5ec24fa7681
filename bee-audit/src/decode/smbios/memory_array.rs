//! Physical Memory Array (type 16): a group of sockets that one memory controller or board serves.
//!
//! Document: DSP0134 §7.17, §7.17.1 (location), §7.17.2 (use), §7.17.3 (error correction).
//!
//! Real firmware: one array per processor, per controller or for the whole machine; a maximum capacity that is below
//! what is installed; arrays for flash memory among those for system memory.

use serde::Serialize;

use super::{ErrorInformation, Frame};
use crate::{decode::code::codes, units::Bytes};

/// Type 16.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalMemoryArray {
    /// Where it is (offset 04h).
    pub location: Option<MemoryArrayLocation>,
    /// What it is used for (05h).
    pub array_use: Option<MemoryArrayUse>,
    /// Primary error correction (06h).
    pub error_correction: Option<MemoryErrorCorrection>,
    /// Most that fits (07h, from 2 TiB on 0Fh).
    pub maximum_capacity_bytes: Option<Bytes>,
    /// What is known of the last error (0Bh).
    pub error_information: Option<ErrorInformation>,
    /// Sockets (0Dh).
    pub memory_device_count: Option<u16>,
}

codes! {
    /// Where a memory array is (§7.17.1).
    pub struct MemoryArrayLocation(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "System board or motherboard", 0x04 => "ISA add-on card",
        0x05 => "EISA add-on card", 0x06 => "PCI add-on card", 0x07 => "MCA add-on card",
        0x08 => "PCMCIA add-on card", 0x09 => "Proprietary add-on card", 0x0a => "NuBus",
        0xa0 => "PC-98/C20 add-on card", 0xa1 => "PC-98/C24 add-on card", 0xa2 => "PC-98/E add-on card",
        0xa3 => "PC-98/Local bus add-on card", 0xa4 => "CXL add-on card",
    }
    /// What a memory array is used for (§7.17.2).
    pub struct MemoryArrayUse(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "System memory", 0x04 => "Video memory", 0x05 => "Flash memory",
        0x06 => "Non-volatile RAM", 0x07 => "Cache memory",
    }
    /// Error correction of a memory array (§7.17.3).
    pub struct MemoryErrorCorrection(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "None", 0x04 => "Parity", 0x05 => "Single-bit ECC",
        0x06 => "Multi-bit ECC", 0x07 => "CRC",
    }
}

impl PhysicalMemoryArray {
    pub(super) fn decode(frame: &Frame<'_>) -> PhysicalMemoryArray {
        PhysicalMemoryArray {
            location: frame.byte(0x04).map(MemoryArrayLocation),
            array_use: frame.byte(0x05).map(MemoryArrayUse),
            error_correction: frame.byte(0x06).map(MemoryErrorCorrection),
            maximum_capacity_bytes: capacity(frame.dword(0x07), frame.qword(0x0f)),
            error_information: ErrorInformation::decode(frame, 0x0b),
            memory_device_count: frame.word(0x0d),
        }
    }
}

/// KiB; 8000 0000h refers to the wide field in octets (§7.17, offset 07h). 0 is no capacity.
fn capacity(kib: Option<u32>, wide: Option<u64>) -> Option<Bytes> {
    match kib? {
        0x8000_0000 => wide.filter(|octets| *octets != 0).map(Bytes),
        0 => None,
        kib => Some(Bytes::from_kib(kib.into())),
    }
}

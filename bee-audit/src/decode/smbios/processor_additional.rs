//! Processor Additional Information (type 44): which architecture a processor has.
//!
//! Document: DSP0134 §7.45, §7.45.1 (block), §7.45.2 (architecture). The block's data are the architecture's own
//! business (RISC-V and LoongArch define some) and stay bytes.

use serde::Serialize;

use super::{Frame, Handle};
use crate::decode::{code::codes, hex};

/// Type 44.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessorAdditional {
    /// The processor (offset 04h).
    pub processor_handle: Option<Handle>,
    /// Its architecture (07h).
    pub architecture: Option<ProcessorArchitecture>,
    /// The architecture's own data in hexadecimal digits (08h, as many octets as 06h says).
    pub block: Option<String>,
}

codes! {
    /// Processor architecture (§7.45.2).
    pub struct ProcessorArchitecture(u8) {
        0x00 => "Reserved", 0x01 => "IA32 (x86)", 0x02 => "x64 (x86-64, Intel64, AMD64, EM64T)",
        0x03 => "Intel Itanium architecture", 0x04 => "32-bit ARM (Aarch32)", 0x05 => "64-bit ARM (Aarch64)",
        0x06 => "32-bit RISC-V (RV32)", 0x07 => "64-bit RISC-V (RV64)", 0x08 => "128-bit RISC-V (RV128)",
        0x09 => "32-bit LoongArch (LoongArch32)", 0x0a => "64-bit LoongArch (LoongArch64)",
    }
}

impl ProcessorAdditional {
    pub(super) fn decode(frame: &Frame<'_>) -> ProcessorAdditional {
        let block = frame.byte(0x06).and_then(|length| frame.bytes(0x08, length.into()));
        ProcessorAdditional {
            processor_handle: frame.handle_at(0x04),
            architecture: frame.byte(0x07).map(ProcessorArchitecture),
            block: block.filter(|block| !block.is_empty()).map(hex),
        }
    }
}

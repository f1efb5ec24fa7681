//! Codes of the Memory Device structure (type 17).
//!
//! Document: DSP0134 §7.18.1 (form factor), §7.18.2 (type), §7.18.3 (detail), §7.18.6 (technology), §7.18.7 (modes).
//!
//! Real firmware: "Unknown" or "Other" as the type of DDR5 and HBM on tables of an older version; DDR4 printed for
//! DDR5; the detail "Synchronous" alone on registered modules.

use crate::decode::code::{codes, flags};

codes! {
    /// Form factor (§7.18.1).
    pub struct MemoryFormFactor(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "SIMM", 0x04 => "SIP", 0x05 => "Chip", 0x06 => "DIP",
        0x07 => "ZIP", 0x08 => "Proprietary Card", 0x09 => "DIMM", 0x0a => "TSOP", 0x0b => "Row of chips",
        0x0c => "RIMM", 0x0d => "SODIMM", 0x0e => "SRIMM", 0x0f => "FB-DIMM", 0x10 => "Die", 0x11 => "CAMM",
        0x12 => "CUDIMM", 0x13 => "CSODIMM",
    }
    /// Memory type (§7.18.2).
    pub struct MemoryType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "DRAM", 0x04 => "EDRAM", 0x05 => "VRAM", 0x06 => "SRAM",
        0x07 => "RAM", 0x08 => "ROM", 0x09 => "FLASH", 0x0a => "EEPROM", 0x0b => "FEPROM", 0x0c => "EPROM",
        0x0d => "CDRAM", 0x0e => "3DRAM", 0x0f => "SDRAM", 0x10 => "SGRAM", 0x11 => "RDRAM", 0x12 => "DDR",
        0x13 => "DDR2", 0x14 => "DDR2 FB-DIMM", 0x18 => "DDR3", 0x19 => "FBD2", 0x1a => "DDR4", 0x1b => "LPDDR",
        0x1c => "LPDDR2", 0x1d => "LPDDR3", 0x1e => "LPDDR4", 0x1f => "Logical non-volatile device", 0x20 => "HBM",
        0x21 => "HBM2", 0x22 => "DDR5", 0x23 => "LPDDR5", 0x24 => "HBM3", 0x25 => "MRDIMM",
    }
    /// Technology of a module (§7.18.6).
    pub struct MemoryTechnology(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "DRAM", 0x04 => "NVDIMM-N", 0x05 => "NVDIMM-F",
        0x06 => "NVDIMM-P", 0x07 => "Intel Optane persistent memory", 0x08 => "MRDIMM",
    }
}

flags! {
    /// Type detail (§7.18.3).
    pub struct MemoryTypeDetail(u16) {
        1 => "Other", 2 => "Unknown", 3 => "Fast-paged", 4 => "Static column", 5 => "Pseudo-static", 6 => "RAMBUS",
        7 => "Synchronous", 8 => "CMOS", 9 => "EDO", 10 => "Window DRAM", 11 => "Cache DRAM", 12 => "Non-volatile",
        13 => "Registered (Buffered)", 14 => "Unbuffered (Unregistered)", 15 => "LRDIMM",
    }
    /// Operating modes that a module supports (§7.18.7).
    pub struct MemoryOperatingModes(u16) {
        1 => "Other", 2 => "Unknown", 3 => "Volatile memory", 4 => "Byte-accessible persistent memory",
        5 => "Block-accessible persistent memory",
    }
}

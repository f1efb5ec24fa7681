//! Cache Information (type 7): one cache of a processor, or all of a level together.
//!
//! Document: DSP0134 §7.8, §7.8.1 (size), §7.8.2 (SRAM), §7.8.3 (error correction), §7.8.4 (kind), §7.8.5 (ways).
//!
//! Real firmware: sizes are those of the whole socket, not of one core; the speed is a legacy field that is nearly
//! always 0; caches of empty sockets are listed with size 0.

use serde::Serialize;

use super::Frame;
use crate::{
    decode::code::{codes, flags},
    units::Bytes,
};

/// Type 7.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CacheInformation {
    /// Label (offset 04h).
    pub socket_designation: Option<String>,
    /// Level, counted from 1 (05h, bits 2:0).
    pub level: Option<u8>,
    /// Whether it is in a socket of its own (05h, bit 3).
    pub socketed: Option<bool>,
    /// Inside or outside of the processor (05h, bits 6:5).
    pub location: Option<CacheLocation>,
    /// Whether it was enabled at boot (05h, bit 7).
    pub enabled: Option<bool>,
    /// How writes are done (05h, bits 9:8).
    pub operational_mode: Option<CacheOperationalMode>,
    /// Most that can be installed (07h, from 2 GiB on 13h).
    pub maximum_size_bytes: Option<Bytes>,
    /// Installed (09h, from 2 GiB on 17h); 0 where none is.
    pub installed_size_bytes: Option<Bytes>,
    /// Kinds of SRAM that it supports (0Bh).
    pub supported_sram_type: Option<SramType>,
    /// Kind of SRAM now (0Dh).
    pub current_sram_type: Option<SramType>,
    /// Speed in nanoseconds (0Fh).
    pub speed_nanoseconds: Option<u8>,
    /// Error correction (10h).
    pub error_correction_type: Option<CacheErrorCorrectionType>,
    /// Instruction, data or unified (11h).
    pub system_cache_type: Option<SystemCacheType>,
    /// Associativity (12h).
    pub associativity: Option<CacheAssociativity>,
}

codes! {
    /// Where a cache is (§7.8, offset 05h).
    pub struct CacheLocation(u8) { 0 => "Internal", 1 => "External", 2 => "Reserved", 3 => "Unknown" }
    /// How writes are done (§7.8, offset 05h).
    pub struct CacheOperationalMode(u8) {
        0 => "Write Through", 1 => "Write Back", 2 => "Varies with Memory Address", 3 => "Unknown",
    }
    /// Error correction of a cache (§7.8.3).
    pub struct CacheErrorCorrectionType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "None", 0x04 => "Parity", 0x05 => "Single-bit ECC",
        0x06 => "Multi-bit ECC",
    }
    /// Kind of cache (§7.8.4).
    pub struct SystemCacheType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Instruction", 0x04 => "Data", 0x05 => "Unified",
    }
    /// Associativity (§7.8.5).
    pub struct CacheAssociativity(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Direct Mapped", 0x04 => "2-way Set-Associative",
        0x05 => "4-way Set-Associative", 0x06 => "Fully Associative", 0x07 => "8-way Set-Associative",
        0x08 => "16-way Set-Associative", 0x09 => "12-way Set-Associative", 0x0a => "24-way Set-Associative",
        0x0b => "32-way Set-Associative", 0x0c => "48-way Set-Associative", 0x0d => "64-way Set-Associative",
        0x0e => "20-way Set-Associative",
    }
}

flags! {
    /// Kinds of SRAM (§7.8.2).
    pub struct SramType(u16) {
        0 => "Other", 1 => "Unknown", 2 => "Non-Burst", 3 => "Burst", 4 => "Pipeline Burst", 5 => "Synchronous",
        6 => "Asynchronous",
    }
}

impl CacheInformation {
    pub(super) fn decode(frame: &Frame<'_>) -> CacheInformation {
        let configuration = frame.word(0x05);
        let bits = |shift: u32, mask: u8| configuration.map(|word| low_octet(word >> shift) & mask);
        CacheInformation {
            socket_designation: frame.string(0x04),
            level: bits(0, 0x07).map(|level| level + 1),
            socketed: bits(3, 1).map(|bit| bit == 1),
            location: bits(5, 3).map(CacheLocation),
            enabled: bits(7, 1).map(|bit| bit == 1),
            operational_mode: bits(8, 3).map(CacheOperationalMode),
            maximum_size_bytes: size(frame.word(0x07), frame.dword(0x13)),
            installed_size_bytes: size(frame.word(0x09), frame.dword(0x17)),
            supported_sram_type: frame.word(0x0b).map(SramType),
            current_sram_type: frame.word(0x0d).map(SramType),
            speed_nanoseconds: frame.byte(0x0f).filter(|speed| *speed != 0),
            error_correction_type: frame.byte(0x10).map(CacheErrorCorrectionType),
            system_cache_type: frame.byte(0x11).map(SystemCacheType),
            associativity: frame.byte(0x12).map(CacheAssociativity),
        }
    }
}

fn low_octet(word: u16) -> u8 {
    let [low, _] = word.to_le_bytes();
    low
}

/// The top bit is the unit, 1 KiB or 64 KiB; FFFFh refers to the wide field of the same form (§7.8.1).
fn size(narrow: Option<u16>, wide: Option<u32>) -> Option<Bytes> {
    let narrow = narrow?;
    let (number, large) = match wide.filter(|_| narrow == 0xffff) {
        Some(wide) => (u64::from(wide & 0x7fff_ffff), wide >> 31 == 1),
        None => (u64::from(narrow & 0x7fff), narrow >> 15 == 1),
    };
    Some(Bytes::from_kib(if large { number * 64 } else { number }))
}

//! The words of IDENTIFY DEVICE data, and what is said in more than one of them.
//!
//! Document: ACS-3 §7.12.7, by word.

use super::{
    Feature,
    codes::{SerialAtaSpeed, TransportVersion},
};
use crate::decode::{Fields, text};

/// Low octet of word 255 where the high one is a checksum.
pub(super) const CHECKSUM_VALID: u8 = 0xa5;

/// The data by word; a word past the end cannot be named, and would read as 0.
pub(super) struct Words<'a>(pub(super) &'a [u8]);

impl Words<'_> {
    pub(super) fn word(&self, number: usize) -> u16 {
        self.0.u16_le(number * 2).unwrap_or_default()
    }

    pub(super) fn low(&self, number: usize) -> u8 {
        self.0.byte(number * 2).unwrap_or_default()
    }

    /// A word that the drive fills: neither 0000h nor FFFFh.
    pub(super) fn stated(&self, number: usize) -> Option<u16> {
        Some(self.word(number)).filter(|word| !matches!(word, 0 | 0xffff))
    }

    /// A word of the Serial ATA group, which parallel drives leave 0000h or FFFFh in word 76.
    pub(super) fn serial(&self, number: usize) -> Option<u16> {
        self.stated(76).map(|_| self.word(number))
    }

    /// A word of which bits 15 and 14 are 01b, which says that its content is valid.
    pub(super) fn valid(&self, number: usize) -> Option<u16> {
        Some(self.word(number)).filter(|word| word >> 14 == 0b01)
    }

    /// Two characters a word, the first in the high octet.
    pub(super) fn string(&self, first: usize, count: usize) -> Option<String> {
        let swapped: Vec<u8> = (first..first + count).flat_map(|number| self.word(number).to_be_bytes()).collect();
        let start = swapped.iter().position(|byte| *byte != 0)?;
        text(swapped.get(start..)?)
    }

    pub(super) fn logical_sectors(&self) -> Option<u64> {
        let long = self.valid(83).filter(|word| word & 0x400 != 0).and_then(|_| self.0.u64_le(200));
        let sectors = long.filter(|sectors| *sectors != 0).or(self.0.u32_le(120).map(u64::from));
        sectors.filter(|sectors| *sectors != 0)
    }

    pub(super) fn logical_sector_bytes(&self) -> u32 {
        let is_long = self.valid(106).is_some_and(|word| word & 0x1000 != 0);
        let words = self.0.u32_le(234).filter(|words| is_long && *words >= 256).unwrap_or(256);
        words.saturating_mul(2)
    }

    pub(super) fn physical_sector_bytes(&self) -> u32 {
        let exponent = self.valid(106).filter(|word| word & 0x2000 != 0).map_or(0, |word| u32::from(word & 0x0f));
        self.logical_sector_bytes().saturating_mul(1 << exponent)
    }

    /// Bit `bit` of the support word `number` (82 or 83) and of the word that says what is enabled, three words on.
    pub(super) fn feature(&self, number: usize, bit: u32) -> Feature {
        let is_valid = self.valid(83).is_some() && self.valid(87).is_some();
        let has = |number| is_valid && self.word(number) >> bit & 1 == 1;
        Feature { supported: has(number), enabled: has(number) && has(number + 3) }
    }

    /// Bit `bit` of a capability that words 84 and 87 tell, the latter being the copy that says what is enabled.
    pub(super) fn logging(&self, bit: u32) -> bool {
        [84, 87].into_iter().any(|number| self.valid(number).is_some_and(|word| word >> bit & 1 == 1))
    }

    /// Minutes that a security erase takes (words 89 and 90): bits 7 to 0 count two minutes each; where bit 15 is set,
    /// bits 14 to 0 do so; the highest number says `or longer`.
    pub(super) fn erase_minutes(&self, number: usize) -> Option<u16> {
        let word = self.stated(number)?;
        let count = if word & 0x8000 == 0 { word & 0x00ff } else { word & 0x7fff };
        count.checked_mul(2).filter(|minutes| *minutes != 0)
    }

    /// Four words, the first one highest.
    pub(super) fn world_wide_name(&self) -> Option<u64> {
        let has = |number| self.valid(number).is_some_and(|word| word & 0x100 != 0);
        let name = (108..112).fold(0, |name, number| name << 16 | u64::from(self.word(number)));
        Some(name).filter(|name| has(84) && has(87) && !matches!(*name, 0 | u64::MAX))
    }

    pub(super) fn sum(&self) -> u8 {
        self.0.iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
    }
}

/// The highest bit of bits 3 to 1.
pub(super) fn highest_generation(word: u16) -> Option<SerialAtaSpeed> {
    highest_bit(word & 0x000e).map(SerialAtaSpeed)
}

/// Number of the highest bit that is set.
pub(super) fn highest_bit(word: u16) -> Option<u8> {
    word.checked_ilog2().and_then(|bit| u8::try_from(bit).ok())
}

pub(super) fn transport_version(word: u16) -> Option<TransportVersion> {
    let version = highest_bit(word & 0x0fff)?;
    Some(TransportVersion((word >> 12) << 8 | u16::from(version)))
}

//! The memory of a module, in the parts in which it is read.
//!
//! Documents: SFF-8472 12.4 §4 (two-wire addresses A0h and A2h), SFF-8636 2.10a §6.1 and CMIS 5.2 §8.1 (128 bytes of
//! lower memory, and pages behind them). Bytes are counted as the documents count them: an upper page begins with
//! byte 128.
//!
//! An image, as `ethtool -m … raw on` prints it, holds A0h and A2h one after the other, or lower memory and the pages
//! from 00h on.

use std::collections::BTreeMap;

use super::{super::Fields, Management, codes::Identifier};

/// Octets of lower memory and of a page.
const HALF: usize = 128;
/// Octets behind address A0h.
const ADDRESS: usize = 256;

/// A part of a module's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// Lower memory; of an SFP all of address A0h.
    Lower,
    /// An upper page of bank 0.
    Page(u8),
    /// Address A2h of an SFP.
    Diagnostics,
}

impl Region {
    /// The number of its first byte.
    fn first(self) -> usize {
        match self {
            Region::Lower | Region::Diagnostics => 0,
            Region::Page(_) => HALF,
        }
    }
}

/// What was read of a module's memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModuleMemory(BTreeMap<Region, Vec<u8>>);

impl ModuleMemory {
    /// The parts of an image.
    pub fn from_image(image: &[u8]) -> ModuleMemory {
        let is_sfp = matches!(image.first(), Some(0x02 | 0x03 | 0x0b));
        let (lower, rest) = image.split_at(image.len().min(if is_sfp { ADDRESS } else { HALF }));
        let mut memory = ModuleMemory::default();
        memory.insert(Region::Lower, lower);
        if is_sfp {
            memory.insert(Region::Diagnostics, rest);
        } else {
            for (page, bytes) in (0..=u8::MAX).zip(rest.chunks(HALF)) {
                memory.insert(Region::Page(page), bytes);
            }
        }
        memory
    }

    /// Adds a part.
    pub fn insert(&mut self, region: Region, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.0.insert(region, bytes.to_vec());
        }
    }

    /// The further regions that lower memory says exist, of those that are decoded.
    pub fn announced(&self) -> &'static [Region] {
        let lower = self.view(Region::Lower);
        let has = |byte, bits| lower.byte(byte).is_some_and(|octet| octet & bits != 0);
        match lower.byte(0).map(Identifier).and_then(Management::of) {
            // SFF-8472 §8.8: diagnostics are implemented.
            Some(Management::Sff8472) if has(92, 0x40) => &[Region::Diagnostics],
            // SFF-8636 §6.2.2 and CMIS §8.2.1: flat memory has page 00h only.
            Some(Management::Sff8636) if !has(2, 0x04) => &[Region::Page(0), Region::Page(3)],
            Some(Management::Cmis) if !has(2, 0x80) => {
                &[Region::Page(0), Region::Page(1), Region::Page(2), Region::Page(0x11)]
            }
            Some(Management::Sff8636 | Management::Cmis) => &[Region::Page(0)],
            _ => &[],
        }
    }

    /// How much of `region` was read.
    pub fn length(&self, region: Region) -> usize {
        self.0.get(&region).map_or(0, Vec::len)
    }

    /// The bytes of `region` by their numbers.
    pub(super) fn view(&self, region: Region) -> View<'_> {
        View { bytes: self.0.get(&region).map(Vec::as_slice).unwrap_or_default(), first: region.first() }
    }
}

/// Bytes that are counted from `first`.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    bytes: &'a [u8],
    first: usize,
}

impl Fields for View<'_> {
    fn array<const N: usize>(&self, offset: usize) -> Option<[u8; N]> {
        self.bytes.array(offset.checked_sub(self.first)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_memory_tells_what_else_there_is() {
        let announced = |identifier: u8, byte: usize, octet: u8| {
            let mut lower = vec![identifier];
            lower.resize(HALF, 0);
            lower[byte] = octet;
            ModuleMemory::from_image(&lower).announced().len()
        };
        assert_eq!((announced(0x03, 92, 0x68), announced(0x03, 92, 0)), (1, 0));
        assert_eq!((announced(0x11, 2, 0), announced(0x11, 2, 0x04)), (2, 1));
        assert_eq!((announced(0x19, 2, 0), announced(0x19, 2, 0x80)), (4, 1));
        assert_eq!(announced(0x06, 2, 0), 0);
    }

    #[test]
    fn an_image_is_cut_where_its_kind_is() {
        let mut image = vec![0x03; 512];
        image[256] = 0xa2;
        let sfp = ModuleMemory::from_image(&image);
        assert_eq!((sfp.length(Region::Lower), sfp.length(Region::Diagnostics)), (256, 256));
        assert_eq!(sfp.view(Region::Diagnostics).byte(0), Some(0xa2));
        image[0] = 0x11;
        let qsfp = ModuleMemory::from_image(&image[..300]);
        assert_eq!(qsfp.view(Region::Page(1)).byte(128), Some(0xa2));
        assert_eq!((qsfp.length(Region::Page(1)), qsfp.length(Region::Page(2))), (44, 0));
        assert_eq!(qsfp.view(Region::Page(1)).byte(127), None);
    }
}

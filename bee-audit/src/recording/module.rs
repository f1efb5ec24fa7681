//! Serial numbers of plug-in modules in a recording.
//!
//! Documents: SFF-8472 §8.5 and §8.12, SFF-8636 §6.3.24 and §6.3.30, CMIS §8.3.7 and §8.3.15. The serial number is
//! padded with blanks, and a checksum covers it.

use std::ops::Range;

use crate::{
    decode::sff::{Identifier, Management},
    host::{EthtoolRequest, ModulePage, Query},
};

/// `struct ethtool_eeprom` before its octets.
const EEPROM_HEAD: usize = 16;
/// Octets of lower memory and of a page.
const HALF: usize = 128;

/// Where an answer has the serial number, what the checksum adds up, and the checksum.
struct Layout {
    serial: Range<usize>,
    summed: Range<usize>,
    checksum: usize,
}

impl Layout {
    fn of(query: &Query, bytes: &[u8]) -> Option<Layout> {
        let Query::Ethtool { request, .. } = query else { return None };
        let head = match request {
            EthtoolRequest::ModuleEeprom => EEPROM_HEAD,
            EthtoolRequest::ModulePage(ModulePage::LowerMemory | ModulePage::Page00) => 0,
            _ => return None,
        };
        // Page 00h repeats the identifier.
        let management = bytes.get(head).copied().map(Identifier).and_then(Management::of)?;
        let is_sfp = management == Management::Sff8472;
        let half = match request {
            EthtoolRequest::ModuleEeprom if !is_sfp => head + HALF,
            EthtoolRequest::ModulePage(ModulePage::LowerMemory) if !is_sfp => return None,
            _ => head,
        };
        // Bytes 68 and 64 to 95 of A0h have the same places as 196 and 192 to 223 of page 00h.
        let (serial, first, checksum) = if management == Management::Cmis { (38, 0, 94) } else { (68, 64, 95) };
        let at = |offset| half + offset;
        Some(Layout { serial: at(serial)..at(serial + 16), summed: at(first)..at(checksum), checksum: at(checksum) })
    }
}

/// The serial number in the answer to `query`.
pub(super) fn serial_number(query: &Query, bytes: &[u8]) -> Option<String> {
    let field = bytes.get(Layout::of(query, bytes)?.serial)?;
    let text = String::from_utf8(field.to_vec()).ok()?;
    Some(text.trim_matches(['\0', ' ']).to_owned()).filter(|text| !text.is_empty())
}

/// The answer with `replace` done to it, the serial number apart from the rest; `None` for other answers.
pub(super) fn rewrite(query: &Query, bytes: &[u8], replace: impl Fn(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let Layout { serial, summed, checksum } = Layout::of(query, bytes)?;
    let parts = [bytes.get(..serial.start)?, bytes.get(serial.clone())?, bytes.get(serial.end..)?];
    let mut changed = parts.map(&replace).concat();
    let sum = |bytes: &[u8]| bytes.get(summed.clone()).map(|octets| octets.iter().fold(0u8, |a, b| a.wrapping_add(*b)));
    let (before, after) = (sum(bytes)?, sum(&changed)?);
    if bytes.get(checksum) == Some(&before)
        && let Some(place) = changed.get_mut(checksum)
    {
        *place = after;
    }
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::sff::{Module, ModuleMemory};

    fn query(request: EthtoolRequest) -> Query {
        Query::Ethtool { interface: "eth0".to_owned(), request }
    }

    /// Another serial number of the same length.
    fn replace(bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        if bytes.trim_ascii() == b"ABC1" {
            changed[..4].copy_from_slice(b"XYZ9");
        }
        changed
    }

    /// An image with a serial number and right checksums.
    fn image(identifier: u8, half: usize, serial: usize, sums: &[(usize, usize)]) -> Vec<u8> {
        let mut image = vec![0u8; 256];
        (image[0], image[half]) = (identifier, identifier);
        image[serial..serial + 16].copy_from_slice(b"ABC1            ");
        for (first, place) in sums {
            image[*place] = image[*first..*place].iter().fold(0, |a, b| a.wrapping_add(*b));
        }
        image
    }

    #[test]
    fn a_short_serial_number_is_replaced_and_the_checksum_repaired() {
        let images = [
            image(0x03, 0, 68, &[(0, 63), (64, 95)]),
            image(0x11, 128, 196, &[(128, 191), (192, 223)]),
            image(0x19, 128, 166, &[(128, 222)]),
        ];
        for image in images {
            let told = [vec![0; EEPROM_HEAD], image.clone()].concat();
            let eeprom = query(EthtoolRequest::ModuleEeprom);
            assert_eq!(serial_number(&eeprom, &told).as_deref(), Some("ABC1"));
            let after = rewrite(&eeprom, &told, replace).unwrap();
            let module = Module::decode(&ModuleMemory::from_image(&after[EEPROM_HEAD..])).unwrap();
            assert_eq!((module.serial_number.as_deref(), module.damage.len()), (Some("XYZ9"), 0));
            let page = match image[0] {
                0x03 => (ModulePage::LowerMemory, &image[..128]),
                _ => (ModulePage::Page00, &image[128..]),
            };
            let after_page = rewrite(&query(EthtoolRequest::ModulePage(page.0)), page.1, replace).unwrap();
            assert!(after.windows(128).any(|window| window == after_page));
        }
    }

    #[test]
    fn other_answers_are_left_alone() {
        let page = [0x11; 128];
        for other in [ModulePage::Page03, ModulePage::Diagnostics, ModulePage::LowerMemory] {
            assert_eq!(rewrite(&query(EthtoolRequest::ModulePage(other)), &page, replace), None);
        }
        assert_eq!(rewrite(&query(EthtoolRequest::ModulePage(ModulePage::Page00)), &page[..50], replace), None);
        assert_eq!(rewrite(&query(EthtoolRequest::ModuleEeprom), &[0x03; 20], replace), None);
    }
}

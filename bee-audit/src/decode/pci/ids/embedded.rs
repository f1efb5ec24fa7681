//! The copy of pci.ids inside this program: what the build script packed, taken apart piece by piece.
//!
//! The text is packed in small pieces, each a raw DEFLATE stream (RFC 1951) of its own, so that the few devices of a
//! machine cost a fraction of unpacking it all. See docs/decisions/pci-ids.md.

use std::collections::BTreeSet;

use super::Names;
use crate::decode::Fields as _;

/// The version line of the packed text.
pub const VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/pci.ids.version"));

/// The notice that goes with these names, in binary form as well.
pub const LICENCE: &str = include_str!("licence.txt");

/// The pieces, one behind the other.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pci.ids.deflate"));

/// One entry a piece, ascending, of four numbers of 4 octets: the vendor (upper half) and device that come first,
/// offset in the packed text, length packed, length unpacked. The last piece holds the classes.
static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pci.ids.index"));

const ENTRY_BYTES: usize = 16;

/// Fills in the wanted names.
pub fn scan(names: &mut Names) {
    let mut pieces: Vec<Piece> = INDEX.chunks_exact(ENTRY_BYTES).filter_map(Piece::decode).collect();
    let classes = pieces.pop();
    let of = |wanted: u32| pieces.partition_point(|piece| piece.first <= wanted).saturating_sub(1);
    let needed: BTreeSet<usize> = names.wanted().map(of).collect();
    for piece in needed.into_iter().filter_map(|piece| pieces.get(piece)).chain(&classes) {
        names.scan(&piece.unpack());
    }
}

struct Piece {
    first: u32,
    offset: usize,
    packed_bytes: usize,
    unpacked_bytes: usize,
}

impl Piece {
    fn decode(entry: &[u8]) -> Option<Piece> {
        let length = |offset| entry.u32_le(offset).and_then(|length| usize::try_from(length).ok());
        Some(Piece {
            first: entry.u32_le(0)?,
            offset: length(4)?,
            packed_bytes: length(8)?,
            unpacked_bytes: length(12)?,
        })
    }

    /// The text; empty should the build script and this file ever disagree, which a test here excludes.
    fn unpack(&self) -> Vec<u8> {
        let packed = PACKED.get(self.offset..).and_then(|rest| rest.get(..self.packed_bytes)).unwrap_or_default();
        miniz_oxide::inflate::decompress_to_vec_with_limit(packed, self.unpacked_bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Id;
    use super::super::super::header::{ClassCode, Subsystem};
    use super::*;

    #[test]
    fn every_piece_unpacks() {
        let mut total = 0;
        for piece in INDEX.chunks_exact(ENTRY_BYTES).filter_map(Piece::decode) {
            let text = piece.unpack();
            assert_eq!(text.len(), piece.unpacked_bytes);
            total += text.len();
        }
        assert!(total > 1_500_000, "{total} bytes of pci.ids");
    }

    #[test]
    fn every_device_is_found_in_the_piece_that_the_index_names() {
        let mut all = Names::default();
        let text: Vec<u8> =
            INDEX.chunks_exact(ENTRY_BYTES).filter_map(Piece::decode).flat_map(|p| p.unpack()).collect();
        let (mut vendor, mut devices) = (0, Vec::new());
        for line in String::from_utf8(text).unwrap().lines().filter(|line| !line.starts_with("C ")) {
            if let Ok(id) = u16::from_str_radix(line.get(..4).unwrap_or_default(), 16) {
                vendor = id;
            } else if let Ok(id) = u16::from_str_radix(line.get(1..5).unwrap_or_default(), 16) {
                devices.push((Id(vendor), Id(id)));
            }
        }
        assert!(devices.len() > 20_000, "{} devices", devices.len());
        devices.iter().for_each(|(vendor, device)| all.want_device(*vendor, *device));
        scan(&mut all);
        assert_eq!(devices.iter().find(|(vendor, device)| all.device(*vendor, *device).is_none()), None);
        for (vendor, device) in devices.iter().step_by(997) {
            let mut one = Names::default();
            one.want_device(*vendor, *device);
            scan(&mut one);
            assert_eq!(one.device(*vendor, *device), all.device(*vendor, *device));
            assert_eq!(one.vendor(*vendor), all.vendor(*vendor));
        }
    }

    #[test]
    fn names_of_first_middle_and_last_vendor() {
        let mut names = Names::default();
        let h100 = Subsystem { vendor_id: Id(0x10de), device_id: Id(0x16c1) };
        for (vendor, device) in [(0x0001, 0), (0x10de, 0x2330), (0x8086, 0x1521), (0xffff, 0)] {
            names.want_device(Id(vendor), Id(device));
        }
        names.want_subsystem(Id(0x10de), Id(0x2330), h100);
        names.want_class(ClassCode { base: 1, sub: 8, programming_interface: 2 });
        scan(&mut names);
        assert_eq!(names.vendor(Id(1)), Some("SafeNet (wrong ID)"));
        assert_eq!(names.vendor(Id(0x10de)), Some("NVIDIA Corporation"));
        assert!(names.device(Id(0x10de), Id(0x2330)).is_some_and(|name| name.contains("H100")));
        assert_eq!(names.device(Id(0x8086), Id(0x1521)), Some("I350 Gigabit Network Connection"));
        assert!(names.vendor(Id(0xffff)).is_some());
        let class = names.class(ClassCode { base: 1, sub: 8, programming_interface: 2 });
        assert_eq!(class.programming_interface.as_deref(), Some("NVM Express"));
    }

    #[test]
    fn the_version_is_that_of_the_pinned_crate() {
        let lock = include_str!("../../../../../Cargo.lock");
        let (_, entry) = lock.split_once("name = \"pci-ids-rs\"").unwrap();
        assert!(entry.trim_start().starts_with(&format!("version = \"1.{VERSION}\"")), "{VERSION}");
    }
}

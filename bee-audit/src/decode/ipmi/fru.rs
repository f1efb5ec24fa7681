//! FRU inventory: who made a part, and its serial number.
//!
//! Document: FRU §8 (common header), §9 (internal use area), §10–§12 (info areas, in [`area`]), §16–§18 (MultiRecords,
//! in [`multi_record`]).
//!
//! Real firmware: leaves devices blank (all FFh or 00h), has info areas whose checksum was never computed, states areas
//! that end past the device, and pads with FFh. What can be decoded is; each damage keeps the raw octets of its area.

pub mod area;
pub mod multi_record;

use serde::Serialize;

use self::{
    area::{BoardArea, ChassisArea, ProductArea},
    multi_record::MultiRecord,
};
use crate::decode::{Error, Fault, Fields, hex};

const STANDARD: &str = "FRU";

/// Octets of the common header.
pub const HEADER_LENGTH: usize = 8;

/// Everything on one FRU device.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Fru {
    /// Format version of the header (offset 00h, bits 3:0), 1; none on a blank device.
    pub format_version: Option<u8>,
    /// Internal use area (§9): octets after its format version as hexadecimal digits.
    pub internal_use: Option<String>,
    /// Chassis info area (§10).
    pub chassis: Option<ChassisArea>,
    /// Board info area (§11).
    pub board: Option<BoardArea>,
    /// Product info area (§12).
    pub product: Option<ProductArea>,
    /// MultiRecord area (§16).
    pub multi_records: Vec<MultiRecord>,
    /// What is wrong, area by area.
    pub damage: Vec<AreaDamage>,
}

/// A damaged area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AreaDamage {
    /// Which one: `header`, `chassis`, `board`, `product`, `multi-record`.
    pub area: &'static str,
    /// What is wrong; offsets count from the start of the area.
    #[serde(serialize_with = "in_words")]
    pub error: Error,
    /// Octets of the area as hexadecimal digits.
    pub raw: String,
}

fn in_words<S: serde::Serializer>(error: &Error, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}

/// Offsets of the areas in octets, in the order of the header (§8, offsets 01h to 05h); 0 is no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommonHeader {
    /// Format version.
    pub format_version: u8,
    /// Internal use, chassis, board, product, MultiRecords.
    pub offsets: [usize; 5],
}

impl CommonHeader {
    /// Decodes the first 8 octets of a device without judging their checksum. Fails when they are too few or of another
    /// format.
    pub fn decode(bytes: &[u8]) -> Result<CommonHeader, Error> {
        let truncated = Fault::Truncated { need: HEADER_LENGTH, have: bytes.len() };
        let header: [u8; HEADER_LENGTH] = bytes.array(0).ok_or_else(|| Error::new(STANDARD, 0, truncated))?;
        let [version, internal, chassis, board, product, multi, ..] = header;
        if version & 0x0f != 1 {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        let offsets = [internal, chassis, board, product, multi].map(|offset| usize::from(offset) * 8);
        Ok(CommonHeader { format_version: version & 0x0f, offsets })
    }
}

/// Fails unless all of `bytes` together are 0 modulo 256; `stated` is their checksum at `offset`.
fn check_sum(bytes: &[u8], offset: usize, stated: u8) -> Result<(), Error> {
    match super::sum(bytes) {
        0 => Ok(()),
        rest => {
            let computed = u32::from(stated.wrapping_sub(rest));
            Err(Error::new(STANDARD, offset, Fault::BadChecksum { stated: stated.into(), computed }))
        }
    }
}

impl Fru {
    /// Decodes the content of a FRU device. Fails when there is no common header; damaged areas are told in `damage`. A
    /// blank device has nothing on it.
    pub fn decode(bytes: &[u8]) -> Result<Fru, Error> {
        let is_blank = |blank: u8| !bytes.is_empty() && bytes.iter().all(|byte| *byte == blank);
        if is_blank(0xff) || is_blank(0) {
            return Ok(Fru::default());
        }
        let header = CommonHeader::decode(bytes)?;
        let mut fru = Fru { format_version: Some(header.format_version), ..Fru::default() };
        let octets = bytes.get(..HEADER_LENGTH).unwrap_or_default();
        if let Err(error) = check_sum(octets, HEADER_LENGTH - 1, octets.last().copied().unwrap_or_default()) {
            fru.damage.push(AreaDamage { area: "header", error, raw: hex(octets) });
        }
        let [internal, chassis, board, product, multi] = header.offsets;
        fru.internal_use = internal_use(bytes, internal, &header);
        fru.chassis = fru.info_area("chassis", bytes, chassis, ChassisArea::decode);
        fru.board = fru.info_area("board", bytes, board, BoardArea::decode);
        fru.product = fru.info_area("product", bytes, product, ProductArea::decode);
        if multi != 0 {
            let (records, damage) = multi_record::decode_area(bytes.get(multi..).unwrap_or_default());
            fru.multi_records = records;
            fru.damage.extend(damage);
        }
        Ok(fru)
    }

    /// Decodes the info area at `offset`: format version, length in units of 8 octets, fields, checksum.
    fn info_area<T>(
        &mut self,
        name: &'static str,
        bytes: &[u8],
        offset: usize,
        decode: fn(&[u8]) -> Result<T, Error>,
    ) -> Option<T> {
        if offset == 0 {
            return None;
        }
        let rest = bytes.get(offset..).unwrap_or_default();
        let stated = rest.byte(1).map_or(0, |length| usize::from(length) * 8);
        let area = rest.get(..stated).unwrap_or(rest);
        let mut damaged = |error| self.damage.push(AreaDamage { area: name, error, raw: hex(area) });
        if stated == 0 {
            damaged(Error::new(STANDARD, 1, Fault::OutOfBounds));
            return None;
        }
        if area.len() < stated {
            damaged(Error::new(STANDARD, 0, Fault::Truncated { need: stated, have: area.len() }));
        } else if let Err(error) = check_sum(area, stated - 1, area.last().copied().unwrap_or_default()) {
            damaged(error);
        }
        // In an area that is cut, the last octet is not its checksum.
        let whole = if area.len() < stated { &[area, &[0]].concat() } else { area };
        decode(whole).map_err(damaged).ok()
    }

    /// The first record of type 00h: what a power supply gives.
    pub fn power_supply(&self) -> Option<&multi_record::PowerSupplyRecord> {
        self.multi_records.iter().find_map(|record| match &record.body {
            multi_record::Body::PowerSupply(supply) => Some(supply),
            _ => None,
        })
    }
}

/// How many octets from the start of a device hold all areas, as far as `bytes` tell, which are its first ones; `size`
/// of them are there. Grows while headers of further areas come into sight, and stays once all of them are there.
pub fn extent(bytes: &[u8], size: usize) -> usize {
    let Ok(header) = CommonHeader::decode(bytes) else { return bytes.len().min(size) };
    let [internal, infos @ .., multi] = header.offsets;
    let mut end = HEADER_LENGTH;
    for offset in infos.into_iter().filter(|offset| *offset != 0) {
        end = end.max(offset + bytes.byte(offset + 1).map_or(2, |length| usize::from(length) * 8));
    }
    if multi != 0 {
        end = end.max(multi_record::extent(bytes, multi));
    }
    if internal > 0 && header.offsets.iter().all(|offset| *offset <= internal) {
        end = size;
    }
    end.min(size)
}

/// The internal use area has no length: it ends where the next area begins (§9).
fn internal_use(bytes: &[u8], offset: usize, header: &CommonHeader) -> Option<String> {
    if offset == 0 {
        return None;
    }
    let next = header.offsets.into_iter().filter(|other| *other > offset).min().unwrap_or(bytes.len());
    let area = bytes.get(offset + 1..next.min(bytes.len()))?;
    (!area.is_empty()).then(|| hex(area))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An info area of `fields` (type/length octets included) after `head`.
    pub(crate) fn info_area(head: &[u8], fields: &[u8]) -> Vec<u8> {
        let mut area = vec![1, 0];
        area.extend([head, fields, &[super::super::text::END]].concat());
        area.resize((area.len() + 1).next_multiple_of(8) - 1, 0);
        area[1] = u8::try_from((area.len() + 1) / 8).unwrap();
        area.push(0u8.wrapping_sub(super::super::sum(&area)));
        area
    }

    fn image(board: &[u8]) -> Vec<u8> {
        let mut header = vec![1, 0, 0, 1, 0, 0, 0];
        header.push(0u8.wrapping_sub(super::super::sum(&header)));
        [header.as_slice(), board].concat()
    }

    #[test]
    fn a_damaged_area_is_told_and_decoded_as_far_as_it_goes() {
        let mut area = info_area(&[25, 0, 0, 0], b"\xc3ABC\xc1");
        let last = area.len() - 1;
        area[last] ^= 1;
        let fru = Fru::decode(&image(&area)).unwrap();
        assert_eq!(fru.board.unwrap().manufacturer.as_deref(), Some("ABC"));
        assert!(matches!(fru.damage[0].error.fault, Fault::BadChecksum { .. }));
        assert_eq!((fru.damage[0].area, fru.damage[0].raw.len()), ("board", area.len() * 2));
    }

    #[test]
    fn the_extent_grows_with_what_is_known() {
        let area = info_area(&[25, 0, 0, 0], b"\xc3ABC\xc1");
        let whole = image(&area);
        assert_eq!(extent(&whole[..4], 256), 4);
        assert_eq!(extent(&whole[..8], 256), 10);
        assert_eq!((extent(&whole[..10], 256), extent(&whole[..10], 16)), (whole.len(), 16));
    }

    #[test]
    fn areas_past_the_end_are_damage() {
        let fru = Fru::decode(&image(&[1, 4, 25])).unwrap();
        assert_eq!(fru.damage[0].error.fault, Fault::Truncated { need: 32, have: 3 });
        assert_eq!(Fru::decode(&image(&[1, 0])).unwrap().damage[0].error.fault, Fault::OutOfBounds);
    }

    #[test]
    fn blank_devices_have_nothing_and_others_need_a_header() {
        assert_eq!(Fru::decode(&[0xff; 256]), Ok(Fru::default()));
        assert_eq!(Fru::decode(&[0; 64]), Ok(Fru::default()));
        assert_eq!(Fru::decode(&[]).unwrap_err().fault, Fault::Truncated { need: 8, have: 0 });
        assert_eq!(Fru::decode(&[2, 0, 0, 0, 0, 0, 0, 0xfe]).unwrap_err().fault, Fault::BadSignature);
        let damage = Fru::decode(&[1, 0, 0, 0, 0, 0, 0, 0]).unwrap().damage;
        assert_eq!(
            (damage[0].area, damage[0].error.fault),
            ("header", Fault::BadChecksum { stated: 0, computed: 0xff })
        );
    }
}

//! Chassis, board and product info areas of a FRU device.
//!
//! Document: FRU §10 (chassis), §11 (board), §12 (product). Each is a format version, a length, its fixed octets, then
//! type/length fields in a fixed order, further ones of the maker's own, and C1h.
//!
//! Real firmware: leaves out the last fields and their C1h, and counts the manufacturing date from an epoch of its own.

use serde::Serialize;

use super::STANDARD;
use crate::decode::{
    Cursor, Error,
    ipmi::{
        text::{self, Field},
        timestamp,
    },
    smbios::ChassisType,
};

/// Chassis info area (§10).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChassisArea {
    /// Kind of enclosure, as SMBIOS numbers it (offset 02h).
    pub chassis_type: ChassisType,
    /// Part number.
    pub part_number: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Fields of the maker's own, empty ones left out.
    pub custom: Vec<String>,
}

/// Board info area (§11).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoardArea {
    /// Language code (offset 02h): 0 and 25 are English (§15).
    pub language: u8,
    /// Date and time of manufacture in RFC 3339 (offset 03h, minutes since 1996); none when unspecified (0).
    pub manufactured_at: Option<String>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Name.
    pub product_name: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// FRU file identifier: the version of the file that was programmed.
    pub fru_file_id: Option<String>,
    /// Fields of the maker's own, empty ones left out.
    pub custom: Vec<String>,
}

/// Product info area (§12).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductArea {
    /// Language code (offset 02h).
    pub language: u8,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Name.
    pub product_name: Option<String>,
    /// Part or model number.
    pub part_number: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// FRU file identifier.
    pub fru_file_id: Option<String>,
    /// Fields of the maker's own, empty ones left out.
    pub custom: Vec<String>,
}

/// Walks through type/length fields.
struct FieldWalk<'a> {
    cursor: Cursor<'a>,
    language: u8,
}

impl FieldWalk<'_> {
    /// The next field; none at the end of the area, and where a field would end past it.
    fn next(&mut self) -> Option<Field> {
        let type_length = self.cursor.byte().ok().filter(|octet| *octet != text::END)?;
        let bytes = self.cursor.take(text::length(type_length)).ok();
        if bytes.is_none() {
            self.stop();
        }
        Some(text::of_fru(type_length, self.language, bytes?))
    }

    fn stop(&mut self) {
        let left = self.cursor.rest().len();
        let _all = self.cursor.take(left);
    }

    /// The texts of the next `N` fields; what comes after the end is none.
    fn texts<const N: usize>(&mut self) -> [Option<String>; N] {
        std::array::from_fn(|_| match self.next() {
            Some(field) => field.text,
            None => {
                self.stop();
                None
            }
        })
    }

    /// All further fields.
    fn custom(mut self) -> Vec<String> {
        std::iter::from_fn(|| self.next()).filter_map(|field| field.text).collect()
    }
}

impl ChassisArea {
    /// Decodes the area without judging its checksum. Fails when its fixed octets are not there.
    pub fn decode(area: &[u8]) -> Result<ChassisArea, Error> {
        let mut cursor = Cursor::new(STANDARD, without_checksum(area));
        cursor.take(2)?;
        let chassis_type = ChassisType(cursor.byte()?);
        // §10 has no language code: English.
        let mut fields = FieldWalk { cursor, language: 0 };
        let [part_number, serial_number] = fields.texts();
        Ok(ChassisArea { chassis_type, part_number, serial_number, custom: fields.custom() })
    }
}

impl BoardArea {
    /// Decodes the area without judging its checksum. Fails when its fixed octets are not there.
    pub fn decode(area: &[u8]) -> Result<BoardArea, Error> {
        let mut cursor = Cursor::new(STANDARD, without_checksum(area));
        cursor.take(2)?;
        let language = cursor.byte()?;
        let minutes = u32::from(cursor.u16_le()?) | u32::from(cursor.byte()?) << 16;
        let mut fields = FieldWalk { cursor, language };
        let [manufacturer, product_name, serial_number, part_number, fru_file_id] = fields.texts();
        Ok(BoardArea {
            language,
            manufactured_at: timestamp::manufactured_at(minutes),
            manufacturer,
            product_name,
            serial_number,
            part_number,
            fru_file_id,
            custom: fields.custom(),
        })
    }
}

impl ProductArea {
    /// Decodes the area without judging its checksum. Fails when its fixed octets are not there.
    pub fn decode(area: &[u8]) -> Result<ProductArea, Error> {
        let mut cursor = Cursor::new(STANDARD, without_checksum(area));
        cursor.take(2)?;
        let language = cursor.byte()?;
        let mut fields = FieldWalk { cursor, language };
        let [manufacturer, product_name, part_number, version, serial_number, asset_tag, fru_file_id] = fields.texts();
        Ok(ProductArea {
            language,
            manufacturer,
            product_name,
            part_number,
            version,
            serial_number,
            asset_tag,
            fru_file_id,
            custom: fields.custom(),
        })
    }
}

/// The last octet is the checksum, no field.
fn without_checksum(area: &[u8]) -> &[u8] {
    area.split_last().map_or(area, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_in_order() {
        let area = [&[1, 5, 25, 0x20, 0x1c, 0xa2][..], b"\xc2AB\xc0\xc1\0\0\0\0"].concat();
        let board = BoardArea::decode(&area).unwrap();
        // `date -u -d "1996-01-01 UTC +10624032 minutes"`
        assert_eq!(board.manufactured_at.as_deref(), Some("2016-03-13T19:12:00"));
        assert_eq!((board.manufacturer.as_deref(), board.product_name), (Some("AB"), None));
        assert_eq!((board.serial_number, board.custom.len()), (None, 0));
    }

    #[test]
    fn further_fields_are_the_makers_own() {
        let area = b"\x01\x03\x17\xc1PS\xc1\xc3one\xc0\xc3two\xc1\0";
        let chassis = ChassisArea::decode(area).unwrap();
        assert_eq!(chassis.chassis_type.name(), Some("Rack Mount Chassis"));
        assert_eq!((chassis.part_number, chassis.custom.len()), (None, 0));
        let chassis = ChassisArea::decode(b"\x01\x03\x17\xc2PN\xc2SN\xc3one\xc0\xc3two\xc1\0").unwrap();
        assert_eq!((chassis.serial_number.as_deref(), chassis.custom), (Some("SN"), vec!["one".into(), "two".into()]));
    }

    #[test]
    fn a_field_that_ends_past_the_area_is_left_out() {
        let product = ProductArea::decode(b"\x01\x02\x19\xc2ME\xff\x41\x41\0").unwrap();
        assert_eq!((product.manufacturer.as_deref(), product.product_name), (Some("ME"), None));
    }
}

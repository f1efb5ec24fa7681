//! Type/length octets and the text behind them.
//!
//! Documents: FRU §13 (type/length byte), IPMI §43.15 (type/length byte of sensor data records), where code 0 means
//! something else.
//!
//! Real firmware: states a language other than English with 8-bit characters all the same, fills fields with blanks,
//! NULs or FFh, and ends an area without the C1h that says so.

use serde::Serialize;

/// How the octets of a field are to be read (FRU §13, bits 7:6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// 00b in a FRU: octets without a stated meaning.
    Binary,
    /// 01b: two characters of `0123456789 -.:,_` an octet (IPMI §43.15; FRU names the first 13 of them).
    BcdPlus,
    /// 10b: 6-bit ASCII, packed, four characters in three octets.
    SixBit,
    /// 11b: 8-bit ASCII with Latin 1.
    EightBit,
    /// UTF-16, least significant octet first: 11b in a FRU whose language is not English, 00b in a record.
    Utf16,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// How it is written.
    pub encoding: Encoding,
    /// Its text without blanks at both ends; hexadecimal digits for binary ones; none when empty.
    pub text: Option<String>,
}

/// `C1h` in place of a type/length octet ends the fields of an area (FRU §13).
pub(super) const END: u8 = 0xc1;

/// Length in the type/length octet (bits 5:0).
pub(super) fn length(type_length: u8) -> usize {
    usize::from(type_length & 0x3f)
}

/// A field of a FRU area in `language` (FRU §15: 0 and 25 are English).
pub(super) fn of_fru(type_length: u8, language: u8, bytes: &[u8]) -> Field {
    let encoding = match type_length >> 6 {
        0 => Encoding::Binary,
        1 => Encoding::BcdPlus,
        2 => Encoding::SixBit,
        _ if matches!(language, 0 | 25) || !looks_like_utf16(bytes) => Encoding::EightBit,
        _ => Encoding::Utf16,
    };
    field(encoding, bytes)
}

/// The name of a sensor or device (IPMI §43.15).
pub(super) fn of_record(type_length: u8, bytes: &[u8]) -> Option<String> {
    let encoding = match type_length >> 6 {
        0 if looks_like_utf16(bytes) => Encoding::Utf16,
        1 => Encoding::BcdPlus,
        2 => Encoding::SixBit,
        _ => Encoding::EightBit,
    };
    field(encoding, bytes).text
}

fn field(encoding: Encoding, bytes: &[u8]) -> Field {
    let text = match encoding {
        Encoding::Binary => super::super::hex(bytes),
        Encoding::BcdPlus => bcd_plus(bytes),
        Encoding::SixBit => six_bit(bytes),
        Encoding::EightBit => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Encoding::Utf16 => utf16(bytes),
    };
    Field { encoding, text: trimmed(&text) }
}

/// Without NULs, blanks and the FFh of unwritten memory at both ends.
fn trimmed(text: &str) -> Option<String> {
    let is_filler = |character: char| character == '\0' || character == '\u{ff}' || character.is_whitespace();
    let trimmed = text.trim_matches(is_filler);
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn bcd_plus(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789 -.:,_";
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    nibbles.filter_map(|nibble| DIGITS.get(usize::from(nibble))).map(|digit| char::from(*digit)).collect()
}

/// The first character is in the low bits of the first octet; 0 is a blank (FRU §13.1).
fn six_bit(bytes: &[u8]) -> String {
    let groups = bytes.chunks(3).flat_map(|group| {
        let bits = group.iter().rev().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let characters = group.len() * 8 / 6;
        (0..characters).map(move |at| (bits >> (6 * at)) & 0x3f)
    });
    groups.filter_map(|code| char::from_u32(code + 0x20)).collect()
}

fn utf16(bytes: &[u8]) -> String {
    let pairs = bytes.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes([*pair.first()?, *pair.get(1)?])));
    char::decode_utf16(pairs).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Pairs of octets that are characters, of which 8-bit text has none: an ASCII one has a 0 in its high octet.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let whole = bytes.len() >= 2 && bytes.len().is_multiple_of(2);
    let is_ascii = bytes.iter().all(|byte| matches!(byte, 0x20..=0x7e));
    whole && !is_ascii && char::decode_utf16(utf16_units(bytes)).all(|unit| unit.is_ok_and(|c| !c.is_control()))
}

fn utf16_units(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes([*pair.first()?, *pair.get(1)?])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(type_code: u8, language: u8, bytes: &[u8]) -> Option<String> {
        of_fru(type_code << 6, language, bytes).text
    }

    #[test]
    fn every_encoding_is_read() {
        assert_eq!(text(0, 25, &[0xde, 0xad]).as_deref(), Some("dead"));
        assert_eq!(text(1, 25, &[0x12, 0xa3, 0xbc, 0xdf]).as_deref(), Some("12 3-.:_"));
        // FRU §13.1: `IPMI` is 29h, DCh, A6h.
        assert_eq!(text(2, 25, &[0x29, 0xdc, 0xa6]).as_deref(), Some("IPMI"));
        assert_eq!(text(3, 25, b"caf\xe9 \0").as_deref(), Some("café"));
        assert_eq!(text(3, 9, b"A\0\x16\x04").as_deref(), Some("AЖ"));
    }

    #[test]
    fn a_wrong_language_does_not_spoil_the_text() {
        assert_eq!(text(3, 1, b"PWS-2K08").as_deref(), Some("PWS-2K08"));
        assert_eq!(text(3, 1, b"ODD").as_deref(), Some("ODD"));
    }

    #[test]
    fn fields_without_content_are_none() {
        for filler in [&b"   "[..], b"\0\0", b"\xff\xff", b""] {
            assert_eq!(text(3, 25, filler), None);
        }
    }
}

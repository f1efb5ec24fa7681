//! The fields that name a module and its maker, which every map has somewhere else.
//!
//! Documents: SFF-8472 12.4 §7 and §8.5, SFF-8636 2.10a §6.3.9 to §6.3.14 and §6.3.24, CMIS 5.2 §8.3.2 to §8.3.8.

use super::{
    super::{Fields, text},
    Module,
};

/// Where a map has the fields that name the module.
pub(super) struct VendorPlaces {
    pub(super) name: usize,
    pub(super) oui: usize,
    pub(super) part_number: usize,
    pub(super) revision: usize,
    pub(super) revision_length: usize,
    pub(super) serial_number: usize,
    pub(super) date_code: usize,
}

impl Module {
    /// Reads the fields at `places`.
    pub(super) fn read_vendor(&mut self, bytes: &impl Fields, places: &VendorPlaces) {
        let name = |octets: Option<[u8; 16]>| octets.and_then(|octets| printable(&octets));
        self.vendor_name = name(bytes.array(places.name));
        self.vendor_oui = bytes.array(places.oui).and_then(oui);
        self.part_number = name(bytes.array(places.part_number));
        let revision: Option<[u8; 4]> = bytes.array(places.revision);
        let revision = revision.and_then(|octets| printable(octets.get(..places.revision_length)?));
        self.part_revision = revision;
        self.serial_number = name(bytes.array(places.serial_number));
        self.date_code = bytes.array::<8>(places.date_code).and_then(|octets| printable(&octets));
        self.manufacture_date = self.date_code.as_deref().and_then(date);
    }
}

/// ASCII, padded with blanks by the documents, with NUL or FFh by some makers.
fn printable(octets: &[u8]) -> Option<String> {
    let is_filler = |octet: &u8| matches!(*octet, 0 | 0xff);
    let octets: Vec<u8> = octets.iter().copied().filter(|octet| !is_filler(octet)).collect();
    text(&octets)
}

fn oui(octets: [u8; 3]) -> Option<String> {
    let [a, b, c] = octets;
    (octets != [0; 3]).then(|| format!("{a:02x}:{b:02x}:{c:02x}"))
}

/// `YYMMDD` with a lot behind it; some makers write `YYYYMMDD`.
fn date(code: &str) -> Option<String> {
    let number = |from: usize, to: usize| code.get(from..to)?.parse::<u32>().ok();
    let valid = |year: u32, month: u32, day: u32| {
        let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
        is_date.then(|| format!("{year:04}-{month:02}-{day:02}"))
    };
    let short = || valid(2000 + number(0, 2)?, number(2, 4)?, number(4, 6)?);
    let long = || valid(number(0, 4).filter(|year| (1990..2100).contains(year))?, number(4, 6)?, number(6, 8)?);
    short().or_else(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_both_forms() {
        assert_eq!(date("130429").as_deref(), Some("2013-04-29"));
        assert_eq!(date("130429A1").as_deref(), Some("2013-04-29"));
        assert_eq!(date("20190312").as_deref(), Some("2019-03-12"));
        for text in ["", "13", "139999", "ÄÖÜÄ", "00000000"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_read_with_any_padding() {
        assert_eq!(printable(b"FINISAR CORP.   ").as_deref(), Some("FINISAR CORP."));
        assert_eq!(printable(b"\0\0ABC\xff\xff").as_deref(), Some("ABC"));
        assert_eq!(printable(&[0xff; 16]), None);
        assert_eq!(oui([0, 0x90, 0x65]).as_deref(), Some("00:90:65"));
    }
}

//! IDENTIFY DEVICE data of ATA drives in a recording.
//!
//! Document: ACS-3 §7.12.7; the characters of a word are swapped (§3.3.10) and word 255 holds a checksum. The kernel
//! shows the data as words in hexadecimal digits (`ata_device/*/id`) and inside of page 89h (SAT-4 §12.4.2); the drive
//! sends it as it is.

use crate::{
    decode::{
        ata::identify_device::IdentifyDevice, linux::ata_identify, scsi::vital_product_data::ata_identify_device,
    },
    host::{AtaRequest, Query},
};

/// Where the data begins in page 89h, header included.
const PAGE_OFFSET: usize = 60;
const LENGTH: usize = 512;
/// Octet 510 where octet 511 is a checksum.
const CHECKSUM_VALID: u8 = 0xa5;

/// How an answer holds the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// As words in hexadecimal digits.
    Words,
    /// In page 89h.
    Page,
    /// As the drive sent it.
    Sector,
}

/// How the answer to `query` holds the data; `None` where it holds other things.
pub(super) fn place(query: &Query) -> Option<Place> {
    match query {
        Query::Ata { request: AtaRequest::IdentifyDevice, .. } => Some(Place::Sector),
        Query::Read(path) if path.contains("/ata_device/") && path.ends_with("/id") => Some(Place::Words),
        Query::Read(path) if path.ends_with("/vpd_pg89") => Some(Place::Page),
        _ => None,
    }
}

/// The data in the answer to `query`, as the drive sent it.
fn data(query: &Query, bytes: &[u8]) -> Option<Vec<u8>> {
    match place(query)? {
        Place::Words => ata_identify::decode(std::str::from_utf8(bytes).ok()?).ok(),
        Place::Page => ata_identify_device(bytes).ok().flatten().map(<[u8]>::to_vec),
        Place::Sector => Some(bytes.to_vec()).filter(|bytes| bytes.len() == LENGTH),
    }
}

/// What the data says of the drive.
pub(super) fn decode(query: &Query, bytes: &[u8]) -> Option<IdentifyDevice> {
    IdentifyDevice::decode(&data(query, bytes)?).ok()
}

/// The answer with `replace` done to the data in the order in which it is read, the serial number apart from the rest;
/// `None` for other answers.
pub(super) fn rewrite(query: &Query, bytes: &[u8], replace: impl Fn(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let data = data(query, bytes)?;
    let read = swapped(&data);
    let parts = [read.get(..20)?, read.get(20..40)?, read.get(40..LENGTH)?];
    let mut changed = swapped(&parts.map(&replace).concat());
    if changed.len() != LENGTH {
        return None;
    }
    if sum(&data) == 0 && changed.get(510) == Some(&CHECKSUM_VALID) {
        let stated = changed.get(511).copied().unwrap_or_default();
        let right = stated.wrapping_sub(sum(&changed));
        changed.splice(511.., [right]);
    }
    match place(query)? {
        Place::Words => Some(with_words(bytes, &changed)),
        Place::Sector => Some(changed),
        Place::Page => {
            let mut page = replace(bytes.get(..PAGE_OFFSET)?);
            page.extend(changed);
            page.extend(bytes.get(PAGE_OFFSET + LENGTH..)?);
            Some(page)
        }
    }
}

/// The text with its words' digits replaced; what stands between them stays.
fn with_words(text: &[u8], data: &[u8]) -> Vec<u8> {
    let words = data.chunks(2).filter_map(|word| Some(u16::from_le_bytes([*word.first()?, *word.get(1)?])));
    let mut digits = words.flat_map(|word| format!("{word:04x}").into_bytes());
    text.iter().map(|byte| if byte.is_ascii_hexdigit() { digits.next().unwrap_or(*byte) } else { *byte }).collect()
}

fn swapped(data: &[u8]) -> Vec<u8> {
    data.chunks(2).flat_map(|word| word.iter().rev().copied()).collect()
}

fn sum(data: &[u8]) -> u8 {
    data.iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Query {
        Query::Read("/sys/class/ata_device/dev1.0/id".to_owned())
    }

    fn sample() -> Vec<u8> {
        let mut data = vec![0u8; LENGTH];
        data[20..40].copy_from_slice(&swapped(b"            VLKWX123"));
        data[510] = CHECKSUM_VALID;
        data[511] = 0u8.wrapping_sub(sum(&data));
        data
    }

    fn text(data: &[u8]) -> Vec<u8> {
        let words: Vec<String> = data.chunks(2).map(|word| format!("{:02x}{:02x}", word[1], word[0])).collect();
        words.chunks(8).map(|line| line.join(" ") + "\n").collect::<String>().into_bytes()
    }

    /// Another serial number of the same length.
    fn replace(bytes: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("LVWK"), "handed over as it is read");
        let mut changed = bytes.to_vec();
        if let Some(at) = bytes.windows(8).position(|window| window == b"VLKWX123") {
            changed[at..at + 8].copy_from_slice(b"ABCDE789");
        }
        changed
    }

    #[test]
    fn swapped_characters_are_replaced_and_the_checksum_repaired() {
        let before = text(&sample());
        let after = rewrite(&words(), &before, replace).unwrap();
        assert_eq!(after.len(), before.len());
        let drive = decode(&words(), &after).unwrap();
        assert_eq!(drive.serial_number.as_deref(), Some("ABCDE789"));
        assert_eq!(drive.checksum_matches, Some(true));
    }

    #[test]
    fn page_89h_keeps_its_header() {
        let mut page = vec![0; PAGE_OFFSET];
        (page[1], page[2], page[3], page[56]) = (0x89, 0x02, 0x38, 0xec);
        page.extend(sample());
        let query = Query::Read("/sys/block/sda/device/vpd_pg89".to_owned());
        let after = rewrite(&query, &page, replace).unwrap();
        assert_eq!((after.len(), &after[..PAGE_OFFSET]), (page.len(), &page[..PAGE_OFFSET]));
        assert_eq!(decode(&query, &after).unwrap().serial_number.as_deref(), Some("ABCDE789"));
    }

    #[test]
    fn other_files_are_left_alone() {
        let enclosure = Query::Read("/sys/class/enclosure/0:0:8:0/id".to_owned());
        assert_eq!(rewrite(&enclosure, b"0x5000155359756000\n", replace), None);
        assert_eq!(rewrite(&words(), b"none\n", replace), None);
        let cut = Query::Ata { device: "/dev/sda".to_owned(), request: AtaRequest::IdentifyDevice };
        assert_eq!(rewrite(&cut, &sample()[..500], replace), None);
    }
}

//! SMART data: what SMART READ DATA returns.
//!
//! Documents: ACS-3 §7.48.6 (table 126) for what surrounds the attributes; SFF-8035i 2.0 §5 and ATA-3 §7.41 for
//! attributes (octets 2 to 361, vendor specific since ATA-4).
//!
//! Real drives: the attributes are where ATA-3 put them. Raw values are numbers of any width below 48 bits, several
//! numbers side by side, or in another unit than the name says: they are kept whole, and what is taken out of them says
//! how. Attribute 9 counts minutes or half minutes on drives of before 2010. Checksums are wrong now and then.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{STANDARD, attribute_name::AttributeId, sector, self_test_log::SelfTestResult, sums_to_zero};
use crate::decode::{
    Error, Fault, Fields,
    code::{codes, flags},
};

/// Attributes, and thresholds, that a sector has room for.
const ENTRIES: usize = 30;
const FIRST_ENTRY: usize = 2;
const ENTRY: usize = 12;

/// SMART data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SmartData {
    /// Revision of the structure (octets 0 and 1).
    pub revision: u16,
    /// Attributes in the drive's order.
    pub attributes: Vec<Attribute>,
    /// How far off-line data collection is (octet 362).
    pub offline_data_collection: OfflineDataCollection,
    /// How the last self-test ended, or that one runs (octet 363 bits 7 to 4).
    pub self_test: SelfTestResult,
    /// What is left of the self-test that runs, in percent (octet 363 bits 3 to 0, in tenths).
    pub self_test_remaining_percent: Option<u8>,
    /// Time that off-line data collection takes, in seconds (octets 364 and 365).
    pub offline_data_collection_seconds: u16,
    /// What of off-line data collection and self-tests the drive can do (octet 367).
    pub offline_capability: OfflineCapability,
    /// SMART capability (octets 368 and 369).
    pub capability: SmartCapability,
    /// Whether errors are logged (octet 370 bit 0).
    pub error_logging: bool,
    /// Time that a short self-test takes, in minutes (octet 372).
    pub short_self_test_minutes: u8,
    /// Time that an extended self-test takes, in minutes (octet 373; 375 and 376 where that is FFh).
    pub extended_self_test_minutes: u16,
    /// Time that a conveyance self-test takes, in minutes (octet 374).
    pub conveyance_self_test_minutes: u8,
    /// Whether all octets sum to 0.
    pub checksum_matches: bool,
    /// Entries of an attribute that has one already: so no drive numbers them, and the octets are something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

/// One attribute (SFF-8035i 2.0 §5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Which one (octet 0 of the entry); 0 is no attribute.
    pub id: AttributeId,
    /// What kind of one (octets 1 and 2).
    pub flags: AttributeFlags,
    /// Normalized value: the lower, the nearer to failure (octet 3).
    pub value: u8,
    /// Lowest normalized value ever (octet 4).
    pub worst: u8,
    /// The maker's own (octets 5 to 10).
    pub raw: [u8; 6],
}

flags! {
    /// Kind of an attribute (SFF-8035i 2.0 §5.3.2); bits from 6 on are the maker's.
    pub struct AttributeFlags(u16) {
        0 => "prefailure",
        1 => "updated online",
        2 => "performance",
        3 => "error rate",
        4 => "event count",
        5 => "self-preserving",
    }

    /// What the drive can do beside its work (ACS-3 table 129).
    pub struct OfflineCapability(u8) {
        0 => "EXECUTE OFF-LINE IMMEDIATE",
        2 => "aborts off-line data collection upon a command",
        3 => "off-line read scanning",
        4 => "short and extended self-test",
        5 => "conveyance self-test",
        6 => "selective self-test",
    }

    /// SMART capability (ACS-3 §7.48.6.9).
    pub struct SmartCapability(u16) {
        0 => "saves data before a power saving mode",
        1 => "attribute autosave",
    }
}

codes! {
    /// Status of off-line data collection without bit 7, which says that it starts by itself (ACS-3 table 127).
    pub struct OfflineDataCollection(u8) {
        0x00 => "was never started",
        0x02 => "was completed without error",
        0x03 => "is in progress",
        0x04 => "was suspended by an interrupting command from host",
        0x05 => "was aborted by an interrupting command from host",
        0x06 => "was aborted by the device with a fatal error",
    }
}

/// Whether an attribute is at or below its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Its value is now.
    Now,
    /// Its worst value was.
    Past,
}

impl SmartData {
    /// Decodes a sector; fails on less.
    pub fn decode(bytes: &[u8]) -> Result<SmartData, Error> {
        let data = sector(bytes)?;
        let octet = |offset| data.byte(offset).unwrap_or_default();
        let word = |offset| data.u16_le(offset).unwrap_or_default();
        let self_test = SelfTestResult(octet(363) >> 4);
        Ok(SmartData {
            revision: word(0),
            attributes: entries(data).filter_map(Attribute::decode).collect(),
            offline_data_collection: OfflineDataCollection(octet(362) & 0x7f),
            self_test,
            self_test_remaining_percent: self_test.is_running().then(|| (octet(363) & 0x0f).saturating_mul(10)),
            offline_data_collection_seconds: word(364),
            offline_capability: OfflineCapability(octet(367)),
            capability: SmartCapability(word(368)),
            error_logging: octet(370) & 1 == 1,
            short_self_test_minutes: octet(372),
            extended_self_test_minutes: if octet(373) == 0xff { word(375) } else { u16::from(octet(373)) },
            conveyance_self_test_minutes: octet(374),
            checksum_matches: sums_to_zero(data),
            damage: repeated(data),
        })
    }

    /// The attribute `id`.
    pub fn attribute(&self, id: u8) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.id.0 == id)
    }

    /// Degrees Celsius: the low octet of attribute 194, else 190, where the one above it is 0 and the number is one
    /// that a working drive can have.
    pub fn temperature(&self) -> Option<u8> {
        let attributes = [194, 190].into_iter().filter_map(|id| self.attribute(id));
        attributes.map(|attribute| attribute.raw).find_map(|raw| match raw {
            [degrees @ 1..=127, 0, ..] => Some(degrees),
            _ => None,
        })
    }

    /// Attribute 9, the low three octets (the others are minutes or milliseconds); `None` above thirty years, which is
    /// a count of minutes or half minutes.
    pub fn power_on_hours(&self) -> Option<u32> {
        const THIRTY_YEARS: u32 = 30 * 8766;
        let [low, middle, high, ..] = self.attribute(9)?.raw;
        Some(u32::from_le_bytes([low, middle, high, 0])).filter(|hours| *hours <= THIRTY_YEARS)
    }

    /// Attribute 12.
    pub fn power_cycles(&self) -> Option<u64> {
        self.attribute(12).map(Attribute::raw_number)
    }

    /// Attribute 5, the low two octets: makers keep other numbers above them.
    pub fn reallocated_sectors(&self) -> Option<u64> {
        self.attribute(5).map(|attribute| attribute.raw_number() & 0xffff)
    }

    /// Attribute 197.
    pub fn pending_sectors(&self) -> Option<u64> {
        self.attribute(197).map(Attribute::raw_number)
    }

    /// Attribute 198.
    pub fn offline_uncorrectable_sectors(&self) -> Option<u64> {
        self.attribute(198).map(Attribute::raw_number)
    }
}

/// Entries whose attribute stands in an earlier one.
fn repeated(data: &[u8]) -> Vec<Error> {
    let mut known = BTreeSet::new();
    let again = entries(data).enumerate().filter(|(_, entry)| {
        let id = entry.byte(0).unwrap_or_default();
        id != 0 && !known.insert(id)
    });
    again.map(|(index, _)| Error::new(STANDARD, FIRST_ENTRY + index * ENTRY, Fault::OutOfRange)).collect()
}

/// The entries of twelve octets.
pub(super) fn entries(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.get(FIRST_ENTRY..FIRST_ENTRY + ENTRIES * ENTRY).unwrap_or_default().chunks_exact(ENTRY)
}

impl Attribute {
    fn decode(entry: &[u8]) -> Option<Attribute> {
        let id = entry.byte(0).filter(|id| *id != 0)?;
        Some(Attribute {
            id: AttributeId(id),
            flags: AttributeFlags(entry.u16_le(1)?),
            value: entry.byte(3)?,
            worst: entry.byte(4)?,
            raw: entry.array(5)?,
        })
    }

    /// The raw value as one number, least significant octet first.
    pub fn raw_number(&self) -> u64 {
        self.raw.iter().rev().fold(0, |number, octet| number << 8 | u64::from(*octet))
    }

    /// Whether it fails by `threshold`; one of 0 never does (ATA-3 §7.41.6).
    pub fn failure(&self, threshold: u8) -> Option<Failure> {
        match threshold {
            0 => None,
            threshold if self.value <= threshold => Some(Failure::Now),
            threshold if self.worst <= threshold => Some(Failure::Past),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::ata::SECTOR;

    fn sample() -> Vec<u8> {
        let mut data = vec![0u8; SECTOR];
        data[0] = 16;
        data[2..14].copy_from_slice(&[194, 0x22, 0, 64, 41, 36, 0, 17, 0, 53, 0, 0]);
        data[14..26].copy_from_slice(&[9, 0x32, 0, 99, 99, 0x10, 0x27, 0, 0xee, 0xff, 0, 0]);
        data[26..38].copy_from_slice(&[5, 0x33, 0, 9, 9, 7, 0, 0, 0, 0xd0, 7, 0]);
        (data[362], data[363], data[367], data[368]) = (0x82, 0xf7, 0x7b, 3);
        (data[370], data[372], data[373]) = (1, 2, 0xff);
        (data[375], data[376]) = (0x10, 0x03);
        data[511] = 0u8.wrapping_sub(data.iter().fold(0, |sum: u8, octet| sum.wrapping_add(*octet)));
        data
    }

    #[test]
    fn attributes_keep_their_raw_octets() {
        let data = SmartData::decode(&sample()).unwrap();
        assert_eq!((data.revision, data.attributes.len(), data.checksum_matches), (16, 3, true));
        assert_eq!(data.attribute(194).unwrap().raw, [36, 0, 17, 0, 53, 0]);
        assert_eq!((data.temperature(), data.power_on_hours()), (Some(36), Some(10_000)));
        assert_eq!(data.reallocated_sectors(), Some(7));
        assert_eq!(
            data.attribute(5).unwrap().flags.names(),
            ["prefailure", "updated online", "event count", "self-preserving"]
        );
        assert_eq!((data.power_cycles(), data.pending_sectors()), (None, None));
    }

    #[test]
    fn what_surrounds_them_is_read() {
        let data = SmartData::decode(&sample()).unwrap();
        assert_eq!(data.offline_data_collection.name(), Some("was completed without error"));
        assert_eq!((data.self_test.is_running(), data.self_test_remaining_percent), (true, Some(70)));
        assert_eq!((data.short_self_test_minutes, data.extended_self_test_minutes), (2, 784));
        assert!(data.offline_capability.has(5) && data.capability.has(1) && data.error_logging);
    }

    #[test]
    fn a_threshold_is_met_at_its_value() {
        let data = SmartData::decode(&sample()).unwrap();
        let reallocated = data.attribute(5).unwrap();
        assert_eq!(reallocated.failure(9), Some(Failure::Now));
        assert_eq!((reallocated.failure(8), reallocated.failure(0)), (None, None));
        assert_eq!(data.attribute(194).unwrap().failure(45), Some(Failure::Past));
    }

    #[test]
    fn minutes_are_not_taken_for_hours() {
        let mut bytes = sample();
        bytes[21] = 0x08;
        assert_eq!(SmartData::decode(&bytes).unwrap().power_on_hours(), None);
        bytes[8] = 1;
        assert_eq!(SmartData::decode(&bytes).unwrap().temperature(), None);
        assert!(SmartData::decode(&bytes[..511]).is_err());
    }
}

//! SMART thresholds: what SMART READ THRESHOLDS returns.
//!
//! Document: SFF-8035i 2.0 §5.4, ATA-3 §7.41.6: twelve octets an attribute, as in SMART data. Obsolete since ATA-4.
//!
//! Real drives: nearly all still answer; order and number of the entries are usually those of SMART data, but need not
//! be.

use serde::Serialize;

use super::{SECTOR, attribute_name::AttributeId, sector, smart_data::entries, sums_to_zero};
use crate::decode::{Error, Fields};

/// Thresholds of the attributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SmartThresholds {
    /// Revision of the structure (octets 0 and 1).
    pub revision: u16,
    /// Attribute and threshold (octets 0 and 1 of each entry).
    pub thresholds: Vec<(AttributeId, u8)>,
    /// Whether all octets sum to 0.
    pub checksum_matches: bool,
}

impl SmartThresholds {
    /// Decodes a sector; fails on less.
    pub fn decode(bytes: &[u8]) -> Result<SmartThresholds, Error> {
        let data = sector(bytes)?;
        let threshold = |entry: &[u8]| Some((AttributeId(entry.byte(0).filter(|id| *id != 0)?), entry.byte(1)?));
        Ok(SmartThresholds {
            revision: data.u16_le(0).unwrap_or_default(),
            thresholds: entries(data).filter_map(threshold).collect(),
            checksum_matches: sums_to_zero(data),
        })
    }

    /// Decodes what follows SMART data in the same bytes, as a file that holds both has it; `None` where nothing
    /// follows.
    pub fn decode_after_data(bytes: &[u8]) -> Option<Result<SmartThresholds, Error>> {
        bytes.get(SECTOR..).filter(|rest| !rest.is_empty()).map(SmartThresholds::decode)
    }

    /// The threshold of attribute `id`.
    pub fn of(&self, id: AttributeId) -> Option<u8> {
        self.thresholds.iter().find(|(of, _)| *of == id).map(|(_, threshold)| *threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_found_by_attribute() {
        let mut bytes = vec![0; 2 * SECTOR];
        (bytes[SECTOR], bytes[SECTOR + 2], bytes[SECTOR + 3]) = (16, 5, 140);
        let thresholds = SmartThresholds::decode_after_data(&bytes).unwrap().unwrap();
        assert_eq!((thresholds.of(AttributeId(5)), thresholds.of(AttributeId(6))), (Some(140), None));
        assert!(SmartThresholds::decode_after_data(&bytes[..SECTOR]).is_none());
        assert!(SmartThresholds::decode_after_data(&bytes[..SECTOR + 1]).is_some_and(|decoded| decoded.is_err()));
    }
}

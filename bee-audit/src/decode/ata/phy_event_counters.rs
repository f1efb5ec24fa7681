//! SATA phy event counters (log 11h): errors on the cable, as the drive sees them.
//!
//! Document: SATA 3.2 §13.7.7.1 (log) and §13.7.7.2 (counters), ACS-4 §9.16.
//!
//! Real drives: counters are of 16 or 32 bits, stop at their highest value, and are cleared by a reset of the maker's
//! choice: a count says what happened since then.

use serde::Serialize;

use super::{sector, sums_to_zero};
use crate::decode::{Error, Fields, code::codes};

/// The counters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhyEventCounters {
    /// Counters in the drive's order.
    pub counters: Vec<PhyEventCounter>,
    /// Whether all octets sum to 0.
    pub checksum_matches: bool,
}

/// One counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PhyEventCounter {
    /// What is counted (identifier bits 11 to 0, and 15 for the maker's own).
    pub id: PhyEventId,
    /// Octets of the counter (identifier bits 14 to 12, in words).
    pub size_bytes: u8,
    /// How often.
    pub value: u64,
    /// Whether it stands at its highest value.
    pub is_saturated: bool,
}

codes! {
    /// What a counter counts (SATA 3.2 table 75).
    pub struct PhyEventId(u16) {
        0x001 => "Command failed due to ICRC error",
        0x002 => "R_ERR response for data FIS",
        0x003 => "R_ERR response for device-to-host data FIS",
        0x004 => "R_ERR response for host-to-device data FIS",
        0x005 => "R_ERR response for non-data FIS",
        0x006 => "R_ERR response for device-to-host non-data FIS",
        0x007 => "R_ERR response for host-to-device non-data FIS",
        0x008 => "Device-to-host non-data FIS retries",
        0x009 => "Transition from drive PhyRdy to drive PhyNRdy",
        0x00a => "Device-to-host register FISes sent due to a COMRESET",
        0x00b => "CRC errors within host-to-device FIS",
        0x00d => "Non-CRC errors within host-to-device FIS",
        0x00f => "R_ERR response for host-to-device data FIS, CRC",
        0x010 => "R_ERR response for host-to-device data FIS, non-CRC",
        0x012 => "R_ERR response for host-to-device non-data FIS, CRC",
        0x013 => "R_ERR response for host-to-device non-data FIS, non-CRC",
    }
}

/// Where the first counter is; four reserved octets are before it.
const FIRST: usize = 4;
/// Where the checksum is.
const END: usize = 511;

impl PhyEventCounters {
    /// Decodes a sector; fails on less. An identifier of 0 ends the list.
    pub fn decode(bytes: &[u8]) -> Result<PhyEventCounters, Error> {
        let data = sector(bytes)?;
        let mut rest = data.get(FIRST..END).unwrap_or_default();
        let mut counters = Vec::new();
        while let Some((counter, after)) = counter(rest) {
            counters.push(counter);
            rest = after;
        }
        Ok(PhyEventCounters { counters, checksum_matches: sums_to_zero(data) })
    }
}

/// A counter, and what follows it.
fn counter(bytes: &[u8]) -> Option<(PhyEventCounter, &[u8])> {
    let identifier = bytes.u16_le(0).filter(|identifier| identifier & 0x8fff != 0)?;
    let size = u8::try_from(identifier >> 12 & 0x7).ok()?.saturating_mul(2);
    let octets = bytes.get(2..2 + usize::from(size)).filter(|octets| !octets.is_empty())?;
    let value = octets.iter().rev().fold(0u64, |value, octet| value << 8 | u64::from(*octet));
    let is_saturated = octets.iter().all(|octet| *octet == 0xff);
    let counter = PhyEventCounter { id: PhyEventId(identifier & 0x8fff), size_bytes: size, value, is_saturated };
    Some((counter, bytes.get(2 + usize::from(size)..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read_up_to_the_end_of_the_list() {
        let mut data = vec![0u8; 512];
        data[4..8].copy_from_slice(&[0x01, 0x10, 5, 0]);
        data[8..14].copy_from_slice(&[0x09, 0x20, 0xff, 0xff, 0xff, 0xff]);
        data[14..18].copy_from_slice(&[0x01, 0x90, 1, 1]);
        let [icrc, transition, own] = PhyEventCounters::decode(&data).unwrap().counters[..] else { panic!() };
        assert_eq!((icrc.id.name(), icrc.size_bytes, icrc.value), (Some("Command failed due to ICRC error"), 2, 5));
        assert_eq!((transition.id.0, transition.size_bytes, transition.is_saturated), (9, 4, true));
        assert_eq!((own.id.name(), own.value), (None, 257));
    }

    #[test]
    fn a_sector_without_end_is_read_to_its_end() {
        let counters = PhyEventCounters::decode(&[0xff; 512]).unwrap().counters;
        assert!(counters.len() < 64);
        assert!(PhyEventCounters::decode(&[0; 511]).is_err());
    }
}

//! Pending defects log (0Ch): logical sectors that could not be read, and wait to be written.
//!
//! Document: ACS-4 §9.26.
//!
//! Real drives: the count may exceed the descriptors that the log has room for; disks of before 2015 have no such log
//! and tell the count in SMART attribute 197 alone.

use serde::Serialize;

use super::sector;
use crate::decode::{Error, Fields};

/// The first sector of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PendingDefects {
    /// Pending defects (octets 0 to 3).
    pub count: u32,
    /// Descriptors in this sector.
    pub defects: Vec<PendingDefect>,
}

/// A pending defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PendingDefect {
    /// Hours of operation when it was found (octets 0 to 3).
    pub power_on_hours: u32,
    /// Logical sector (octets 8 to 15).
    pub lba: u64,
}

const DESCRIPTOR: usize = 16;

impl PendingDefects {
    /// Decodes the first sector; fails on less.
    pub fn decode(bytes: &[u8]) -> Result<PendingDefects, Error> {
        let data = sector(bytes)?;
        let count = data.u32_le(0).unwrap_or_default();
        let stated = usize::try_from(count).unwrap_or(usize::MAX);
        let descriptors = data.chunks_exact(DESCRIPTOR).skip(1).take(stated);
        let defect = |descriptor: &[u8]| {
            Some(PendingDefect { power_on_hours: descriptor.u32_le(0)?, lba: descriptor.u64_le(8)? })
        };
        Ok(PendingDefects { count, defects: descriptors.filter_map(defect).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_read_as_there_are() {
        let mut data = vec![0u8; 512];
        data[0] = 1;
        (data[16], data[24], data[30]) = (7, 0x34, 1);
        let log = PendingDefects::decode(&data).unwrap();
        assert_eq!(log.defects, [PendingDefect { power_on_hours: 7, lba: 0x0001_0000_0000_0034 }]);
        data[3] = 0xff;
        assert_eq!(PendingDefects::decode(&data).unwrap().defects.len(), 31);
        assert!(PendingDefects::decode(&data[..511]).is_err());
    }
}

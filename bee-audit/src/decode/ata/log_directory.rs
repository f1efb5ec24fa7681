//! Log directory: which logs a drive has, and how many sectors each.
//!
//! Document: ACS-3 §A.2 (general purpose log directory) and §A.22 (SMART log directory); both are log 00h.
//!
//! Real drives: a log that is listed may be refused all the same; one that is not listed is not there.

use serde::Serialize;

use super::sector;
use crate::decode::{Error, Fields};

/// A log directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogDirectory {
    /// Version of the general purpose logging (octets 0 and 1): 1.
    pub version: u16,
    /// Logs that are there, by address.
    pub logs: Vec<Log>,
}

/// A log that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Log {
    /// Address.
    pub address: u8,
    /// Sectors (the word at twice the address).
    pub sectors: u16,
}

impl LogDirectory {
    /// Decodes a sector; fails on less.
    pub fn decode(bytes: &[u8]) -> Result<LogDirectory, Error> {
        let data = sector(bytes)?;
        let log = |address: u8| {
            let sectors = data.u16_le(2 * usize::from(address)).filter(|sectors| *sectors != 0)?;
            Some(Log { address, sectors })
        };
        Ok(LogDirectory { version: data.u16_le(0).unwrap_or_default(), logs: (1..=u8::MAX).filter_map(log).collect() })
    }

    /// Sectors of the log at `address`; 0 where it is not there.
    pub fn sectors(&self, address: u8) -> u16 {
        self.logs.iter().find(|log| log.address == address).map_or(0, |log| log.sectors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_listed_by_address() {
        let mut bytes = vec![0; 512];
        (bytes[0], bytes[6], bytes[8], bytes[511]) = (1, 5, 8, 2);
        let directory = LogDirectory::decode(&bytes).unwrap();
        assert_eq!((directory.version, directory.logs.len()), (1, 3));
        assert_eq!((directory.sectors(3), directory.sectors(4), directory.sectors(0xff)), (5, 8, 0x200));
        assert_eq!(directory.sectors(5), 0);
        assert!(LogDirectory::decode(&bytes[..511]).is_err());
    }
}

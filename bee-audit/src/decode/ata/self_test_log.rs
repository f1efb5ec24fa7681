//! Self-test logs: SMART self-test log (06h, 21 tests) and extended SMART self-test log (07h, 19 tests a sector).
//!
//! Document: ACS-3 §A.20 (log 06h), ATA8-ACS rev 6a §A.8, tables A.12 and A.13 (log 07h).
//!
//! Real drives: a log without tests has an index of 0; the hours are the low 16 bits of the power-on hours and begin
//! anew; the address of a test that did not fail is 0 or all ones.

use serde::Serialize;

use super::{SECTOR, STANDARD, sector, sums_to_zero};
use crate::decode::{Error, Fault, Fields, code::codes};

/// A log of self-tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfTestLog {
    /// Version of the structure.
    pub version: u16,
    /// Tests, the latest first.
    pub tests: Vec<SelfTest>,
    /// Whether all octets of each sector sum to 0.
    pub checksum_matches: bool,
}

/// A test that ended, or runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SelfTest {
    /// Which test (octet 0: LBA bits 7 to 0 of the command that began it).
    pub kind: SelfTestKind,
    /// How it ended (octet 1 bits 7 to 4).
    pub result: SelfTestResult,
    /// What was left of it, in percent (octet 1 bits 3 to 0, in tenths).
    pub remaining_percent: u8,
    /// Hours of operation when it ended, modulo 65,536 (octets 2 and 3).
    pub power_on_hours: u16,
    /// The maker's (octet 4).
    pub checkpoint: u8,
    /// First address that failed (octets 5 to 8, or 5 to 10); `None` where none did.
    pub failing_lba: Option<u64>,
}

codes! {
    /// Self-test (ACS-3 table 124).
    pub struct SelfTestKind(u8) {
        0x00 => "Offline",
        0x01 => "Short offline",
        0x02 => "Extended offline",
        0x03 => "Conveyance offline",
        0x04 => "Selective offline",
        0x7f => "Abort offline test",
        0x81 => "Short captive",
        0x82 => "Extended captive",
        0x83 => "Conveyance captive",
        0x84 => "Selective captive",
    }

    /// How a self-test ended (ACS-3 table 128).
    pub struct SelfTestResult(u8) {
        0x0 => "completed without error",
        0x1 => "aborted by host",
        0x2 => "interrupted by host with a reset",
        0x3 => "fatal or unknown error",
        0x4 => "completed: unknown failure",
        0x5 => "completed: electrical failure",
        0x6 => "completed: servo or seek failure",
        0x7 => "completed: read failure",
        0x8 => "completed: handling damage suspected",
        0xf => "in progress",
    }
}

impl SelfTestResult {
    /// Whether the test runs.
    pub fn is_running(self) -> bool {
        self.0 == 0xf
    }

    /// Whether it found a fault; `None` where it did not come to an end, or the code is not known.
    pub fn is_failed(self) -> Option<bool> {
        match self.0 {
            0x0 => Some(false),
            0x3..=0x8 => Some(true),
            _ => None,
        }
    }
}

impl SelfTestLog {
    /// Decodes log 06h, one sector; fails on less.
    pub fn decode(bytes: &[u8]) -> Result<SelfTestLog, Error> {
        const ENTRIES: usize = 21;
        let data = sector(bytes)?;
        let index = usize::from(data.byte(508).unwrap_or_default());
        let tests = latest_first(index, ENTRIES, |place| SelfTest::decode(data.get(2 + 24 * place..)?, 4))?;
        Ok(SelfTestLog { version: data.u16_le(0).unwrap_or_default(), tests, checksum_matches: sums_to_zero(data) })
    }

    /// Decodes log 07h, as many sectors as there are; fails on less than one.
    pub fn decode_extended(bytes: &[u8]) -> Result<SelfTestLog, Error> {
        const ENTRIES: usize = 19;
        let first = sector(bytes)?;
        let sectors = || bytes.chunks_exact(SECTOR);
        let index = usize::from(first.u16_le(2).unwrap_or_default());
        let tests = latest_first(index, ENTRIES * sectors().count(), |place| {
            SelfTest::decode(sectors().nth(place / ENTRIES)?.get(4 + 26 * (place % ENTRIES)..)?, 6)
        })?;
        let version = first.byte(0).map(u16::from).unwrap_or_default();
        Ok(SelfTestLog { version, tests, checksum_matches: sectors().all(sums_to_zero) })
    }
}

/// Entries of a ring whose latest is number `index`, counted from 1 (0: there are none), the latest first, up to the
/// first one that was never written.
pub(super) fn latest_first<T>(
    index: usize,
    entries: usize,
    decode: impl Fn(usize) -> Option<T>,
) -> Result<Vec<T>, Error> {
    if index > entries {
        return Err(Error::new(STANDARD, 0, Fault::OutOfBounds));
    }
    let steps = if index == 0 { 0 } else { entries };
    Ok((0..steps).map_while(|step| decode((index + entries - 1 - step) % entries)).collect())
}

impl SelfTest {
    /// `None` for an entry that was never written, which is all zeros.
    fn decode(entry: &[u8], address_length: usize) -> Option<SelfTest> {
        let status = entry.byte(1)?;
        let result = SelfTestResult(status >> 4);
        let address = entry.get(5..5 + address_length)?;
        let lba = address.iter().rev().fold(0, |lba, octet| lba << 8 | u64::from(*octet));
        let is_stated = result.is_failed() == Some(true) && address.iter().any(|octet| *octet != 0xff);
        entry.get(..5 + address_length)?.iter().any(|octet| *octet != 0).then_some(SelfTest {
            kind: SelfTestKind(entry.byte(0)?),
            result,
            remaining_percent: (status & 0x0f).saturating_mul(10),
            power_on_hours: entry.u16_le(2)?,
            checkpoint: entry.byte(4)?,
            failing_lba: is_stated.then_some(lba),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_is_read_from_its_latest_entry() {
        let mut data = vec![0u8; SECTOR];
        data[0] = 1;
        data[2..12].copy_from_slice(&[1, 0x00, 0xd2, 0x04, 0, 0, 0, 0, 0, 0]);
        data[26..36].copy_from_slice(&[2, 0x74, 0xff, 0xff, 0, 0x78, 0x56, 0x34, 0x12, 0]);
        data[506..508].copy_from_slice(&[0, 0]);
        data[508] = 2;
        let log = SelfTestLog::decode(&data).unwrap();
        let [extended, short] = log.tests[..] else { panic!("{log:?}") };
        assert_eq!(
            (extended.kind.name(), extended.result.name()),
            (Some("Extended offline"), Some("completed: read failure"))
        );
        assert_eq!(
            (extended.failing_lba, extended.remaining_percent, extended.power_on_hours),
            (Some(0x1234_5678), 40, 65_535)
        );
        assert_eq!((short.power_on_hours, short.result.is_failed(), short.failing_lba), (1234, Some(false), None));
        data[508] = 22;
        assert!(SelfTestLog::decode(&data).is_err());
    }

    #[test]
    fn the_extended_log_spans_sectors() {
        let mut data = vec![0u8; 2 * SECTOR];
        (data[0], data[2]) = (1, 20);
        data[SECTOR + 4..SECTOR + 15].copy_from_slice(&[1, 0x70, 9, 0, 0, 1, 2, 3, 4, 5, 6]);
        data[4 + 18 * 26..4 + 18 * 26 + 4].copy_from_slice(&[0x81, 0x10, 8, 0]);
        let log = SelfTestLog::decode_extended(&data).unwrap();
        let [latest, before] = log.tests[..] else { panic!("{log:?}") };
        assert_eq!(latest.failing_lba, Some(0x0605_0403_0201));
        assert_eq!((before.kind.name(), before.result.is_failed()), (Some("Short captive"), None));
        assert!(SelfTestLog::decode_extended(&data[..SECTOR]).is_err(), "the latest test is in the second sector");
    }

    #[test]
    fn a_log_without_tests_is_empty() {
        assert_eq!(SelfTestLog::decode(&[0; SECTOR]).unwrap().tests, []);
        assert_eq!(SelfTestLog::decode_extended(&[0; SECTOR]).unwrap().tests, []);
        assert!(SelfTestLog::decode(&[0; SECTOR - 1]).is_err());
    }
}

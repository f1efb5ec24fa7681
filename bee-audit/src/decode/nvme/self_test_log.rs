//! Device Self-test (Base §5.16.1.7, LID 06h, figures 213 and 214): what runs now, and the last 20 that ended.
//!
//! Real drives: 6 % refuse this page though Identify Controller claims the command; what is asked of one namespace is
//! refused by many, so it is asked of all (FFFFFFFFh); the fields that an entry does not state as valid hold rubbish.

use serde::Serialize;

use super::{Structure, status::Status};
use crate::decode::{Error, code::codes, conformance::Rule};

const HEAD: usize = 4;
const ENTRY: usize = 28;
const ENTRIES: usize = 20;

/// What is reserved in the head.
const RULES: &[Rule] = &[Rule::ReservedBits(0, 0xf0), Rule::AtMost(1, 100), Rule::Reserved(2..HEAD)];

/// Device Self-test log page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfTestLog {
    /// What runs now (octet 0, bits 3:0); 0 is nothing.
    pub current_operation: SelfTestCode,
    /// How much of it is done in percent (octet 1, bits 6:0), where something runs.
    pub completed_percent: Option<u8>,
    /// Tests that ended (from octet 4, 28 octets each), the newest first; entries that are not used are left out.
    pub results: Vec<SelfTestResult>,
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

/// A test that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfTestResult {
    /// Kind of test (octet 0, bits 7:4).
    pub code: SelfTestCode,
    /// How it ended (octet 0, bits 3:0).
    pub result: SelfTestOutcome,
    /// First segment that failed (octet 1), where the result is 7.
    pub segment: Option<u8>,
    /// Power on hours when it ended (octets 4 to 11).
    pub power_on_hours: u64,
    /// Namespace that failed (octets 12 to 15), where valid (octet 2, bit 0).
    pub namespace: Option<u32>,
    /// First logical block that failed (octets 16 to 23), where valid (bit 1).
    pub failing_logical_block_address: Option<u64>,
    /// Status with more about the fault (octets 24 and 25), where type and code are valid (bits 2 and 3).
    pub status: Option<Status>,
}

codes! {
    /// Self-test code (figures 213 and 214).
    pub struct SelfTestCode(u8) {
        0x0 => "none",
        0x1 => "short",
        0x2 => "extended",
        0xe => "vendor specific",
    }

    /// Self-test result (figure 214, octet 0 bits 3:0).
    pub struct SelfTestOutcome(u8) {
        0x0 => "completed without error",
        0x1 => "aborted by a Device Self-test command",
        0x2 => "aborted by a controller level reset",
        0x3 => "aborted due to a removal of a namespace",
        0x4 => "aborted due to a Format NVM command",
        0x5 => "fatal or unknown error, did not complete",
        0x6 => "completed, an unknown segment failed",
        0x7 => "completed, one or more segments failed",
        0x8 => "aborted for unknown reason",
        0x9 => "aborted due to a sanitize operation",
        0xf => "entry not used",
    }
}

impl SelfTestOutcome {
    /// Whether the test found a fault; `None` where it was aborted, or for a code that the standard does not know.
    pub fn is_failed(self) -> Option<bool> {
        match self.0 {
            0x0 => Some(false),
            0x5..=0x7 => Some(true),
            _ => None,
        }
    }
}

impl SelfTestLog {
    /// Decodes 564 octets, or the whole entries of fewer; fails without the head.
    pub fn decode(bytes: &[u8]) -> Result<SelfTestLog, Error> {
        let log = Structure::of(bytes, HEAD)?;
        let current_operation = SelfTestCode(log.u8(0) & 0xf);
        let entries = bytes.get(HEAD..).unwrap_or_default().chunks_exact(ENTRY).take(ENTRIES);
        let results = entries.map(|entry| SelfTestResult::of(&Structure(entry)));
        Ok(SelfTestLog {
            completed_percent: (current_operation.0 != 0).then(|| log.u8(1) & 0x7f),
            current_operation,
            // Drives without any test give zeros in place of Fh: a test of no kind is none.
            results: results.filter(|entry| entry.result.0 != 0xf && entry.code.0 != 0).collect(),
            damage: log.breaches(RULES),
        })
    }
}

impl SelfTestResult {
    fn of(entry: &Structure) -> SelfTestResult {
        let result = SelfTestOutcome(entry.u8(0) & 0xf);
        let is_valid = |bits: u8| entry.u8(2) & bits == bits;
        SelfTestResult {
            code: SelfTestCode(entry.u8(0) >> 4),
            result,
            segment: (result.0 == 7).then(|| entry.u8(1)),
            power_on_hours: entry.u64(4),
            namespace: is_valid(0b0001).then(|| entry.u32(12)),
            failing_logical_block_address: is_valid(0b0010).then(|| entry.u64(16)),
            status: is_valid(0b1100).then(|| Status(u16::from(entry.u8(24) & 0b111) << 8 | u16::from(entry.u8(25)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut bytes = vec![0; HEAD + ENTRIES * ENTRY];
        bytes[..2].copy_from_slice(&[0x02, 42]);
        bytes[4] = 0x27;
        bytes[5..7].copy_from_slice(&[3, 0x0f]);
        bytes[8..16].copy_from_slice(&1234u64.to_le_bytes());
        bytes[16..20].copy_from_slice(&[1, 0, 0, 0]);
        bytes[20..28].copy_from_slice(&0x1000u64.to_le_bytes());
        bytes[28..30].copy_from_slice(&[2, 0x81]);
        bytes[32] = 0x10;
        bytes[60] = 0x0f;
        bytes
    }

    #[test]
    fn the_running_test_and_those_that_ended_are_read() {
        let log = SelfTestLog::decode(&sample()).unwrap();
        assert_eq!((log.current_operation.name(), log.completed_percent), (Some("extended"), Some(42)));
        assert_eq!(log.results.len(), 2);
        let failed = &log.results[0];
        assert_eq!((failed.code, failed.result.is_failed(), failed.segment), (SelfTestCode(2), Some(true), Some(3)));
        assert_eq!((failed.power_on_hours, failed.namespace), (1234, Some(1)));
        assert_eq!(failed.failing_logical_block_address, Some(0x1000));
        assert_eq!(failed.status.and_then(Status::name), Some("Unrecovered Read Error"));
        assert_eq!((log.results[1].result.is_failed(), log.results[1].namespace), (Some(false), None));
    }

    #[test]
    fn a_short_log_gives_its_whole_entries() {
        let log = SelfTestLog::decode(&sample()[..HEAD + ENTRY + 5]).unwrap();
        assert_eq!(log.results.len(), 1);
        assert!(SelfTestLog::decode(&[0; 3]).is_err());
        assert_eq!(SelfTestLog::decode(&[0; 564]).unwrap().results, []);
    }
}

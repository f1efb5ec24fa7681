//! Self-Test Results page (10h): the last twenty self-tests, the latest first.
//!
//! Document: SPC-5 §7.3, Self-Test Results log page (parameters 0001h to 0014h); codes of SEND DIAGNOSTIC, SPC-5 §6.38.
//!
//! Real devices: entries that were never used are zero throughout, and so is, in its first hour, an entry of a default
//! self-test of a new drive, which is lost with them. The count of hours ends at 65,535. An address of the first
//! failure is FFFFFFFFFFFFFFFFh where there is none, in some drives zero.

use serde::Serialize;

use super::{
    log_page::{LogParameter, LogParameters},
    sense::{AdditionalSenseCode, SenseKey},
};
use crate::decode::{Fields, code::codes};

codes! {
    /// SELF-TEST CODE (SPC-5 §6.38): how the test was asked for.
    pub struct SelfTestCode(u8) {
        0 => "default",
        1 => "background short",
        2 => "background extended",
        4 => "aborted background",
        5 => "foreground short",
        6 => "foreground extended",
    }

    /// SELF-TEST RESULTS (SPC-5 §7.3, Self-Test Results log page).
    pub struct SelfTestOutcome(u8) {
        0x0 => "completed without error",
        0x1 => "aborted by SEND DIAGNOSTIC",
        0x2 => "aborted by another method",
        0x3 => "unknown error, could not complete",
        0x4 => "completed with failure in a test segment that is not known",
        0x5 => "completed with failure in the first segment",
        0x6 => "completed with failure in the second segment",
        0x7 => "completed with failure in another segment",
        0xf => "in progress",
    }
}

impl SelfTestOutcome {
    /// Whether the test found a fault; `None` where it did not come to its end.
    pub fn is_failed(self) -> Option<bool> {
        match self.0 {
            0x0 => Some(false),
            0x3..=0x7 => Some(true),
            _ => None,
        }
    }

    /// Whether the test still runs.
    pub fn is_in_progress(self) -> bool {
        self.0 == 0xf
    }
}

/// One self-test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfTestResult {
    /// SELF-TEST CODE (offset 4, bits 7 to 5).
    pub self_test_code: SelfTestCode,
    /// SELF-TEST RESULTS (offset 4, bits 3 to 0).
    pub self_test_results: SelfTestOutcome,
    /// SELF-TEST NUMBER (offset 5): the segment that failed; `None` for zero.
    pub self_test_number: Option<u8>,
    /// ACCUMULATED POWER ON HOURS (offset 6); 65,535 and more are FFFFh.
    pub accumulated_power_on_hours: u16,
    /// ADDRESS OF FIRST FAILURE (offset 8); `None` for FFFFFFFFFFFFFFFFh.
    pub address_of_first_failure: Option<u64>,
    /// SENSE KEY (offset 16, bits 3 to 0), with the code below; `None` for 0h, no sense.
    pub sense_key: Option<SenseKey>,
    /// ADDITIONAL SENSE CODE and its qualifier (offset 17).
    pub additional_sense_code: AdditionalSenseCode,
}

impl SelfTestResult {
    /// The results of `page`; entries that were never used are left out.
    pub fn all_of(page: &LogParameters) -> Vec<SelfTestResult> {
        let used = page.parameters().filter(|entry| (1..=20).contains(&entry.code));
        used.filter(|entry| entry.value.iter().any(|octet| *octet != 0)).filter_map(result).collect()
    }
}

fn result(entry: LogParameter) -> Option<SelfTestResult> {
    let value = entry.value;
    let first = value.byte(0)?;
    Some(SelfTestResult {
        self_test_code: SelfTestCode(first >> 5),
        self_test_results: SelfTestOutcome(first & 0x0f),
        self_test_number: value.byte(1).filter(|number| *number != 0),
        accumulated_power_on_hours: value.u16_be(2)?,
        address_of_first_failure: value.u64_be(4).filter(|address| *address != u64::MAX),
        sense_key: value.byte(12).map(|octet| SenseKey(octet & 0x0f)).filter(|key| key.0 != 0),
        additional_sense_code: AdditionalSenseCode(value.u16_be(13)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(entries: &[[u8; 16]]) -> Vec<u8> {
        let length = u16::try_from(entries.len() * 20).unwrap().to_be_bytes();
        let mut bytes = vec![0x10, 0, length[0], length[1]];
        for (number, entry) in (1u8..).zip(entries) {
            bytes.extend([0, number, 3, 16]);
            bytes.extend(entry);
        }
        bytes
    }

    #[test]
    fn unused_entries_are_left_out() {
        let mut failed = [0; 16];
        failed[..12].copy_from_slice(&[0x47, 3, 0x12, 0x34, 0, 0, 0, 0, 0, 1, 0, 0]);
        failed[12..15].copy_from_slice(&[3, 0x11, 0]);
        let mut good = [0xff; 16];
        good[..4].copy_from_slice(&[0x20, 0, 0x10, 0]);
        good[12..].copy_from_slice(&[0; 4]);
        let bytes = page(&[failed, good, [0; 16]]);
        let results = SelfTestResult::all_of(&LogParameters::decode_page(0x10, 0, &bytes).unwrap());
        assert_eq!(results.len(), 2);
        assert_eq!(results[0].self_test_code.name(), Some("background extended"));
        assert_eq!(results[0].self_test_results.is_failed(), Some(true));
        assert_eq!((results[0].self_test_number, results[0].accumulated_power_on_hours), (Some(3), 0x1234));
        assert_eq!(results[0].address_of_first_failure, Some(65_536));
        assert_eq!(results[0].additional_sense_code.name(), Some("Unrecovered read error"));
        assert_eq!(
            (results[1].self_test_results.is_failed(), results[1].address_of_first_failure),
            (Some(false), None)
        );
    }
}

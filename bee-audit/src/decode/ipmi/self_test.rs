//! The result of a controller's self test.
//!
//! Document: IPMI §20.4 (Get Self Test Results).

use serde::Serialize;

use super::at_least;
use crate::decode::{
    Error, Fields,
    code::{codes, flags},
};

codes! {
    /// How the self test ended (§20.4, byte 2).
    pub struct SelfTestOutcome(u8) {
        0x55 => "No error", 0x56 => "Self Test function not implemented",
        0x57 => "Corrupted or inaccessible data or devices", 0x58 => "Fatal hardware error",
    }
}

flags! {
    /// What is corrupted or inaccessible (§20.4, byte 3 after 57h).
    pub struct SelfTestFailure(u8) {
        0 => "controller operational firmware corrupted", 1 => "controller update boot block firmware corrupted",
        2 => "Internal Use Area of BMC FRU corrupted", 3 => "SDR Repository empty",
        4 => "IPMB signal lines do not respond", 5 => "Cannot access BMC FRU device",
        6 => "Cannot access SDR Repository", 7 => "Cannot access SEL device",
    }
}

/// The answer, completion code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SelfTest {
    /// How it ended.
    pub outcome: SelfTestOutcome,
    /// What failed; only with outcome 57h.
    pub failures: Option<SelfTestFailure>,
}

impl SelfTest {
    /// Decodes the answer. Fails when it is shorter than 2 octets.
    pub fn decode(bytes: &[u8]) -> Result<SelfTest, Error> {
        let bytes = at_least(bytes, 2)?;
        let outcome = SelfTestOutcome(bytes.byte(0).unwrap_or_default());
        let failures = bytes.byte(1).filter(|_| outcome.0 == 0x57).map(SelfTestFailure);
        Ok(SelfTest { outcome, failures })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_count_after_57h_only() {
        assert_eq!(SelfTest::decode(&[0x55, 0]).unwrap().failures, None);
        let failed = SelfTest::decode(&[0x57, 0x88]).unwrap();
        assert_eq!(failed.failures.unwrap().names(), ["SDR Repository empty", "Cannot access SEL device"]);
        assert!(SelfTest::decode(&[0x55]).is_err());
    }
}

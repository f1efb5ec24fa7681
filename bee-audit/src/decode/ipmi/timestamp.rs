//! Timestamps of records and of manufacture.
//!
//! Documents: IPMI §37 (timestamp format), FRU §11 (manufacturing date). Both count from a fixed date without saying in
//! which time zone; IPMI recommends local time, most controllers keep UTC.
//!
//! Real firmware: logs events before somebody has set its clock; those times count from the controller's start.

use serde::Serialize;

use crate::decode::calendar;

/// Seconds from 1970-01-01 to 1996-01-01, the epoch of FRU areas.
const EPOCH_OF_1996: u64 = 820_454_400;

/// A timestamp of four octets (IPMI §37).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Timestamp(pub u32);

impl Timestamp {
    /// The largest number that counts from the initialization of the log instead of 1970 (§37.1).
    const LAST_SINCE_INITIALIZATION: u32 = 0x2000_0000;
    /// Unspecified or invalid (§37.1).
    const UNSPECIFIED: u32 = 0xffff_ffff;

    /// `2022-08-14T00:00:00` on the controller's clock; none for times that are relative or unspecified.
    pub fn date_time(self) -> Option<String> {
        let dated = self.0 > Timestamp::LAST_SINCE_INITIALIZATION && self.0 != Timestamp::UNSPECIFIED;
        dated.then(|| calendar::date_time(self.0.into()))
    }

    /// Seconds since the controller initialized its log, when its clock was not set yet.
    pub fn since_initialization(self) -> Option<u32> {
        Some(self.0).filter(|seconds| *seconds <= Timestamp::LAST_SINCE_INITIALIZATION)
    }
}

/// Date and time of manufacture, in minutes since 1996; none when unspecified (FRU §11).
pub(super) fn manufactured_at(minutes: u32) -> Option<String> {
    (minutes != 0).then(|| calendar::date_time(EPOCH_OF_1996 + u64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_the_clock_was_set_are_relative() {
        assert_eq!(Timestamp(0x2000_0000).since_initialization(), Some(0x2000_0000));
        assert_eq!(Timestamp(0x2000_0000).date_time(), None);
        assert_eq!(Timestamp(u32::MAX).date_time(), None);
        assert_eq!(Timestamp(u32::MAX).since_initialization(), None);
        assert_eq!(Timestamp(1_660_435_200).date_time().as_deref(), Some("2022-08-14T00:00:00"));
    }
}

//! Endurance Group Information (Base §5.16.1.10, LID 09h, figure 217).
//!
//! Only controllers with endurance groups have it (CTRATT bit 4). Here data are counted in 10⁹ octets, rounded up, not
//! in the data units of the SMART log.

use serde::Serialize;

use super::{Structure, smart_log::EnduranceGroupWarning, stated};
use crate::{decode::Error, units::Counter};

const LENGTH: usize = 512;

/// Octets in which data are counted.
const BILLION: u128 = 1_000_000_000;

/// Endurance Group Information log page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnduranceGroupLog {
    /// Critical warning (octet 0).
    pub critical_warning: EnduranceGroupWarning,
    /// Available spare in percent (octet 3).
    pub available_spare_percent: u8,
    /// Available spare threshold in percent (octet 4).
    pub available_spare_threshold_percent: u8,
    /// Percentage used (octet 5); may exceed 100.
    pub percentage_used: u8,
    /// Octets that may be written over its life (octets 32 to 47, 10⁹ each); `None` where no estimate is reported.
    pub endurance_estimate: Option<Counter>,
    /// Octets read (octets 48 to 63, 10⁹ each); `None` where they need more than 128 bits.
    pub data_read: Option<Counter>,
    /// Octets written by hosts (octets 64 to 79, 10⁹ each).
    pub data_written: Option<Counter>,
    /// Octets written to the media (octets 80 to 95, 10⁹ each).
    pub media_written: Option<Counter>,
    /// Host read commands (octets 96 to 111).
    pub host_read_commands: Counter,
    /// Host write commands (octets 112 to 127).
    pub host_write_commands: Counter,
    /// Media and data integrity errors (octets 128 to 143).
    pub media_errors: Counter,
    /// Error information log entries (octets 144 to 159).
    pub error_log_entries: Counter,
    /// Capacity in octets (octets 160 to 175); `None` where it is not reported.
    pub total_capacity: Option<Counter>,
    /// Capacity in octets of no NVM set (octets 176 to 191).
    pub unallocated_capacity: Counter,
}

impl EnduranceGroupLog {
    /// Decodes 512 octets; fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<EnduranceGroupLog, Error> {
        let log = Structure::of(bytes, LENGTH)?;
        let octets = |offset| log.u128(offset).0.checked_mul(BILLION).map(Counter);
        Ok(EnduranceGroupLog {
            critical_warning: EnduranceGroupWarning(log.u8(0)),
            available_spare_percent: log.u8(3),
            available_spare_threshold_percent: log.u8(4),
            percentage_used: log.u8(5),
            endurance_estimate: octets(32).and_then(stated),
            data_read: octets(48),
            data_written: octets(64),
            media_written: octets(80),
            host_read_commands: log.u128(96),
            host_write_commands: log.u128(112),
            media_errors: log.u128(128),
            error_log_entries: log.u128(144),
            total_capacity: stated(log.u128(160)),
            unallocated_capacity: log.u128(176),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_counted_in_billions_of_octets() {
        let mut bytes = [0; LENGTH];
        bytes[..6].copy_from_slice(&[1, 0, 0, 90, 10, 3]);
        bytes[48] = 7;
        bytes[80..96].fill(0xff);
        bytes[160] = 9;
        let log = EnduranceGroupLog::decode(&bytes).unwrap();
        assert_eq!(log.critical_warning.names(), ["available spare is below the threshold"]);
        assert_eq!((log.available_spare_percent, log.percentage_used), (90, 3));
        assert_eq!((log.data_read, log.media_written), (Some(Counter(7_000_000_000)), None));
        assert_eq!((log.endurance_estimate, log.total_capacity), (None, Some(Counter(9))));
        assert!(EnduranceGroupLog::decode(&bytes[..511]).is_err());
    }
}

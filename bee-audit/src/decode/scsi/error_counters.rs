//! Error counter pages: Write (02h), Read (03h) and Verify (05h) Error Counters.
//!
//! Document: SPC-5 §7.3, Write, Read and Verify Error Counters log pages (one layout); parameters 0000h to 0006h.
//!
//! Real devices: which of the seven are there differs; parameters from 8000h are the maker's. "Total bytes processed"
//! is of the interface in Seagate's drives and of the medium in others; some SSDs count in blocks of their own. The
//! read counters hold corrections by ECC in the thousands in healthy drives: only the uncorrected ones are bad news.

use serde::Serialize;

use super::log_page::{LogParameters, counter};

/// One page of counters (SPC-5 §7.3); each `None` where the drive does not keep it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ErrorCounters {
    /// Errors corrected without substantial delay (0000h).
    pub corrected_without_substantial_delay: Option<u64>,
    /// Errors corrected with possible delays (0001h).
    pub corrected_with_possible_delays: Option<u64>,
    /// Total: rewrites or rereads (0002h).
    pub rewrites_or_rereads: Option<u64>,
    /// Total errors corrected (0003h).
    pub total_errors_corrected: Option<u64>,
    /// Total times that the correction algorithm was processed (0004h).
    pub correction_algorithm_invocations: Option<u64>,
    /// Total bytes processed (0005h).
    pub total_bytes_processed: Option<u64>,
    /// Total uncorrected errors (0006h).
    pub total_uncorrected_errors: Option<u64>,
}

impl ErrorCounters {
    /// The counters of `page`.
    pub fn of(page: &LogParameters) -> ErrorCounters {
        let count = |code| page.value(code).and_then(counter);
        ErrorCounters {
            corrected_without_substantial_delay: count(0),
            corrected_with_possible_delays: count(1),
            rewrites_or_rereads: count(2),
            total_errors_corrected: count(3),
            correction_algorithm_invocations: count(4),
            total_bytes_processed: count(5),
            total_uncorrected_errors: count(6),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_found_by_code() {
        let bytes = [0x03, 0, 0, 24, 0, 3, 3, 4, 0, 0, 0x30, 0x39, 0, 5, 3, 8, 0, 0, 0x0a, 0, 0, 0, 0, 0, 0, 6, 3, 0];
        let counters = ErrorCounters::of(&LogParameters::decode_page(3, 0, &bytes).unwrap());
        assert_eq!(counters.total_errors_corrected, Some(12_345));
        assert_eq!(counters.total_bytes_processed, Some(0x0a00_0000_0000));
        assert_eq!(counters.total_uncorrected_errors, None, "a value of no octets is none");
    }
}

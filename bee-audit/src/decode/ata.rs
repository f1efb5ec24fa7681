//! ATA: what a drive says about itself and its health.
//!
//! Documents: ACS-3 (INCITS 522, T13/2161-D); ACS-4 (INCITS 529) and ACS-5 add what is marked so. SMART attributes were
//! last in ATA-3 and SFF-8035i 2.0, thresholds too; every drive still has them. Registers come as SAT-4 (INCITS 491)
//! returns them.

pub mod attribute_name;
pub mod device_statistics;
pub mod error_log;
pub mod identify_device;
pub mod log_directory;
pub mod pending_defects;
pub mod phy_event_counters;
pub mod registers;
pub mod sct_status;
pub mod self_test_log;
pub mod smart_data;
pub mod smart_thresholds;

use super::{Error, Fault};

/// The standard's name in errors of these decoders.
const STANDARD: &str = "ACS";

/// Octets of a sector, in which all data and logs come.
const SECTOR: usize = 512;

/// The first sector of `bytes`; fails where there is less.
fn sector(bytes: &[u8]) -> Result<&[u8], Error> {
    let truncated = Fault::Truncated { need: SECTOR, have: bytes.len() };
    bytes.get(..SECTOR).ok_or_else(|| Error::new(STANDARD, 0, truncated))
}

/// Whether all octets sum to 0, as in every structure whose last octet is a checksum (ACS-3 §7.48.6.12).
fn sums_to_zero(sector: &[u8]) -> bool {
    sector.iter().fold(0, |sum: u8, octet| sum.wrapping_add(*octet)) == 0
}

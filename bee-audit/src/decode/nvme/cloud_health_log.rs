//! SMART / Health Information Extended (OCP Datacenter NVMe SSD Specification 2.0 §4.8.6, LID C0h).
//!
//! C0h is a maker's own number: what is there is this page only where it ends in the specification's GUID. Drives of
//! specification 1.0 have log page version 2, without the fields behind octet 207.

use serde::Serialize;

use super::{STANDARD, Structure};
use crate::{
    decode::{Error, Fault},
    units::Counter,
};

const LENGTH: usize = 512;

/// Log page GUID AFD514C9-7C6F-4F9C-A4F2-BFEA2810AFC5 (octets 496 to 511), least significant octet first.
const GUID: u128 = 0xafd5_14c9_7c6f_4f9c_a4f2_bfea_2810_afc5;

/// SMART / Health Information Extended log page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CloudHealthLog {
    /// Octets written to the media (SMART-1, octets 0 to 15).
    pub physical_media_written: Counter,
    /// Octets read from the media (SMART-2, octets 16 to 31).
    pub physical_media_read: Counter,
    /// Bad NAND blocks of the user's area: count (SMART-3, octets 32 to 37).
    pub bad_user_blocks: u64,
    /// The same in percent of what is left (octets 38 and 39): 100 is new.
    pub bad_user_blocks_normalized: u16,
    /// Bad NAND blocks of the system's area: count (SMART-4, octets 40 to 45).
    pub bad_system_blocks: u64,
    /// The same normalized (octets 46 and 47).
    pub bad_system_blocks_normalized: u16,
    /// Times that XOR brought data back (SMART-5, octets 48 to 55).
    pub xor_recoveries: u64,
    /// Reads that could not be corrected (SMART-6, octets 56 to 63).
    pub uncorrectable_read_errors: u64,
    /// Reads that the first level of error correction could not correct (SMART-7, octets 64 to 71).
    pub soft_ecc_errors: u64,
    /// End to end errors that were detected (SMART-8, octets 72 to 75).
    pub end_to_end_detected_errors: u32,
    /// And corrected (octets 76 to 79).
    pub end_to_end_corrected_errors: u32,
    /// Life of the system's area that is used, in percent (SMART-9, octet 80).
    pub system_data_percent_used: u8,
    /// Blocks that were written anew to keep them readable (SMART-10, octets 81 to 87).
    pub refresh_count: u64,
    /// Erase counts of the user's blocks: highest (SMART-11, octets 88 to 91).
    pub maximum_erase_count: u32,
    /// Lowest (octets 92 to 95).
    pub minimum_erase_count: u32,
    /// Thermal throttling events (SMART-12, octet 96).
    pub thermal_throttling_events: u8,
    /// Throttling now (octet 97): 0 is none, 1 to 3 are levels.
    pub thermal_throttling_status: u8,
    /// Correctable errors of PCI Express (SMART-14, octets 104 to 111).
    pub pcie_correctable_errors: u64,
    /// Shutdowns that did not complete, with or without data lost (SMART-15, octets 112 to 115).
    pub incomplete_shutdowns: u32,
    /// Free blocks in percent (SMART-16, octet 120).
    pub free_blocks_percent: u8,
    /// Capacitors of power loss protection in percent of what they need (SMART-17, octets 128 and 129); `None` without.
    pub capacitor_health_percent: Option<u16>,
    /// Reads and writes that are not aligned to the mapping (SMART-19, octets 136 to 143).
    pub unaligned_commands: u64,
    /// Security version number (SMART-20, octets 144 to 151).
    pub security_version: u64,
    /// Namespace utilization of all namespaces (SMART-21, octets 152 to 159).
    pub total_utilization: u64,
    /// Times that power loss protection started (SMART-22, octets 160 to 175).
    pub power_loss_protection_starts: Counter,
    /// Octets that may be written over its life (SMART-23, octets 176 to 191).
    pub endurance_estimate: Counter,
    /// PCI Express link retrainings (SMART-24, octets 192 to 199), from log page version 3.
    pub pcie_link_retrainings: Option<u64>,
    /// Changes of the power state (SMART-25, octets 200 to 207), from log page version 3.
    pub power_state_changes: Option<u64>,
    /// Version of the page (octets 494 and 495).
    pub log_page_version: u16,
}

impl CloudHealthLog {
    /// Decodes 512 octets; fails on fewer, and on a page of that number which is another one.
    pub fn decode(bytes: &[u8]) -> Result<CloudHealthLog, Error> {
        let log = Structure::of(bytes, LENGTH)?;
        if log.u128(496).0 != GUID {
            return Err(Error::new(STANDARD, 496, Fault::BadSignature));
        }
        let log_page_version = log.u16(494);
        let since_3 = |offset| (log_page_version >= 3).then(|| log.u64(offset));
        Ok(CloudHealthLog {
            physical_media_written: log.u128(0),
            physical_media_read: log.u128(16),
            bad_user_blocks: log.u64(32) & LOW_48,
            bad_user_blocks_normalized: log.u16(38),
            bad_system_blocks: log.u64(40) & LOW_48,
            bad_system_blocks_normalized: log.u16(46),
            xor_recoveries: log.u64(48),
            uncorrectable_read_errors: log.u64(56),
            soft_ecc_errors: log.u64(64),
            end_to_end_detected_errors: log.u32(72),
            end_to_end_corrected_errors: log.u32(76),
            system_data_percent_used: log.u8(80),
            refresh_count: log.u64(80) >> 8,
            maximum_erase_count: log.u32(88),
            minimum_erase_count: log.u32(92),
            thermal_throttling_events: log.u8(96),
            thermal_throttling_status: log.u8(97),
            pcie_correctable_errors: log.u64(104),
            incomplete_shutdowns: log.u32(112),
            free_blocks_percent: log.u8(120),
            capacitor_health_percent: Some(log.u16(128)).filter(|health| *health != u16::MAX),
            unaligned_commands: log.u64(136),
            security_version: log.u64(144),
            total_utilization: log.u64(152),
            power_loss_protection_starts: log.u128(160),
            endurance_estimate: log.u128(176),
            pcie_link_retrainings: since_3(192),
            power_state_changes: since_3(200),
            log_page_version,
        })
    }
}

/// A number of six octets.
const LOW_48: u64 = (1 << 48) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_with_the_guid_is_decoded() {
        let mut bytes = [0; LENGTH];
        bytes[32..40].copy_from_slice(&[5, 0, 0, 0, 0, 1, 99, 0]);
        bytes[80..88].copy_from_slice(&[2, 3, 0, 0, 0, 0, 0, 1]);
        bytes[128..130].copy_from_slice(&[0xff, 0xff]);
        bytes[192] = 4;
        bytes[494] = 3;
        assert_eq!(CloudHealthLog::decode(&bytes).unwrap_err().fault, Fault::BadSignature);
        bytes[496..].copy_from_slice(&[
            0xc5, 0xaf, 0x10, 0x28, 0xea, 0xbf, 0xf2, 0xa4, 0x9c, 0x4f, 0x6f, 0x7c, 0xc9, 0x14, 0xd5, 0xaf,
        ]);
        let log = CloudHealthLog::decode(&bytes).unwrap();
        assert_eq!((log.bad_user_blocks, log.bad_user_blocks_normalized), (0x0100_0000_0005, 99));
        assert_eq!((log.system_data_percent_used, log.refresh_count), (2, 0x0001_0000_0000_0003));
        assert_eq!((log.capacitor_health_percent, log.pcie_link_retrainings), (None, Some(4)));
        bytes[494] = 2;
        assert_eq!(CloudHealthLog::decode(&bytes).unwrap().pcie_link_retrainings, None);
        assert!(CloudHealthLog::decode(&bytes[..511]).is_err());
    }
}

//! Background Scan page (15h): what the drive found when it read its medium by itself.
//!
//! Document: SBC-4 §6.4, Background Scan log page: status parameter 0000h, results 0001h to 0800h.
//!
//! Real devices: this is the only place where a SAS disk tells its age in minutes. A result stays after the sector was
//! reassigned; a drive that is failing fills the page. SSDs give a status of zeros but for the minutes.

use serde::Serialize;

use super::{
    log_page::{LogParameter, LogParameters},
    sense::{AdditionalSenseCode, SenseKey},
};
use crate::decode::{Fields, code::codes};

codes! {
    /// BACKGROUND SCAN STATUS (SBC-4 §6.4).
    pub struct BackgroundScanStatus(u8) {
        0x00 => "no scan active",
        0x01 => "scan active",
        0x02 => "pre-scan active",
        0x03 => "halted by a fatal error",
        0x04 => "halted by a vendor specific pattern of errors",
        0x05 => "halted, medium formatted without a primary defect list",
        0x06 => "halted for a vendor specific cause",
        0x07 => "halted by a temperature out of range",
        0x08 => "waiting for the interval timer",
    }

    /// REASSIGN STATUS (SBC-4 §6.4): what became of the logical block.
    pub struct ReassignStatus(u8) {
        0x0 => "no reassignment needed",
        0x1 => "reassignment pending receipt of a command",
        0x2 => "reassigned by the device server",
        0x4 => "reassignment by the device server failed",
        0x5 => "recovered by a rewrite in place",
        0x6 => "reassigned by an application client",
        0x7 => "reassigned by an application client, data not valid",
        0x8 => "reassignment by an application client failed",
    }
}

impl ReassignStatus {
    /// Whether the logical block still is bad: reassignment pends or failed.
    pub fn is_pending(self) -> bool {
        matches!(self.0, 0x1 | 0x4 | 0x8)
    }
}

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BackgroundScan {
    /// Parameter 0000h.
    pub status: Option<ScanStatus>,
    /// Parameters 0001h to 0800h: logical blocks that gave trouble.
    pub results: Vec<MediumScanResult>,
}

/// Background scan status parameter (SBC-4 §6.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ScanStatus {
    /// ACCUMULATED POWER ON MINUTES (offset 4).
    pub accumulated_power_on_minutes: u32,
    /// BACKGROUND SCAN STATUS (offset 9).
    pub status: BackgroundScanStatus,
    /// NUMBER OF BACKGROUND SCANS PERFORMED (offset 10).
    pub scans_performed: u16,
    /// BACKGROUND SCAN PROGRESS (offset 12), in 65,536ths.
    pub progress: u16,
    /// NUMBER OF BACKGROUND MEDIUM SCANS PERFORMED (offset 14).
    pub medium_scans_performed: Option<u16>,
}

/// Background scan result parameter (SBC-4 §6.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MediumScanResult {
    /// ACCUMULATED POWER ON MINUTES (offset 4) when it was found.
    pub accumulated_power_on_minutes: u32,
    /// REASSIGN STATUS (offset 8, bits 7 to 4).
    pub reassign_status: ReassignStatus,
    /// SENSE KEY (offset 8, bits 3 to 0).
    pub sense_key: SenseKey,
    /// ADDITIONAL SENSE CODE and its qualifier (offset 9).
    pub additional_sense_code: AdditionalSenseCode,
    /// LOGICAL BLOCK ADDRESS (offset 16).
    pub logical_block_address: u64,
}

impl BackgroundScan {
    /// What `page` says.
    pub fn of(page: &LogParameters) -> BackgroundScan {
        let results = page.parameters().filter(|entry| (0x0001..=0x0800).contains(&entry.code));
        BackgroundScan { status: page.value(0).and_then(status), results: results.filter_map(result).collect() }
    }
}

fn status(value: &[u8]) -> Option<ScanStatus> {
    Some(ScanStatus {
        accumulated_power_on_minutes: value.u32_be(0)?,
        status: BackgroundScanStatus(value.byte(5)?),
        scans_performed: value.u16_be(6)?,
        progress: value.u16_be(8)?,
        medium_scans_performed: value.u16_be(10),
    })
}

fn result(entry: LogParameter) -> Option<MediumScanResult> {
    let value = entry.value;
    let fifth = value.byte(4)?;
    Some(MediumScanResult {
        accumulated_power_on_minutes: value.u32_be(0)?,
        reassign_status: ReassignStatus(fifth >> 4),
        sense_key: SenseKey(fifth & 0x0f),
        additional_sense_code: AdditionalSenseCode(value.u16_be(5)?),
        logical_block_address: value.u64_be(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_results() {
        let mut bytes = vec![0x15, 0, 0, 40, 0, 0, 3, 12, 0, 0, 0x0e, 0x10, 0, 8, 0, 5, 0x80, 0, 0, 7];
        bytes.extend([0, 1, 3, 20, 0, 0, 0, 60, 0x13, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
        let page = BackgroundScan::of(&LogParameters::decode_page(0x15, 0, &bytes).unwrap());
        let status = page.status.unwrap();
        assert_eq!((status.accumulated_power_on_minutes, status.scans_performed), (3600, 5));
        assert_eq!((status.status.0, status.progress, status.medium_scans_performed), (8, 0x8000, Some(7)));
        let result = page.results[0];
        assert!(result.reassign_status.is_pending());
        assert_eq!((result.sense_key.name(), result.logical_block_address), (Some("Medium error"), 66_051));
    }
}

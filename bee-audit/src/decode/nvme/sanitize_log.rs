//! Sanitize Status (Base §5.16.1, LID 81h: SPROG, SSTAT and SCDW10 in octets 0 to 7).
//!
//! Only controllers that can sanitize have it (Identify Controller, SANICAP).

use serde::Serialize;

use super::Structure;
use crate::decode::{Error, code::codes};

const LENGTH: usize = 32;

/// Sanitize Status log page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SanitizeLog {
    /// How much is done in 1/65,536 (octets 0 and 1), while an operation is in progress.
    pub progress: Option<u16>,
    /// How the last operation ended (octets 2 and 3, bits 2:0).
    pub status: SanitizeStatus,
    /// Passes of an overwrite that are complete (bits 7:3).
    pub completed_passes: u8,
    /// Nothing was written since the drive was made or last sanitized (bit 8).
    pub is_data_erased: bool,
    /// Command dword 10 of the last operation (octets 4 to 7); its bits 2:0 say which it was.
    pub action: SanitizeAction,
    /// Seconds that an overwrite takes (octets 8 to 11); `None` where it is not reported.
    pub overwrite_seconds: Option<u32>,
    /// Seconds that a block erase takes (octets 12 to 15).
    pub block_erase_seconds: Option<u32>,
    /// Seconds that a crypto erase takes (octets 16 to 19).
    pub crypto_erase_seconds: Option<u32>,
}

codes! {
    /// Status of the most recent sanitize operation (SSTAT bits 2:0).
    pub struct SanitizeStatus(u8) {
        0 => "never sanitized",
        1 => "completed successfully",
        2 => "in progress",
        3 => "failed",
        4 => "completed successfully, deallocated all the same",
    }

    /// Sanitize action (Base §5.24, CDW10 bits 2:0).
    pub struct SanitizeAction(u8) {
        1 => "exit failure mode",
        2 => "block erase",
        3 => "overwrite",
        4 => "crypto erase",
    }
}

impl SanitizeLog {
    /// Decodes the first 32 of 512 octets; fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<SanitizeLog, Error> {
        let log = Structure::of(bytes, LENGTH)?;
        let status = SanitizeStatus(log.u8(2) & 0b111);
        let seconds = |offset| Some(log.u32(offset)).filter(|seconds| *seconds != u32::MAX);
        Ok(SanitizeLog {
            progress: (status.0 == 2).then(|| log.u16(0)),
            status,
            completed_passes: log.u8(2) >> 3,
            is_data_erased: log.u8(3) & 1 == 1,
            action: SanitizeAction(log.u8(4) & 0b111),
            overwrite_seconds: seconds(8),
            block_erase_seconds: seconds(12),
            crypto_erase_seconds: seconds(16),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_while_there_is_some() {
        let mut bytes = [0xff; LENGTH];
        bytes[..8].copy_from_slice(&[0x00, 0x80, 0x1a, 0x00, 0x03, 0, 0, 0]);
        bytes[12..16].copy_from_slice(&[60, 0, 0, 0]);
        let log = SanitizeLog::decode(&bytes).unwrap();
        assert_eq!((log.status.name(), log.progress), (Some("in progress"), Some(0x8000)));
        assert_eq!((log.completed_passes, log.action.name()), (3, Some("overwrite")));
        assert_eq!((log.overwrite_seconds, log.block_erase_seconds), (None, Some(60)));
        bytes[2] = 1;
        assert_eq!(SanitizeLog::decode(&bytes).unwrap().progress, None);
        assert!(SanitizeLog::decode(&bytes[..31]).is_err());
    }
}

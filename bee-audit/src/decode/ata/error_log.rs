//! Error logs: summary SMART error log (01h, the last five) and extended comprehensive SMART error log (03h, four a
//! sector).
//!
//! Document: ACS-3 §A.21 (log 01h); ATA8-ACS rev 6a §A.7, tables A.7 to A.10 (log 03h).
//!
//! Real drives: the count of errors is of 16 bits and does not stop at the entries that are kept; an entry that was
//! never written is all zeros; of the five commands before an error those that were not sent are all zeros too. An
//! aborted command (ERROR bit 2) is often one that the host tried and the drive does not know, and no fault of either.

use serde::Serialize;

use super::{SECTOR, sector, self_test_log::latest_first, sums_to_zero};
use crate::decode::{Error, Fields, code::flags};

/// A log of errors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorLog {
    /// Version of the structure (octet 0).
    pub version: u8,
    /// Errors of the drive's life, modulo 65,536.
    pub device_error_count: u16,
    /// Errors that are kept, the latest first.
    pub errors: Vec<LoggedError>,
    /// Whether all octets of each sector sum to 0.
    pub checksum_matches: bool,
}

/// An error with the commands before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedError {
    /// ERROR after the command.
    pub error: ErrorBits,
    /// STATUS after the command.
    pub status: u8,
    /// COUNT after the command.
    pub count: u16,
    /// LBA after the command.
    pub lba: u64,
    /// DEVICE after the command.
    pub device: u8,
    /// State of the drive (bits 3 to 0: 0 unknown, 1 sleep, 2 standby, 3 active or idle, 4 off-line or self-test).
    pub state: u8,
    /// Hours of operation, modulo 65,536.
    pub power_on_hours: u16,
    /// The command that failed, last, and up to four before it.
    pub commands: Vec<LoggedCommand>,
}

/// A command as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LoggedCommand {
    /// DEVICE CONTROL.
    pub device_control: u8,
    /// FEATURE.
    pub feature: u16,
    /// COUNT.
    pub count: u16,
    /// LBA.
    pub lba: u64,
    /// DEVICE.
    pub device: u8,
    /// COMMAND.
    pub command: u8,
    /// Milliseconds since power-on, modulo 2³².
    pub milliseconds: u32,
}

flags! {
    /// ERROR (ACS-3 §6.2): bits of reading and writing commands.
    pub struct ErrorBits(u8) {
        0 => "command completion time out",
        2 => "aborted",
        4 => "ID not found",
        6 => "uncorrectable",
        7 => "interface CRC",
    }
}

/// Where the fields of an entry are: those of 28-bit commands, or of 48-bit ones.
struct Layout {
    entry: usize,
    command: usize,
    is_extended: bool,
}

const SUMMARY: Layout = Layout { entry: 90, command: 12, is_extended: false };
const EXTENDED: Layout = Layout { entry: 124, command: 18, is_extended: true };

impl ErrorLog {
    /// Decodes log 01h, one sector; fails on less.
    pub fn decode(bytes: &[u8]) -> Result<ErrorLog, Error> {
        const ENTRIES: usize = 5;
        let data = sector(bytes)?;
        let index = usize::from(data.byte(1).unwrap_or_default());
        let errors = latest_first(index, ENTRIES, |place| SUMMARY.error(data.get(2 + SUMMARY.entry * place..)?))?;
        Ok(ErrorLog {
            version: data.byte(0).unwrap_or_default(),
            device_error_count: data.u16_le(452).unwrap_or_default(),
            errors,
            checksum_matches: sums_to_zero(data),
        })
    }

    /// Decodes log 03h, as many sectors as there are; fails on less than one.
    pub fn decode_extended(bytes: &[u8]) -> Result<ErrorLog, Error> {
        const ENTRIES: usize = 4;
        let first = sector(bytes)?;
        let sectors = || bytes.chunks_exact(SECTOR);
        let index = usize::from(first.u16_le(2).unwrap_or_default());
        let errors = latest_first(index, ENTRIES * sectors().count(), |place| {
            EXTENDED.error(sectors().nth(place / ENTRIES)?.get(4 + EXTENDED.entry * (place % ENTRIES)..)?)
        })?;
        Ok(ErrorLog {
            version: first.byte(0).unwrap_or_default(),
            device_error_count: first.u16_le(500).unwrap_or_default(),
            errors,
            checksum_matches: sectors().all(sums_to_zero),
        })
    }
}

impl Layout {
    /// `None` for an entry that was never written.
    fn error(&self, entry: &[u8]) -> Option<LoggedError> {
        let entry = entry.get(..self.entry)?;
        entry.iter().find(|octet| **octet != 0)?;
        let (commands, error) = entry.split_at_checked(5 * self.command)?;
        // Reserved or DEVICE CONTROL (octet 0), then ERROR, COUNT, LBA, DEVICE, STATUS; the maker's 19 octets, state,
        // hours.
        let (count, lba, device) = self.registers(error.get(2..)?)?;
        let end = if self.is_extended { 11 } else { 7 };
        Some(LoggedError {
            error: ErrorBits(error.byte(1)?),
            status: error.byte(end)?,
            count,
            lba,
            device,
            state: error.byte(end + 20)? & 0x0f,
            power_on_hours: error.u16_le(end + 21)?,
            commands: commands.chunks_exact(self.command).filter_map(|command| self.sent(command)).collect(),
        })
    }

    /// `None` for a command that was not sent.
    fn sent(&self, command: &[u8]) -> Option<LoggedCommand> {
        command.iter().find(|octet| **octet != 0)?;
        let feature_length = if self.is_extended { 2 } else { 1 };
        let (count, lba, device) = self.registers(command.get(1 + feature_length..)?)?;
        let (code, time) = if self.is_extended { (12, 14) } else { (7, 8) };
        Some(LoggedCommand {
            device_control: command.byte(0)?,
            feature: if self.is_extended { command.u16_le(1)? } else { u16::from(command.byte(1)?) },
            count,
            lba,
            device,
            command: command.byte(code)?,
            milliseconds: command.u32_le(time)?,
        })
    }

    /// COUNT, LBA and DEVICE. Of 28-bit commands, DEVICE bits 3 to 0 are LBA bits 27 to 24; of 48-bit ones each part is
    /// followed by the one 24 bits (of COUNT, 8 bits) above it.
    fn registers(&self, bytes: &[u8]) -> Option<(u16, u64, u8)> {
        if self.is_extended {
            let [low, low_high, middle, middle_high, high, high_high] = bytes.array(2)?;
            let lba = u64::from_le_bytes([low, middle, high, low_high, middle_high, high_high, 0, 0]);
            return Some((bytes.u16_le(0)?, lba, bytes.byte(8)?));
        }
        let [count, low, middle, high, device] = bytes.array(0)?;
        let lba = u32::from_le_bytes([low, middle, high, device & 0x0f]);
        Some((u16::from(count), u64::from(lba), device))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_log_keeps_28_bit_registers() {
        let mut data = vec![0u8; SECTOR];
        (data[0], data[1], data[452]) = (1, 1, 7);
        // The fifth command, then the error.
        data[2 + 48..2 + 60].copy_from_slice(&[8, 0, 8, 0x78, 0x56, 0x34, 0xe2, 0xc8, 0x10, 0x27, 0, 0]);
        data[62..70].copy_from_slice(&[0, 0x40, 8, 0x79, 0x56, 0x34, 0xe2, 0x51]);
        data[89..92].copy_from_slice(&[0x13, 0x39, 0x05]);
        let log = ErrorLog::decode(&data).unwrap();
        let [error] = &log.errors[..] else { panic!("{log:?}") };
        assert_eq!((log.device_error_count, error.error.names()), (7, vec!["uncorrectable"]));
        assert_eq!((error.lba, error.status, error.state, error.power_on_hours), (0x0234_5679, 0x51, 3, 1337));
        let [command] = error.commands[..] else { panic!("{error:?}") };
        assert_eq!((command.command, command.milliseconds, command.lba), (0xc8, 10_000, 0x0234_5678));
    }

    #[test]
    fn the_extended_log_keeps_48_bit_registers() {
        let mut data = vec![0u8; SECTOR];
        (data[0], data[2], data[500]) = (1, 2, 2);
        let entry = 4 + 124;
        data[entry + 72..entry + 90]
            .copy_from_slice(&[8, 1, 2, 3, 4, 0x66, 0x33, 0x55, 0x22, 0x44, 0x11, 0x40, 0x60, 0, 1, 0, 0, 0]);
        data[entry + 90..entry + 102].copy_from_slice(&[0, 0x10, 3, 4, 0x66, 0x33, 0x55, 0x22, 0x44, 0x11, 0x40, 0x41]);
        data[entry + 121..entry + 124].copy_from_slice(&[0x02, 0x02, 0x01]);
        let log = ErrorLog::decode_extended(&data).unwrap();
        let [error] = &log.errors[..] else { panic!("{log:?}") };
        assert_eq!((error.lba, error.count, error.error.names()), (0x1122_3344_5566, 0x0403, vec!["ID not found"]));
        assert_eq!((error.status, error.state, error.power_on_hours), (0x41, 2, 258));
        assert_eq!((error.commands[0].feature, error.commands[0].command), (0x0201, 0x60));
    }

    #[test]
    fn a_log_without_errors_is_empty() {
        assert_eq!(ErrorLog::decode(&[0; SECTOR]).unwrap().errors, []);
        let mut data = vec![0; SECTOR];
        data[2] = 5;
        assert!(ErrorLog::decode_extended(&data).is_err(), "the index is past the sectors");
    }
}

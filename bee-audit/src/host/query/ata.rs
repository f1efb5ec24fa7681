//! What an ATA drive can be asked: commands of ACS that read, and no others.
//!
//! Documents: ACS-3 (INCITS 522, T13/2161-D) §7 for the commands, SAT-4 (INCITS 491) §12.2.2 for ATA PASS-THROUGH (16),
//! in which they travel.

use std::fmt;

use super::ata_log::{GeneralPurposeLog, SmartLog};

/// A command that a drive answers with a sector of data or with its registers, and that changes nothing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtaRequest {
    /// CHECK POWER MODE (ACS-3 §7.3): whether it sleeps, without waking it. Answered with registers.
    CheckPowerMode,
    /// IDENTIFY DEVICE (ACS-3 §7.12).
    IdentifyDevice,
    /// SMART READ DATA (ACS-3 §7.48.6): attributes.
    SmartReadData,
    /// SMART READ THRESHOLDS (ATA-3 §7.41.6, obsolete since ATA-4 and answered by nearly every drive).
    SmartReadThresholds,
    /// SMART RETURN STATUS (ACS-3 §7.48.8): the drive's verdict. Answered with registers.
    SmartReturnStatus,
    /// SMART READ LOG (ACS-3 §7.48.7): the first sector of a log.
    SmartReadLog(SmartLog),
    /// READ LOG EXT (ACS-3 §7.24): a sector of a log.
    ReadLogExt {
        /// The log.
        log: GeneralPurposeLog,
        /// Its sector, counted from 0; a page of its own in log 04h.
        page: u8,
    },
}

/// Registers of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Registers {
    command: u8,
    feature: u8,
    /// Address of a log.
    log: u8,
    /// Its sector.
    page: u8,
}

/// LBA bits 23 to 8 of SMART commands (ACS-3 §7.48).
const SMART_KEY: [u8; 2] = [0x4f, 0xc2];
const SMART: u8 = 0xb0;
const READ_LOG_EXT: u8 = 0x2f;
const SECTOR: u16 = 512;

/// ATA PASS-THROUGH (16), and its protocols (SAT-4 §12.2.2.2) in bits 4 to 1 of octet 1.
const ATA_PASS_THROUGH_16: u8 = 0x85;
const NON_DATA: u8 = 3 << 1;
const PIO_DATA_IN: u8 = 4 << 1;
/// A command of 48-bit registers.
const EXTEND: u8 = 1;
/// CK_COND: return the registers.
const CHECK_CONDITION: u8 = 0x20;
/// T_DIR (from the device), BYT_BLOK (blocks), T_LENGTH 2 (COUNT says how many).
const BLOCKS_FROM_DEVICE: u8 = 0x08 | 0x04 | 0x02;

impl AtaRequest {
    fn registers(self) -> Registers {
        let smart = |feature| Registers { command: SMART, feature, ..Registers::default() };
        match self {
            AtaRequest::CheckPowerMode => Registers { command: 0xe5, ..Registers::default() },
            AtaRequest::IdentifyDevice => Registers { command: 0xec, ..Registers::default() },
            AtaRequest::SmartReadData => smart(0xd0),
            AtaRequest::SmartReadThresholds => smart(0xd1),
            AtaRequest::SmartReturnStatus => smart(0xda),
            AtaRequest::SmartReadLog(log) => Registers { log: log.address(), ..smart(0xd5) },
            AtaRequest::ReadLogExt { log, page } => {
                Registers { command: READ_LOG_EXT, feature: 0, log: log.address(), page }
            }
        }
    }

    /// What is asked for, in the words of the standard.
    pub fn name(self) -> &'static str {
        match self {
            AtaRequest::CheckPowerMode => "CHECK POWER MODE",
            AtaRequest::IdentifyDevice => "IDENTIFY DEVICE",
            AtaRequest::SmartReadData => "SMART READ DATA",
            AtaRequest::SmartReadThresholds => "SMART READ THRESHOLDS",
            AtaRequest::SmartReturnStatus => "SMART RETURN STATUS",
            AtaRequest::SmartReadLog(SmartLog::Directory) => "SMART log directory",
            AtaRequest::SmartReadLog(SmartLog::SummaryError) => "summary SMART error log",
            AtaRequest::SmartReadLog(SmartLog::SelfTest) => "SMART self-test log",
            AtaRequest::SmartReadLog(SmartLog::SctStatus) => "SCT status",
            AtaRequest::ReadLogExt { log, .. } => match log {
                GeneralPurposeLog::Directory => "general purpose log directory",
                GeneralPurposeLog::ExtendedComprehensiveError => "extended comprehensive SMART error log",
                GeneralPurposeLog::DeviceStatistics => "device statistics log",
                GeneralPurposeLog::ExtendedSelfTest => "extended SMART self-test log",
                GeneralPurposeLog::PendingDefects => "pending defects log",
                GeneralPurposeLog::SataPhyEventCounters => "SATA phy event counters",
            },
        }
    }

    /// Octets that the drive sends; 0 where its registers are the answer.
    pub fn transfer_length(self) -> u16 {
        match self {
            AtaRequest::CheckPowerMode | AtaRequest::SmartReturnStatus => 0,
            _ => SECTOR,
        }
    }

    /// The ATA PASS-THROUGH (16) command (SAT-4 table 197).
    pub(crate) fn command_descriptor_block(self) -> [u8; 16] {
        let Registers { command, feature, log, page } = self.registers();
        let is_extended = command == READ_LOG_EXT;
        let is_transfer = self.transfer_length() > 0;
        let protocol = if is_transfer { PIO_DATA_IN } else { NON_DATA };
        let [lba_mid, lba_high] = if command == SMART { SMART_KEY } else { [page, 0] };
        let mut block = [0; 16];
        block[0] = ATA_PASS_THROUGH_16;
        block[1] = protocol | if is_extended { EXTEND } else { 0 };
        block[2] = if is_transfer { BLOCKS_FROM_DEVICE } else { CHECK_CONDITION };
        // Octets 3, 5, 7, 9 and 11 are the high halves of 48-bit registers, all 0 here.
        block[4] = feature;
        block[6] = u8::from(is_transfer);
        block[8] = log;
        block[10] = lba_mid;
        block[12] = lba_high;
        block[14] = command;
        block
    }

    /// The request that `words` stand for, as [`Display`](fmt::Display) writes it.
    pub(super) fn parse(words: &str) -> Option<AtaRequest> {
        let log_and_page = || {
            let (log, page) = words.split_once(" log=")?.1.split_once(" page=")?;
            Some((u8::from_str_radix(log, 16).ok()?, u8::from_str_radix(page, 16).ok()?))
        };
        let paged = GeneralPurposeLog::ALL.into_iter().filter_map(|log| {
            let (_, page) = log_and_page().filter(|(address, _)| *address == log.address())?;
            Some(AtaRequest::ReadLogExt { log, page })
        });
        let single = [
            AtaRequest::CheckPowerMode,
            AtaRequest::IdentifyDevice,
            AtaRequest::SmartReadData,
            AtaRequest::SmartReadThresholds,
            AtaRequest::SmartReturnStatus,
        ];
        let logs = SmartLog::ALL.map(AtaRequest::SmartReadLog);
        single.into_iter().chain(logs).chain(paged).find(|request| request.to_string() == words)
    }
}

/// `command=b0 feature=d5 log=06`.
impl fmt::Display for AtaRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Registers { command, feature, log, page } = self.registers();
        write!(formatter, "command={command:02x} feature={feature:02x}")?;
        match self {
            AtaRequest::SmartReadLog(_) => write!(formatter, " log={log:02x}"),
            AtaRequest::ReadLogExt { .. } => write!(formatter, " log={log:02x} page={page:02x}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command and subcommand that reads and does nothing else (ACS-3 §7); the rest of the 65,536 write,
    /// erase, lock, switch something on or off, start a test, stop the drive, or load firmware.
    const READING: [(u8, u8); 7] =
        [(0xe5, 0), (0xec, 0), (0xb0, 0xd0), (0xb0, 0xd1), (0xb0, 0xda), (0xb0, 0xd5), (0x2f, 0)];

    fn all() -> Vec<AtaRequest> {
        let pages = |log| (0..=u8::MAX).map(move |page| AtaRequest::ReadLogExt { log, page });
        let mut all = vec![
            AtaRequest::CheckPowerMode,
            AtaRequest::IdentifyDevice,
            AtaRequest::SmartReadData,
            AtaRequest::SmartReadThresholds,
            AtaRequest::SmartReturnStatus,
        ];
        all.extend(SmartLog::ALL.map(AtaRequest::SmartReadLog));
        all.extend(GeneralPurposeLog::ALL.into_iter().flat_map(pages));
        all
    }

    #[test]
    fn nothing_that_changes_a_drive_can_be_sent() {
        for request in all() {
            let block = request.command_descriptor_block();
            assert!(READING.contains(&(block[14], block[4])), "{request}");
            assert_eq!(
                (block[0], block[3], block[5], block[7], block[9], block[11]),
                (0x85, 0, 0, 0, 0, 0),
                "{request}"
            );
            // Non-data, or PIO data-in with T_DIR: nothing goes to the drive.
            match (block[1] >> 1 & 0xf, request.transfer_length()) {
                (3, 0) => assert_eq!((block[2], block[6]), (0x20, 0), "{request}"),
                (4, 512) => assert_eq!((block[2], block[6]), (0x0e, 1), "{request}"),
                other => panic!("{request}: protocol and length {other:?}"),
            }
            assert_eq!((block[13], block[15]), (0, 0), "{request}: DEVICE and CONTROL");
        }
    }

    #[test]
    fn nothing_that_changes_a_drive_can_be_written_down() {
        let suffixes = ["", " log=00", " log=06", " log=e0", " log=e1", " log=10 page=00", " log=04 page=01"];
        let mut accepted = std::collections::BTreeSet::new();
        for command in 0..=u8::MAX {
            for feature in 0..=u8::MAX {
                for suffix in suffixes {
                    let words = format!("command={command:02x} feature={feature:02x}{suffix}");
                    if let Some(request) = AtaRequest::parse(&words) {
                        assert_eq!(request.to_string(), words);
                        accepted.insert((command, feature));
                    }
                }
            }
        }
        assert_eq!(accepted, READING.into());
        for words in [
            "command=b0 feature=d5 log=e1",
            "command=2f feature=00 log=10 page=00",
            "command=2f feature=01 log=11 page=00",
        ] {
            assert_eq!(AtaRequest::parse(words), None, "{words}");
        }
    }

    #[test]
    fn text_form_round_trips() {
        for request in all() {
            assert_eq!(AtaRequest::parse(&request.to_string()), Some(request));
        }
        for words in
            ["", "command=ec", "command=EC feature=00", "command=ec feature=00 ", "command=2f feature=00 log=4 page=01"]
        {
            assert_eq!(AtaRequest::parse(words), None, "{words:?}");
        }
    }

    #[test]
    fn blocks_are_as_sat_shows_them() {
        let smart = AtaRequest::SmartReadLog(SmartLog::SelfTest).command_descriptor_block();
        assert_eq!(smart, [0x85, 0x08, 0x0e, 0, 0xd5, 0, 1, 0, 0x06, 0, 0x4f, 0, 0xc2, 0, 0xb0, 0]);
        let statistics = AtaRequest::ReadLogExt { log: GeneralPurposeLog::DeviceStatistics, page: 5 };
        let block = statistics.command_descriptor_block();
        assert_eq!(block, [0x85, 0x09, 0x0e, 0, 0, 0, 1, 0, 0x04, 0, 5, 0, 0, 0, 0x2f, 0]);
        let power = AtaRequest::CheckPowerMode.command_descriptor_block();
        assert_eq!(power, [0x85, 0x06, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe5, 0]);
    }
}

//! What an NVMe controller can be asked: the reading admin commands Identify, Get Log Page and Get Features (NVM
//! Express Base 2.0 §5.17, §5.16, §5.15), and of these only what is listed here.
//!
//! Get Log Page always retains asynchronous events (RAE, §5.16.1): without it, reading a page would clear the event
//! that some monitor waits for. Controllers before NVMe 1.3 do not know RAE; they ignore it, or refuse and stay unread.

use std::fmt;

/// A reading admin command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NvmeRequest {
    /// Identify Namespace data structure (CNS 00h), 4,096 octets.
    IdentifyNamespace {
        /// Namespace identifier.
        namespace: u32,
    },
    /// Identify Controller data structure (CNS 01h), 4,096 octets.
    IdentifyController,
    /// Active Namespace ID list (CNS 02h), 4,096 octets.
    ActiveNamespaces {
        /// Identifiers above this one are listed.
        after: u32,
    },
    /// Supported Log Pages (LID 00h), 1,024 octets.
    SupportedLogPages,
    /// Error Information (LID 01h), 64 octets an entry.
    ErrorLog {
        /// Entries that are left out, the newest first.
        skipped: u8,
        /// Entries to read, 1 to 64.
        entries: u8,
    },
    /// SMART / Health Information of the whole controller (LID 02h), 512 octets.
    SmartLog,
    /// Firmware Slot Information (LID 03h), 512 octets.
    FirmwareSlotLog,
    /// Device Self-test of the whole controller (LID 06h), 564 octets.
    SelfTestLog,
    /// Endurance Group Information (LID 09h), 512 octets.
    EnduranceGroupLog {
        /// Endurance group identifier.
        group: u16,
    },
    /// Sanitize Status (LID 81h), 512 octets.
    SanitizeLog,
    /// SMART Cloud Health of the OCP Datacenter NVMe SSD Specification (LID C0h), 512 octets. Other makers give that
    /// number to pages of their own.
    CloudHealthLog,
    /// Power Management (FID 02h), the current value: 4 octets of completion queue entry dword 0.
    PowerManagement,
    /// Temperature Threshold (FID 04h), the current over temperature threshold of the composite temperature.
    TemperatureThreshold,
    /// Volatile Write Cache (FID 06h), the current value.
    VolatileWriteCache,
}

/// Get Log Page (§5.16), Identify (§5.17), Get Features (§5.15).
const GET_LOG_PAGE: u8 = 0x02;
const IDENTIFY: u8 = 0x06;
const GET_FEATURES: u8 = 0x0a;

/// Retain Asynchronous Event (§5.16.1, CDW10 bit 15).
const RETAIN_ASYNCHRONOUS_EVENT: u32 = 1 << 15;
/// The controller with all its namespaces, in place of one of them.
const ALL_NAMESPACES: u32 = u32::MAX;
/// Octets of an Identify data structure.
const IDENTIFY_LENGTH: u32 = 4096;
/// Octets of an error log entry.
const ERROR_LOG_ENTRY: u32 = 64;

/// The fields of an admin command (§3.3.3) that a request sets; all others are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NvmeCommand {
    pub(crate) opcode: u8,
    pub(crate) namespace: u32,
    /// Command Dwords 10 to 12.
    pub(crate) dwords: [u32; 3],
    /// Octets that the controller transfers to the host.
    pub(crate) length: u32,
}

impl NvmeRequest {
    /// What it asks for, as gaps name it.
    pub fn name(self) -> &'static str {
        match self {
            NvmeRequest::IdentifyNamespace { .. } => "identify-namespace",
            NvmeRequest::IdentifyController => "identify-controller",
            NvmeRequest::ActiveNamespaces { .. } => "active-namespaces",
            NvmeRequest::SupportedLogPages => "supported-log-pages",
            NvmeRequest::ErrorLog { .. } => "error-log",
            NvmeRequest::SmartLog => "smart-log",
            NvmeRequest::FirmwareSlotLog => "firmware-slot-log",
            NvmeRequest::SelfTestLog => "self-test-log",
            NvmeRequest::EnduranceGroupLog { .. } => "endurance-group-log",
            NvmeRequest::SanitizeLog => "sanitize-log",
            NvmeRequest::CloudHealthLog => "cloud-health-log",
            NvmeRequest::PowerManagement => "power-management",
            NvmeRequest::TemperatureThreshold => "temperature-threshold",
            NvmeRequest::VolatileWriteCache => "volatile-write-cache",
        }
    }

    /// Octets of a whole answer.
    pub fn answer_length(self) -> usize {
        usize::try_from(self.command().length).unwrap_or(usize::MAX)
    }

    /// The command that the controller is given.
    pub(crate) fn command(self) -> NvmeCommand {
        match self {
            NvmeRequest::IdentifyNamespace { namespace } => identify(0x00, namespace),
            NvmeRequest::IdentifyController => identify(0x01, 0),
            NvmeRequest::ActiveNamespaces { after } => identify(0x02, after),
            NvmeRequest::SupportedLogPages => log_page(0x00, 0, 1024),
            NvmeRequest::ErrorLog { skipped, entries } => {
                let log = log_page(0x01, ALL_NAMESPACES, ERROR_LOG_ENTRY * u32::from(entries.clamp(1, 64)));
                let [ten, eleven, _] = log.dwords;
                // Log Page Offset Lower.
                NvmeCommand { dwords: [ten, eleven, ERROR_LOG_ENTRY * u32::from(skipped)], ..log }
            }
            NvmeRequest::SmartLog => log_page(0x02, ALL_NAMESPACES, 512),
            NvmeRequest::FirmwareSlotLog => log_page(0x03, ALL_NAMESPACES, 512),
            NvmeRequest::SelfTestLog => log_page(0x06, ALL_NAMESPACES, 564),
            NvmeRequest::EnduranceGroupLog { group } => {
                let log = log_page(0x09, ALL_NAMESPACES, 512);
                let [ten, eleven, twelve] = log.dwords;
                // Log Specific Identifier.
                NvmeCommand { dwords: [ten, eleven | u32::from(group) << 16, twelve], ..log }
            }
            NvmeRequest::SanitizeLog => log_page(0x81, ALL_NAMESPACES, 512),
            NvmeRequest::CloudHealthLog => log_page(0xc0, ALL_NAMESPACES, 512),
            NvmeRequest::PowerManagement => feature(0x02),
            NvmeRequest::TemperatureThreshold => feature(0x04),
            NvmeRequest::VolatileWriteCache => feature(0x06),
        }
    }

    /// The request whose command this is.
    fn of_command(command: NvmeCommand) -> Option<NvmeRequest> {
        let [ten, eleven, twelve] = command.dwords;
        let low = ten & 0xff;
        let request = match (command.opcode, low) {
            (IDENTIFY, 0x00) => NvmeRequest::IdentifyNamespace { namespace: command.namespace },
            (IDENTIFY, 0x01) => NvmeRequest::IdentifyController,
            (IDENTIFY, 0x02) => NvmeRequest::ActiveNamespaces { after: command.namespace },
            (GET_LOG_PAGE, 0x00) => NvmeRequest::SupportedLogPages,
            (GET_LOG_PAGE, 0x01) => NvmeRequest::ErrorLog {
                skipped: u8::try_from(twelve / ERROR_LOG_ENTRY).ok()?,
                entries: u8::try_from(command.length / ERROR_LOG_ENTRY).ok()?,
            },
            (GET_LOG_PAGE, 0x02) => NvmeRequest::SmartLog,
            (GET_LOG_PAGE, 0x03) => NvmeRequest::FirmwareSlotLog,
            (GET_LOG_PAGE, 0x06) => NvmeRequest::SelfTestLog,
            (GET_LOG_PAGE, 0x09) => {
                NvmeRequest::EnduranceGroupLog { group: u16::try_from(eleven >> 16).unwrap_or_default() }
            }
            (GET_LOG_PAGE, 0x81) => NvmeRequest::SanitizeLog,
            (GET_LOG_PAGE, 0xc0) => NvmeRequest::CloudHealthLog,
            (GET_FEATURES, 0x02) => NvmeRequest::PowerManagement,
            (GET_FEATURES, 0x04) => NvmeRequest::TemperatureThreshold,
            (GET_FEATURES, 0x06) => NvmeRequest::VolatileWriteCache,
            _ => return None,
        };
        Some(request).filter(|request| request.command() == command)
    }

    /// The request that is written as `words`: nothing else than what [`Display`](fmt::Display) writes.
    pub(super) fn parse(words: &str) -> Option<NvmeRequest> {
        let mut command = NvmeCommand::default();
        let [ten, eleven, twelve] = &mut command.dwords;
        for word in words.split(' ') {
            let (name, value) = word.split_once('=')?;
            let hexadecimal = || u32::from_str_radix(value, 16).ok();
            match name {
                "opcode" => command.opcode = u8::try_from(hexadecimal()?).ok()?,
                "nsid" => command.namespace = hexadecimal()?,
                "cdw10" => *ten = hexadecimal()?,
                "cdw11" => *eleven = hexadecimal()?,
                "cdw12" => *twelve = hexadecimal()?,
                "len" => command.length = value.parse().ok()?,
                _ => return None,
            }
        }
        NvmeRequest::of_command(command).filter(|request| request.to_string() == words)
    }
}

/// `opcode=06 nsid=0 cdw10=00000001 len=4096`; numbers but the length are hexadecimal, dwords of 0 past the tenth are
/// left out.
impl fmt::Display for NvmeRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NvmeCommand { opcode, namespace, dwords: [ten, rest @ ..], length } = self.command();
        write!(formatter, "opcode={opcode:02x} nsid={namespace:x} cdw10={ten:08x}")?;
        for (name, dword) in ["cdw11", "cdw12"].iter().zip(rest).filter(|(_, dword)| *dword != 0) {
            write!(formatter, " {name}={dword:08x}")?;
        }
        write!(formatter, " len={length}")
    }
}

/// Identify of a Controller or Namespace Structure (§5.17, figure 273).
fn identify(structure: u32, namespace: u32) -> NvmeCommand {
    NvmeCommand { opcode: IDENTIFY, namespace, dwords: [structure, 0, 0], length: IDENTIFY_LENGTH }
}

/// Get Log Page (§5.16, figures 197 and 198): the number of dwords counts from 0, its low half is in CDW10.
fn log_page(identifier: u32, namespace: u32, length: u32) -> NvmeCommand {
    let last_dword = length / 4 - 1;
    let ten = identifier | RETAIN_ASYNCHRONOUS_EVENT | last_dword << 16;
    NvmeCommand { opcode: GET_LOG_PAGE, namespace, dwords: [ten, last_dword >> 16, 0], length }
}

/// Get Features of the current value (§5.15, SEL 0), which comes back without data.
fn feature(identifier: u32) -> NvmeCommand {
    NvmeCommand { opcode: GET_FEATURES, dwords: [identifier, 0, 0], ..NvmeCommand::default() }
}

/// Whether this is the character device of a controller: `/dev/nvme0`.
pub(crate) fn is_controller(device: &str) -> bool {
    device.strip_prefix("/dev/nvme").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Every kind of request, with the ends of what it counts.
    pub(in crate::host::query) fn samples() -> Vec<NvmeRequest> {
        let mut samples = vec![
            NvmeRequest::IdentifyController,
            NvmeRequest::SupportedLogPages,
            NvmeRequest::SmartLog,
            NvmeRequest::FirmwareSlotLog,
            NvmeRequest::SelfTestLog,
            NvmeRequest::SanitizeLog,
            NvmeRequest::CloudHealthLog,
            NvmeRequest::PowerManagement,
            NvmeRequest::TemperatureThreshold,
            NvmeRequest::VolatileWriteCache,
        ];
        for number in [0, 1, 0x1234, u32::MAX] {
            samples.push(NvmeRequest::IdentifyNamespace { namespace: number });
            samples.push(NvmeRequest::ActiveNamespaces { after: number });
        }
        samples.extend([0, 1, u16::MAX].map(|group| NvmeRequest::EnduranceGroupLog { group }));
        let chunks = [(0, 1), (0, 64), (64, 64), (255, 1)];
        samples.extend(chunks.map(|(skipped, entries)| NvmeRequest::ErrorLog { skipped, entries }));
        samples
    }

    #[test]
    fn requests_are_written_as_the_command_that_is_sent() {
        let lines = [
            (NvmeRequest::IdentifyController, "opcode=06 nsid=0 cdw10=00000001 len=4096"),
            (NvmeRequest::SmartLog, "opcode=02 nsid=ffffffff cdw10=007f8002 len=512"),
            (NvmeRequest::SelfTestLog, "opcode=02 nsid=ffffffff cdw10=008c8006 len=564"),
            (
                NvmeRequest::ErrorLog { skipped: 64, entries: 64 },
                "opcode=02 nsid=ffffffff cdw10=03ff8001 cdw12=00001000 len=4096",
            ),
            (NvmeRequest::PowerManagement, "opcode=0a nsid=0 cdw10=00000002 len=0"),
        ];
        for (request, line) in lines {
            assert_eq!(request.to_string(), line);
        }
        for request in samples() {
            assert_eq!(NvmeRequest::parse(&request.to_string()), Some(request));
        }
    }

    /// Whether the bits of a command can only read: of all opcodes these three, no log page without RAE, and nothing
    /// that is transferred to the controller (§5, figure 138: bits 1:0 of the opcode).
    fn only_reads(command: NvmeCommand) -> bool {
        let retains = command.opcode != 0x02 || command.dwords[0] & RETAIN_ASYNCHRONOUS_EVENT != 0;
        [0x02, 0x06, 0x0a].contains(&command.opcode) && command.opcode & 0b11 == 0b10 && retains
    }

    #[test]
    fn no_command_of_the_whole_opcode_space_is_accepted_but_reads() {
        let known: Vec<NvmeCommand> = samples().into_iter().map(NvmeRequest::command).collect();
        let mut accepted = 0;
        for (opcode, like) in (0..=u8::MAX).flat_map(|opcode| known.iter().map(move |like| (opcode, *like))) {
            let [ten, eleven, twelve] = like.dwords;
            // Each identifier, with and without RAE, and with each other bit.
            for (low, bit) in (0..=0xff).flat_map(|low| (7..32).map(move |bit| (low, bit))) {
                let changed = if bit == 7 { ten & !0xff | low } else { (ten & !0xff | low) ^ 1 << bit };
                let command = NvmeCommand { opcode, dwords: [changed, eleven, twelve], ..like };
                if let Some(request) = NvmeRequest::of_command(command) {
                    assert!(only_reads(command) && request.command() == command, "{command:?}");
                    accepted += 1;
                }
            }
        }
        assert!(accepted >= known.len(), "{accepted}");
    }

    #[test]
    fn nothing_but_the_one_writing_of_a_request_is_accepted() {
        for line in [
            "opcode=6 nsid=0 cdw10=00000001 len=4096",
            "opcode=06 nsid=0 cdw10=00000001 len=8192",
            "opcode=06 nsid=0 cdw10=00000001 cdw13=00000001 len=4096",
            "opcode=06 nsid=0 cdw10=00010001 len=4096",
            "opcode=02 nsid=ffffffff cdw10=007f0002 len=512",
            "opcode=02 nsid=ffffffff cdw10=000f8001 len=4160",
            "opcode=80 nsid=1 cdw10=00000000 len=0",
            "opcode=10 nsid=0 cdw10=00000001 len=0",
            "",
        ] {
            assert_eq!(NvmeRequest::parse(line), None, "{line}");
        }
    }

    #[test]
    fn only_controllers_are_asked() {
        assert!(is_controller("/dev/nvme0") && is_controller("/dev/nvme12"));
        for device in ["/dev/nvme", "/dev/nvme0n1", "/dev/nvme-fabrics", "/dev/sda", "/dev/../nvme0", "nvme0"] {
            assert!(!is_controller(device), "{device}");
        }
    }
}

//! What a SCSI device can be asked: commands of SPC and SBC that read, and no others.
//!
//! Documents: SPC-5 §6 (INQUIRY §6.6, LOG SENSE §6.8, REQUEST SENSE §6.35, TEST UNIT READY §6.47), SBC-4 §5.18 (READ DEFECT
//! DATA (12)), §5.20 (READ CAPACITY (16)). LOG SENSE with SP set would save parameters, with another PC than 01b give
//! thresholds: neither can be expressed.

use std::fmt;

/// A command that a device answers with data, and that changes nothing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScsiRequest {
    /// TEST UNIT READY (SPC-5 §6.47): whether it would take a command that needs its medium. Answered without data.
    TestUnitReady,
    /// REQUEST SENSE (SPC-5 §6.35): its state, a power condition included, without waking it.
    RequestSense,
    /// INQUIRY (SPC-5 §6.6): standard data.
    Inquiry,
    /// INQUIRY with EVPD: a vital product data page.
    VitalProductData(ScsiVpdPage),
    /// LOG SENSE (SPC-5 §6.8): the cumulative values of a log page.
    LogSense(ScsiLogPage),
    /// READ DEFECT DATA (12) (SBC-4 §5.18): the header before the grown list, which states its length.
    ReadDefectData,
    /// READ CAPACITY (16) (SBC-4 §5.20).
    ReadCapacity,
}

/// A vital product data page (SPC-5 §7.7, SBC-4 §6.6) by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ScsiVpdPage {
    /// Supported VPD Pages.
    SupportedPages = 0x00,
    /// Unit Serial Number.
    UnitSerialNumber = 0x80,
    /// Device Identification.
    DeviceIdentification = 0x83,
    /// Block Limits.
    BlockLimits = 0xb0,
    /// Block Device Characteristics.
    BlockDeviceCharacteristics = 0xb1,
    /// Logical Block Provisioning.
    LogicalBlockProvisioning = 0xb2,
}

/// A log page (SPC-5 §7.3, SBC-4 §6.4, SPL-4 §9.2.8) by its code and, in the low octet, its subpage code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum ScsiLogPage {
    /// Supported Log Pages.
    SupportedPages = 0x0000,
    /// Supported Log Pages and Subpages.
    SupportedSubpages = 0x00ff,
    /// Write Error Counters.
    WriteErrors = 0x0200,
    /// Read Error Counters.
    ReadErrors = 0x0300,
    /// Verify Error Counters.
    VerifyErrors = 0x0500,
    /// Non-Medium Errors.
    NonMediumErrors = 0x0600,
    /// Temperature.
    Temperature = 0x0d00,
    /// Environmental Reporting.
    EnvironmentalReporting = 0x0d01,
    /// Environmental Limits.
    EnvironmentalLimits = 0x0d02,
    /// Start-Stop Cycle Counter.
    StartStopCycles = 0x0e00,
    /// Self-Test Results.
    SelfTestResults = 0x1000,
    /// Solid State Media.
    SolidStateMedia = 0x1100,
    /// Background Scan.
    BackgroundScan = 0x1500,
    /// Protocol Specific Port.
    ProtocolSpecificPort = 0x1800,
    /// Informational Exceptions.
    InformationalExceptions = 0x2f00,
}

/// A command descriptor block of one of the standard's lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScsiCommand {
    Six([u8; 6]),
    Ten([u8; 10]),
    Twelve([u8; 12]),
    Sixteen([u8; 16]),
}

impl ScsiVpdPage {
    /// Every page there is.
    pub const ALL: [ScsiVpdPage; 6] = [
        ScsiVpdPage::SupportedPages,
        ScsiVpdPage::UnitSerialNumber,
        ScsiVpdPage::DeviceIdentification,
        ScsiVpdPage::BlockLimits,
        ScsiVpdPage::BlockDeviceCharacteristics,
        ScsiVpdPage::LogicalBlockProvisioning,
    ];
}

impl ScsiLogPage {
    /// Every page there is.
    pub const ALL: [ScsiLogPage; 15] = [
        ScsiLogPage::SupportedPages,
        ScsiLogPage::SupportedSubpages,
        ScsiLogPage::WriteErrors,
        ScsiLogPage::ReadErrors,
        ScsiLogPage::VerifyErrors,
        ScsiLogPage::NonMediumErrors,
        ScsiLogPage::Temperature,
        ScsiLogPage::EnvironmentalReporting,
        ScsiLogPage::EnvironmentalLimits,
        ScsiLogPage::StartStopCycles,
        ScsiLogPage::SelfTestResults,
        ScsiLogPage::SolidStateMedia,
        ScsiLogPage::BackgroundScan,
        ScsiLogPage::ProtocolSpecificPort,
        ScsiLogPage::InformationalExceptions,
    ];

    /// PAGE CODE and SUBPAGE CODE.
    pub fn codes(self) -> (u8, u8) {
        let [page, subpage] = (self as u16).to_be_bytes();
        (page, subpage)
    }

    /// The standard's name.
    pub fn name(self) -> &'static str {
        match self {
            ScsiLogPage::SupportedPages => "Supported Log Pages",
            ScsiLogPage::SupportedSubpages => "Supported Log Pages and Subpages",
            ScsiLogPage::WriteErrors => "Write Error Counters log page",
            ScsiLogPage::ReadErrors => "Read Error Counters log page",
            ScsiLogPage::VerifyErrors => "Verify Error Counters log page",
            ScsiLogPage::NonMediumErrors => "Non-Medium Error log page",
            ScsiLogPage::Temperature => "Temperature log page",
            ScsiLogPage::EnvironmentalReporting => "Environmental Reporting log page",
            ScsiLogPage::EnvironmentalLimits => "Environmental Limits log page",
            ScsiLogPage::StartStopCycles => "Start-Stop Cycle Counter log page",
            ScsiLogPage::SelfTestResults => "Self-Test Results log page",
            ScsiLogPage::SolidStateMedia => "Solid State Media log page",
            ScsiLogPage::BackgroundScan => "Background Scan log page",
            ScsiLogPage::ProtocolSpecificPort => "Protocol Specific Port log page",
            ScsiLogPage::InformationalExceptions => "Informational Exceptions log page",
        }
    }
}

impl ScsiRequest {
    /// Every request there is.
    pub fn all() -> impl Iterator<Item = ScsiRequest> {
        let single = [
            ScsiRequest::TestUnitReady,
            ScsiRequest::RequestSense,
            ScsiRequest::Inquiry,
            ScsiRequest::ReadDefectData,
            ScsiRequest::ReadCapacity,
        ];
        let pages = ScsiVpdPage::ALL.map(ScsiRequest::VitalProductData);
        single.into_iter().chain(pages).chain(ScsiLogPage::ALL.map(ScsiRequest::LogSense))
    }

    /// What is asked for, in the words of the standard.
    pub fn name(self) -> &'static str {
        match self {
            ScsiRequest::TestUnitReady => "TEST UNIT READY",
            ScsiRequest::RequestSense => "REQUEST SENSE",
            ScsiRequest::Inquiry => "INQUIRY",
            ScsiRequest::VitalProductData(_) => "vital product data",
            ScsiRequest::LogSense(page) => page.name(),
            ScsiRequest::ReadDefectData => "READ DEFECT DATA",
            ScsiRequest::ReadCapacity => "READ CAPACITY",
        }
    }

    /// Octets that the device may send. Old devices know the low octet only of what became a field of two.
    pub(crate) fn allocation_length(self) -> u16 {
        match self {
            ScsiRequest::TestUnitReady => 0,
            ScsiRequest::RequestSense => 252,
            ScsiRequest::Inquiry => 96,
            ScsiRequest::VitalProductData(ScsiVpdPage::DeviceIdentification) => 0x03fc,
            ScsiRequest::VitalProductData(_) => 0x00fc,
            ScsiRequest::LogSense(_) => 0x3ffc,
            ScsiRequest::ReadDefectData => 8,
            ScsiRequest::ReadCapacity => 32,
        }
    }

    /// The command descriptor block.
    pub(crate) fn command_descriptor_block(self) -> ScsiCommand {
        let [high, low] = self.allocation_length().to_be_bytes();
        match self {
            ScsiRequest::TestUnitReady => ScsiCommand::Six([0; 6]),
            ScsiRequest::RequestSense => ScsiCommand::Six([0x03, 0, 0, 0, low, 0]),
            ScsiRequest::Inquiry => ScsiCommand::Six([0x12, 0, 0, high, low, 0]),
            // EVPD.
            ScsiRequest::VitalProductData(page) => ScsiCommand::Six([0x12, 0x01, page as u8, high, low, 0]),
            ScsiRequest::LogSense(page) => {
                let (page, subpage) = page.codes();
                // PC 01b, cumulative values; PPC and SP (octet 1) are clear.
                ScsiCommand::Ten([0x4d, 0, 0x40 | page, subpage, 0, 0, 0, high, low, 0])
            }
            // REQ_GLIST, addresses as bytes from index: what disks answer.
            ScsiRequest::ReadDefectData => ScsiCommand::Twelve([0xb7, 0x08 | 4, 0, 0, 0, 0, 0, 0, high, low, 0, 0]),
            ScsiRequest::ReadCapacity => {
                ScsiCommand::Sixteen([0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high, low, 0, 0])
            }
        }
    }

    /// The request that `words` stand for, as [`Display`](fmt::Display) writes it.
    pub(super) fn parse(words: &str) -> Option<ScsiRequest> {
        ScsiRequest::all().find(|request| request.to_string() == words)
    }
}

/// `inquiry page=83`, `log-sense page=0d subpage=01`.
impl fmt::Display for ScsiRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScsiRequest::TestUnitReady => formatter.write_str("test-unit-ready"),
            ScsiRequest::RequestSense => formatter.write_str("request-sense"),
            ScsiRequest::Inquiry => formatter.write_str("inquiry"),
            ScsiRequest::VitalProductData(page) => write!(formatter, "inquiry page={:02x}", *page as u8),
            ScsiRequest::LogSense(page) => {
                let (page, subpage) = page.codes();
                write!(formatter, "log-sense page={page:02x} subpage={subpage:02x}")
            }
            ScsiRequest::ReadDefectData => formatter.write_str("read-defect-data"),
            ScsiRequest::ReadCapacity => formatter.write_str("read-capacity"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(request: ScsiRequest) -> Vec<u8> {
        match request.command_descriptor_block() {
            ScsiCommand::Six(block) => block.to_vec(),
            ScsiCommand::Ten(block) => block.to_vec(),
            ScsiCommand::Twelve(block) => block.to_vec(),
            ScsiCommand::Sixteen(block) => block.to_vec(),
        }
    }

    /// Every one of the 256 operation codes is either one of these six or cannot be sent; their fields that would make
    /// them change something are held to be clear.
    #[test]
    fn nothing_that_changes_a_device_can_be_sent() {
        for request in ScsiRequest::all() {
            let block = octets(request);
            let is_harmless = match block[0] {
                0x00 => block == [0; 6],
                0x03 => block[1] == 0,
                0x12 => block[1] <= 1 && (block[1] == 1 || block[2] == 0),
                // PPC and SP clear, PC 01b, no parameter pointer.
                0x4d => (block[1], block[2] >> 6, block[5], block[6]) == (0, 1, 0, 0),
                // REQ_GLIST alone.
                0xb7 => block[1] & !0x07 == 0x08,
                0x9e => block[1] == 0x10,
                other => panic!("{request}: operation code {other:02x}h"),
            };
            assert!(is_harmless, "{request}: {block:02x?}");
            // NACA and LINK of the CONTROL octet, which is the last.
            assert_eq!(block.last(), Some(&0), "{request}");
        }
    }

    #[test]
    fn nothing_that_changes_a_device_can_be_written_down() {
        let names = ["test-unit-ready", "request-sense", "inquiry", "log-sense", "read-defect-data", "read-capacity"];
        let changing = ["log-select", "mode-select", "format-unit", "write", "sanitize", "start-stop-unit", "unmap"];
        let mut accepted = Vec::new();
        for name in names.into_iter().chain(changing) {
            accepted.extend(ScsiRequest::parse(name));
            for page in 0..=u8::MAX {
                accepted.extend(ScsiRequest::parse(&format!("{name} page={page:02x}")));
                for subpage in 0..=u8::MAX {
                    accepted.extend(ScsiRequest::parse(&format!("{name} page={page:02x} subpage={subpage:02x}")));
                }
            }
        }
        for code in 0..=u8::MAX {
            for words in ["", "opcode=", "cdb="] {
                assert_eq!(ScsiRequest::parse(&format!("{words}{code:02x}")), None);
            }
        }
        accepted.sort_unstable();
        let mut all: Vec<_> = ScsiRequest::all().collect();
        all.sort_unstable();
        assert_eq!(accepted, all);
        for words in ["log-sense page=0d subpage=01 sp=1", "inquiry page=83 ", "INQUIRY", "log-sense page=d subpage=1"]
        {
            assert_eq!(ScsiRequest::parse(words), None, "{words:?}");
        }
    }

    #[test]
    fn blocks_are_as_the_standards_show_them() {
        let inquiry = octets(ScsiRequest::VitalProductData(ScsiVpdPage::DeviceIdentification));
        assert_eq!(inquiry, [0x12, 1, 0x83, 0x03, 0xfc, 0]);
        let log = octets(ScsiRequest::LogSense(ScsiLogPage::EnvironmentalReporting));
        assert_eq!(log, [0x4d, 0, 0x4d, 1, 0, 0, 0, 0x3f, 0xfc, 0]);
        assert_eq!(octets(ScsiRequest::ReadDefectData), [0xb7, 0x0c, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0]);
        assert_eq!(octets(ScsiRequest::ReadCapacity)[12..], [0, 32, 0, 0]);
    }
}

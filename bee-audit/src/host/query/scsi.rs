//! What a SCSI device can be asked: commands of SPC and SBC that read, and no others.
//!
//! Documents: SPC-5 §6 (INQUIRY §6.6, LOG SENSE §6.8, RECEIVE DIAGNOSTIC RESULTS §6.30, REQUEST SENSE §6.35, TEST UNIT
//! READY §6.47), SBC-4 §5.18 (READ DEFECT DATA (12)), §5.20 (READ CAPACITY (16)). LOG SENSE with SP set would save
//! parameters, with another PC than 01b give thresholds; RECEIVE DIAGNOSTIC RESULTS with PCV clear would give what a
//! SEND DIAGNOSTIC of somebody else led to: none of them can be expressed.

use std::fmt;

use super::{ScsiDiagnosticPage, ScsiLogPage, ScsiVpdPage};

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
    /// RECEIVE DIAGNOSTIC RESULTS (SPC-5 §6.30) with PCV: a diagnostic page, of an enclosure.
    ReceiveDiagnosticResults(ScsiDiagnosticPage),
    /// READ DEFECT DATA (12) (SBC-4 §5.18): the header before the grown list, which states its length.
    ReadDefectData,
    /// READ CAPACITY (16) (SBC-4 §5.20).
    ReadCapacity,
}

/// A command descriptor block of one of the standard's lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScsiCommand {
    Six([u8; 6]),
    Ten([u8; 10]),
    Twelve([u8; 12]),
    Sixteen([u8; 16]),
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
        let logs = ScsiLogPage::ALL.map(ScsiRequest::LogSense);
        let diagnostics = ScsiDiagnosticPage::ALL.map(ScsiRequest::ReceiveDiagnosticResults);
        single.into_iter().chain(pages).chain(logs).chain(diagnostics)
    }

    /// What is asked for, in the words of the standard.
    pub fn name(self) -> &'static str {
        match self {
            ScsiRequest::TestUnitReady => "TEST UNIT READY",
            ScsiRequest::RequestSense => "REQUEST SENSE",
            ScsiRequest::Inquiry => "INQUIRY",
            ScsiRequest::VitalProductData(_) => "vital product data",
            ScsiRequest::LogSense(page) => page.name(),
            ScsiRequest::ReceiveDiagnosticResults(page) => page.name(),
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
            // What a shelf of a hundred drives states in a page, and more than most transports move at once.
            ScsiRequest::ReceiveDiagnosticResults(_) => 0xfffc,
            ScsiRequest::ReadDefectData => 8,
            ScsiRequest::ReadCapacity => 32,
        }
    }

    /// How many octets of `data` count, as they say themselves: for ways on which nobody else tells.
    pub(crate) fn stated_length(self, data: &[u8]) -> usize {
        let octet = |offset: usize| data.get(offset).copied().map(usize::from).unwrap_or_default();
        match self {
            ScsiRequest::Inquiry => 5 + octet(4),
            ScsiRequest::RequestSense => 8 + octet(7),
            ScsiRequest::VitalProductData(_) | ScsiRequest::LogSense(_) | ScsiRequest::ReceiveDiagnosticResults(_) => {
                4 + (octet(2) << 8 | octet(3))
            }
            ScsiRequest::TestUnitReady | ScsiRequest::ReadDefectData | ScsiRequest::ReadCapacity => data.len(),
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
            // PCV.
            ScsiRequest::ReceiveDiagnosticResults(page) => ScsiCommand::Six([0x1c, 0x01, page as u8, high, low, 0]),
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

/// `inquiry page=83`, `log-sense page=0d subpage=01`, `diagnostic page=02`.
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
            ScsiRequest::ReceiveDiagnosticResults(page) => write!(formatter, "diagnostic page={:02x}", *page as u8),
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

    /// Every one of the 256 operation codes is either one of these seven or cannot be sent; their fields that would
    /// make them change something are held to be clear.
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
                // PCV alone: 1Dh, SEND DIAGNOSTIC, is what makes a device do something.
                0x1c => block[1] == 1,
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
        let names = [
            "test-unit-ready",
            "request-sense",
            "inquiry",
            "log-sense",
            "diagnostic",
            "read-defect-data",
            "read-capacity",
        ];
        let changing = [
            "log-select",
            "mode-select",
            "send-diagnostic",
            "format-unit",
            "write",
            "sanitize",
            "start-stop-unit",
            "unmap",
        ];
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
    fn answers_say_how_long_they_are() {
        let stated = |request: ScsiRequest, data: &[u8]| request.stated_length(data);
        assert_eq!(stated(ScsiRequest::Inquiry, &[0, 0, 6, 2, 91]), 96);
        assert_eq!(stated(ScsiRequest::RequestSense, &[0x70, 0, 0, 0, 0, 0, 0, 10]), 18);
        assert_eq!(stated(ScsiRequest::LogSense(ScsiLogPage::Temperature), &[0x0d, 0, 1, 2]), 262);
        assert_eq!(stated(ScsiRequest::ReadCapacity, &[0; 32]), 32);
    }

    #[test]
    fn blocks_are_as_the_standards_show_them() {
        let inquiry = octets(ScsiRequest::VitalProductData(ScsiVpdPage::DeviceIdentification));
        assert_eq!(inquiry, [0x12, 1, 0x83, 0x03, 0xfc, 0]);
        let log = octets(ScsiRequest::LogSense(ScsiLogPage::EnvironmentalReporting));
        assert_eq!(log, [0x4d, 0, 0x4d, 1, 0, 0, 0, 0x3f, 0xfc, 0]);
        let status = octets(ScsiRequest::ReceiveDiagnosticResults(ScsiDiagnosticPage::EnclosureStatus));
        assert_eq!(status, [0x1c, 1, 0x02, 0xff, 0xfc, 0]);
        assert_eq!(octets(ScsiRequest::ReadDefectData), [0xb7, 0x0c, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0]);
        assert_eq!(octets(ScsiRequest::ReadCapacity)[12..], [0, 32, 0, 0]);
    }
}

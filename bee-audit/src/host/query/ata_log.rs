//! Logs that an ATA drive can be asked for: those that are read and nothing else.
//!
//! Document: ACS-3 annex A. Logs that are written to give a command (E0h as an SCT command, E1h) are reached by reading
//! commands only, which ask for nothing.

/// A log that SMART READ LOG reads (ACS-3 annex A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmartLog {
    /// 00h: which logs there are.
    Directory,
    /// 01h: the last five errors.
    SummaryError,
    /// 06h: the last 21 self-tests.
    SelfTest,
    /// E0h: SCT status. Reading it asks for nothing; commands are given by writing it.
    SctStatus,
}

/// A log that READ LOG EXT reads (ACS-3 annex A). The NCQ command error log (10h) is not among them: reading it ends
/// the state in which a drive waits after an error, which is the kernel's task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeneralPurposeLog {
    /// 00h: which logs there are.
    Directory,
    /// 03h: the last errors, with 48-bit addresses.
    ExtendedComprehensiveError,
    /// 04h: device statistics.
    DeviceStatistics,
    /// 07h: the last self-tests, with 48-bit addresses.
    ExtendedSelfTest,
    /// 0Ch: pending defects.
    PendingDefects,
    /// 11h: counters of the Serial ATA phy. They are cleared by a bit of FEATURES, which no request sets.
    SataPhyEventCounters,
}

impl SmartLog {
    /// Every log there is.
    pub const ALL: [SmartLog; 4] =
        [SmartLog::Directory, SmartLog::SummaryError, SmartLog::SelfTest, SmartLog::SctStatus];

    /// Its number.
    pub fn address(self) -> u8 {
        match self {
            SmartLog::Directory => 0x00,
            SmartLog::SummaryError => 0x01,
            SmartLog::SelfTest => 0x06,
            SmartLog::SctStatus => 0xe0,
        }
    }
}

impl GeneralPurposeLog {
    /// Every log there is.
    pub const ALL: [GeneralPurposeLog; 6] = [
        GeneralPurposeLog::Directory,
        GeneralPurposeLog::ExtendedComprehensiveError,
        GeneralPurposeLog::DeviceStatistics,
        GeneralPurposeLog::ExtendedSelfTest,
        GeneralPurposeLog::PendingDefects,
        GeneralPurposeLog::SataPhyEventCounters,
    ];

    /// Its number.
    pub fn address(self) -> u8 {
        match self {
            GeneralPurposeLog::Directory => 0x00,
            GeneralPurposeLog::ExtendedComprehensiveError => 0x03,
            GeneralPurposeLog::DeviceStatistics => 0x04,
            GeneralPurposeLog::ExtendedSelfTest => 0x07,
            GeneralPurposeLog::PendingDefects => 0x0c,
            GeneralPurposeLog::SataPhyEventCounters => 0x11,
        }
    }
}

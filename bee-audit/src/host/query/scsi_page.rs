//! Pages that a SCSI device can be asked for, by their codes.

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

/// A diagnostic page (SPC-5 §7.2, SES-3 §6.1.1) by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ScsiDiagnosticPage {
    /// Supported Diagnostic Pages.
    SupportedPages = 0x00,
    /// Configuration.
    Configuration = 0x01,
    /// Enclosure Status.
    EnclosureStatus = 0x02,
    /// Element Descriptor.
    ElementDescriptor = 0x07,
    /// Additional Element Status.
    AdditionalElementStatus = 0x0a,
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

impl ScsiDiagnosticPage {
    /// Every page there is.
    pub const ALL: [ScsiDiagnosticPage; 5] = [
        ScsiDiagnosticPage::SupportedPages,
        ScsiDiagnosticPage::Configuration,
        ScsiDiagnosticPage::EnclosureStatus,
        ScsiDiagnosticPage::ElementDescriptor,
        ScsiDiagnosticPage::AdditionalElementStatus,
    ];

    /// The standard's name.
    pub fn name(self) -> &'static str {
        match self {
            ScsiDiagnosticPage::SupportedPages => "Supported Diagnostic Pages",
            ScsiDiagnosticPage::Configuration => "Configuration diagnostic page",
            ScsiDiagnosticPage::EnclosureStatus => "Enclosure Status diagnostic page",
            ScsiDiagnosticPage::ElementDescriptor => "Element Descriptor diagnostic page",
            ScsiDiagnosticPage::AdditionalElementStatus => "Additional Element Status diagnostic page",
        }
    }
}

//! Single bits: lspci's short names for those that the report names as the standard does.

use bee_audit::report::BitNames;

use crate::guest::Comparison;

/// A register as lspci prints it.
pub(crate) struct Register {
    /// What stands before its bits, without the colon.
    pub(crate) name: &'static str,
    /// lspci's name of a bit and the standard's; the latter is empty where the report says it otherwise or not at all.
    pub(crate) bits: &'static [(&'static str, &'static str)],
}

pub(crate) const CONTROL: &Register = &Register {
    name: "Control",
    bits: &[
        ("I/O", "I/O Space Enable"),
        ("Mem", "Memory Space Enable"),
        ("BusMaster", "Bus Master Enable"),
        ("SpecCycle", "Special Cycle Enable"),
        ("MemWINV", "Memory Write and Invalidate"),
        ("VGASnoop", "VGA Palette Snoop"),
        ("ParErr", "Parity Error Response"),
        ("Stepping", "IDSEL Stepping"),
        ("SERR", "SERR# Enable"),
        ("FastB2B", "Fast Back-to-Back Transactions Enable"),
        ("DisINTx", "Interrupt Disable"),
    ],
};

pub(crate) const STATUS: &Register = &Register {
    name: "Status",
    bits: &[
        ("Cap", "Capabilities List"),
        ("66MHz", "66 MHz Capable"),
        ("UDF", "User Definable Features"),
        ("FastB2B", "Fast Back-to-Back Transactions Capable"),
        ("ParErr", "Master Data Parity Error"),
        (">TAbort", "Signaled Target Abort"),
        ("<TAbort", "Received Target Abort"),
        ("<MAbort", "Received Master Abort"),
        (">SERR", "Signaled System Error"),
        ("<PERR", "Detected Parity Error"),
        ("INTx", "Interrupt Status"),
    ],
};

pub(crate) const DEVICE_CAPABILITIES: &Register = &Register {
    name: "DevCap",
    bits: &[
        ("ExtTag", "Extended Tag Field Supported"),
        ("AttnBtn", "Attention Button Present"),
        ("AttnInd", "Attention Indicator Present"),
        ("PwrInd", "Power Indicator Present"),
        ("RBE", "Role-Based Error Reporting"),
        ("FLReset", "Function Level Reset Capability"),
    ],
};

pub(crate) const DEVICE_CONTROL: &Register = &Register {
    name: "DevCtl",
    bits: &[
        ("CorrErr", "Correctable Error Reporting Enable"),
        ("NonFatalErr", "Non-Fatal Error Reporting Enable"),
        ("FatalErr", "Fatal Error Reporting Enable"),
        ("UnsupReq", "Unsupported Request Reporting Enable"),
        ("RlxdOrd", "Enable Relaxed Ordering"),
        ("ExtTag", "Extended Tag Field Enable"),
        ("PhantFunc", "Phantom Functions Enable"),
        ("AuxPwr", "Aux Power PM Enable"),
        ("NoSnoop", "Enable No Snoop"),
        ("FLReset", "Bridge Configuration Retry Enable / Initiate Function Level Reset"),
    ],
};

pub(crate) const DEVICE_STATUS: &Register = &Register {
    name: "DevSta",
    bits: &[
        ("CorrErr", "Correctable Error Detected"),
        ("NonFatalErr", "Non-Fatal Error Detected"),
        ("FatalErr", "Fatal Error Detected"),
        ("UnsupReq", "Unsupported Request Detected"),
        ("AuxPwr", "AUX Power Detected"),
        ("TransPend", "Transactions Pending"),
    ],
};

pub(crate) const LINK_CAPABILITIES: &Register = &Register {
    name: "LnkCap",
    bits: &[
        ("ClockPM", "Clock Power Management"),
        ("Surprise", "Surprise Down Error Reporting Capable"),
        ("LLActRep", "Data Link Layer Link Active Reporting Capable"),
        ("BwNot", "Link Bandwidth Notification Capability"),
        ("ASPMOptComp", "ASPM Optionality Compliance"),
    ],
};

pub(crate) const LINK_CONTROL: &Register = &Register {
    name: "LnkCtl",
    bits: &[
        ("Disabled", "Link Disable"),
        ("CommClk", "Common Clock Configuration"),
        ("ExtSynch", "Extended Synch"),
        ("ClockPM", "Enable Clock Power Management"),
        ("AutWidDis", "Hardware Autonomous Width Disable"),
        ("BWInt", "Link Bandwidth Management Interrupt Enable"),
        ("AutBWInt", "Link Autonomous Bandwidth Interrupt Enable"),
    ],
};

pub(crate) const LINK_STATUS: &Register = &Register {
    name: "LnkSta",
    bits: &[
        // Undefined since revision 1.1.
        ("TrErr", ""),
        ("Train", "Link Training"),
        ("SlotClk", "Slot Clock Configuration"),
        ("DLActive", "Data Link Layer Link Active"),
        ("BWMgmt", "Link Bandwidth Management Status"),
        ("ABWMgmt", "Link Autonomous Bandwidth Status"),
    ],
};

pub(crate) const LINK_CAPABILITIES_2: &Register = &Register {
    name: "LnkCap2",
    bits: &[
        ("Crosslink", "Crosslink Supported"),
        ("Retimer", "Retimer Presence Detect Supported"),
        ("2Retimers", "Two Retimers Presence Detect Supported"),
        ("DRS", "DRS Supported"),
    ],
};

pub(crate) const LINK_STATUS_2: &Register = &Register {
    name: "LnkSta2",
    bits: &[
        ("EqualizationComplete", "Equalization 8.0 GT/s Complete"),
        ("EqualizationPhase1", "Equalization 8.0 GT/s Phase 1 Successful"),
        ("EqualizationPhase2", "Equalization 8.0 GT/s Phase 2 Successful"),
        ("EqualizationPhase3", "Equalization 8.0 GT/s Phase 3 Successful"),
        ("LinkEqualizationRequest", "Link Equalization Request 8.0 GT/s"),
        ("Retimer", "Retimer Presence Detected"),
        ("2Retimers", "Two Retimers Presence Detected"),
    ],
};

pub(crate) const SLOT_CAPABILITIES: &Register = &Register {
    name: "SltCap",
    bits: &[
        ("AttnBtn", "Attention Button Present"),
        ("PwrCtrl", "Power Controller Present"),
        ("MRL", "MRL Sensor Present"),
        ("AttnInd", "Attention Indicator Present"),
        ("PwrInd", "Power Indicator Present"),
        ("HotPlug", "Hot-Plug Capable"),
        ("Surprise", "Hot-Plug Surprise"),
        ("Interlock", "Electromechanical Interlock Present"),
        ("NoCompl", "No Command Completed Support"),
    ],
};

pub(crate) const SLOT_CONTROL: &Register = &Register {
    name: "SltCtl",
    bits: &[
        ("AttnBtn", "Attention Button Pressed Enable"),
        ("PwrFlt", "Power Fault Detected Enable"),
        ("MRL", "MRL Sensor Changed Enable"),
        ("PresDet", "Presence Detect Changed Enable"),
        ("CmdCplt", "Command Completed Interrupt Enable"),
        ("HPIrq", "Hot-Plug Interrupt Enable"),
        ("LinkChg", "Data Link Layer State Changed Enable"),
        ("Power", "Power Controller Control (off)"),
        ("Interlock", "Electromechanical Interlock Control"),
    ],
};

pub(crate) const SLOT_STATUS: &Register = &Register {
    name: "SltSta",
    bits: &[
        ("AttnBtn", "Attention Button Pressed"),
        ("PowerFlt", "Power Fault Detected"),
        ("MRL", "MRL Sensor State (open)"),
        ("CmdCplt", "Command Completed"),
        ("PresDet", "Presence Detect State"),
        ("Interlock", "Electromechanical Interlock Status"),
    ],
};

pub(crate) const SLOT_CHANGES: &Register = &Register {
    name: "Changed",
    bits: &[
        ("MRL", "MRL Sensor Changed"),
        ("PresDet", "Presence Detect Changed"),
        ("LinkState", "Data Link Layer State Changed"),
    ],
};

/// What stands behind `NAME:`, up to the next such name.
pub(crate) fn section<'a>(capability: &'a str, name: &str) -> Option<&'a str> {
    const NAMES: [&str; 30] = [
        "DevCap",
        "DevCtl",
        "DevSta",
        "LnkCap",
        "LnkCtl",
        "LnkSta",
        "SltCap",
        "SltCtl",
        "SltSta",
        "Changed",
        "RootCap",
        "RootCtl",
        "RootSta",
        "DevCap2",
        "DevCtl2",
        "AtomicOpsCap",
        "AtomicOpsCtl",
        "LnkCap2",
        "LnkCtl2",
        "LnkSta2",
        "UESta",
        "UEMsk",
        "UESvrt",
        "CESta",
        "CEMsk",
        "AERCap",
        "HeaderLog",
        "RootCmd",
        "ErrorSrc",
        "ACSCap",
    ];
    let heading = |name: &str| format!(" {name}: ");
    let (_, rest) = capability.split_once(&heading(name))?;
    let ends = NAMES.iter().chain(["ACSCtl"].iter()).filter_map(|name| rest.find(&heading(name)));
    Some(&rest[..ends.min().unwrap_or(rest.len())])
}

/// Every `Name+` and `Name-` in `printed`.
pub(crate) fn compare(all: &mut Comparison, subject: &str, register: &Register, ours: &BitNames, printed: &str) {
    for word in printed.split([' ', ',']).filter(|word| word.len() > 1) {
        let Some((name, is_set)) = word
            .strip_suffix('+')
            .map(|name| (name, true))
            .or_else(|| word.strip_suffix('-').map(|name| (name, false)))
        else {
            continue;
        };
        match register.bits.iter().find(|(theirs, _)| *theirs == name) {
            Some((_, "")) => {}
            Some((_, bit)) => {
                let told = ours.iter().any(|ours| ours == bit);
                all.same(register.name, &format!("{subject} {name}"), told.to_string(), is_set.to_string());
            }
            None => all.lacks(format!("{subject} {}: nobody knows what {word} is", register.name)),
        }
    }
}

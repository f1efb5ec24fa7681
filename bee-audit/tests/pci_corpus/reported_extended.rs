//! What the report says of a function's extended capabilities, in lspci's terms.

use bee_audit::report::{PciExtended, PciFunction};

use crate::{
    guest::Comparison,
    lspci::Function,
    registers::{self, Register},
    reported::text,
};

/// lspci's name, the standard's, and the number of the bit in all three registers of uncorrectable errors.
const UNCORRECTABLE: [(&str, &str, u32); 12] = [
    ("DLP", "Data Link Protocol Error", 4),
    ("SDES", "Surprise Down Error", 5),
    ("TLP", "Poisoned TLP Received", 12),
    ("FCP", "Flow Control Protocol Error", 13),
    ("CmpltTO", "Completion Timeout", 14),
    ("CmpltAbrt", "Completer Abort", 15),
    ("UnxCmplt", "Unexpected Completion", 16),
    ("RxOF", "Receiver Overflow", 17),
    ("MalfTLP", "Malformed TLP", 18),
    ("ECRC", "ECRC Error", 19),
    ("UnsupReq", "Unsupported Request Error", 20),
    ("ACSViol", "ACS Violation", 21),
];

pub(crate) const UNCORRECTABLE_ERRORS: &Register = &Register {
    name: "UESta",
    bits: &{
        let mut bits = [("", ""); 12];
        let mut index = 0;
        while index < bits.len() {
            bits[index] = (UNCORRECTABLE[index].0, UNCORRECTABLE[index].1);
            index += 1;
        }
        bits
    },
};

pub(crate) const CORRECTABLE_ERRORS: &Register = &Register {
    name: "CESta",
    bits: &[
        ("RxErr", "Receiver Error"),
        ("BadTLP", "Bad TLP"),
        ("BadDLLP", "Bad DLLP"),
        ("Rollover", "REPLAY_NUM Rollover"),
        ("Timeout", "Replay Timer Timeout"),
        ("AdvNonFatalErr", "Advisory Non-Fatal Error"),
    ],
};

pub(crate) const ROOT_ERRORS: &Register = &Register {
    name: "RootSta",
    bits: &[
        ("CERcvd", "ERR_COR Received"),
        ("MultCERcvd", "Multiple ERR_COR Received"),
        ("UERcvd", "ERR_FATAL/NONFATAL Received"),
        ("MultUERcvd", "Multiple ERR_FATAL/NONFATAL Received"),
        ("FirstFatal", "First Uncorrectable Fatal"),
        ("NonFatalMsg", "Non-Fatal Error Messages Received"),
        ("FatalMsg", "Fatal Error Messages Received"),
    ],
};

const ACCESS: &[(&str, &str)] = &[
    ("SrcValid", "ACS Source Validation"),
    ("TransBlk", "ACS Translation Blocking"),
    ("ReqRedir", "ACS P2P Request Redirect"),
    ("CmpltRedir", "ACS P2P Completion Redirect"),
    ("UpstreamFwd", "ACS Upstream Forwarding"),
    ("EgressCtrl", "ACS P2P Egress Control"),
    ("DirectTrans", "ACS Direct Translated P2P"),
];

pub(crate) const ACCESS_CAPABILITIES: &Register = &Register { name: "ACSCap", bits: ACCESS };
pub(crate) const ACCESS_CONTROL: &Register = &Register { name: "ACSCtl", bits: ACCESS };

/// The registers of uncorrectable errors in lspci's form.
pub(crate) fn uncorrectable(raw: u32) -> String {
    let flags = UNCORRECTABLE.map(|(name, _, bit)| format!("{name}{}", if raw >> bit & 1 == 1 { '+' } else { '-' }));
    flags.join(" ")
}

/// Serial number, errors, access control, routing ids and virtual functions.
pub(crate) fn compare_extended(all: &mut Comparison, subject: &str, ours: &PciExtended, printed: &str) {
    if let Some(number) = printed.strip_prefix("Device Serial Number ") {
        all.same("serial number", subject, text(ours.device_serial_number.clone()), number);
    }
    if let (true, Some(errors)) = (printed.starts_with("Advanced Error Reporting"), &ours.advanced_errors) {
        for (register, bits) in [
            (UNCORRECTABLE_ERRORS, &errors.uncorrectable_status),
            (CORRECTABLE_ERRORS, &errors.correctable_status),
            (ROOT_ERRORS, &errors.root_status),
        ] {
            if let Some(flags) = registers::section(printed, register.name) {
                registers::compare(all, subject, register, bits, flags);
            }
        }
        let pointer = after(printed, "First Error Pointer: ");
        let told = errors.first_error_pointer.map(|pointer| format!("{pointer:02x}"));
        all.same("first error", subject, told.unwrap_or("00".to_owned()), pointer);
        let log = errors.header_log.as_ref().map(|log| log.join(" "));
        let zeros = ["00000000"; 4].join(" ");
        let log = log.map_or(zeros, |log| log.replace("0x", ""));
        all.same("header log", subject, log, registers::section(printed, "HeaderLog").unwrap_or_default());
        for (name, mask) in [("UEMsk", &errors.uncorrectable_mask), ("UESvrt", &errors.uncorrectable_severity)] {
            let mask = u32::from_str_radix(mask.trim_start_matches("0x"), 16).unwrap();
            let flags = registers::section(printed, name).unwrap();
            all.same(name, subject, uncorrectable(mask), flags);
        }
    }
    if let (true, Some(access)) = (printed.starts_with("Access Control Services"), &ours.access_control) {
        for (register, bits) in [(ACCESS_CAPABILITIES, &access.capabilities), (ACCESS_CONTROL, &access.enabled)] {
            registers::compare(all, subject, register, bits, registers::section(printed, register.name).unwrap());
        }
    }
    if printed.starts_with("Alternative Routing-ID") {
        all.same("next function", subject, text(ours.next_function_number), after(printed, "Next Function: "));
    }
}

/// `Initial VFs: 8, Total VFs: 8, Number of VFs: 0`.
pub(crate) fn compare_virtualization(all: &mut Comparison, ours: &PciFunction, theirs: &Function) {
    let printed = theirs.capabilities.values().find(|(_, text)| text.starts_with("Single Root I/O Virtualization"));
    let Some((_, printed)) = printed else { return };
    let told = ours.virtualization.clone().unwrap_or_default();
    let mut same =
        |words: &str, told: String| all.same("virtual functions", &ours.address, told, after(printed, words));
    same("Total VFs: ", text(told.total));
    same("Number of VFs: ", text(told.count));
    same("VF offset: ", text(told.first_offset));
    same("stride: ", text(told.stride));
    same("Device ID: ", told.device_id.unwrap_or_default());
}

/// The word behind these words.
fn after<'a>(printed: &'a str, words: &str) -> &'a str {
    printed.split_once(words).map_or("", |(_, rest)| rest.split([' ', ',']).next().unwrap_or_default())
}

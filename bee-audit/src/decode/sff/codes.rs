//! Codes that the memory maps of all modules share.
//!
//! Document: SFF-8024 4.11 (identifier, table 4-1; encoding, table 4-2; connector, table 4-3); SFF-8636 2.10a §6.3.8
//! and CMIS 5.2 §8.3.10 (transmitter technology).

use super::super::code::codes;

codes! {
    /// What a module is (SFF-8024 table 4-1).
    pub struct Identifier(u8) {
        0x01 => "GBIC",
        0x02 => "Module soldered to motherboard",
        0x03 => "SFP/SFP+/SFP28",
        0x04 => "300 pin XBI",
        0x05 => "XENPAK",
        0x06 => "XFP",
        0x07 => "XFF",
        0x08 => "XFP-E",
        0x09 => "XPAK",
        0x0a => "X2",
        0x0b => "DWDM-SFP/SFP+",
        0x0c => "QSFP",
        0x0d => "QSFP+",
        0x0e => "CXP",
        0x0f => "Shielded Mini Multilane HD 4X",
        0x10 => "Shielded Mini Multilane HD 8X",
        0x11 => "QSFP28",
        0x12 => "CXP2",
        0x13 => "CDFP style 1/2",
        0x14 => "Shielded Mini Multilane HD 4X fanout cable",
        0x15 => "Shielded Mini Multilane HD 8X fanout cable",
        0x16 => "CDFP style 3",
        0x17 => "microQSFP",
        0x18 => "QSFP-DD",
        0x19 => "OSFP",
        0x1a => "SFP-DD",
        0x1b => "DSFP",
        0x1c => "x4 MiniLink/OcuLink",
        0x1d => "x8 MiniLink",
        0x1e => "QSFP+ with CMIS",
        0x1f => "SFP-DD with CMIS",
        0x20 => "SFP+ with CMIS",
        0x21 => "OSFP-XD with CMIS",
    }

    /// The connector of the cable or fibre (SFF-8024 table 4-3).
    pub struct Connector(u8) {
        0x01 => "SC",
        0x02 => "Fibre Channel style 1 copper",
        0x03 => "Fibre Channel style 2 copper",
        0x04 => "BNC/TNC",
        0x05 => "Fibre Channel coaxial headers",
        0x06 => "Fiber Jack",
        0x07 => "LC",
        0x08 => "MT-RJ",
        0x09 => "MU",
        0x0a => "SG",
        0x0b => "Optical pigtail",
        0x0c => "MPO 1x12",
        0x0d => "MPO 2x16",
        0x20 => "HSSDC II",
        0x21 => "Copper pigtail",
        0x22 => "RJ45",
        0x23 => "No separable connector",
        0x24 => "MXC 2x16",
        0x25 => "CS",
        0x26 => "SN",
        0x27 => "MPO 2x12",
        0x28 => "MPO 1x16",
    }

    /// Serial encoding of an SFP (SFF-8024 table 4-2, column SFF-8472).
    pub struct SfpEncoding(u8) {
        0x01 => "8B/10B",
        0x02 => "4B/5B",
        0x03 => "NRZ",
        0x04 => "Manchester",
        0x05 => "SONET scrambled",
        0x06 => "64B/66B",
        0x07 => "256B/257B",
        0x08 => "PAM4",
    }

    /// Serial encoding of a QSFP (SFF-8024 table 4-2, column SFF-8436 and SFF-8636).
    pub struct QsfpEncoding(u8) {
        0x01 => "8B/10B",
        0x02 => "4B/5B",
        0x03 => "NRZ",
        0x04 => "SONET scrambled",
        0x05 => "64B/66B",
        0x06 => "Manchester",
        0x07 => "256B/257B",
        0x08 => "PAM4",
    }

    /// How a QSFP or CMIS module transmits (SFF-8636 table 6-19, CMIS table 8-37).
    pub struct TransmitterTechnology(u8) {
        0x00 => "850 nm VCSEL",
        0x01 => "1310 nm VCSEL",
        0x02 => "1550 nm VCSEL",
        0x03 => "1310 nm FP",
        0x04 => "1310 nm DFB",
        0x05 => "1550 nm DFB",
        0x06 => "1310 nm EML",
        0x07 => "1550 nm EML",
        0x09 => "1490 nm DFB",
        0x0a => "Copper cable, unequalized",
        0x0b => "Copper cable, passive equalized",
        0x0c => "Copper cable, near and far end limiting active equalizers",
        0x0d => "Copper cable, far end limiting active equalizers",
        0x0e => "Copper cable, near end limiting active equalizers",
        0x0f => "Copper cable, linear active equalizers",
        0x10 => "C-band tunable laser",
        0x11 => "L-band tunable laser",
    }

    /// Media type of a CMIS module, which says what its media interface codes mean (CMIS 5.2 table 8-20).
    pub struct MediaType(u8) {
        0x01 => "Optical, multi-mode fiber",
        0x02 => "Optical, single-mode fiber",
        0x03 => "Passive or linear active copper cable",
        0x04 => "Active cable",
        0x05 => "BASE-T",
    }

    /// State of a CMIS module (CMIS 5.2 §8.2.2, table 8-7).
    pub struct ModuleState(u8) {
        1 => "low power",
        2 => "powering up",
        3 => "ready",
        4 => "powering down",
        5 => "fault",
    }

    /// Why a CMIS module is in the fault state (CMIS 5.2 §8.2.12, table 8-19).
    pub struct FaultCause(u8) {
        1 => "TEC runaway",
        2 => "data memory corrupted",
        3 => "program memory corrupted",
    }

    /// State of a data path of a CMIS module (CMIS 5.2 §8.10.1, table 8-83).
    pub struct DataPathState(u8) {
        1 => "deactivated",
        2 => "initializing",
        3 => "deinitializing",
        4 => "activated",
        5 => "transmitter turning on",
        6 => "transmitter turning off",
        7 => "initialized",
    }

    /// Revision that an SFP complies to (SFF-8472 table 8-8).
    pub struct SfpRevision(u8) {
        1 => "9.3", 2 => "9.5", 3 => "10.2", 4 => "10.4", 5 => "11.0", 6 => "11.3", 7 => "11.4", 8 => "12.3", 9 => "12.4",
    }

    /// Revision that a QSFP complies to (SFF-8636 table 6-3).
    pub struct QsfpRevision(u8) {
        1 => "SFF-8436 4.8 or earlier",
        2 => "SFF-8436 4.8",
        3 => "1.3 or earlier",
        4 => "1.4",
        5 => "1.5",
        6 => "2.0",
        7 => "2.5 to 2.7",
        8 => "2.8 to 2.10",
    }
}

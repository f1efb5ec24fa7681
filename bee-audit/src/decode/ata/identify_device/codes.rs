//! Codes and flags of IDENTIFY DEVICE data.
//!
//! Document: ACS-3 §7.12.7, by word; Serial ATA generations SATA 3.2 §13.2.1.

use crate::decode::code::{codes, flags};

codes! {
    /// Serial ATA generation (words 76 and 77).
    pub struct SerialAtaSpeed(u8) {
        1 => "1.5 Gb/s",
        2 => "3.0 Gb/s",
        3 => "6.0 Gb/s",
    }

    /// Number of the highest bit of the major version (word 80).
    pub struct MajorVersion(u8) {
        1 => "ATA-1",
        2 => "ATA-2",
        3 => "ATA-3",
        4 => "ATA/ATAPI-4",
        5 => "ATA/ATAPI-5",
        6 => "ATA/ATAPI-6",
        7 => "ATA/ATAPI-7",
        8 => "ATA8-ACS",
        9 => "ACS-2",
        10 => "ACS-3",
        11 => "ACS-4",
        12 => "ACS-5",
    }

    /// Transport (word 222 bits 15 to 12) in the high octet, the number of the highest version bit in the low one.
    pub struct TransportVersion(u16) {
        0x0000 => "ATA8-APT",
        0x0001 => "ATA/ATAPI-7 (parallel)",
        0x0100 => "ATA8-AST",
        0x0101 => "SATA 1.0a",
        0x0102 => "SATA II: Extensions",
        0x0103 => "SATA 2.5",
        0x0104 => "SATA 2.6",
        0x0105 => "SATA 3.0",
        0x0106 => "SATA 3.1",
        0x0107 => "SATA 3.2",
        0x0108 => "SATA 3.3",
        0x0109 => "SATA 3.4",
        0x010a => "SATA 3.5",
    }

    /// Nominal form factor (word 168).
    pub struct NominalFormFactor(u8) {
        1 => "5.25 inch",
        2 => "3.5 inch",
        3 => "2.5 inch",
        4 => "1.8 inch",
        5 => "less than 1.8 inch",
        6 => "mSATA",
        7 => "M.2",
        8 => "MicroSSD",
        9 => "CFast",
    }
}

flags! {
    /// Security status (word 128).
    pub struct SecurityStatus(u16) {
        0 => "supported",
        1 => "enabled",
        2 => "locked",
        3 => "frozen",
        4 => "count expired",
        5 => "enhanced erase supported",
    }
}

impl SerialAtaSpeed {
    /// Bits a second on the wire (1.5 × 2ⁿ⁻¹ × 10⁹).
    pub fn bits_per_second(self) -> Option<u64> {
        (1..=3).contains(&self.0).then(|| 750_000_000 << self.0)
    }
}

flags! {
    /// What SANITIZE DEVICE can do (word 59, ACS-3 §7.12.7.24); bits 13 to 15 are the ways to sanitize.
    pub struct SanitizeCapability(u16) {
        10 => "antifreeze lock",
        11 => "allows the commands of ACS-2",
        12 => "supported",
        13 => "crypto scramble",
        14 => "overwrite",
        15 => "block erase",
    }

    /// SCT command transport (word 206, ACS-3 §7.12.7.89).
    pub struct SctCapability(u16) {
        0 => "supported",
        2 => "write same",
        3 => "error recovery control",
        4 => "feature control",
        5 => "data tables",
    }
}

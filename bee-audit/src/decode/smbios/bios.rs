//! BIOS Information (type 0): the firmware, its version and what it supports.
//!
//! Document: DSP0134 §7.1, §7.1.1 (characteristics), §7.1.2 (extension bytes).
//!
//! Real firmware: UEFI machines keep a start segment of E000h or F000h that means nothing; the ROM size stays FFh
//! (16 MiB or more) with an extended size of 0; the release is FFh.FFh (not supported) on half of all machines.

use serde::Serialize;

use super::Frame;
use crate::{decode::code::flags, units::Bytes};

/// Type 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BiosInformation {
    /// Vendor of the firmware (offset 04h).
    pub vendor: Option<String>,
    /// Version (05h).
    pub version: Option<String>,
    /// Segment at which the firmware starts (06h); none where it has no such address (UEFI).
    pub starting_address_segment: Option<u16>,
    /// Release date as written, `mm/dd/yyyy` (08h).
    pub release_date: Option<String>,
    /// Size of the device that holds the image (09h, from 3.1 on 18h).
    pub rom_size_bytes: Option<Bytes>,
    /// What it supports (0Ah).
    pub characteristics: Option<BiosCharacteristics>,
    /// More of what it supports (12h, 13h): the first extension byte is the low one.
    pub characteristics_extension: Option<BiosCharacteristicsExtension>,
    /// Release of the system firmware (14h, 15h).
    pub release: Option<Release>,
    /// Release of the embedded controller's firmware (16h, 17h).
    pub embedded_controller_release: Option<Release>,
}

/// A major and minor release number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Release {
    /// Major number.
    pub major: u8,
    /// Minor number.
    pub minor: u8,
}

impl std::fmt::Display for Release {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

flags! {
    /// BIOS characteristics (§7.1.1). Bit 3 says that the rest is not supported; bits 32 and up are the vendor's.
    pub struct BiosCharacteristics(u64) {
        3 => "BIOS Characteristics are not supported",
        4 => "ISA is supported",
        5 => "MCA is supported",
        6 => "EISA is supported",
        7 => "PCI is supported",
        8 => "PC Card (PCMCIA) is supported",
        9 => "Plug and Play is supported",
        10 => "APM is supported",
        11 => "BIOS is upgradeable (Flash)",
        12 => "BIOS shadowing is allowed",
        13 => "VL-VESA is supported",
        14 => "ESCD support is available",
        15 => "Boot from CD is supported",
        16 => "Selectable boot is supported",
        17 => "BIOS ROM is socketed",
        18 => "Boot from PC Card (PCMCIA) is supported",
        19 => "EDD specification is supported",
        20 => "Int 13h - Japanese floppy for NEC 9800 1.2 MB is supported",
        21 => "Int 13h - Japanese floppy for Toshiba 1.2 MB is supported",
        22 => "Int 13h - 5.25\" / 360 KB floppy services are supported",
        23 => "Int 13h - 5.25\" / 1.2 MB floppy services are supported",
        24 => "Int 13h - 3.5\" / 720 KB floppy services are supported",
        25 => "Int 13h - 3.5\" / 2.88 MB floppy services are supported",
        26 => "Int 5h, print screen Service is supported",
        27 => "Int 9h, 8042 keyboard services are supported",
        28 => "Int 14h, serial services are supported",
        29 => "Int 17h, printer services are supported",
        30 => "Int 10h, CGA/Mono Video Services are supported",
        31 => "NEC PC-98",
    }
    /// BIOS characteristics extension bytes 1 (bits 0–7) and 2 (bits 8–15), §7.1.2.
    pub struct BiosCharacteristicsExtension(u16) {
        0 => "ACPI is supported",
        1 => "USB Legacy is supported",
        2 => "AGP is supported",
        3 => "I2O boot is supported",
        4 => "LS-120 SuperDisk boot is supported",
        5 => "ATAPI ZIP drive boot is supported",
        6 => "1394 boot is supported",
        7 => "Smart battery is supported",
        8 => "BIOS Boot Specification is supported",
        9 => "Function key-initiated network service boot is supported",
        10 => "Targeted content distribution is enabled",
        11 => "UEFI Specification is supported",
        12 => "SMBIOS table describes a virtual machine",
        13 => "Manufacturing mode is supported",
        14 => "Manufacturing mode is enabled",
    }
}

impl BiosInformation {
    pub(super) fn decode(frame: &Frame<'_>) -> BiosInformation {
        BiosInformation {
            vendor: frame.string(0x04),
            version: frame.string(0x05),
            starting_address_segment: frame.word(0x06).filter(|segment| *segment != 0),
            release_date: frame.string(0x08),
            rom_size_bytes: rom_size(frame),
            characteristics: frame.qword(0x0a).map(BiosCharacteristics),
            characteristics_extension: extension(frame),
            release: release(frame, 0x14),
            embedded_controller_release: release(frame, 0x16),
        }
    }

    /// Memory that the firmware takes at run time below 1 MiB (§7.1, offset 06h): from its segment to the end.
    pub fn runtime_size_bytes(&self) -> Option<Bytes> {
        self.starting_address_segment.map(|segment| Bytes((0x1_0000 - u64::from(segment)) << 4))
    }
}

/// 64 KiB × (n + 1); FFh refers to the extended size: bits 14 and 15 are the unit, MiB or GiB (§7.1, offset 18h).
fn rom_size(frame: &Frame<'_>) -> Option<Bytes> {
    let size = frame.byte(0x09)?;
    if size != 0xff {
        return Some(Bytes::from_kib(64 * (u64::from(size) + 1)));
    }
    match frame.word(0x18) {
        None => Some(Bytes::from_mib(16)),
        Some(0) => None,
        Some(extended) => {
            let number = u64::from(extended & 0x3fff);
            match extended >> 14 {
                0 => Some(Bytes::from_mib(number)),
                1 => Some(Bytes::from_mib(number << 10)),
                _ => None,
            }
        }
    }
}

/// Version 2.1–2.3 has none or one extension byte; the length says how many (§7.1, offset 12h).
fn extension(frame: &Frame<'_>) -> Option<BiosCharacteristicsExtension> {
    let low = frame.byte(0x12)?;
    Some(BiosCharacteristicsExtension(u16::from_le_bytes([low, frame.byte(0x13).unwrap_or_default()])))
}

/// Both numbers FFh say "not supported" (§7.1, offsets 14h–17h).
fn release(frame: &Frame<'_>, offset: usize) -> Option<Release> {
    let (major, minor) = (frame.byte(offset)?, frame.byte(offset + 1)?);
    (major != 0xff && minor != 0xff).then_some(Release { major, minor })
}

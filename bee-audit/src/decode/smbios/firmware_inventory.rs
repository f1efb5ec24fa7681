//! Firmware Inventory Information (type 45): each updatable firmware of the machine.
//!
//! Document: DSP0134 §7.46, §7.46.1–§7.46.4 (codes).
//!
//! Real firmware: new (since 3.5), filled by OpenBMC and AMI; versions may be empty, sizes unknown.

use serde::Serialize;

use super::{Frame, Handle};
use crate::{
    decode::code::{codes, flags},
    units::Bytes,
};

/// Type 45.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FirmwareInventory {
    /// Name of the component (offset 04h).
    pub component_name: Option<String>,
    /// Version (05h).
    pub version: Option<String>,
    /// Form of the version (06h).
    pub version_format: Option<FirmwareVersionFormat>,
    /// Identifier (07h).
    pub firmware_id: Option<String>,
    /// Form of the identifier (08h).
    pub firmware_id_format: Option<FirmwareIdFormat>,
    /// Release date as written (09h).
    pub release_date: Option<String>,
    /// Manufacturer (0Ah).
    pub manufacturer: Option<String>,
    /// Lowest version to which it can go back (0Bh).
    pub lowest_supported_version: Option<String>,
    /// Size of the image (0Ch).
    pub image_size_bytes: Option<Bytes>,
    /// Characteristics (14h).
    pub characteristics: Option<FirmwareCharacteristics>,
    /// State (16h).
    pub state: Option<FirmwareState>,
    /// Structures to which it belongs (17h, 18h).
    pub associated_component_handles: Vec<Handle>,
}

codes! {
    /// Form of a firmware version (§7.46.1).
    pub struct FirmwareVersionFormat(u8) {
        0x00 => "Free-form", 0x01 => "MAJOR.MINOR", 0x02 => "32-bit hexadecimal", 0x03 => "64-bit hexadecimal",
        0x80..=0xff => "BIOS Vendor/OEM-specific",
    }
    /// Form of a firmware identifier (§7.46.2).
    pub struct FirmwareIdFormat(u8) {
        0x00 => "Free-form", 0x01 => "UEFI GUID", 0x80..=0xff => "BIOS Vendor/OEM-specific",
    }
    /// State of a firmware (§7.46.4).
    pub struct FirmwareState(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Disabled", 0x04 => "Enabled", 0x05 => "Absent",
        0x06 => "StandbyOffline", 0x07 => "StandbySpare", 0x08 => "UnavailableOffline",
    }
}

flags! {
    /// Firmware characteristics (§7.46.3).
    pub struct FirmwareCharacteristics(u16) { 0 => "Updatable", 1 => "Write-Protect" }
}

impl FirmwareInventory {
    pub(super) fn decode(frame: &Frame<'_>) -> FirmwareInventory {
        FirmwareInventory {
            component_name: frame.string(0x04),
            version: frame.string(0x05),
            version_format: frame.byte(0x06).map(FirmwareVersionFormat),
            firmware_id: frame.string(0x07),
            firmware_id_format: frame.byte(0x08).map(FirmwareIdFormat),
            release_date: frame.string(0x09),
            manufacturer: frame.string(0x0a),
            lowest_supported_version: frame.string(0x0b),
            image_size_bytes: frame.qword(0x0c).filter(|size| *size != u64::MAX).map(Bytes),
            characteristics: frame.word(0x14).map(FirmwareCharacteristics),
            state: frame.byte(0x16).map(FirmwareState),
            associated_component_handles: frame.handles(0x18, frame.byte(0x17)),
        }
    }
}

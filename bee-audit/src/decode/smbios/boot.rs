//! System Boot Information (type 32): what firmware says of the last boot.
//!
//! Document: DSP0134 §7.33, §7.33.1.

use serde::Serialize;

use super::Frame;
use crate::decode::code::codes;

/// Type 32.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemBootInformation {
    /// Status (offset 0Ah).
    pub boot_status: Option<BootStatus>,
}

codes! {
    /// Boot status (§7.33.1).
    pub struct BootStatus(u8) {
        0 => "No errors detected", 1 => "No bootable media", 2 => "Operating system failed to load",
        3 => "Firmware-detected hardware failure", 4 => "Operating system-detected hardware failure",
        5 => "User-requested boot", 6 => "System security violation", 7 => "Previously-requested image",
        8 => "System watchdog timer expired", 128..=191 => "OEM-specific", 192..=255 => "Product-specific",
    }
}

impl SystemBootInformation {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemBootInformation {
        SystemBootInformation { boot_status: frame.byte(0x0a).map(BootStatus) }
    }
}

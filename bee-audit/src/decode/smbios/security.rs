//! Hardware Security (type 24), System Reset (type 23) and System Power Controls (type 25).
//!
//! Document: DSP0134 §7.24–§7.26.
//!
//! Real firmware: type 24 is a snapshot of the boot before last on some machines; type 25 with values that are not BCD.

use serde::Serialize;

use super::Frame;
use crate::decode::code::codes;

/// Type 24: passwords and the front panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HardwareSecurity {
    /// Power-on password (offset 04h, bits 7:6).
    pub power_on_password: Option<SecurityStatus>,
    /// Keyboard password (04h, bits 5:4).
    pub keyboard_password: Option<SecurityStatus>,
    /// Administrator password (04h, bits 3:2).
    pub administrator_password: Option<SecurityStatus>,
    /// Front panel reset (04h, bits 1:0).
    pub front_panel_reset: Option<SecurityStatus>,
}

/// Type 23: what happens when the system hangs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemReset {
    /// Whether the user has enabled the reset (offset 04h, bit 0).
    pub enabled: Option<bool>,
    /// What happens after a reset by the watchdog (04h, bits 2:1).
    pub boot_option: Option<BootOption>,
    /// What happens at the limit of resets (04h, bits 4:3).
    pub boot_option_on_limit: Option<BootOption>,
    /// Whether there is a watchdog (04h, bit 5).
    pub watchdog_timer: Option<bool>,
    /// Automatic resets since the last intended one (05h).
    pub reset_count: Option<u16>,
    /// Resets that are tried (07h).
    pub reset_limit: Option<u16>,
    /// Minutes of the watchdog (09h).
    pub timer_interval_minutes: Option<u16>,
    /// Minutes before the reboot (0Bh).
    pub timeout_minutes: Option<u16>,
}

/// Type 25: when the machine is to switch on; each part is none where it can be any.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemPowerControls {
    /// Month (offset 04h, BCD).
    pub next_power_on_month: Option<u8>,
    /// Day of the month (05h, BCD).
    pub next_power_on_day: Option<u8>,
    /// Hour (06h, BCD).
    pub next_power_on_hour: Option<u8>,
    /// Minute (07h, BCD).
    pub next_power_on_minute: Option<u8>,
    /// Second (08h, BCD).
    pub next_power_on_second: Option<u8>,
}

codes! {
    /// State of a security feature (§7.25, offset 04h).
    pub struct SecurityStatus(u8) { 0 => "Disabled", 1 => "Enabled", 2 => "Not Implemented", 3 => "Unknown" }
    /// What happens after a reset (§7.24, offset 04h).
    pub struct BootOption(u8) {
        0 => "Reserved", 1 => "Operating System", 2 => "System Utilities", 3 => "Do not reboot",
    }
}

impl HardwareSecurity {
    pub(super) fn decode(frame: &Frame<'_>) -> HardwareSecurity {
        let status = |shift: u8| frame.byte(0x04).map(|octet| SecurityStatus(octet >> shift & 3));
        HardwareSecurity {
            power_on_password: status(6),
            keyboard_password: status(4),
            administrator_password: status(2),
            front_panel_reset: status(0),
        }
    }
}

impl SystemReset {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemReset {
        let capabilities = frame.byte(0x04);
        let known = |offset| frame.word(offset).filter(|word| *word != 0xffff);
        SystemReset {
            enabled: capabilities.map(|octet| octet & 1 == 1),
            boot_option: capabilities.map(|octet| BootOption(octet >> 1 & 3)),
            boot_option_on_limit: capabilities.map(|octet| BootOption(octet >> 3 & 3)),
            watchdog_timer: capabilities.map(|octet| octet >> 5 & 1 == 1),
            reset_count: known(0x05),
            reset_limit: known(0x07),
            timer_interval_minutes: known(0x09),
            timeout_minutes: known(0x0b),
        }
    }
}

impl SystemPowerControls {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemPowerControls {
        SystemPowerControls {
            next_power_on_month: bcd(frame.byte(0x04), 0x01..=0x12),
            next_power_on_day: bcd(frame.byte(0x05), 0x01..=0x31),
            next_power_on_hour: bcd(frame.byte(0x06), 0x00..=0x23),
            next_power_on_minute: bcd(frame.byte(0x07), 0x00..=0x59),
            next_power_on_second: bcd(frame.byte(0x08), 0x00..=0x59),
        }
    }
}

/// A value in BCD within its range; anything else means "any" (§7.26.1).
fn bcd(octet: Option<u8>, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
    let octet = octet.filter(|octet| range.contains(octet) && octet & 0x0f <= 9)?;
    Some((octet >> 4) * 10 + (octet & 0x0f))
}

//! Slot registers of the PCI Express capability: what a downstream port says of the slot behind it.
//!
//! PCI Express Base 6.0 §7.5.3.9–7.5.3.11. Slot numbers are set by firmware, and often are zero or the same for all
//! ports; presence is only meaningful where the slot can be plugged, otherwise it reads one.

use serde::Serialize;

use super::super::bits;
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};
use crate::units::Watts;

flags! {
    /// Slot capabilities, offset 14h, without the fields that are numbers (§7.5.3.9).
    pub struct SlotCapabilities(u32) {
        0 => "Attention Button Present", 1 => "Power Controller Present", 2 => "MRL Sensor Present",
        3 => "Attention Indicator Present", 4 => "Power Indicator Present", 5 => "Hot-Plug Surprise",
        6 => "Hot-Plug Capable", 17 => "Electromechanical Interlock Present", 18 => "No Command Completed Support",
    }
    /// Slot control, offset 18h, without the indicators (§7.5.3.10).
    pub struct SlotControl(u16) {
        0 => "Attention Button Pressed Enable", 1 => "Power Fault Detected Enable", 2 => "MRL Sensor Changed Enable",
        3 => "Presence Detect Changed Enable", 4 => "Command Completed Interrupt Enable",
        5 => "Hot-Plug Interrupt Enable", 10 => "Power Controller Control (off)",
        11 => "Electromechanical Interlock Control", 12 => "Data Link Layer State Changed Enable",
        13 => "Auto Slot Power Limit Disable", 14 => "In-Band PD Disable",
    }
    /// Slot status, offset 1Ah (§7.5.3.11).
    pub struct SlotStatus(u16) {
        0 => "Attention Button Pressed", 1 => "Power Fault Detected", 2 => "MRL Sensor Changed",
        3 => "Presence Detect Changed", 4 => "Command Completed", 5 => "MRL Sensor State (open)",
        6 => "Presence Detect State", 7 => "Electromechanical Interlock Status", 8 => "Data Link Layer State Changed",
    }
}

impl SlotStatus {
    /// Bit 6: a card is present.
    pub const PRESENCE: u32 = 6;
}

codes! {
    /// Attention or power indicator, offset 18h, bits 7:6 or 9:8 (§7.5.3.10).
    pub struct SlotIndicator(u8) { 1 => "On", 2 => "Blink", 3 => "Off" }
}

/// Slot registers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// Offset 14h, bits 31:19: the number printed on the chassis, where firmware sets it.
    pub physical_slot_number: u16,
    /// Offset 14h, bits 16:7; `None` for a reserved code.
    pub power_limit_watts: Option<Watts>,
    /// Offset 14h, the single bits.
    pub capabilities: SlotCapabilities,
    /// Offset 18h, the single bits.
    pub control: SlotControl,
    /// Offset 18h, bits 7:6.
    pub attention_indicator: SlotIndicator,
    /// Offset 18h, bits 9:8.
    pub power_indicator: SlotIndicator,
    /// Offset 1Ah.
    pub status: SlotStatus,
}

impl Slot {
    pub(super) fn decode(bytes: &[u8]) -> Option<Slot> {
        let (capabilities, control) = (bytes.u32_le(0x14)?, bytes.u16_le(0x18)?);
        Some(Slot {
            physical_slot_number: bits(capabilities, 19..=31),
            power_limit_watts: power_limit(bits(capabilities, 7..=14), bits(capabilities, 15..=16)),
            capabilities: SlotCapabilities(capabilities),
            control: SlotControl(control),
            attention_indicator: SlotIndicator(bits(control, 6..=7)),
            power_indicator: SlotIndicator(bits(control, 8..=9)),
            status: SlotStatus(bytes.u16_le(0x1a)?),
        })
    }
}

/// Slot power limit value and scale (§7.5.3.9): at scale 1.0, values from F0h on name steps of 25 W from 250 W.
pub(super) fn power_limit(value: u8, scale: u8) -> Option<Watts> {
    let watts = match (scale, value) {
        (0, 0xff) => return None,
        (0, 0xf0..) => 250.0 + 25.0 * f64::from(value - 0xf0),
        (0, _) => f64::from(value),
        (1, _) => f64::from(value) / 10.0,
        (2, _) => f64::from(value) / 100.0,
        _ => f64::from(value) / 1000.0,
    };
    Some(Watts(watts))
}

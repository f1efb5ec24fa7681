//! System Power Supply (type 39): the supplies that firmware knows of.
//!
//! Document: DSP0134 §7.40, §7.40.1 (characteristics).
//!
//! Real firmware: 53.5 % of servers list supplies, half of them with placeholders or without a capacity; bays without
//! a supply are listed as present. Names are padded with blanks.

use serde::Serialize;

use super::{Frame, Handle};
use crate::{decode::code::codes, units::Watts};

/// Type 39.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemPowerSupply {
    /// Supplies of one group feed the same load (offset 04h).
    pub power_unit_group: Option<u8>,
    /// Where it is (05h).
    pub location: Option<String>,
    /// Name (06h).
    pub device_name: Option<String>,
    /// Manufacturer (07h).
    pub manufacturer: Option<String>,
    /// Serial number (08h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Asset tag (09h).
    pub asset_tag: Option<String>,
    /// Model part number (0Ah).
    #[doc(alias = "PN")]
    pub model_part_number: Option<String>,
    /// Revision (0Bh).
    pub revision_level: Option<String>,
    /// Highest power that it can give (0Ch).
    pub maximum_power_capacity_watts: Option<Watts>,
    /// Kind (0Eh, bits 13:10).
    pub power_supply_type: Option<PowerSupplyType>,
    /// State (0Eh, bits 9:7).
    pub status: Option<PowerSupplyStatus>,
    /// How it adapts to the input voltage (0Eh, bits 6:3).
    pub input_voltage_range_switching: Option<InputVoltageSwitching>,
    /// Whether it is unplugged from the wall (0Eh, bit 2).
    pub unplugged: Option<bool>,
    /// Whether it is present (0Eh, bit 1).
    pub present: Option<bool>,
    /// Whether it can be replaced in operation (0Eh, bit 0).
    pub hot_replaceable: Option<bool>,
    /// Voltage probe (10h).
    pub input_voltage_probe_handle: Option<Handle>,
    /// Cooling device (12h).
    pub cooling_device_handle: Option<Handle>,
    /// Current probe (14h).
    pub input_current_probe_handle: Option<Handle>,
}

codes! {
    /// Kind of power supply (§7.40.1).
    pub struct PowerSupplyType(u8) {
        1 => "Other", 2 => "Unknown", 3 => "Linear", 4 => "Switching", 5 => "Battery", 6 => "UPS", 7 => "Converter",
        8 => "Regulator",
    }
    /// State of a power supply (§7.40.1).
    pub struct PowerSupplyStatus(u8) {
        1 => "Other", 2 => "Unknown", 3 => "OK", 4 => "Non-critical", 5 => "Critical",
    }
    /// How a supply adapts to the input voltage (§7.40.1).
    pub struct InputVoltageSwitching(u8) {
        1 => "Other", 2 => "Unknown", 3 => "Manual", 4 => "Auto-switch", 5 => "Wide range", 6 => "Not applicable",
    }
}

impl SystemPowerSupply {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemPowerSupply {
        let characteristics = frame.word(0x0e);
        let bits = |shift: u32, mask: u16| characteristics.map(|word| low_octet(word >> shift & mask));
        let flag = |bit: u32| bits(bit, 1).map(|bit| bit == 1);
        SystemPowerSupply {
            power_unit_group: frame.byte(0x04).filter(|group| *group != 0),
            location: frame.string(0x05),
            device_name: frame.string(0x06),
            manufacturer: frame.string(0x07),
            serial_number: frame.string(0x08),
            asset_tag: frame.string(0x09),
            model_part_number: frame.string(0x0a),
            revision_level: frame.string(0x0b),
            maximum_power_capacity_watts: capacity(frame.word(0x0c)),
            power_supply_type: bits(10, 0x0f).map(PowerSupplyType),
            status: bits(7, 0x07).map(PowerSupplyStatus),
            input_voltage_range_switching: bits(3, 0x0f).map(InputVoltageSwitching),
            unplugged: flag(2),
            present: flag(1),
            hot_replaceable: flag(0),
            input_voltage_probe_handle: frame.handle_at(0x10),
            cooling_device_handle: frame.handle_at(0x12),
            input_current_probe_handle: frame.handle_at(0x14),
        }
    }
}

fn low_octet(word: u16) -> u8 {
    let [low, _] = word.to_le_bytes();
    low
}

/// 8000h is "unknown" (§7.40, offset 0Ch); 0 is what firmware writes in its place.
fn capacity(watts: Option<u16>) -> Option<Watts> {
    watts.filter(|watts| !matches!(watts, 0 | 0x8000)).map(|watts| Watts(watts.into()))
}

//! System Enclosure or Chassis (type 3): every enclosure, with its state at the last boot.
//!
//! Document: DSP0134 §7.4, §7.4.1 (types), §7.4.2 (states), §7.4.3 (security status), §7.4.4 (contained elements).
//!
//! Real firmware: rack servers that call themselves "Desktop" or "Other"; a contained-element count with a record
//! length of 0; no SKU number although the length has room for it.

use serde::Serialize;

use super::{Frame, StructureType, baseboard::BoardType};
use crate::decode::code::codes;

/// Type 3.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemEnclosure {
    /// Manufacturer (offset 04h).
    pub manufacturer: Option<String>,
    /// Type (05h, bits 6:0).
    pub chassis_type: Option<ChassisType>,
    /// Whether a chassis lock is present (05h, bit 7); without the bit there is none or nobody knows.
    pub lock_present: Option<bool>,
    /// Version (06h).
    pub version: Option<String>,
    /// Serial number (07h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Asset tag (08h).
    pub asset_tag: Option<String>,
    /// State at the last boot (09h).
    pub boot_up_state: Option<ChassisState>,
    /// State of the power supplies at the last boot (0Ah).
    pub power_supply_state: Option<ChassisState>,
    /// Thermal state at the last boot (0Bh).
    pub thermal_state: Option<ChassisState>,
    /// Physical security status at the last boot (0Ch).
    pub security_status: Option<ChassisSecurityStatus>,
    /// OEM-defined (0Dh).
    pub oem_defined: Option<u32>,
    /// Height in rack units of 44.45 mm (11h).
    #[doc(alias = "U")]
    pub height_rack_units: Option<u8>,
    /// Number of power cords (12h).
    pub power_cord_count: Option<u8>,
    /// What the chassis can hold (13h–15h).
    pub contained_elements: Vec<ContainedElement>,
    /// SKU number (15h + n × m).
    #[doc(alias = "SKU")]
    pub sku_number: Option<String>,
    /// Kind of rack (16h + n × m, since 3.9).
    pub rack_type: Option<RackType>,
    /// Height in units of that rack (17h + n × m, since 3.9), where the height above says FFh.
    pub rack_height: Option<u8>,
}

codes! {
    /// Enclosure or chassis type (§7.4.1).
    pub struct ChassisType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Desktop", 0x04 => "Low Profile Desktop", 0x05 => "Pizza Box",
        0x06 => "Mini Tower", 0x07 => "Tower", 0x08 => "Portable", 0x09 => "Laptop", 0x0a => "Notebook",
        0x0b => "Hand Held", 0x0c => "Docking Station", 0x0d => "All in One", 0x0e => "Sub Notebook",
        0x0f => "Space-saving", 0x10 => "Lunch Box", 0x11 => "Main Server Chassis", 0x12 => "Expansion Chassis",
        0x13 => "SubChassis", 0x14 => "Bus Expansion Chassis", 0x15 => "Peripheral Chassis", 0x16 => "RAID Chassis",
        0x17 => "Rack Mount Chassis", 0x18 => "Sealed-case PC", 0x19 => "Multi-system chassis",
        0x1a => "Compact PCI", 0x1b => "Advanced TCA", 0x1c => "Blade", 0x1d => "Blade Enclosure", 0x1e => "Tablet",
        0x1f => "Convertible", 0x20 => "Detachable", 0x21 => "IoT Gateway", 0x22 => "Embedded PC", 0x23 => "Mini PC",
        0x24 => "Stick PC",
    }
    /// State of an enclosure (§7.4.2).
    pub struct ChassisState(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Safe", 0x04 => "Warning", 0x05 => "Critical",
        0x06 => "Non-recoverable",
    }
    /// Physical security status (§7.4.3).
    pub struct ChassisSecurityStatus(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "None", 0x04 => "External interface locked out",
        0x05 => "External interface enabled",
    }
    /// Rack type (§7.4, since 3.9).
    pub struct RackType(u8) { 0x00 => "Unspecified", 0x01 => "OU" }
}

/// A kind of element that the chassis can hold (§7.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ContainedElement {
    /// What it is.
    #[serde(flatten)]
    pub element: ElementType,
    /// Fewest that the chassis needs to work (offset 01h).
    pub minimum: u8,
    /// Most that can be installed (02h).
    pub maximum: u8,
}

/// Contained element type (§7.4.4, offset 00h): bit 7 selects which of two code lists applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementType {
    /// A kind of structure of this table.
    StructureType(StructureType),
    /// A kind of board.
    BoardType(BoardType),
}

impl ElementType {
    fn decode(octet: u8) -> ElementType {
        match octet & 0x80 {
            0 => ElementType::BoardType(BoardType(octet)),
            _ => ElementType::StructureType(StructureType(octet & 0x7f)),
        }
    }
}

impl SystemEnclosure {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemEnclosure {
        let elements = usize::from(frame.byte(0x13).unwrap_or(0)) * usize::from(frame.byte(0x14).unwrap_or(0));
        SystemEnclosure {
            manufacturer: frame.string(0x04),
            chassis_type: frame.byte(0x05).map(|octet| ChassisType(octet & 0x7f)),
            lock_present: frame.byte(0x05).map(|octet| octet & 0x80 != 0),
            version: frame.string(0x06),
            serial_number: frame.string(0x07),
            asset_tag: frame.string(0x08),
            boot_up_state: frame.byte(0x09).map(ChassisState),
            power_supply_state: frame.byte(0x0a).map(ChassisState),
            thermal_state: frame.byte(0x0b).map(ChassisState),
            security_status: frame.byte(0x0c).map(ChassisSecurityStatus),
            oem_defined: frame.dword(0x0d),
            height_rack_units: frame.byte(0x11).filter(|height| !matches!(height, 0 | 0xff)),
            power_cord_count: frame.byte(0x12).filter(|count| *count != 0),
            contained_elements: contained_elements(frame),
            sku_number: frame.string(0x15 + elements),
            rack_type: frame.byte(0x16 + elements).map(RackType),
            rack_height: frame.byte(0x17 + elements).filter(|height| *height != 0),
        }
    }
}

/// `n` records of `m` octets (§7.4, offsets 13h–15h); shorter records than §7.4.4 defines cannot be read.
fn contained_elements(frame: &Frame<'_>) -> Vec<ContainedElement> {
    let (Some(count), Some(length)) = (frame.byte(0x13), frame.byte(0x14).filter(|length| *length >= 3)) else {
        return Vec::new();
    };
    let records = frame.formatted().get(0x15..).unwrap_or_default().chunks_exact(length.into());
    let decoded = records.take(count.into()).filter_map(|record| match record {
        [element, minimum, maximum, ..] => {
            Some(ContainedElement { element: ElementType::decode(*element), minimum: *minimum, maximum: *maximum })
        }
        _ => None,
    });
    decoded.collect()
}

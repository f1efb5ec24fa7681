//! Cooling Device (type 27): fans and what else cools.
//!
//! Document: DSP0134 §7.28, §7.28.1. The nominal speed is no reading.

use serde::Serialize;

use super::{Frame, Handle, ProbeStatus};
use crate::{decode::code::codes, units::RevolutionsPerMinute};

/// Type 27.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoolingDevice {
    /// Temperature probe that watches it (offset 04h).
    pub temperature_probe_handle: Option<Handle>,
    /// Kind (06h, bits 4:0).
    pub device_type: Option<CoolingDeviceType>,
    /// State (06h, bits 7:5).
    pub status: Option<ProbeStatus>,
    /// Cooling unit group: devices of one group are redundant (07h).
    pub cooling_unit_group: Option<u8>,
    /// OEM-defined (08h).
    pub oem_defined: Option<u32>,
    /// Speed in normal operation (0Ch).
    pub nominal_speed_rpm: Option<RevolutionsPerMinute>,
    /// Description (0Eh).
    pub description: Option<String>,
}

codes! {
    /// Kind of cooling device (§7.28.1).
    pub struct CoolingDeviceType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Fan", 0x04 => "Centrifugal Blower", 0x05 => "Chip Fan",
        0x06 => "Cabinet Fan", 0x07 => "Power Supply Fan", 0x08 => "Heat Pipe", 0x09 => "Integrated Refrigeration",
        0x10 => "Active Cooling", 0x11 => "Passive Cooling",
    }
}

impl CoolingDevice {
    pub(super) fn decode(frame: &Frame<'_>) -> CoolingDevice {
        let speed = frame.word(0x0c).filter(|speed| *speed != 0x8000);
        CoolingDevice {
            temperature_probe_handle: frame.handle_at(0x04),
            device_type: frame.byte(0x06).map(|octet| CoolingDeviceType(octet & 0x1f)),
            status: frame.byte(0x06).map(|octet| ProbeStatus(octet >> 5)),
            cooling_unit_group: frame.byte(0x07).filter(|group| *group != 0),
            oem_defined: frame.dword(0x08),
            nominal_speed_rpm: speed.map(|speed| RevolutionsPerMinute(speed.into())),
            description: frame.string(0x0e),
        }
    }
}

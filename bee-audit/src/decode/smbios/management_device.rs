//! Management Device (type 34), its components (type 35) and their thresholds (type 36).
//!
//! Document: DSP0134 §7.35–§7.37. A component joins a device to a probe or cooling device and to its thresholds.
//!
//! Real firmware: tables left from a reference board, whose components refer to the structure before the one they mean.

use serde::Serialize;

use super::{Frame, Handle};
use crate::decode::code::codes;

/// Type 34.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagementDevice {
    /// Description (offset 04h).
    pub description: Option<String>,
    /// Kind of circuit (05h).
    pub device_type: Option<ManagementDeviceType>,
    /// Address (06h).
    pub address: Option<u32>,
    /// What the address is (0Ah).
    pub address_type: Option<ManagementDeviceAddressType>,
}

/// Type 35.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagementDeviceComponent {
    /// Description (offset 04h).
    pub description: Option<String>,
    /// The device (05h).
    pub management_device_handle: Option<Handle>,
    /// The probe or cooling device (07h).
    pub component_handle: Option<Handle>,
    /// Its thresholds (09h).
    pub threshold_handle: Option<Handle>,
}

/// Type 36: thresholds in the unit of the component that refers to them (millivolts, tenths of a degree, …).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagementDeviceThreshold {
    /// Lower, non-critical (offset 04h).
    pub lower_non_critical: Option<i16>,
    /// Upper, non-critical (06h).
    pub upper_non_critical: Option<i16>,
    /// Lower, critical (08h).
    pub lower_critical: Option<i16>,
    /// Upper, critical (0Ah).
    pub upper_critical: Option<i16>,
    /// Lower, non-recoverable (0Ch).
    pub lower_non_recoverable: Option<i16>,
    /// Upper, non-recoverable (0Eh).
    pub upper_non_recoverable: Option<i16>,
}

codes! {
    /// Kind of management circuit (§7.35.1).
    pub struct ManagementDeviceType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "National Semiconductor LM75",
        0x04 => "National Semiconductor LM78", 0x05 => "National Semiconductor LM79",
        0x06 => "National Semiconductor LM80", 0x07 => "National Semiconductor LM81",
        0x08 => "Analog Devices ADM9240", 0x09 => "Dallas Semiconductor DS1780", 0x0a => "Maxim 1617",
        0x0b => "Genesys GL518SM", 0x0c => "Winbond W83781D", 0x0d => "Holtek HT82H791",
    }
    /// Kind of address (§7.35.2).
    pub struct ManagementDeviceAddressType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "I/O Port", 0x04 => "Memory", 0x05 => "SM Bus",
    }
}

impl ManagementDevice {
    pub(super) fn decode(frame: &Frame<'_>) -> ManagementDevice {
        ManagementDevice {
            description: frame.string(0x04),
            device_type: frame.byte(0x05).map(ManagementDeviceType),
            address: frame.dword(0x06),
            address_type: frame.byte(0x0a).map(ManagementDeviceAddressType),
        }
    }
}

impl ManagementDeviceComponent {
    pub(super) fn decode(frame: &Frame<'_>) -> ManagementDeviceComponent {
        ManagementDeviceComponent {
            description: frame.string(0x04),
            management_device_handle: frame.handle_at(0x05),
            component_handle: frame.handle_at(0x07),
            threshold_handle: frame.handle_at(0x09),
        }
    }
}

impl ManagementDeviceThreshold {
    /// 8000h is "not available" (§7.37).
    pub(super) fn decode(frame: &Frame<'_>) -> ManagementDeviceThreshold {
        let known = |offset| {
            let word = frame.word(offset).filter(|word| *word != 0x8000)?;
            Some(i16::from_le_bytes(word.to_le_bytes()))
        };
        ManagementDeviceThreshold {
            lower_non_critical: known(0x04),
            upper_non_critical: known(0x06),
            lower_critical: known(0x08),
            upper_critical: known(0x0a),
            lower_non_recoverable: known(0x0c),
            upper_non_recoverable: known(0x0e),
        }
    }
}

//! On Board Devices (type 10, obsolete) and Onboard Devices Extended Information (type 41).
//!
//! Document: DSP0134 §7.11, §7.42, §7.42.2 (kinds). Type 41 names the devices that Linux calls `eno1`, `eno2`.
//!
//! Real firmware: type 10 carries the kind only; type 41 lists devices that are disabled or not fitted, several with
//! the same instance number, and addresses of the bridge in place of the device.

use serde::Serialize;

use super::{Frame, slot::PciAddress};
use crate::decode::code::codes;

/// Type 10: several devices in one structure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnBoardDevices {
    /// The devices (from offset 04h, two octets each).
    pub devices: Vec<OnBoardDevice>,
}

/// One device of type 10.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnBoardDevice {
    /// Kind (octet 1, bits 6:0).
    pub device_type: OnboardDeviceType,
    /// Whether it is enabled (octet 1, bit 7).
    pub enabled: bool,
    /// Description (octet 2).
    pub description: Option<String>,
}

/// Type 41: one device.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnboardDeviceExtended {
    /// Label on the board (offset 04h).
    pub reference_designation: Option<String>,
    /// Kind (05h, bits 6:0).
    pub device_type: Option<OnboardDeviceType>,
    /// Whether it is enabled (05h, bit 7).
    pub enabled: Option<bool>,
    /// Number among the devices of this kind, from 1 (06h).
    pub device_type_instance: Option<u8>,
    /// PCI address (07h–0Ah).
    pub address: Option<PciAddress>,
}

codes! {
    /// Kind of onboard device (§7.11.1 to 0Ah, §7.42.2).
    pub struct OnboardDeviceType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Video", 0x04 => "SCSI Controller", 0x05 => "Ethernet",
        0x06 => "Token Ring", 0x07 => "Sound", 0x08 => "PATA Controller", 0x09 => "SATA Controller",
        0x0a => "SAS Controller", 0x0b => "Wireless LAN", 0x0c => "Bluetooth", 0x0d => "WWAN",
        0x0e => "eMMC (embedded Multi-Media Controller)", 0x0f => "NVMe Controller", 0x10 => "UFS Controller",
    }
}

impl OnBoardDevices {
    pub(super) fn decode(frame: &Frame<'_>) -> OnBoardDevices {
        let offsets = (0x04..usize::from(frame.length)).step_by(2);
        let devices = offsets.filter_map(|offset| {
            let kind = frame.byte(offset)?;
            frame.byte(offset + 1)?;
            Some(OnBoardDevice {
                device_type: OnboardDeviceType(kind & 0x7f),
                enabled: kind & 0x80 != 0,
                description: frame.string(offset + 1),
            })
        });
        OnBoardDevices { devices: devices.collect() }
    }
}

impl OnboardDeviceExtended {
    pub(super) fn decode(frame: &Frame<'_>) -> OnboardDeviceExtended {
        let kind = frame.byte(0x05);
        OnboardDeviceExtended {
            reference_designation: frame.string(0x04),
            device_type: kind.map(|kind| OnboardDeviceType(kind & 0x7f)),
            enabled: kind.map(|kind| kind & 0x80 != 0),
            device_type_instance: frame.byte(0x06),
            address: PciAddress::decode(frame.formatted(), 0x07),
        }
    }
}

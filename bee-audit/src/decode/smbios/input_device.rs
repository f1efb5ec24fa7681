//! Built-in Pointing Device (type 21) and Portable Battery (type 22).
//!
//! Document: DSP0134 §7.22, §7.23. Servers have neither; some firmware lists a battery for the cache or the UPS.

use serde::Serialize;

use super::Frame;
use crate::{decode::code::codes, units::Volts};

/// Type 21.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BuiltInPointingDevice {
    /// Kind (offset 04h).
    pub device_type: Option<PointingDeviceType>,
    /// Interface (05h).
    pub interface: Option<PointingDeviceInterface>,
    /// Buttons (06h).
    pub button_count: Option<u8>,
}

/// Type 22.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PortableBattery {
    /// Where it is (offset 04h).
    pub location: Option<String>,
    /// Manufacturer (05h).
    pub manufacturer: Option<String>,
    /// Date of manufacture as written, or the Smart Battery's own (06h, 12h).
    pub manufacture_date: Option<String>,
    /// Serial number as written, or the Smart Battery's own in hexadecimal digits (07h, 10h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Name (08h).
    pub device_name: Option<String>,
    /// Chemistry (09h); 02h where the Smart Battery's own name is given.
    pub device_chemistry: Option<BatteryChemistry>,
    /// The Smart Battery's own name of its chemistry (14h).
    pub sbds_device_chemistry: Option<String>,
    /// Capacity in milliwatt-hours (0Ah, multiplied by 15h).
    pub design_capacity_milliwatt_hours: Option<u32>,
    /// Voltage (0Ch).
    pub design_voltage_volts: Option<Volts>,
    /// Version of the Smart Battery Data Specification (0Eh).
    pub sbds_version: Option<String>,
    /// Largest error of the charge that it reports, in percent (0Fh).
    pub maximum_error_percent: Option<u8>,
    /// OEM-specific (16h).
    pub oem_specific: Option<u32>,
}

codes! {
    /// Kind of pointing device (§7.22.1).
    pub struct PointingDeviceType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Mouse", 0x04 => "Track Ball", 0x05 => "Track Point",
        0x06 => "Glide Point", 0x07 => "Touch Pad", 0x08 => "Touch Screen", 0x09 => "Optical Sensor",
    }
    /// Interface of a pointing device (§7.22.2).
    pub struct PointingDeviceInterface(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Serial", 0x04 => "PS/2", 0x05 => "Infrared", 0x06 => "HP-HIL",
        0x07 => "Bus mouse", 0x08 => "ADB (Apple Desktop Bus)", 0xa0 => "Bus mouse DB-9",
        0xa1 => "Bus mouse micro-DIN", 0xa2 => "USB", 0xa3 => "I2C", 0xa4 => "SPI",
    }
    /// Chemistry of a battery (§7.23.1).
    pub struct BatteryChemistry(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Lead Acid", 0x04 => "Nickel Cadmium",
        0x05 => "Nickel metal hydride", 0x06 => "Lithium-ion", 0x07 => "Zinc air", 0x08 => "Lithium Polymer",
    }
}

impl BuiltInPointingDevice {
    pub(super) fn decode(frame: &Frame<'_>) -> BuiltInPointingDevice {
        BuiltInPointingDevice {
            device_type: frame.byte(0x04).map(PointingDeviceType),
            interface: frame.byte(0x05).map(PointingDeviceInterface),
            button_count: frame.byte(0x06),
        }
    }
}

impl PortableBattery {
    pub(super) fn decode(frame: &Frame<'_>) -> PortableBattery {
        let multiplier = u32::from(frame.byte(0x15).unwrap_or(1).max(1));
        let capacity = frame.word(0x0a).filter(|capacity| *capacity != 0);
        PortableBattery {
            location: frame.string(0x04),
            manufacturer: frame.string(0x05),
            manufacture_date: frame.string(0x06).or_else(|| frame.word(0x12).and_then(packed_date)),
            serial_number: frame.string(0x07).or_else(|| smart_serial(frame)),
            device_name: frame.string(0x08),
            device_chemistry: frame.byte(0x09).map(BatteryChemistry),
            sbds_device_chemistry: frame.string(0x14),
            design_capacity_milliwatt_hours: capacity.map(|capacity| u32::from(capacity) * multiplier),
            design_voltage_volts: frame.word(0x0c).filter(|v| *v != 0).map(|v| Volts(f64::from(v) / 1000.0)),
            sbds_version: frame.string(0x0e),
            maximum_error_percent: frame.byte(0x0f).filter(|error| *error != 0xff),
            oem_specific: frame.dword(0x16),
        }
    }
}

/// Day in bits 4:0, month in 8:5, years since 1980 in 15:9 (§7.23, offset 12h).
fn packed_date(word: u16) -> Option<String> {
    let (year, month, day) = (1980 + (word >> 9), word >> 5 & 0x0f, word & 0x1f);
    (word != 0).then(|| format!("{year}-{month:02}-{day:02}"))
}

fn smart_serial(frame: &Frame<'_>) -> Option<String> {
    frame.word(0x10).filter(|serial| *serial != 0).map(|serial| format!("{serial:04X}"))
}

//! Voltage Probe (type 26), Temperature Probe (type 28) and Electrical Current Probe (type 29).
//!
//! Document: DSP0134 §7.27, §7.29, §7.30; one layout, in millivolts, tenths of a degree Celsius, milliamperes.
//!
//! Real firmware: probes without any value, which only the management controller can read. Nothing here is a reading.

use serde::Serialize;

use super::Frame;
use crate::{
    decode::code::codes,
    units::{Amperes, Celsius, Volts},
};

codes! {
    /// State of a probe or cooling device (§7.27.1, §7.28.1).
    pub struct ProbeStatus(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "OK", 0x04 => "Non-critical", 0x05 => "Critical",
        0x06 => "Non-recoverable",
    }
    /// Where a probe is (§7.27.1, §7.29.1, §7.30.1).
    pub struct ProbeLocation(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Processor", 0x04 => "Disk", 0x05 => "Peripheral Bay",
        0x06 => "System Management Module", 0x07 => "Motherboard", 0x08 => "Memory Module",
        0x09 => "Processor Module", 0x0a => "Power Unit", 0x0b => "Add-in Card", 0x0c => "Front Panel Board",
        0x0d => "Back Panel Board", 0x0e => "Power System Board", 0x0f => "Drive Back Plane",
    }
}

/// 8000h is "unknown" in every number of a probe (§7.27).
fn known(word: Option<u16>) -> Option<f64> {
    word.filter(|word| *word != 0x8000).map(|word| f64::from(i16::from_le_bytes(word.to_le_bytes())))
}

macro_rules! probes {
    ($($(#[$doc:meta])* $type:ident: $unit:ident, value / $value:literal, resolution / $resolution:literal;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize)]
        pub struct $type {
            /// What it measures or where (offset 04h).
            pub description: Option<String>,
            /// Where it is (05h, bits 4:0).
            pub location: Option<ProbeLocation>,
            /// Its state (05h, bits 7:5).
            pub status: Option<ProbeStatus>,
            /// Highest value that it can read (06h).
            pub maximum_value: Option<$unit>,
            /// Lowest value that it can read (08h).
            pub minimum_value: Option<$unit>,
            /// Resolution (0Ah).
            pub resolution: Option<$unit>,
            /// Tolerance, plus or minus (0Ch).
            pub tolerance: Option<$unit>,
            /// Accuracy in percent (0Eh).
            pub accuracy_percent: Option<f64>,
            /// OEM-defined (10h).
            pub oem_defined: Option<u32>,
            /// Value in normal operation (14h).
            pub nominal_value: Option<$unit>,
        }

        impl $type {
            pub(super) fn decode(frame: &Frame<'_>) -> $type {
                let value = |offset| known(frame.word(offset)).map(|number| $unit(number / $value));
                $type {
                    description: frame.string(0x04),
                    location: frame.byte(0x05).map(|octet| ProbeLocation(octet & 0x1f)),
                    status: frame.byte(0x05).map(|octet| ProbeStatus(octet >> 5)),
                    maximum_value: value(0x06),
                    minimum_value: value(0x08),
                    resolution: known(frame.word(0x0a)).map(|number| $unit(number / $resolution)),
                    tolerance: value(0x0c),
                    accuracy_percent: known(frame.word(0x0e)).map(|number| number / 100.0),
                    oem_defined: frame.dword(0x10),
                    nominal_value: value(0x14),
                }
            }
        }
    )+ };
}

probes! {
    /// Type 26. Values in millivolts, resolution in tenths of a millivolt.
    VoltageProbe: Volts, value / 1000.0, resolution / 10_000.0;
    /// Type 28. Values in tenths of a degree, resolution in thousandths.
    TemperatureProbe: Celsius, value / 10.0, resolution / 1000.0;
    /// Type 29. Values in milliamperes, resolution in tenths of a milliampere.
    ElectricalCurrentProbe: Amperes, value / 1000.0, resolution / 10_000.0;
}

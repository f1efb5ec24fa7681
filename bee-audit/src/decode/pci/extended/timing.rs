//! Precision Time Measurement (001Fh) and Power Budgeting (0004h).
//!
//! PCI Express Base 6.0 §7.9.15 and §7.8.1. The power budget is read through a window that software moves by writing;
//! a reader that writes nothing sees only the entry that was selected last.

use serde::Serialize;

use super::super::{bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;
use crate::units::Watts;

flags! {
    /// PTM capability, offset 4, without the granularity (§7.9.15.2).
    pub struct PtmCapabilities(u32) {
        0 => "PTM Requester Capable", 1 => "PTM Responder Capable", 2 => "PTM Root Capable", 3 => "ePTM Capable",
    }
}

/// Precision Time Measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrecisionTimeMeasurement {
    /// Offset 4, the single bits.
    pub capabilities: PtmCapabilities,
    /// Offset 4, bits 15:8: 0 means no local clock, 255 means more than 254 ns.
    pub local_clock_granularity_nanoseconds: u8,
    /// Offset 8, bit 0.
    pub enabled: bool,
    /// Offset 8, bit 1.
    pub root_select: bool,
    /// Offset 8, bits 15:8: 0 means unknown, 255 means more than 254 ns.
    pub effective_granularity_nanoseconds: u8,
}

impl PrecisionTimeMeasurement {
    pub(super) fn decode(bytes: &[u8]) -> Option<PrecisionTimeMeasurement> {
        let (capabilities, control) = (bytes.u32_le(4)?, bytes.u32_le(8)?);
        Some(PrecisionTimeMeasurement {
            capabilities: PtmCapabilities(capabilities),
            local_clock_granularity_nanoseconds: bits(capabilities, 8..=15),
            enabled: bit(control, 0),
            root_select: bit(control, 1),
            effective_granularity_nanoseconds: bits(control, 8..=15),
        })
    }
}

/// Power Budgeting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerBudgeting {
    /// Offset 4: which entry the data register shows.
    pub data_select: u8,
    /// Offset 8, bits 9:0: base power of that entry; `None` when zero, which ends the table.
    pub base_power_watts: Option<Watts>,
    /// Offset 0Ch, bit 0: the slot's power budget covers this device already.
    pub system_allocated: bool,
}

impl PowerBudgeting {
    pub(super) fn decode(bytes: &[u8]) -> Option<PowerBudgeting> {
        let entry = bytes.u32_le(8)?;
        let scale = match bits::<u8>(entry, 8..=9) {
            0 => 1.0,
            1 => 10.0,
            2 => 100.0,
            _ => 1000.0,
        };
        // At scale 1.0, values from F0h on stand for steps of 10 and then 25 W from 250 W (§7.8.1.4); kept as a number
        // they would be wrong, so that entry has no power here.
        let base: u8 = bits(entry, 0..=7);
        let plain = base != 0 && (base < 0xf0 || scale > 1.0);
        Some(PowerBudgeting {
            data_select: bytes.byte(4)?,
            base_power_watts: plain.then(|| Watts(f64::from(base) / scale)),
            system_allocated: bit(bytes.byte(0xc)?, 0),
        })
    }
}

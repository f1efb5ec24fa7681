//! Latency Tolerance Reporting (0018h) and L1 PM Substates (001Eh).
//!
//! PCI Express Base 6.0 §7.8.2 and §7.8.3. Latencies are a value and a scale of 32 to the power of n nanoseconds;
//! scales 6 and 7 are reserved.

use serde::Serialize;

use super::super::bits;
use crate::decode::Fields as _;
use crate::decode::code::flags;

flags! {
    /// Substates: supported (offset 4, bits 4:0) and enabled (offset 8, bits 3:0) (§7.8.3.2, §7.8.3.3).
    pub struct L1Substates(u8) {
        0 => "PCI-PM L1.2", 1 => "PCI-PM L1.1", 2 => "ASPM L1.2", 3 => "ASPM L1.1", 4 => "L1 PM Substates",
    }
}

/// Latency Tolerance Reporting: what platform firmware told the device that it may ask for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LatencyToleranceReporting {
    /// Offset 4; `None` for a reserved scale.
    pub max_snoop_latency_nanoseconds: Option<u64>,
    /// Offset 6; `None` for a reserved scale.
    pub max_no_snoop_latency_nanoseconds: Option<u64>,
}

impl LatencyToleranceReporting {
    pub(super) fn decode(bytes: &[u8]) -> Option<LatencyToleranceReporting> {
        let (snoop, no_snoop) = (bytes.u16_le(4)?, bytes.u16_le(6)?);
        Some(LatencyToleranceReporting {
            max_snoop_latency_nanoseconds: nanoseconds(bits(snoop, 0..=9), bits(snoop, 10..=12)),
            max_no_snoop_latency_nanoseconds: nanoseconds(bits(no_snoop, 0..=9), bits(no_snoop, 10..=12)),
        })
    }
}

/// §6.18: the scale is a power of 32.
fn nanoseconds(value: u64, scale: u32) -> Option<u64> {
    (scale <= 5).then(|| value << (5 * scale))
}

/// L1 PM Substates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct L1PmSubstates {
    /// Offset 4, bits 4:0.
    pub supported: L1Substates,
    /// Offset 4, bits 15:8: time the port needs to restore common mode.
    pub port_common_mode_restore_time_microseconds: u8,
    /// Offset 4, bits 23:16: time the port needs from power on; `None` for a reserved scale.
    pub port_t_power_on_microseconds: Option<u16>,
    /// Offset 8, bits 3:0.
    pub enabled: L1Substates,
    /// Offset 8, bits 15:8.
    pub common_mode_restore_time_microseconds: u8,
    /// Offset 8, bits 25:16 and 31:29: tolerance from which L1.2 is entered; `None` for a reserved scale.
    pub ltr_l1_2_threshold_nanoseconds: Option<u64>,
    /// Offset 0Ch, bits 7:0; `None` for a reserved scale.
    pub t_power_on_microseconds: Option<u16>,
}

impl L1PmSubstates {
    pub(super) fn decode(bytes: &[u8]) -> Option<L1PmSubstates> {
        let (capabilities, control, power_on) = (bytes.u32_le(4)?, bytes.u32_le(8)?, bytes.u32_le(0xc)?);
        Some(L1PmSubstates {
            supported: L1Substates(bits(capabilities, 0..=4)),
            port_common_mode_restore_time_microseconds: bits(capabilities, 8..=15),
            port_t_power_on_microseconds: microseconds(bits(capabilities, 19..=23), bits(capabilities, 16..=17)),
            enabled: L1Substates(bits(control, 0..=3)),
            common_mode_restore_time_microseconds: bits(control, 8..=15),
            ltr_l1_2_threshold_nanoseconds: nanoseconds(bits(control, 16..=25), bits(control, 29..=31)),
            t_power_on_microseconds: microseconds(bits(power_on, 3..=7), bits(power_on, 0..=1)),
        })
    }
}

/// T_POWER_ON: units of 2, 10 or 100 µs (§7.8.3.4).
fn microseconds(value: u16, scale: u8) -> Option<u16> {
    let unit = match scale {
        0 => 2,
        1 => 10,
        2 => 100,
        _ => return None,
    };
    Some(value * unit)
}

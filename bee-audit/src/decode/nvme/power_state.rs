//! Power State Descriptor (Base §5.17.2.1, figure 276): 32 octets, up to 32 of them at the end of Identify Controller.
//!
//! Real drives: idle and active power are mostly left out; some state a maximum power of 0.

use serde::Serialize;

use super::{Structure, stated};

/// Octets of a descriptor.
pub(super) const LENGTH: usize = 32;

/// A power state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PowerState {
    /// Maximum power in microwatts (octets 0 and 1, in the scale of octet 3 bit 0); `None` where it is not reported.
    pub maximum_power_microwatts: Option<u32>,
    /// The controller does no input or output in this state (octet 3, bit 1).
    pub is_non_operational: bool,
    /// Entry latency in microseconds (octets 4 to 7); `None` where it is not reported.
    pub entry_latency_microseconds: Option<u32>,
    /// Exit latency in microseconds (octets 8 to 11).
    pub exit_latency_microseconds: Option<u32>,
    /// Relative read throughput, the best state being 0 (octet 12, bits 4:0).
    pub relative_read_throughput: u8,
    /// Relative read latency (octet 13).
    pub relative_read_latency: u8,
    /// Relative write throughput (octet 14).
    pub relative_write_throughput: u8,
    /// Relative write latency (octet 15).
    pub relative_write_latency: u8,
    /// Idle power in microwatts (octets 16 and 17, scale in octet 18 bits 7:6).
    pub idle_power_microwatts: Option<u32>,
    /// Active power in microwatts (octets 20 and 21, scale in octet 22 bits 7:6).
    pub active_power_microwatts: Option<u32>,
    /// Workload for which the active power holds (octet 22, bits 2:0).
    pub active_power_workload: Option<u8>,
}

impl PowerState {
    pub(super) fn of(descriptor: &Structure) -> PowerState {
        let flags = descriptor.u8(3);
        let scale = |offset| descriptor.u8(offset) >> 6;
        PowerState {
            maximum_power_microwatts: microwatts(descriptor.u16(0), if flags & 1 == 1 { 1 } else { 2 }),
            is_non_operational: flags & 2 != 0,
            entry_latency_microseconds: stated(descriptor.u32(4)),
            exit_latency_microseconds: stated(descriptor.u32(8)),
            relative_read_throughput: descriptor.u8(12) & 0x1f,
            relative_read_latency: descriptor.u8(13) & 0x1f,
            relative_write_throughput: descriptor.u8(14) & 0x1f,
            relative_write_latency: descriptor.u8(15) & 0x1f,
            idle_power_microwatts: microwatts(descriptor.u16(16), scale(18)),
            active_power_microwatts: microwatts(descriptor.u16(20), scale(22)),
            active_power_workload: stated(descriptor.u8(22) & 0b111),
        }
    }
}

/// Scale 1 is 0.0001 W, 2 is 0.01 W; 0 is not reported.
fn microwatts(number: u16, scale: u8) -> Option<u32> {
    let unit = match scale {
        1 => 100,
        2 => 10_000,
        _ => return None,
    };
    stated(u32::from(number) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_power_has_its_scale() {
        let mut bytes = [0; LENGTH];
        bytes[..4].copy_from_slice(&[0xc4, 0x09, 0, 0]);
        bytes[16..19].copy_from_slice(&[0x32, 0, 0x40]);
        bytes[20..23].copy_from_slice(&[0x64, 0, 0x82]);
        let state = PowerState::of(&Structure(&bytes));
        assert_eq!(
            (state.maximum_power_microwatts, state.idle_power_microwatts, state.active_power_microwatts),
            (Some(25_000_000), Some(5000), Some(1_000_000))
        );
        assert_eq!((state.active_power_workload, state.is_non_operational), (Some(2), false));
        bytes[3] = 3;
        let state = PowerState::of(&Structure(&bytes));
        assert_eq!((state.maximum_power_microwatts, state.is_non_operational), (Some(250_000), true));
        assert_eq!((state.entry_latency_microseconds, state.exit_latency_microseconds), (None, None));
    }
}

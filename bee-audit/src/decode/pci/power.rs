//! Power Management capability, id 01h.
//!
//! PCI Bus Power Management Interface 1.2 §3.2; PCI Express Base 6.0 §7.5.2. In practice the auxiliary current is
//! zero on most functions that can still wake from D3cold, and D1/D2 are rare.

use serde::Serialize;

use super::{bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};

codes! {
    /// Power state of the function, bits 1:0 of the control/status register (PM 1.2 §3.2.4).
    pub struct PowerState(u8) { 0 => "D0", 1 => "D1", 2 => "D2", 3 => "D3hot" }
}

flags! {
    /// States from which the function can signal PME#, bits 15:11 of the capabilities (PM 1.2 §3.2.3).
    pub struct PmeSupport(u8) { 0 => "D0", 1 => "D1", 2 => "D2", 3 => "D3hot", 4 => "D3cold" }
}

/// Power Management capability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerManagement {
    /// Offset 2, bits 2:0; 3 is revision 1.2.
    pub version: u8,
    /// Offset 2, bit 3: PME# needs the PCI clock.
    pub pme_clock: bool,
    /// Offset 2, bit 4 (§7.5.2.1).
    pub immediate_readiness_on_return_to_d0: bool,
    /// Offset 2, bit 5: needs initialisation by its own driver.
    pub device_specific_initialization: bool,
    /// Offset 2, bits 8:6: current drawn from the auxiliary supply in D3cold, in milliamperes.
    pub auxiliary_current_milliamperes: u16,
    /// Offset 2, bit 9.
    pub d1_supported: bool,
    /// Offset 2, bit 10.
    pub d2_supported: bool,
    /// Offset 2, bits 15:11.
    pub pme_support: PmeSupport,
    /// Offset 4, bits 1:0.
    pub power_state: PowerState,
    /// Offset 4, bit 3: returning from D3hot does not reset the function.
    pub no_soft_reset: bool,
    /// Offset 4, bit 8.
    pub pme_enabled: bool,
    /// Offset 4, bits 12:9.
    pub data_select: u8,
    /// Offset 4, bits 14:13.
    pub data_scale: u8,
    /// Offset 4, bit 15.
    pub pme_status: bool,
}

impl PowerManagement {
    /// From the capability's first octet; `None` when cut off.
    pub(super) fn decode(bytes: &[u8]) -> Option<PowerManagement> {
        let (capabilities, control) = (bytes.u16_le(2)?, bytes.u16_le(4)?);
        Some(PowerManagement {
            version: bits(capabilities, 0..=2),
            pme_clock: bit(capabilities, 3),
            immediate_readiness_on_return_to_d0: bit(capabilities, 4),
            device_specific_initialization: bit(capabilities, 5),
            auxiliary_current_milliamperes: auxiliary_current(bits(capabilities, 6..=8)),
            d1_supported: bit(capabilities, 9),
            d2_supported: bit(capabilities, 10),
            pme_support: PmeSupport(bits(capabilities, 11..=15)),
            power_state: PowerState(bits(control, 0..=1)),
            no_soft_reset: bit(control, 3),
            pme_enabled: bit(control, 8),
            data_select: bits(control, 9..=12),
            data_scale: bits(control, 13..=14),
            pme_status: bit(control, 15),
        })
    }
}

/// PM 1.2 §3.2.3: three bits name the current.
fn auxiliary_current(code: u8) -> u16 {
    match code {
        1 => 55,
        2 => 100,
        3 => 160,
        4 => 220,
        5 => 270,
        6 => 320,
        7 => 375,
        _ => 0,
    }
}

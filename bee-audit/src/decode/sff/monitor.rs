//! What a module measures, with its limits and the flags that it raised.
//!
//! Documents: SFF-8472 12.4 §9, SFF-8636 2.10a §6.2.4 and §6.6.1, CMIS 5.2 §8.2.6, §8.5 and §8.10. Units are the same
//! in all of them: temperature in 1/256 °C, voltage in 100 µV, laser bias in 2 µA, optical power in 0.1 µW.

use serde::Serialize;

use super::{super::Fields, codes::DataPathState};
use crate::units::{Amperes, Celsius, Volts, Watts};

/// What a module measures.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Diagnostics {
    /// Temperature of the module.
    pub temperature_celsius: Option<Celsius>,
    /// Voltage at which it is supplied.
    pub supply_volts: Option<Volts>,
    /// Its lanes.
    pub lanes: Vec<Lane>,
    /// Limits of the temperature.
    pub temperature_limits: Option<Limits<Celsius>>,
    /// Limits of the voltage.
    pub supply_limits: Option<Limits<Volts>>,
    /// Limits of the laser bias of every lane.
    pub transmit_bias_limits: Option<Limits<Amperes>>,
    /// Limits of the transmitted power of every lane.
    pub transmit_power_limits: Option<Limits<Watts>>,
    /// Limits of the received power of every lane.
    pub receive_power_limits: Option<Limits<Watts>>,
    /// Flags of the module: `temperature high alarm`. SFF-8636 and CMIS: raised at any time since they were read
    /// before.
    pub flags: Vec<&'static str>,
}

/// One lane, or the only one of an SFP.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Lane {
    /// From 1.
    pub number: u8,
    /// CMIS: state of its data path.
    pub state: Option<DataPathState>,
    /// Current through the laser.
    pub transmit_bias_amperes: Option<Amperes>,
    /// Optical power that it sends.
    pub transmit_power_watts: Option<Watts>,
    /// Optical power that it receives.
    pub receive_power_watts: Option<Watts>,
    /// The transmitter failed.
    pub transmit_fault: Option<bool>,
    /// Nothing comes from the host.
    pub transmit_loss_of_signal: Option<bool>,
    /// Nothing comes from the medium.
    pub receive_loss_of_signal: Option<bool>,
    /// Flags of the lane: `receive power low warning`.
    pub flags: Vec<&'static str>,
}

/// Where a quantity is no longer as it should be (warning), or must be (alarm).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits<T> {
    /// Above it.
    pub high_alarm: T,
    /// Below it.
    pub low_alarm: T,
    /// Above it.
    pub high_warning: T,
    /// Below it.
    pub low_warning: T,
}

impl<T> Limits<T> {
    /// Four words in the order in which all documents have them; `None` for a place that was not filled.
    pub(super) fn decode(bytes: &impl Fields, offset: usize, value: impl Fn(u16) -> T) -> Option<Limits<T>> {
        let words = [0, 2, 4, 6].map(|place| bytes.u16_be(offset + place));
        let [Some(high_alarm), Some(low_alarm), Some(high_warning), Some(low_warning)] = words else { return None };
        let is_filled = words.iter().flatten().any(|word| !matches!(*word, 0 | 0xffff));
        is_filled.then(|| Limits {
            high_alarm: value(high_alarm),
            low_alarm: value(low_alarm),
            high_warning: value(high_warning),
            low_warning: value(low_warning),
        })
    }
}

/// 1/256 °C, two's complement.
pub(super) fn celsius(word: u16) -> Celsius {
    Celsius(f64::from(word.cast_signed()) / 256.0)
}

/// 100 µV.
pub(super) fn volts(word: u16) -> Volts {
    Volts(f64::from(word) / 10_000.0)
}

/// 2 µA.
pub(super) fn amperes(word: u16) -> Amperes {
    Amperes(f64::from(word) / 500_000.0)
}

/// 0.1 µW.
pub(super) fn watts(word: u16) -> Watts {
    Watts(f64::from(word) / 10_000_000.0)
}

/// The names of the bits that are set, of rows of byte, bit and name.
pub(super) fn set_bits(bytes: &impl Fields, rows: &[(usize, u8, &'static str)]) -> Vec<&'static str> {
    let set = rows.iter().filter(|(byte, bit, _)| bytes.byte(*byte).is_some_and(|octet| octet >> bit & 1 == 1));
    set.map(|(_, _, name)| *name).collect()
}

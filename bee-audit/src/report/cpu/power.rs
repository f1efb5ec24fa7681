//! Frequencies, idle states and power limits.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Hertz, Joules, Seconds, Watts},
};

/// Frequency range and its control, of logical CPUs with equal ones.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuFrequency {
    /// The logical CPUs.
    pub cpus: String,
    /// Lowest frequency of the hardware.
    pub minimum_hertz: Option<Hertz>,
    /// Highest frequency of the hardware, turbo included.
    pub maximum_hertz: Option<Hertz>,
    /// Highest frequency that is guaranteed to all cores.
    pub base_hertz: Option<Hertz>,
    /// Lowest frequency that the kernel may choose.
    pub lower_limit_hertz: Option<Hertz>,
    /// Highest frequency that the kernel may choose.
    pub upper_limit_hertz: Option<Hertz>,
    /// Highest frequency that firmware allows.
    pub firmware_limit_hertz: Option<Hertz>,
    /// The scaling driver.
    pub driver: Option<String>,
    /// The scaling governor.
    pub governor: Option<String>,
    /// Hint to the hardware: `performance`, `balance_power`, …, or a number.
    pub energy_performance_preference: Option<String>,
}

/// Hint of logical CPUs to the hardware, how to weigh speed against power (`energy_perf_bias`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnergyPerformanceBias {
    /// The logical CPUs.
    pub cpus: String,
    /// The hint: from 0, all for speed, to 15, all for low power.
    pub bias: Coded,
}

/// Idle states (C-states).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuIdle {
    /// The driver that knows the states.
    pub driver: Option<String>,
    /// The governor that chooses among them.
    pub governor: Option<String>,
    /// States of the first logical CPU that has any, lightest first.
    pub states: Vec<IdleState>,
}

/// One idle state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdleState {
    /// Its name: `C6`.
    pub name: Option<String>,
    /// What it is, in the driver's words.
    pub description: Option<String>,
    /// Time to leave it, in microseconds.
    pub exit_latency_microseconds: Option<u64>,
    /// Shortest stay that is worth it, in microseconds.
    pub target_residency_microseconds: Option<u64>,
    /// Whether it was switched off.
    pub disabled: Option<bool>,
}

/// A power domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PowerZone {
    /// The kernel's name of the zone: `intel-rapl:0:1`.
    pub zone: String,
    /// What it feeds: `package-0`, `dram`.
    pub name: Option<String>,
    /// Whether its limits are enforced.
    pub enabled: Option<bool>,
    /// Energy used since a start that is not known; the counter wraps.
    pub energy_joules: Option<Joules>,
    /// Where the counter wraps.
    pub energy_range_joules: Option<Joules>,
    /// Its limits.
    pub limits: Vec<PowerLimit>,
}

/// A power limit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PowerLimit {
    /// `long_term`, `short_term`, `peak_power`.
    pub name: Option<String>,
    /// The limit.
    pub limit_watts: Option<Watts>,
    /// The highest limit that can be set; usually the thermal design power.
    pub highest_watts: Option<Watts>,
    /// Time over which power is averaged.
    pub window_seconds: Option<Seconds>,
}

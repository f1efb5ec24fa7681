//! How a GPU is at the moment: memory, temperatures, power, clocks.

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Celsius, Hertz, Joules, Percent, Seconds, Volts, Watts};

/// Memory on the GPU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuMemory {
    /// Total; with error correction less than what is soldered on.
    pub total_bytes: Option<Bytes>,
    /// What driver and firmware keep.
    pub reserved_bytes: Option<Bytes>,
    /// In use.
    pub used_bytes: Option<Bytes>,
    /// Free.
    pub free_bytes: Option<Bytes>,
    /// Window for the processor (BAR1).
    pub bar1_total_bytes: Option<Bytes>,
    /// Of that in use.
    pub bar1_used_bytes: Option<Bytes>,
    /// Of that free.
    pub bar1_free_bytes: Option<Bytes>,
    /// Memory that confidential computing protects.
    pub protected_total_bytes: Option<Bytes>,
    /// Of that in use.
    pub protected_used_bytes: Option<Bytes>,
    /// Of that free.
    pub protected_free_bytes: Option<Bytes>,
    /// Who made it.
    pub vendor: Option<String>,
    /// Width of the bus.
    pub bus_width_bits: Option<u32>,
    /// NUMA node that it is, where processors reach it like their own.
    pub numa_node: Option<u32>,
}

/// How busy engines were over the last fraction of a second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuUtilization {
    /// Time in which anything ran.
    pub gpu_percent: Option<Percent>,
    /// Time in which memory was read or written.
    pub memory_percent: Option<Percent>,
    /// Video encoders.
    pub encoder_percent: Option<Percent>,
    /// Video decoders.
    pub decoder_percent: Option<Percent>,
    /// JPEG decoders.
    pub jpeg_percent: Option<Percent>,
    /// Optical flow accelerators.
    pub ofa_percent: Option<Percent>,
}

/// Temperatures. A margin is what is left to a limit; as a threshold it is the margin at which something happens.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuTemperature {
    /// Of the chip.
    pub gpu_celsius: Option<Celsius>,
    /// Of the hottest place of the chip.
    pub hotspot_celsius: Option<Celsius>,
    /// Of the memory.
    pub memory_celsius: Option<Celsius>,
    /// What is left until the GPU slows down (T.Limit).
    pub margin_celsius: Option<Celsius>,
    /// Where it shuts itself off.
    pub shutdown_celsius: Option<Celsius>,
    /// Where it slows down to protect itself.
    pub slowdown_celsius: Option<Celsius>,
    /// Greatest temperature for good work.
    pub max_operating_celsius: Option<Celsius>,
    /// The same of the memory.
    pub max_memory_celsius: Option<Celsius>,
    /// Margin at which it shuts itself off.
    pub shutdown_margin_celsius: Option<Celsius>,
    /// Margin at which hardware slows it down.
    pub slowdown_margin_celsius: Option<Celsius>,
    /// Margin at which software slows it down.
    pub max_operating_margin_celsius: Option<Celsius>,
    /// The same of the memory.
    pub max_memory_margin_celsius: Option<Celsius>,
    /// What it is held to.
    pub target_celsius: Option<Celsius>,
    /// Lowest target that can be set.
    pub min_target_celsius: Option<Celsius>,
    /// Greatest target that can be set.
    pub max_target_celsius: Option<Celsius>,
}

/// Power.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuPower {
    /// Drawn, on average over a second where the driver averages.
    pub draw_watts: Option<Watts>,
    /// Drawn at the moment.
    pub instant_draw_watts: Option<Watts>,
    /// The limit in force.
    pub limit_watts: Option<Watts>,
    /// The limit that was asked for.
    pub requested_limit_watts: Option<Watts>,
    /// The limit by default.
    pub default_limit_watts: Option<Watts>,
    /// Least that can be set.
    pub min_limit_watts: Option<Watts>,
    /// Most that can be set.
    pub max_limit_watts: Option<Watts>,
    /// Drawn by the memory.
    pub memory_draw_watts: Option<Watts>,
    /// Drawn by the memory at the moment.
    pub memory_instant_draw_watts: Option<Watts>,
    /// The module of GPU and processor together.
    pub module: GpuModulePower,
    /// Energy since the driver was loaded.
    pub energy_joules: Option<Joules>,
    /// Power smoothing.
    pub smoothing: Option<String>,
    /// Workload power profiles that were asked for.
    pub requested_profiles: Option<String>,
    /// Those in force.
    pub enforced_profiles: Option<String>,
    /// Multiplier of the peak current limit (EDPp).
    pub edpp_multiplier_percent: Option<Percent>,
    /// Voltage of the chip.
    pub graphics_volts: Option<Volts>,
}

/// Power of a module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuModulePower {
    /// Drawn, on average.
    pub draw_watts: Option<Watts>,
    /// Drawn at the moment.
    pub instant_draw_watts: Option<Watts>,
    /// The limit in force.
    pub limit_watts: Option<Watts>,
    /// The limit that was asked for.
    pub requested_limit_watts: Option<Watts>,
    /// The limit by default.
    pub default_limit_watts: Option<Watts>,
    /// Least that can be set.
    pub min_limit_watts: Option<Watts>,
    /// Most that can be set.
    pub max_limit_watts: Option<Watts>,
}

/// Clocks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuClocks {
    /// Shaders now.
    pub graphics_hertz: Option<Hertz>,
    /// Streaming multiprocessors now.
    pub sm_hertz: Option<Hertz>,
    /// Memory now.
    pub memory_hertz: Option<Hertz>,
    /// Video engines now.
    pub video_hertz: Option<Hertz>,
    /// What applications asked for.
    pub application_graphics_hertz: Option<Hertz>,
    /// The same of the memory.
    pub application_memory_hertz: Option<Hertz>,
    /// What applications get by default.
    pub default_application_graphics_hertz: Option<Hertz>,
    /// The same of the memory.
    pub default_application_memory_hertz: Option<Hertz>,
    /// Memory after the driver is loaded anew.
    pub deferred_memory_hertz: Option<Hertz>,
    /// Greatest of the shaders.
    pub max_graphics_hertz: Option<Hertz>,
    /// Greatest of the streaming multiprocessors.
    pub max_sm_hertz: Option<Hertz>,
    /// Greatest of the memory.
    pub max_memory_hertz: Option<Hertz>,
    /// Greatest of the video engines.
    pub max_video_hertz: Option<Hertz>,
    /// Greatest that the owner may set.
    pub max_customer_boost_hertz: Option<Hertz>,
}

/// Why clocks are lower than they could be now, and for how long they were since the driver was loaded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuClockEvents {
    /// There is nothing to do.
    pub idle: Option<bool>,
    /// An application asked for it.
    pub application_clocks: Option<bool>,
    /// Software holds the power limit.
    pub power_cap: Option<bool>,
    /// Hardware slows it down by half or more.
    pub hardware: Option<bool>,
    /// That, for heat.
    pub hardware_thermal: Option<bool>,
    /// That, for a signal of the power supply.
    pub hardware_power_brake: Option<bool>,
    /// Another GPU of its group is slow.
    pub sync_boost: Option<bool>,
    /// Software holds the temperature.
    pub thermal: Option<bool>,
    /// A display needs it.
    pub display_clocks: Option<bool>,
    /// Time under the power limit.
    pub power_cap_seconds: Option<Seconds>,
    /// Time in which it waited for another.
    pub sync_boost_seconds: Option<Seconds>,
    /// Time in which software slowed it down for heat.
    pub thermal_seconds: Option<Seconds>,
    /// Time in which hardware slowed it down for heat.
    pub hardware_thermal_seconds: Option<Seconds>,
    /// Time under the signal of the power supply.
    pub hardware_power_brake_seconds: Option<Seconds>,
}

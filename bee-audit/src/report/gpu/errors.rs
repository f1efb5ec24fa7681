//! Errors of a GPU: what its driver reported, and those of its memories with what became of them.

use serde::{Deserialize, Serialize};

use crate::{report::Coded, units::Seconds};

/// Errors of one number that the driver reported to the kernel's log since the machine was started, as far as the log
/// goes back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedGpuError {
    /// Its number (XID of a GPU, SXID of an NVSwitch).
    pub code: Coded,
    /// How often.
    pub count: u64,
    /// Whether one of them was fatal to the switch or its link; `null` for GPUs.
    pub fatal: Option<bool>,
    /// What NVIDIA's catalogue asks for at once, in its words: `RESET_GPU`, `RESTART_APP`, `IGNORE`, …
    pub immediate_action: Option<String>,
    /// When the first of them was reported.
    pub first_since_boot_seconds: Option<Seconds>,
    /// When the last of them was.
    pub last_since_boot_seconds: Option<Seconds>,
    /// What the driver said with the last.
    pub last_message: String,
}

/// Errors of a block of an AMD GPU since its driver was loaded (RAS).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuErrorBlock {
    /// The block, such as `umc` (memory), `gfx`, `sdma`, `xgmi_wafl`.
    pub block: String,
    /// Not corrected.
    pub uncorrectable: Option<u64>,
    /// Corrected.
    pub correctable: Option<u64>,
    /// Put off until the data is used.
    pub deferred: Option<u64>,
}

/// Error correction of the memories.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuEcc {
    /// Whether it is on.
    pub enabled: Option<bool>,
    /// Whether it will be after the next boot.
    pub pending: Option<bool>,
    /// Errors since the driver was loaded.
    pub volatile: GpuEccCounts,
    /// Errors over the life of the GPU.
    pub aggregate: GpuEccCounts,
    /// Whether errors of on-chip memories exceed what NVIDIA calls healthy.
    pub sram_threshold_exceeded: Option<bool>,
    /// Where uncorrectable errors of on-chip memories came from, over its life.
    pub sram_sources: GpuSramSources,
    /// Whether a memory channel waits for a reset to be repaired.
    pub channel_repair_pending: Option<bool>,
    /// Whether a processing cluster waits for a reset to be repaired.
    pub tpc_repair_pending: Option<bool>,
    /// Whether memory has a fault that cannot be repaired.
    pub unrepairable_memory: Option<bool>,
}

/// Errors by memory and kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuEccCounts {
    /// On-chip memories, corrected.
    pub sram_correctable: Option<u64>,
    /// On-chip memories, not corrected, where the two below are not told apart.
    pub sram_uncorrectable: Option<u64>,
    /// On-chip memories, found by parity.
    pub sram_uncorrectable_parity: Option<u64>,
    /// On-chip memories, double bit errors.
    pub sram_uncorrectable_secded: Option<u64>,
    /// Device memory, corrected.
    pub dram_correctable: Option<u64>,
    /// Device memory, not corrected.
    pub dram_uncorrectable: Option<u64>,
}

/// Uncorrectable errors of on-chip memories by place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuSramSources {
    /// Level 2 cache.
    pub l2: Option<u64>,
    /// Streaming multiprocessors.
    pub sm: Option<u64>,
    /// Microcontrollers.
    pub microcontroller: Option<u64>,
    /// PCI Express.
    pub pcie: Option<u64>,
    /// Elsewhere.
    pub other: Option<u64>,
}

/// Pages of device memory taken out of use (GPUs before Ampere).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuRetiredPages {
    /// For repeated errors that were corrected.
    pub single_bit: Option<u64>,
    /// For errors that were not.
    pub double_bit: Option<u64>,
    /// Whether pages wait for a reset to be retired.
    pub pending: Option<bool>,
}

/// Banks of device memory replaced by spare ones (since Rubin).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuRemappedBanks {
    /// Replaced.
    pub active: Option<u64>,
    /// Recorded and not in effect.
    pub inactive: Option<u64>,
    /// Whether banks wait for a reset to be replaced.
    pub pending: Option<bool>,
    /// Groups with all spare banks left.
    pub max_groups: Option<u64>,
    /// Groups with none left.
    pub none_groups: Option<u64>,
}

/// Rows of device memory replaced by spare ones (since Ampere).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuRemappedRows {
    /// For errors that were corrected.
    pub correctable: Option<u64>,
    /// For errors that were not.
    pub uncorrectable: Option<u64>,
    /// Recorded for corrected errors and not in effect.
    pub inactive_correctable: Option<u64>,
    /// Recorded for uncorrected errors and not in effect.
    pub inactive_uncorrectable: Option<u64>,
    /// Whether rows wait for a reset to be replaced.
    pub pending: Option<bool>,
    /// Whether a row could not be replaced: the GPU has to be.
    pub failure: Option<bool>,
    /// Banks with all spare rows left.
    pub max_banks: Option<u64>,
    /// Banks with most left.
    pub high_banks: Option<u64>,
    /// Banks with some left.
    pub partial_banks: Option<u64>,
    /// Banks with few left.
    pub low_banks: Option<u64>,
    /// Banks with none left.
    pub none_banks: Option<u64>,
}

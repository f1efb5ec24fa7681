//! What the kernel's amdgpu driver tells beyond what all GPUs have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::units::Celsius;

/// A GPU of AMD.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmdGpu {
    /// Unique number of the chip, in hexadecimal digits.
    pub unique_id: Option<String>,
    /// Product number in its FRU.
    pub product_number: Option<String>,
    /// Manufacturer in its FRU.
    pub manufacturer: Option<String>,
    /// Identifier in its FRU.
    pub fru_id: Option<String>,
    /// How its compute units are divided: `SPX`, `CPX`, …
    pub compute_partition: Option<String>,
    /// How its memory is divided: `NPS1`, `NPS4`.
    pub memory_partition: Option<String>,
    /// What holds its clocks: `auto`, `manual`, …
    pub performance_level: Option<String>,
    /// Hottest place of the chip.
    pub junction_celsius: Option<Celsius>,
    /// Versions of its firmware by name.
    pub firmware: BTreeMap<String, String>,
    /// Mask of the blocks of which errors are counted.
    pub ras_features: Option<String>,
    /// Errors by block, by name.
    pub ras: Vec<AmdRasBlock>,
    /// Pages of memory out of use.
    pub retired_pages: Option<u64>,
    /// The links to other GPUs.
    pub xgmi: Option<AmdXgmi>,
    /// Thermal throttling as the driver logs it.
    pub throttle_status: Option<String>,
}

/// Errors of one block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmdRasBlock {
    /// Name, such as `umc`.
    pub block: String,
    /// Corrected.
    pub correctable: Option<u64>,
    /// Not corrected.
    pub uncorrectable: Option<u64>,
    /// Not corrected, and not yet used.
    pub deferred: Option<u64>,
}

/// Links between GPUs of AMD.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmdXgmi {
    /// The GPUs that are linked share this number.
    pub hive_id: Option<String>,
    /// Its own number.
    pub device_id: Option<String>,
    /// Its place.
    pub physical_id: Option<u32>,
    /// Errors of the links.
    pub errors: Option<u64>,
}

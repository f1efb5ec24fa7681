//! Trusted Platform Modules.

use serde::{Deserialize, Serialize};

/// The machine's Trusted Platform Modules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tpm {
    /// One entry a device, by name.
    pub devices: Vec<TpmDevice>,
}

/// One Trusted Platform Module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TpmDevice {
    /// Kernel name, such as `tpm0`.
    pub name: String,
    /// Major version of the TPM specification: 1 or 2.
    pub version_major: Option<u32>,
}

//! Trusted Platform Modules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The machine's Trusted Platform Modules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tpm {
    /// One entry a device, by name.
    pub devices: Vec<TpmDevice>,
    /// What firmware states (SMBIOS type 43), in the order of the table.
    pub firmware_entries: Vec<TpmFirmwareEntry>,
}

/// One Trusted Platform Module that the kernel drives.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TpmDevice {
    /// Kernel name, such as `tpm0`.
    pub name: String,
    /// Major version of the TPM specification: 1 or 2.
    pub version_major: Option<u32>,
    /// Description of the platform's device: `TPM 2.0 Device`.
    pub description: Option<String>,
    /// The device on its bus: `MSFT0101:00`, `spi0.0`.
    pub device: Option<String>,
    /// ACPI path: `\_SB_.TPM_`.
    pub acpi_path: Option<String>,
    /// The kernel's driver: `tpm_tis`, `tpm_crb`.
    pub driver: Option<String>,
    /// TPM 1.2: the vendor's four characters, without padding.
    pub manufacturer: Option<String>,
    /// TPM 1.2: version of the specification.
    pub tcg_version: Option<String>,
    /// TPM 1.2: firmware version.
    pub firmware_version: Option<String>,
    /// TPM 1.2: whether it is enabled.
    pub enabled: Option<bool>,
    /// TPM 1.2: whether it is active.
    pub active: Option<bool>,
    /// TPM 1.2: whether it has an owner.
    pub owned: Option<bool>,
    /// Version of the Physical Presence Interface of firmware.
    pub ppi_version: Option<String>,
    /// Banks of Platform Configuration Registers, by hash, with the registers that the kernel shows of each.
    pub pcr_banks: BTreeMap<String, u32>,
}

/// A TPM as firmware states it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TpmFirmwareEntry {
    /// SMBIOS handle.
    pub handle: u16,
    /// The vendor's four characters, without padding.
    pub vendor_id: Option<String>,
    /// Version of the TPM specification: `2.0`.
    pub specification_version: Option<String>,
    /// Firmware version.
    pub firmware_version: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// What can configure its family, in the standard's words.
    pub characteristics: Vec<String>,
}

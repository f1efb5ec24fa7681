//! System firmware: versions, mode, Secure Boot, boot entries, and every updatable part that firmware lists.

use serde::{Deserialize, Serialize};

use super::super::{Coded, Placeholders};
use crate::units::Bytes;

/// System firmware.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Firmware {
    /// Vendor (SMBIOS type 0).
    pub vendor: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Release date as firmware writes it, `mm/dd/yyyy`.
    pub release_date: Option<String>,
    /// Release number of the system firmware.
    pub release: Option<String>,
    /// Release number of the embedded controller's firmware; on many servers that of the BMC.
    pub embedded_controller_release: Option<String>,
    /// Size of the device that holds the image.
    pub rom_size_bytes: Option<Bytes>,
    /// Memory below 1 MiB that the firmware takes at run time.
    pub runtime_size_bytes: Option<Bytes>,
    /// Segment at which the firmware starts.
    pub starting_address_segment: Option<u16>,
    /// What it supports, in the words of SMBIOS.
    pub characteristics: Vec<String>,
    /// How the kernel was started: UEFI, BIOS or neither.
    pub mode: Option<FirmwareMode>,
    /// Width of UEFI in bits (`/sys/firmware/efi/fw_platform_size`).
    pub uefi_width_bits: Option<u32>,
    /// Whether Secure Boot is in force (UEFI variable `SecureBoot`).
    pub secure_boot: Option<bool>,
    /// Whether keys can be enrolled without authentication (UEFI variable `SetupMode`); then Secure Boot protects
    /// nothing.
    pub setup_mode: Option<bool>,
    /// Keys of Secure Boot: `PK`, `KEK`, `db`, `dbx`.
    pub signature_databases: Vec<SignatureDatabase>,
    /// Boot entries of UEFI.
    pub boot: Option<UefiBoot>,
    /// Firmware resources that UEFI can update (EFI System Resource Table).
    pub esrt: Option<Esrt>,
    /// Updatable firmware of all components (SMBIOS type 45).
    pub components: Vec<FirmwareComponent>,
    /// Languages of its user interface (SMBIOS type 13).
    pub languages: Vec<String>,
    /// Language now.
    pub current_language: Option<String>,
    /// What it says of the last boot (SMBIOS type 32).
    pub boot_status: Option<Coded>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// How the kernel was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FirmwareMode {
    /// By UEFI.
    Uefi,
    /// By a BIOS, or by UEFI in its place (CSM).
    Bios,
    /// With a device tree and without UEFI.
    DeviceTree,
}

/// What Secure Boot trusts, or no longer trusts (UEFI 2.10 §32.4.1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignatureDatabase {
    /// `PK` (who owns the platform), `KEK` (who may change the others), `db` (what may start), `dbx` (what may not).
    pub name: String,
    /// SHA-256 of the content.
    pub sha256: String,
    /// Certificates.
    pub certificates: Vec<FirmwareCertificate>,
    /// Number of SHA-256 hashes of images.
    pub hash_count: usize,
    /// Number of signatures of other types.
    pub other_count: usize,
}

/// A certificate of a signature database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirmwareCertificate {
    /// GUID of who put it there.
    pub owner: String,
    /// Common name of whom it belongs to, else the organisation.
    pub subject: Option<String>,
    /// Common name of who signed it, else the organisation.
    pub issuer: Option<String>,
    /// Serial number that the issuer gave it; hexadecimal digits.
    pub serial_number: String,
    /// Start of its validity: RFC 3339, UTC.
    pub not_before: Option<String>,
    /// End of its validity; firmware starts what it signs nevertheless.
    pub not_after: Option<String>,
    /// SHA-256 fingerprint.
    pub sha256: String,
}

/// Boot manager of UEFI (UEFI 2.10 §3.1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UefiBoot {
    /// Number of the entry that was booted.
    pub current: Option<u16>,
    /// Number of the entry for the next boot only.
    pub next: Option<u16>,
    /// Numbers of the entries in the order in which they are tried.
    pub order: Vec<u16>,
    /// Seconds that the menu waits.
    pub timeout_seconds: Option<u16>,
    /// The entries, by number.
    pub entries: Vec<BootEntry>,
}

/// One boot entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BootEntry {
    /// Its number, hexadecimal in the name of its variable.
    pub number: u16,
    /// Its description.
    pub description: Option<String>,
    /// Whether the boot manager tries it on its own.
    pub active: bool,
}

/// The EFI System Resource Table (UEFI 2.10 §23.4).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Esrt {
    /// Version of the table.
    pub version: Option<u64>,
    /// Number of resources for which it has room.
    pub maximum_count: Option<u32>,
    /// The resources.
    pub entries: Vec<EsrtEntry>,
}

/// One firmware resource.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EsrtEntry {
    /// GUID of its class: what fwupd and capsules address.
    pub class: Option<String>,
    /// System firmware, device firmware, UEFI driver.
    pub resource_type: Option<Coded>,
    /// Version.
    pub version: Option<u32>,
    /// Lowest version to which it can go back.
    pub lowest_supported_version: Option<u32>,
    /// Flags of its capsules.
    pub capsule_flags: Option<u32>,
    /// Version of the last update that was tried; `null` where none was.
    pub last_attempt_version: Option<u32>,
    /// How that went.
    pub last_attempt_status: Option<Coded>,
}

/// An updatable firmware that SMBIOS lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirmwareComponent {
    /// Name of the component.
    pub component_name: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Identifier, such as an ESRT class.
    pub firmware_id: Option<String>,
    /// Release date as written.
    pub release_date: Option<String>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Lowest version to which it can go back.
    pub lowest_supported_version: Option<String>,
    /// Size of the image.
    pub image_size_bytes: Option<Bytes>,
    /// Updatable, write-protected.
    pub characteristics: Vec<String>,
    /// State.
    pub state: Option<Coded>,
    /// Structures to which it belongs.
    pub associated_handles: Vec<u16>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

//! What RAID controllers and adapters tell, or their makers' tools: volumes, drives behind them, batteries.

use serde::{Deserialize, Serialize};

use super::{ata::AtaDrive, health::DriveHealth, scsi_drive::ScsiDrive};
use crate::{
    report::Placeholders,
    units::{Bytes, Celsius, Percent},
};

/// A RAID controller or adapter, as its maker's tool has it; one of megaraid_sas else as it states itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RaidController {
    /// Tool that told: `storcli64`, `ssacli`, …; `megaraid` where the controller did.
    pub source: String,
    /// The tool's number of it.
    pub number: Option<u32>,
    /// PCI address, by which it is one of the storage controllers.
    pub pci_address: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// SAS address, in hexadecimal digits.
    pub sas_address: Option<String>,
    /// Version of the firmware.
    pub firmware_version: Option<String>,
    /// Version of the package that the firmware came in.
    pub firmware_package: Option<String>,
    /// Version of the BIOS or UEFI driver on it.
    pub bios_version: Option<String>,
    /// Version of the kernel's driver, as the tool has it.
    pub driver_version: Option<String>,
    /// Its own status, such as `Optimal`.
    pub status: Option<String>,
    /// Temperature of its chip.
    pub temperature_celsius: Option<Celsius>,
    /// Cache memory.
    pub cache_bytes: Option<Bytes>,
    /// Status of the cache, where the tool tells it.
    pub cache_status: Option<String>,
    /// Corrected errors of its memory.
    pub memory_correctable_errors: Option<u64>,
    /// Errors of its memory that could not be corrected.
    pub memory_uncorrectable_errors: Option<u64>,
    /// Drive groups that came from another controller and wait to be taken over.
    pub foreign_groups: Option<u64>,
    /// RAID levels that its volumes can have, such as `RAID6`; `null` where nobody tells.
    pub raid_levels: Option<Vec<String>>,
    /// Volumes that it can have at most.
    pub maximum_virtual_disks: Option<u32>,
    /// What keeps its cache alive without power.
    #[doc(alias = "BBU")]
    pub batteries: Vec<RaidBattery>,
    /// Its volumes, in the tool's order.
    pub virtual_disks: Vec<VirtualDisk>,
    /// Drives behind it, in the tool's order.
    pub physical_disks: Vec<PhysicalDisk>,
    /// Raw values of fields that hold a filler, by field name.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

/// A battery, or a capacitor with a flash memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RaidBattery {
    /// Model or kind.
    pub model: Option<String>,
    /// State in the tool's words, such as `Optimal`.
    pub state: Option<String>,
    /// Its temperature.
    pub temperature_celsius: Option<Celsius>,
    /// Date of manufacture as the tool writes it.
    pub manufactured: Option<String>,
    /// Serial number.
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Charge, or capacitance, of what it should be.
    pub charge_percent: Option<Percent>,
    /// Whether the controller wants it replaced.
    pub is_replacement_required: Option<bool>,
}

/// A volume of a RAID controller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VirtualDisk {
    /// The tool's name of it: `0/0` (drive group and number), `1`.
    pub identifier: String,
    /// Kernel name of the drive that it is to the system.
    pub drive: Option<String>,
    /// Name that somebody gave it.
    pub name: Option<String>,
    /// RAID level, such as `RAID6`.
    pub level: Option<String>,
    /// State in the tool's words.
    pub state: Option<String>,
    /// What the state means, the same for all tools; `null` for a state that is not known.
    pub condition: Option<RaidCondition>,
    /// Size, where the tool states it exactly.
    pub size_bytes: Option<Bytes>,
    /// Size as the tool writes it, in units of powers of two.
    pub stated_size: Option<String>,
    /// Size of a strip.
    pub strip_bytes: Option<Bytes>,
    /// Cache policy in the tool's words.
    pub cache_policy: Option<String>,
    /// NAA or other unique identifier, in hexadecimal digits.
    pub unique_identifier: Option<String>,
}

/// A drive behind a RAID controller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhysicalDisk {
    /// Enclosure as the tool numbers it; port and box for HPE, such as `1I:1`.
    pub enclosure: Option<String>,
    /// Slot or bay.
    pub slot: Option<String>,
    /// The controller's number of the drive.
    pub device_identifier: Option<u32>,
    /// Drive group or array that it belongs to.
    pub group: Option<String>,
    /// State in the tool's words.
    pub state: Option<String>,
    /// What the state means, the same for all tools; `null` for a state that is not known.
    pub condition: Option<RaidCondition>,
    /// `SAS`, `SATA`, `NVMe`.
    pub interface: Option<String>,
    /// `HDD`, `SSD`.
    pub medium: Option<String>,
    /// Maker; `null` for `ATA`, which is none.
    pub vendor: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// World wide name, in hexadecimal digits.
    #[doc(alias = "WWN")]
    pub world_wide_name: Option<String>,
    /// Firmware revision.
    pub firmware_revision: Option<String>,
    /// Size, where the tool states it exactly.
    pub size_bytes: Option<Bytes>,
    /// Size as the tool writes it, in units of powers of two.
    pub stated_size: Option<String>,
    /// Speed of its link as the tool writes it.
    pub link_speed: Option<String>,
    /// Its temperature.
    pub temperature_celsius: Option<Celsius>,
    /// Errors of its medium, as the controller counts them.
    pub media_errors: Option<u64>,
    /// Errors other than of its medium.
    pub other_errors: Option<u64>,
    /// Times that it predicted its failure.
    pub predictive_failures: Option<u64>,
    /// Whether it warns by SMART.
    pub is_smart_alert: Option<bool>,
    /// How it is, as it states itself through the controller; `null` where the controller passes nothing on.
    pub health: Option<DriveHealth>,
    /// What it states of itself by ATA.
    pub ata: Option<AtaDrive>,
    /// What it states of itself by SCSI.
    pub scsi: Option<ScsiDrive>,
}

/// What the state of a volume or drive means, whatever the tool calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RaidCondition {
    /// In use, and whole.
    Good,
    /// A volume that lacks redundancy, or a drive that is about to fail.
    Degraded,
    /// Being rebuilt, copied or initialised.
    Rebuilding,
    /// Failed.
    Failed,
    /// Taken out of use.
    Offline,
    /// Not there.
    Missing,
    /// Waits to replace another.
    Spare,
    /// Belongs to no volume.
    Unconfigured,
    /// Belongs to a volume of another controller.
    Foreign,
}

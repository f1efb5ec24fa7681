//! Drives with everything that the machine reaches them through, storage controllers, enclosures and arrays.

mod array;
mod ata;
mod block_device;
mod controller;
mod enclosure;
mod health;
mod nvme;
mod nvme_log;
mod path;
mod raid;
mod scsi_drive;

use serde::{Deserialize, Serialize};

use super::{Coded, Placeholders};
use crate::units::{Bytes, RevolutionsPerMinute};

pub use array::{Array, ArrayMember};
pub use ata::{
    AtaAttribute, AtaCommand, AtaDrive, AtaError, AtaErrorLog, AtaPhyEventCounter, AtaSctStatus, AtaSmart,
    AtaStatistic, AttributeFailure,
};
pub use block_device::{BlockDevice, Holder, Integrity, Namespace, NamespacePath, Zones};
pub use controller::{FibreChannelHost, ScsiDevice, ScsiHost, StorageController};
pub(crate) use enclosure::slot_title;
pub use enclosure::{Enclosure, EnclosureElement, EnclosurePlace, EnclosureSlot, Subenclosure};
pub use health::{DriveHealth, DrivePowerState, DriveTemperature, RunningSelfTest, SelfTest, Verdict};
pub use nvme::{NamespaceFormat, NamespaceIdentify, NvmeIdentify, NvmeLimits, NvmePowerState};
pub use nvme_log::{
    NvmeCloudHealth, NvmeEnduranceGroup, NvmeError, NvmeFirmware, NvmeSanitize, NvmeSelfTest, NvmeSmart,
};
pub use path::{AtaLink, DrivePath, IscsiSession, NvmeController, RemotePort, SasLink, SasPhy, ScsiPath};
pub use raid::{PhysicalDisk, RaidBattery, RaidCondition, RaidController, VirtualDisk};
pub use scsi_drive::{
    CycleCount, SasDrivePhy, SasDrivePort, ScsiBackgroundScan, ScsiBlockLimits, ScsiDrive, ScsiErrorCounters,
    ScsiScanResult,
};

/// What the machine stores on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Storage {
    /// Drives, in the order of their kernel names: each physical drive, volume of a RAID controller or virtual disk
    /// once, however many ways lead to it. Partitions, loop devices, mappings and the like are left out.
    pub drives: Vec<Drive>,
    /// Adapters with SCSI or ATA drives behind them, by PCI address. NVMe controllers are parts of their drives.
    pub controllers: Vec<StorageController>,
    /// RAID controllers with their volumes and the drives behind them, where they tell or their maker's tool is
    /// installed.
    pub raid_controllers: Vec<RaidController>,
    /// SCSI devices that are no drives: optical drives, tapes, changers, enclosures, and units without a block device.
    pub scsi_devices: Vec<ScsiDevice>,
    /// Enclosures with their slots (SES).
    pub enclosures: Vec<Enclosure>,
    /// Arrays of the kernel's multiple devices driver, Intel VROC's included.
    #[doc(alias = "mdadm")]
    pub arrays: Vec<Array>,
}

/// One drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drive {
    /// Kernel name of its first path: `sda`, `nvme0`, `vda`, `mmcblk0`.
    pub name: String,
    /// Maker as the drive states it; `null` where the model says it (ATA, NVMe).
    pub vendor: Option<String>,
    /// Model or product name.
    pub model: Option<String>,
    /// Serial number; of a USB drive without one, that of its USB device.
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Firmware revision.
    pub firmware_revision: Option<String>,
    /// World wide name in hexadecimal digits: an NAA identifier of a SCSI or ATA drive.
    #[doc(alias = "WWN")]
    pub world_wide_name: Option<String>,
    /// The kernel's identifier of the unit, with its kind before the first dot: `naa.…`, `eui.…`, `uuid.…`, `t10.…`;
    /// `null` for NVMe, where each namespace has one.
    pub wwid: Option<String>,
    /// What its block devices hold together, each counted once; `null` without medium or namespace.
    pub size_bytes: Option<Bytes>,
    /// How it is attached.
    pub transport: Option<Transport>,
    /// Whether its medium turns, as the kernel has it.
    pub is_rotational: Option<bool>,
    /// Rotation rate; `null` where the medium does not turn or the drive does not say.
    pub rotation_rate_rpm: Option<RevolutionsPerMinute>,
    /// Size of its case (SBC-4 and ACS-3, nominal form factor).
    pub form_factor: Option<Coded>,
    /// Whether its medium can be taken out, or the kernel treats it so.
    pub is_removable: Option<bool>,
    /// How it is, as it states itself; `null` where it was not asked or did not answer.
    pub health: Option<DriveHealth>,
    /// What it states of itself by ATA; also for an ATA drive behind a SAS controller or USB bridge.
    pub ata: Option<AtaDrive>,
    /// What it states of itself by SCSI; `null` for an ATA drive behind a translation.
    pub scsi: Option<ScsiDrive>,
    /// What it states of itself as an MMC or SD card.
    pub mmc: Option<MmcCard>,
    /// The NVM subsystem that it is.
    pub nvme: Option<NvmeSubsystem>,
    /// Set where it is a volume that a RAID controller makes, not a drive.
    pub raid_volume: Option<RaidVolume>,
    /// Names of the unit, its ports and the device (SPC-4 §7.8.6).
    pub designators: Vec<Designator>,
    /// Ways by which the machine reaches it: one SCSI device or NVMe controller each.
    pub paths: Vec<DrivePath>,
    /// Block devices that it offers: one for each path or namespace.
    pub block_devices: Vec<BlockDevice>,
    /// Raw values of fields that hold a filler, by field name.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

impl Drive {
    /// Where it is, as far as its paths tell: slot of an enclosure, bay, SATA port, or the PCI address of an NVMe
    /// drive.
    pub(crate) fn place(&self) -> Option<String> {
        self.paths.iter().find_map(|path| {
            let slot = path.enclosure.as_ref().map(|place| slot_title(&place.slot));
            let bay = || path.sas.as_ref()?.bay.map(|bay| format!("bay {bay}"));
            let port = || path.ata.as_ref().map(|ata| ata.port.clone()).filter(|port| !port.is_empty());
            let address = || path.nvme.as_ref().and(path.pci_address.clone());
            slot.or_else(bay).or_else(port).or_else(address)
        })
    }
}

/// How a drive is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// NVMe, over PCI Express unless the path says otherwise.
    Nvme,
    /// Serial ATA.
    Sata,
    /// Parallel ATA.
    Ata,
    /// Serial Attached SCSI; a SATA drive behind a SAS controller is attached so.
    Sas,
    /// USB mass storage or USB attached SCSI.
    Usb,
    /// Virtio block device, or SCSI disk of a virtio host.
    Virtio,
    /// iSCSI.
    Iscsi,
    /// Fibre Channel.
    FibreChannel,
    /// MMC or SD card.
    Mmc,
    /// Universal Flash Storage.
    Ufs,
    /// Xen virtual block device.
    Xen,
    /// Non-volatile memory module.
    Nvdimm,
    /// SCSI over a controller that does not say more: a RAID controller, parallel SCSI.
    Scsi,
}

/// Registers of an MMC or SD card.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MmcCard {
    /// Kind: `MMC`, `SD`, `SDIO`.
    pub kind: Option<String>,
    /// Manufacturer (CID, MID).
    pub manufacturer_id: Option<u32>,
    /// OEM or application (CID, OID).
    pub oem_id: Option<u32>,
    /// Manufacturing month and year (CID, MDT), such as `08/2023`.
    pub manufacturing_date: Option<String>,
    /// Hardware revision.
    pub hardware_revision: Option<String>,
}

/// An NVM subsystem (NVMe Base 2.0 §3.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeSubsystem {
    /// Kernel name, such as `nvme-subsys0`; `null` before Linux 4.15.
    pub name: Option<String>,
    /// NVMe qualified name (SUBNQN).
    #[doc(alias = "SUBNQN")]
    pub qualified_name: Option<String>,
    /// `nvm` or `discovery`.
    pub subsystem_type: Option<String>,
    /// How the kernel chooses among paths: `numa`, `round-robin`, `queue-depth`.
    pub io_policy: Option<String>,
}

/// A volume made by a RAID controller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RaidVolume {
    /// RAID level as the driver names it.
    pub level: Option<String>,
    /// State, such as `active`, `degraded`, `resyncing`.
    pub state: Option<String>,
}

/// A name of a SCSI unit, port or device (SPC-4 §7.8.6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Designator {
    /// What it names: logical unit, target port or target device.
    pub association: Coded,
    /// Its kind: NAA, EUI-64 based, …
    pub kind: Coded,
    /// The name: text, a number, or hexadecimal digits.
    pub value: String,
}

//! How the machine reaches a drive.

use serde::{Deserialize, Serialize};

use super::{
    enclosure::EnclosurePlace,
    nvme::NvmeIdentify,
    nvme_log::{NvmeCloudHealth, NvmeEnduranceGroup, NvmeError, NvmeFirmware, NvmeSanitize, NvmeSelfTest, NvmeSmart},
};
use crate::units::{BitsPerSecond, Celsius, Seconds};

/// One way to a drive: a SCSI device, an NVMe controller, or whatever else the kernel attaches it as.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrivePath {
    /// Kernel name: `sda`, `nvme0`, `vda`.
    pub name: String,
    /// State as the kernel has it: `running`, `offline`, `live`, `dead`, …
    pub state: Option<String>,
    /// PCI address of the controller.
    pub pci_address: Option<String>,
    /// Driver of the controller.
    pub driver: Option<String>,
    /// NUMA node of the controller; `null` where it is near to none.
    pub numa_node: Option<u32>,
    /// USB device, such as `1-2.3`.
    pub usb_device: Option<String>,
    /// Raw data rate of the link to the drive, as negotiated.
    pub link_speed_bits_per_second: Option<BitsPerSecond>,
    /// The most that the drive's end of the link can do.
    pub maximum_link_speed_bits_per_second: Option<BitsPerSecond>,
    /// The SCSI device.
    pub scsi: Option<ScsiPath>,
    /// The ATA port and device.
    pub ata: Option<AtaLink>,
    /// The SAS end device and its phys.
    pub sas: Option<SasLink>,
    /// The remote port of a Fibre Channel target.
    pub remote_port: Option<RemotePort>,
    /// The session with an iSCSI target.
    pub iscsi: Option<IscsiSession>,
    /// The NVMe controller.
    pub nvme: Option<NvmeController>,
    /// Where in an enclosure the drive is.
    pub enclosure: Option<EnclosurePlace>,
}

/// A SCSI device as a way to a drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiPath {
    /// Host, channel, target and logical unit: `0:0:1:0`.
    #[doc(alias = "HCTL")]
    pub address: String,
    /// Generic device, such as `sg0`.
    pub generic: Option<String>,
    /// Peripheral device type (SPC-4 §6.6.2).
    pub device_type: Option<crate::report::Coded>,
    /// Commands that the kernel queues.
    pub queue_depth: Option<u32>,
    /// Time that a command may take.
    pub timeout_seconds: Option<Seconds>,
    /// Asymmetric access state (ALUA).
    pub access_state: Option<String>,
    /// Protection type of the medium, 0 to 3 (SBC-4 §4.21.2).
    pub protection_type: Option<u8>,
    /// What the kernel makes of the caching mode page: `write back`, `write through`, `none`, …
    pub cache_type: Option<String>,
    /// How discard is done: `unmap`, `writesame_16`, `full` (not at all), …
    pub provisioning_mode: Option<String>,
    /// Commands sent since the device was found.
    pub requests: Option<u64>,
    /// Commands that ended, in whatever way.
    pub completions: Option<u64>,
    /// Commands that ended in an error; the end of a medium test counts as one.
    pub errors: Option<u64>,
    /// Commands that took too long (since Linux 6.2).
    pub timeouts: Option<u64>,
}

/// An ATA port as a way to a drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaLink {
    /// Port, such as `ata1`.
    pub port: String,
    /// Device on the port, such as `dev1.0`.
    pub device: String,
    /// Transfer mode in use, such as `XFER_UDMA_6`.
    pub transfer_mode: Option<String>,
    /// Limit that the kernel has put on the link after errors; `null` where there is none.
    pub speed_limit_bits_per_second: Option<BitsPerSecond>,
    /// Times that the kernel slowed the device down after errors.
    pub slow_downs: Option<u32>,
    /// How far TRIM is used: `unsupported`, `unqueued`, `queued`, …
    pub trim: Option<String>,
}

/// A SAS end device as a way to a drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SasLink {
    /// End device, such as `end_device-0:1:4`.
    pub end_device: String,
    /// Nearest expander; `null` for a drive that is attached directly.
    pub expander: Option<String>,
    /// SAS address of the drive's port, in hexadecimal digits.
    pub address: Option<String>,
    /// Protocols of the drive's port: `ssp`, `sata`, `stp`.
    pub target_protocols: Vec<String>,
    /// Bay number as the enclosure states it.
    pub bay: Option<u32>,
    /// Enclosure's identifier, in hexadecimal digits.
    pub enclosure_identifier: Option<String>,
    /// Phys of the port to which the drive is attached.
    pub phys: Vec<SasPhy>,
}

/// A SAS phy with its link and error counts (SPL-3).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SasPhy {
    /// Kernel name, such as `phy-0:0:4`.
    pub name: String,
    /// Phy identifier.
    pub identifier: Option<u32>,
    /// Negotiated rate.
    pub speed_bits_per_second: Option<BitsPerSecond>,
    /// Highest rate that the hardware can do.
    pub maximum_speed_bits_per_second: Option<BitsPerSecond>,
    /// Invalid double words received.
    pub invalid_dwords: Option<u64>,
    /// Running disparity errors.
    pub running_disparity_errors: Option<u64>,
    /// Losses of double word synchronization.
    pub losses_of_dword_synchronization: Option<u64>,
    /// Phy reset problems.
    pub phy_reset_problems: Option<u64>,
}

/// A remote port of Fibre Channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemotePort {
    /// Kernel name, such as `rport-5:0-1`.
    pub name: String,
    /// Port name (WWPN), in hexadecimal digits.
    #[doc(alias = "WWPN")]
    pub port_name: Option<String>,
    /// Node name (WWNN), in hexadecimal digits.
    #[doc(alias = "WWNN")]
    pub node_name: Option<String>,
    /// State, such as `Online`.
    pub state: Option<String>,
}

/// A session with an iSCSI target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IscsiSession {
    /// Kernel name, such as `session1`.
    pub name: String,
    /// Target's iSCSI name.
    pub target_name: Option<String>,
    /// State, such as `LOGGED_IN`.
    pub state: Option<String>,
    /// Target portal's address.
    pub address: Option<String>,
    /// Target portal's TCP port.
    pub port: Option<u16>,
}

/// An NVMe controller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeController {
    /// Controller identifier in its subsystem (CNTLID).
    #[doc(alias = "CNTLID")]
    pub identifier: Option<u32>,
    /// `io`, `discovery` or `admin`.
    pub controller_type: Option<String>,
    /// `pcie`, `tcp`, `rdma`, `fc`, `loop`; `null` before Linux 4.8.
    pub transport: Option<String>,
    /// Transport address, such as a PCI address, or `traddr=…,trsvcid=…`.
    pub address: Option<String>,
    /// Queues in use, the admin queue included.
    pub queue_count: Option<u32>,
    /// Entries of a submission queue, counted from 0 as the kernel does.
    pub submission_queue_size: Option<u32>,
    /// Power state in use, by number.
    pub power_state: Option<u8>,
    /// Temperature above which it warns, as it is set now.
    pub temperature_threshold_celsius: Option<Celsius>,
    /// Whether its volatile write cache is switched on; `null` without one.
    pub is_volatile_write_cache_enabled: Option<bool>,
    /// What it states of itself.
    pub identify: Option<NvmeIdentify>,
    /// Its health, besides the drive's.
    pub smart: Option<NvmeSmart>,
    /// Errors that it remembers, the newest first.
    pub errors: Option<Vec<NvmeError>>,
    /// Firmware slots.
    pub firmware: Option<NvmeFirmware>,
    /// Self-tests that ended, the newest first; `null` where it knows none.
    pub self_tests: Option<Vec<NvmeSelfTest>>,
    /// Endurance groups that its namespaces are in.
    pub endurance_groups: Vec<NvmeEnduranceGroup>,
    /// How it was last sanitized; `null` where it cannot be.
    pub sanitize: Option<NvmeSanitize>,
    /// Health page of the Open Compute Project; `null` where it has none.
    pub cloud_health: Option<NvmeCloudHealth>,
}

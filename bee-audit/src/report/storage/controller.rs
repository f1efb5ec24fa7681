//! Adapters, and what is attached to them besides drives.

use serde::{Deserialize, Serialize};

use crate::{
    report::{Coded, Placeholders},
    units::BitsPerSecond,
};

/// An adapter with SCSI hosts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StorageController {
    /// Kernel name of the device: a PCI address, or the name of a platform device.
    pub name: String,
    /// PCI address; `null` for one that is not on PCI.
    pub pci_address: Option<String>,
    /// Driver of the PCI function.
    pub driver: Option<String>,
    /// NUMA node; `null` where it is near to none.
    pub numa_node: Option<u32>,
    /// Its SCSI hosts: one a port for AHCI, one in all for most others.
    pub hosts: Vec<ScsiHost>,
}

/// A SCSI host.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiHost {
    /// Kernel name, such as `host0`.
    pub name: String,
    /// The driver's name for itself, such as `ahci` or `mpt3sas`.
    pub driver: Option<String>,
    /// State, such as `running`.
    pub state: Option<String>,
    /// Role in use: `Initiator`, `Target`.
    pub active_mode: Option<String>,
    /// Commands that it can queue.
    pub maximum_commands: Option<u32>,
    /// ATA port, such as `ata1`.
    pub ata_port: Option<String>,
    /// Power management of the link (`max_performance`, `med_power_with_dipm`, …), of SATA ports.
    pub link_power_management: Option<String>,
    /// Model of the adapter.
    pub model: Option<String>,
    /// Name of the board.
    pub board_name: Option<String>,
    /// Assembly number of the board.
    pub board_assembly: Option<String>,
    /// Serial number of the adapter.
    pub serial_number: Option<String>,
    /// Version of the firmware.
    pub firmware_version: Option<String>,
    /// Version of the option ROM.
    pub option_rom_version: Option<String>,
    /// Version of the driver.
    pub driver_version: Option<String>,
    /// SAS address, in hexadecimal digits.
    pub sas_address: Option<String>,
    /// The host as a port of Fibre Channel.
    pub fibre_channel: Option<FibreChannelHost>,
    /// Raw values of fields that hold a filler, by field name.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

/// A port of a Fibre Channel adapter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FibreChannelHost {
    /// Port name (WWPN), in hexadecimal digits.
    #[doc(alias = "WWPN")]
    pub port_name: Option<String>,
    /// Node name (WWNN), in hexadecimal digits.
    #[doc(alias = "WWNN")]
    pub node_name: Option<String>,
    /// Name of the fabric, in hexadecimal digits.
    pub fabric_name: Option<String>,
    /// Address of the port in the fabric, in hexadecimal digits.
    pub port_identifier: Option<String>,
    /// Kind of port, such as `NPort (fabric via point-to-point)`.
    pub port_type: Option<String>,
    /// State, such as `Online` or `Linkdown`.
    pub state: Option<String>,
    /// Speed of the link.
    pub speed_bits_per_second: Option<BitsPerSecond>,
    /// Highest speed that the port can do.
    pub maximum_speed_bits_per_second: Option<BitsPerSecond>,
    /// Symbolic name, in which drivers state model, firmware and driver version.
    pub symbolic_name: Option<String>,
}

/// A SCSI device that is no drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiDevice {
    /// Host, channel, target and logical unit: `0:0:8:0`.
    #[doc(alias = "HCTL")]
    pub address: String,
    /// Peripheral device type (SPC-4 §6.6.2).
    pub device_type: Option<Coded>,
    /// Kernel names: `sr0`, `st0`, `ch0`, `sg4`.
    pub names: Vec<String>,
    /// Maker.
    pub vendor: Option<String>,
    /// Product.
    pub model: Option<String>,
    /// Firmware revision.
    pub firmware_revision: Option<String>,
    /// Serial number.
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// The kernel's identifier, such as `naa.…`.
    pub wwid: Option<String>,
    /// State, such as `running`.
    pub state: Option<String>,
    /// PCI address of the controller.
    pub pci_address: Option<String>,
    /// Raw values of fields that hold a filler, by field name.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

//! How GPUs hang together: NVLink and its fabric.

use serde::{Deserialize, Serialize};

use super::ReportedGpuError;
use crate::report::PciSlotPlace;

/// One NVLink of a GPU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvLink {
    /// Its number.
    pub number: u32,
    /// Whether it is up.
    pub active: Option<bool>,
    /// Version of NVLink.
    pub version: Option<String>,
    /// Bandwidth in 10⁶ octets a second and direction.
    pub speed_megabytes_s: Option<u32>,
    /// PCI address of what is at the other end.
    pub remote_pci_address: Option<String>,
    /// What that is: `GPU`, `Switch`, `IBM NPU`.
    pub remote_type: Option<String>,
    /// Packets that had to be repeated.
    pub replay_errors: Option<u64>,
    /// Times that it recovered.
    pub recovery_errors: Option<u64>,
    /// Wrong checksums of flow control units.
    pub crc_flit_errors: Option<u64>,
    /// Wrong checksums of data.
    pub crc_data_errors: Option<u64>,
    /// Packets that were malformed (this counter and those below: since Blackwell).
    pub malformed_packets: Option<u64>,
    /// Packets for which there was no room.
    pub buffer_overruns: Option<u64>,
    /// Packets received with an error.
    pub receive_errors: Option<u64>,
    /// Packets that the other end received with an error.
    pub remote_receive_errors: Option<u64>,
    /// Times that errors on this end's side were too many.
    pub local_integrity_errors: Option<u64>,
    /// Times that it recovered after having failed.
    pub successful_recoveries: Option<u64>,
    /// Times that it did not.
    pub failed_recoveries: Option<u64>,
    /// Errors that error correction left.
    pub effective_errors: Option<u64>,
    /// Wrong symbols before error correction.
    pub symbol_errors: Option<u64>,
}

/// A way from a GPU to another device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuPath {
    /// What it leads to: `gpu`, `network`.
    pub kind: String,
    /// PCI address of that.
    pub to: String,
    /// Over PCI Express, in the words of `nvidia-smi topo`: `PIX` at most one bridge or switch, `PXB` several of them,
    /// `PHB` the host bridge, `NODE` between host bridges of a NUMA node, `SYS` between NUMA nodes.
    pub connection: Option<String>,
    /// NVLinks that are up between both, directly or through switches.
    pub nvlinks: Option<u32>,
    /// Whether it may read that one's memory, as the driver says it: `OK`, `Chipset Not Supported`, ….
    pub read_access: Option<String>,
}

/// An AMD GPU's place among those that are linked to each other (XGMI, Infinity Fabric).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuXgmi {
    /// Number of the group, alike on its members.
    pub hive_id: Option<String>,
    /// Number of the GPU in the fabric.
    pub node_id: Option<String>,
    /// Number of its place.
    pub physical_id: Option<u32>,
}

/// A switch between NVLinks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvSwitch {
    /// PCI address.
    pub pci_address: Option<String>,
    /// Whether the PCI bus has it.
    pub on_bus: Option<bool>,
    /// Product, as pci.ids has it.
    pub name: Option<String>,
    /// The kernel's driver.
    pub driver: Option<String>,
    /// NUMA node that is nearest.
    pub numa_node: Option<u32>,
    /// The physical slot that it sits in.
    pub slot: Option<PciSlotPlace>,
    /// Version of its BIOS.
    pub bios_version: Option<String>,
    /// NVLinks of the GPUs that lead to it, as far as they say where they lead.
    pub nvlinks: Option<u32>,
    /// Those of them that are up.
    pub active_nvlinks: Option<u32>,
    /// Errors that its driver reported to the kernel's log (SXID), by number in the order of the first.
    pub sxids: Vec<ReportedGpuError>,
}

/// One link of a GPU to the processor beside it (NVLink-C2C, Grace).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct C2cLink {
    /// Its number.
    pub number: u32,
    /// Whether it is up.
    pub active: Option<bool>,
    /// Bandwidth in 10⁶ octets a second.
    pub speed_megabytes_s: Option<u32>,
    /// Wrong checksums.
    pub crc_errors: Option<u64>,
    /// Packets that had to be repeated.
    pub replay_errors: Option<u64>,
    /// Those of them that followed at once upon another.
    pub repeated_replay_errors: Option<u64>,
}

/// The fabric that NVSwitches make.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuFabric {
    /// Registration of the GPU: `Completed`, `In Progress`, `Not Started`.
    pub state: Option<String>,
    /// How that ended.
    pub status: Option<String>,
    /// Group of GPUs that reach each other.
    pub clique_id: Option<u32>,
    /// The cluster.
    pub cluster_uuid: Option<String>,
    /// In a word.
    pub health: Option<String>,
    /// `Full`, `Degraded`.
    pub bandwidth: Option<String>,
    /// Whether routes are being recovered.
    pub route_recovery_in_progress: Option<bool>,
    /// Whether a route is broken.
    pub route_unhealthy: Option<bool>,
    /// Whether it recovers from an access that took too long.
    pub access_timeout_recovery: Option<bool>,
    /// What is set up wrongly.
    pub incorrect_configuration: Option<String>,
    /// Whether it belongs to a partition.
    pub partition_assigned: Option<bool>,
    /// Whether the fabric manager of the whole fabric is there: `Connected`, `Disconnected`.
    pub global_fabric_manager: Option<String>,
}

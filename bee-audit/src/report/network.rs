//! Network adapters, their ports, and their remote direct memory access (InfiniBand, RoCE, iWARP).

mod module;
mod port;
mod rdma;

use serde::{Deserialize, Serialize};

pub use module::{
    ModuleApplication, ModuleAttenuation, ModuleDiagnostics, ModuleLane, ModuleLength, ModuleLimits, NetworkModule,
};
pub use port::{
    ForwardErrorCorrection, LinkMode, LinkModes, NetworkPort, PortErrors, PortFeatures, PortLink, PortLinkModes,
};
pub use rdma::{RdmaDevice, RdmaPort, RdmaRate};

/// The machine's network hardware. Interfaces without hardware (bridges, bonds, tunnels, VLANs) are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Network {
    /// One entry a device on a bus, ordered by bus and address. A card with four ports is four PCI functions and so,
    /// most often, four entries.
    pub adapters: Vec<NetworkAdapter>,
}

/// A device that carries network interfaces or RDMA.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkAdapter {
    /// Address on its bus: `0000:8a:00.0`, `virtio3`, `1-1:1.0`.
    pub address: String,
    /// Bus that it is on: `pci`, `virtio`, `usb`, `platform`, `vmbus`.
    pub bus: Option<String>,
    /// PCI function that it is, or is behind (virtio, USB).
    pub pci_address: Option<String>,
    /// USB device that it belongs to, such as `1-1`.
    pub usb_address: Option<String>,
    /// Kernel driver that is bound to it.
    pub driver: Option<String>,
    /// Version as the driver states it; in-tree drivers state the kernel's release.
    pub driver_version: Option<String>,
    /// Firmware that it runs.
    pub firmware_version: Option<String>,
    /// Expansion ROM (boot firmware).
    pub expansion_rom_version: Option<String>,
    /// NUMA node that it is nearest to.
    pub numa_node: Option<u32>,
    /// Virtual functions; `null` when it cannot have any.
    pub sr_iov: Option<NetworkSrIov>,
    /// PCI address of the physical function, when this is a virtual one.
    pub physical_function: Option<String>,
    /// Network interfaces, by port number and name.
    pub ports: Vec<NetworkPort>,
    /// RDMA devices, by name.
    pub rdma_devices: Vec<RdmaDevice>,
}

/// Virtual functions of an adapter (PCIe Single Root I/O Virtualization).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[doc(alias = "SR-IOV")]
pub struct NetworkSrIov {
    /// How many it can have (TotalVFs).
    pub total: u32,
    /// How many it has now (NumVFs).
    pub enabled: Option<u32>,
    /// Their PCI addresses, by number.
    pub virtual_functions: Vec<String>,
}

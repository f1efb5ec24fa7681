//! PCI functions: what they are, how they hang together, how their links run, and which slot they sit in.
//!
//! Addresses are the kernel's, `0000:3b:00.0`. Ids are four hexadecimal digits, as pci.ids writes them. Lists of names
//! are the set bits of a register, in the words of its standard (PCI Express Base 6.0 §7).

mod configuration;
mod errors;
mod extended;
mod slot;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use configuration::{
    PciCapability, PciConfiguration, PciExpress, PciExpressLink, PciExpressSlot, PciInterrupts, PciPowerManagement,
};
pub use errors::{PciErrorCounts, PciErrors, PciRootErrors};
pub use extended::{
    PciAccessControl, PciAddressTranslation, PciAdvancedErrors, PciContainment, PciCxl, PciDataObjectExchange,
    PciEncryption, PciExtended, PciL1Substates, PciLatencyTolerance, PciPhysicalLayer, PciPrecisionTime,
    PciResizableBar, PciVendorStructure,
};
pub use slot::{PciSlot, PciSlotPeer, PciSlotPlace};

use crate::units::{Bytes, GigaTransfers};

/// BitNames of set bits, in the order of the bits.
pub type BitNames = Vec<Cow<'static, str>>;

/// The machine's PCI functions and slots.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pcie {
    /// Which database the names come from.
    pub names: PciNames,
    /// Every function, by address.
    pub functions: Vec<PciFunction>,
    /// Every slot that firmware lists (SMBIOS type 9), empty ones too, in its order; then those that only the kernel
    /// knows.
    pub slots: Vec<PciSlot>,
}

/// The copy of pci.ids that names come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciNames {
    /// `embedded`, or the path of the file.
    pub source: String,
    /// Its version, a date such as `2026.10.09` or, without the day, `2026.10`.
    pub version: Option<String>,
}

/// One PCI function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciFunction {
    /// Domain, bus, device and function: `0000:3b:00.0`.
    pub address: String,
    /// The bridge above, nearest first in the kernel's tree; `null` on a root bus.
    pub parent: Option<String>,
    /// The root bus that it hangs below, such as `pci0000:3a`.
    pub root_bus: Option<String>,
    /// Who made the chip.
    pub vendor: PciName,
    /// Which chip.
    pub device: PciName,
    /// Who made the board or product; for a bridge from its capability.
    pub subsystem_vendor: Option<PciName>,
    /// Which board or product.
    pub subsystem: Option<PciName>,
    /// What kind of function it is.
    pub class: PciClass,
    /// Revision of the chip.
    pub revision: Option<u8>,
    /// The driver that is bound; `null` for none.
    pub driver: Option<PciDriver>,
    /// NUMA node that is nearest; `null` where the kernel knows none (−1).
    pub numa_node: Option<u32>,
    /// Logical CPUs that are nearest, in the kernel's list form.
    pub local_cpus: Option<String>,
    /// IOMMU group: functions of one group can only be handed out together.
    pub iommu_group: Option<u32>,
    /// Legacy interrupt; `null` for none (0).
    pub irq: Option<u32>,
    /// Message-signalled interrupts that the driver has allocated, `msi` or `msix`; `null` for none.
    pub allocated_interrupts: Option<PciAllocatedInterrupts>,
    /// Power state.
    pub power: PciPower,
    /// Whether the function decodes its regions.
    pub enabled: Option<bool>,
    /// Whether it was the display at boot; `null` for other classes.
    pub boot_vga: Option<bool>,
    /// Firmware's name of an onboard device (SMBIOS type 41, or ACPI `_DSM`).
    pub label: Option<String>,
    /// Firmware's number of an onboard device (ACPI `_DSM`).
    pub acpi_index: Option<u32>,
    /// Path of the firmware node in ACPI, such as `\_SB_.PC00.RP01`.
    pub firmware_path: Option<String>,
    /// The text that a module must match.
    pub modalias: Option<String>,
    /// How the kernel would reset it: `flr`, `af_flr`, `pm`, `bus`, …
    pub reset_methods: Vec<String>,
    /// Whether MSI is allowed for the function, or for all behind the bridge.
    pub msi_allowed: Option<bool>,
    /// Whether alternative routing ids are in use.
    pub ari_enabled: Option<bool>,
    /// Bits of the address that it can reach by DMA.
    pub dma_mask_bits: Option<u32>,
    /// Memory and I/O regions that are assigned.
    pub regions: Vec<PciRegion>,
    /// The link; `null` for functions without one.
    pub link: Option<PciLink>,
    /// Virtual functions that it has or can have; `null` without support.
    pub virtualization: Option<PciVirtualization>,
    /// The physical function of a virtual one.
    pub physical_function: Option<String>,
    /// Errors that the kernel has counted since boot; `null` where it does not count.
    pub errors: Option<PciErrors>,
    /// What configuration space says, as far as it could be read.
    pub configuration: Option<PciConfiguration>,
    /// Vital product data; `null` where the card has none or it cannot be read.
    pub product: Option<PciProduct>,
    /// The physical slot that it sits in; `null` for what is soldered on or not known to be in one.
    pub slot: Option<PciSlotPlace>,
}

/// An id with its name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciName {
    /// Four hexadecimal digits.
    pub id: String,
    /// The name in pci.ids; `null` when it is not there.
    pub name: Option<String>,
}

/// A class code, and its names from the general to the special.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciClass {
    /// Six hexadecimal digits: base class, subclass, programming interface.
    pub id: String,
    /// Such as `Mass storage controller`.
    pub base: Option<String>,
    /// Such as `Non-Volatile memory controller`.
    pub sub: Option<String>,
    /// Such as `NVM Express`.
    pub programming_interface: Option<String>,
}

/// A driver and the module that it comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciDriver {
    /// Name of the driver, such as `nvme`.
    pub name: String,
    /// Kernel module; `null` when it is built in.
    pub module: Option<String>,
    /// What the module says of its version; most drivers of the kernel's own say nothing.
    pub version: Option<String>,
}

/// Interrupts that a driver has allocated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciAllocatedInterrupts {
    /// `msi` or `msix`.
    pub kind: Option<String>,
    /// How many.
    pub count: u32,
}

/// Power state of a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciPower {
    /// As the kernel knows it: `D0`, `D3hot`, `D3cold`, …
    pub state: Option<String>,
    /// Runtime power management: `active`, `suspended`, `unsupported`, …
    pub runtime_status: Option<String>,
    /// `on` keeps it awake, `auto` lets it sleep.
    pub control: Option<String>,
    /// Whether it may be cut off from power.
    pub d3cold_allowed: Option<bool>,
}

/// A region of memory or I/O space that is assigned to a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciRegion {
    /// `bar0` to `bar5`, `rom`, `vf_bar0` to `vf_bar5`, `window0` to `window3` of a bridge.
    pub name: String,
    /// `memory` or `io`.
    pub space: String,
    /// First address, such as `0x90000000`.
    pub start: String,
    /// Size.
    pub size_bytes: Bytes,
    /// Whether reads have no side effects.
    pub prefetchable: bool,
    /// Whether it can lie above 4 GiB.
    pub address_64_bit: bool,
}

/// A link with its two ends.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciLink {
    /// Speed now; below the maximum an idle link may be saving power.
    pub speed_gt_s: Option<GigaTransfers>,
    /// Greatest speed of this end.
    pub max_speed_gt_s: Option<GigaTransfers>,
    /// Lanes in use.
    pub width: Option<u8>,
    /// Greatest number of lanes of this end.
    pub max_width: Option<u8>,
    /// The port at the other end, towards the processor; `null` for a port whose link leads away from it.
    pub upstream: Option<PciLinkEnd>,
}

/// The port at the upper end of a link.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciLinkEnd {
    /// Address of the port.
    pub address: String,
    /// Speed now, as the port sees it.
    pub speed_gt_s: Option<GigaTransfers>,
    /// Greatest speed of the port.
    pub max_speed_gt_s: Option<GigaTransfers>,
    /// Lanes in use, as the port sees it.
    pub width: Option<u8>,
    /// Greatest number of lanes of the port.
    pub max_width: Option<u8>,
}

/// Virtual functions of a physical one (SR-IOV).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciVirtualization {
    /// Most that can be had.
    pub total: Option<u32>,
    /// How many there are now.
    pub count: Option<u32>,
    /// From this function's routing id to that of the first virtual one.
    pub first_offset: Option<u32>,
    /// From one virtual function to the next.
    pub stride: Option<u32>,
    /// Device id of the virtual functions.
    pub device_id: Option<String>,
    /// Whether drivers bind to new ones by themselves.
    pub drivers_autoprobe: Option<bool>,
    /// MSI-X vectors that can be shared out among them.
    pub total_msix: Option<u32>,
    /// Addresses, in the order of their numbers.
    pub functions: Vec<String>,
}

/// Vital product data: what a card says of itself (PCI Local Bus 3.0 appendix I).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciProduct {
    /// The identifier string.
    pub name: Option<String>,
    /// Keyword PN.
    pub part_number: Option<String>,
    /// Keyword SN.
    pub serial_number: Option<String>,
    /// Keyword EC.
    pub engineering_change: Option<String>,
    /// Keyword MN.
    pub manufacture_id: Option<String>,
    /// Read-only fields by keyword, those above included; binary ones as hexadecimal digits.
    pub read_only: Vec<PciProductField>,
    /// Fields that can be rewritten.
    pub read_write: Vec<PciProductField>,
    /// Whether the checksum matches; `null` when there is none.
    pub checksum_valid: Option<bool>,
}

/// One keyword of vital product data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciProductField {
    /// Two letters, such as `V1`.
    pub keyword: String,
    /// The value as text; `null` when empty or binary.
    pub text: Option<String>,
    /// The value in hexadecimal digits, where it is binary.
    pub hex: Option<String>,
}

//! The machine as a whole: product, boards, enclosures, firmware, and what firmware says of its ports and interfaces.
//!
//! Handles are SMBIOS handles, by which parts of this report refer to each other.

mod device;
mod firmware;
mod host_interface;
mod management_engine;
mod watchdog;

use serde::{Deserialize, Serialize};

use super::{Coded, Placeholders};

pub use device::{HardwareSecurity, OnboardDevice, PortConnector, PowerSupplySlot};
pub use firmware::{
    BootEntry, Esrt, EsrtEntry, Firmware, FirmwareCertificate, FirmwareComponent, FirmwareMode, SignatureDatabase,
    UefiBoot,
};
pub use host_interface::{HostInterface, IpmiInterface, RedfishService};
pub use management_engine::ManagementEngine;
pub use watchdog::Watchdog;

/// The machine as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Board {
    /// The product as it was sold.
    pub system: System,
    /// Whether the machine is a virtual one, and whether this ran in a container.
    pub virtualization: Virtualization,
    /// Every board (SMBIOS type 2): mainboard, risers, backplanes, blades.
    pub baseboards: Vec<Baseboard>,
    /// Every enclosure (SMBIOS type 3).
    pub chassis: Vec<Chassis>,
    /// System firmware, its mode and its parts.
    pub firmware: Firmware,
    /// Interfaces to the management controller that firmware announces (SMBIOS type 38).
    pub ipmi_interfaces: Vec<IpmiInterface>,
    /// Host interfaces of the management controller (SMBIOS type 42), with the Redfish service's address.
    pub host_interfaces: Vec<HostInterface>,
    /// Power supplies that firmware lists (SMBIOS type 39), bays without one too.
    pub power_supplies: Vec<PowerSupplySlot>,
    /// Devices on the board (SMBIOS types 10 and 41).
    pub onboard_devices: Vec<OnboardDevice>,
    /// Connectors (SMBIOS type 8); firmware often copies them from a reference board.
    pub ports: Vec<PortConnector>,
    /// Passwords and front panel at boot (SMBIOS type 24).
    pub security: Option<HardwareSecurity>,
    /// Management engines of Intel chipsets (`/sys/class/mei`).
    pub management_engines: Vec<ManagementEngine>,
    /// Watchdog timers (`/sys/class/watchdog`).
    pub watchdogs: Vec<Watchdog>,
    /// Free text of the vendor (SMBIOS type 11).
    pub oem_strings: Vec<String>,
    /// What jumpers and switches are for (SMBIOS type 12).
    pub configuration_options: Vec<String>,
    /// The SMBIOS table itself; `null` where it could not be read.
    pub smbios: Option<SmbiosTable>,
}

/// The product as it was sold (SMBIOS type 1, `/sys/class/dmi/id`, or the device tree).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct System {
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Product name.
    pub product_name: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// UUID in lower case; in network byte order before SMBIOS 2.6.
    pub uuid: Option<String>,
    /// SKU number: a configuration for sale.
    pub sku_number: Option<String>,
    /// Family of products.
    pub family: Option<String>,
    /// What switched the machine on.
    pub wake_up_type: Option<Coded>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// Whether the machine is a virtual one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Virtualization {
    /// Whether a sign of a hypervisor was found; `false` where each sign could be looked for and none is there (one
    /// that hides stays hidden), `null` where they could not.
    pub virtual_machine: Option<bool>,
    /// The hypervisor, where a sign names it: `KVM`, `VMware`, `Hyper-V`, `Xen`, …
    pub hypervisor: Option<String>,
    /// The container in which this ran, where a sign says so: `docker`, `podman`, `lxc`, `systemd-nspawn`, …
    pub container: Option<String>,
    /// The signs: `cpuinfo flag hypervisor`, `SMBIOS virtual machine bit`, …
    pub evidence: Vec<String>,
}

/// One board.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Baseboard {
    /// SMBIOS handle; `null` where the table could not be read.
    pub handle: Option<u16>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Product.
    pub product: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// What it is: motherboard, server blade, riser, …
    pub board_type: Option<Coded>,
    /// Hosting, removable, replaceable, hot swappable.
    pub features: Vec<String>,
    /// Where it is in its chassis.
    pub location_in_chassis: Option<String>,
    /// The chassis in which it is.
    pub chassis_handle: Option<u16>,
    /// Structures that it contains.
    pub contained_handles: Vec<u16>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// One enclosure, with its state at the last boot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chassis {
    /// SMBIOS handle; `null` where the table could not be read.
    pub handle: Option<u16>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Type: rack mount chassis, blade, …
    pub chassis_type: Option<Coded>,
    /// Whether it has a lock.
    pub lock_present: Option<bool>,
    /// Version.
    pub version: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// SKU number.
    pub sku_number: Option<String>,
    /// State at the last boot.
    pub boot_up_state: Option<Coded>,
    /// State of the power supplies at the last boot.
    pub power_supply_state: Option<Coded>,
    /// Thermal state at the last boot.
    pub thermal_state: Option<Coded>,
    /// Physical security at the last boot.
    pub security_status: Option<Coded>,
    /// OEM-defined number.
    pub oem_defined: Option<u32>,
    /// Height in rack units of 44.45 mm.
    pub height_rack_units: Option<u8>,
    /// Kind of rack, where the height is in other units.
    pub rack_type: Option<Coded>,
    /// Height in units of that rack.
    pub rack_height: Option<u8>,
    /// Number of power cords.
    pub power_cord_count: Option<u8>,
    /// What it can hold.
    pub contained_elements: Vec<ContainedElement>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// A kind of element that a chassis can hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContainedElement {
    /// SMBIOS structure type; else it is a board.
    pub structure_type: Option<Coded>,
    /// SMBIOS board type; else it is a structure.
    pub board_type: Option<Coded>,
    /// Fewest that the chassis needs to work.
    pub minimum: u8,
    /// Most that can be installed.
    pub maximum: u8,
}

/// The SMBIOS table as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SmbiosTable {
    /// Version of the specification: `3.4.0`, `2.8`.
    pub version: Option<String>,
    /// Structures that were decoded.
    pub structure_count: u32,
}

//! USB devices.

use serde::{Deserialize, Serialize};

use super::{Coded, Placeholders};
use crate::units::{Amperes, BitsPerSecond};

/// The machine's USB devices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usb {
    /// Devices by bus and port; the root hub of each bus stands before the devices on it.
    pub devices: Vec<UsbDevice>,
}

/// A device, or the root hub of a bus.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsbDevice {
    /// Where it is plugged: bus, then ports from the root hub on, such as `1-4.2`; `usb1` for a root hub.
    pub port: String,
    /// Number of the bus.
    pub bus: Option<u32>,
    /// Address on the bus; another one after each enumeration.
    pub address: Option<u32>,
    /// Address of the controller's PCI function.
    pub pci_address: Option<String>,
    /// Vendor, four hexadecimal digits.
    pub vendor_id: Option<String>,
    /// Product, four hexadecimal digits.
    pub product_id: Option<String>,
    /// Manufacturer, in the device's words.
    pub manufacturer: Option<String>,
    /// Product, in the device's words.
    pub product: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Release of the device: `5.10`.
    pub release: Option<String>,
    /// Version of the USB specification that it states: `3.20`.
    pub usb_version: Option<String>,
    /// Signalling rate of the link.
    pub speed_bits_per_second: Option<BitsPerSecond>,
    /// Lanes to the device (USB 3.2).
    pub transmit_lanes: Option<u32>,
    /// Lanes from the device (USB 3.2).
    pub receive_lanes: Option<u32>,
    /// Class.
    pub class: Option<Coded>,
    /// Subclass, within the class.
    pub subclass: Option<u8>,
    /// Protocol, within the subclass.
    pub protocol: Option<u8>,
    /// The configuration that is chosen; `null` while it is not configured.
    pub configuration: Option<u32>,
    /// Current that this configuration may draw from the bus.
    pub maximum_current_amperes: Option<Amperes>,
    /// Whether it has power of its own.
    pub self_powered: Option<bool>,
    /// `removable` or `fixed`, as firmware or the hub says.
    pub removable: Option<String>,
    /// Whether the kernel may use it.
    pub authorized: Option<bool>,
    /// Ports of a hub.
    pub ports: Option<u32>,
    /// The kernel's driver of the device as a whole; `usb` for nearly all.
    pub driver: Option<String>,
    /// Interfaces of the chosen configuration, by number.
    pub interfaces: Vec<UsbInterface>,
    /// Filler found in fields that are therefore `null`.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

/// An interface of a device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsbInterface {
    /// Number.
    pub number: Option<u8>,
    /// The alternate setting that is chosen.
    pub alternate_setting: Option<u32>,
    /// What it is, in the device's words.
    pub description: Option<String>,
    /// Class.
    pub class: Option<Coded>,
    /// Subclass, within the class.
    pub subclass: Option<u8>,
    /// Protocol, within the subclass.
    pub protocol: Option<u8>,
    /// The kernel's driver.
    pub driver: Option<String>,
    /// Version that the driver states.
    pub driver_version: Option<String>,
}

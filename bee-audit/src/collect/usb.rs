//! USB devices.
//!
//! - *Reports*: every device and root hub with identity, place, speed, power, class, and the interfaces with drivers.
//! - *Reads*: `/sys/bus/usb/devices`.
//! - *Falls back to*: nothing.
//! - *Needs*: no privilege.
//! - *Leaves out*: configurations that are not chosen, endpoints, devices on buses whose controller has no driver.

use super::{Attributes, Outcome, Probe, coded, identity};
use crate::{
    decode::{
        self,
        linux::{device_path::DevicePath, usb},
        usb::Class,
    },
    host::Host,
    report::{Component, Placeholders, Usb, UsbDevice, UsbInterface},
};

const DEVICES: &str = "/sys/bus/usb/devices";

const DEVICE: [&str; 21] = [
    "busnum",
    "devnum",
    "idVendor",
    "idProduct",
    "manufacturer",
    "product",
    "serial",
    "bcdDevice",
    "version",
    "speed",
    "tx_lanes",
    "rx_lanes",
    "bDeviceClass",
    "bDeviceSubClass",
    "bDeviceProtocol",
    "bConfigurationValue",
    "bMaxPower",
    "bmAttributes",
    "removable",
    "authorized",
    "maxchild",
];

const INTERFACE: [&str; 7] = [
    "bInterfaceNumber",
    "bAlternateSetting",
    "interface",
    "bInterfaceClass",
    "bInterfaceSubClass",
    "bInterfaceProtocol",
    "driver/module/version",
];

/// Every USB device.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Usb> {
    let mut probe = Probe::new(host, Component::Usb);
    // `1-4` is a device, `1-4:1.0` an interface of it.
    let (interfaces, mut devices): (Vec<_>, Vec<_>) =
        probe.list("usb", DEVICES).into_iter().partition(|name| name.contains(':'));
    devices.sort_unstable_by_key(|name| place(name));
    let devices = devices.into_iter().map(|port| read_device(&mut probe, port, &interfaces)).collect();
    probe.outcome(Usb { devices })
}

/// Bus and ports as numbers, by which `1-10` comes after `1-9`, and a root hub before all.
fn place(port: &str) -> Vec<u32> {
    let numbers = port.strip_prefix("usb").unwrap_or(port).split(['-', '.']);
    numbers.map(|number| number.parse().unwrap_or(u32::MAX)).collect()
}

fn read_device(probe: &mut Probe, port: String, interfaces: &[String]) -> UsbDevice {
    let directory = format!("{DEVICES}/{port}");
    let attributes = probe.attributes(&port, &directory, &DEVICE);
    let path = probe.link(&port, &directory).unwrap_or_default();
    let mut placeholders = Placeholders::new();
    let mut named = |field: &str, attribute: &str| identity(attributes.text(attribute), field, &mut placeholders);
    let mut read = Reading { probe, subject: &port, attributes: &attributes };
    UsbDevice {
        bus: attributes.number("busnum"),
        address: attributes.number("devnum"),
        pci_address: DevicePath::parse(&path).pci_address().map(str::to_owned),
        vendor_id: attributes.text("idVendor"),
        product_id: attributes.text("idProduct"),
        manufacturer: named("manufacturer", "manufacturer"),
        product: named("product", "product"),
        serial_number: named("serial_number", "serial"),
        release: read.with("bcdDevice", usb::release),
        usb_version: attributes.text("version"),
        speed_bits_per_second: read.with("speed", usb::speed).flatten(),
        transmit_lanes: attributes.number("tx_lanes"),
        receive_lanes: attributes.number("rx_lanes"),
        class: read.with("bDeviceClass", usb::octet).map(|class| coded(&Class(class))),
        subclass: read.with("bDeviceSubClass", usb::octet),
        protocol: read.with("bDeviceProtocol", usb::octet),
        configuration: attributes.number("bConfigurationValue"),
        maximum_current_amperes: read.with("bMaxPower", usb::current),
        self_powered: read.with("bmAttributes", usb::octet).map(|bits| bits & SELF_POWERED != 0),
        removable: attributes.text("removable").filter(|removable| removable != "unknown"),
        authorized: attributes.flag("authorized"),
        ports: attributes.number("maxchild").filter(|ports| *ports > 0),
        driver: probe.link_name(&port, &format!("{directory}/driver")),
        interfaces: read_interfaces(probe, &port, interfaces),
        placeholders,
        port,
    }
}

/// bmAttributes, bit 6 (USB 3.2 §9.6.3).
const SELF_POWERED: u8 = 1 << 6;

fn read_interfaces(probe: &mut Probe, port: &str, names: &[String]) -> Vec<UsbInterface> {
    // Those of a root hub are named after bus and port 0.
    let hub = port.strip_prefix("usb").map(|bus| format!("{bus}-0"));
    let device = hub.as_deref().unwrap_or(port);
    let own = names.iter().filter(|name| name.strip_prefix(device).is_some_and(|rest| rest.starts_with(':')));
    let mut interfaces: Vec<UsbInterface> = own.map(|name| read_interface(probe, name)).collect();
    interfaces.sort_unstable_by_key(|interface| interface.number);
    interfaces
}

fn read_interface(probe: &mut Probe, name: &str) -> UsbInterface {
    let directory = format!("{DEVICES}/{name}");
    let attributes = probe.attributes(name, &directory, &INTERFACE);
    let mut read = Reading { probe, subject: name, attributes: &attributes };
    UsbInterface {
        number: read.with("bInterfaceNumber", usb::octet),
        alternate_setting: attributes.number("bAlternateSetting"),
        description: attributes.text("interface"),
        class: read.with("bInterfaceClass", usb::octet).map(|class| coded(&Class(class))),
        subclass: read.with("bInterfaceSubClass", usb::octet),
        protocol: read.with("bInterfaceProtocol", usb::octet),
        driver: probe.link_name(name, &format!("{directory}/driver")),
        driver_version: attributes.text("driver/module/version"),
    }
}

/// Decodes attributes of one subject; what is damaged is a gap.
struct Reading<'a, 'host> {
    probe: &'a mut Probe<'host>,
    subject: &'a str,
    attributes: &'a Attributes,
}

impl Reading<'_, '_> {
    /// `None` for an attribute that is absent or, as the kernel leaves those of a device without configuration, empty.
    fn with<T>(&mut self, name: &str, decode: fn(&str) -> Result<T, decode::Error>) -> Option<T> {
        let value = decode(&self.attributes.text(name)?);
        value.inspect_err(|error| self.probe.damaged(self.subject, name, error)).ok()
    }
}

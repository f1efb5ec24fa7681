//! What `lsusb --verbose` printed in the recorded machines, field by field against the report of the same machine.

use std::collections::BTreeMap;

use bee_audit::report::{Component, UsbDevice, UsbInterface};

#[path = "support/guest.rs"]
mod guest;

use guest::Comparison;

/// `name  value  more` lines of one descriptor.
type Descriptor = BTreeMap<String, (String, String)>;

/// A device as lsusb prints it.
struct Printed {
    bus: String,
    address: String,
    device: Descriptor,
    configuration: Descriptor,
    interfaces: Vec<Descriptor>,
}

/// Devices part at empty lines; descriptors inside begin with a heading that ends in a colon.
fn parse(text: &str) -> Vec<Printed> {
    text.split("\nBus ").filter(|block| !block.trim().is_empty()).map(|block| device(block.trim_start())).collect()
}

fn device(block: &str) -> Printed {
    let mut lines = block.trim_start_matches("Bus ").lines();
    let mut words = lines.next().unwrap().split([' ', ':']);
    let (bus, address) = (words.next().unwrap(), words.nth(1).unwrap());
    let number = |text: &str| text.trim_start_matches('0').to_owned();
    let mut printed = Printed {
        bus: number(bus),
        address: number(address),
        device: Descriptor::new(),
        configuration: Descriptor::new(),
        interfaces: Vec::new(),
    };
    let mut heading = "";
    for line in lines.map(str::trim) {
        if line.ends_with("Descriptor:") || line.ends_with("Capability:") || line.starts_with("Device Status") {
            heading = line;
            printed.interfaces.extend((line == "Interface Descriptor:").then(Descriptor::new));
            continue;
        }
        let descriptor = match heading {
            "Device Descriptor:" => &mut printed.device,
            "Configuration Descriptor:" => &mut printed.configuration,
            "Interface Descriptor:" => printed.interfaces.last_mut().unwrap(),
            _ => continue,
        };
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (value, more) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        // MaxPower stands with its unit; strings follow their index.
        descriptor.insert(name.to_owned(), (value.to_owned(), more.trim().to_owned()));
    }
    printed
}

#[test]
fn the_report_agrees_with_lsusb() {
    let mut comparison = Comparison::default();
    for guest in guest::guests() {
        let usb = guest.report(&[Component::Usb]).usb.unwrap();
        let printed = parse(&guest.printed("lsusb.txt").unwrap_or_default());
        comparison.same("devices", &guest.name, usb.devices.len().to_string(), printed.len().to_string());
        for theirs in &printed {
            let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            let is_it = |ours: &&UsbDevice| number(ours.bus) == theirs.bus && number(ours.address) == theirs.address;
            match usb.devices.iter().find(is_it) {
                Some(ours) => compare_device(&mut comparison, &format!("{} {}", guest.name, ours.port), ours, theirs),
                None => comparison.lacks(format!("{}: no device {}:{}", guest.name, theirs.bus, theirs.address)),
            }
        }
    }
    comparison.close(&[("devices", 2), ("device", 40), ("configuration", 16), ("interface", 20)]);
}

/// A code of two digits as lsusb prints it: decimal.
fn decimal(code: Option<impl ToString>) -> String {
    code.map(|code| code.to_string()).unwrap_or_default()
}

fn compare_device(comparison: &mut Comparison, subject: &str, ours: &UsbDevice, theirs: &Printed) {
    let value = |name: &str| theirs.device.get(name).map_or("", |(value, _)| value.as_str());
    let string = |name: &str| theirs.device.get(name).map_or("", |(_, string)| string.as_str());
    let text =
        |value: &Option<String>, key: &str| value.clone().or(ours.placeholders.get(key).cloned()).unwrap_or_default();
    let hexadecimal = |id: &Option<String>| format!("0x{}", id.as_deref().unwrap_or_default());
    for (name, told, printed) in [
        ("idVendor", hexadecimal(&ours.vendor_id), value("idVendor")),
        ("idProduct", hexadecimal(&ours.product_id), value("idProduct")),
        ("bcdUSB", text(&ours.usb_version, ""), value("bcdUSB")),
        ("bcdDevice", text(&ours.release, ""), value("bcdDevice")),
        ("bDeviceClass", decimal(ours.class.as_ref().map(|class| class.code)), value("bDeviceClass")),
        ("bDeviceSubClass", decimal(ours.subclass), value("bDeviceSubClass")),
        ("bDeviceProtocol", decimal(ours.protocol), value("bDeviceProtocol")),
        ("iManufacturer", text(&ours.manufacturer, "manufacturer"), string("iManufacturer")),
        ("iProduct", text(&ours.product, "product"), string("iProduct")),
        ("iSerial", text(&ours.serial_number, "serial_number"), string("iSerial")),
    ] {
        comparison.same("device", &format!("{subject} {name}"), told, printed);
    }
    let configuration = |name: &str| theirs.configuration.get(name).map_or("", |(value, _)| value.as_str());
    let amperes = ours.maximum_current_amperes.map(|current| format!("{:.0}mA", current.0 * 1000.0));
    let powered = theirs.configuration.contains_key("Self") && theirs.configuration["Self"].0 == "Powered";
    for (name, told, printed) in [
        ("bConfigurationValue", decimal(ours.configuration), configuration("bConfigurationValue")),
        ("MaxPower", amperes.unwrap_or_default(), configuration("MaxPower")),
        ("self-powered", ours.self_powered.unwrap().to_string(), if powered { "true" } else { "false" }),
        ("bNumInterfaces", ours.interfaces.len().to_string(), configuration("bNumInterfaces")),
    ] {
        comparison.same("configuration", &format!("{subject} {name}"), told, printed);
    }
    for (ours, theirs) in ours.interfaces.iter().zip(&theirs.interfaces) {
        compare_interface(comparison, subject, ours, theirs);
    }
}

fn compare_interface(comparison: &mut Comparison, subject: &str, ours: &UsbInterface, theirs: &Descriptor) {
    let value = |name: &str| theirs.get(name).map_or("", |(value, _)| value.as_str());
    for (name, told) in [
        ("bInterfaceNumber", decimal(ours.number)),
        ("bAlternateSetting", decimal(ours.alternate_setting)),
        ("bInterfaceClass", decimal(ours.class.as_ref().map(|class| class.code))),
        ("bInterfaceSubClass", decimal(ours.subclass)),
        ("bInterfaceProtocol", decimal(ours.protocol)),
    ] {
        comparison.same("interface", &format!("{subject} {name}"), told, value(name));
    }
    let description = theirs.get("iInterface").map_or("", |(_, string)| string.as_str());
    comparison.same(
        "interface",
        &format!("{subject} iInterface"),
        ours.description.as_deref().unwrap_or_default(),
        description,
    );
}

//! USB devices.

use crate::report::{Usb, UsbDevice};

use super::{
    board::named,
    page::{Cell, Section, cell},
    phrase::words,
};

/// Class of hubs (USB 3.2 §10.15.1).
const HUB: u64 = 9;

/// A row for each device that is no hub.
pub(super) fn section(usb: &Usb) -> Section {
    let mut section = Section::new("USB");
    let is_hub = |device: &&UsbDevice| device.class.as_ref().is_some_and(|class| class.code == HUB);
    section.table(usb.devices.iter().filter(|device| !is_hub(device)).map(row).collect());
    section
}

fn row(device: &UsbDevice) -> Vec<Cell> {
    let mut drivers: Vec<&str> = device.interfaces.iter().filter_map(|interface| interface.driver.as_deref()).collect();
    drivers.dedup();
    vec![
        cell(device.port.as_str()),
        cell(name(device)),
        named("serial", device.serial_number.as_ref()).whole(),
        device.speed_bits_per_second.map(|speed| speed.to_string()).into(),
        cell(drivers.join(", ")),
    ]
}

/// What the device calls itself; its ids where it says nothing. Some repeat the maker in the product.
fn name(device: &UsbDevice) -> String {
    let product = device.product.as_deref();
    let repeats = |maker: &&str| product.is_some_and(|product| product.starts_with(*maker));
    let maker = device.manufacturer.as_deref().filter(|maker| !repeats(maker));
    let name = words([maker, product]);
    let ids = [device.vendor_id.as_deref(), device.product_id.as_deref()];
    if name.is_empty() { ids.into_iter().flatten().collect::<Vec<_>>().join(":") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{Coded, UsbInterface},
        units::BitsPerSecond,
    };

    #[test]
    fn hubs_are_left_out() {
        let root = UsbDevice {
            port: "usb1".into(),
            class: Some(Coded { code: HUB, name: Some("Hub".into()) }),
            ..UsbDevice::default()
        };
        let interface = UsbInterface { driver: Some("usbhid".into()), ..UsbInterface::default() };
        let keyboard = UsbDevice {
            port: "1-14.1".into(),
            manufacturer: Some("American Megatrends Inc.".into()),
            product: Some("Virtual Keyboard and Mouse".into()),
            serial_number: Some("serial".into()),
            speed_bits_per_second: Some(BitsPerSecond(12_000_000)),
            interfaces: vec![interface.clone(), interface],
            ..UsbDevice::default()
        };
        let nameless = UsbDevice {
            port: "1-3".into(),
            vendor_id: Some("0bda".into()),
            product_id: Some("8153".into()),
            ..UsbDevice::default()
        };
        insta::assert_snapshot!(plain(&section(&Usb { devices: vec![root, nameless, keyboard] })));
    }
}

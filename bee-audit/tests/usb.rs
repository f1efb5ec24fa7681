//! The USB devices of machines that tests make up, file by file.

use bee_audit::{
    Options, Replay, audit,
    report::{Gap, Usb},
    units::{Amperes, BitsPerSecond},
};

#[path = "support/tree.rs"]
mod support;

const BUS: &str = "sys/devices/pci0000:00/0000:00:14.0/usb1";

/// A root hub with a keyboard of a server's remote console behind port 10 and a stick behind port 9.
fn machine(name: &str, more: &[(&str, &str)]) -> (Usb, Vec<Gap>) {
    let root = support::folder(name);
    let files = [
        ("usb1", "busnum", "1"),
        ("usb1", "devnum", "1"),
        ("usb1", "idVendor", "1d6b"),
        ("usb1", "idProduct", "0002"),
        ("usb1", "version", " 2.00"),
        ("usb1", "speed", "480"),
        ("usb1", "bDeviceClass", "09"),
        ("usb1", "bMaxPower", "0mA"),
        ("usb1", "bmAttributes", "e0"),
        ("usb1", "maxchild", "16"),
        ("usb1", "removable", "unknown"),
        ("1-0:1.0", "bInterfaceNumber", "00"),
        ("1-0:1.0", "bInterfaceClass", "09"),
        ("1-9", "idVendor", "0951"),
        ("1-9", "serial", "0123456789"),
        ("1-9", "manufacturer", "Example"),
        ("1-9", "bcdDevice", "0110"),
        ("1-9", "speed", "5000"),
        ("1-9", "bMaxPower", "896mA"),
        ("1-9", "bDeviceClass", "00"),
        ("1-9", "removable", "removable"),
        ("1-9:1.0", "bInterfaceNumber", "00"),
        ("1-9:1.0", "bAlternateSetting", " 0"),
        ("1-9:1.0", "bInterfaceClass", "08"),
        ("1-9:1.0", "bInterfaceSubClass", "06"),
        ("1-9:1.0", "bInterfaceProtocol", "50"),
        ("1-10", "serial", "SN-1"),
        ("1-10", "bConfigurationValue", ""),
        ("1-10", "bMaxPower", ""),
    ];
    let more = more.iter().map(|(file, content)| ("1-9", *file, *content));
    for (device, file, content) in files.into_iter().chain(more) {
        let place = match device.split(':').next().unwrap() {
            "usb1" | "1-0" => "",
            "1-9" => "1-9/",
            _ => "1-10/",
        };
        let folder = if device.contains(':') { format!("{place}{device}/") } else { place.to_owned() };
        support::file(&root, &format!("{BUS}/{folder}{file}"), format!("{content}\n").as_bytes());
        let target = format!("../../../{}/{folder}", BUS.strip_prefix("sys/").unwrap());
        support::link(&root, &format!("sys/bus/usb/devices/{device}"), target.trim_end_matches('/'));
    }
    support::link(&root, &format!("{BUS}/1-9/1-9:1.0/driver"), "../../../../../../bus/usb/drivers/usb-storage");
    let report = audit(&Replay::open(&root).unwrap(), &Options::default());
    (report.usb.unwrap(), report.gaps)
}

#[test]
fn devices_stand_in_the_order_of_their_ports() {
    let (usb, gaps) = machine("usb", &[]);
    assert_eq!(gaps, []);
    let [hub, stick, keyboard] = &usb.devices[..] else { panic!("{usb:?}") };
    assert_eq!((hub.port.as_str(), hub.ports, hub.self_powered), ("usb1", Some(16), Some(true)));
    assert_eq!(hub.class.as_ref().unwrap().name.as_deref(), Some("Hub"));
    assert_eq!((hub.usb_version.as_deref(), hub.removable.as_deref()), (Some("2.00"), None));
    assert_eq!(hub.interfaces.len(), 1);
    assert_eq!((stick.port.as_str(), stick.pci_address.as_deref()), ("1-9", Some("0000:00:14.0")));
    assert_eq!(stick.speed_bits_per_second, Some(BitsPerSecond(5_000_000_000)));
    assert_eq!((stick.maximum_current_amperes, stick.release.as_deref()), (Some(Amperes(0.896)), Some("1.10")));
    assert_eq!(stick.serial_number, None);
    assert_eq!(stick.placeholders["serial_number"], "0123456789");
    let [storage] = &stick.interfaces[..] else { panic!() };
    assert_eq!((storage.subclass, storage.protocol, storage.alternate_setting), (Some(6), Some(0x50), Some(0)));
    assert_eq!(storage.driver.as_deref(), Some("usb-storage"));
    assert_eq!((keyboard.port.as_str(), keyboard.serial_number.as_deref()), ("1-10", Some("SN-1")));
    assert_eq!((keyboard.configuration, keyboard.maximum_current_amperes), (None, None));
}

#[test]
fn a_damaged_attribute_costs_itself() {
    let (usb, gaps) = machine("usb-damaged", &[("bDeviceSubClass", "xyz"), ("speed", "warp")]);
    let missing: Vec<_> = gaps.iter().map(|gap| (gap.subjects[0].as_str(), gap.missing.as_str())).collect();
    assert_eq!(missing, [("1-9", "bDeviceSubClass"), ("1-9", "speed")]);
    assert_eq!((usb.devices.len(), usb.devices[1].speed_bits_per_second), (3, None));
}

//! A machine that nobody has: as many PCI functions and drives as wanted, as a tree of files.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

/// Functions that share a root port.
const FUNCTIONS_PER_PORT: usize = 8;

/// Writes a machine with `functions` PCI functions below root ports and `drives` SATA drives, as `sys/` below `root`.
pub(crate) fn write_host(root: &Path, functions: usize, drives: usize) {
    for folder in ["sys/bus/pci/devices", "sys/block", "sys/class/block", "proc"] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    for number in 0..functions.div_ceil(FUNCTIONS_PER_PORT + 1) {
        let port = write_function(root, &port_address(number), None, true);
        let left = functions.saturating_sub(number * (FUNCTIONS_PER_PORT + 1) + 1).min(FUNCTIONS_PER_PORT);
        for function in 0..left {
            let (domain, bus) = (number / 32, 1 + number % 32);
            write_function(root, &format!("{domain:04x}:{bus:02x}:00.{function:x}"), Some(&port), false);
        }
    }
    let controller = PathBuf::from("sys/devices/pci0000:00").join(port_address(0));
    for number in 0..drives {
        write_drive(root, &controller, number);
    }
}

fn port_address(number: usize) -> String {
    format!("{:04x}:00:{:02x}.0", number / 32, number % 32)
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// One function; returns its folder, relative to the root.
fn write_function(root: &Path, address: &str, port: Option<&Path>, bridge: bool) -> PathBuf {
    let bus = PathBuf::from(format!("sys/devices/pci{}:00", &address[..4]));
    let relative = port.map_or(bus, Path::to_owned).join(address);
    let folder = root.join(&relative);
    let class = if bridge { "0x060400" } else { "0x020000" };
    for (name, value) in [
        ("vendor", "0x8086"),
        ("device", if bridge { "0x2030" } else { "0x1572" }),
        ("subsystem_vendor", "0x8086"),
        ("subsystem_device", "0x0001"),
        ("class", class),
        ("revision", "0x02"),
        ("numa_node", "0"),
        ("enable", "1"),
        ("current_link_speed", "8.0 GT/s PCIe"),
        ("max_link_speed", "16.0 GT/s PCIe"),
        ("current_link_width", "8"),
        ("max_link_width", "16"),
        ("power_state", "D0"),
        ("power/runtime_status", "active"),
        ("irq", "11"),
    ] {
        write(&folder, name, format!("{value}\n"));
    }
    write(&folder, "config", configuration(bridge));
    symlink(
        format!("../../../{}", relative.strip_prefix("sys").expect("below sys").display()),
        root.join("sys/bus/pci/devices").join(address),
    )
    .expect("a link");
    relative
}

/// A header, and one capability: PCI Express (PCIe 6.0 §7.5.3).
fn configuration(bridge: bool) -> Vec<u8> {
    let mut bytes = vec![0; 256];
    bytes[..16].copy_from_slice(&[0x86, 0x80, 0x72, 0x15, 6, 4, 0x10, 0, 2, 0, 0, 2, 0x10, 0, u8::from(bridge), 0]);
    bytes[0x34] = 0x40;
    bytes[0x40..0x44].copy_from_slice(&[0x10, 0, if bridge { 0x42 } else { 0x02 }, 0]);
    bytes[0x4c..0x50].copy_from_slice(&[0x04, 0x01, 0, 0]);
    bytes[0x52..0x54].copy_from_slice(&[0x83, 0]);
    bytes
}

fn write_drive(root: &Path, controller: &Path, number: usize) {
    let name = format!("sd{}", letters(number));
    let device = controller.join(format!("ata{0}/host{0}/target{0}:0:0/{0}:0:0:0", number + 1));
    let relative = device.join("block").join(&name);
    let (device, folder) = (root.join(&device), root.join(&relative));
    for (attribute, value) in
        [("vendor", "ATA"), ("model", "SYNTHETIC 960G"), ("rev", "0001"), ("type", "0"), ("state", "running")]
    {
        write(&device, attribute, format!("{value}\n"));
    }
    write(&device, "wwid", format!("naa.5000c500{number:08x}\n"));
    let serial = format!("SYN{number:09}");
    let length = u8::try_from(serial.len()).expect("a short serial");
    write(&device, "vpd_pg80", [&[0, 0x80, 0, length], serial.as_bytes()].concat());
    for (attribute, value) in [
        ("size", "1875385008"),
        ("removable", "0"),
        ("ro", "0"),
        ("queue/rotational", "0"),
        ("queue/logical_block_size", "512"),
        ("queue/physical_block_size", "4096"),
        ("dev", "8:0"),
    ] {
        write(&folder, attribute, format!("{value}\n"));
    }
    symlink("../..", folder.join("device")).expect("a link");
    for class in ["sys/block", "sys/class/block"] {
        let back = "../".repeat(class.matches('/').count());
        symlink(
            format!("{back}{}", relative.strip_prefix("sys").expect("below sys").display()),
            root.join(class).join(&name),
        )
        .expect("a link");
    }
}

/// `a`, …, `z`, `aa`, …: how the kernel counts drives.
fn letters(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).expect("below 26"));
    if number < 26 { last.to_string() } else { letters(number / 26 - 1) + &last.to_string() }
}

/// A table of memory devices (DSP0134 §7.18, 2.8 form) with their strings, of about `bytes` octets.
pub(crate) fn smbios_table(bytes: usize) -> Vec<u8> {
    let mut table = Vec::new();
    let mut handle = 0u16;
    while table.len() < bytes {
        let mut structure = vec![0; 0x28];
        structure[..4].copy_from_slice(&[17, 0x28, handle.to_le_bytes()[0], handle.to_le_bytes()[1]]);
        structure[0x0c..0x0e].copy_from_slice(&[0, 0x40]);
        structure[0x10..0x12].copy_from_slice(&[1, 2]);
        structure[0x17..0x1b].copy_from_slice(&[3, 4, 5, 6]);
        table.extend(structure);
        table.extend(format!("DIMM_{handle}\0NODE 0\0Maker\0{handle:08X}\0Tag\0PART-{handle}\0\0").bytes());
        handle += 1;
    }
    table.extend([127, 4, 0xff, 0xff, 0, 0]);
    table
}

//! The PCI functions behind which drives are, each read once.

use std::collections::HashMap;

use crate::{collect::Probe, decode::linux::device_path::DevicePath, report::DrivePath};

/// What a path says of its controller.
#[derive(Debug, Clone, Default)]
pub(super) struct Adapter {
    pub(super) driver: Option<String>,
    pub(super) numa_node: Option<u32>,
}

/// Adapters by PCI address.
#[derive(Debug, Default)]
pub(super) struct Adapters(HashMap<String, Adapter>);

impl Adapters {
    /// The way to the device `name` at `path`, as far as its place tells.
    pub(super) fn way(&mut self, probe: &mut Probe, name: &str, path: &DevicePath) -> DrivePath {
        let adapter = self.at(probe, path.pci_address());
        DrivePath {
            name: name.to_owned(),
            pci_address: path.pci_address().map(str::to_owned),
            driver: adapter.driver,
            numa_node: adapter.numa_node,
            usb_device: path.usb_device().map(str::to_owned),
            ..DrivePath::default()
        }
    }

    /// The adapter at a PCI address; without one there is nothing to say.
    pub(super) fn at(&mut self, probe: &mut Probe, pci_address: Option<&str>) -> Adapter {
        let Some(address) = pci_address else { return Adapter::default() };
        if let Some(known) = self.0.get(address) {
            return known.clone();
        }
        let directory = format!("/sys/bus/pci/devices/{address}");
        let adapter = Adapter {
            driver: probe.link_name(address, &format!("{directory}/driver")),
            // -1 is "near to none" and no node.
            numa_node: probe.attributes(address, &directory, &["numa_node"]).number("numa_node"),
        };
        self.0.insert(address.to_owned(), adapter.clone());
        adapter
    }
}

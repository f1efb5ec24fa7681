//! The device that carries interfaces.

use super::{
    super::{Probe, files},
    Carried, port, rdma,
};
use crate::{
    decode::linux::{device_path::DevicePath, ethtool::DriverInformation, runtime_power::is_asleep},
    host::{EthtoolRequest, Query},
    report::{NetworkAdapter, NetworkSrIov, Reason},
};

/// Most virtual functions that a PCI function can have is 65,535; no device has more than a few hundred.
const MOST_VIRTUAL_FUNCTIONS: u32 = 4096;

/// What the kernel tells of every function.
const ATTRIBUTES: [&str; 2] = ["numa_node", "power/runtime_status"];
/// Of SR-IOV (Documentation/ABI/testing/sysfs-bus-pci).
const SR_IOV: [&str; 2] = ["sriov_totalvfs", "sriov_numvfs"];

/// The files and links that [`read`] will ask for.
pub(super) fn queries(directory: &str, carried: &Carried) -> Vec<Query> {
    let path = DevicePath::parse(directory);
    let function = function_directory(directory, &path);
    let links = [format!("{directory}/driver"), format!("{directory}/subsystem"), format!("{function}/physfn")];
    let of_function = files(function, &ATTRIBUTES).into_iter().chain(files(function, &SR_IOV));
    let of_ports = carried.interfaces.iter().flat_map(|interface| port::queries(interface));
    of_function.chain(links.map(Query::Link)).chain(of_ports).collect()
}

/// Reads the device in `directory`, and what it carries.
pub(super) fn read(probe: &mut Probe, directory: &str, carried: &Carried) -> NetworkAdapter {
    let path = DevicePath::parse(directory);
    let address = last_name(directory).to_owned();
    let function = function_directory(directory, &path);
    let attributes = probe.attributes(&address, function, &ATTRIBUTES);
    let driver = probe.link_name(&address, &format!("{directory}/driver"));
    let asleep = attributes.text("power/runtime_status").is_some_and(|status| is_asleep(&status));
    if asleep && !carried.interfaces.is_empty() {
        probe.gap(&address, "driver's answers", Reason::LeftAlone, "the device is suspended, asking would wake it");
        probe.hint("switch one of its interfaces on: ip link set NAME up");
    }
    let mut ports: Vec<_> = carried.interfaces.iter().map(|path| port::read(probe, path, asleep)).collect();
    ports.sort_unstable_by(|a, b| (a.device_port, &a.name).cmp(&(b.device_port, &b.name)));
    let first = carried.interfaces.first().filter(|_| !asleep).map(|path| last_name(path));
    let information = first.and_then(|interface| read_driver_information(probe, interface));
    let rdma_devices = carried.rdma_devices.iter().map(|path| rdma::read(probe, path)).collect();
    NetworkAdapter {
        bus: probe.link_name(&address, &format!("{directory}/subsystem")),
        pci_address: path.pci_address().map(str::to_owned),
        usb_address: path.usb_device().map(str::to_owned),
        driver_version: match &information {
            Some(information) => information.version.clone(),
            None => driver.as_deref().and_then(|driver| probe.text(&address, &format!("/sys/module/{driver}/version"))),
        },
        driver: driver.or_else(|| information.as_ref()?.driver.clone()),
        firmware_version: information.as_ref().and_then(|information| information.firmware_version.clone()),
        expansion_rom_version: information.and_then(|information| information.expansion_rom_version),
        numa_node: attributes.number("numa_node"),
        sr_iov: read_sr_iov(probe, &address, function),
        physical_function: probe.link_name(&address, &format!("{function}/physfn")),
        ports,
        rdma_devices,
        address,
    }
}

/// The last name of a path.
pub(super) fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Directory of the PCI function that the device is or is behind, which knows its place; else that of the device.
fn function_directory<'a>(directory: &'a str, path: &DevicePath<'_>) -> &'a str {
    let function = path.pci_address().and_then(|address| {
        let start = directory.rfind(&format!("/{address}"))?;
        directory.get(..start + 1 + address.len())
    });
    function.unwrap_or(directory)
}

fn read_driver_information(probe: &mut Probe, interface: &str) -> Option<DriverInformation> {
    port::ask_driver(probe, interface, EthtoolRequest::DriverInformation, DriverInformation::decode)
}

/// What [`SR_IOV`] and the links `virtfn*` tell.
fn read_sr_iov(probe: &mut Probe, address: &str, function: &str) -> Option<NetworkSrIov> {
    let attributes = probe.attributes(address, function, &SR_IOV);
    let total = attributes.number("sriov_totalvfs").filter(|total| *total > 0)?;
    let enabled: Option<u32> = attributes.number("sriov_numvfs");
    let numbers = 0..enabled.unwrap_or_default().min(MOST_VIRTUAL_FUNCTIONS);
    let links = numbers.filter_map(|number| probe.link_name(address, &format!("{function}/virtfn{number}")));
    Some(NetworkSrIov { total, enabled, virtual_functions: links.collect() })
}

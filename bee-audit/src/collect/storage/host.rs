//! SCSI hosts, and the controllers that have them.

use super::adapter::Adapters;
use crate::{
    collect::{Attributes, Probe, files, identity},
    decode::linux::{device_path::DevicePath, storage_text},
    host::Query,
    report::{FibreChannelHost, Placeholders, ScsiHost, StorageController},
    units::BitsPerSecond,
};

const CLASS: &str = "/sys/class/scsi_host";

const FIBRE_CHANNEL: &str = "/sys/class/fc_host";
const FIBRE_CHANNEL_ATTRIBUTES: [&str; 6] =
    ["port_name", "node_name", "fabric_name", "port_id", "port_type", "port_state"];

/// A SCSI host with its place.
pub(super) struct Placed {
    pub(super) host: ScsiHost,
    controller: String,
    pub(super) pci_address: Option<String>,
    /// A USB device's own host, which is no controller.
    is_usb: bool,
}

/// A field of the report, and the names that drivers give the attribute.
type Names = &'static [&'static str];

const MODEL: Names = &["model_name", "modelname", "model", "host_fw_model"];
const SERIAL_NUMBER: Names = &["serial_number", "serial_num", "serialnum"];
const FIRMWARE: Names = &[
    "version_fw",
    "firmware_version",
    "firmware_revision",
    "fw_version",
    "fwrev",
    "host_fw_version",
    "hba_kernel_version",
];
const OPTION_ROM: Names = &["version_bios", "bios_version", "option_rom_version", "optrom_bios_version"];
const DRIVER_VERSION: Names = &["driver_version", "lpfc_drvr_version", "host_driver_version"];
const COMMON: Names = &[
    "proc_name",
    "state",
    "active_mode",
    "can_queue",
    "link_power_management_policy",
    "board_name",
    "board_assembly",
    "host_sas_address",
];

/// Every SCSI host, in the order of numbers.
pub(super) fn read(probe: &mut Probe) -> Vec<Placed> {
    let mut names = probe.list("SCSI hosts", CLASS);
    names.sort_by_cached_key(|name| super::kernel_order(name));
    let targets = probe.links(CLASS, &names);
    let directories = || names.iter().map(|name| format!("{CLASS}/{name}"));
    probe.read_ahead(directories().map(Query::List));
    // Drivers have dozens of attributes of their own; only those that are there are asked for.
    let there: Vec<_> =
        names.iter().zip(directories()).map(|(name, directory)| attributes(probe, name, &directory)).collect();
    probe.read_ahead(directories().zip(&there).flat_map(|(directory, names)| files(&directory, names)));
    probe.read_attributes_ahead(names.iter().map(|name| format!("{FIBRE_CHANNEL}/{name}")), &FIBRE_CHANNEL_ATTRIBUTES);
    let hosts = names.into_iter().zip(targets).zip(there);
    hosts.filter_map(|((name, target), there)| read_host(probe, name, &target?, &there)).collect()
}

/// Those of a host's attributes that are reported.
fn attributes(probe: &mut Probe, name: &str, directory: &str) -> Vec<&'static str> {
    let there = probe.list(name, directory);
    let reported = [COMMON, MODEL, SERIAL_NUMBER, FIRMWARE, OPTION_ROM, DRIVER_VERSION].concat();
    reported.into_iter().filter(|name| there.iter().any(|there| there == name)).collect()
}

fn read_host(probe: &mut Probe, name: String, target: &str, there: &[&str]) -> Option<Placed> {
    let path = DevicePath::parse(target);
    let attributes = probe.optional_attributes(&name, &format!("{CLASS}/{name}"), there);
    let host = ScsiHost {
        ata_port: path.ata_port().map(str::to_owned),
        fibre_channel: path.pci_address().and_then(|_| read_fibre_channel(probe, &name)),
        ..scsi_host(name, &attributes)
    };
    Some(Placed {
        host,
        controller: path.adapter()?.to_owned(),
        pci_address: path.pci_address().map(str::to_owned),
        is_usb: path.usb_device().is_some(),
    })
}

fn scsi_host(name: String, attributes: &Attributes) -> ScsiHost {
    let first = |names: Names| names.iter().find_map(|name| attributes.text(name));
    let mut placeholders = Placeholders::new();
    let mut value = |names: Names, field: &str| identity(first(names), field, &mut placeholders);
    ScsiHost {
        name,
        driver: attributes.text("proc_name").filter(|name| name != "(null)" && name != "<NULL>"),
        state: attributes.text("state"),
        active_mode: attributes.text("active_mode"),
        maximum_commands: attributes.number("can_queue"),
        link_power_management: attributes.text("link_power_management_policy"),
        model: value(MODEL, "model"),
        board_name: value(&["board_name"], "board_name"),
        board_assembly: value(&["board_assembly"], "board_assembly"),
        serial_number: value(SERIAL_NUMBER, "serial_number"),
        firmware_version: value(FIRMWARE, "firmware_version"),
        option_rom_version: value(OPTION_ROM, "option_rom_version"),
        driver_version: first(DRIVER_VERSION),
        sas_address: attributes.text("host_sas_address").and_then(|text| storage_text::identifier(&text)),
        placeholders,
        ..ScsiHost::default()
    }
}

fn read_fibre_channel(probe: &mut Probe, host: &str) -> Option<FibreChannelHost> {
    let directory = format!("{FIBRE_CHANNEL}/{host}");
    // Only Fibre Channel hosts are in this class; the first answer tells.
    let attributes = probe.optional_attributes(host, &directory, &FIBRE_CHANNEL_ATTRIBUTES);
    let port_name = attributes.text("port_name")?;
    let speeds = probe.optional_attributes(host, &directory, &["speed", "supported_speeds", "symbolic_name"]);
    let supported = speeds.text("supported_speeds").unwrap_or_default();
    let identifier = |name: &str| storage_text::identifier(&attributes.text(name)?);
    Some(FibreChannelHost {
        port_name: storage_text::identifier(&port_name),
        node_name: identifier("node_name"),
        fabric_name: identifier("fabric_name").filter(|name| name != "ffffffffffffffff"),
        port_identifier: identifier("port_id"),
        port_type: attributes.text("port_type"),
        state: attributes.text("port_state"),
        speed_bits_per_second: speeds
            .text("speed")
            .and_then(|text| storage_text::bits_per_second(&text))
            .map(BitsPerSecond),
        maximum_speed_bits_per_second: supported
            .split(", ")
            .filter_map(storage_text::bits_per_second)
            .max()
            .map(BitsPerSecond),
        symbolic_name: speeds.text("symbolic_name"),
    })
}

/// The hosts by controller, in the order of names; those of USB devices left out.
pub(super) fn controllers(probe: &mut Probe, adapters: &mut Adapters, hosts: Vec<Placed>) -> Vec<StorageController> {
    let mut controllers: Vec<StorageController> = Vec::new();
    for placed in hosts.into_iter().filter(|placed| !placed.is_usb) {
        if let Some(known) = controllers.iter_mut().find(|known| known.name == placed.controller) {
            known.hosts.push(placed.host);
            continue;
        }
        let adapter = adapters.at(probe, placed.pci_address.as_deref());
        controllers.push(StorageController {
            name: placed.controller,
            pci_address: placed.pci_address,
            driver: adapter.driver,
            numa_node: adapter.numa_node,
            hosts: vec![placed.host],
        });
    }
    controllers.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    controllers
}

//! SCSI devices that are no drives: optical drives, tapes, changers, enclosures, processors, and units without a
//! driver.

use super::{ata, block::Inventory};
use crate::{
    collect::{Attributes, Probe, coded, identity},
    decode::{
        linux::device_path::DevicePath,
        scsi::{PeripheralDeviceType, vital_product_data},
    },
    report::{Placeholders, ScsiDevice},
};

const CLASS: &str = "/sys/class/scsi_device";

const ATTRIBUTES: [&str; 7] = ["type", "vendor", "model", "rev", "state", "wwid", "vpd_pg80"];

/// Folders of a SCSI device that hold what drivers made of it, by kernel name.
const DRIVERS: [&str; 4] = ["block", "scsi_tape", "scsi_changer", "scsi_generic"];

/// Every SCSI device that is not behind a drive of the inventory, by address.
pub(super) fn read(probe: &mut Probe, inventory: &Inventory) -> Vec<ScsiDevice> {
    let drives: Vec<&str> =
        inventory.devices.iter().filter_map(|(_, target)| DevicePath::parse(target).scsi_address()).collect();
    let mut addresses = probe.list("SCSI devices", CLASS);
    addresses.retain(|address| !drives.contains(&address.as_str()));
    addresses.sort_by_cached_key(|address| super::kernel_order(address));
    let targets = probe.links(CLASS, &addresses);
    probe.read_attributes_ahead(addresses.iter().map(|address| format!("{CLASS}/{address}/device")), &ATTRIBUTES);
    let read = |(address, target): (String, Option<String>)| {
        read_device(probe, address, &DevicePath::parse(target.as_deref().unwrap_or_default()))
    };
    addresses.into_iter().zip(targets).map(read).collect()
}

fn read_device(probe: &mut Probe, address: String, path: &DevicePath) -> ScsiDevice {
    let directory = format!("{CLASS}/{address}/device");
    let attributes = probe.optional_attributes(&address, &directory, &ATTRIBUTES);
    // Optical drives have no serial number page, and INQUIRY cuts what they say of themselves by ATA.
    let identify = ata::Place::of(path).and_then(|place| place.port(probe, &address).identify);
    let identify = identify.as_ref();
    let serial_number = serial_number(probe, &address, &attributes);
    let mut placeholders = Placeholders::new();
    let mut value = |raw: Option<String>, field: &str| identity(raw, field, &mut placeholders);
    ScsiDevice {
        device_type: attributes.number("type").map(|code| coded(&PeripheralDeviceType(code))),
        names: read_names(probe, &address, &directory),
        vendor: value(attributes.text("vendor"), "vendor"),
        model: value(identify.and_then(|own| own.model_number.clone()).or(attributes.text("model")), "model"),
        firmware_revision: value(
            identify.and_then(|own| own.firmware_revision.clone()).or(attributes.text("rev")),
            "firmware_revision",
        ),
        serial_number: value(serial_number.or_else(|| identify?.serial_number.clone()), "serial_number"),
        wwid: attributes.text("wwid"),
        state: attributes.text("state"),
        pci_address: path.pci_address().map(str::to_owned),
        placeholders,
        address,
    }
}

fn serial_number(probe: &mut Probe, address: &str, attributes: &Attributes) -> Option<String> {
    let page = attributes.bytes("vpd_pg80").filter(|bytes| !bytes.is_empty())?;
    let decoded = vital_product_data::unit_serial_number(page);
    decoded.inspect_err(|error| probe.damaged(address, "vpd_pg80", error)).ok().flatten()
}

fn read_names(probe: &mut Probe, subject: &str, directory: &str) -> Vec<String> {
    let there = probe.list(subject, directory);
    let folders = DRIVERS.into_iter().filter(|folder| there.iter().any(|there| there == folder));
    let names = folders.flat_map(|folder| probe.list(subject, &format!("{directory}/{folder}")));
    // A tape drive has eight names for its densities and rewinding; the one that is its own ends in the number.
    names.filter(|name| !name.starts_with("nst") && name.ends_with(|c: char| c.is_ascii_digit())).collect()
}

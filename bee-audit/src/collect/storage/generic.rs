//! Drives that are neither SCSI nor NVMe: virtio, MMC and SD cards, Xen, non-volatile memory.

use super::{adapter::Adapters, block, block::Inventory, join};
use crate::{
    collect::{Attributes, Probe, identity},
    decode::linux::device_path::DevicePath,
    report::{Drive, MmcCard, Transport},
};

/// Attributes of an MMC or SD card, from the block device's directory.
const CARD_ATTRIBUTES: [&str; 8] = [
    "device/type",
    "device/name",
    "device/serial",
    "device/manfid",
    "device/oemid",
    "device/date",
    "device/fwrev",
    "device/hwrev",
];

/// Every drive that no other reader takes.
pub(super) fn read(probe: &mut Probe, inventory: &Inventory, adapters: &mut Adapters) -> Vec<Drive> {
    let mut drives: Vec<(Option<&str>, Drive)> = Vec::new();
    for (name, target) in &inventory.devices {
        let path = DevicePath::parse(target);
        let is_taken = path.scsi_address().is_some() || path.nvme_controller().is_some() || name.starts_with("nvme");
        if is_taken || name.starts_with("mtdblock") {
            continue;
        }
        let drive = read_drive(probe, inventory, adapters, name, &path);
        // Boot areas of an MMC device are block devices of their own.
        let card = path.mmc_card();
        match drives.iter_mut().find(|(known, _)| card.is_some() && *known == card) {
            Some((_, known)) => join(known, drive),
            None => drives.push((card, drive)),
        }
    }
    drives.into_iter().map(|(_, drive)| drive).collect()
}

fn read_drive(
    probe: &mut Probe,
    inventory: &Inventory,
    adapters: &mut Adapters,
    name: &str,
    path: &DevicePath,
) -> Drive {
    let is_card = path.mmc_card().is_some();
    let more: &[&str] = if is_card { &CARD_ATTRIBUTES } else { &[] };
    let (block_device, attributes) = block::read(probe, inventory, name, &format!("/sys/block/{name}"), more);
    let mut drive = Drive {
        name: name.to_owned(),
        wwid: attributes.text("wwid"),
        size_bytes: block_device.size_bytes,
        is_rotational: attributes.flag("queue/rotational"),
        is_removable: attributes.flag("removable"),
        transport: transport(path),
        mmc: is_card.then(|| card(&attributes)),
        paths: vec![adapters.way(probe, name, path)],
        block_devices: vec![block_device],
        ..Drive::default()
    };
    let serial_number = if is_card { attributes.text("device/serial") } else { attributes.text("serial") };
    drive.serial_number = identity(serial_number, "serial_number", &mut drive.placeholders);
    drive.model = attributes.text("device/name");
    drive.firmware_revision = attributes.text("device/fwrev");
    drive
}

fn transport(path: &DevicePath) -> Option<Transport> {
    if path.mmc_card().is_some() {
        Some(Transport::Mmc)
    } else if path.virtio().is_some() {
        Some(Transport::Virtio)
    } else if path.has_prefix("vbd-") {
        Some(Transport::Xen)
    } else if path.has_prefix("ndbus") {
        Some(Transport::Nvdimm)
    } else {
        None
    }
}

fn card(attributes: &Attributes) -> MmcCard {
    MmcCard {
        kind: attributes.text("device/type"),
        manufacturer_id: attributes.number("device/manfid"),
        oem_id: attributes.number("device/oemid"),
        manufacturing_date: attributes.text("device/date"),
        hardware_revision: attributes.text("device/hwrev"),
    }
}

//! Drives, storage controllers, enclosures and arrays.
//!
//! - *Reports*: each drive once, with its paths and block devices; NVMe subsystems, controllers and namespaces; SCSI
//!   hosts and devices that are no drives; enclosures with their slots, supplies, fans and sensors; arrays of the md
//!   driver.
//! - *Reads*: `/sys/block`, `/sys/class/{nvme,nvme-subsystem,scsi_*,ata_*,sas_*,fc_*,iscsi_*,enclosure,raid_devices}`,
//!   and the vital product data pages that the kernel keeps in `/sys/block/*/device/vpd_pg*`; NVMe controllers, ATA and
//!   SCSI drives and enclosures themselves; controllers of megaraid_sas and the drives behind them; tools of RAID
//!   controllers (storcli, perccli, storcli2, perccli2, sas3ircu, sas2ircu, ssacli, arcconf, mvcli).
//! - *Falls back to*: ATA Information (page 89h) for ATA drives without an ATA port; the USB device's serial number;
//!   nvme-cli and smartctl for drives that refuse us.
//! - *Needs*: no privilege; root for health.
//! - *Leaves out*: partitions, mounts, virtual block devices; drives behind RAID controllers other than megaraid_sas
//!   without their maker's tool, and the health of those that it numbers above 255;
//!   drives that sleep or are suspended, which are not woken.

mod adapter;
mod array;
mod ata;
mod ata_answers;
mod ata_health;
mod block;
mod enclosure;
mod enclosure_report;
mod enclosure_services;
mod generic;
mod host;
mod interconnect;
mod megaraid;
mod nvme;
mod nvme_controller;
mod nvme_health;
mod nvme_limits;
mod nvme_report;
mod raid;
mod raid_report;
mod scsi;
mod scsi_device;
mod scsi_health;
mod scsi_report;
mod scsi_unit;
mod smartctl;
mod statement;
mod suspended;

use self::block::Inventory;
use super::{Outcome, Probe};
use crate::{
    decode::linux::kernel_order,
    host::Host,
    report::{Component, Drive, Storage},
};

/// Everything that the machine stores on.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Storage> {
    let mut probe = Probe::new(host, Component::Storage);
    let inventory = Inventory::read(&mut probe);
    let mut adapters = adapter::Adapters::default();
    let mut enclosures = enclosure::read(&mut probe);
    let hosts = host::read(&mut probe);

    let mut drives = nvme::read(&mut probe, &inventory, &mut adapters);
    let around = scsi::Surroundings { inventory: &inventory, hosts: &hosts, enclosures: &enclosures };
    drives.extend(scsi::read(&mut probe, &mut adapters, &around));
    drives.extend(generic::read(&mut probe, &inventory, &mut adapters));
    suspended::note(&mut probe, &mut drives);
    nvme_health::read(&mut probe, &mut drives);
    ata_health::read(&mut probe, &mut drives);
    scsi_health::read(&mut probe, &mut drives);
    smartctl::read(&mut probe, &mut drives);
    let scsi_devices = scsi_device::read(&mut probe, &inventory);
    enclosure_services::read(&mut probe, &scsi_devices, &mut enclosures);
    enclosure_services::place(&mut enclosures, &mut drives);
    drives.sort_by_cached_key(|drive| kernel_order(&drive.name));

    let storage = Storage {
        raid_controllers: raid::read(&mut probe, &hosts, &drives),
        scsi_devices,
        controllers: host::controllers(&mut probe, &mut adapters, hosts),
        arrays: array::read(&mut probe, &inventory),
        drives,
        enclosures,
    };
    probe.outcome(storage)
}

/// Adds the path and block device of `other`, which is the same drive on another way.
fn join(drive: &mut Drive, other: Drive) {
    drive.paths.extend(other.paths);
    drive.block_devices.extend(other.block_devices);
}

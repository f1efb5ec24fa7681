//! Controllers of megaraid_sas and the drives behind them, asked themselves.
//!
//! What the controller's tool has told stays; each drive's own health is added to it. Drives that the kernel shows as
//! well (JBOD) are asked there. Pass-through has an octet for a drive's number: of one with a larger number there is
//! only what the controller knows.

use super::{ata_health, host::Placed, raid_report, scsi_health, scsi_unit::Unit};
use crate::{
    collect::Probe,
    decode::{
        self,
        mfi::{
            PhysicalDiskState, controller_information::ControllerInformation, physical_disk::PhysicalDisk as Told,
            physical_disk_list, virtual_disk::VirtualDisk, virtual_disk_list,
        },
        scsi::{inquiry::Inquiry, vital_product_data},
        tool::raid::{self, Condition},
    },
    host::{MegaraidRequest, Query, Reply, ScsiRequest, ScsiVpdPage},
    report::{Drive, RaidController},
};

/// `PERIPHERAL DEVICE TYPE` of a disk (SPC-5 §6.6.2).
const DISK: u8 = 0x00;
/// `mfi_ddf_pd_interface` of SATA.
const SATA: u8 = 3;
/// A drive that the kernel shows itself.
const JBOD: PhysicalDiskState = PhysicalDiskState(0x40);

/// Targets of a channel (`MEGASAS_MAX_DEV_PER_CHANNEL`).
const TARGETS: u8 = 128;

/// What this source is called.
const SOURCE: &str = "megaraid";

/// A drive behind a controller while it is asked.
struct Asked {
    /// Its number in the controller's list; QEMU gives another in what it tells of the drive.
    number: u16,
    told: Told,
    /// What it tells of itself is gathered here.
    drive: Drive,
}

/// Asks every controller of megaraid_sas; adds to what tools have told, or the whole controller where none has.
pub(super) fn read(probe: &mut Probe, hosts: &[Placed], drives: &[Drive], controllers: &mut Vec<RaidController>) {
    let mut hosts = hosts.iter().filter(|placed| placed.host.driver.as_deref() == Some("megaraid_sas")).peekable();
    if hosts.peek().is_none() || !is_offered(probe) {
        return;
    }
    for placed in hosts {
        let Some(number) = placed.host.name.strip_prefix("host") else { continue };
        let mut door = Door { probe, name: &placed.host.name, device: format!("/dev/bus/{number}") };
        let Some(asked) = door.physical_disks() else { continue };
        let is_it =
            |known: &&mut RaidController| known.pci_address.is_some() && known.pci_address == placed.pci_address;
        match controllers.iter_mut().find(is_it) {
            Some(known) => asked.into_iter().for_each(|asked| add(known, asked)),
            None => {
                let said = door.controller(number, placed.pci_address.clone(), &asked, drives);
                let mut controller = raid_report::controller(SOURCE, said, drives);
                asked.into_iter().for_each(|asked| add(&mut controller, asked));
                controllers.push(controller);
            }
        }
    }
}

/// Whether the driver has the device through which its controllers are asked.
fn is_offered(probe: &mut Probe) -> bool {
    let devices = probe.try_ask(&Query::Read("/proc/devices".to_owned()));
    matches!(devices, Ok(Reply::Bytes(text)) if String::from_utf8_lossy(&text).contains("megaraid_sas_ioctl"))
}

/// Adds what a drive tells of itself to what is known of it.
fn add(controller: &mut RaidController, asked: Asked) {
    let number = Some(u32::from(asked.number));
    let mut disks = controller.physical_disks.iter_mut();
    if let Some(known) = disks.find(|known| known.device_identifier == number) {
        known.serial_number = known.serial_number.take().or(asked.drive.serial_number);
        (known.health, known.ata, known.scsi) = (asked.drive.health, asked.drive.ata, asked.drive.scsi);
    }
}

/// The asking end of one controller.
struct Door<'a, 'h> {
    probe: &'a mut Probe<'h>,
    /// SCSI host, for which gaps are reported.
    name: &'a str,
    device: String,
}

impl Door<'_, '_> {
    fn ask<T>(&mut self, request: MegaraidRequest, decode: fn(&[u8]) -> Result<T, decode::Error>) -> Option<T> {
        let query = Query::Megaraid { device: self.device.clone(), request };
        let Reply::Bytes(bytes) = self.probe.ask(self.name, &query)? else { return None };
        decode(&bytes).inspect_err(|error| self.probe.damaged(self.name, request.name(), error)).ok()
    }

    /// Every drive with what it tells, all asked at the same time; `None` where the controller tells of none.
    fn physical_disks(&mut self) -> Option<Vec<Asked>> {
        let listed = self.ask(MegaraidRequest::PhysicalDisks, physical_disk_list::decode)?;
        let mut asked = Vec::new();
        for listed in listed.into_iter().filter(|listed| listed.device_type.0 == DISK) {
            let number = listed.device_identifier;
            if let Some(told) = self.ask(MegaraidRequest::PhysicalDisk(number), Told::decode) {
                let told = Told { enclosure_identifier: listed.enclosure_identifier, slot: listed.slot, ..told };
                let drive = Drive { name: format!("{} disk {number}", self.name), ..Drive::default() };
                asked.push(Asked { number, told, drive });
            }
        }
        let device = &self.device;
        self.probe.at_once(&mut asked, |probe, asked| ask_disk(probe, device, asked));
        Some(asked)
    }

    /// The controller with its volumes and drives.
    fn controller(
        &mut self,
        number: &str,
        pci_address: Option<String>,
        asked: &[Asked],
        drives: &[Drive],
    ) -> raid::Controller {
        let own = self.ask(MegaraidRequest::Controller, ControllerInformation::decode);
        let targets = self.ask(MegaraidRequest::VirtualDisks, virtual_disk_list::decode).unwrap_or_default();
        let volumes = targets
            .into_iter()
            .filter_map(|target| self.ask(MegaraidRequest::VirtualDisk(target), VirtualDisk::decode));
        let virtual_disks = volumes.map(|told| virtual_disk(told, number, drives)).collect();
        let known = own.as_ref();
        raid::Controller {
            pci_address,
            model: known.and_then(|own| own.product_name.clone()),
            serial_number: known.and_then(|own| own.serial_number.clone()),
            firmware_version: known.and_then(|own| own.firmware_version.clone()),
            firmware_package: known.and_then(|own| own.package_version.clone()),
            bios_version: known.and_then(|own| own.bios_version.clone()),
            cache_bytes: known.map(|own| own.memory_bytes).filter(|octets| *octets != 0),
            memory_correctable_errors: known.map(|own| own.memory_correctable_errors.into()),
            memory_uncorrectable_errors: known.map(|own| own.memory_uncorrectable_errors.into()),
            raid_levels: known.map(|own| own.raid_levels.names().into_iter().map(str::to_owned).collect()),
            maximum_virtual_disks: known.map(|own| own.maximum_virtual_disks.into()).filter(|count| *count != 0),
            virtual_disks,
            physical_disks: asked.iter().map(physical_disk).collect(),
            ..raid::Controller::default()
        }
    }
}

/// Lets a drive tell of itself through its controller at `device`.
fn ask_disk(probe: &mut Probe, device: &str, Asked { number, told, drive }: &mut Asked) {
    let Some(target) = u8::try_from(*number).ok().filter(|_| told.state != JBOD) else { return };
    let device = format!("{device}/megaraid/{target}");
    if told.interface.0 == SATA {
        ata_health::tell(probe, &device, drive);
        told.world_wide_name = told.world_wide_name.take().or(drive.world_wide_name.take());
        return;
    }
    let mut unit = Unit::new(probe, &drive.name, device);
    (drive.health, drive.scsi) = scsi_health::tell(&mut unit);
    let serial = ScsiRequest::VitalProductData(ScsiVpdPage::UnitSerialNumber);
    drive.serial_number = unit.decoded(serial, vital_product_data::unit_serial_number).flatten();
    if told.inquiry.is_none() {
        told.inquiry = unit.decoded(ScsiRequest::Inquiry, Inquiry::decode);
    }
    if told.world_wide_name.is_none() {
        let names = ScsiRequest::VitalProductData(ScsiVpdPage::DeviceIdentification);
        told.world_wide_name = unit.decoded(names, decode::mfi::world_wide_name).flatten();
    }
}

/// A volume, which the driver shows as a disk of channel 2 or 3, by its number.
fn virtual_disk(told: VirtualDisk, host: &str, drives: &[Drive]) -> raid::VirtualDisk {
    let address = format!("{host}:{}:{}:0", 2 + told.target / TARGETS, told.target % TARGETS);
    let is_it =
        |drive: &&Drive| drive.paths.iter().any(|path| path.scsi.as_ref().is_some_and(|scsi| scsi.address == address));
    raid::VirtualDisk {
        device: drives.iter().find(is_it).map(|drive| drive.name.clone()),
        identifier: told.target.to_string(),
        level: told.level().map(str::to_owned),
        state: told.state.name().map(str::to_owned),
        condition: match told.state.0 {
            0 => Some(Condition::Offline),
            1 | 2 => Some(Condition::Degraded),
            3 => Some(Condition::Good),
            _ => None,
        },
        size_bytes: Some(told.size_bytes),
        strip_bytes: told.strip_bytes(),
        name: told.name,
        unique_identifier: told.unique_identifier,
        ..raid::VirtualDisk::default()
    }
}

fn physical_disk(Asked { number, told, .. }: &Asked) -> raid::PhysicalDisk {
    let inquiry = told.inquiry.as_ref();
    raid::PhysicalDisk {
        enclosure: told.enclosure_identifier.map(|enclosure| enclosure.to_string()),
        slot: Some(told.slot.to_string()),
        device_identifier: Some((*number).into()),
        state: told.state.name().map(str::to_owned),
        condition: condition(told),
        interface: told.interface.name().map(str::to_owned),
        medium: told.medium.name().map(str::to_owned),
        vendor: inquiry.and_then(|inquiry| inquiry.vendor_identification.clone()),
        model: inquiry.and_then(|inquiry| inquiry.product_identification.clone()),
        firmware_revision: inquiry.and_then(|inquiry| inquiry.product_revision_level.clone()),
        world_wide_name: told.world_wide_name.clone(),
        size_bytes: Some(told.size_bytes),
        media_errors: Some(told.media_errors.into()),
        other_errors: Some(told.other_errors.into()),
        predictive_failures: Some(told.predictive_failures.into()),
        ..raid::PhysicalDisk::default()
    }
}

fn condition(told: &Told) -> Option<Condition> {
    if told.is_foreign {
        return Some(Condition::Foreign);
    }
    match told.state.0 {
        0x00 => Some(Condition::Unconfigured),
        0x01 | 0x11 => Some(Condition::Failed),
        0x02 => Some(Condition::Spare),
        0x10 => Some(Condition::Offline),
        0x14 | 0x20 => Some(Condition::Rebuilding),
        0x18 | 0x40 => Some(Condition::Good),
        _ => None,
    }
}

//! Drives behind SCSI hosts: SATA, SAS, USB, Fibre Channel, iSCSI, RAID volumes.

use super::{
    adapter::Adapters,
    ata, ata_health, block,
    block::Inventory,
    enclosure,
    host::Placed,
    interconnect, join,
    statement::{self, Statement},
};
use crate::{
    collect::{Attributes, Probe, coded, identity},
    decode::{
        ata::identify_device::{IdentifyDevice, SerialAtaSpeed},
        linux::device_path::DevicePath,
        scsi::{PeripheralDeviceType, designator::ProtocolIdentifier},
    },
    host::Query,
    report::{Drive, DrivePath, Enclosure, RaidVolume, ScsiPath, Transport},
    units::{BitsPerSecond, Seconds},
};

/// Attributes of the SCSI device as a path, from the block device's directory.
const ATTRIBUTES: [&str; 10] = [
    "device/type",
    "device/state",
    "device/queue_depth",
    "device/timeout",
    "device/access_state",
    "device/iorequest_cnt",
    "device/iodone_cnt",
    "device/ioerr_cnt",
    "device/iotmo_cnt",
    "device/raid_level",
];

/// Attributes of a disk, which are in a class of their own.
const DISK_ATTRIBUTES: [&str; 3] = ["protection_type", "cache_type", "provisioning_mode"];

/// What is known besides the drives: where they may be.
pub(super) struct Surroundings<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) hosts: &'a [Placed],
    pub(super) enclosures: &'a [Enclosure],
}

/// A unit with what the kernel says of it.
struct Unit<'a> {
    name: &'a str,
    path: DevicePath<'a>,
    address: &'a str,
    way: DrivePath,
    /// Of the block device.
    attributes: Attributes,
    /// Of the class of disks.
    disk: Attributes,
    port: Option<ata::Port>,
    identify: Option<IdentifyDevice>,
}

/// Every drive behind a SCSI host; one that several paths lead to once.
pub(super) fn read(probe: &mut Probe, adapters: &mut Adapters, around: &Surroundings) -> Vec<Drive> {
    let volumes = probe.list("RAID volumes", "/sys/class/raid_devices");
    let devices = around.inventory.devices.iter().map(|(name, target)| (name, DevicePath::parse(target)));
    let devices: Vec<_> = devices.filter(|(_, path)| path.scsi_address().is_some()).collect();
    read_ahead(probe, &devices);
    let units = devices.into_iter().filter_map(|(name, path)| Unit::read(probe, adapters, name, path));
    let mut units: Vec<Unit> = units.collect();
    let mut untold: Vec<&mut Unit> = units.iter_mut().filter(|unit| unit.is_untold()).collect();
    probe.at_once(&mut untold, |probe, unit| unit.identify = ata_health::identify(probe, unit.name));
    let mut drives: Vec<Drive> = Vec::new();
    for unit in units {
        let raid_volume = unit.volume(probe, &volumes, around.hosts);
        let drive = unit.drive(probe, around);
        let drive = Drive { raid_volume: drive.raid_volume.or(raid_volume), ..drive };
        match drives.iter_mut().find(|known| is_same(known, &drive)) {
            Some(known) => join(known, drive),
            None => drives.push(drive),
        }
    }
    drives
}

/// Has the files of all units read.
fn read_ahead(probe: &mut Probe, devices: &[(&String, DevicePath)]) {
    let directories = || devices.iter().map(|(name, _)| directory(name));
    probe.read_attributes_ahead(directories(), &wanted());
    probe.read_attributes_ahead(devices.iter().filter_map(|(_, path)| path.scsi_address()).map(disk), &DISK_ATTRIBUTES);
    ata::Place::read_ahead(probe, devices.iter().map(|(_, path)| path));
    probe.read_ahead(directories().flat_map(|directory| [Query::Link(generic(&directory)), Query::List(directory)]));
}

fn directory(name: &str) -> String {
    format!("/sys/block/{name}")
}

fn disk(address: &str) -> String {
    format!("/sys/class/scsi_disk/{address}")
}

/// The link to the generic device, from the block device's directory.
fn generic(directory: &str) -> String {
    format!("{directory}/device/generic")
}

/// What is read of the block device and of the SCSI device below it.
fn wanted() -> Vec<&'static str> {
    [&block::ATTRIBUTES[..], &statement::ATTRIBUTES, &ATTRIBUTES].concat()
}

/// Whether two units are one drive: the same NAA or EUI-64 identifier, and no other serial number.
fn is_same(a: &Drive, b: &Drive) -> bool {
    let is_unique = |wwid: &&String| wwid.starts_with("naa.") || wwid.starts_with("eui.");
    let wwid = a.wwid.as_ref().filter(is_unique);
    wwid.is_some() && wwid == b.wwid.as_ref() && a.serial_number == b.serial_number
}

impl<'a> Unit<'a> {
    /// Reads what the kernel knows, without a word to the device.
    fn read(probe: &mut Probe, adapters: &mut Adapters, name: &'a str, path: DevicePath<'a>) -> Option<Unit<'a>> {
        let address = path.scsi_address()?;
        let attributes = probe.optional_attributes(name, &directory(name), &wanted());
        let mut port = ata::Place::of(&path).map(|place| place.port(probe, name));
        let of_port = port.as_mut().and_then(|port| port.identify.take());
        Some(Unit {
            identify: of_port.or_else(|| statement::translated(probe, name, &attributes)),
            disk: probe.optional_attributes(name, &disk(address), &DISK_ATTRIBUTES),
            way: adapters.way(probe, name, &path),
            name,
            path,
            address,
            attributes,
            port,
        })
    }

    /// Whether it is an ATA drive of whose IDENTIFY DEVICE data the kernel shows nothing.
    fn is_untold(&self) -> bool {
        self.identify.is_none() && statement::is_ata(&self.attributes)
    }

    /// The drive that it is.
    fn drive(self, probe: &mut Probe, around: &Surroundings) -> Drive {
        let Unit { name, path, address, way, attributes, disk, port, identify } = self;
        let block_device = block::device(probe, around.inventory, name, &directory(name), &attributes);
        let statement = Statement::decode(probe, name, &attributes, identify);
        let mut drive = statement.drive(name, &attributes);
        let highest = statement.identify.as_ref().and_then(|drive| drive.highest_speed);
        drive.paths.push(DrivePath {
            state: attributes.text("device/state"),
            maximum_link_speed_bits_per_second: highest.and_then(SerialAtaSpeed::bits_per_second).map(BitsPerSecond),
            scsi: Some(read_scsi(probe, name, address, &attributes, &disk)),
            enclosure: enclosure::place_of(around.enclosures, address),
            ..read_links(probe, &path, port, way)
        });
        drive.transport = Some(transport(&path, &statement));
        drive.raid_volume = attributes.text("device/raid_level").filter(|level| level != "N/A").map(volume_of_level);
        drive.is_removable = attributes.flag("removable");
        drive.size_bytes = block_device.size_bytes;
        drive.block_devices.push(block_device);
        read_usb_serial(probe, &path, &mut drive);
        drive
    }

    /// A volume of a RAID controller: listed by the kernel's RAID class, or on a channel that megaraid_sas keeps for
    /// volumes (physical drives are on channels 0 and 1).
    fn volume(&self, probe: &mut Probe, volumes: &[String], hosts: &[Placed]) -> Option<RaidVolume> {
        let Unit { path, address, .. } = self;
        if volumes.iter().any(|volume| volume == address) {
            let directory = format!("/sys/class/raid_devices/{address}");
            let attributes = probe.optional_attributes(address, &directory, &["level", "state"]);
            let text = |name: &str| attributes.text(name).filter(|text| text != "unknown");
            return Some(RaidVolume { level: text("level"), state: text("state") });
        }
        let host = hosts.iter().find(|placed| Some(placed.host.name.as_str()) == path.scsi_host())?;
        let is_megaraid = host.host.driver.as_deref() == Some("megaraid_sas");
        let channel: u32 = address.split(':').nth(1)?.parse().ok()?;
        (is_megaraid && channel >= 2).then(RaidVolume::default)
    }
}

/// `way` with what lies between host and drive.
fn read_links(probe: &mut Probe, path: &DevicePath, port: Option<ata::Port>, way: DrivePath) -> DrivePath {
    let sas = interconnect::read_sas(probe, &way.name, path);
    let of_phy = sas.as_ref().and_then(|sas| sas.phys.iter().find_map(|phy| phy.speed_bits_per_second));
    DrivePath {
        link_speed_bits_per_second: port.as_ref().and_then(|port| port.speed).or(of_phy),
        remote_port: interconnect::read_remote_port(probe, &way.name, path),
        iscsi: interconnect::read_iscsi(probe, &way.name, path),
        ata: port.map(|port| port.link),
        sas,
        ..way
    }
}

/// A volume whose level the device itself states (smartpqi, hpsa).
fn volume_of_level(level: String) -> RaidVolume {
    RaidVolume { level: Some(level), state: None }
}

/// How the unit is attached; for controllers that hide it, as its port's name says (SPC-4 §7.8.6, PIV).
fn transport(path: &DevicePath, statement: &Statement) -> Transport {
    let says = |protocol| {
        let protocol = Some(ProtocolIdentifier(protocol));
        statement.designators.iter().any(|designator| designator.protocol_identifier == protocol)
    };
    let is_parallel = || statement.identify.as_ref().is_some_and(|drive| !drive.is_serial);
    if path.iscsi_session().is_some() {
        Transport::Iscsi
    } else if path.remote_port().is_some() {
        Transport::FibreChannel
    } else if path.usb_device().is_some() {
        Transport::Usb
    } else if path.sas_end_device().is_some() {
        Transport::Sas
    } else if path.ata_port().is_some() {
        if is_parallel() { Transport::Ata } else { Transport::Sata }
    } else if path.virtio().is_some() {
        Transport::Virtio
    } else if says(6) {
        Transport::Sas
    } else {
        Transport::Scsi
    }
}

/// The SCSI device as its own attributes and those of its disk say.
fn read_scsi(probe: &mut Probe, name: &str, address: &str, attributes: &Attributes, disk: &Attributes) -> ScsiPath {
    ScsiPath {
        address: address.to_owned(),
        generic: probe.link_name(name, &generic(&directory(name))),
        device_type: attributes.number("device/type").map(|code| coded(&PeripheralDeviceType(code))),
        queue_depth: attributes.number("device/queue_depth"),
        timeout_seconds: attributes.number::<u32>("device/timeout").map(|seconds| Seconds(f64::from(seconds))),
        access_state: attributes.text("device/access_state"),
        protection_type: disk.number("protection_type"),
        cache_type: disk.text("cache_type"),
        provisioning_mode: disk.text("provisioning_mode"),
        requests: attributes.number("device/iorequest_cnt"),
        completions: attributes.number("device/iodone_cnt"),
        errors: attributes.number("device/ioerr_cnt"),
        timeouts: attributes.number("device/iotmo_cnt"),
    }
}

/// Bridges without a serial number page leave the serial number to their USB device.
fn read_usb_serial(probe: &mut Probe, path: &DevicePath, drive: &mut Drive) {
    let Some(device) = path.usb_device().filter(|_| drive.serial_number.is_none()) else { return };
    let attributes = probe.attributes(&drive.name, &format!("/sys/bus/usb/devices/{device}"), &["serial"]);
    drive.serial_number = identity(attributes.text("serial"), "serial_number", &mut drive.placeholders);
}

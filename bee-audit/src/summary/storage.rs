//! Drives and arrays.

mod health;
mod raid;

use crate::{
    report::{
        Array, Drive, Enclosure, Pcie, PhysicalDisk, RaidCondition, Storage, StorageController, Transport, slot_title,
    },
    units::Bytes,
};

use super::{
    board::named,
    page::{Cell, Section, TIE, Tone, cell},
    phrase::{alike, counted, times, words},
};

/// The total, alike drives together with their serial numbers, then what they are attached to and combined in.
pub(super) fn section(storage: &Storage, pcie: Option<&Pcie>) -> Section {
    let mut section = Section::new("STORAGE");
    section.line(total(storage));
    for (description, drives) in alike(&storage.drives, |drive| description(drive)) {
        section.line(drive_parts(&description, &drives, pcie));
    }
    for controller in &storage.raid_controllers {
        raid::lines(controller).into_iter().for_each(|line| section.line(line));
    }
    section.table(storage.arrays.iter().map(array_row).collect());
    section.table(storage.enclosures.iter().map(enclosure_row).collect());
    section.table(storage.controllers.iter().filter_map(controller_row).collect());
    section
}

/// `157.47 TB on 40 drives`, those behind RAID controllers among them; then the volumes that these make, and disks that
/// are none.
fn total(storage: &Storage) -> Vec<Cell> {
    let (volumes, others): (Vec<_>, Vec<_>) = storage.drives.iter().partition(|drive| drive.raid_volume.is_some());
    let (virtual_disks, drives): (Vec<_>, Vec<_>) = others.into_iter().partition(|drive| is_virtual(drive));
    let is_seen = |disk: &PhysicalDisk| {
        disk.serial_number.is_some() && drives.iter().any(|drive| drive.serial_number == disk.serial_number)
    };
    let behind: Vec<&PhysicalDisk> = storage.raid_controllers.iter().flat_map(|it| &it.physical_disks).collect();
    let behind = || behind.iter().filter(|disk| disk.condition != Some(RaidCondition::Missing) && !is_seen(disk));
    if storage.drives.len() + behind().count() < 2 {
        return Vec::new();
    }
    // A tool's rounded sizes make no sum.
    let is_exact = behind().all(|disk| disk.size_bytes.is_some());
    let seen = drives.iter().filter_map(|drive| drive.size_bytes).chain(behind().filter_map(|disk| disk.size_bytes));
    let count = drives.len() + behind().count();
    let sum = |of: &[&Drive]| of.iter().filter_map(|drive| drive.size_bytes).map(|size| size.0).sum();
    let bytes = if is_exact { Some(seen.map(|size| size.0).sum()) } else { None };
    vec![
        on(bytes, count, "drive"),
        on(Some(sum(&volumes)), volumes.len(), "RAID volume"),
        on(Some(sum(&virtual_disks)), virtual_disks.len(), "virtual disk"),
    ]
}

/// `19.2 TB on 8 RAID volumes`; nothing of none.
fn on(bytes: Option<u64>, count: usize, noun: &str) -> Cell {
    let counted = counted(count as u64, noun);
    match bytes {
        _ if count == 0 => Cell::default(),
        Some(bytes) => cell(format!("{} on {counted}", Bytes(bytes).decimal())),
        None => cell(counted),
    }
}

fn is_virtual(drive: &Drive) -> bool {
    matches!(drive.transport, Some(Transport::Virtio | Transport::Xen))
}

/// What makes drives alike: model, size and kind, firmware.
fn description(drive: &Drive) -> String {
    let model = words([drive.vendor.as_deref(), drive.model.as_deref()]);
    let size = drive.size_bytes.map(Bytes::decimal);
    let kind = words([size.as_deref(), Some(&kind(drive))]);
    let firmware = drive.firmware_revision.as_ref().map(|revision| format!("firmware {revision}")).unwrap_or_default();
    [model, kind, firmware].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Alike drives, how they are, then each with its serial number.
fn drive_parts(description: &str, drives: &[&Drive], pcie: Option<&Pcie>) -> Vec<Cell> {
    let each = drives.iter().map(|drive| {
        let serial = drive.serial_number.as_deref().map(|serial| serial.replace(' ', TIE));
        let place = place(drive, pcie).map(|place| format!("at {place}").replace(' ', TIE));
        let name = [Some(drive.name.clone()), serial, place].into_iter().flatten().collect::<Vec<_>>().join(TIE);
        health::drive_cell(drive, name)
    });
    let heading = std::iter::once(cell(times(drives.len(), description)).tone(Tone::Strong));
    heading.chain(health::ranges(drives)).chain(each).collect()
}

/// Where it is; for an NVMe drive the name of its PCI slot tells more than the address.
fn place(drive: &Drive, pcie: Option<&Pcie>) -> Option<String> {
    let place = drive.place()?;
    let function = pcie.iter().flat_map(|pcie| &pcie.functions).find(|function| function.address == place);
    let slot = function.and_then(|function| function.slot.as_ref());
    let name = slot.and_then(|slot| slot.designation.clone().or_else(|| slot.kernel_name.clone()));
    Some(name.map(|name| slot_title(&name)).unwrap_or(place))
}

/// `NVMe SSD`, `SAS HDD 7200 rpm`, `RAID 5 volume`.
fn kind(drive: &Drive) -> String {
    if let Some(volume) = &drive.raid_volume {
        return words([volume.level.as_deref(), Some("volume")]);
    }
    let transport = drive.transport.as_ref().map(transport);
    let medium = match drive.is_rotational {
        // A virtual disk says anything.
        _ if drive.transport == Some(Transport::Virtio) => None,
        Some(true) => Some("HDD"),
        Some(false) => Some("SSD"),
        None => None,
    };
    let rate = drive.rotation_rate_rpm.map(|rate| rate.to_string());
    words([transport, medium, rate.as_deref()])
}

fn transport(transport: &Transport) -> &'static str {
    match transport {
        Transport::Nvme => "NVMe",
        Transport::Sata => "SATA",
        Transport::Ata => "ATA",
        Transport::Sas => "SAS",
        Transport::Usb => "USB",
        Transport::Virtio => "virtio",
        Transport::Iscsi => "iSCSI",
        Transport::FibreChannel => "FC",
        Transport::Mmc => "MMC",
        Transport::Ufs => "UFS",
        Transport::Xen => "Xen",
        Transport::Nvdimm => "NVDIMM",
        Transport::Scsi => "SCSI",
    }
}

fn array_row(array: &Array) -> Vec<Cell> {
    let members: Vec<&str> = array.members.iter().map(|member| member.device.as_str()).collect();
    let missing = array.degraded_devices.filter(|missing| *missing > 0);
    let state = match missing {
        Some(missing) => cell(format!("{} missing", counted(missing, "member"))).tone(Tone::Alarm),
        None => array.state.clone().into(),
    };
    vec![
        cell(array.name.as_str()),
        array.level.clone().into(),
        cell(array.size_bytes.map(Bytes::decimal).unwrap_or_default()).right(),
        state,
        cell(members.join(", ")),
    ]
}

/// An enclosure by its own name, how many of its slots hold something, and the range of its temperatures.
fn enclosure_row(enclosure: &Enclosure) -> Vec<Cell> {
    let primary = enclosure.subenclosures.first();
    let model = primary.map(|primary| words([primary.vendor.as_deref(), primary.model.as_deref()]));
    let firmware = primary.and_then(|primary| primary.firmware_revision.as_deref());
    let filled = enclosure.slots.iter().filter(|slot| slot.status.as_deref() != Some("not installed")).count();
    let degrees = enclosure.elements.iter().filter_map(|element| element.temperature_celsius);
    let hottest = degrees.max_by(|a, b| a.0.total_cmp(&b.0));
    vec![
        cell(format!("enclosure{TIE}{}", enclosure.address)),
        cell(model.unwrap_or_default()),
        firmware.map(|revision| format!("firmware {revision}")).into(),
        cell(format!("{filled} of {} filled", counted(enclosure.slots.len() as u64, "slot"))),
        hottest.map(|hottest| format!("up to {hottest}")).into(),
    ]
}

/// Adapters that say what they are; those that do not are among the PCI devices.
fn controller_row(controller: &StorageController) -> Option<Vec<Cell>> {
    let host = controller.hosts.iter().find(|host| host.model.is_some() || host.board_name.is_some())?;
    let name = host.board_name.as_deref().or(host.model.as_deref());
    let firmware = host.firmware_version.as_ref().map(|version| format!("firmware {version}"));
    Some(vec![
        cell(controller.name.as_str()),
        name.into(),
        controller.driver.clone().into(),
        firmware.into(),
        named("serial", host.serial_number.as_ref()).whole(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{ArrayMember, DriveHealth, DriveTemperature, RaidVolume, ScsiHost, Verdict},
        units::{Celsius, Counter, Percent, RevolutionsPerMinute},
    };

    fn drive(name: &str, model: &str, serial: &str, size: u64) -> Drive {
        Drive {
            name: name.into(),
            model: Some(model.into()),
            serial_number: Some(serial.into()),
            size_bytes: Some(Bytes(size)),
            firmware_revision: Some("GDC5902Q".into()),
            transport: Some(Transport::Nvme),
            is_rotational: Some(false),
            ..Drive::default()
        }
    }

    fn server() -> Storage {
        let nvme = |index: u32| {
            let health = DriveHealth {
                verdict: Some(if index == 5 { Verdict::Failing } else { Verdict::Passed }),
                warnings: if index == 5 { vec!["reliability is degraded".into()] } else { Vec::new() },
                life_used_percent: Some(Percent(f64::from(index % 3))),
                power_on_hours: Some(Counter(23_456)),
                temperature: Some(DriveTemperature {
                    current_celsius: Some(Celsius(31.0 + f64::from(index))),
                    ..DriveTemperature::default()
                }),
                ..DriveHealth::default()
            };
            let serial = format!("S64GNE0R70000{index}");
            Drive {
                health: Some(health),
                ..drive(&format!("nvme{index}"), "SAMSUNG MZQL21T9HCJR-00A07", &serial, 1_920_383_410_176)
            }
        };
        let disk = Drive {
            vendor: Some("SEAGATE".into()),
            transport: Some(Transport::Sas),
            is_rotational: Some(true),
            rotation_rate_rpm: Some(RevolutionsPerMinute(7200)),
            ..drive("sda", "ST16000NM002G", "ZL2A0000", 16_000_900_661_248)
        };
        let volume = Drive {
            raid_volume: Some(RaidVolume { level: Some("RAID 1".into()), state: Some("active".into()) }),
            firmware_revision: None,
            ..drive("sdb", "PERC H755", "00aa", 480_036_519_936)
        };
        let member = |device: &str| ArrayMember { device: device.into(), ..ArrayMember::default() };
        let array = Array {
            name: "md127".into(),
            level: Some("raid1".into()),
            size_bytes: Some(Bytes(1_919_249_809_408)),
            state: Some("clean".into()),
            degraded_devices: Some(1),
            members: vec![member("nvme0n1p2"), member("nvme1n1p2")],
            ..Array::default()
        };
        let host = ScsiHost {
            board_name: Some("SAS9300-8i".into()),
            firmware_version: Some("16.00.12.00".into()),
            ..ScsiHost::default()
        };
        let controller = StorageController {
            name: "0000:18:00.0".into(),
            driver: Some("mpt3sas".into()),
            hosts: vec![host],
            ..StorageController::default()
        };
        let mut drives: Vec<Drive> = (0..8).map(nvme).collect();
        drives.extend([disk, volume]);
        Storage { drives, arrays: vec![array], controllers: vec![controller], ..Storage::default() }
    }

    #[test]
    fn a_drive_that_sleeps_or_fails_says_so() {
        let with = |health: DriveHealth| Drive { health: Some(health), ..Drive::default() };
        let asleep =
            DriveHealth { power_state: Some(crate::report::DrivePowerState::Standby), ..DriveHealth::default() };
        let failing = DriveHealth { verdict: Some(Verdict::Failing), ..DriveHealth::default() };
        assert_eq!(health::complaint(&with(asleep)), Some(("asleep".into(), Tone::Faint)));
        assert_eq!(health::complaint(&with(failing)), Some(("failing".into(), Tone::Alarm)));
        assert_eq!(health::complaint(&with(DriveHealth::default())), None);
    }

    #[test]
    fn alike_drives_share_a_row_with_every_serial_number() {
        insta::assert_snapshot!(plain(&section(&server(), None)));
    }
}

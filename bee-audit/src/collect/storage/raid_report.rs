//! Decoded answers of RAID tools as the report gives them.

use crate::{
    collect::identity,
    decode::tool::raid,
    report::{Drive, PhysicalDisk, Placeholders, RaidBattery, RaidCondition, RaidController, VirtualDisk},
    units::{Bytes, Celsius, Percent},
};

/// Adds what another command says of the same controller.
pub(super) fn join(known: &mut raid::Controller, said: raid::Controller) {
    known.foreign_groups = known.foreign_groups.or(said.foreign_groups);
    join_batteries(&mut known.batteries, said.batteries);
    for disk in said.virtual_disks {
        match known.virtual_disks.iter_mut().find(|known| known.identifier == disk.identifier) {
            Some(known) => *known = disk,
            None => known.virtual_disks.push(disk),
        }
    }
    for disk in said.physical_disks {
        let is_it = |known: &&mut raid::PhysicalDisk| {
            (&known.enclosure, &known.slot, known.device_identifier)
                == (&disk.enclosure, &disk.slot, disk.device_identifier)
        };
        match known.physical_disks.iter_mut().find(is_it) {
            Some(known) => *known = disk,
            None => known.physical_disks.push(disk),
        }
    }
}

/// What is said of a battery by itself completes what the controller's list says of it.
fn join_batteries(known: &mut Vec<raid::Battery>, said: Vec<raid::Battery>) {
    for (index, said) in said.into_iter().enumerate() {
        let Some(known) = known.get_mut(index) else {
            known.push(said);
            continue;
        };
        *known = raid::Battery {
            model: known.model.take().or(said.model),
            state: known.state.take().or(said.state),
            temperature_celsius: known.temperature_celsius.or(said.temperature_celsius),
            manufactured: known.manufactured.take().or(said.manufactured),
            serial_number: said.serial_number,
            charge_percent: said.charge_percent,
            is_replacement_required: said.is_replacement_required,
        };
    }
}

/// The controller; its volumes are joined with `drives` by identifier, else by the name that the tool has.
pub(super) fn controller(source: &str, said: raid::Controller, drives: &[Drive]) -> RaidController {
    let mut placeholders = Placeholders::new();
    let serial_number = identity(said.serial_number, "serial_number", &mut placeholders);
    RaidController {
        source: source.to_owned(),
        number: said.number,
        pci_address: said.pci_address,
        model: said.model,
        serial_number,
        sas_address: said.sas_address,
        firmware_version: said.firmware_version,
        firmware_package: said.firmware_package,
        bios_version: said.bios_version,
        driver_version: said.driver_version,
        status: said.status,
        temperature_celsius: said.temperature_celsius.map(Celsius),
        cache_bytes: said.cache_bytes.map(Bytes),
        cache_status: said.cache_status,
        memory_correctable_errors: said.memory_correctable_errors,
        memory_uncorrectable_errors: said.memory_uncorrectable_errors,
        foreign_groups: said.foreign_groups,
        raid_levels: said.raid_levels,
        maximum_virtual_disks: said.maximum_virtual_disks,
        batteries: said.batteries.into_iter().map(battery).collect(),
        virtual_disks: said.virtual_disks.into_iter().map(|disk| virtual_disk(disk, drives)).collect(),
        physical_disks: said.physical_disks.into_iter().map(physical_disk).collect(),
        placeholders,
    }
}

fn battery(said: raid::Battery) -> RaidBattery {
    RaidBattery {
        model: said.model,
        state: said.state,
        temperature_celsius: said.temperature_celsius.map(Celsius),
        manufactured: said.manufactured,
        serial_number: said.serial_number,
        charge_percent: said.charge_percent.map(Percent),
        is_replacement_required: said.is_replacement_required,
    }
}

fn virtual_disk(said: raid::VirtualDisk, drives: &[Drive]) -> VirtualDisk {
    let identifier = said.unique_identifier.as_deref();
    let is_it = |drive: &&Drive| identifier.is_some() && drive.world_wide_name.as_deref() == identifier;
    let is_named = |drive: &&Drive| said.device.as_ref().is_some_and(|device| *device == drive.name);
    let drive = drives.iter().find(is_it).or_else(|| drives.iter().find(is_named));
    VirtualDisk {
        drive: drive.map(|drive| drive.name.clone()),
        identifier: said.identifier,
        name: said.name,
        level: said.level,
        state: said.state,
        condition: said.condition.map(condition),
        size_bytes: said.size_bytes.map(Bytes),
        stated_size: said.stated_size,
        strip_bytes: said.strip_bytes.map(Bytes),
        cache_policy: said.cache_policy,
        unique_identifier: said.unique_identifier,
    }
}

fn physical_disk(said: raid::PhysicalDisk) -> PhysicalDisk {
    PhysicalDisk {
        enclosure: said.enclosure,
        slot: said.slot,
        device_identifier: said.device_identifier,
        group: said.group,
        state: said.state,
        condition: said.condition.map(condition),
        interface: said.interface,
        medium: said.medium,
        // What a translation puts for the maker of ATA drives (SAT-4 §8.3.2).
        vendor: said.vendor.filter(|vendor| vendor != "ATA"),
        model: said.model,
        serial_number: said.serial_number,
        world_wide_name: said.world_wide_name,
        firmware_revision: said.firmware_revision,
        size_bytes: said.size_bytes.map(Bytes),
        stated_size: said.stated_size,
        link_speed: said.link_speed,
        temperature_celsius: said.temperature_celsius.map(Celsius),
        media_errors: said.media_errors,
        other_errors: said.other_errors,
        predictive_failures: said.predictive_failures,
        is_smart_alert: said.is_smart_alert,
        ..PhysicalDisk::default()
    }
}

fn condition(said: raid::Condition) -> RaidCondition {
    match said {
        raid::Condition::Good => RaidCondition::Good,
        raid::Condition::Degraded => RaidCondition::Degraded,
        raid::Condition::Rebuilding => RaidCondition::Rebuilding,
        raid::Condition::Failed => RaidCondition::Failed,
        raid::Condition::Offline => RaidCondition::Offline,
        raid::Condition::Missing => RaidCondition::Missing,
        raid::Condition::Spare => RaidCondition::Spare,
        raid::Condition::Unconfigured => RaidCondition::Unconfigured,
        raid::Condition::Foreign => RaidCondition::Foreign,
    }
}

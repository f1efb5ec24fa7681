//! The text of ssacli, hpssacli and hpacucli: `ctrl all show config detail`.
//!
//! Document: HPE, *Smart Storage Administrator User Guide* (CLI: `show config detail`); versions 2 to 6 print a name, a
//! colon and a value a line, with three blanks a level.
//!
//! Real controllers: members of a mirror are named again below their volume, with brackets, which tells them from the
//! drives' own sections; a drive of another controller's array has no section; sizes are in powers of two for volumes
//! and of ten for drives.

use super::raid::{
    Battery, Condition, Controller, PhysicalDisk, VirtualDisk, digits, fact, first_number, memory, pci_address, stated,
};
use crate::decode::{Error, Fault};

/// What the lines are about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Section {
    Controller,
    Array,
    Volume,
    Disk,
    /// An expander, cage, port or services processor.
    Other,
}

/// The controllers of the text. Fails on a text without one.
pub fn decode(text: &str) -> Result<Vec<Controller>, Error> {
    let mut controllers: Vec<Controller> = Vec::new();
    let mut section = Section::Other;
    let mut array = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(controller) = heading(line) {
            controllers.push(controller);
            (section, array) = (Section::Controller, None);
            continue;
        }
        let Some(controller) = controllers.last_mut() else { continue };
        let line = line.trim();
        if let Some(begun) = begin(line, section, &mut array, controller) {
            section = begun;
        } else if let Some((name, value)) = fact(line) {
            tell(section, name, value, controller);
        }
    }
    if controllers.is_empty() {
        return Err(Error::new("ssacli", 0, Fault::NotText));
    }
    Ok(controllers)
}

/// `Smart Array P440ar in Slot 0 (Embedded)`, at the start of a line.
fn heading(line: &str) -> Option<Controller> {
    let (model, slot) = line.split_once(" in Slot ").filter(|_| !line.starts_with(' '))?;
    let number = slot.split_whitespace().next().and_then(|slot| slot.parse().ok());
    Some(Controller { model: stated(model), number, ..Controller::default() })
}

/// The section that a line begins.
fn begin(line: &str, section: Section, array: &mut Option<String>, controller: &mut Controller) -> Option<Section> {
    let after = |names: [&str; 2]| names.iter().find_map(|name| line.strip_prefix(name)).and_then(stated);
    if let Some(place) = line.strip_prefix("physicaldrive ") {
        // With brackets it is a list, which tells nothing of its own.
        let place = Some(place).filter(|place| !place.contains('('))?;
        controller.physical_disks.push(physical_disk(place, array.clone()));
        return Some(Section::Disk);
    }
    if let Some(identifier) = after(["Logical Drive: ", "logicaldrive "]).filter(|text| !text.contains('(')) {
        controller.virtual_disks.push(VirtualDisk { identifier, ..VirtualDisk::default() });
        return Some(Section::Volume);
    }
    if let Some(name) = after(["Array: ", "array "]) {
        *array = Some(name);
        return Some(Section::Array);
    }
    match line {
        "Unassigned" | "unassigned" | "HBA Drives" => {
            *array = None;
            Some(Section::Other)
        }
        _ if line.starts_with("SEP (") || line.starts_with("Expander ") || line.starts_with("Port Name: ") => {
            Some(Section::Other)
        }
        _ if line.contains(" at Port ") && section != Section::Disk => Some(Section::Other),
        _ => None,
    }
}

/// `1I:1:3` is port, box and bay.
fn physical_disk(place: &str, group: Option<String>) -> PhysicalDisk {
    let (enclosure, slot) = place.trim().rsplit_once(':').unwrap_or(("", place.trim()));
    PhysicalDisk { enclosure: stated(enclosure), slot: stated(slot), group, ..PhysicalDisk::default() }
}

fn tell(section: Section, name: &str, value: &str, controller: &mut Controller) {
    match section {
        Section::Controller => controller_fact(name, value, controller),
        Section::Volume => {
            controller.virtual_disks.last_mut().into_iter().for_each(|disk| volume_fact(name, value, disk))
        }
        Section::Disk => controller.physical_disks.last_mut().into_iter().for_each(|disk| disk_fact(name, value, disk)),
        Section::Array | Section::Other => {}
    }
}

fn controller_fact(name: &str, value: &str, controller: &mut Controller) {
    match name {
        "Serial Number" => controller.serial_number = stated(value),
        "Controller Status" => controller.status = stated(value),
        "Firmware Version" => controller.firmware_version = stated(value),
        "Driver Version" => controller.driver_version = stated(value),
        "Controller Temperature (C)" => controller.temperature_celsius = first_number(value),
        "Cache Status" => controller.cache_status = stated(value),
        "Total Cache Size" => {
            controller.cache_bytes = memory(value).filter(|_| value.ends_with('B')).or_else(|| gibibytes(value))
        }
        "PCI Address (Domain:Bus:Device.Function)" => controller.pci_address = pci_address(value),
        "Battery/Capacitor Status" => {
            controller.batteries.push(Battery { state: stated(value), ..Battery::default() });
        }
        "Capacitor Temperature  (C)" | "Capacitor Temperature (C)" => {
            let battery = controller.batteries.last_mut();
            battery.into_iter().for_each(|battery| battery.temperature_celsius = first_number(value));
        }
        _ => {}
    }
}

/// `2.0`: what is meant is GiB.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number of few GiB")]
fn gibibytes(text: &str) -> Option<u64> {
    let number: f64 = text.split_whitespace().next()?.parse().ok()?;
    (number > 0.0 && number < 1024.0).then(|| (number * f64::from(1 << 30)) as u64)
}

fn volume_fact(name: &str, value: &str, disk: &mut VirtualDisk) {
    match name {
        "Size" => disk.stated_size = stated(value),
        "Fault Tolerance" => disk.level = stated(value).map(|level| format!("RAID {level}")),
        "Strip Size" => disk.strip_bytes = memory(value),
        "Status" => (disk.state, disk.condition) = (stated(value), volume_condition(value)),
        "Caching" => disk.cache_policy = stated(value),
        "Unique Identifier" => disk.unique_identifier = digits(value),
        "Disk Name" => {
            disk.device = value.split_whitespace().next().and_then(|name| stated(name.trim_start_matches("/dev/")))
        }
        "Logical Drive Label" => disk.name = stated(value),
        _ => {}
    }
}

fn disk_fact(name: &str, value: &str, disk: &mut PhysicalDisk) {
    match name {
        "Status" => (disk.state, disk.condition) = (stated(value), disk_condition(value)),
        "Drive Type" if value.contains("Spare") => {
            disk.condition = disk.condition.map(|good| of_good(good, Condition::Spare))
        }
        "Drive Type" if value.contains("Unassigned") => {
            disk.condition = disk.condition.map(|good| of_good(good, Condition::Unconfigured));
        }
        "Interface Type" => {
            disk.interface = value.rsplit(' ').next().and_then(stated);
            disk.medium = value.contains("Solid State").then(|| "SSD".to_owned()).or_else(|| disk.medium.take());
        }
        "Rotational Speed" => disk.medium = Some("HDD".to_owned()),
        "Size" => disk.stated_size = stated(value),
        "Firmware Revision" => disk.firmware_revision = stated(value),
        "Serial Number" => disk.serial_number = stated(value),
        "WWID" => disk.world_wide_name = digits(value),
        "Model" => {
            let (vendor, model) = value.split_once("  ").unwrap_or(("", value));
            (disk.vendor, disk.model) = (stated(vendor), stated(model));
        }
        "Current Temperature (C)" => disk.temperature_celsius = first_number(value),
        "PHY Transfer Rate" => disk.link_speed = value.split(',').next().and_then(stated),
        _ => {}
    }
}

/// What a drive that is well is there for.
fn of_good(condition: Condition, purpose: Condition) -> Condition {
    if condition == Condition::Good { purpose } else { condition }
}

fn volume_condition(status: &str) -> Option<Condition> {
    let status = status.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| status.starts_with(word));
    if begins(&["ok"]) {
        Some(Condition::Good)
    } else if begins(&["interim recovery", "ready for recovery", "ready for rebuild", "waiting", "degraded"]) {
        Some(Condition::Degraded)
    } else if begins(&["recovering", "rebuilding", "transforming", "expanding"]) {
        Some(Condition::Rebuilding)
    } else {
        begins(&["failed", "disabled"]).then_some(Condition::Failed)
    }
}

fn disk_condition(status: &str) -> Option<Condition> {
    let status = status.to_ascii_lowercase();
    if status.starts_with("ok") {
        Some(Condition::Good)
    } else if status.starts_with("predictive failure") {
        Some(Condition::Degraded)
    } else if status.starts_with("rebuilding") {
        Some(Condition::Rebuilding)
    } else {
        status.starts_with("failed").then_some(Condition::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\nSmart Array P440ar in Slot 0 (Embedded)\n   Serial Number: PDNLH0BRH0A0AB\n   Controller Status: OK\n   \
        PCI Address (Domain:Bus:Device.Function): 0000:03:00.0\n   Total Cache Size: 2.0\n   Battery/Capacitor Status: Failed\n   \
        Internal Drive Cage at Port 1I, Box 1, OK\n      Serial Number: CAGE\n   Array: A\n      Status: Failed Physical Drive\n      \
        Logical Drive: 1\n         Size: 279.4 GB\n         Fault Tolerance: 1+0\n         Status: Interim Recovery Mode\n         \
        Disk Name: /dev/sda          Mount Points: /\n         Mirror Group 1:\n            physicaldrive 1I:1:1 (port 1I:box 1:bay 1, SAS)\n      \
        physicaldrive 1I:1:1\n         Status: Failed\n         Interface Type: SAS\n         Rotational Speed: 10000\n         \
        Serial Number: S0K0ABCD\n         Model: HP      EG0300FCVBF\n   Unassigned\n      physicaldrive 1I:1:2\n         Status: OK\n         \
        Drive Type: Unassigned Drive\n         Interface Type: Solid State SATA\n   SEP (Vendor ID HP, Model P440ar) 379\n      Model: P440ar\n";

    #[test]
    fn sections_are_told_apart() {
        let [controller] = decode(TEXT).unwrap().try_into().unwrap();
        assert_eq!((controller.model.as_deref(), controller.number), (Some("Smart Array P440ar"), Some(0)));
        assert_eq!(controller.serial_number.as_deref(), Some("PDNLH0BRH0A0AB"));
        assert_eq!((controller.cache_bytes, controller.batteries.len()), (Some(2 << 30), 1));
        let [volume] = controller.virtual_disks.as_slice() else { panic!("one volume") };
        assert_eq!((volume.condition, volume.device.as_deref()), (Some(Condition::Degraded), Some("sda")));
        let [failed, free] = controller.physical_disks.as_slice() else { panic!("two drives") };
        assert_eq!((failed.condition, failed.group.as_deref()), (Some(Condition::Failed), Some("A")));
        assert_eq!((failed.vendor.as_deref(), failed.model.as_deref()), (Some("HP"), Some("EG0300FCVBF")));
        assert_eq!(
            (free.condition, &free.group, free.medium.as_deref()),
            (Some(Condition::Unconfigured), &None, Some("SSD"))
        );
        assert_eq!((free.enclosure.as_deref(), free.slot.as_deref()), (Some("1I:1"), Some("2")));
    }

    #[test]
    fn other_texts_are_refused() {
        assert!(decode("Error: No controllers detected.").is_err());
    }
}

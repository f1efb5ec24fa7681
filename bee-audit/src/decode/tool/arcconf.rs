//! The text of ARCCONF: `GETCONFIG N AL`.
//!
//! Document: Microchip, *ARCCONF Command Line Utility User's Guide* (`getconfig`); versions 1 to 4 print sections
//! between rulers, with a name, blanks, a colon and a value a line.
//!
//! Real controllers: enclosures are listed among the drives; `S.M.A.R.T.` is `Yes` where the drive warns; the words of
//! the names have capitals by version, so that they are compared without.

use super::raid::{
    Battery, Condition, Controller, PhysicalDisk, VirtualDisk, digits, fact, first_number, memory, pci_address, stated,
};
use crate::decode::{Error, Fault};

/// What the lines are about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Section {
    Controller,
    Battery,
    Volume,
    Disk,
    Other,
}

/// The controller of the text, `None` where it says that there is none of this number. Fails on another text.
pub fn decode(text: &str) -> Result<Option<Controller>, Error> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("controllers found: 0") || lower.contains("invalid controller number") {
        return Ok(None);
    }
    let mut controller = Controller::default();
    let mut section = Section::Other;
    for line in text.lines().map(str::trim) {
        if let Some(begun) = begin(&line.to_ascii_lowercase(), section, &mut controller) {
            section = begun;
        } else if let Some((name, value)) = fact(line) {
            tell(section, &name.to_ascii_lowercase(), value, &mut controller);
        }
    }
    if controller.model.is_none() {
        return Err(Error::new("arcconf", 0, Fault::NotText));
    }
    Ok(Some(controller))
}

/// The section that a line (in lower case) begins.
fn begin(line: &str, section: Section, controller: &mut Controller) -> Option<Section> {
    if let Some(number) = line.strip_prefix("logical device number ") {
        controller.virtual_disks.push(VirtualDisk { identifier: number.trim().to_owned(), ..VirtualDisk::default() });
        return Some(Section::Volume);
    }
    if let Some(number) = line.strip_prefix("device #") {
        let device_identifier = number.trim().parse().ok();
        controller.physical_disks.push(PhysicalDisk { device_identifier, ..PhysicalDisk::default() });
        return Some(Section::Disk);
    }
    match line {
        "controller information" | "controller version information" => Some(Section::Controller),
        "controller battery information" | "controller cache backup unit information" | "green backup information" => {
            controller.batteries.push(Battery::default());
            Some(Section::Battery)
        }
        // Within a drive's section stand headings of its own.
        _ if section == Section::Disk && line.starts_with("device is ") => {
            let is_drive = line.contains("hard drive") || line.contains("ssd") || line.contains("solid state");
            if !is_drive {
                controller.physical_disks.pop();
            }
            Some(if is_drive { Section::Disk } else { Section::Other })
        }
        _ if line.ends_with(" information") && !line.contains(':') && section != Section::Disk => Some(Section::Other),
        _ => None,
    }
}

fn tell(section: Section, name: &str, value: &str, controller: &mut Controller) {
    match section {
        Section::Controller => controller_fact(name, value, controller),
        Section::Battery => {
            controller.batteries.last_mut().into_iter().for_each(|battery| battery_fact(name, value, battery))
        }
        Section::Volume => {
            controller.virtual_disks.last_mut().into_iter().for_each(|disk| volume_fact(name, value, disk))
        }
        Section::Disk => controller.physical_disks.last_mut().into_iter().for_each(|disk| disk_fact(name, value, disk)),
        Section::Other => {}
    }
}

fn controller_fact(name: &str, value: &str, controller: &mut Controller) {
    match name {
        "controller status" => controller.status = stated(value),
        "controller model" => controller.model = stated(value),
        "controller serial number" => controller.serial_number = stated(value),
        "controller world wide name" => controller.sas_address = digits(value),
        "temperature" => controller.temperature_celsius = first_number(value),
        "installed memory" => controller.cache_bytes = memory(value),
        "bios" => controller.bios_version = stated(value),
        "firmware" => controller.firmware_version = stated(value),
        "driver" => controller.driver_version = stated(value),
        _ if name.starts_with("pci address") => controller.pci_address = pci_address(value),
        _ => {}
    }
}

fn battery_fact(name: &str, value: &str, battery: &mut Battery) {
    match name {
        "status" | "overall backup unit status" | "supercap status" if battery.state.is_none() => {
            battery.state = stated(value);
        }
        "backup unit type" => battery.model = stated(value),
        "current temperature" => battery.temperature_celsius = first_number(value),
        _ => {}
    }
}

fn volume_fact(name: &str, value: &str, disk: &mut VirtualDisk) {
    match name {
        "logical device name" => disk.name = stated(value),
        "raid level" => disk.level = stated(value).map(|level| format!("RAID {level}")),
        "status of logical device" => (disk.state, disk.condition) = (stated(value), condition(value)),
        "size" => {
            disk.stated_size = stated(value);
            disk.size_bytes = memory(value);
        }
        "stripe-unit size" | "strip size" => disk.strip_bytes = memory(value),
        "volume unique identifier" => disk.unique_identifier = digits(value),
        "disk name" => {
            disk.device = value.split_whitespace().next().and_then(|name| stated(name.trim_start_matches("/dev/")))
        }
        "write-cache setting" | "write-cache status" => disk.cache_policy = stated(value),
        _ => {}
    }
}

fn disk_fact(name: &str, value: &str, disk: &mut PhysicalDisk) {
    let number = || value.parse().ok();
    match name {
        "state" => (disk.state, disk.condition) = (stated(value), condition(value)),
        "transfer speed" => {
            disk.interface = value.split(' ').next().and_then(stated);
            disk.link_speed = stated(value);
        }
        "reported location" => (disk.enclosure, disk.slot) = location(value),
        "vendor" => disk.vendor = stated(value),
        "model" => disk.model = stated(value),
        "firmware" => disk.firmware_revision = stated(value),
        "serial number" => disk.serial_number = stated(value),
        "world-wide name" => disk.world_wide_name = digits(value),
        "size" | "total size" => disk.stated_size = stated(value),
        "ssd" => disk.medium = Some(if value.eq_ignore_ascii_case("yes") { "SSD" } else { "HDD" }.to_owned()),
        "current temperature" | "temperature" => disk.temperature_celsius = first_number(value),
        "medium error count" => disk.media_errors = number(),
        "hardware error count" => disk.other_errors = number(),
        "s.m.a.r.t. warnings" | "smart warning count" => disk.predictive_failures = number(),
        "s.m.a.r.t." => disk.is_smart_alert = Some(value.eq_ignore_ascii_case("yes")),
        _ => {}
    }
}

/// `Enclosure 0, Slot 3`, `Connector 1, Device 2`: enclosure and slot.
fn location(text: &str) -> (Option<String>, Option<String>) {
    let after = |word: &str| {
        let rest = text.split_once(word)?.1;
        stated(rest.split([',', '(']).next()?)
    };
    (after("Enclosure ").or_else(|| after("Connector ")), after("Slot ").or_else(|| after("Device ")))
}

fn condition(state: &str) -> Option<Condition> {
    let state = state.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| state.starts_with(word));
    if begins(&["optimal", "online", "raw", "ok"]) {
        Some(Condition::Good)
    } else if begins(&["degraded", "suboptimal", "interim recovery"]) {
        Some(Condition::Degraded)
    } else if begins(&["rebuild", "impacted", "recovering"]) {
        Some(Condition::Rebuilding)
    } else if begins(&["ready"]) {
        Some(Condition::Unconfigured)
    } else if begins(&["hot spare", "dedicated hot", "global hot"]) {
        Some(Condition::Spare)
    } else if begins(&["missing"]) {
        Some(Condition::Missing)
    } else if begins(&["offline", "inactive"]) {
        Some(Condition::Offline)
    } else {
        begins(&["failed", "dead"]).then_some(Condition::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Controllers found: 1\n-----\nController information\n-----\n   Controller Status : Optimal\n   \
        Controller Model : Adaptec ASR8805\n   Controller Serial Number : 4A4511A2B3C\n   Temperature : 55 C/ 131 F (Normal)\n   \
        Installed memory : 1024 MB\n   -----\n   Controller Version Information\n   -----\n   Firmware : 7.5-0 (32033)\n   \
        -----\n   Controller Battery Information\n   -----\n   Status : Not Installed\n-----\nLogical device information\n-----\n\
        Logical Device number 0\n   Logical Device name : DATA\n   RAID level : 5\n   Status of Logical Device : Degraded\n   \
        Size : 2048 MB\n-----\nPhysical Device information\n-----\n      Device #0\n         Device is a Hard drive\n         \
        State : Failed\n         Reported Location : Enclosure 0, Slot 3\n         Model : ST1000NM0033\n         \
        Serial number : Z1W0ABCD\n         S.M.A.R.T. : Yes\n         SSD : No\n         Medium Error Count : 4\n      Device #1\n         \
        Device is an Enclosure Services Device\n         Model : SGPIO\n";

    #[test]
    fn sections_are_told_apart() {
        let controller = decode(TEXT).unwrap().unwrap();
        assert_eq!(
            (controller.model.as_deref(), controller.temperature_celsius),
            (Some("Adaptec ASR8805"), Some(55.0))
        );
        assert_eq!(controller.firmware_version.as_deref(), Some("7.5-0 (32033)"));
        assert_eq!(controller.batteries[0].state.as_deref(), Some("Not Installed"));
        let volume = &controller.virtual_disks[0];
        assert_eq!((volume.condition, volume.size_bytes), (Some(Condition::Degraded), Some(2 << 30)));
        let [disk] = controller.physical_disks.as_slice() else { panic!("one drive") };
        assert_eq!((disk.enclosure.as_deref(), disk.slot.as_deref()), (Some("0"), Some("3")));
        assert_eq!(
            (disk.condition, disk.media_errors, disk.is_smart_alert),
            (Some(Condition::Failed), Some(4), Some(true))
        );
    }

    #[test]
    fn no_controller_and_other_texts() {
        assert_eq!(decode("Controllers found: 0\n"), Ok(None));
        assert_eq!(decode("Controllers found: 1\nInvalid controller number.\n"), Ok(None));
        assert!(decode("bash: arcconf: cannot execute").is_err());
    }
}

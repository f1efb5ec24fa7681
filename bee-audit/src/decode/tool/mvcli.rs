//! The text of mvcli: `info -o hba`, `info -o vd`, `info -o pd`.
//!
//! Document: Marvell, *Storage Utility* (MSU) 4.1, help of `info`; the tool of the boot adapters with two M.2 drives of
//! Dell (BOSS-S1, BOSS-S2) and Lenovo. A name, a colon and a value a line; an object begins with the line of its
//! number.
//!
//! Real adapters: a line on the version of the driver comes first; volumes do not say which adapter they belong to;
//! newer versions say `VD status` and `PD status` besides; the model of the adapter comes last, from the maker of the
//! server.

use super::raid::{Condition, Controller, PhysicalDisk, VirtualDisk, digits, fact, memory, stated};
use crate::decode::{Error, Fault};

/// What the lines are about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Section {
    Controller,
    Volume,
    Disk,
}

/// The controllers of the text, with what it tells of them; what belongs to none of them is the first one's. Fails on a
/// text without any object, unless it says that there is none.
pub fn decode(text: &str) -> Result<Vec<Controller>, Error> {
    let mut controllers: Vec<Controller> = Vec::new();
    let mut section = Section::Controller;
    let mut is_known = false;
    for (name, value) in text.lines().filter_map(fact) {
        let name = name.to_ascii_lowercase();
        is_known |= name.starts_with("total # of ");
        if let Some(begun) = begin(&name, value, &mut controllers) {
            section = begun;
        } else if let Some(controller) = controllers.last_mut() {
            tell(section, &name, value, controller);
        }
    }
    if controllers.is_empty() && !is_known {
        return Err(Error::new("mvcli", 0, Fault::NotText));
    }
    Ok(controllers)
}

/// The object that a line begins.
fn begin(name: &str, value: &str, controllers: &mut Vec<Controller>) -> Option<Section> {
    let number = value.parse().ok();
    let section = match name {
        "adapter id" | "adapter" => {
            let is_same = controllers.last().is_some_and(|known| known.number == number);
            if !is_same {
                controllers.push(Controller { number, ..Controller::default() });
            }
            return Some(Section::Controller);
        }
        "id" => Section::Volume,
        "pd id" => Section::Disk,
        _ => return None,
    };
    if controllers.is_empty() {
        controllers.push(Controller { number: Some(0), ..Controller::default() });
    }
    let controller = controllers.last_mut()?;
    if section == Section::Volume {
        controller.virtual_disks.push(VirtualDisk { identifier: value.to_owned(), ..VirtualDisk::default() });
    } else {
        controller.physical_disks.push(PhysicalDisk { device_identifier: number, ..PhysicalDisk::default() });
    }
    Some(section)
}

fn tell(section: Section, name: &str, value: &str, controller: &mut Controller) {
    match section {
        Section::Controller => controller_fact(name, value, controller),
        Section::Volume => {
            controller.virtual_disks.last_mut().into_iter().for_each(|disk| volume_fact(name, value, disk))
        }
        Section::Disk => controller.physical_disks.last_mut().into_iter().for_each(|disk| disk_fact(name, value, disk)),
    }
}

fn controller_fact(name: &str, value: &str, controller: &mut Controller) {
    match name {
        "product" => controller.model = controller.model.take().or(stated(value)),
        "modelnumber" => controller.model = stated(value).or(controller.model.take()),
        "serialno" => controller.serial_number = stated(value),
        "firmware version" => controller.firmware_version = stated(value),
        "rom version" => controller.bios_version = stated(value),
        "image health" => controller.status = stated(value),
        _ => {}
    }
}

fn volume_fact(name: &str, value: &str, disk: &mut VirtualDisk) {
    match name {
        "name" => disk.name = stated(value),
        "raid mode" => disk.level = stated(value),
        "status" => (disk.state, disk.condition) = (stated(value), volume_condition(value)),
        // While it is rebuilt the volume stays `degraded`.
        "bga progress" if value.starts_with("rebuilding") => disk.condition = Some(Condition::Rebuilding),
        "size" => disk.stated_size = stated(value),
        // In KiB, without a unit.
        "stripe size" => disk.strip_bytes = memory(&format!("{}K", value.trim_end_matches(['K', 'k']))),
        "cache mode" if value != "Not Support" => disk.cache_policy = stated(value),
        _ => {}
    }
}

fn disk_fact(name: &str, value: &str, disk: &mut PhysicalDisk) {
    match name {
        "type" => disk.interface = value.split(' ').next().and_then(stated),
        "linked at" => disk.slot = value.rsplit(' ').next().and_then(stated),
        "size" => disk.stated_size = stated(value),
        "current speed" => disk.link_speed = stated(value),
        "model" => disk.model = stated(value),
        "serial" => disk.serial_number = stated(value),
        "firmware version" => disk.firmware_revision = stated(value),
        "ssd type" => disk.medium = stated(value),
        "wwn" => disk.world_wide_name = digits(value),
        "associated vds" => disk.group = stated(value),
        "pd status" => (disk.state, disk.condition) = (stated(value), disk_condition(value)),
        _ => {}
    }
}

fn volume_condition(state: &str) -> Option<Condition> {
    Some(match state.to_ascii_lowercase().as_str() {
        "functional" | "optimal" => Condition::Good,
        "degraded" | "degrade" | "partially functional" => Condition::Degraded,
        "rebuilding" => Condition::Rebuilding,
        "offline" => Condition::Offline,
        "foreign" => Condition::Foreign,
        "failed" => Condition::Failed,
        "missing" => Condition::Missing,
        _ => return None,
    })
}

fn disk_condition(state: &str) -> Option<Condition> {
    Some(match state.to_ascii_lowercase().as_str() {
        "online" => Condition::Good,
        "rebuilding" => Condition::Rebuilding,
        "unconfigured" | "free" => Condition::Unconfigured,
        "spare" | "hot spare" | "global spare" | "dedicated spare" => Condition::Spare,
        "offline" => Condition::Offline,
        "foreign" => Condition::Foreign,
        "failed" | "invalid" => Condition::Failed,
        "missing" => Condition::Missing,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adapter_with_its_model_and_serial_number() {
        let text = "SG driver version 3.5.36.\n\nAdapter ID:       0\nProduct:       1b4b-9230\n# of ports:     3\n\
            Firmware version:   2.3.10.1088\nImage health:   Healthy\n\nSerialNo:     W1ZS00000AA\nModelNumber:   M.2 Kit\n";
        let [controller] = decode(text).unwrap().try_into().unwrap();
        assert_eq!((controller.number, controller.model.as_deref()), (Some(0), Some("M.2 Kit")));
        assert_eq!(controller.serial_number.as_deref(), Some("W1ZS00000AA"));
        assert_eq!(controller.firmware_version.as_deref(), Some("2.3.10.1088"));
        assert_eq!(controller.status.as_deref(), Some("Healthy"));
    }

    #[test]
    fn a_volume_that_is_rebuilt() {
        let text = "Virtual Disk Information\n------\nid:        0\nname:      boot\nstatus:    degraded\nStripe size:   64\n\
            RAID mode:    RAID1\nCache mode:   Not Support\nsize:     457798 M\nBGA progress:   rebuilding is 15% done\n\
            Total # of VD:     1\n";
        let [controller] = decode(text).unwrap().try_into().unwrap();
        let [disk] = controller.virtual_disks.try_into().unwrap();
        assert_eq!((disk.identifier.as_str(), disk.level.as_deref()), ("0", Some("RAID1")));
        assert_eq!((disk.state.as_deref(), disk.condition), (Some("degraded"), Some(Condition::Rebuilding)));
        assert_eq!((disk.strip_bytes, disk.cache_policy), (Some(64 << 10), None));
    }

    #[test]
    fn drives_belong_to_their_adapter() {
        let disk = |adapter: u8, disk: u8| {
            format!(
                "Adapter:   {adapter}\nPD ID:    {disk}\nType:   SATA PD\nLinked at:   HBA port {disk}\nPD status:   online\n"
            )
        };
        let controllers = decode(&[disk(0, 0), disk(0, 1), disk(1, 0)].concat()).unwrap();
        let slots: Vec<_> = controllers[0].physical_disks.iter().map(|disk| disk.slot.as_deref()).collect();
        assert_eq!((controllers.len(), slots), (2, vec![Some("0"), Some("1")]));
        assert_eq!(controllers[1].physical_disks[0].condition, Some(Condition::Good));
    }

    #[test]
    fn none_and_other_texts() {
        assert_eq!(decode("SG driver version 3.5.36.\n\nTotal # of VD:       0\n"), Ok(vec![]));
        assert!(decode("mvcli: cannot open /dev/sg0").is_err());
    }
}

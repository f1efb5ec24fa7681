//! The text of sas2ircu and sas3ircu: `LIST` and `N DISPLAY`.
//!
//! Document: Broadcom, *SAS-3 Integrated RAID Configuration Utility (SAS3IRCU) User Guide*; versions 5 to 17 print the
//! same sections between rulers, with a name, blanks, a colon and a value a line.
//!
//! Real controllers: an enclosure's services device is listed among the drives; a drive in a volume has the state
//! `Optimal (OPT)`; sizes are in MiB, drives' also in sectors of 512 octets.

use super::raid::{Condition, Controller, PhysicalDisk, VirtualDisk, digits, stated};
use crate::decode::{Error, Fault};

const STANDARD: &str = "sas3ircu";

/// Numbers and PCI addresses of the controllers that `LIST` names. Fails on another text.
pub fn decode_list(text: &str) -> Result<Vec<u32>, Error> {
    if !text.contains("Index") || !text.contains("Pci Address") {
        return Err(Error::new(STANDARD, 0, Fault::NotText));
    }
    let rows = text.lines().filter(|line| line.contains("h:"));
    Ok(rows.filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect())
}

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Section {
    Other,
    Controller,
    Volume,
    /// Something that is no disk.
    Device,
    Disk,
}

/// The controller that `N DISPLAY` shows. Fails on a text without a controller.
pub fn decode_display(text: &str) -> Result<Controller, Error> {
    let mut controller = Controller::default();
    let mut address = [None; 4];
    let mut section = Section::Other;
    for line in text.lines() {
        section = begin(line, section, &mut controller);
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.trim(), value.trim());
        match section {
            Section::Controller => controller_line(name, value, &mut controller, &mut address),
            Section::Volume => {
                controller.virtual_disks.last_mut().into_iter().for_each(|disk| volume_line(name, value, disk))
            }
            Section::Disk => {
                controller.physical_disks.last_mut().into_iter().for_each(|disk| disk_line(name, value, disk))
            }
            Section::Device | Section::Other => {}
        }
    }
    if let [Some(segment), Some(bus), Some(device), Some(function)] = address {
        controller.pci_address = Some(format!("{segment:04x}:{bus:02x}:{device:02x}.{function:x}"));
    }
    if controller.model.is_none() {
        return Err(Error::new(STANDARD, 0, Fault::NotText));
    }
    Ok(controller)
}

/// The section that a line begins, else the one it stands in.
fn begin(line: &str, section: Section, controller: &mut Controller) -> Section {
    let line = line.trim();
    if line == "Controller information" {
        Section::Controller
    } else if line.starts_with("IR volume ") || line.starts_with("IR Volume ") && !line.ends_with("information") {
        controller.virtual_disks.push(VirtualDisk::default());
        Section::Volume
    } else if line == "Device is a Hard disk" {
        controller.physical_disks.push(PhysicalDisk::default());
        Section::Disk
    } else if line.starts_with("Device is ") {
        Section::Device
    } else if line.ends_with(" information") {
        Section::Other
    } else {
        section
    }
}

fn controller_line(name: &str, value: &str, controller: &mut Controller, address: &mut [Option<u32>; 4]) {
    let places = ["Segment", "Bus", "Device", "Function"];
    if let Some(place) = places.iter().position(|place| *place == name).and_then(|at| address.get_mut(at)) {
        *place = value.parse().ok();
    }
    match name {
        "Controller type" => controller.model = stated(value),
        "BIOS version" => controller.bios_version = stated(value),
        "Firmware version" => controller.firmware_version = stated(value),
        _ => {}
    }
}

fn volume_line(name: &str, value: &str, disk: &mut VirtualDisk) {
    match name {
        "Volume ID" => value.clone_into(&mut disk.identifier),
        "Volume Name" => disk.name = stated(value),
        "Status of volume" => (disk.state, disk.condition) = (stated(value), condition(value)),
        "Volume wwid" | "Volume WWID" => disk.unique_identifier = digits(value),
        "RAID level" => disk.level = stated(value),
        "Size (in MB)" => {
            disk.stated_size = stated(value).map(|size| format!("{size} MB"));
            disk.size_bytes = value.parse::<u64>().ok().and_then(|size| size.checked_mul(1 << 20));
        }
        _ => {}
    }
}

fn disk_line(name: &str, value: &str, disk: &mut PhysicalDisk) {
    match name {
        "Enclosure #" => disk.enclosure = stated(value),
        "Slot #" => disk.slot = stated(value),
        "State" => (disk.state, disk.condition) = (stated(value), condition(value)),
        "Size (in MB)/(in sectors)" => {
            let (size, sectors) = value.split_once('/').unwrap_or((value, ""));
            disk.stated_size = stated(size).map(|size| format!("{size} MB"));
            disk.size_bytes = sectors.parse::<u64>().ok().and_then(|sectors| sectors.checked_mul(512));
        }
        "Manufacturer" => disk.vendor = stated(value),
        "Model Number" => disk.model = stated(value),
        "Firmware Revision" => disk.firmware_revision = stated(value),
        // The first is cut to the eight characters of INQUIRY's vendor specific field.
        "Serial No" => disk.serial_number = disk.serial_number.take().or_else(|| stated(value)),
        "Unit Serial No(VPD)" => disk.serial_number = stated(value).or_else(|| disk.serial_number.take()),
        "GUID" => disk.world_wide_name = digits(value),
        "Protocol" => disk.interface = stated(value),
        "Drive Type" => disk.medium = value.rsplit('_').next().and_then(stated),
        _ => {}
    }
}

/// `Okay (OKY)`, `Degraded (DGD)`: the code in the brackets tells.
fn condition(state: &str) -> Option<Condition> {
    let code = state.rsplit_once('(')?.1.trim_end_matches(')');
    Some(match code {
        "OKY" | "OPT" | "ONL" => Condition::Good,
        "DGD" => Condition::Degraded,
        "RBLD" | "RSY" => Condition::Rebuilding,
        "FLD" => Condition::Failed,
        "MIS" => Condition::Missing,
        "OFF" | "INACT" => Condition::Offline,
        "HSP" => Condition::Spare,
        "RDY" | "AVL" | "SBY" => Condition::Unconfigured,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISPLAY: &str = "Controller information\n  Controller type  : SAS2308_2\n  Segment : 0\n  Bus : 3\n  Device : 0\n\
        \x20 Function : 0\nIR Volume information\n----\nIR volume 1\n  Volume ID : 286\n  Status of volume : Degraded (DGD)\n\
        \x20 Volume wwid : 0c2c5dd1e1b2c3d4\n  RAID level : RAID1\n  Size (in MB) : 1024\n  Physical hard disks :\n\
        \x20 PHY[0] Enclosure#/Slot# : 1:0\nPhysical device information\nInitiator at ID #0\n\nDevice is a Hard disk\n\
        \x20 Enclosure # : 1\n  Slot # : 0\n  State : Failed (FLD)\n  Size (in MB)/(in sectors) : 953869/1953525167\n\
        \x20 Serial No : SN123456\n  Unit Serial No(VPD) : SN1234567890\n  Drive Type : SAS_HDD\n\
        Device is a Enclosure services device\n  Slot # : 9\nEnclosure information\n  Enclosure# : 1\n";

    #[test]
    fn volumes_and_drives_are_told_apart() {
        let controller = decode_display(DISPLAY).unwrap();
        assert_eq!(controller.pci_address.as_deref(), Some("0000:03:00.0"));
        let volume = &controller.virtual_disks[0];
        assert_eq!((volume.identifier.as_str(), volume.condition), ("286", Some(Condition::Degraded)));
        assert_eq!((volume.size_bytes, volume.level.as_deref()), (Some(1 << 30), Some("RAID1")));
        let [disk] = controller.physical_disks.as_slice() else { panic!("one drive, not its enclosure") };
        assert_eq!((disk.slot.as_deref(), disk.condition), (Some("0"), Some(Condition::Failed)));
        assert_eq!((disk.serial_number.as_deref(), disk.medium.as_deref()), (Some("SN1234567890"), Some("HDD")));
    }

    #[test]
    fn other_texts_are_refused() {
        assert!(decode_display("SAS3IRCU: No Controller Found at index 1.").is_err());
        assert!(decode_list("SAS3IRCU: MPTLib2 Error 1").is_err());
        assert_eq!(decode_list("Index Pci Address\n 0 SAS3008 1000h 97h 00h:01h:00h:00h 1028h 1f53h\n"), Ok(vec![0]));
    }
}

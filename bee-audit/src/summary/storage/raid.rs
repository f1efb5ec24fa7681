//! RAID controllers with their volumes and the drives behind them.

use crate::{
    decode::linux::kernel_order,
    report::{PhysicalDisk, RaidCondition, RaidController, VirtualDisk},
    units::Bytes,
};

use crate::summary::{
    page::{Cell, TIE, Tone, cell},
    phrase::{alike, counted, times, words},
};

/// A line for the controller, one for each volume, one for alike drives.
pub(super) fn lines(controller: &RaidController) -> Vec<Vec<Cell>> {
    let mut volumes: Vec<&VirtualDisk> = controller.virtual_disks.iter().collect();
    volumes.sort_by_cached_key(|volume| kernel_order(volume_name(volume)));
    let mut disks: Vec<&PhysicalDisk> = controller.physical_disks.iter().collect();
    disks.sort_by_cached_key(|disk| kernel_order(&slot(disk)));
    let drives = alike(disks, |disk| description(disk));
    let drives = drives.into_iter().map(|(description, disks)| drives_line(&description, &disks));
    std::iter::once(heading(controller)).chain(volumes.into_iter().map(volume)).chain(drives).collect()
}

fn heading(controller: &RaidController) -> Vec<Cell> {
    let firmware = controller.firmware_version.as_ref().map(|version| format!("firmware {version}"));
    let batteries = controller.batteries.iter().filter_map(|battery| battery.state.as_ref());
    let batteries = batteries.map(|state| cell(format!("battery {}", state.to_lowercase())));
    let drives = counted(controller.physical_disks.len() as u64, "drive");
    let parts = [
        cell(words([controller.pci_address.as_deref(), controller.model.as_deref()])).tone(Tone::Strong),
        firmware.into(),
        controller.serial_number.as_ref().map(|serial| format!("serial {serial}")).into(),
        controller.status.as_ref().map(|status| status.to_lowercase()).into(),
        cell(drives),
    ];
    parts.into_iter().chain(batteries).collect()
}

fn volume_name(disk: &VirtualDisk) -> &str {
    disk.drive.as_deref().unwrap_or(&disk.identifier)
}

fn volume(disk: &VirtualDisk) -> Vec<Cell> {
    let state = cell(disk.state.clone().unwrap_or_default().to_lowercase());
    let is_well = matches!(disk.condition, None | Some(RaidCondition::Good));
    let size = size(disk.size_bytes, disk.stated_size.as_ref());
    vec![
        cell(words([Some("volume"), Some(volume_name(disk)), disk.name.as_deref()])),
        cell(words([disk.level.as_deref(), size.as_deref()])),
        if is_well { state } else { state.tone(Tone::Alarm) },
    ]
}

/// What is exact, in powers of ten like all drives; else as the tool writes it.
fn size(exact: Option<Bytes>, stated: Option<&String>) -> Option<String> {
    exact.map(Bytes::decimal).or_else(|| stated.cloned())
}

/// What is wrong with a drive.
fn complaint(disk: &PhysicalDisk) -> Option<String> {
    let condition = disk.condition.filter(|condition| {
        let well = [RaidCondition::Good, RaidCondition::Spare, RaidCondition::Unconfigured];
        !well.contains(condition)
    });
    let state = condition.and(disk.state.as_ref()).map(|state| state.to_lowercase());
    let count =
        |count: Option<u64>, what: &str| count.filter(|count| *count > 0).map(|count| format!("{count} {what}"));
    let media = count(disk.media_errors, "media errors");
    let predicted = count(disk.predictive_failures, "predicted failures");
    let alert = disk.is_smart_alert.filter(|alert| *alert).map(|_| "SMART alert".to_owned());
    let said: Vec<String> = [state, media, predicted, alert].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// What makes drives alike: model, size and kind, firmware.
fn description(disk: &PhysicalDisk) -> String {
    let size = size(disk.size_bytes, disk.stated_size.as_ref());
    let firmware = disk.firmware_revision.as_ref().map(|revision| format!("firmware {revision}"));
    let parts = [
        words([disk.vendor.as_deref(), disk.model.as_deref()]),
        words([size.as_deref(), disk.interface.as_deref(), disk.medium.as_deref()]),
        firmware.unwrap_or_default(),
    ];
    let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if known.is_empty() { "drive".to_owned() } else { known.join(", ") }
}

/// Alike drives, then each with its slot, its serial number and what is wrong with it.
fn drives_line(description: &str, disks: &[&PhysicalDisk]) -> Vec<Cell> {
    let each = disks.iter().map(|disk| {
        let slot = format!("slot {}", slot(disk));
        let name = words([Some(slot.as_str()), disk.serial_number.as_deref()]).replace(' ', TIE);
        match complaint(disk) {
            Some(complaint) => cell(format!("{name} ({complaint})")).tone(Tone::Alarm),
            None => cell(name),
        }
    });
    std::iter::once(cell(times(disks.len(), description)).tone(Tone::Strong)).chain(each).collect()
}

/// Enclosure and slot, as the tool writes them.
fn slot(disk: &PhysicalDisk) -> String {
    [disk.enclosure.as_deref(), disk.slot.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::{Section, plain};

    fn disk(condition: RaidCondition, media_errors: u64) -> PhysicalDisk {
        PhysicalDisk {
            condition: Some(condition),
            state: Some("Rbld".into()),
            media_errors: Some(media_errors),
            ..PhysicalDisk::default()
        }
    }

    #[test]
    fn only_drives_that_are_not_well_complain() {
        assert_eq!(complaint(&disk(RaidCondition::Good, 0)), None);
        assert_eq!(complaint(&disk(RaidCondition::Spare, 0)), None);
        assert_eq!(complaint(&disk(RaidCondition::Good, 3)).as_deref(), Some("3 media errors"));
        assert_eq!(complaint(&disk(RaidCondition::Rebuilding, 3)).as_deref(), Some("rbld, 3 media errors"));
    }

    #[test]
    fn every_drive_and_volume_has_its_place_and_size() {
        let drive = |slot: &str, serial: &str, media_errors| PhysicalDisk {
            enclosure: Some("252".into()),
            slot: Some(slot.into()),
            vendor: Some("SEAGATE".into()),
            model: Some("ST2400MM0129".into()),
            serial_number: Some(serial.into()),
            interface: Some("SAS".into()),
            medium: Some("HDD".into()),
            stated_size: Some("2.182 TB".into()),
            ..disk(RaidCondition::Good, media_errors)
        };
        let volume = |drive: &str| VirtualDisk {
            drive: Some(drive.into()),
            level: Some("RAID1".into()),
            size_bytes: Some(Bytes(2_400_476_553_216)),
            state: Some("Optimal".into()),
            ..VirtualDisk::default()
        };
        let controller = RaidController {
            model: Some("9361-8i".into()),
            virtual_disks: vec![volume("sdb"), volume("sda")],
            physical_disks: vec![drive("10", "WBM3", 0), drive("9", "WBM2", 7)],
            ..RaidController::default()
        };
        let mut section = Section::new("STORAGE");
        lines(&controller).into_iter().for_each(|line| section.line(line));
        insta::assert_snapshot!(plain(&section));
    }
}

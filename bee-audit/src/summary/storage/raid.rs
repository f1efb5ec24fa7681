//! RAID controllers with their volumes, and the drives behind them that are not well.

use crate::report::{PhysicalDisk, RaidCondition, RaidController, VirtualDisk};

use crate::summary::{
    page::{Cell, Tone, cell},
    phrase::{counted, words},
};

/// A line for the controller, one for each volume, one for each drive that is not well.
pub(super) fn lines(controller: &RaidController) -> Vec<Vec<Cell>> {
    let volumes = controller.virtual_disks.iter().map(volume);
    let drives =
        controller.physical_disks.iter().filter_map(|disk| complaint(disk).map(|complaint| drive(disk, complaint)));
    std::iter::once(heading(controller)).chain(volumes).chain(drives).collect()
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

fn volume(disk: &VirtualDisk) -> Vec<Cell> {
    let state = cell(disk.state.clone().unwrap_or_default().to_lowercase());
    let is_well = matches!(disk.condition, None | Some(RaidCondition::Good));
    vec![
        cell(words([Some("volume"), Some(disk.drive.as_deref().unwrap_or(&disk.identifier)), disk.name.as_deref()])),
        cell(words([disk.level.as_deref(), disk.stated_size.as_deref()])),
        if is_well { state } else { state.tone(Tone::Alarm) },
    ]
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

fn drive(disk: &PhysicalDisk, complaint: String) -> Vec<Cell> {
    let slot = [disk.enclosure.as_deref(), disk.slot.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(":");
    vec![
        cell(format!("drive {slot}")),
        cell(words([disk.model.as_deref(), disk.serial_number.as_deref()])),
        cell(complaint).tone(Tone::Alarm),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_drives_that_are_not_well_have_a_line() {
        let disk = |condition, media_errors| PhysicalDisk {
            condition: Some(condition),
            state: Some("Rbld".into()),
            media_errors: Some(media_errors),
            ..PhysicalDisk::default()
        };
        assert_eq!(complaint(&disk(RaidCondition::Good, 0)), None);
        assert_eq!(complaint(&disk(RaidCondition::Spare, 0)), None);
        assert_eq!(complaint(&disk(RaidCondition::Good, 3)).as_deref(), Some("3 media errors"));
        assert_eq!(complaint(&disk(RaidCondition::Rebuilding, 3)).as_deref(), Some("rbld, 3 media errors"));
        let physical_disks = vec![disk(RaidCondition::Good, 0), disk(RaidCondition::Failed, 0)];
        let virtual_disks = vec![VirtualDisk::default()];
        let controller = RaidController { physical_disks, virtual_disks, ..RaidController::default() };
        assert_eq!(lines(&controller).len(), 3);
    }
}

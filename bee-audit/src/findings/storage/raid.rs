//! Rules about RAID controllers, as their makers' tools have them.

use super::Observation;
use crate::report::{PhysicalDisk, RaidCondition, RaidController, Report, VirtualDisk};

/// A volume cannot be used.
pub(in crate::findings) fn raid_volume_failed(report: &Report) -> Vec<Observation> {
    volumes(report, &[RaidCondition::Failed, RaidCondition::Offline, RaidCondition::Missing])
}

/// A volume lacks redundancy.
pub(in crate::findings) fn raid_volume_degraded(report: &Report) -> Vec<Observation> {
    volumes(report, &[RaidCondition::Degraded])
}

/// A drive has failed, is gone, or was taken out of use.
pub(in crate::findings) fn raid_drive_failed(report: &Report) -> Vec<Observation> {
    let failed = all_disks(report).filter(|(controller, disk)| match disk.condition {
        Some(RaidCondition::Failed | RaidCondition::Missing) => true,
        Some(RaidCondition::Offline) => !is_whole(controller),
        _ => false,
    });
    let said = |disk: &PhysicalDisk| format!("is {}", disk.state.as_deref().unwrap_or("not in use"));
    failed.map(|(controller, disk)| of_disk(controller, disk, &said(disk))).collect()
}

/// Whether no volume lacks a drive: one that is offline all the same is missed by none. QEMU's controller calls each of
/// its drives so.
fn is_whole(controller: &RaidController) -> bool {
    let mut volumes = controller.virtual_disks.iter().peekable();
    volumes.peek().is_some() && volumes.all(|volume| volume.condition == Some(RaidCondition::Good))
}

/// A drive predicts its failure.
pub(in crate::findings) fn raid_drive_predicts_failure(report: &Report) -> Vec<Observation> {
    disks(report, |disk| {
        let predicts = disk.condition == Some(RaidCondition::Degraded) || disk.is_smart_alert == Some(true);
        match disk.predictive_failures.filter(|times| *times > 0) {
            Some(times) => Some(format!("predicted its failure {times} times")),
            None => predicts.then(|| "predicts its failure".to_owned()),
        }
    })
}

/// A controller counts errors of a drive's medium.
pub(in crate::findings) fn raid_media_errors(report: &Report) -> Vec<Observation> {
    disks(report, |disk| disk.media_errors.filter(|count| *count > 0).map(|count| format!("has {count} media errors")))
}

/// What keeps a cache alive does not work.
pub(in crate::findings) fn raid_battery(report: &Report) -> Vec<Observation> {
    const BAD: [&str; 8] = ["fail", "replace", "degraded", "missing", "low", "attention", "dead", "not optimal"];
    let bad = controllers(report).flat_map(|controller| {
        let is_bad = |state: &&str| BAD.iter().any(|bad| state.to_lowercase().contains(bad));
        let bad = controller.batteries.iter().filter_map(move |battery| match battery.is_replacement_required {
            Some(true) => Some("to be replaced"),
            _ => battery.state.as_deref().filter(is_bad),
        });
        bad.map(move |state| {
            Observation::new([place(controller)], format!("battery of {}: {state}", named(controller)))
        })
    });
    bad.collect()
}

/// Drives hold an array of another controller.
pub(in crate::findings) fn raid_foreign(report: &Report) -> Vec<Observation> {
    let foreign = controllers(report).filter_map(|controller| {
        let is_foreign = |disk: &&PhysicalDisk| disk.condition == Some(RaidCondition::Foreign);
        let drives = controller.physical_disks.iter().filter(is_foreign).count();
        let groups = controller.foreign_groups.unwrap_or(0);
        let message = format!("{} sees {groups} foreign drive groups, {drives} foreign drives", named(controller));
        (groups > 0 || drives > 0).then(|| Observation::new([place(controller)], message))
    });
    foreign.collect()
}

/// A controller says of itself that something is wrong.
pub(in crate::findings) fn raid_controller(report: &Report) -> Vec<Observation> {
    const GOOD: [&str; 3] = ["optimal", "ok", "ready"];
    let bad = controllers(report).filter_map(|controller| {
        let status = controller.status.as_deref().filter(|status| !GOOD.contains(&status.to_lowercase().as_str()));
        let errors = controller.memory_uncorrectable_errors.filter(|errors| *errors > 0);
        let said = match (status, errors) {
            (Some(status), _) => status.to_owned(),
            (None, Some(errors)) => format!("{errors} uncorrectable errors of its memory"),
            (None, None) => return None,
        };
        Some(Observation::new([place(controller)], format!("{}: {said}", named(controller))))
    });
    bad.collect()
}

fn controllers(report: &Report) -> impl Iterator<Item = &RaidController> {
    report.storage.iter().flat_map(|storage| &storage.raid_controllers)
}

fn volumes(report: &Report, conditions: &[RaidCondition]) -> Vec<Observation> {
    let all =
        controllers(report).flat_map(|controller| controller.virtual_disks.iter().map(move |disk| (controller, disk)));
    let of_these = all.filter(|(_, disk)| disk.condition.is_some_and(|condition| conditions.contains(&condition)));
    of_these.map(|(controller, disk)| volume(controller, disk)).collect()
}

fn volume(controller: &RaidController, disk: &VirtualDisk) -> Observation {
    let level = disk.level.as_deref().unwrap_or("RAID");
    let name = disk.drive.as_deref().or(disk.name.as_deref()).unwrap_or(&disk.identifier);
    let state = disk.state.as_deref().unwrap_or("not whole");
    let message = format!("{level} volume {name} of {} is {state}", named(controller));
    Observation::new([place(controller), disk.identifier.clone()], message)
}

/// An observation of each drive of which `said` has something to say.
fn disks(report: &Report, said: fn(&PhysicalDisk) -> Option<String>) -> Vec<Observation> {
    all_disks(report).filter_map(|(controller, disk)| Some(of_disk(controller, disk, &said(disk)?))).collect()
}

/// Every drive behind a controller.
pub(super) fn all_disks(report: &Report) -> impl Iterator<Item = (&RaidController, &PhysicalDisk)> {
    controllers(report).flat_map(|controller| controller.physical_disks.iter().map(move |disk| (controller, disk)))
}

/// What is to be said of a drive behind a controller.
pub(super) fn of_disk(controller: &RaidController, disk: &PhysicalDisk, said: &str) -> Observation {
    let slot = slot(disk);
    let model = disk.model.as_deref().unwrap_or("unnamed model");
    let serial = disk.serial_number.as_ref().map(|serial| format!(", serial {serial}")).unwrap_or_default();
    let message = format!("drive {slot} of {} {said} ({model}{serial})", named(controller));
    Observation::new([place(controller), slot], message)
}

/// Enclosure and slot, as the tool writes them.
fn slot(disk: &PhysicalDisk) -> String {
    let slot = disk.slot.as_deref().unwrap_or("?");
    disk.enclosure.as_ref().map_or_else(|| slot.to_owned(), |enclosure| format!("{enclosure}:{slot}"))
}

/// PCI address, else the tool's number.
fn place(controller: &RaidController) -> String {
    let number = controller.number.map(|number| format!("{} {number}", controller.source));
    controller.pci_address.clone().or(number).unwrap_or_else(|| controller.source.clone())
}

fn named(controller: &RaidController) -> String {
    controller.model.clone().unwrap_or_else(|| place(controller))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{RaidBattery, Storage};

    fn with(controller: RaidController) -> Report {
        let (source, model) = ("storcli64".into(), Some("9361-8i".into()));
        let raid_controllers = vec![RaidController { source, number: Some(0), model, ..controller }];
        Report { storage: Some(Storage { raid_controllers, ..Storage::default() }), ..Report::default() }
    }

    fn with_disk(disk: PhysicalDisk) -> Report {
        let (enclosure, slot, model) = (Some("252".into()), Some("3".into()), Some("MODEL".into()));
        let disk = PhysicalDisk { enclosure, slot, model, ..disk };
        with(RaidController { physical_disks: vec![disk], ..RaidController::default() })
    }

    #[test]
    fn volumes_are_judged_by_what_their_state_means() {
        let volume = |condition| {
            let (level, state) = (Some("RAID6".into()), Some("Pdgd".into()));
            let disk = VirtualDisk { identifier: "0/1".into(), level, state, condition, ..VirtualDisk::default() };
            with(RaidController { virtual_disks: vec![disk], ..RaidController::default() })
        };
        let found = raid_volume_degraded(&volume(Some(RaidCondition::Degraded)));
        assert_eq!(found, [Observation::new(["storcli64 0", "0/1"], "RAID6 volume 0/1 of 9361-8i is Pdgd")]);
        assert_eq!(raid_volume_failed(&volume(Some(RaidCondition::Offline))).len(), 1);
        for fine in [None, Some(RaidCondition::Good)] {
            assert_eq!((raid_volume_degraded(&volume(fine)), raid_volume_failed(&volume(fine))), (vec![], vec![]));
        }
    }

    #[test]
    fn drives_are_named_by_their_slot() {
        let (condition, state) = (Some(RaidCondition::Failed), Some("UBad".into()));
        let found = raid_drive_failed(&with_disk(PhysicalDisk { condition, state, ..PhysicalDisk::default() }));
        assert_eq!(found, [Observation::new(["storcli64 0", "252:3"], "drive 252:3 of 9361-8i is UBad (MODEL)")]);
        let offline = |condition| {
            let disk = PhysicalDisk { condition: Some(RaidCondition::Offline), ..PhysicalDisk::default() };
            let volume = VirtualDisk { condition: Some(condition), ..VirtualDisk::default() };
            with(RaidController {
                physical_disks: vec![disk],
                virtual_disks: vec![volume],
                ..RaidController::default()
            })
        };
        assert_eq!(raid_drive_failed(&offline(RaidCondition::Degraded)).len(), 1);
        assert_eq!(raid_drive_failed(&offline(RaidCondition::Good)), []);
        let counted = |media, predicted| {
            let (media_errors, predictive_failures) = (Some(media), Some(predicted));
            with_disk(PhysicalDisk { media_errors, predictive_failures, ..PhysicalDisk::default() })
        };
        let found = raid_media_errors(&counted(7, 0));
        assert_eq!(found[0].message, "drive 252:3 of 9361-8i has 7 media errors (MODEL)");
        assert_eq!(raid_drive_predicts_failure(&counted(0, 2)).len(), 1);
        let fine = counted(0, 0);
        assert_eq!(
            [raid_media_errors(&fine), raid_drive_predicts_failure(&fine), raid_drive_failed(&fine)],
            [vec![], vec![], vec![]]
        );
    }

    #[test]
    fn batteries_foreign_drives_and_the_controller_itself() {
        let battery = |state: &str| {
            let battery = RaidBattery { state: Some(state.into()), ..RaidBattery::default() };
            raid_battery(&with(RaidController { batteries: vec![battery], ..RaidController::default() }))
        };
        assert_eq!((battery("Optimal"), battery("Not Installed")), (vec![], vec![]));
        assert_eq!(battery("Failed (Replace Batteries)")[0].message, "battery of 9361-8i: Failed (Replace Batteries)");
        let foreign = RaidController { foreign_groups: Some(1), ..RaidController::default() };
        assert_eq!(raid_foreign(&with(foreign)).len(), 1);
        let status = |status: &str| {
            raid_controller(&with(RaidController { status: Some(status.into()), ..RaidController::default() }))
        };
        assert_eq!((status("Optimal"), status("Needs Attention").len()), (vec![], 1));
        assert_eq!(raid_controller(&with(RaidController::default())), []);
    }
}

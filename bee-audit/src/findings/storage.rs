//! Rules about drives, arrays and what they are attached to.

pub(super) mod ata;
pub(super) mod enclosure;
pub(super) mod health;
pub(super) mod raid;

use std::collections::BTreeMap;

use super::Observation;
use crate::report::{Array, Drive, DrivePath, Report};

/// An array runs without some of its members, or has faulty ones.
pub(super) fn array_degraded(report: &Report) -> Vec<Observation> {
    let degraded = arrays(report).filter_map(|array| {
        let missing = array.degraded_devices.unwrap_or(0);
        let faulty: Vec<&str> = members_in(array, "faulty").collect();
        if missing == 0 && faulty.is_empty() {
            return None;
        }
        let of = array.raid_devices.map(|whole| format!(" of {whole}")).unwrap_or_default();
        let named = if faulty.is_empty() { String::new() } else { format!(", faulty: {}", faulty.join(" ")) };
        let level = array.level.as_deref().unwrap_or("array");
        let message = format!("{level} {} lacks {missing}{of} members{named}", array.name);
        Some(Observation::new(std::iter::once(array.name.as_str()).chain(faulty), message))
    });
    degraded.collect()
}

/// An array is being brought back to redundancy, or into another form.
pub(super) fn array_rebuilding(report: &Report) -> Vec<Observation> {
    let busy = arrays(report).filter_map(|array| {
        let action = array.sync_action.as_deref().filter(|action| ["resync", "recover", "reshape"].contains(action))?;
        let progress = array.sync_progress_percent.map(|done| format!(", {:.1} % done", done.0)).unwrap_or_default();
        Some(Observation::new([&array.name], format!("{} is in {action}{progress}", array.name)))
    });
    busy.collect()
}

/// The last check of an array found its members to differ.
pub(super) fn array_mismatch(report: &Report) -> Vec<Observation> {
    let differing = arrays(report).filter_map(|array| {
        let sectors = array.mismatch_sectors.filter(|sectors| *sectors > 0)?;
        Some(Observation::new([&array.name], format!("members of {} differ in {sectors} sectors", array.name)))
    });
    differing.collect()
}

/// An array with a level was found but does not run.
pub(super) fn array_inactive(report: &Report) -> Vec<Observation> {
    let inactive = arrays(report).filter(|array| array.level.is_some() && array.state.as_deref() == Some("inactive"));
    inactive.map(|array| Observation::new([&array.name], format!("{} does not run", array.name))).collect()
}

fn arrays(report: &Report) -> impl Iterator<Item = &Array> {
    report.storage.iter().flat_map(|storage| &storage.arrays)
}

fn members_in<'a>(array: &'a Array, state: &'a str) -> impl Iterator<Item = &'a str> {
    let members = array.members.iter().filter(move |member| member.states.iter().any(|own| own == state));
    members.map(|member| member.device.as_str())
}

/// A volume of a RAID controller is not whole, as its driver says.
pub(super) fn volume_degraded(report: &Report) -> Vec<Observation> {
    const BAD: [&str; 4] = ["degraded", "failed", "offline", "missing"];
    let broken = drives(report).filter_map(|drive| {
        let volume = drive.raid_volume.as_ref()?;
        let state = volume.state.as_deref().filter(|state| BAD.iter().any(|bad| state.to_lowercase().contains(bad)))?;
        let level = volume.level.as_deref().unwrap_or("RAID");
        Some(Observation::new([&drive.name], format!("{level} volume {} is {state}", drive.name)))
    });
    broken.collect()
}

/// The kernel has given up on a way to a drive.
pub(super) fn path_down(report: &Report) -> Vec<Observation> {
    let down = paths(report).filter_map(|(drive, path)| {
        let state = path.state.as_deref()?;
        let is_down = ["offline", "transport-offline", "dead"].contains(&state);
        let message = format!("{} is {state} ({})", path.name, described(drive));
        is_down.then(|| Observation::new([&path.name], message))
    });
    down.collect()
}

/// The kernel slowed a SATA link or drive down after errors.
pub(super) fn link_limited(report: &Report) -> Vec<Observation> {
    let limited = paths(report).filter_map(|(drive, path)| {
        let ata = path.ata.as_ref()?;
        let limit = ata.speed_limit_bits_per_second.map(|limit| format!("to {limit}"));
        let times = ata.slow_downs.filter(|times| *times > 0).map(|times| format!("{times} times"));
        let how = limit.or(times)?;
        let message = format!("the kernel slowed {} down {how} after errors ({})", path.name, described(drive));
        Some(Observation::new([&path.name], message))
    });
    limited.collect()
}

/// A drive's link is slower than the drive: it may be the other end's best.
pub(super) fn link_slow(report: &Report) -> Vec<Observation> {
    let slow = paths(report).filter_map(|(drive, path)| {
        let (speed, best) = (path.link_speed_bits_per_second?, path.maximum_link_speed_bits_per_second?);
        let message = format!("link of {} runs at {speed}, the drive can do {best} ({})", path.name, described(drive));
        (speed.0 > 0 && speed < best).then(|| Observation::new([&path.name], message))
    });
    slow.collect()
}

/// Commands to a drive took too long. Behind libata the kernel counts every command that a drive refuses here.
pub(super) fn timeouts(report: &Report) -> Vec<Observation> {
    let late = paths(report).filter(|(_, path)| path.ata.is_none()).filter_map(|(drive, path)| {
        let timeouts = path.scsi.as_ref()?.timeouts.filter(|timeouts| *timeouts > 0)?;
        let message = format!("{timeouts} commands to {} timed out ({})", path.name, described(drive));
        Some(Observation::new([&path.name], message))
    });
    late.collect()
}

/// A SAS phy was reset or lost synchronisation more often than plugging explains.
pub(super) fn phy_errors(report: &Report) -> Vec<Observation> {
    const PLUGGING: u64 = 10;
    let phys = paths(report).flat_map(|(drive, path)| {
        let phys = path.sas.iter().flat_map(|sas| &sas.phys);
        phys.map(move |phy| (drive, path, phy))
    });
    let noisy = phys.filter_map(|(drive, path, phy)| {
        let losses = phy.losses_of_dword_synchronization.unwrap_or(0);
        let resets = phy.phy_reset_problems.unwrap_or(0);
        let message = format!(
            "{} of {} lost synchronisation {losses} times and had {resets} reset problems ({})",
            phy.name,
            path.name,
            described(drive)
        );
        (losses > PLUGGING || resets > PLUGGING).then(|| Observation::new([&path.name, &phy.name], message))
    });
    noisy.collect()
}

/// Drives of one model run different firmware.
pub(super) fn mixed_firmware(report: &Report) -> Vec<Observation> {
    let mut models: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for drive in drives(report) {
        if let (Some(model), Some(firmware)) = (&drive.model, &drive.firmware_revision) {
            models.entry(model).or_default().entry(firmware).or_default().push(&drive.name);
        }
    }
    models.retain(|_, revisions| revisions.len() > 1);
    let mixed = models.into_iter().map(|(model, revisions)| {
        let parts: Vec<String> =
            revisions.iter().map(|(revision, names)| format!("{revision} on {}", names.join(" "))).collect();
        let names = revisions.values().flatten().copied();
        Observation::new(names, format!("firmware of {model} differs: {}", parts.join(", ")))
    });
    mixed.collect()
}

fn drives(report: &Report) -> impl Iterator<Item = &Drive> {
    report.storage.iter().flat_map(|storage| &storage.drives)
}

fn paths(report: &Report) -> impl Iterator<Item = (&Drive, &DrivePath)> {
    drives(report).flat_map(|drive| drive.paths.iter().map(move |path| (drive, path)))
}

/// What a technician finds the drive by: `SAMSUNG MZ7LH960, serial S45NNA0M, Slot 03`.
fn described(drive: &Drive) -> String {
    let model = drive.model.as_deref().unwrap_or("unnamed model");
    let serial = drive.serial_number.as_ref().map(|serial| format!(", serial {serial}")).unwrap_or_default();
    let place = drive.place().map(|place| format!(", {place}")).unwrap_or_default();
    format!("{model}{serial}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{ArrayMember, AtaLink, RaidVolume, SasLink, SasPhy, ScsiPath, Storage},
        units::{BitsPerSecond, Percent},
    };

    fn with_array(array: Array) -> Report {
        let array = Array { name: "md0".into(), level: Some("raid1".into()), ..array };
        Report { storage: Some(Storage { arrays: vec![array], ..Storage::default() }), ..Report::default() }
    }

    fn with_drives(drives: Vec<Drive>) -> Report {
        Report { storage: Some(Storage { drives, ..Storage::default() }), ..Report::default() }
    }

    fn with_path(path: DrivePath) -> Report {
        let path = DrivePath { name: "sda".into(), ..path };
        let drive = Drive { model: Some("MODEL".into()), serial_number: Some("SN1".into()), ..Drive::default() };
        with_drives(vec![Drive { paths: vec![path], ..drive }])
    }

    #[test]
    fn a_degraded_array_names_its_faulty_members() {
        let faulty = ArrayMember { device: "sdb1".into(), states: vec!["faulty".into()], ..ArrayMember::default() };
        let array =
            Array { degraded_devices: Some(1), raid_devices: Some(2), members: vec![faulty], ..Array::default() };
        let found = array_degraded(&with_array(array));
        assert_eq!(found, [Observation::new(["md0", "sdb1"], "raid1 md0 lacks 1 of 2 members, faulty: sdb1")]);
        assert_eq!(array_degraded(&with_array(Array { degraded_devices: Some(0), ..Array::default() })), []);
    }

    #[test]
    fn a_check_is_no_rebuild() {
        let doing = |action: &str| {
            let sync_progress_percent = Some(Percent(12.34));
            array_rebuilding(&with_array(Array {
                sync_action: Some(action.into()),
                sync_progress_percent,
                ..Array::default()
            }))
        };
        assert_eq!(doing("recover"), [Observation::new(["md0"], "md0 is in recover, 12.3 % done")]);
        assert_eq!(doing("check"), []);
        assert_eq!(doing("idle"), []);
    }

    #[test]
    fn mismatches_and_standstill_are_told() {
        assert_eq!(array_mismatch(&with_array(Array { mismatch_sectors: Some(0), ..Array::default() })), []);
        let found = array_mismatch(&with_array(Array { mismatch_sectors: Some(128), ..Array::default() }));
        assert_eq!(found, [Observation::new(["md0"], "members of md0 differ in 128 sectors")]);
        let inactive = Array { state: Some("inactive".into()), ..Array::default() };
        assert_eq!(array_inactive(&with_array(inactive)), [Observation::new(["md0"], "md0 does not run")]);
    }

    #[test]
    fn a_volume_is_judged_by_its_state() {
        let volume = |state: &str| {
            let raid_volume = Some(RaidVolume { level: Some("RAID 5".into()), state: Some(state.into()) });
            volume_degraded(&with_drives(vec![Drive { name: "sda".into(), raid_volume, ..Drive::default() }]))
        };
        assert_eq!(volume("Partially Degraded")[0].message, "RAID 5 volume sda is Partially Degraded");
        assert_eq!(volume("active"), []);
    }

    #[test]
    fn a_path_that_runs_is_fine() {
        let path = |state: &str| path_down(&with_path(DrivePath { state: Some(state.into()), ..DrivePath::default() }));
        assert_eq!(path("offline"), [Observation::new(["sda"], "sda is offline (MODEL, serial SN1)")]);
        assert_eq!(path("running"), []);
        assert_eq!(path("live"), []);
    }

    #[test]
    fn links_are_judged_by_the_kernel_and_by_the_drive() {
        let limit = Some(BitsPerSecond(3_000_000_000));
        let ata = AtaLink { speed_limit_bits_per_second: limit, ..AtaLink::default() };
        let found = link_limited(&with_path(DrivePath { ata: Some(ata), ..DrivePath::default() }));
        assert_eq!(found[0].message, "the kernel slowed sda down to 3 Gbit/s after errors (MODEL, serial SN1)");
        let link = |speed| {
            link_slow(&with_path(DrivePath {
                link_speed_bits_per_second: Some(BitsPerSecond(speed)),
                maximum_link_speed_bits_per_second: Some(BitsPerSecond(6_000_000_000)),
                ..DrivePath::default()
            }))
        };
        assert_eq!(link(6_000_000_000), []);
        assert_eq!(link(0), []);
        assert_eq!(
            link(3_000_000_000)[0].message,
            "link of sda runs at 3 Gbit/s, the drive can do 6 Gbit/s (MODEL, serial SN1)"
        );
    }

    #[test]
    fn late_commands_and_noisy_phys_are_told() {
        let scsi = ScsiPath { timeouts: Some(3), ..ScsiPath::default() };
        let found = timeouts(&with_path(DrivePath { scsi: Some(scsi), ..DrivePath::default() }));
        assert_eq!(found[0].message, "3 commands to sda timed out (MODEL, serial SN1)");
        let (scsi, ata) = (Some(ScsiPath { timeouts: Some(3), ..ScsiPath::default() }), Some(AtaLink::default()));
        assert_eq!(timeouts(&with_path(DrivePath { scsi, ata, ..DrivePath::default() })), []);
        let phy = |losses| {
            let losses_of_dword_synchronization = Some(losses);
            let phy = SasPhy { name: "phy-0:1".into(), losses_of_dword_synchronization, ..SasPhy::default() };
            let sas = Some(SasLink { phys: vec![phy], ..SasLink::default() });
            phy_errors(&with_path(DrivePath { sas, ..DrivePath::default() }))
        };
        assert_eq!(phy(10), []);
        assert_eq!(phy(11)[0].subjects, ["sda", "phy-0:1"]);
    }

    #[test]
    fn firmware_is_compared_within_a_model() {
        let drive = |name: &str, model: &str, firmware: &str| Drive {
            name: name.into(),
            model: Some(model.into()),
            firmware_revision: Some(firmware.into()),
            ..Drive::default()
        };
        let drives = vec![drive("sda", "M", "A1"), drive("sdb", "M", "A2"), drive("sdc", "N", "A3")];
        let found = mixed_firmware(&with_drives(drives));
        assert_eq!(found, [Observation::new(["sda", "sdb"], "firmware of M differs: A1 on sda, A2 on sdb")]);
    }
}

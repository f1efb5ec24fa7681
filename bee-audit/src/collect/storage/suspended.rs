//! Drives that the kernel has suspended (runtime power management): to open one would wake it, so that it is left
//! alone.

use crate::{
    collect::Probe,
    decode::{self, linux::runtime_power::is_asleep},
    host::{Error, Query, Reply},
    report::{Drive, DriveHealth, DrivePowerState, Reason},
};

/// Marks every suspended drive, which then counts as asked: a gap says what it could not tell.
pub(super) fn note(probe: &mut Probe, drives: &mut [Drive]) {
    let paths = drives.iter().flat_map(|drive| &drive.paths).filter(|path| path.scsi.is_some());
    let names: Vec<String> = paths.map(|path| path.name.clone()).collect();
    let queries: Vec<Query> = names.iter().map(|name| status_of(name)).collect();
    let answers = names.iter().zip(probe.try_ask_all(&queries));
    let suspended: Vec<&String> = answers.filter(|(_, answer)| says_suspended(answer)).map(|(name, _)| name).collect();
    for drive in drives.iter_mut().filter(|drive| drive.paths.iter().any(|path| suspended.contains(&&path.name))) {
        probe.gap(&drive.name, "health", Reason::LeftAlone, "the kernel suspended it, and would wake it to open it");
        drive.health = Some(DriveHealth {
            source: Some("sysfs".to_owned()),
            power_state: Some(DrivePowerState::Suspended),
            ..DriveHealth::default()
        });
    }
}

/// Whether one block device is suspended.
pub(super) fn is_suspended(probe: &mut Probe, name: &str) -> bool {
    says_suspended(&probe.try_ask(&status_of(name)))
}

fn status_of(name: &str) -> Query {
    Query::Read(format!("/sys/block/{name}/device/power/runtime_status"))
}

fn says_suspended(answer: &Result<Reply, Error>) -> bool {
    let Ok(Reply::Bytes(status)) = answer else { return false };
    decode::text(status).is_some_and(|status| is_asleep(&status))
}

//! Drives that refused us, as `smartctl` sees them: it knows bridges and controllers that need a way of their own. One
//! that was late is not asked again.

use crate::{
    collect::Probe,
    decode::tool::smartctl::{SelfTest, Smartctl},
    host::{Query, Reply},
    report::{Coded, Drive, DriveHealth, DriveTemperature, SelfTest as ReportedTest, Transport, Verdict},
    units::{Celsius, Counter, Percent},
};

/// Asks the tool about every drive whose health is still unknown, all of them at the same time.
pub(super) fn read(probe: &mut Probe, drives: &mut [Drive]) {
    let mut silent: Vec<&mut Drive> =
        drives.iter_mut().filter(|drive| is_silent(drive) && !probe.was_late(&drive.name)).collect();
    probe.at_once(&mut silent, |probe, drive| {
        let query = Query::Smartctl { device: format!("/dev/{}", drive.name) };
        let Some(Reply::Bytes(output)) = probe.ask(&drive.name, &query) else { return };
        match Smartctl::decode(&output) {
            Ok(told) => drive.health = health(&told),
            Err(error) => probe.damaged(&drive.name, "health", &error),
        }
    });
}

/// Volumes and virtual disks have no health, a drive that sleeps has said so, and a SCSI drive that answered keeps
/// none.
fn is_silent(drive: &Drive) -> bool {
    let has_health = matches!(
        drive.transport,
        Some(Transport::Nvme | Transport::Sata | Transport::Ata | Transport::Sas | Transport::Usb | Transport::Scsi)
    );
    has_health && drive.health.is_none() && drive.scsi.is_none() && drive.raid_volume.is_none()
}

/// In the shape of the report; `None` where the drive told the tool nothing either.
fn health(told: &Smartctl) -> Option<DriveHealth> {
    told.passed.or(told.power_on_hours.map(|_| true))?;
    let celsius = |degrees: Option<i64>| Some(Celsius(i32::try_from(degrees?).ok()?.into()));
    let percent = |share: Option<u64>| Some(Percent(u32::try_from(share?).ok()?.into()));
    let count = |number: Option<u64>| number.map(|number| Counter(number.into()));
    let temperature = DriveTemperature {
        current_celsius: celsius(told.temperature_celsius),
        warning_celsius: celsius(told.warning_celsius),
        highest_celsius: celsius(told.highest_celsius),
        lowest_celsius: celsius(told.lowest_celsius),
        ..DriveTemperature::default()
    };
    Some(DriveHealth {
        source: Some("smartctl".to_owned()),
        verdict: told.passed.map(|passed| if passed { Verdict::Passed } else { Verdict::Failing }),
        warnings: told.failed_attributes.clone(),
        life_used_percent: percent(told.life_used_percent),
        available_spare_percent: percent(told.available_spare_percent),
        available_spare_threshold_percent: percent(told.available_spare_threshold_percent),
        power_on_hours: count(told.power_on_hours),
        power_cycles: count(told.power_cycles),
        unsafe_shutdowns: count(told.unsafe_shutdowns),
        media_errors: count(told.media_errors),
        reallocated_sectors: told.reallocated_sectors,
        pending_sectors: told.pending_sectors,
        uncorrectable_errors: told.uncorrectable_errors,
        data_read_bytes: told.data_read_bytes.map(Counter),
        data_written_bytes: told.data_written_bytes.map(Counter),
        temperature: (temperature != DriveTemperature::default()).then_some(temperature),
        self_tests: told.self_tests.as_ref().map(|tests| tests.iter().map(self_test).collect()),
        ..DriveHealth::default()
    })
}

fn self_test(test: &SelfTest) -> ReportedTest {
    let coded = |(code, name): &(u64, Option<String>)| Coded { code: *code, name: name.clone() };
    ReportedTest {
        kind: coded(&test.kind),
        result: coded(&test.result),
        is_failed: test.passed.map(|passed| !passed),
        power_on_hours: test.power_on_hours.map(|hours| Counter(hours.into())),
        failing_logical_block_address: test.failing_logical_block_address,
    }
}

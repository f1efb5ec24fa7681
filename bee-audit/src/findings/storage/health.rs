//! Rules about what drives state of their own health, whatever their protocol.

use super::{Observation, described, drives, raid};
use crate::report::{Drive, DriveHealth, DriveTemperature, PhysicalDisk, RaidController, Report, SelfTest, Verdict};

/// A drive says of itself that it fails, or is about to.
pub(in crate::findings) fn drive_failing(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let why = match health.warnings.as_slice() {
            [] => "it fails, or is about to".to_owned(),
            warnings => warnings.join(", "),
        };
        (health.verdict == Some(Verdict::Failing)).then(|| format!("says of itself: {why}"))
    })
}

/// A drive warns of something, and calls itself well all the same.
pub(in crate::findings) fn drive_warns(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let is_told = health.verdict == Some(Verdict::Failing) || health.warnings.is_empty();
        (!is_told).then(|| format!("warns: {}", health.warnings.join(", ")))
    })
}

/// A drive has less spare capacity left than it should.
pub(in crate::findings) fn spare_low(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let (spare, threshold) = (health.available_spare_percent?, health.available_spare_threshold_percent?);
        (spare < threshold)
            .then(|| format!("has {spare} of its spare capacity left, below the threshold of {threshold}"))
    })
}

/// A drive has used up the endurance for which it was made.
pub(in crate::findings) fn worn_out(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let used = health.life_used_percent.filter(|used| used.0 >= 100.0)?;
        Some(format!("has used {used} of the endurance for which it was made"))
    })
}

/// A drive could not give back data.
pub(in crate::findings) fn media_errors(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let media = health.media_errors.map(|errors| errors.0);
        let uncorrectable = health.uncorrectable_errors.map(u128::from);
        let errors = media.max(uncorrectable).filter(|errors| *errors > 0)?;
        Some(format!("counts {errors} errors of its medium that could not be corrected"))
    })
}

/// A drive has sectors that it cannot read and will replace when they are written.
pub(in crate::findings) fn pending_sectors(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let pending = health.pending_sectors.filter(|sectors| *sectors > 0)?;
        Some(format!("has {pending} sectors that it cannot read and waits to replace"))
    })
}

/// A drive has replaced sectors by spare ones.
pub(in crate::findings) fn reallocated_sectors(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let replaced = health.reallocated_sectors.filter(|sectors| *sectors > 0)?;
        Some(format!("has replaced {replaced} sectors by spare ones"))
    })
}

/// A drive is warmer than it may be.
pub(in crate::findings) fn drive_overheated(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let temperature = health.temperature.as_ref()?;
        let (current, limit) = (temperature.current_celsius?, temperature.critical_celsius?);
        (current >= limit).then(|| format!("is at {current}, its critical limit is {limit}"))
    })
}

/// A drive is warmer than it should be.
pub(in crate::findings) fn drive_hot(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let DriveTemperature { current_celsius, warning_celsius, critical_celsius, .. } =
            health.temperature.as_ref()?;
        let (current, limit) = ((*current_celsius)?, (*warning_celsius)?);
        let is_critical = critical_celsius.is_some_and(|critical| current >= critical);
        (current >= limit && !is_critical).then(|| format!("is at {current}, its limit is {limit}"))
    })
}

/// The last self-test that came to an end found a fault.
pub(in crate::findings) fn self_test_failed(report: &Report) -> Vec<Observation> {
    observe(report, |health| {
        let judged = |test: &&SelfTest| test.is_failed.is_some();
        let last = health.self_tests.as_ref()?.iter().find(judged).filter(|test| test.is_failed == Some(true))?;
        let named = |name: &Option<String>, code| name.clone().unwrap_or_else(|| format!("code {code}"));
        let kind = named(&last.kind.name, last.kind.code);
        Some(format!("failed its last self-test ({kind}): {}", named(&last.result.name, last.result.code)))
    })
}

/// An observation of each drive of whose health there is something to say.
fn observe(report: &Report, complaint: impl Fn(&DriveHealth) -> Option<String>) -> Vec<Observation> {
    let observation = |drive: &Drive| {
        let complaint = complaint(drive.health.as_ref()?)?;
        let message = format!("{} {complaint} ({})", drive.name, described(drive));
        Some(Observation::new([&drive.name], message))
    };
    let behind = |(controller, disk): (&RaidController, &PhysicalDisk)| {
        let complaint = complaint(disk.health.as_ref()?)?;
        Some(raid::of_disk(controller, disk, &complaint))
    };
    let hidden = raid::all_disks(report).filter_map(behind);
    drives(report).filter_map(observation).chain(hidden).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{Coded, Storage},
        units::{Celsius, Counter, Percent},
    };

    /// What each rule has to say of a drive with `health`, by the order of the rules above.
    fn complaints(health: DriveHealth) -> Vec<String> {
        let drive = Drive {
            name: "nvme0".into(),
            model: Some("MODEL".into()),
            serial_number: Some("SN1".into()),
            health: Some(health),
            ..Drive::default()
        };
        let storage = Storage { drives: vec![drive, Drive::default()], ..Storage::default() };
        let report = Report { storage: Some(storage), ..Report::default() };
        let rules = [
            drive_failing,
            drive_warns,
            spare_low,
            worn_out,
            media_errors,
            pending_sectors,
            reallocated_sectors,
            drive_overheated,
            drive_hot,
            self_test_failed,
        ];
        let observations = rules.iter().flat_map(|rule| rule(&report));
        observations.map(|observation| observation.message.replace(" (MODEL, serial SN1)", "")).collect()
    }

    #[test]
    fn a_healthy_drive_is_no_finding() {
        let temperature = DriveTemperature {
            current_celsius: Some(Celsius(40.0)),
            warning_celsius: Some(Celsius(70.0)),
            critical_celsius: Some(Celsius(85.0)),
            ..DriveTemperature::default()
        };
        let health = DriveHealth {
            verdict: Some(Verdict::Passed),
            life_used_percent: Some(Percent(99.0)),
            available_spare_percent: Some(Percent(10.0)),
            available_spare_threshold_percent: Some(Percent(10.0)),
            media_errors: Some(Counter(0)),
            pending_sectors: Some(0),
            temperature: Some(temperature),
            self_tests: Some(Vec::new()),
            ..DriveHealth::default()
        };
        assert_eq!(complaints(health), [""; 0]);
        assert_eq!(complaints(DriveHealth::default()), [""; 0]);
    }

    #[test]
    fn each_complaint_is_told() {
        let health = DriveHealth {
            verdict: Some(Verdict::Failing),
            warnings: vec!["reliability is degraded".into(), "all media are in read-only mode".into()],
            life_used_percent: Some(Percent(104.0)),
            available_spare_percent: Some(Percent(9.0)),
            available_spare_threshold_percent: Some(Percent(10.0)),
            media_errors: Some(Counter(u128::MAX)),
            uncorrectable_errors: Some(3),
            pending_sectors: Some(8),
            reallocated_sectors: Some(16),
            ..DriveHealth::default()
        };
        assert_eq!(
            complaints(health),
            [
                "nvme0 says of itself: reliability is degraded, all media are in read-only mode",
                "nvme0 has 9 % of its spare capacity left, below the threshold of 10 %",
                "nvme0 has used 104 % of the endurance for which it was made",
                "nvme0 counts 340282366920938463463374607431768211455 errors of its medium that could not be corrected",
                "nvme0 has 8 sectors that it cannot read and waits to replace",
                "nvme0 has replaced 16 sectors by spare ones",
            ]
        );
    }

    #[test]
    fn a_warning_without_a_verdict_is_told() {
        let health = DriveHealth { warnings: vec!["an attribute failed in the past".into()], ..DriveHealth::default() };
        assert_eq!(complaints(health), ["nvme0 warns: an attribute failed in the past"]);
    }

    #[test]
    fn heat_is_told_once() {
        let at = |degrees: f64| {
            let temperature = DriveTemperature {
                current_celsius: Some(Celsius(degrees)),
                warning_celsius: Some(Celsius(70.0)),
                critical_celsius: Some(Celsius(85.0)),
                ..DriveTemperature::default()
            };
            complaints(DriveHealth { temperature: Some(temperature), ..DriveHealth::default() })
        };
        assert_eq!(at(70.0), ["nvme0 is at 70 °C, its limit is 70 °C"]);
        assert_eq!(at(85.0), ["nvme0 is at 85 °C, its critical limit is 85 °C"]);
    }

    #[test]
    fn only_the_last_self_test_that_ended_counts() {
        let test = |is_failed, name: &str| SelfTest {
            kind: Coded { code: 2, name: Some("extended".into()) },
            result: Coded { code: 7, name: Some(name.into()) },
            is_failed,
            ..SelfTest::default()
        };
        let after = |tests| complaints(DriveHealth { self_tests: Some(tests), ..DriveHealth::default() });
        let failed = || test(Some(true), "one segment failed");
        assert_eq!(
            after(vec![test(None, "aborted"), failed()]),
            ["nvme0 failed its last self-test (extended): one segment failed"]
        );
        assert_eq!(after(vec![test(Some(false), "completed"), failed()]), [""; 0]);
    }
}

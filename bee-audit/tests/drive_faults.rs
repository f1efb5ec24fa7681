//! Drives that fail while they are asked: each costs a gap, never the run.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use bee_audit::{
    Host, Options, Replay, Report, audit,
    host::{Error, Query, Reply, ScsiRequest},
    report::{Component, Drive, DrivePowerState, Gap, Reason, Verdict},
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/parts").join(name)
}

fn audited(host: &dyn Host) -> Report {
    audit(host, &Options::only([Component::Storage]))
}

/// The two disks of scsi_debug with a fault, and the gaps.
fn with_fault(name: &str) -> ([Drive; 2], Vec<Gap>) {
    let host = Replay::open(&fixture(&format!("scsi-faults/{name}.tar.zst"))).unwrap();
    let report = audited(&host);
    let [first, second, system] = report.storage.unwrap().drives.try_into().unwrap();
    assert_eq!(system.name, "vda");
    for (drive, name) in [(&first, "sda"), (&second, "sdb")] {
        assert_eq!((drive.name.as_str(), drive.model.as_deref()), (name, Some("scsi_debug")));
        assert!(drive.serial_number.is_some() && drive.size_bytes.is_some(), "its identity stands");
    }
    ([first, second], report.gaps)
}

fn verdict(drive: &Drive) -> Option<Verdict> {
    drive.health.as_ref().and_then(|health| health.verdict)
}

#[test]
fn errors_of_the_medium_are_counted_and_hinder_nothing() {
    let ([first, second], gaps) = with_fault("medium-error");
    assert_eq!(gaps, []);
    let errors = |drive: &Drive| drive.paths[0].scsi.as_ref().unwrap().errors.unwrap();
    assert_eq!(errors(&first), errors(&second) + 1, "the first could not read a sector");
    assert_eq!((verdict(&first), verdict(&second)), (Some(Verdict::Passed), Some(Verdict::Passed)));
}

#[test]
fn an_answer_with_a_recovered_error_is_an_answer() {
    let (drives, gaps) = with_fault("recovered-error");
    assert_eq!(gaps, []);
    assert_eq!(drives.each_ref().map(verdict), [Some(Verdict::Passed); 2]);
}

#[test]
fn a_predicted_failure_is_told() {
    let (drives, gaps) = with_fault("predicted-failure");
    assert_eq!(gaps, []);
    for drive in drives {
        let health = drive.health.unwrap();
        assert_eq!(health.verdict, Some(Verdict::Failing));
        assert_eq!(health.warnings, ["Failure prediction threshold exceeded (false)"]);
    }
}

#[test]
fn a_way_that_fails_now_and_then_costs_what_was_lost_on_it() {
    let (drives, gaps) = with_fault("transport-error");
    assert_eq!(gaps.len(), 3, "{gaps:?}");
    for gap in gaps {
        assert_eq!((gap.reason, gap.subjects.len()), (Reason::Failed, 1));
        assert!(gap.detail.starts_with("check condition: sense key Bh"), "{}", gap.detail);
    }
    assert!(drives.iter().all(|drive| drive.scsi.is_some()), "what was answered before is reported");
}

#[test]
fn drives_that_do_not_answer_cost_a_gap_and_are_left_alone() {
    let (drives, gaps) = with_fault("late");
    let [gap] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((gap.reason, &gap.subjects[..]), (Reason::TimedOut, &["sda".to_owned(), "sdb".to_owned()][..]));
    assert!(drives.iter().all(|drive| drive.health.is_none()));
}

#[test]
fn a_drive_that_goes_away_meanwhile_costs_a_gap() {
    let ([first, second], gaps) = with_fault("gone");
    assert_eq!((verdict(&first), verdict(&second)), (Some(Verdict::Passed), None));
    let [gap] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((gap.reason, &gap.subjects[..]), (Reason::Failed, &["sdb".to_owned()][..]));
    assert_eq!(gap.detail, "it went away while it was asked");
}

/// A recorded machine, one of whose devices stops to answer after so many answers.
struct Machine {
    others: Replay,
    device: String,
    answers: usize,
    asked: AtomicUsize,
    error: Error,
}

impl Host for Machine {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            Query::Ata { device, .. } | Query::Scsi { device, .. } | Query::NvmeAdmin { device, .. }
                if *device == self.device && self.asked.fetch_add(1, Ordering::Relaxed) >= self.answers =>
            {
                Err(self.error.clone())
            }
            query => self.others.ask(query),
        }
    }
}

/// Audits with the device lost after one answer, two, … until it answers all; each loss must be one gap of `drive`.
fn lost_at_every_answer(device: &str, drive: &str, error: &Error) {
    for answers in 1.. {
        let others = Replay::open(&fixture("storage/recording")).unwrap();
        let error = error.clone();
        let machine = Machine { others, device: device.to_owned(), answers, asked: AtomicUsize::default(), error };
        let report = audited(&machine);
        // Of the drive's data in the fallbacks nothing was recorded.
        let gaps: Vec<_> = report.gaps.iter().filter(|gap| gap.reason != Reason::NotRecorded).collect();
        if machine.asked.into_inner() <= answers {
            assert_eq!((gaps.len(), answers > 5), (0, true), "{answers} answers of {device}");
            return;
        }
        assert_eq!(gaps.len(), 1, "{answers} answers of {device}: {gaps:?}");
        assert_eq!(gaps[0].subjects, [drive]);
        assert!(report.storage.unwrap().drives.iter().any(|known| known.name == drive));
    }
}

#[test]
fn a_drive_may_be_lost_at_any_moment() {
    let drives = audited(&Replay::open(&fixture("storage/recording")).unwrap()).storage.unwrap().drives;
    let ata = drives.iter().find(|drive| drive.ata.as_ref().is_some_and(|ata| ata.smart.is_some())).unwrap();
    let scsi = drives.iter().find(|drive| drive.model.as_deref() == Some("scsi_debug")).unwrap();
    let generic = scsi.paths[0].scsi.as_ref().unwrap().generic.as_ref().unwrap();
    let nvme = drives.iter().find(|drive| drive.nvme.is_some() && drive.paths.len() == 1).unwrap();
    for error in [Error::Absent, Error::TransportFailed { host_status: 1, driver_status: 0 }] {
        lost_at_every_answer(&format!("/dev/{}", ata.name), &ata.name, &error);
        lost_at_every_answer(&format!("/dev/{generic}"), &scsi.name, &error);
        lost_at_every_answer(&format!("/dev/{}", nvme.paths[0].name), &nvme.paths[0].name, &error);
    }
}

/// A recorded machine whose disks are suspended, and to which nothing may be sent that opens one.
struct Suspended(Replay);

impl Host for Suspended {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            // A drive behind a controller is not opened, and an enclosure is no disk.
            Query::Scsi { device, .. } if device.contains("/megaraid/") => self.0.ask(query),
            Query::Scsi { request: ScsiRequest::ReceiveDiagnosticResults(_), .. } => self.0.ask(query),
            Query::Ata { .. } | Query::Scsi { .. } => panic!("{query}"),
            Query::Read(path) if path.ends_with("/device/power/runtime_status") => {
                Ok(Reply::Bytes(b"suspended\n".to_vec()))
            }
            query => self.0.ask(query),
        }
    }
}

#[test]
fn a_drive_that_the_kernel_suspended_is_not_opened() {
    let report = audited(&Suspended(Replay::open(&fixture("storage/recording")).unwrap()));
    let drives = report.storage.unwrap().drives;
    let suspended: Vec<_> = drives.iter().filter(|drive| drive.name.starts_with("sd")).collect();
    for drive in &suspended {
        let health = drive.health.as_ref().unwrap();
        assert_eq!((health.power_state, health.verdict), (Some(DrivePowerState::Suspended), None), "{}", drive.name);
    }
    let [gap] = &report.gaps[..] else { panic!("{:?}", report.gaps) };
    assert_eq!((gap.reason, gap.subjects.len()), (Reason::LeftAlone, suspended.len()));
}

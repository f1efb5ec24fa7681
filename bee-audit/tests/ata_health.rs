//! How ATA drives are asked: those that sleep, those that fail meanwhile, those that tell everything.

#![expect(clippy::disallowed_methods, reason = "a test reads its samples itself")]

use std::{fs, path::PathBuf, sync::Mutex};

use bee_audit::{
    Options, Replay, audit,
    host::{AtaRequest, Error, GeneralPurposeLog, Host, Query, Reply, SmartLog},
    report::{Component, Drive, DrivePowerState, Gap, Reason, Verdict},
    units::{Celsius, Counter, Percent, Seconds},
};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts")).join(name)
}

/// The octets of an authored sample.
fn sample(name: &str) -> Vec<u8> {
    let text = fs::read_to_string(fixture("ata").join(format!("{name}.hex"))).unwrap();
    let words = text.lines().filter_map(|line| line.split('#').next()).flat_map(str::split_whitespace);
    words.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

type Answers = fn(AtaRequest) -> Result<Vec<u8>, Error>;

/// A recorded machine, one of whose drives answers otherwise.
struct Machine {
    others: Replay,
    device: String,
    answers: Answers,
    asked: Mutex<Vec<AtaRequest>>,
}

impl Host for Machine {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            Query::Ata { device, request } if *device == self.device => {
                self.asked.lock().unwrap().push(*request);
                (self.answers)(*request).map(Reply::Bytes)
            }
            query => self.others.ask(query),
        }
    }
}

/// The drive, its gaps, and what it was asked.
fn audited(answers: Answers) -> (Drive, Vec<Gap>, Vec<AtaRequest>) {
    let options = Options::only([Component::Storage]);
    let open = || Replay::open(&fixture("storage/recording")).unwrap();
    let drives = audit(&open(), &options).storage.unwrap().drives;
    let name = drives.into_iter().find(|drive| drive.ata.is_some()).unwrap().name;
    let device = format!("/dev/{name}");
    let machine = Machine { others: open(), device, answers, asked: Mutex::default() };
    let report = audit(&machine, &options);
    let drive = report.storage.unwrap().drives.into_iter().find(|drive| drive.name == name).unwrap();
    // What the fallback, smartctl, would have said of this drive nobody recorded.
    let of_it = report.gaps.into_iter().filter(|gap| gap.subjects.contains(&name) && gap.missing != "smartctl");
    let of_it = of_it.collect();
    (drive, of_it, machine.asked.into_inner().unwrap())
}

fn registers(count: u8, [lba_mid, lba_high]: [u8; 2]) -> Vec<u8> {
    let mut sense = vec![0x72, 1, 0, 0x1d, 0, 0, 0, 14, 0x09, 0x0c, 0, 0, 0, count, 0, 0, 0, lba_mid, 0, lba_high];
    sense.extend([0x40, 0x50]);
    sense
}

#[test]
fn a_drive_that_sleeps_is_not_woken() {
    let (drive, gaps, asked) = audited(|_| Ok(registers(0x00, [0, 0])));
    assert_eq!(asked, [AtaRequest::CheckPowerMode]);
    let [gap] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((gap.reason, gap.missing.as_str(), &gap.subjects[0]), (Reason::LeftAlone, "health", &drive.name));
    let health = drive.health.unwrap();
    assert_eq!((health.power_state, health.verdict), (Some(DrivePowerState::Standby), None));
    assert!(drive.model.is_some() && drive.ata.is_some(), "the kernel's identity stands");
}

#[test]
fn a_drive_that_dies_costs_one_gap() {
    let (drive, gaps, asked) = audited(|request| match request {
        AtaRequest::CheckPowerMode => Ok(registers(0xff, [0, 0])),
        AtaRequest::IdentifyDevice => Ok(sample("identify-sata-hdd")),
        _ => Err(Error::TransportFailed { host_status: 1, driver_status: 0 }),
    });
    // What goes to it in one hand-over with the first command that is lost, and nothing after that.
    assert_eq!((asked.len(), gaps.len()), (7, 1), "{asked:?} {gaps:?}");
    assert_eq!(gaps[0].missing, "SMART READ DATA");
    assert_eq!(drive.health.unwrap().power_state, Some(DrivePowerState::Active));
}

#[test]
fn a_drive_that_may_not_be_asked_costs_one_gap() {
    let (drive, gaps, asked) = audited(|_| Err(Error::Denied));
    assert_eq!((asked.len(), gaps.len(), gaps[0].reason), (1, 1, Reason::Denied));
    assert_eq!((drive.health, gaps[0].hint.as_deref()), (None, Some("run as root")));
}

/// Samples of the device statistics.
const PAGES: [&str; 8] =
    ["list", "general", "free-fall", "rotating-media", "general-errors", "temperature", "transport", "solid-state"];

/// A disk with general purpose logging and SCT, below its thresholds.
fn whole(request: AtaRequest) -> Result<Vec<u8>, Error> {
    Ok(match request {
        AtaRequest::CheckPowerMode => registers(0x81, [0, 0]),
        AtaRequest::IdentifyDevice => sample("identify-sata-hdd"),
        AtaRequest::SmartReadData => sample("smart-data"),
        AtaRequest::SmartReadThresholds => sample("smart-thresholds"),
        AtaRequest::SmartReturnStatus => registers(0, [0xf4, 0x2c]),
        AtaRequest::SmartReadLog(SmartLog::SctStatus) => sample("sct-status"),
        AtaRequest::SmartReadLog(_) => panic!("{request}: there is a newer log"),
        AtaRequest::ReadLogExt { log, page } => match (log, page) {
            (GeneralPurposeLog::Directory, 0) => sample("log-directory"),
            (GeneralPurposeLog::DeviceStatistics, page) => sample(&format!("statistics-{}", PAGES[usize::from(page)])),
            (GeneralPurposeLog::ExtendedComprehensiveError, 0..2) => {
                sample("extended-error-log")[usize::from(page) * 512..][..512].to_vec()
            }
            (GeneralPurposeLog::ExtendedComprehensiveError, _) => vec![0; 512],
            (GeneralPurposeLog::ExtendedSelfTest, 0) => sample("extended-self-test-log"),
            (GeneralPurposeLog::PendingDefects, 0) => sample("pending-defects"),
            (GeneralPurposeLog::SataPhyEventCounters, 0) => sample("phy-event-counters"),
            _ => panic!("{request} is not listed"),
        },
    })
}

#[test]
fn everything_that_a_drive_tells_is_reported() {
    let (drive, gaps, _) = audited(whole);
    assert_eq!(gaps, []);
    let health = drive.health.unwrap();
    assert_eq!((health.source.as_deref(), health.power_state), (Some("sg-io"), Some(DrivePowerState::Idle)));
    assert_eq!(health.verdict, Some(Verdict::Failing));
    assert_eq!(health.warnings, ["attribute 190 (Airflow_Temperature_Cel) is at its threshold"; 0]);
    assert_eq!((health.power_on_hours, health.power_cycles), (Some(Counter(18_192)), Some(Counter(33))));
    assert_eq!(
        (health.reallocated_sectors, health.pending_sectors, health.uncorrectable_errors),
        (Some(8), Some(2), Some(2))
    );
    assert_eq!(health.data_written_bytes, Some(Counter(123_456_789_012 * 512)));
    let temperature = health.temperature.unwrap();
    assert_eq!(temperature.current_celsius, Some(Celsius(34.0)));
    assert_eq!((temperature.warning_celsius, temperature.highest_celsius), (Some(Celsius(60.0)), Some(Celsius(61.0))));
    assert_eq!(temperature.above_warning_seconds, Some(Seconds(660.0)));
    assert_eq!((health.life_used_percent, health.media_errors), (Some(Percent(104.0)), Some(Counter(4))));
    let tests = health.self_tests.unwrap();
    assert_eq!((tests.len(), tests[0].is_failed), (2, Some(true)));
    assert_eq!(tests[0].failing_logical_block_address, Some(0x12_3456_789a));
    let ata = drive.ata.unwrap();
    let errors = ata.error_log.unwrap();
    assert_eq!((errors.error_count, errors.errors.len(), errors.errors[0].power_on_hours), (5, 5, 2004));
    assert_eq!(ata.phy_event_counters.len(), 4);
    assert_eq!(ata.statistics.iter().filter(|statistic| statistic.value.is_some()).count(), 6 + 2 + 8 + 2 + 11 + 3 + 1);
    assert_eq!(ata.sct.unwrap().over_limit_count, 2);
    let pending = ata.smart.unwrap().attributes.into_iter().find(|attribute| attribute.id == 197).unwrap();
    assert_eq!((pending.raw, pending.name.as_deref()), (2, Some("Current_Pending_Sector")));
}

//! Health of ATA drives, as they answer themselves: SMART data, logs, statistics.
//!
//! A drive is first asked whether it sleeps; one that does is not asked more. What its IDENTIFY DEVICE data and its log
//! directory do not list is not asked either, so that an ordinary drive has no gaps.

use super::{
    ata,
    ata_answers::{self, Answers},
    suspended,
};
use crate::{
    collect::Probe,
    decode::{
        self,
        ata::{
            device_statistics::{self, KNOWN_PAGES, StatisticsPage},
            error_log::ErrorLog,
            identify_device::IdentifyDevice,
            log_directory::LogDirectory,
            pending_defects::PendingDefects,
            phy_event_counters::PhyEventCounters,
            registers::{PowerMode, Registers},
            sct_status::SctStatus,
            self_test_log::SelfTestLog,
            smart_data::SmartData,
            smart_thresholds::SmartThresholds,
        },
    },
    host::{AtaRequest, Error, GeneralPurposeLog, Query, Reply, SmartLog},
    report::{Drive, Reason},
};

/// Sectors of an error or self-test log that are read at most: the latest 32 errors, or 152 tests, of a drive with one
/// log of this size. What a longer log holds is older.
const MOST_SECTORS: u8 = 8;

/// Sense key of a device that does not know a command (SPC-5 §4.4.8).
const ILLEGAL_REQUEST: u8 = 0x5;

/// Asks every drive that speaks ATA, all at the same time.
pub(super) fn read(probe: &mut Probe, drives: &mut [Drive]) {
    let mut drives: Vec<&mut Drive> =
        drives.iter_mut().filter(|drive| ata::speaks_ata(drive) && drive.health.is_none()).collect();
    probe.at_once(&mut drives, |probe, drive| {
        let name = drive.paths.first().map_or_else(|| drive.name.clone(), |path| path.name.clone());
        if let Some(answers) = Asked::of(probe, &name).all() {
            answers.tell(drive);
        }
    });
}

/// Everything that the ATA drive at `device` tells, its identity included, put into `drive`.
pub(super) fn tell(probe: &mut Probe, device: &str, drive: &mut Drive) {
    let name = drive.name.clone();
    let mut asked = Asked { device: device.to_owned(), ..Asked::of(probe, &name) };
    if let Some(answers) = asked.all() {
        let identify = answers.identify.as_ref();
        drive.serial_number = identify.and_then(|own| own.serial_number.clone());
        drive.world_wide_name = identify.and_then(|own| own.world_wide_name).map(|name| format!("{name:016x}"));
        answers.tell(drive);
    }
}

/// IDENTIFY DEVICE data of an ATA drive whose data the kernel does not show.
pub(super) fn identify(probe: &mut Probe, name: &str) -> Option<IdentifyDevice> {
    if suspended::is_suspended(probe, name) {
        return None;
    }
    let mut asked = Asked::of(probe, name);
    let mode = asked.power_mode()?;
    if asked.is_asleep(mode) { None } else { asked.decoded(AtaRequest::IdentifyDevice, IdentifyDevice::decode) }
}

/// A drive that is being asked.
struct Asked<'a, 'host> {
    probe: &'a mut Probe<'host>,
    name: &'a str,
    device: String,
    /// Whether it, or the way to it, failed: it is then left alone, and costs one gap.
    is_gone: bool,
}

impl<'a, 'host> Asked<'a, 'host> {
    fn of(probe: &'a mut Probe<'host>, name: &'a str) -> Asked<'a, 'host> {
        Asked { probe, name, device: format!("/dev/{name}"), is_gone: false }
    }

    /// Everything that the drive can tell; `None` where it does not answer at all.
    fn all(&mut self) -> Option<Answers> {
        let mode = self.power_mode()?;
        let mut answers = Answers { power_mode: Some(mode), ..Answers::default() };
        if self.is_asleep(mode) {
            return Some(answers);
        }
        let Some(identify) = self.decoded(AtaRequest::IdentifyDevice, IdentifyDevice::decode) else {
            return Some(answers);
        };
        self.ask_ahead(told_by(&identify));
        self.smart(&identify, &mut answers);
        self.general_purpose_logs(&identify, &mut answers);
        self.summary_logs(&identify, &mut answers);
        if identify.sct.is_some() {
            let request = AtaRequest::SmartReadLog(SmartLog::SctStatus);
            answers.sct_status = self.decoded(request, SctStatus::decode);
        }
        answers.identify = Some(identify);
        Some(answers)
    }

    /// Whether it sleeps, without waking it; `None` where that cannot be known.
    fn power_mode(&mut self) -> Option<PowerMode> {
        self.decoded(AtaRequest::CheckPowerMode, Registers::decode).map(|registers| registers.power_mode())
    }

    /// What a drive in standby would tell is a gap: to answer, it would spin up.
    fn is_asleep(&mut self, mode: PowerMode) -> bool {
        let is_asleep = ata_answers::is_asleep(mode);
        if is_asleep {
            self.probe.gap(
                self.name,
                "health",
                Reason::LeftAlone,
                "it sleeps, and would be woken by more than a look at its state",
            );
        }
        is_asleep
    }

    fn smart(&mut self, identify: &IdentifyDevice, answers: &mut Answers) {
        if !identify.smart.enabled {
            return;
        }
        answers.smart = self.decoded(AtaRequest::SmartReadData, SmartData::decode);
        if answers.smart.as_ref().is_some_and(|smart| !smart.checksum_matches) {
            self.probe.gap(self.name, AtaRequest::SmartReadData.name(), Reason::Damaged, "its checksum does not match");
        }
        answers.thresholds = self.thresholds();
        let registers = self.decoded(AtaRequest::SmartReturnStatus, Registers::decode);
        answers.threshold_exceeded = registers.and_then(|registers| registers.threshold_exceeded());
    }

    /// Obsolete, and silently absent where the drive refuses.
    fn thresholds(&mut self) -> Option<SmartThresholds> {
        if self.is_gone {
            return None;
        }
        let query = self.query(AtaRequest::SmartReadThresholds);
        match self.probe.try_ask(&query) {
            Ok(Reply::Bytes(sector)) => SmartThresholds::decode(&sector).ok(),
            _ => None,
        }
    }

    /// The logs that READ LOG EXT reads, as far as their directory lists them.
    fn general_purpose_logs(&mut self, identify: &IdentifyDevice, answers: &mut Answers) {
        if !identify.general_purpose_logging {
            return;
        }
        let request = |log| AtaRequest::ReadLogExt { log, page: 0 };
        let directory = self.decoded(request(GeneralPurposeLog::Directory), LogDirectory::decode);
        let Some(directory) = directory else { return };
        let is_listed = |log: GeneralPurposeLog| directory.sectors(log.address()) > 0;
        let single = [
            GeneralPurposeLog::DeviceStatistics,
            GeneralPurposeLog::PendingDefects,
            GeneralPurposeLog::SataPhyEventCounters,
        ];
        let whole = [GeneralPurposeLog::ExtendedComprehensiveError, GeneralPurposeLog::ExtendedSelfTest];
        let whole = whole.into_iter().filter(|_| identify.smart.enabled).flat_map(|log| pages(log, &directory));
        self.ask_ahead(single.into_iter().filter(|log| is_listed(*log)).map(request).chain(whole));
        if is_listed(GeneralPurposeLog::DeviceStatistics) {
            answers.statistics = self.statistics();
        }
        if is_listed(GeneralPurposeLog::PendingDefects) {
            answers.pending_defects = self.decoded(request(GeneralPurposeLog::PendingDefects), PendingDefects::decode);
        }
        if is_listed(GeneralPurposeLog::SataPhyEventCounters) {
            let log = request(GeneralPurposeLog::SataPhyEventCounters);
            answers.phy_events = self.decoded(log, PhyEventCounters::decode);
        }
        if identify.smart.enabled {
            let log = GeneralPurposeLog::ExtendedComprehensiveError;
            answers.errors = self.whole(log, &directory, ErrorLog::decode_extended);
            let log = GeneralPurposeLog::ExtendedSelfTest;
            answers.self_tests = self.whole(log, &directory, SelfTestLog::decode_extended);
        }
    }

    /// The logs of 28-bit times, of drives that have no newer ones.
    fn summary_logs(&mut self, identify: &IdentifyDevice, answers: &mut Answers) {
        let smart = answers.smart.as_ref();
        let logs_errors = identify.smart_error_logging || smart.is_some_and(|smart| smart.error_logging);
        let tests_itself = identify.smart_self_test || smart.is_some_and(|smart| smart.offline_capability.has(4));
        let has_smart = identify.smart.enabled;
        let lacks_errors = has_smart && answers.errors.is_none() && logs_errors;
        let lacks_self_tests = has_smart && answers.self_tests.is_none() && tests_itself;
        let [errors, self_tests] = [SmartLog::SummaryError, SmartLog::SelfTest].map(AtaRequest::SmartReadLog);
        self.ask_ahead(those([(lacks_errors, errors), (lacks_self_tests, self_tests)]));
        if lacks_errors {
            answers.errors = self.decoded(errors, ErrorLog::decode);
        }
        if lacks_self_tests {
            answers.self_tests = self.decoded(self_tests, SelfTestLog::decode);
        }
    }

    fn statistics(&mut self) -> Vec<StatisticsPage> {
        let request = |page| AtaRequest::ReadLogExt { log: GeneralPurposeLog::DeviceStatistics, page };
        let pages = self.decoded(request(0), device_statistics::supported_pages).unwrap_or_default();
        let known = KNOWN_PAGES.filter(|page| pages.contains(page));
        self.ask_ahead(known.clone().map(request));
        known.filter_map(|page| self.decoded(request(page), |sector| StatisticsPage::decode(page, sector))).collect()
    }

    /// A log of several sectors, up to [`MOST_SECTORS`]; `None` where the directory does not list it.
    fn whole<T>(
        &mut self,
        log: GeneralPurposeLog,
        directory: &LogDirectory,
        decode: fn(&[u8]) -> Result<T, decode::Error>,
    ) -> Option<T> {
        let mut content = Vec::new();
        for request in pages(log, directory) {
            content.extend(self.sector(request)?);
        }
        let decoded = (!content.is_empty()).then(|| decode(&content))?;
        let missing = AtaRequest::ReadLogExt { log, page: 0 }.name();
        decoded.inspect_err(|error| self.probe.damaged(self.name, missing, error)).ok()
    }

    /// Puts what will be asked next to the drive in one go.
    fn ask_ahead(&mut self, requests: impl IntoIterator<Item = AtaRequest>) {
        if !self.is_gone {
            let queries: Vec<Query> = requests.into_iter().map(|request| self.query(request)).collect();
            self.probe.read_ahead(queries);
        }
    }

    /// The decoded answer to `request`; bytes that cannot be decoded are a gap.
    fn decoded<T>(&mut self, request: AtaRequest, decode: impl Fn(&[u8]) -> Result<T, decode::Error>) -> Option<T> {
        let answer = self.sector(request)?;
        decode(&answer).inspect_err(|error| self.probe.damaged(self.name, request.name(), error)).ok()
    }

    /// The answer to `request`; a refusal is a gap. After one that is not the drive's own, nothing else is asked.
    fn sector(&mut self, request: AtaRequest) -> Option<Vec<u8>> {
        if self.is_gone {
            return None;
        }
        let query = self.query(request);
        match self.probe.try_ask(&query) {
            Ok(Reply::Bytes(bytes)) => return Some(bytes),
            Ok(_) => {}
            // What shows itself as ATA without passing commands on: some bridges and RAID controllers.
            Err(Error::CheckCondition { sense_key: ILLEGAL_REQUEST, .. }) if request == AtaRequest::CheckPowerMode => {}
            Err(error) => {
                self.is_gone = !matches!(error, Error::CheckCondition { .. } | Error::Unsupported);
                // The first request tells whether there is a device to ask at all.
                if request == AtaRequest::CheckPowerMode {
                    self.probe.refused(self.name, &query, error);
                } else {
                    self.probe.refused_later(self.name, &query, error);
                }
            }
        }
        None
    }

    fn query(&self, request: AtaRequest) -> Query {
        Query::Ata { device: self.device.clone(), request }
    }
}

/// The sectors of a log that are read, up to [`MOST_SECTORS`]; none where the directory does not list it.
fn pages(log: GeneralPurposeLog, directory: &LogDirectory) -> impl Iterator<Item = AtaRequest> + use<> {
    let sectors = u8::try_from(directory.sectors(log.address())).unwrap_or(u8::MAX).min(MOST_SECTORS);
    (0..sectors).map(move |page| AtaRequest::ReadLogExt { log, page })
}

/// What will be asked of a drive with this IDENTIFY DEVICE data, as far as that depends on no other answer.
fn told_by(identify: &IdentifyDevice) -> impl Iterator<Item = AtaRequest> {
    let has_smart = identify.smart.enabled;
    let directory = AtaRequest::ReadLogExt { log: GeneralPurposeLog::Directory, page: 0 };
    those([
        (has_smart, AtaRequest::SmartReadData),
        (has_smart, AtaRequest::SmartReadThresholds),
        (has_smart, AtaRequest::SmartReturnStatus),
        (identify.general_purpose_logging, directory),
        (identify.sct.is_some(), AtaRequest::SmartReadLog(SmartLog::SctStatus)),
    ])
}

/// The requests that are marked.
fn those<const N: usize>(requests: [(bool, AtaRequest); N]) -> impl Iterator<Item = AtaRequest> {
    requests.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, request)| request)
}

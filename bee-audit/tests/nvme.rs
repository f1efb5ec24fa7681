//! NVMe controllers that refuse, are late, have much to tell or nothing: what is asked of them, and what a refusal
//! costs.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bee_audit::{
    Host, Options, Report, audit,
    host::{Error, NvmeRequest, NvmeTool, NvmeToolForm, Query, Reply},
    report::{Component, Drive, DriveHealth, Reason, Verdict},
    units::Counter,
};

#[path = "support/samples.rs"]
mod samples;

/// A machine with NVMe controllers in a row.
#[derive(Default)]
struct Machine {
    files: BTreeMap<Query, Reply>,
    answers: BTreeMap<NvmeRequest, Result<Vec<u8>, Error>>,
    /// What nvme-cli tells, and in which form alone.
    told: BTreeMap<NvmeRequest, Vec<u8>>,
    told_as: Option<NvmeToolForm>,
    delay: Duration,
    asked: Mutex<Vec<NvmeRequest>>,
    busiest: AtomicUsize,
    busy: AtomicUsize,
}

impl Machine {
    /// `count` controllers of one namespace each, which have what an ordinary drive has.
    fn with(count: usize) -> Machine {
        let mut machine = Machine::default();
        let names: Vec<String> = (0..count).map(|index| format!("nvme{index}")).collect();
        let namespaces: Vec<String> = names.iter().map(|name| format!("{name}n1")).collect();
        machine.list("/sys/class/nvme", &names);
        machine.list("/sys/block", &namespaces);
        for (name, namespace) in names.iter().zip(&namespaces) {
            machine.list(&format!("/sys/class/nvme/{name}"), std::slice::from_ref(namespace));
            let link = format!("../devices/pci0000:00/0000:00:01.0/nvme/{name}/{namespace}");
            machine.files.insert(Query::Link(format!("/sys/block/{namespace}")), Reply::Target(link));
            machine.read(&format!("/sys/class/nvme/{name}/{namespace}/nsid"), "1\n");
            machine.read(&format!("/sys/class/nvme/{name}/cntrltype"), "io\n");
        }
        for (request, sample) in [
            (NvmeRequest::IdentifyController, "nvme-identify/controller.hex"),
            (NvmeRequest::IdentifyNamespace { namespace: 1 }, "nvme-identify/namespace.hex"),
            (NvmeRequest::ActiveNamespaces { after: 0 }, "nvme-identify/active-namespaces.hex"),
            (NvmeRequest::SupportedLogPages, "nvme-log/supported-log-pages.hex"),
            (NvmeRequest::ErrorLog { skipped: 0, entries: 64 }, "nvme-log/error.hex"),
            (NvmeRequest::SmartLog, "nvme-log/smart.hex"),
            (NvmeRequest::FirmwareSlotLog, "nvme-log/firmware-slot.hex"),
            (NvmeRequest::SelfTestLog, "nvme-log/self-test.hex"),
            (NvmeRequest::EnduranceGroupLog { group: 1 }, "nvme-log/endurance-group.hex"),
            (NvmeRequest::SanitizeLog, "nvme-log/sanitize.hex"),
            (NvmeRequest::CloudHealthLog, "nvme-log/cloud-health.hex"),
        ] {
            machine.answers.insert(request, Ok(sample_of(sample)));
        }
        machine.answers.insert(NvmeRequest::PowerManagement, Ok(vec![1, 0, 0, 0]));
        machine.answers.insert(NvmeRequest::TemperatureThreshold, Ok(vec![0x57, 1, 0, 0]));
        machine.answers.insert(NvmeRequest::VolatileWriteCache, Ok(vec![1, 0, 0, 0]));
        machine
    }

    fn list(&mut self, path: &str, names: &[String]) {
        self.files.insert(Query::List(path.to_owned()), Reply::Entries(names.to_vec()));
    }

    fn read(&mut self, path: &str, text: &str) {
        self.files.insert(Query::Read(path.to_owned()), Reply::Bytes(text.as_bytes().to_vec()));
    }

    /// Changes octets of what the controller answers.
    fn poke(&mut self, request: NvmeRequest, offset: usize, octets: &[u8]) {
        let bytes = self.answers.get_mut(&request).unwrap().as_mut().unwrap();
        bytes[offset..offset + octets.len()].copy_from_slice(octets);
    }

    fn report(&self) -> Report {
        audit(self, &Options::only([Component::Storage]))
    }

    fn was_asked(&self, request: NvmeRequest) -> bool {
        self.asked.lock().unwrap().contains(&request)
    }
}

impl Host for Machine {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        let request = match query {
            Query::NvmeAdmin { request, .. } => request,
            Query::NvmeTool { form, .. } if self.told_as.is_some_and(|told_as| told_as != *form) => {
                let stderr_head = "Invalid output format".to_owned();
                return Err(Error::ToolFailed { status: 22, stderr_head });
            }
            Query::NvmeTool { tool, .. } => {
                let told = self.told.iter().find(|(request, _)| NvmeTool::instead_of(**request) == Some(*tool));
                return told.map(|(_, bytes)| Reply::Bytes(bytes.clone())).ok_or(Error::Absent);
            }
            query => return self.files.get(query).cloned().ok_or(Error::Absent),
        };
        self.asked.lock().unwrap().push(*request);
        let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
        self.busiest.fetch_max(busy, Ordering::SeqCst);
        std::thread::sleep(self.delay);
        self.busy.fetch_sub(1, Ordering::SeqCst);
        // Invalid Field in Command, Do Not Retry.
        self.answers.get(request).cloned().unwrap_or(Err(Error::NvmeStatus { status: 0x4002 })).map(Reply::Bytes)
    }
}

fn sample_of(name: &str) -> Vec<u8> {
    let (folder, file) = name.split_once('/').unwrap();
    let found = samples::of("parts", folder).into_iter().find(|(path, _)| path.ends_with(&format!("/{file}")));
    found.unwrap().1
}

fn drive(report: &Report) -> &Drive {
    &report.storage.as_ref().unwrap().drives[0]
}

#[test]
fn an_ordinary_drive_tells_everything() {
    let machine = Machine::with(1);
    let report = machine.report();
    assert_eq!(report.gaps, []);
    let drive = drive(&report);
    let health = drive.health.as_ref().unwrap();
    assert_eq!((health.verdict, health.source.as_deref()), (Some(Verdict::Failing), Some("nvme-admin")));
    assert_eq!(health.warnings, ["reliability is degraded"]);
    assert_eq!(health.power_on_hours, Some(Counter(23_456)));
    assert_eq!(health.data_written_bytes, Some(Counter(((1 << 70) + 5) * 512_000)), "more than 64 bits");
    assert_eq!(health.temperature.as_ref().unwrap().critical_celsius.map(|limit| limit.0), Some(85.0));
    let tests: Vec<_> = health.self_tests.iter().flatten().map(|test| test.is_failed).collect();
    assert_eq!(tests, [Some(true), Some(false)]);
    assert!(health.running_self_test.is_some());
    let nvme = drive.paths[0].nvme.as_ref().unwrap();
    assert_eq!(nvme.firmware.as_ref().unwrap().revisions, [Some("GDC5902Q".into()), Some("GDC56".into()), None]);
    assert_eq!((nvme.errors.as_ref().map(Vec::len), nvme.endurance_groups.len()), (Some(2), 1));
    assert_eq!((nvme.power_state, nvme.cloud_health.is_some(), nvme.sanitize.is_some()), (Some(1), true, true));
    assert_eq!(nvme.temperature_threshold_celsius.map(|limit| limit.0), Some(70.0));
    let has_cache = nvme.identify.as_ref().unwrap().has_volatile_write_cache;
    assert_eq!(nvme.is_volatile_write_cache_enabled, has_cache.then_some(true));
    let namespace = drive.block_devices[0].namespace.as_ref().unwrap();
    assert_eq!(namespace.nguid.as_deref(), Some("36313030527000010025384500000001"));
    assert_eq!(namespace.identify.as_ref().unwrap().size_bytes.map(|size| size.0), Some(3_840_755_982_336));
    let ids: Vec<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["storage.drive-failing", "storage.media-errors", "storage.self-test-failed"]);
}

#[test]
fn a_page_that_is_refused_is_one_gap_and_the_drive_stays() {
    let pages = [
        NvmeRequest::SelfTestLog,
        NvmeRequest::FirmwareSlotLog,
        NvmeRequest::SanitizeLog,
        NvmeRequest::ErrorLog { skipped: 0, entries: 64 },
        NvmeRequest::IdentifyNamespace { namespace: 1 },
    ];
    for page in pages {
        let mut machine = Machine::with(1);
        machine.answers.remove(&page);
        let report = machine.report();
        let gaps: Vec<_> = report.gaps.iter().map(|gap| (gap.missing.as_str(), gap.reason)).collect();
        assert_eq!(gaps, [(page.name(), Reason::Unsupported)]);
        assert_eq!(report.gaps[0].detail, "NVMe status 0x4002: Invalid Field in Command");
        assert!(report.gaps[0].query.as_ref().unwrap().ends_with(&page.to_string()));
        assert!(drive(&report).health.is_some(), "{page}");
    }
}

#[test]
fn what_a_controller_does_not_have_is_not_asked_for() {
    let mut machine = Machine::with(1);
    machine.answers.insert(NvmeRequest::IdentifyController, Ok(sample_of("nvme-identify/controller-1.0.hex")));
    machine.poke(NvmeRequest::IdentifyNamespace { namespace: 1 }, 102, &[0, 0]);
    let report = machine.report();
    assert_eq!(report.gaps, []);
    for absent in [
        NvmeRequest::ActiveNamespaces { after: 0 },
        NvmeRequest::SelfTestLog,
        NvmeRequest::SanitizeLog,
        NvmeRequest::SupportedLogPages,
        NvmeRequest::CloudHealthLog,
        NvmeRequest::EnduranceGroupLog { group: 1 },
    ] {
        assert!(!machine.was_asked(absent), "{absent}");
    }
    assert_eq!(drive(&report).health.as_ref().unwrap().self_tests, None);
}

#[test]
fn a_page_of_a_maker_who_does_not_follow_ocp_is_none() {
    let mut machine = Machine::with(1);
    machine.poke(NvmeRequest::CloudHealthLog, 496, &[0; 16]);
    let report = machine.report();
    assert_eq!(report.gaps, []);
    assert_eq!(drive(&report).paths[0].nvme.as_ref().unwrap().cloud_health, None);
}

#[test]
fn a_drive_that_cannot_be_asked_costs_one_gap() {
    for (error, reason, hint) in [
        (Error::Denied, Reason::Denied, Some("run as root")),
        (Error::TimedOut, Reason::TimedOut, None),
        (Error::Busy, Reason::Busy, None),
        (Error::Failed { errno: 5 }, Reason::Failed, None),
    ] {
        let mut machine = Machine::with(2);
        machine.answers.values_mut().for_each(|answer| *answer = Err(error.clone()));
        let report = machine.report();
        let gaps: Vec<_> = report.gaps.iter().map(|gap| (gap.subjects.join(" "), gap.reason)).collect();
        assert_eq!(gaps, [("nvme0 nvme1".to_owned(), reason)], "alike gaps are one");
        assert_eq!(report.gaps[0].hint.as_deref(), hint);
        assert_eq!(report.storage.unwrap().drives.len(), 2);
    }
    let mut machine = Machine::with(1);
    machine.answers.values_mut().for_each(|answer| *answer = Err(Error::Absent));
    assert_eq!(machine.report().gaps, [], "a container has no device files");
}

#[test]
fn a_drive_that_goes_away_in_between_keeps_what_it_told() {
    let mut machine = Machine::with(1);
    machine.answers.insert(NvmeRequest::SelfTestLog, Err(Error::TimedOut));
    let report = machine.report();
    assert_eq!(report.gaps.len(), 1);
    assert!(drive(&report).health.is_some() && !machine.was_asked(NvmeRequest::FirmwareSlotLog));
}

#[test]
fn what_the_kernel_refuses_nvme_cli_may_tell() {
    let plain = Machine::with(1).report();
    for error in [Error::Unsupported, Error::Denied, Error::Failed { errno: 5 }] {
        let mut machine = Machine::with(1);
        machine.told = machine.answers.iter().map(|(request, answer)| (*request, answer.clone().unwrap())).collect();
        // The tool gives as many entries as it was asked for.
        machine.told.iter_mut().for_each(|(request, told)| told.resize(request.answer_length(), 0));
        machine.answers.values_mut().for_each(|answer| *answer = Err(error.clone()));
        let report = machine.report();
        let [gap] = &report.gaps[..] else { panic!("{:?}", report.gaps) };
        assert_eq!(gap.missing, "active-namespaces", "the first for which nvme-cli has no command");
        let (ours, theirs) = (drive(&plain), drive(&report));
        let health = DriveHealth { source: Some("nvme-cli".to_owned()), ..ours.health.clone().unwrap() };
        assert_eq!(theirs.health.as_ref(), Some(&health));
        assert!(report.sources[&Component::Storage].contains("nvme-cli"));
        let [native, told] = [ours, theirs].map(|drive| drive.paths[0].nvme.as_ref().unwrap());
        assert_eq!((&native.smart, &native.errors, &native.firmware), (&told.smart, &told.errors, &told.firmware));
        assert_eq!(native.self_tests, told.self_tests);
        let namespaces = [ours, theirs].map(|drive| drive.block_devices[0].namespace.clone());
        assert_eq!(namespaces[0], namespaces[1]);
        let asked = machine.asked.lock().unwrap();
        assert_eq!(asked[..], [NvmeRequest::IdentifyController, NvmeRequest::ActiveNamespaces { after: 0 }]);
    }
}

/// A tool that is too old for binary output tells the same in JSON.
#[test]
fn what_nvme_cli_does_not_give_in_binary_it_tells_in_json() {
    let json = samples::of("parts", "nvme-cli");
    let json = |name: &str| json.iter().find(|(path, _)| path.ends_with(name)).unwrap().1.clone();
    let mut machine = Machine::with(1);
    machine.answers.values_mut().for_each(|answer| *answer = Err(Error::Unsupported));
    machine.told_as = Some(NvmeToolForm::Json);
    for (request, name) in [
        (NvmeRequest::IdentifyController, "id-ctrl.json"),
        (NvmeRequest::SmartLog, "smart-log.json"),
        (NvmeRequest::FirmwareSlotLog, "fw-log.json"),
        (NvmeRequest::ErrorLog { skipped: 0, entries: 64 }, "error-log.json"),
        (NvmeRequest::SelfTestLog, "self-test-log.json"),
    ] {
        machine.told.insert(request, json(name));
    }
    let report = machine.report();
    let health = drive(&report).health.as_ref().unwrap();
    assert_eq!((health.source.as_deref(), health.verdict), (Some("nvme-cli"), Some(Verdict::Failing)));
    assert_eq!(health.power_on_hours, Some(Counter(23_456)));
    assert_eq!(health.data_written_bytes, Some(Counter(((1 << 70) + 5) * 512_000)), "more than 64 bits");
    assert_eq!(health.self_tests.as_ref().map(Vec::len), Some(2));
    let nvme = drive(&report).paths[0].nvme.as_ref().unwrap();
    assert_eq!(nvme.firmware.as_ref().unwrap().revisions, [Some("GDC5902Q".into()), Some("GDC56".into()), None]);
    assert_eq!(nvme.errors.as_ref().map(Vec::len), Some(2));
}

#[test]
fn a_long_error_log_is_read_in_chunks_that_any_controller_takes() {
    let mut machine = Machine::with(1);
    machine.poke(NvmeRequest::IdentifyController, 262, &[149]);
    let entry = |number: u64| [&number.to_le_bytes()[..], &[0; 56]].concat();
    let entries = |range: std::ops::RangeInclusive<u64>| range.rev().flat_map(entry).collect::<Vec<u8>>();
    let chunk = |skipped, entries| NvmeRequest::ErrorLog { skipped, entries };
    machine.answers.insert(chunk(0, 64), Ok(entries(87..=150)));
    machine.answers.insert(chunk(64, 64), Ok(entries(23..=86)));
    machine.answers.insert(chunk(128, 22), Ok(entries(1..=22)));
    let report = machine.report();
    assert_eq!(report.gaps, []);
    let errors = drive(&report).paths[0].nvme.as_ref().unwrap().errors.as_ref().unwrap();
    assert!(errors.iter().map(|error| error.error_count).eq((1..=150).rev()));
    // Without an offset (LPA bit 2) there is one chunk.
    machine.poke(NvmeRequest::IdentifyController, 261, &[0x2a]);
    let report = machine.report();
    assert_eq!(drive(&report).paths[0].nvme.as_ref().unwrap().errors.as_ref().unwrap().len(), 64);
}

#[test]
fn drives_are_asked_at_the_same_time() {
    let machine = Machine { delay: Duration::from_millis(20), ..Machine::with(24) };
    let started = Instant::now();
    let report = machine.report();
    assert_eq!(report.storage.unwrap().drives.iter().filter(|drive| drive.health.is_some()).count(), 24);
    assert!(machine.busiest.load(Ordering::SeqCst) > 12, "{:?}", machine.busiest);
    let one_by_one = machine.delay * u32::try_from(machine.asked.lock().unwrap().len()).unwrap();
    assert!(started.elapsed() < one_by_one / 4, "{:?} of {one_by_one:?}", started.elapsed());
}

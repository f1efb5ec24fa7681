//! Errors that NVIDIA's drivers reported to the kernel's log: at the GPU or NVSwitch that they name, without the
//! identities in a redacted recording, and not asked for where there is nothing of NVIDIA.

use std::{collections::BTreeSet, fs, path::PathBuf, time::Duration};

use bee_audit::{
    LiveHost, Options, Report, audit,
    decode::nvidia::kernel_log::{self, ErrorCode},
    host::{Host as _, KernelLogTopic, Query, Recorder, Reply},
    recording::{Key, redact},
    report::{Component, ReportedGpuError},
};

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "support/tree.rs"]
mod support;

const LOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/nvidia-kernel/kmsg.txt");

/// A machine with these functions on its bus (address, vendor, class) and the log of the fixture.
fn machine(name: &str, functions: &[(&str, &str, &str)]) -> PathBuf {
    let root = support::folder(name);
    for (address, vendor, class) in functions {
        let directory = format!("sys/bus/pci/devices/{address}");
        support::file(&root, &format!("{directory}/vendor"), vendor.as_bytes());
        support::file(&root, &format!("{directory}/class"), class.as_bytes());
    }
    support::file(&root, "dev/kmsg", &fs::read(LOG).unwrap());
    root
}

fn host(root: &PathBuf) -> LiveHost {
    LiveHost::with_root(root, Duration::from_secs(20))
}

/// GPUs at 3b:00.0 and 5e:00.0, an NVSwitch; the GPU at af:00.0 is gone.
fn with_gpus(name: &str) -> PathBuf {
    let gpu = |address| (address, "0x10de\n", "0x030200\n");
    machine(name, &[gpu("0000:3b:00.0"), gpu("0000:5e:00.0"), ("0000:c3:00.0", "0x10de\n", "0x068000\n")])
}

fn numbers(errors: &[ReportedGpuError]) -> Vec<(u64, u64)> {
    errors.iter().map(|error| (error.code.code, error.count)).collect()
}

fn ids(report: &Report) -> BTreeSet<&str> {
    report.findings.iter().filter(|finding| finding.component == Component::Gpu).map(|finding| &*finding.id).collect()
}

#[test]
fn errors_stand_at_the_gpu_that_they_name() {
    let report = audit(&host(&with_gpus("kernel-log")), &Options::default());
    let gpus = report.gpu.as_ref().unwrap();
    let [first, second, gone] = &gpus.devices[..] else { panic!("{:?}", gpus.devices) };
    assert_eq!((numbers(&first.xids), numbers(&second.xids)), (vec![(48, 2), (63, 1)], vec![(13, 1)]));
    let double_bit = &first.xids[0];
    assert_eq!(double_bit.code.name.as_deref(), Some("Double bit ECC error"));
    let times = [double_bit.first_since_boot_seconds, double_bit.last_since_boot_seconds];
    assert_eq!(times.map(|time| time.unwrap().0), [81_230.417_251, 81_230.419_12]);
    assert_eq!(first.serial_number.as_deref(), Some("1650224900417"), "nobody else told it");
    assert_eq!((gone.pci_address.as_deref(), gone.on_bus), (Some("0000:af:00.0"), Some(false)));
    assert_eq!((gone.serial_number.as_deref(), &gone.sources[..]), (Some("1650224900418"), &["kernel-log".into()][..]));
    assert_eq!(gone.xids[0].immediate_action.as_deref(), Some("RESTART_BM"));
    let [switch] = &gpus.switches[..] else { panic!("{:?}", gpus.switches) };
    assert_eq!((numbers(&switch.sxids), switch.on_bus), (vec![(12_028, 1), (20_034, 1)], Some(true)));
    assert_eq!(switch.sxids.iter().map(|error| error.fatal).collect::<Vec<_>>(), [Some(false), Some(true)]);
    let expected = ["gpu.lost", "gpu.switch-errors", "gpu.switch-failed", "gpu.xid", "gpu.xid-program"];
    assert_eq!(ids(&report), BTreeSet::from(expected));
}

#[test]
fn nothing_is_asked_where_there_is_nothing() {
    let asked = |root: &PathBuf, skip: &[Component]| {
        let host = host(root);
        let recorder = Recorder::new(&host);
        let report = audit(&recorder, &Options { skip: skip.iter().copied().collect(), ..Options::default() });
        (recorder.finish().answers.into_keys().collect::<BTreeSet<_>>(), report)
    };
    let nic = machine("no-gpus", &[("0000:02:00.0", "0x8086\n", "0x020000\n")]);
    let ((with, report), (without, _)) = (asked(&nic, &[]), asked(&nic, &[Component::Gpu]));
    assert_eq!(with, without, "the collector of GPUs asks nothing");
    assert_eq!(report.gpu.unwrap().devices, []);

    let (alone, report) = asked(&with_gpus("only-gpus"), &[Component::Pcie]);
    assert!(alone.contains(&Query::KernelLog(KernelLogTopic::Nvidia)), "it looks at the bus itself");
    assert_eq!(report.gpu.unwrap().devices.len(), 3);
}

#[test]
fn a_driver_without_gpus_is_asked() {
    let root = machine("driver-alone", &[]);
    fs::create_dir_all(root.join("sys/bus/pci/devices")).unwrap();
    fs::create_dir_all(root.join("sys/bus/pci/drivers/nvidia")).unwrap();
    let report = audit(&host(&root), &Options::default());
    let away: Vec<_> = report.gpu.iter().flat_map(|gpus| &gpus.devices).map(|gpu| gpu.on_bus).collect();
    assert_eq!(away, [Some(false); 3], "all of them have fallen off");
}

#[test]
fn a_sleeping_gpu_is_left_alone() {
    let root = with_gpus("sleeping-gpu");
    support::file(&root, "sys/bus/pci/devices/0000:5e:00.0/power/runtime_status", b"suspended\n");
    support::file(&root, "usr/bin/nvidia-smi", b"#!/bin/sh\nexit 1\n");
    let report = audit(&host(&root), &Options::default());
    let gaps: Vec<_> = report.gaps.iter().filter(|gap| gap.component == Component::Gpu).collect();
    assert_eq!((gaps.len(), gaps[0].detail.contains("would wake it")), (1, true), "{gaps:?}");
}

#[test]
fn a_redacted_log_names_nobody() {
    let root = with_gpus("kernel-log-redacted");
    let host = host(&root);
    let recorder = Recorder::new(&host);
    audit(&recorder, &Options::default());
    let recording = redact(recorder.finish(), Key::from_text("gpu"));
    let answer = recording.answers.get(&Query::KernelLog(KernelLogTopic::Nvidia)).unwrap();
    let Ok(Reply::Bytes(bytes)) = answer else { panic!("{answer:?}") };
    let (before, after) = (fs::read_to_string(LOG).unwrap(), String::from_utf8_lossy(bytes).into_owned());
    assert_eq!(before.len(), after.len());
    for identity in ["1650224900417", "1650224900418", "5a1f1b1e-42d0", "6b2f2c2f-42d0"] {
        assert!(before.contains(identity) && !after.contains(identity), "{identity}");
    }
    assert_eq!(kernel_log::decode(&before).errors, kernel_log::decode(&after).errors);
}

#[test]
fn reading_takes_nothing_away() {
    let here = LiveHost::new(Duration::from_secs(20));
    let ask = || here.ask(&Query::KernelLog(KernelLogTopic::Nvidia));
    assert_eq!(ask(), ask());
}

/// A captured log, as `dmesg -T` prints it, in the kernel's form.
#[test]
fn a_captured_log_is_understood() {
    let Some(corpus) = corpus::corpus() else { return };
    let place = "machines/gpud/components/accelerator/nvidia/xid/testdata/dmesg-with-xid-119.log";
    let text = fs::read_to_string(corpus.join(place)).unwrap();
    let behind_time = |line: &str| line.split_once("] ").map(|(_, message)| format!("4,1,1,-;{message}\n"));
    let records: String = text.lines().filter_map(behind_time).collect();
    let log = kernel_log::decode(&records);
    let timeouts = text.lines().filter(|line| line.contains("): 119, ")).count();
    assert!(timeouts > 0 && log.errors.len() == text.matches("NVRM: Xid (").count());
    let found = log.errors.iter().filter(|error| matches!(error.code, ErrorCode::Xid(xid) if xid.0 == 119)).count();
    assert_eq!(found, timeouts);
    assert!(log.errors.iter().all(|error| error.pci_address.as_deref() == Some("0000:9b:00.0")));
    assert_eq!(log.gpus[0].pci_address.as_deref(), Some("0000:9b:00.0"));
    assert!(log.gpus[0].board_serial_number.as_ref().is_some_and(|serial| text.contains(serial)));
}

//! NVIDIA's library through the code that loads the real one: eight H100, MIG, a lost GPU, an old driver, a driver that is
//! not loaded, a hang, a crash; and a recording that needs no library.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use bee_audit::{
    LiveHost, Options, Replay, Report, audit,
    host::Recorder,
    report::{Component, Gap, Gpu, Reason},
};
use serde_json::{Value, json};

#[path = "support/tree.rs"]
mod support;

const H100: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/nvidia/h100.json");

/// A machine with `devices` GPUs on its bus and the library that answers `answers`.
struct Machine(PathBuf);

impl Machine {
    fn new(name: &str, answers: &Value) -> Machine {
        let root = support::folder(&format!("nvml-{name}"));
        for index in 0..answers["devices"].as_array().unwrap().len() {
            let directory = format!("sys/bus/pci/devices/{}", address(index));
            support::file(&root, &format!("{directory}/vendor"), b"0x10de\n");
            support::file(&root, &format!("{directory}/class"), b"0x030200\n");
        }
        support::file(
            &root,
            "proc/driver/nvidia/version",
            b"NVRM version: NVIDIA UNIX Open Kernel Module  580.105.08\n",
        );
        support::file(&root, "usr/lib64/libnvidia-ml.so.1.json", answers.to_string().as_bytes());
        support::file(&root, "usr/lib64/libnvidia-ml.so.1", &fs::read(example("libmock_nvml.so")).unwrap());
        Machine(root)
    }

    /// Takes symbols out of the library: their names are changed where the loader looks them up.
    fn without(self, symbols: &[&str]) -> Machine {
        let place = self.0.join("usr/lib64/libnvidia-ml.so.1");
        let mut library = fs::read(&place).unwrap();
        for symbol in symbols {
            let name = format!("\0{symbol}\0");
            let found: Vec<usize> = library
                .windows(name.len())
                .enumerate()
                .filter(|(_, part)| *part == name.as_bytes())
                .map(|(at, _)| at)
                .collect();
            assert!(!found.is_empty(), "{symbol}");
            found.into_iter().for_each(|at| library[at + 1] = b'X');
        }
        fs::write(place, library).unwrap();
        self
    }

    /// Audited in worker threads of this process.
    fn audit(&self) -> Report {
        audit(&LiveHost::with_root(&self.0, Duration::from_secs(30)), &only_gpu())
    }

    /// Audited by a program with worker processes, within `seconds`.
    fn audit_in_processes(&self, seconds: &str) -> Report {
        let output = Command::new(example("embed")).arg(&self.0).arg(seconds).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let mut report: Report = serde_json::from_slice(&output.stdout).unwrap();
        report.gaps.retain(|gap| gap.component == Component::Gpu);
        report
    }

    /// Processes that still work for this machine.
    fn workers(&self) -> usize {
        let root = self.0.to_string_lossy().into_owned();
        let lines =
            fs::read_dir("/proc").unwrap().filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok());
        lines.filter(|line| String::from_utf8_lossy(line).contains(&root)).count()
    }
}

fn only_gpu() -> Options {
    let skip = Component::ALL.into_iter().filter(|component| *component != Component::Gpu).collect();
    Options { skip, ..Options::default() }
}

fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(Path::parent).unwrap().join("examples").join(name)
}

fn address(index: usize) -> String {
    format!("0000:{:02x}:00.0", 0x53 + 0x11 * index % 0xa0)
}

/// Eight GPUs like the one of the fixture, each with its own identity.
fn eight() -> Value {
    let mut answers: Value = serde_json::from_slice(&fs::read(H100).unwrap()).unwrap();
    let one = answers["devices"][0].clone();
    let devices = (0..8).map(|index| {
        let mut device = one.clone();
        device["nvmlDeviceGetSerial"] = json!(format!("16502240100{index:02}"));
        device["nvmlDeviceGetPciInfo_v3.busId"] = json!(format!("0000{}", address(index).to_uppercase()));
        device["nvmlDeviceGetMinorNumber"] = json!(index);
        device
    });
    answers["devices"] = devices.collect();
    answers
}

fn gpus(report: &Report) -> &[Gpu] {
    &report.gpu.as_ref().unwrap().devices
}

fn gap(report: &Report, reason: Reason) -> &Gap {
    report.gaps.iter().find(|gap| gap.reason == reason).unwrap_or_else(|| panic!("{reason:?}: {:?}", report.gaps))
}

#[test]
fn eight_h100_answer() {
    let report = Machine::new("eight", &eight()).audit();
    let gpus = gpus(&report);
    assert_eq!(gpus.len(), 8);
    for (index, gpu) in gpus.iter().enumerate() {
        assert_eq!((gpu.sources[0].as_str(), gpu.listed, gpu.lost), ("nvml", Some(true), Some(false)));
        assert_eq!(gpu.pci_address, Some(address(index)));
        assert_eq!(gpu.serial_number, Some(format!("16502240100{index:02}")));
    }
    let gpu = &gpus[0];
    assert_eq!((gpu.name.as_deref(), gpu.architecture.as_deref()), (Some("NVIDIA H100 80GB HBM3"), Some("Hopper")));
    assert_eq!((gpu.brand.as_deref(), gpu.compute_capability.as_deref()), (Some("NVIDIA"), Some("9.0")));
    assert_eq!(gpu.memory.total_bytes.unwrap().0, 81_559 << 20);
    assert_eq!(
        (gpu.temperature.margin_celsius.unwrap().0, gpu.temperature.shutdown_margin_celsius.unwrap().0),
        (58.0, -8.0)
    );
    assert_eq!((gpu.power.draw_watts.unwrap().0, gpu.power.max_limit_watts.unwrap().0), (68.57, 700.0));
    assert_eq!((gpu.inforom.valid, gpu.remapped_rows.max_banks), (Some(true), Some(2560)));
    assert_eq!(gpu.clock_events.thermal_seconds.unwrap().0, 3.0, "numbered anew since 580.82");
    assert_eq!((gpu.nvlinks.len(), gpu.nvlinks[17].version.as_deref()), (18, Some("4.0")));
    assert_eq!(gpu.nvlinks[0].remote_type.as_deref(), Some("Switch"));
    assert_eq!((gpu.processes, gpu.performance_state.as_deref()), (Some(2), Some("P0")));
    let driver = report.gpu.as_ref().unwrap().nvidia.as_ref().unwrap();
    assert_eq!((driver.version.as_deref(), driver.cuda_version.as_deref()), (Some("580.105.08"), Some("13.0")));
    assert_eq!(driver.attached_gpus, Some(8));
    let missing = gap(&report, Reason::NotSupported);
    assert_eq!((missing.subjects.len(), missing.missing.contains("fan_speed_percent")), (8, true));
    assert!(report.gaps.iter().all(|gap| matches!(gap.reason, Reason::NotSupported | Reason::DriverTooOld)));
}

#[test]
fn a_divided_gpu_tells_its_parts() {
    let mut answers = eight();
    answers["devices"].as_array_mut().unwrap().truncate(1);
    let device = &mut answers["devices"][0];
    device["nvmlDeviceGetMigMode.currentMode"] = json!(1);
    device["nvmlDeviceGetMaxMigDeviceCount"] = json!(7);
    for (member, value) in [
        ("id", json!(19)),
        ("name", json!("MIG 1g.10gb")),
        ("instanceCount", json!(7)),
        ("multiprocessorCount", json!(16)),
        ("memorySizeMB", json!(9984)),
    ] {
        device[format!("nvmlDeviceGetGpuInstanceProfileInfoV(0).{member}")] = value;
    }
    for part in [0, 3] {
        let call = |name: &str| format!("nvmlDeviceGetMigDeviceHandleByIndex({part})/{name}");
        device[call("nvmlDeviceGetUUID")] = json!(format!("MIG-{part}"));
        device[call("nvmlDeviceGetName")] = json!("NVIDIA H100 80GB HBM3 MIG 1g.10gb");
        device[call("nvmlDeviceGetGpuInstanceId")] = json!(part + 7);
        device[call("nvmlDeviceGetMemoryInfo.total")] = json!(9_984_i64 << 20);
        device[call("nvmlDeviceGetMemoryInfo.free")] = json!(9_900_i64 << 20);
        device[call("nvmlDeviceGetMemoryInfo.used")] = json!(84_i64 << 20);
    }
    let report = Machine::new("mig", &answers).audit();
    let mig = &gpus(&report)[0].mig;
    assert_eq!((mig.enabled, mig.pending, mig.max_devices), (Some(true), Some(false), Some(7)));
    assert_eq!((mig.profiles.len(), mig.profiles[0].name.as_deref()), (1, Some("MIG 1g.10gb")));
    let parts: Vec<_> =
        mig.devices.iter().map(|part| (part.index, part.uuid.as_deref(), part.gpu_instance_id)).collect();
    assert_eq!(parts, [(Some(0), Some("MIG-0"), Some(7)), (Some(3), Some("MIG-3"), Some(10))]);
    assert_eq!(mig.devices[0].memory_total_bytes.unwrap().0, 9_984 << 20);
}

#[test]
fn a_lost_gpu_costs_itself_alone() {
    let mut answers = eight();
    answers["devices"][2] = json!({"nvmlDeviceGetHandleByIndex_v2": {"status": 15}});
    answers["devices"][5]["*"] = json!({"status": 15});
    let report = Machine::new("lost", &answers).audit();
    let listed: Vec<_> = gpus(&report).iter().map(|gpu| gpu.listed).collect();
    assert_eq!(listed.iter().filter(|listed| **listed == Some(true)).count(), 6);
    let lost: Vec<_> = report.gaps.iter().filter(|gap| gap.reason == Reason::GpuIsLost).collect();
    let subjects: Vec<_> = lost.iter().map(|gap| (gap.subjects.join(" "), gap.missing.as_str())).collect();
    let expected = [("NVML device 2", "answers of NVML"), ("NVML device 5", "everything")];
    assert_eq!(subjects, expected.map(|(subject, missing)| (subject.to_owned(), missing)));
    assert!(lost.iter().all(|gap| gap.hint.is_some()));
    assert_eq!(gpus(&report)[0].serial_number.as_deref(), Some("1650224010000"));
}

#[test]
fn an_old_driver_lacks_functions_and_nothing_else() {
    let missing = ["nvmlDeviceGetPdi", "nvmlDeviceGetMemoryInfo_v2", "nvmlDeviceGetRepairStatus"];
    let report = Machine::new("old", &eight()).without(&missing).audit();
    let too_old = gap(&report, Reason::DriverTooOld);
    for name in ["pdi", "memory.reserved_bytes", "ecc.channel_repair_pending"] {
        assert!(too_old.missing.split(", ").any(|missing| missing == name), "{name}: {}", too_old.missing);
    }
    assert_eq!(gpus(&report)[7].memory.total_bytes.unwrap().0, 81_559 << 20, "from the older function");
}

#[test]
fn each_reason_not_to_answer_is_told_apart() {
    for (status, reason) in [
        (4, Reason::Denied),
        (9, Reason::DriverNotLoaded),
        (18, Reason::VersionMismatch),
        (15, Reason::GpuIsLost),
        (999, Reason::Failed),
    ] {
        let mut answers = eight();
        answers["system"]["nvmlInit_v2"] = json!({"status": status});
        let report = Machine::new(&format!("status-{status}"), &answers).audit();
        assert_eq!((report.gaps.len(), gap(&report, reason).component), (1, Component::Gpu));
        assert_eq!(gpus(&report).len(), 8, "the bus has them all the same");
    }
    let report = Machine::new("no-init", &eight()).without(&["nvmlInit_v2"]).audit();
    gap(&report, Reason::DriverTooOld);
    let mut answers = eight();
    answers["devices"][1]["nvmlDeviceGetSerial"] = json!({"status": 4});
    let report = Machine::new("denied", &answers).audit();
    let denied = gap(&report, Reason::Denied);
    assert_eq!((denied.missing.as_str(), &denied.subjects[..]), ("serial_number", &[address(1)][..]));
}

#[test]
fn a_driver_that_is_not_loaded_stays_so() {
    let machine = Machine::new("not-loaded", &eight());
    fs::remove_dir_all(machine.0.join("proc/driver")).unwrap();
    let report = machine.audit();
    assert!(gap(&report, Reason::DriverNotLoaded).hint.is_some());
    fs::remove_file(machine.0.join("usr/lib64/libnvidia-ml.so.1")).unwrap();
    assert_eq!(machine.audit().gaps, [], "no library is no gap");
}

#[test]
fn a_hang_leaves_the_worker_alone() {
    let mut answers = eight();
    answers["devices"][3]["nvmlDeviceGetUUID"] = json!({"hang": 8});
    let machine = Machine::new("hang", &answers);
    let started = Instant::now();
    let report = machine.audit_in_processes("4");
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
    assert_eq!(gpus(&report).iter().filter(|gpu| gpu.sources[0] == "nvml").count(), 3, "those before it");
    assert_eq!(gap(&report, Reason::TimedOut).missing, "answers of NVML");
    assert_eq!(machine.workers(), 1, "it is not killed inside the library");
    while machine.workers() > 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "it ends by itself");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(started.elapsed() > Duration::from_secs(8));
}

#[test]
fn a_crash_costs_one_gpu() {
    let mut answers = eight();
    answers["devices"][4]["nvmlDeviceGetUUID"] = json!({"crash": true});
    let report = Machine::new("crash", &answers).audit_in_processes("30");
    assert_eq!(gpus(&report).iter().filter(|gpu| gpu.sources[0] == "nvml").count(), 7);
    let crashed = gap(&report, Reason::Failed);
    assert_eq!((crashed.detail.as_str(), &crashed.subjects[..]), ("crashed", &["NVML device 4".to_owned()][..]));
}

#[test]
fn a_replay_needs_no_library() {
    let machine = Machine::new("record", &eight());
    let host = LiveHost::with_root(&machine.0, Duration::from_secs(30));
    let recorder = Recorder::new(&host);
    let mut live = audit(&recorder, &only_gpu());
    let folder = support::folder("nvml-recorded").join("recording");
    recorder.finish().write_folder(&folder).unwrap();
    fs::remove_dir_all(&machine.0).unwrap();
    let mut replayed = audit(&Replay::open(&folder).unwrap(), &only_gpu());
    (live.run, replayed.run) = Default::default();
    assert_eq!(serde_json::to_value(&replayed).unwrap(), serde_json::to_value(&live).unwrap());
    assert_eq!(gpus(&replayed).len(), 8);
}

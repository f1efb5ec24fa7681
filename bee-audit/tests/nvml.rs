//! NVIDIA's library through the code that loads the real one: eight H100, MIG, a lost GPU, an old driver, a driver that
//! is not loaded, a hang, a crash; and a recording that needs no library.

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use bee_audit::{
    LiveHost, Replay, Report, audit,
    host::Recorder,
    report::{Component, Gap, Reason},
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::json;

#[path = "support/nvml.rs"]
mod support;

use support::{Machine, address, eight, gpus, only_gpu, tree};

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
    assert_eq!((driver.attached_gpus, &driver.excluded_gpus[..]), (Some(8), &["0000:e4:00.0".to_owned()][..]));
    let confidential = driver.confidential_computing.as_ref().unwrap();
    assert_eq!((confidential.enabled, confidential.environment.as_deref()), (false, Some("Production")));
    assert_eq!((confidential.multi_gpu.as_deref(), confidential.gpus_ready), (Some("Protected PCIe"), Some(true)));
    let missing = gap(&report, Reason::NotApplicable);
    assert_eq!((missing.subjects.len(), missing.missing.contains("fan_speed_percent")), (8, true));
    assert!(report.gaps.iter().all(|gap| matches!(gap.reason, Reason::NotApplicable | Reason::DriverTooOld)));
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
    assert!(matches!(machine.processes()[..], [(_, true)]), "it is not killed inside the library");
    wait_until("it ends by itself", || machine.processes().is_empty());
    assert!(started.elapsed() > Duration::from_secs(8));
}

#[test]
fn nobodys_death_kills_a_worker_in_the_library() {
    let mut answers = eight();
    answers["devices"][0]["nvmlDeviceGetUUID"] = json!({"hang": 10});
    let machine = Machine::new("orphan", &answers);
    let started = Instant::now();
    let mut program = machine.program("60").stdout(Stdio::null()).spawn().unwrap();
    wait_until("the library is loaded", || machine.processes().iter().any(|(_, is_inside)| *is_inside));
    let others = machine.processes().into_iter().filter(|(_, is_inside)| !is_inside);
    let others: Vec<_> = others.map(|(process, _)| process).collect();
    assert!(others.len() > 1, "the program and its fork server: {others:?}");
    for process in others {
        let _ended_meanwhile = kill(Pid::from_raw(process), Signal::SIGKILL);
    }
    program.wait().unwrap();
    wait_until("the others are gone", || machine.processes().len() == 1);
    std::thread::sleep(Duration::from_millis(200));
    assert!(matches!(machine.processes()[..], [(_, true)]) && started.elapsed() < Duration::from_secs(10));
    wait_until("it ends by itself", || machine.processes().is_empty());
    assert!(started.elapsed() > Duration::from_secs(10), "and not before");
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
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
    let folder = tree::folder("nvml-recorded").join("recording");
    recorder.finish().write_folder(&folder).unwrap();
    fs::remove_dir_all(&machine.0).unwrap();
    let mut replayed = audit(&Replay::open(&folder).unwrap(), &only_gpu());
    (live.run, replayed.run) = Default::default();
    assert_eq!(serde_json::to_value(&replayed).unwrap(), serde_json::to_value(&live).unwrap());
    assert_eq!(gpus(&replayed).len(), 8);
}

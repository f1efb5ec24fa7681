//! Machines with NVIDIA's GPUs whose library is the mock one.

#![allow(dead_code, reason = "not every test asks everything")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use bee_audit::{
    LiveHost, Options, Report, audit,
    report::{Component, Gpu},
};
use serde_json::{Value, json};

#[path = "tree.rs"]
pub(crate) mod tree;

const H100: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/nvidia/h100.json");

/// A machine with `devices` GPUs on its bus and the library that answers `answers`.
pub(crate) struct Machine(pub(crate) PathBuf);

impl Machine {
    pub(crate) fn new(name: &str, answers: &Value) -> Machine {
        let root = tree::folder(&format!("nvml-{name}"));
        for index in 0..answers["devices"].as_array().unwrap().len() {
            let directory = format!("sys/bus/pci/devices/{}", address(index));
            tree::file(&root, &format!("{directory}/vendor"), b"0x10de\n");
            tree::file(&root, &format!("{directory}/class"), b"0x030200\n");
        }
        tree::file(&root, "proc/driver/nvidia/version", b"NVRM version: NVIDIA UNIX Open Kernel Module  580.105.08\n");
        tree::file(&root, "usr/lib64/libnvidia-ml.so.1.json", answers.to_string().as_bytes());
        tree::file(&root, "usr/lib64/libnvidia-ml.so.1", &fs::read(example("libmock_nvml.so")).unwrap());
        Machine(root)
    }

    /// Takes symbols out of the library: their names are changed where the loader looks them up.
    pub(crate) fn without(self, symbols: &[&str]) -> Machine {
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
    pub(crate) fn audit(&self) -> Report {
        audit(&LiveHost::with_root(&self.0, Duration::from_secs(30)), &only_gpu())
    }

    /// A program with worker processes that audits it within `seconds`.
    pub(crate) fn program(&self, seconds: &str) -> Command {
        let mut program = Command::new(example("embed"));
        program.arg(&self.0).arg(seconds);
        program
    }

    /// Audited by such a program.
    pub(crate) fn audit_in_processes(&self, seconds: &str) -> Report {
        let output = self.program(seconds).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let mut report: Report = serde_json::from_slice(&output.stdout).unwrap();
        report.gaps.retain(|gap| gap.component == Component::Gpu);
        report
    }

    /// Processes that are at work for this machine: the program, what it split off, and whether each is in the library.
    pub(crate) fn processes(&self) -> Vec<(i32, bool)> {
        let root = self.0.to_string_lossy().into_owned();
        let numbers = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let text = |number: i32, file: &str| fs::read(format!("/proc/{number}/{file}")).unwrap_or_default();
        let names = |number, file, what: &str| String::from_utf8_lossy(&text(number, file)).contains(what);
        let ours = numbers.filter(|number| names(*number, "cmdline", &root));
        ours.map(|number| (number, names(number, "maps", "libnvidia-ml.so.1"))).collect()
    }
}

pub(crate) fn only_gpu() -> Options {
    Options::only([Component::Gpu])
}

fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(Path::parent).unwrap().join("examples").join(name)
}

pub(crate) fn address(index: usize) -> String {
    format!("0000:{:02x}:00.0", 0x53 + 0x11 * index % 0xa0)
}

/// Eight GPUs like the one of the fixture, each with its own identity.
pub(crate) fn eight() -> Value {
    let mut answers: Value = serde_json::from_slice(&fs::read(H100).unwrap()).unwrap();
    let one = answers["devices"][0].clone();
    let devices = (0..8).map(|index| {
        let mut device = one.clone();
        device["nvmlDeviceGetSerial"] = json!(format!("16502240100{index:02}"));
        device["nvmlDeviceGetPciInfo_v3.busId"] = json!(format!("0000{}", address(index).to_uppercase()));
        device["nvmlDeviceGetMinorNumber"] = json!(index);
        for peer in (0..8).filter(|peer| *peer != index) {
            let level = if peer / 4 == index / 4 { 40 } else { 50 };
            device[format!("nvmlDeviceGetTopologyCommonAncestor({peer})")] = json!(level);
            device[format!("nvmlDeviceGetP2PStatus({peer},0)")] = json!(0);
            device[format!("nvmlDeviceGetP2PStatus({peer},2)")] = json!(0);
        }
        device
    });
    answers["devices"] = devices.collect();
    answers
}

pub(crate) fn gpus(report: &Report) -> &[Gpu] {
    &report.gpu.as_ref().unwrap().devices
}

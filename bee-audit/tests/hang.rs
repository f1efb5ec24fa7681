//! A device that hangs and a tool that never exits: the audit ends in time, the rest of the report is whole, the gap
//! names the query, and no process is left behind.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use bee_audit::{
    Host, LiveHost, Report,
    host::{Error, Query, Tool},
    report::Reason,
};
use nix::sys::stat::Mode;

/// Seconds that an audit may take: more than the hung file's two chances of three each, in a batch and alone.
const BUDGET: &str = "10";

/// A machine with one TPM that answers, one that hangs, and a dmidecode that never exits.
struct Machine {
    root: PathBuf,
    /// Marks the tool's child in the list of processes.
    nap: String,
}

impl Machine {
    fn new(name: &str) -> Machine {
        let root = std::env::temp_dir().join(format!("bee-audit-hang-{name}-{}", std::process::id()));
        // Of this machine alone: tests run side by side in one process.
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nap = format!("{}.{}{}", 86_400, std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let healthy = root.join("sys/class/tpm/tpm0");
        let hung = root.join("sys/class/tpm/tpm1");
        let tools = root.join("usr/sbin");
        for folder in [&healthy, &hung, &tools, &root.join("proc/sys/kernel"), &root.join("dev")] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(healthy.join("tpm_version_major"), "2\n").unwrap();
        nix::unistd::mkfifo(&hung.join("tpm_version_major"), Mode::S_IRWXU).unwrap();
        fs::write(root.join("proc/sys/kernel/hostname"), "patient\n").unwrap();
        fs::write(root.join("dev/mem"), "").unwrap();
        let tool = tools.join("dmidecode");
        fs::write(&tool, format!("#!/bin/sh\nsleep {nap} &\nsleep {nap}\n")).unwrap();
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
        Machine { root, nap }
    }

    /// Command lines of processes that this machine's audit has started.
    fn processes(&self) -> Vec<String> {
        let lines = fs::read_dir("/proc").unwrap().filter_map(|entry| {
            let line = fs::read(entry.ok()?.path().join("cmdline")).ok()?;
            Some(String::from_utf8_lossy(&line).replace('\0', " ").trim().to_owned())
        });
        let root = self.root.to_string_lossy().into_owned();
        lines.filter(|line| line.contains(&root) || line.ends_with(&self.nap)).collect()
    }

    fn assert_nothing_left_behind(&self) {
        let patience = Instant::now() + Duration::from_secs(5);
        while !self.processes().is_empty() && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(self.processes(), Vec::<String>::new());
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.root);
    }
}

fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(Path::parent).unwrap().join("examples").join(name)
}

fn assert_whole_but_for_the_hung(output: &Output) {
    assert!(output.status.success(), "{output:?}");
    let report: Report = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report.run.hostname.as_deref(), Some("patient"));
    let tpm = report.tpm.unwrap();
    assert_eq!(tpm.devices.iter().map(|tpm| tpm.version_major).collect::<Vec<_>>(), [Some(2), None]);
    let late: Vec<_> = report.gaps.iter().filter(|gap| gap.reason == Reason::TimedOut).collect();
    assert!(late.iter().any(|gap| gap.missing == "dmidecode"), "{late:?}");
    let files: Vec<_> = late.iter().filter_map(|gap| gap.query.as_deref()).collect();
    assert_eq!(files, ["read /sys/class/tpm/tpm1/tpm_version_major"]);
}

#[test]
fn worker_processes_protect_a_program_that_makes_the_call() {
    let machine = Machine::new("embed");
    let started = Instant::now();
    let output = Command::new(example("embed")).arg(&machine.root).arg(BUDGET).output().unwrap();
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_whole_but_for_the_hung(&output);
    machine.assert_nothing_left_behind();
}

#[test]
fn threads_protect_a_program_that_does_not() {
    let machine = Machine::new("in-process");
    let output = Command::new(example("in_process")).arg(&machine.root).arg(BUDGET).output().unwrap();
    assert_whole_but_for_the_hung(&output);
    machine.assert_nothing_left_behind();
}

#[test]
fn workers_end_with_a_program_that_is_killed() {
    let machine = Machine::new("killed");
    let mut program = Command::new(example("embed")).arg(&machine.root).arg("60").spawn().unwrap();
    let patience = Instant::now() + Duration::from_secs(10);
    let naps = || machine.processes().iter().filter(|line| line.ends_with(&machine.nap)).count();
    while naps() < 2 && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(naps(), 2, "the tool and its child run");
    program.kill().unwrap();
    program.wait().unwrap();
    machine.assert_nothing_left_behind();
}

#[test]
fn one_late_query_costs_that_query_only() {
    let machine = Machine::new("host");
    let host = LiveHost::with_root(&machine.root, Duration::from_secs(60)).with_patience(Duration::from_millis(300));
    let read = |device: &str| Query::Read(format!("/sys/class/tpm/{device}/tpm_version_major"));
    let queries =
        [read("tpm0"), read("tpm1"), read("tpm0"), read("tpm9"), read("tpm1"), Query::Tool(Tool::DmidecodeHexDump)];
    let answers = host.ask_all(&queries);
    let refusals: Vec<_> = answers.iter().map(|answer| answer.as_ref().err()).collect();
    let late = Some(&Error::TimedOut);
    assert_eq!(refusals, [None, late, None, Some(&Error::Absent), late, late]);
    machine.assert_nothing_left_behind();
}

#[test]
fn a_host_whose_budget_is_spent_answers_at_once() {
    let machine = Machine::new("spent");
    let host = LiveHost::with_root(&machine.root, Duration::ZERO);
    assert_eq!(host.ask(&Query::Read("/proc/sys/kernel/hostname".into())), Err(Error::TimedOut));
}

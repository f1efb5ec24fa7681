//! What PID 1 does after its last service: end every other process, let go of the file systems, and have the machine do
//! what was asked for.
//!
//! Syncing and unmounting can take for ever where a device does not answer; a child does that, and gets a deadline. In
//! a container the kernel takes mounts away with the namespace, and remounting would reach the host's file systems:
//! there the child does not even begin.

mod mounts;

use std::{
    fs, io, thread,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    sys::{
        reboot::reboot,
        signal::{Signal, kill},
    },
    unistd::Pid,
};

use crate::{
    log::{Level, Log},
    power::Verb,
    stage::early,
    sys,
};

/// How long processes that are no service have after SIGTERM, and all after SIGKILL.
const END_FOR: Duration = Duration::from_secs(2);
/// How long syncing and unmounting may take.
const UNMOUNT_FOR: Duration = Duration::from_secs(15);
/// How often it is looked whether something has ended.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Every process but this one, and those of namespaces above (kill(2)).
const EVERYBODY: Pid = Pid::from_raw(-1);

/// Ends everything and never returns.
pub fn finish(verb: Verb, log: &mut Log) -> ! {
    log.say(Level::Info, "all services have stopped");
    end_processes(log);
    let is_machine = early::is_machine();
    if is_machine {
        let_go_of_disks(log);
    }
    log.say(Level::Info, verb.name());
    log.flush();
    let Err(errno) = reboot(verb.mode());
    log.say(Level::Error, format!("{}: {errno}", verb.name()));
    log.flush();
    if !is_machine {
        // A container ends with its PID 1.
        std::process::exit(0);
    }
    loop {
        thread::park();
    }
}

/// Asks all other processes to end, then makes them.
fn end_processes(log: &mut Log) {
    for signal in [Signal::SIGTERM, Signal::SIGKILL] {
        // ESRCH: nobody is left.
        if kill(EVERYBODY, signal).is_err() || reap(END_FOR, log, |_| false) {
            return;
        }
        for name in names_of_children() {
            log.say(Level::Warning, format!("{name} has not ended {} s after {signal}", END_FOR.as_secs()));
        }
    }
}

/// Reaps until a child `is_awaited` or none is left, or `patience` ends; tells which.
fn reap(patience: Duration, log: &mut Log, is_awaited: impl Fn(Pid) -> bool) -> bool {
    let end = Instant::now() + patience;
    loop {
        match sys::wait::ended() {
            Ok(Some((process, _))) => {
                let _reaped = sys::wait::reap(process);
                if is_awaited(process) {
                    return true;
                }
            }
            Err(Errno::ECHILD) => return true,
            Ok(None) | Err(_) if Instant::now() >= end => return false,
            Ok(None) | Err(_) => {
                log.flush();
                thread::sleep(LOOK_EVERY);
            }
        }
    }
}

/// Numbers and names of the processes that this one still has (proc_pid_children(5), proc_pid_comm(5)).
fn names_of_children() -> Vec<String> {
    let children = fs::read_to_string("/proc/self/task/1/children").unwrap_or_default();
    let named = |pid: &str| {
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        format!("process {pid} ({})", name.trim_end())
    };
    children.split_whitespace().map(named).collect()
}

fn let_go_of_disks(log: &mut Log) {
    log.flush();
    let child = sys::fork::fork(|| {
        nix::unistd::sync();
        if let Err(error) = mounts::unmount_all(log) {
            log.say(Level::Error, format!("file systems stay mounted: /proc/self/mountinfo: {error}"));
        }
        nix::unistd::sync();
        log.flush();
    });
    match child {
        Ok(child) => {
            if !reap(UNMOUNT_FOR, log, |process| process == child) {
                log.say(Level::Error, format!("file systems are not let go of after {} s", UNMOUNT_FOR.as_secs()));
            }
        }
        Err(errno) => log.say(Level::Error, format!("file systems stay mounted: {}", io::Error::from(errno))),
    }
}

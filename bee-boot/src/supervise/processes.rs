//! The processes of services: which service a process belongs to, signals to it, and what it leaves behind.

use std::{collections::BTreeMap, fs, os::fd::OwnedFd};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::{
    cgroup::Group,
    spawn::{Child, Outcome},
    sys,
};

/// The process of a service whose program runs.
#[derive(Debug)]
struct Process {
    pid: Pid,
    pidfd: OwnedFd,
    group: Option<Group>,
}

/// All processes of services, by service.
#[derive(Debug, Default)]
pub(super) struct Processes {
    starting: BTreeMap<usize, Child>,
    running: BTreeMap<usize, Process>,
    services: BTreeMap<Pid, usize>,
    /// Groups of services that have ended, until they are empty.
    leaving: Vec<Group>,
}

impl Processes {
    /// A service is starting.
    pub(super) fn add(&mut self, service: usize, child: Child) {
        self.services.insert(child.pid, service);
        self.starting.insert(service, child);
    }

    /// The service whose main process this is.
    pub(super) fn service_of(&self, process: Pid) -> Option<usize> {
        self.services.get(&process).copied()
    }

    /// The main process of a service whose program runs.
    pub(super) fn process_of(&self, service: usize) -> Option<Pid> {
        self.running.get(&service).map(|process| process.pid)
    }

    /// What has become of a start since this was last asked; `None` where nothing more is to come.
    pub(super) fn outcome(&mut self, service: usize) -> Option<Outcome> {
        let outcome = self.starting.get_mut(&service)?.outcome();
        match outcome {
            Outcome::NotYet => {}
            Outcome::Running { .. } => {
                let Child { pid, pidfd, group, .. } = self.starting.remove(&service)?;
                self.running.insert(service, Process { pid, pidfd, group });
            }
            Outcome::Failed(_) => {
                let Child { pid, group, .. } = self.starting.remove(&service)?;
                self.services.remove(&pid);
                self.leave(group);
            }
        }
        Some(outcome)
    }

    /// Asks a service to end. A shell on a terminal ignores SIGTERM, and ends when its terminal hangs up.
    pub(super) fn terminate(&self, service: usize) {
        self.signal(service, Signal::SIGTERM);
        let ignores = |process: &Process| ignores_sigterm(process.pid);
        if self.running.get(&service).is_some_and(ignores) {
            self.signal(service, Signal::SIGHUP);
        }
    }

    /// Ends a service and all that it started.
    pub(super) fn kill(&self, service: usize) {
        let group = match (self.running.get(&service), self.starting.get(&service)) {
            (Some(process), _) => process.group.as_ref(),
            (None, Some(child)) => child.group.as_ref(),
            (None, None) => return,
        };
        // What is not in the group is reached by the next two.
        let _no_group = group.map(Group::kill);
        self.signal(service, Signal::SIGKILL);
        let main = self.services.iter().find(|(_, number)| **number == service);
        main.iter().for_each(|(pid, _)| kill_process_group(**pid));
    }

    fn signal(&self, service: usize, signal: Signal) {
        // It may have ended without having been reaped.
        let _gone = match (self.running.get(&service), self.starting.get(&service)) {
            (Some(process), _) => sys::pidfd::send_signal(std::os::fd::AsFd::as_fd(&process.pidfd), signal),
            (None, Some(child)) => child.signal(signal),
            (None, None) => Ok(()),
        };
    }

    /// The main process of a service has ended, and is not reaped yet. With it ends what it has started, unless it looks
    /// after that itself.
    pub(super) fn ended(&mut self, service: usize, keeps_rest: bool) {
        let running = self.running.remove(&service).map(|Process { pid, group, .. }| (pid, group));
        let starting = self.starting.remove(&service).map(|Child { pid, group, .. }| (pid, group));
        let Some((pid, group)) = running.or(starting) else { return };
        self.services.remove(&pid);
        if !keeps_rest {
            match &group {
                Some(group) => drop(group.kill()),
                None => kill_process_group(pid),
            }
        }
        self.leave(group);
    }

    fn leave(&mut self, group: Option<Group>) {
        self.leaving.extend(group.filter(|group| !self.leaving.contains(group)));
        self.remove_empty_groups();
    }

    /// Removes groups that have become empty.
    pub(super) fn remove_empty_groups(&mut self) {
        self.leaving.retain(|group| match group.populated() {
            Ok(true) => true,
            // One that a service has entered anew stays, and leaves with that one.
            Ok(false) => group.clone().remove().is_err(),
            Err(_) => false,
        });
    }
}

/// Ends the processes of the session's first process group, of which `leader` is or was the first.
fn kill_process_group(leader: Pid) {
    // Nobody may be left.
    let _none = killpg(leader, Signal::SIGKILL);
}

/// Whether a process ignores SIGTERM (proc_pid_status(5), `SigIgn`).
fn ignores_sigterm(process: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 << (Signal::SIGTERM as u32 - 1) != 0)
}

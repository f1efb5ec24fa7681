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
    /// Groups of services whose program has ended and which go on without it.
    detached: BTreeMap<usize, Group>,
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
        if let Some(group) = self.detached.get(&service) {
            // Whoever is not reached is killed later.
            return drop(group.terminate());
        }
        self.signal(service, Signal::SIGTERM);
        let ignores = |process: &Process| ignores_sigterm(process.pid);
        if self.running.get(&service).is_some_and(ignores) {
            self.signal(service, Signal::SIGHUP);
        }
    }

    /// Ends a service and all that it started.
    pub(super) fn kill(&self, service: usize) {
        let (main, group) = match (self.running.get(&service), self.starting.get(&service)) {
            (Some(process), _) => (Some(process.pid), process.group.as_ref()),
            (None, Some(child)) => (Some(child.pid), child.group.as_ref()),
            (None, None) => (None, self.detached.get(&service)),
        };
        // What is not in the group is reached by the next two.
        let _no_group = group.map(Group::kill);
        self.signal(service, Signal::SIGKILL);
        main.into_iter().for_each(kill_process_group);
    }

    fn signal(&self, service: usize, signal: Signal) {
        // It may have ended without having been reaped.
        let _gone = match (self.running.get(&service), self.starting.get(&service)) {
            (Some(process), _) => sys::pidfd::send_signal(std::os::fd::AsFd::as_fd(&process.pidfd), signal),
            (None, Some(child)) => child.signal(signal),
            (None, None) => Ok(()),
        };
    }

    /// The main process of a service has ended, and is not reaped yet. With it ends what it has started, unless that
    /// `may_go_on`; tells whether it does, which is known of groups alone.
    pub(super) fn ended(&mut self, service: usize, may_go_on: bool) -> bool {
        let running = self.running.remove(&service).map(|Process { pid, group, .. }| (pid, group));
        let starting = self.starting.remove(&service).map(|Child { pid, group, .. }| (pid, group));
        let Some((pid, group)) = running.or(starting) else { return false };
        self.services.remove(&pid);
        match (may_go_on, &group) {
            (false, Some(group)) => drop(group.kill()),
            (false, None) => kill_process_group(pid),
            (true, Some(group)) if group.populated().unwrap_or_default() => {
                self.detached.insert(service, group.clone());
                return true;
            }
            (true, _) => {}
        }
        self.leave(group);
        false
    }

    /// The group is removed once it is empty.
    fn leave(&mut self, group: Option<Group>) {
        self.leaving.extend(group.filter(|group| !self.leaving.contains(group)));
    }

    /// Removes groups that have become empty; gives the services of which nothing is left with them.
    pub(super) fn remove_empty_groups(&mut self) -> Vec<usize> {
        self.leaving.retain(is_in_use);
        let mut gone = Vec::new();
        self.detached.retain(|service, group| {
            let stays = is_in_use(group);
            gone.extend((!stays).then_some(*service));
            stays
        });
        gone
    }
}

/// Whether a group is still there after it was removed if it is empty.
fn is_in_use(group: &Group) -> bool {
    match group.populated() {
        Ok(true) => true,
        // One that a service has entered anew stays, and leaves with that one.
        Ok(false) => group.clone().remove().is_err(),
        Err(_) => false,
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

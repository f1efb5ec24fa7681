//! The child between clone3(2) and execve(2). Everything here is async-signal-safe: no allocation, no lock, no panic.

use std::{
    convert::Infallible,
    os::fd::{BorrowedFd, RawFd},
};

use nix::{
    errno::Errno,
    mount::{MsFlags, mount},
    sched::{CloneFlags, CpuSet, sched_getaffinity, sched_setaffinity, unshare},
    sys::{
        prctl::set_no_new_privs,
        resource::setrlimit,
        stat::{Mode, umask},
    },
    unistd::{self, Pid},
};

use super::{failure::Record, permissions::lose_capabilities, plan::Plan, stage::Stage};
use crate::sys::{descriptors, interface, mounts, seccomp, signals, terminal};

/// Exit status of a child that did not become its program; the report says why.
const NOT_STARTED: i32 = 127;

/// What the child inherits on purpose.
#[derive(Clone, Copy)]
pub(super) struct Ends<'a> {
    /// Where it tells what fails.
    pub(super) report: BorrowedFd<'a>,
    pub(super) stdio: [BorrowedFd<'a>; 3],
    /// Through which it joins its control group, where it is not there from the start.
    pub(super) members: Option<BorrowedFd<'a>>,
    /// On which it waits for the maps of its user namespace.
    pub(super) maps: Option<Gate<'a>>,
}

/// A pipe through which the parent says how something went that the child waits for: an error number, 0 for none.
#[derive(Clone, Copy)]
pub(super) struct Gate<'a> {
    pub(super) read: BorrowedFd<'a>,
    /// The parent's end, of which the child has a copy that would keep the pipe open.
    pub(super) write: RawFd,
}

impl Gate<'_> {
    fn wait(self) -> nix::Result<()> {
        unistd::close(self.write)?;
        let mut said = [0; size_of::<i32>()];
        match unistd::read(self.read, &mut said)? {
            0 => Err(Errno::EPIPE),
            _ => match i32::from_ne_bytes(said) {
                0 => Ok(()),
                errno => Err(Errno::from_raw(errno)),
            },
        }
    }
}

/// Becomes the program, or reports why not and returns the exit status.
pub(super) fn run(plan: &Plan, ends: Ends<'_>) -> i32 {
    // The number of the report must not be one of those that standard input, output and error get.
    let report = descriptors::above_standard(ends.report).unwrap_or(ends.report);
    let steps = Steps { plan, report };
    let Err(Failed(stage, errno)) = steps.all(ends);
    steps.tell(true, stage, errno);
    NOT_STARTED
}

/// A step that failed, and with what.
struct Failed(Stage, Errno);

/// The steps, and where they are told of.
struct Steps<'a> {
    plan: &'a Plan,
    report: BorrowedFd<'a>,
}

impl Steps<'_> {
    fn all(&self, ends: Ends<'_>) -> Result<Infallible, Failed> {
        self.arrive(ends)?;
        self.see_own_namespaces()?;
        self.confine()?;
        descriptors::close_others(self.report);
        // From here on nothing is opened.
        for limit in &self.plan.limits {
            self.enforce(limit.stage, setrlimit(limit.resource, limit.soft, limit.hard))?;
        }
        must(Stage::Signals, signals::reset())?;
        if self.plan.confinement.no_processes {
            self.enforce(Stage::Seccomp, seccomp::forbid_processes())?;
        }
        Err(Failed(Stage::Exec, self.plan.program.exec()))
    }

    /// In its group, known to its user namespace, in a session with standard input, output and error.
    fn arrive(&self, ends: Ends<'_>) -> Result<(), Failed> {
        if let Some(members) = ends.members {
            // 0 is whoever writes it.
            must(Stage::Group, unistd::write(members, b"0"))?;
        }
        if let Some(maps) = ends.maps {
            must(Stage::Maps, maps.wait())?;
        }
        must(Stage::Session, unistd::setsid())?;
        must(Stage::Stdio, descriptors::set_standard(ends.stdio))?;
        if self.plan.has_terminal {
            // Where it is none, or another session's, the program sees for itself.
            let _none = terminal::take_standard_input();
        }
        umask(Mode::S_IWGRP | Mode::S_IWOTH);
        Ok(())
    }

    fn see_own_namespaces(&self) -> Result<(), Failed> {
        let own = self.plan.namespaces;
        if self.plan.group_namespace {
            must(Stage::GroupNamespace, unshare(CloneFlags::CLONE_NEWCGROUP))?;
        }
        if own.contains(CloneFlags::CLONE_NEWNS) {
            let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
            must(Stage::Mounts, mount(None::<&str>, c"/", None::<&str>, private, None::<&str>))?;
        }
        if own.contains(CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWPID) {
            let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
            must(Stage::Proc, mount(Some(c"proc"), c"/proc", Some(c"proc"), flags, None::<&str>))?;
        }
        Ok(())
    }

    fn confine(&self) -> Result<(), Failed> {
        let confinement = &self.plan.confinement;
        if confinement.loopback {
            self.enforce(Stage::Loopback, interface::bring_loopback_up())?;
        }
        if let Some(processors) = &self.plan.affinity {
            self.enforce(Stage::Affinity, keep_to(processors))?;
        }
        if confinement.read_only {
            self.enforce(Stage::ReadOnly, mounts::make_read_only(c"/"))?;
        }
        must(Stage::Directory, unistd::chdir(c"/"))?;
        if confinement.is_restricted && confinement.is_privileged {
            self.enforce(Stage::Capabilities, lose_capabilities())?;
        }
        if confinement.is_restricted {
            self.enforce(Stage::NoNewPrivileges, set_no_new_privs())?;
        }
        match &confinement.rights {
            Some(rights) => self.enforce(Stage::Landlock, rights.give_up()),
            None => Ok(()),
        }
    }

    /// A step that a strict card insists on, and whose failure others are told of.
    fn enforce(&self, stage: Stage, done: nix::Result<()>) -> Result<(), Failed> {
        match done {
            Err(errno) if self.plan.is_strict => Err(Failed(stage, errno)),
            Err(errno) => {
                self.tell(false, stage, errno);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn tell(&self, is_fatal: bool, stage: Stage, errno: Errno) {
        // Nobody is left to be told that this fails.
        let _lost = unistd::write(self.report, &Record { is_fatal, stage, errno }.octets());
    }
}

fn must<T>(stage: Stage, done: nix::Result<T>) -> Result<(), Failed> {
    done.map(drop).map_err(|errno| Failed(stage, errno))
}

/// Runs on these processors only. The kernel leaves out those that are not there; `EINVAL` tells of that too.
fn keep_to(processors: &CpuSet) -> nix::Result<()> {
    let own = Pid::from_raw(0);
    sched_setaffinity(own, processors)?;
    if sched_getaffinity(own)? == *processors { Ok(()) } else { Err(Errno::EINVAL) }
}

//! Starting a service: the one way in which this program makes processes.
//!
//! clone3(2) puts the child into its control group and namespaces; the child then limits and confines itself, each step
//! through a system call, and becomes the program. It tells what failed, and what the kernel could not enforce, through
//! a pipe that the start of the program closes. Nothing here waits for a device or a service: the pipe is for the
//! caller's event loop.
//!
//! The oldest kernel is Linux 5.3, which has clone3(2); what is younger is done without, and told.

mod child;
mod failure;
mod interpreter;
mod limits;
mod memory;
mod namespaces;
pub mod open_files;
mod permissions;
mod plan;
mod stage;

use std::{
    ffi::OsStr,
    io, mem,
    os::{
        fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd},
        unix::ffi::OsStrExt as _,
    },
    path::PathBuf,
};

use nix::{
    errno::Errno,
    fcntl::OFlag,
    sched::CloneFlags,
    sys::signal::Signal,
    unistd::{self, Pid},
};

pub use failure::{Failure, Shortfall};
pub use stage::Stage;

use crate::{
    cgroup::{Group, Hierarchy},
    seed::Card,
    spawn::{
        child::{Ends, Gate},
        failure::{RECORD, Record},
        plan::Plan,
    },
    sys::{self, clone::Memory},
};

/// What is started, and with what.
#[derive(Debug)]
pub struct Order<'a> {
    /// The service.
    pub card: &'a Card,
    /// Names and values between the default `PATH` and the card's own environment; later ones replace earlier ones.
    pub environment: &'a [(String, String)],
    /// Standard input, output and error. The first becomes the controlling terminal of a card with a terminal, where
    /// nobody has it.
    pub stdio: [BorrowedFd<'a>; 3],
    /// Where control groups are made; none without cgroup v2.
    pub groups: Option<&'a Hierarchy>,
}

/// A child that is, or is about to become, the program of a service. It leads a session of its own.
#[derive(Debug)]
pub struct Child {
    /// Its number, in the namespace of this process.
    pub pid: Pid,
    /// Readable once it has ended (pidfd_open(2)); whoever learns that reaps it.
    pub pidfd: OwnedFd,
    /// Readable once [`Child::outcome`] has more to tell.
    pub report: OwnedFd,
    /// The control group, of all that the service starts.
    pub group: Option<Group>,
    program: PathBuf,
    shortfalls: Vec<Shortfall>,
}

/// What has become of a start.
#[derive(Debug)]
pub enum Outcome {
    /// The child is still at it.
    NotYet,
    /// The program runs, or ended before it could: the pidfd tells that apart.
    Running {
        /// What of the card is not enforced.
        shortfalls: Vec<Shortfall>,
    },
    /// The program was not started; the child ends by itself and must be reaped.
    Failed(Failure),
}

/// Starts the service of a card. Fails where there is no child: a payload that cannot be started, clone3(2) refused, or
/// a strict card that this kernel cannot enforce.
pub fn start(order: &Order<'_>) -> Result<Child, Failure> {
    let mut shortfalls = Vec::new();
    let group = limits::group(order.card, order.groups, &mut shortfalls);
    let started = start_in(order, group.as_ref(), &mut shortfalls);
    match started {
        Ok(started) => Ok(Child { group, shortfalls, ..started }),
        Err(failure) => {
            // Another start may find it as it is.
            let _in_use = group.map(Group::remove);
            Err(failure)
        }
    }
}

fn start_in(order: &Order<'_>, group: Option<&Group>, shortfalls: &mut Vec<Shortfall>) -> Result<Child, Failure> {
    let plan = Plan::of(order.card, order.environment, group, shortfalls)?;
    if plan.is_strict && !shortfalls.is_empty() {
        return Err(Failure::of(shortfalls.swap_remove(0)));
    }
    let failed = |errno| Failure::new(Stage::Clone, errno);
    let (report, told) = unistd::pipe2(OFlag::O_CLOEXEC | OFlag::O_NONBLOCK).map_err(failed)?;
    let ends = Ends { report: told.as_fd(), stdio: order.stdio, members: None, maps: None };
    let (pid, pidfd) = clone_mapped(&plan, ends, group).map_err(failed)?;
    let program = PathBuf::from(OsStr::from_bytes(plan.program.path().to_bytes()));
    Ok(Child { pid, pidfd, report, group: None, program, shortfalls: Vec::new() })
}

/// A child that, in a user namespace of its own, waits until its users are mapped.
fn clone_mapped(plan: &Plan, ends: Ends<'_>, group: Option<&Group>) -> nix::Result<(Pid, OwnedFd)> {
    if !plan.namespaces.contains(CloneFlags::CLONE_NEWUSER) {
        return clone(plan, ends, group);
    }
    let (read, write) = unistd::pipe2(OFlag::O_CLOEXEC)?;
    let maps = Gate { read: read.as_fd(), write: write.as_raw_fd() };
    let child = clone(plan, Ends { maps: Some(maps), ..ends }, group)?;
    let errno = namespaces::map_users(child.0).map_or_else(|error| errno_of(error) as i32, |()| 0);
    // A child that has gone is told of by its report, or its end.
    let _gone = unistd::write(write, &errno.to_ne_bytes());
    Ok(child)
}

/// A child in `group`; where the kernel cannot start it there, which Linux 5.7 can, it joins the group as its first
/// step.
fn clone(plan: &Plan, ends: Ends<'_>, group: Option<&Group>) -> nix::Result<(Pid, OwnedFd)> {
    let memory = if ends.maps.is_some() { Memory::Copied } else { memory::of_child(plan.program.path()) };
    let Some(group) = group else {
        return sys::clone::clone3(memory, plan.namespaces, None, || child::run(plan, ends));
    };
    let folder = group.folder().map_err(errno_of)?;
    match sys::clone::clone3(memory, plan.namespaces, Some(folder.as_fd()), || child::run(plan, ends)) {
        Err(Errno::E2BIG | Errno::EINVAL) => join(plan, ends, group),
        cloned => cloned,
    }
}

fn join(plan: &Plan, ends: Ends<'_>, group: &Group) -> nix::Result<(Pid, OwnedFd)> {
    let members = group.members().map_err(errno_of)?;
    let ends = Ends { members: Some(members.as_fd()), ..ends };
    sys::clone::clone3(Memory::Copied, plan.namespaces, None, || child::run(plan, ends))
}

fn errno_of(error: io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::EIO, Errno::from_raw)
}

impl Child {
    /// What its report says so far. Never waits; once it is not [`Outcome::NotYet`] there is nothing more to come.
    pub fn outcome(&mut self) -> Outcome {
        let mut records = [0; 16 * RECORD];
        loop {
            match unistd::read(&self.report, &mut records) {
                Ok(0) => return Outcome::Running { shortfalls: mem::take(&mut self.shortfalls) },
                Ok(length) => {
                    if let Some(failure) = self.take_in(records.get(..length).unwrap_or_default()) {
                        return Outcome::Failed(failure);
                    }
                }
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => return Outcome::NotYet,
                Err(errno) => return Outcome::Failed(Failure::new(Stage::Report, errno)),
            }
        }
    }

    /// The failure among `records`; what is none is a shortfall.
    fn take_in(&mut self, records: &[u8]) -> Option<Failure> {
        for record in records.chunks_exact(RECORD).filter_map(Record::read) {
            if record.is_fatal {
                return Some(self.failure(record));
            }
            self.shortfalls.push(Shortfall::of(record.stage, record.errno));
        }
        None
    }

    fn failure(&self, record: Record) -> Failure {
        let mut failure = Failure::new(record.stage, record.errno);
        if record.stage != Stage::Exec {
            return failure;
        }
        failure.subject = self.program.display().to_string();
        if record.errno == Errno::ENOENT {
            failure.reason = interpreter::missing(&self.program)
                .map(|path| format!("the interpreter {path:?} that it names is missing"));
        }
        failure
    }

    /// Sends `signal` to the child alone; `ESRCH` where it has been reaped.
    pub fn signal(&self, signal: Signal) -> nix::Result<()> {
        sys::pidfd::send_signal(self.pidfd.as_fd(), signal)
    }
}

#[cfg(test)]
mod tests;

//! The child between clone3(2) and execve(2). Everything here is async-signal-safe: no allocation, no lock, no panic.

use std::os::fd::BorrowedFd;

use nix::{
    errno::Errno,
    sys::stat::{Mode, umask},
    unistd,
};

use super::{
    failure::{Record, Stage},
    plan::Plan,
};
use crate::sys::{descriptors, signals, terminal};

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
}

/// A step that failed, and with what.
type Failed = (Stage, Errno);

/// Becomes the program, or reports why not and returns the exit status.
pub(super) fn run(plan: &Plan, ends: Ends<'_>) -> i32 {
    // The number of the report must not be one of those that standard input, output and error get.
    let report = descriptors::above_standard(ends.report).unwrap_or(ends.report);
    let Err((stage, errno)) = become_program(plan, ends, report);
    // Nobody is left to be told that this fails.
    let _lost = unistd::write(report, &Record { is_fatal: true, stage, errno }.octets());
    NOT_STARTED
}

fn become_program(plan: &Plan, ends: Ends<'_>, report: BorrowedFd<'_>) -> Result<std::convert::Infallible, Failed> {
    if let Some(members) = ends.members {
        // 0 is whoever writes it.
        unistd::write(members, b"0").map_err(|errno| (Stage::Group, errno))?;
    }
    unistd::setsid().map_err(|errno| (Stage::Session, errno))?;
    descriptors::set_standard(ends.stdio).map_err(|errno| (Stage::Stdio, errno))?;
    if plan.has_terminal {
        // Where it is none, or another session's, the program sees for itself.
        let _none = terminal::take_standard_input();
    }
    umask(Mode::S_IWGRP | Mode::S_IWOTH);
    unistd::chdir(c"/").map_err(|errno| (Stage::Directory, errno))?;
    descriptors::close_others(report);
    signals::reset().map_err(|errno| (Stage::Signals, errno))?;
    Err((Stage::Exec, plan.program.exec()))
}

//! Starting a card in a test, and waiting for it.

#![allow(dead_code, reason = "not every test uses all of it")]

#[path = "../support/skip.rs"]
pub(crate) mod skip;

use std::{fs::File, io::Read as _, os::fd::AsFd, time::Duration};

use bee_boot::{
    cgroup::Hierarchy,
    seed::{self, Card},
    spawn::{self, Child, Failure, Order, Outcome, Shortfall},
};
use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::wait::{Id, WaitPidFlag, WaitStatus, waitid},
};
use serde_json::{Value, json};

/// Longer than any test takes, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whether this test is run by root. If not, it says that it is skipped; in CI it must not be.
pub(crate) fn is_root() -> bool {
    let is_root = nix::unistd::geteuid().is_root();
    if !is_root {
        skip::lacking("root");
    }
    is_root
}

/// A card with this payload; `more` replaces or adds keys.
pub(crate) fn card(payload: Value, more: Value) -> Card {
    let mut card = json!({
        "schema_version": 1, "id": "01KB0000000000000000000001", "label": "test", "payload": payload
    });
    for (key, value) in more.as_object().unwrap() {
        card[key] = value.clone();
    }
    seed::parse(&card.to_string()).unwrap()
}

/// A card that has the shell do something.
pub(crate) fn shell(script: &str, more: Value) -> Card {
    card(json!({"Native": {"exec": "/bin/sh", "argv": ["-c", script]}}), more)
}

/// A started child, what it prints, and the other end of its standard input.
pub(crate) struct Started {
    pub(crate) child: Child,
    pub(crate) input: Option<File>,
    output: File,
}

/// Starts a card with pipes for standard input, output and error.
pub(crate) fn start(card: &Card, groups: Option<&Hierarchy>) -> Result<Started, Failure> {
    let (input, to_it) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC).unwrap();
    let (from_it, output) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC).unwrap();
    let stdio = [input.as_fd(), output.as_fd(), output.as_fd()];
    let child = spawn::start(&Order { card, environment: &[], stdio, groups })?;
    Ok(Started { child, input: Some(to_it.into()), output: from_it.into() })
}

pub(crate) fn wait_readable(fd: impl AsFd) {
    let mut fds = [PollFd::new(fd.as_fd(), PollFlags::POLLIN)];
    let timeout = PollTimeout::try_from(PATIENCE).unwrap();
    assert_eq!(poll(&mut fds, timeout).unwrap(), 1, "nothing came");
}

impl Started {
    /// Waits for the program to be started, or not.
    pub(crate) fn outcome(&mut self) -> Result<Vec<Shortfall>, Failure> {
        loop {
            wait_readable(&self.child.report);
            match self.child.outcome() {
                Outcome::NotYet => {}
                Outcome::Running { shortfalls } => return Ok(shortfalls),
                Outcome::Failed(failure) => return Err(failure),
            }
        }
    }

    /// Waits for its end.
    pub(crate) fn end(&mut self) -> WaitStatus {
        self.input = None;
        wait_readable(&self.child.pidfd);
        waitid(Id::PIDFd(self.child.pidfd.as_fd()), WaitPidFlag::WEXITED).unwrap()
    }

    /// Waits for its end and tells what it printed.
    pub(crate) fn printed(mut self) -> String {
        self.end();
        let mut text = String::new();
        self.output.read_to_string(&mut text).unwrap();
        text
    }

    /// Readable once it has printed something.
    pub(crate) fn output(&self) -> impl AsFd {
        &self.output
    }

    /// A file of its folder in /proc.
    pub(crate) fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.pid)).unwrap()
    }

    /// The value behind a key of /proc/PID/status.
    pub(crate) fn status(&self, key: &str) -> String {
        let status = self.proc("status");
        let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {key} in {status}")).trim().to_owned()
    }
}

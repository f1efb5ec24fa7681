//! How a start fails, what it lacks, and how the child writes both into its pipe.

use std::fmt;

use nix::errno::Errno;

/// A step of starting a service, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// Laying out what will be started.
    Payload,
    /// The process: clone3(2).
    Clone,
    /// Its control group, for a process that was not started in it.
    Group,
    /// Its report.
    Report,
    /// Its session: setsid(2).
    Session,
    /// Standard input, output and error: dup2(2).
    Stdio,
    /// Signals as a fresh process has them: sigaction(2), sigprocmask(2).
    Signals,
    /// The root folder as the current one: chdir(2).
    Directory,
    /// The program: execve(2).
    Exec,
}

impl Stage {
    /// In the order of their numbers.
    const ALL: [Stage; 9] = [
        Stage::Payload,
        Stage::Clone,
        Stage::Group,
        Stage::Report,
        Stage::Session,
        Stage::Stdio,
        Stage::Signals,
        Stage::Directory,
        Stage::Exec,
    ];

    fn name(self) -> &'static str {
        match self {
            Stage::Payload => "payload",
            Stage::Clone => "clone3",
            Stage::Group => "cgroup.procs",
            Stage::Report => "report",
            Stage::Session => "setsid",
            Stage::Stdio => "stdio",
            Stage::Signals => "signals",
            Stage::Directory => "chdir",
            Stage::Exec => "exec",
        }
    }
}

/// Why a service was not started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The step that failed.
    pub stage: Stage,
    /// With what.
    pub errno: Errno,
    /// What it was done to; empty where the step says it.
    pub subject: String,
    /// What is behind it, where more is known.
    pub reason: Option<String>,
}

impl Failure {
    pub(super) fn new(stage: Stage, errno: Errno) -> Failure {
        Failure { stage, errno, subject: String::new(), reason: None }
    }

    /// The same, with the program where its start is what failed.
    pub(super) fn of(mut self, program: &str) -> Failure {
        if self.stage == Stage::Exec {
            program.clone_into(&mut self.subject);
        }
        self
    }

    pub(super) fn because(mut self, reason: impl Into<String>) -> Failure {
        self.reason = Some(reason.into());
        self
    }
}

impl std::error::Error for Failure {}

/// `exec /sbin/x: ENOENT (No such file or directory): …`
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.stage.name())?;
        if !self.subject.is_empty() {
            write!(formatter, " {}", self.subject)?;
        }
        write!(formatter, ": {}", worded(self.errno))?;
        self.reason.iter().try_for_each(|reason| write!(formatter, ": {reason}"))
    }
}

/// What a card asks for and this kernel does not enforce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// The key of the card, such as `permissions.networking`.
    pub what: String,
    /// Why, and what is left.
    pub why: String,
}

impl Shortfall {
    pub(super) fn of(stage: Stage, errno: Errno) -> Shortfall {
        Shortfall { what: stage.name().to_owned(), why: worded(errno) }
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is not enforced: {}", self.what, self.why)
    }
}

fn worded(errno: Errno) -> String {
    format!("{errno:?} ({})", errno.desc())
}

/// Octets of a record in the pipe: whether it is fatal, the stage, two of padding, the error number.
pub(super) const RECORD: usize = 8;

/// One line of a child's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) is_fatal: bool,
    pub(super) stage: Stage,
    pub(super) errno: Errno,
}

impl Record {
    pub(super) fn octets(self) -> [u8; RECORD] {
        let [a, b, c, d] = (self.errno as i32).to_ne_bytes();
        [u8::from(self.is_fatal), self.stage as u8, 0, 0, a, b, c, d]
    }

    /// `None` where no child of this program wrote it.
    pub(super) fn read(octets: &[u8]) -> Option<Record> {
        let [is_fatal, stage, _, _, a, b, c, d] = *octets else { return None };
        let stage = *Stage::ALL.get(usize::from(stage))?;
        Some(Record { is_fatal: is_fatal != 0, stage, errno: Errno::from_raw(i32::from_ne_bytes([a, b, c, d])) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_read_as_it_was_written() {
        for (number, stage) in Stage::ALL.into_iter().enumerate() {
            assert_eq!(stage as usize, number);
            let record = Record { is_fatal: number % 2 == 0, stage, errno: Errno::ENOSPC };
            assert_eq!(Record::read(&record.octets()), Some(record));
        }
        assert_eq!(Record::read(&[1, 99, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(Record::read(&[1]), None);
    }
}

//! How a start fails, what it lacks, and how the child writes both into its pipe.

use std::fmt;

use nix::errno::Errno;

use super::stage::Stage;

/// Why a service was not started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The step that failed.
    pub stage: Stage,
    /// With what: `EINVAL` or `EOPNOTSUPP` where it was not the kernel that refused.
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

    pub(super) fn because(mut self, reason: impl Into<String>) -> Failure {
        self.reason = Some(reason.into());
        self
    }

    /// What a strict card makes of a shortfall.
    pub(super) fn of(shortfall: Shortfall) -> Failure {
        Failure { stage: Stage::Strict, errno: Errno::ENOTSUP, subject: shortfall.what, reason: Some(shortfall.why) }
    }
}

impl std::error::Error for Failure {}

/// `exec /sbin/x: ENOENT (No such file or directory): …`; without a number where it was not the kernel that refused.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.stage.name())?;
        if !self.subject.is_empty() {
            write!(formatter, " {}", self.subject)?;
        }
        if !matches!(self.stage, Stage::Payload | Stage::Strict) {
            write!(formatter, ": {}", worded(self.errno))?;
        }
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
    pub(super) fn new(what: impl Into<String>, why: impl Into<String>) -> Shortfall {
        Shortfall { what: what.into(), why: why.into() }
    }

    /// A step that the kernel refused.
    pub(super) fn of(stage: Stage, errno: Errno) -> Shortfall {
        Shortfall::new(stage.key(), format!("{}: {}", stage.name(), worded(errno)))
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is not fully enforced: {}", self.what, self.why)
    }
}

/// `ENOENT (No such file or directory)`
pub(super) fn worded(errno: Errno) -> String {
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

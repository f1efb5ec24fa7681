//! The exit status: a contract with scripts. The numbers from 64 on are those of sysexits.h(3head).

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
};

use bee_audit::{Report, host::OpenError, report::Reason};
use thiserror::Error;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Everything that is there was read.
    Complete = 0,
    /// Something could not be read; the output says what.
    Gaps = 1,
    /// EX_USAGE: the command line makes no sense.
    Usage = 64,
    /// EX_DATAERR: nothing in the input could be decoded.
    Undecodable = 65,
    /// EX_NOINPUT: the input cannot be read.
    NoInput = 66,
    /// EX_SOFTWARE: a defect of this program.
    Defect = 70,
    /// EX_IOERR: the output cannot be written.
    CannotWrite = 74,
}

impl Status {
    /// Every status and what it means, as `--help`, the manual page and `docs/exit-status.md` say it.
    pub(crate) const MEANINGS: [(Status, &str); 7] = [
        (Status::Complete, "complete: everything that is there was read"),
        (Status::Gaps, "complete with gaps: the output says what could not be read, and why"),
        (Status::Usage, "usage: the command line makes no sense"),
        (Status::Undecodable, "the input of decode cannot be decoded at all"),
        (Status::NoInput, "an input file or recording cannot be read"),
        (Status::Defect, "a defect of bee-audit; a report, if there is one, lacks the part that failed"),
        (Status::CannotWrite, "the output cannot be written"),
    ];

    /// What an audit with this report ends with.
    pub(crate) fn of(report: &Report) -> Status {
        if report.gaps.iter().any(|gap| gap.reason == Reason::Panicked) {
            Status::Defect
        } else if report.gaps.iter().all(|gap| gap.reason == Reason::NotApplicable) {
            Status::Complete
        } else {
            Status::Gaps
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Why a command gave up.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Arguments that are fine one by one but not together, or not here.
    #[error("{0}")]
    Usage(&'static str),
    /// No part of the input is what it should be.
    #[error("{place}: not {kind}: {error}")]
    Undecodable {
        /// File, or `standard input`.
        place: String,
        /// What it was decoded as.
        kind: String,
        /// What is wrong with it.
        error: bee_audit::decode::Error,
    },
    /// A file cannot be read.
    #[error("{place}: {error}")]
    Unreadable {
        /// File, or `standard input`.
        place: String,
        /// What the system says.
        error: io::Error,
    },
    /// A recording cannot be opened.
    #[error(transparent)]
    NoRecording(#[from] OpenError),
    /// The place of the output is taken.
    #[error("{} exists and is not overwritten; --output names another place", .0.display())]
    Exists(PathBuf),
    /// The output cannot be written.
    #[error("cannot write {place}: {error}")]
    Unwritable {
        /// File, or `standard output`.
        place: String,
        /// What the system says.
        error: io::Error,
    },
}

impl Failure {
    /// Writing `path` failed.
    pub(crate) fn writing(path: impl Into<PathBuf>, error: io::Error) -> Failure {
        Failure::Unwritable { place: path.into().display().to_string(), error }
    }

    fn status(&self) -> Status {
        match self {
            Failure::Usage(_) => Status::Usage,
            Failure::Undecodable { .. } => Status::Undecodable,
            Failure::Unreadable { .. } | Failure::NoRecording(_) => Status::NoInput,
            Failure::Exists(_) | Failure::Unwritable { .. } => Status::CannotWrite,
        }
    }
}

/// Runs a command; a failure is told on standard error, and so is a panic, which is a defect.
pub(crate) fn guard(command: impl FnOnce() -> Result<Status, Failure>) -> Status {
    match catch_unwind(AssertUnwindSafe(command)) {
        Ok(Ok(status)) => status,
        Ok(Err(failure)) => {
            tell(&failure.to_string());
            failure.status()
        }
        Err(_panic) => {
            tell("this is a defect of bee-audit; please report it with the message above and, if you can, a recording");
            Status::Defect
        }
    }
}

/// Prints what the parser of the command line has to say: help and version are no failure.
pub(crate) fn of_refusal(refusal: &clap::Error) -> Status {
    // Nothing is left to be done when not even the help can be printed.
    let _printed = refusal.print();
    if refusal.use_stderr() { Status::Usage } else { Status::Complete }
}

/// One line on standard error, which may be closed.
pub(crate) fn tell(message: &str) {
    use io::Write as _;
    let _closed = writeln!(io::stderr(), "bee-audit: {message}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use bee_audit::report::{Component, Gap};

    #[test]
    fn a_panic_is_our_defect() {
        assert_eq!(guard(|| panic!("on purpose")), Status::Defect);
        assert_eq!(guard(|| Ok(Status::Gaps)), Status::Gaps);
        assert_eq!(guard(|| Err(Failure::Usage("no"))), Status::Usage);
    }

    #[test]
    fn a_report_with_a_failed_collector_is_our_defect() {
        let gap = |reason| Gap {
            component: Component::Board,
            subjects: vec!["board".into()],
            missing: "product_uuid".into(),
            reason,
            detail: String::new(),
            query: None,
            hint: None,
        };
        let mut report = Report::default();
        assert_eq!(Status::of(&report), Status::Complete);
        report.gaps.push(gap(Reason::Denied));
        assert_eq!(Status::of(&report), Status::Gaps);
        report.gaps.push(gap(Reason::Panicked));
        assert_eq!(Status::of(&report), Status::Defect);
    }

    #[test]
    fn the_documented_meanings_are_these() {
        let documented = include_str!("../../docs/exit-status.md");
        for (status, meaning) in Status::MEANINGS {
            let row = format!("| {} | {meaning} |", status as u8);
            assert!(documented.replace('`', "").contains(&row), "docs/exit-status.md lacks {row}");
        }
    }
}

//! The audit in a process of its own, so that nothing that befalls it befalls the service.
//!
//! The process is the same executable once more; it writes the report to its standard output. One that is late is
//! killed, and its workers end by themselves.

use std::{
    fmt,
    io::{self, Read as _, Write as _},
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use bee_audit::{LiveHost, Options, Report, report::Reason, start_fork_server};
use thiserror::Error;

use crate::manager;

/// The name under which the executable audits; what `ps` shows.
const NAME: &str = "bee-boot-audit-attempt";
/// How much longer than the audit's own deadline it is waited for.
const GRACE: Duration = Duration::from_secs(10);
/// How long a process that has been killed, or has closed its output, may take to end.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// A report and its text as it goes to disk.
pub(crate) struct Audited {
    /// JSON.
    pub(crate) text: Vec<u8>,
    /// What it says.
    pub(crate) report: Report,
    /// Whether the audit failed; the report then says why and nothing else.
    pub(crate) failed: bool,
}

/// Why there is no report.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The process could not be started, or its report not be read.
    #[error("the audit could not be run: {0}")]
    NotRun(#[from] io::Error),
    /// It took longer than it may.
    #[error("the audit was not done after {} s", .0.as_secs_f32())]
    Late(Duration),
    /// It ended with a status that says failure.
    #[error("the audit failed: {}", Ending(*.0))]
    Ended(Option<ExitStatus>),
    /// What it wrote is no report.
    #[error("the audit wrote no report: {0}")]
    NoReport(#[from] serde_json::Error),
}

/// How a process ended, if it did.
struct Ending(Option<ExitStatus>);

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(status) => status.fmt(f),
            None => f.write_str("its process does not end"),
        }
    }
}

/// Audits and writes the report, when this process was started for that: call it first in `main`.
pub(crate) fn serve_if_attempt() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    if arguments.next()? != NAME {
        return None;
    }
    start_fork_server();
    let timeout = arguments.next().and_then(|text| text.to_str()?.parse().ok()).map(Duration::from_millis)?;
    let report = bee_audit::audit(&LiveHost::new(timeout), &Options::default());
    let written = text_of(&report).and_then(|text| io::stdout().write_all(&text));
    Some(if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Audits this machine in a process of its own; what has not answered after `timeout` is a gap.
pub(crate) fn audit(timeout: Duration) -> Result<Audited, Failure> {
    let mut command = Command::new("/proc/self/exe");
    command.arg0(NAME).arg(timeout.as_millis().to_string()).env_remove(manager::SOCKET);
    report_of(&mut command, timeout + GRACE)
}

/// What a command writes as a report, if it does so in time.
fn report_of(command: &mut Command, patience: Duration) -> Result<Audited, Failure> {
    let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let output = process.stdout.take();
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        let mut text = Vec::new();
        let read = output.map_or(Ok(0), |mut output| output.read_to_end(&mut text));
        sender.send(read.map(|_length| text))
    })?;
    let Ok(text) = receiver.recv_timeout(patience) else {
        process.kill()?;
        end_of(&mut process);
        return Err(Failure::Late(patience));
    };
    match end_of(&mut process) {
        Some(status) if status.success() => {}
        ended => return Err(Failure::Ended(ended)),
    }
    let text = text?;
    Ok(Audited { report: serde_json::from_slice(&text)?, text, failed: false })
}

/// How the process ended; `None` when it does not, as in an uninterruptible sleep.
fn end_of(process: &mut Child) -> Option<ExitStatus> {
    let give_up_at = Instant::now() + LAST_MOMENT;
    while Instant::now() < give_up_at {
        match process.try_wait() {
            Ok(None) => thread::sleep(Duration::from_millis(2)),
            ended => return ended.ok().flatten(),
        }
    }
    None
}

/// As `bee-audit` writes it.
fn text_of(report: &Report) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(report)?;
    text.push(b'\n');
    Ok(text)
}

impl From<Failure> for Audited {
    fn from(failure: Failure) -> Audited {
        let reason = if matches!(failure, Failure::Late(_)) { Reason::TimedOut } else { Reason::Panicked };
        let report = bee_audit::audit::failed(reason, &failure.to_string());
        // A report holds no map with keys that are not text, the one thing that JSON cannot express.
        Audited { text: text_of(&report).unwrap_or_default(), report, failed: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bee_audit::report::Component;

    fn told(script: &str, patience: Duration) -> String {
        let failure = report_of(Command::new("/bin/sh").args(["-c", script]), patience);
        failure.err().map_or_else(String::new, |failure| failure.to_string())
    }

    #[test]
    fn every_way_to_fail_is_told() {
        let patience = Duration::from_secs(20);
        assert!(told("kill -SEGV $$", patience).starts_with("the audit failed: signal: 11 (SIGSEGV)"));
        assert_eq!(told("echo '{}'; exit 101", patience), "the audit failed: exit status: 101");
        assert!(told("echo '{\"schema\":'", patience).starts_with("the audit wrote no report: EOF"));
        assert_eq!(told("exec sleep 100", Duration::from_millis(50)), "the audit was not done after 0.05 s");
        let missing = report_of(&mut Command::new("/nowhere"), patience);
        assert!(matches!(missing, Err(Failure::NotRun(_))));
    }

    #[test]
    fn a_failure_is_a_report() {
        let audited = Audited::from(Failure::Late(Duration::from_secs(70)));
        let report: Report = serde_json::from_slice(&audited.text).unwrap();
        assert_eq!((report.gaps.len(), report.gaps[0].reason), (Component::ALL.len(), Reason::TimedOut));
        assert_eq!(report.gaps[0].detail, "the audit was not done after 70 s");
        assert!(audited.failed && report.board.is_none() && report.run.started_at.starts_with("20"));
    }
}

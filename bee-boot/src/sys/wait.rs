//! waitid(2). That of `nix` loses children that a real-time signal ended: it reaps them and returns an error.

#![expect(unsafe_code, reason = "waitid with statuses that nix cannot express")]

use nix::{errno::Errno, unistd::Pid};

use crate::service::End;

/// A child that has ended, if any. It stays until [`reap`], so that its number means nobody else. `ECHILD` without
/// children.
pub(crate) fn ended() -> nix::Result<Option<(Pid, End)>> {
    let found = wait(libc::P_ALL, 0, libc::WNOWAIT)?;
    // SAFETY: waitid has filled the structure in as for SIGCHLD, or left zeros.
    let (pid, status) = unsafe { (found.si_pid(), found.si_status()) };
    let end = if found.si_code == libc::CLD_EXITED { End::Exited(status) } else { End::Killed(status) };
    Ok((pid != 0).then(|| (Pid::from_raw(pid), end)))
}

/// Forgets a child that has ended.
pub(crate) fn reap(pid: Pid) -> nix::Result<()> {
    wait(libc::P_PID, libc::id_t::try_from(pid.as_raw()).unwrap_or_default(), 0).map(drop)
}

fn wait(kind: libc::idtype_t, id: libc::id_t, also: libc::c_int) -> nix::Result<libc::siginfo_t> {
    // SAFETY: a structure of numbers, for which zeros are values.
    let mut found: libc::siginfo_t = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a structure of the size that waitid fills in.
    let waited = unsafe { libc::waitid(kind, id, &raw mut found, libc::WEXITED | libc::WNOHANG | also) };
    Errno::result(waited).map(|_| found)
}

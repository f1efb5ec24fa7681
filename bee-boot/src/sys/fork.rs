//! fork(2) for work that may take for ever, such as letting go of a disk that does not answer.

#![expect(unsafe_code, reason = "fork")]

use nix::unistd::{ForkResult, Pid, fork as fork_process};

/// Has a child do `work` and end.
pub(crate) fn fork(work: impl FnOnce()) -> nix::Result<Pid> {
    // SAFETY: this program has one thread, so no lock is held by another and the child may do what this process may.
    match unsafe { fork_process() }? {
        ForkResult::Parent { child } => Ok(child),
        ForkResult::Child => {
            // Without a panic's way back into the caller's code.
            let _told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            // SAFETY: ends this process, and runs nothing of the parent's on the way.
            unsafe { libc::_exit(0) }
        }
    }
}

//! pidfd_send_signal(2): a signal to exactly the process that was started, never to one that got its number later.

#![expect(unsafe_code, reason = "a system call that nix lacks")]

use std::{
    os::fd::{AsRawFd as _, BorrowedFd},
    ptr,
};

use nix::{errno::Errno, sys::signal::Signal};

/// Sends `signal` to the process behind `pidfd`; `ESRCH` where it has been reaped.
pub(crate) fn send_signal(pidfd: BorrowedFd<'_>, signal: Signal) -> nix::Result<()> {
    let nothing: *const libc::siginfo_t = ptr::null();
    // SAFETY: no memory is passed; a null has the kernel fill in what kill(2) would.
    let sent =
        unsafe { libc::syscall(libc::SYS_pidfd_send_signal, pidfd.as_raw_fd(), signal as libc::c_int, nothing, 0) };
    Errno::result(sent).map(drop)
}

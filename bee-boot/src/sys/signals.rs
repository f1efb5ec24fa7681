//! Signals as a fresh process has them. Async-signal-safe.

#![expect(unsafe_code, reason = "handlers are unsafe to install; the default is not")]

use std::ptr;

use nix::sys::signal::SigSet;

/// The last signal number of Linux, `_NSIG`.
const LAST: libc::c_int = 64;
/// No smaller than the kernel's `struct sigaction` of any architecture. SIG_DFL, no flags and an empty mask are zeros.
const DEFAULT: [u64; 8] = [0; 8];

/// Gives every signal its default action and blocks none. What is ignored would be so in the program as well: execve(2)
/// resets handlers only, and this program ignores SIGPIPE.
pub(crate) fn reset() -> nix::Result<()> {
    let nothing: *mut u64 = ptr::null_mut();
    for signal in 1..=LAST {
        // SAFETY: no handler is installed, and the old action is not asked for. The C library's own function would
        // leave out signals 32 and 33, which a parent may ignore. SIGKILL and SIGSTOP are refused, and are never
        // ignored.
        unsafe { libc::syscall(libc::SYS_rt_sigaction, signal, DEFAULT.as_ptr(), nothing, size_of::<u64>()) };
    }
    SigSet::empty().thread_set_mask()
}

//! The controlling terminal (ioctl_tty(2)). Async-signal-safe.

#![expect(unsafe_code, reason = "an ioctl that nix lacks")]

use nix::errno::Errno;

/// Makes the terminal at standard input that of this session, where it is one and nobody else has it.
pub(crate) fn take_standard_input() -> nix::Result<()> {
    // SAFETY: the argument is a number: 0 takes the terminal from nobody.
    Errno::result(unsafe { libc::ioctl(libc::STDIN_FILENO, libc::TIOCSCTTY, 0) }).map(drop)
}

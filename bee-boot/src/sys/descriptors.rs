//! File descriptors of a child. Async-signal-safe.

#![expect(unsafe_code, reason = "system calls that nix lacks")]

use std::os::fd::{AsRawFd as _, BorrowedFd, RawFd};

use nix::{
    errno::Errno,
    fcntl::{FcntlArg, fcntl},
    libc::c_uint,
    unistd,
};

/// The first one above standard input, output and error.
const FIRST: RawFd = 3;

/// Closes all but the standard ones and `kept`: close_range(2), or one after the other before Linux 5.9.
pub(crate) fn close_others(kept: BorrowedFd<'_>) {
    let kept = kept.as_raw_fd();
    let closed = close_range(FIRST, kept - 1).and_then(|()| close_range(kept + 1, RawFd::MAX));
    if closed.is_err() {
        for fd in (FIRST..most()).filter(|fd| *fd != kept) {
            // SAFETY: this process is about to become another program; nothing of it uses these any more.
            unsafe { libc::close(fd) };
        }
    }
}

fn close_range(first: RawFd, last: RawFd) -> nix::Result<()> {
    if last < first {
        return Ok(());
    }
    // Raw: the C library's own came with glibc 2.34.
    let (first, last) = (first.cast_unsigned(), last.cast_unsigned());
    // SAFETY: as above.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0 as c_uint) };
    Errno::result(closed).map(drop)
}

/// How many this process may have open.
fn most() -> RawFd {
    // SAFETY: sysconf(3) takes a number and, for this one, asks getrlimit(2).
    RawFd::try_from(unsafe { libc::sysconf(libc::_SC_OPEN_MAX) }).unwrap_or(RawFd::MAX)
}

/// Makes `three` the standard input, output and error, whichever numbers they have now.
pub(crate) fn set_standard(three: [BorrowedFd<'_>; 3]) -> nix::Result<()> {
    // First out of the way: one of them may have the number of another.
    let [input, output, error] = three.map(above_standard);
    unistd::dup2_stdin(input?)?;
    unistd::dup2_stdout(output?)?;
    unistd::dup2_stderr(error?)
}

/// A copy of `fd` that setting standard input, output and error does not replace; closed by execve(2).
pub(crate) fn above_standard<'a>(fd: BorrowedFd<'_>) -> nix::Result<BorrowedFd<'a>> {
    let copy = fcntl(fd, FcntlArg::F_DUPFD_CLOEXEC(FIRST))?;
    // SAFETY: it is open, and stays so until the child that called this closes all of them.
    Ok(unsafe { BorrowedFd::borrow_raw(copy) })
}

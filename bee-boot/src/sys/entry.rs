//! What Rust's runtime would do before `main`, where this program has none.
//!
//! The runtime opens /dev/null for standard streams that are closed, and aborts where that is missing
//! (library/std/src/sys/pal/unix/mod.rs, `sanitize_standard_fds`). An aborting PID 1 is a kernel panic, and an
//! initramfs may well have an empty /dev. Nor does PID 1 need the runtime's stack for faults: it has its own
//! ([`super::faults`]).

#![expect(unsafe_code, reason = "system calls on descriptors that nobody owns")]

use std::{
    os::fd::RawFd,
    sync::atomic::{AtomicI32, Ordering},
};

/// One bit for each stream that was closed.
static CLOSED: AtomicI32 = AtomicI32::new(0);

/// Whether a standard stream was closed when this program began, and has a stand-in since.
pub(crate) fn was_closed(stream: RawFd) -> bool {
    CLOSED.load(Ordering::Relaxed) & 1 << stream != 0
}

/// Gives standard streams that are closed a stand-in, and has a write to a pipe that nobody reads fail instead of
/// ending this process.
pub(crate) fn begin() {
    // The lowest free number is the one that is missing: the loop goes upwards.
    for stream in libc::STDIN_FILENO..=libc::STDERR_FILENO {
        // SAFETY: system calls on numbers and constant texts.
        unsafe {
            if libc::fcntl(stream, libc::F_GETFD) != -1 {
                continue;
            }
            CLOSED.fetch_or(1 << stream, Ordering::Relaxed);
            if libc::open(c"/dev/null".as_ptr(), libc::O_RDWR) == -1 {
                libc::open(c"/".as_ptr(), libc::O_RDONLY | libc::O_DIRECTORY);
            }
        }
    }
    // SAFETY: no handler is installed.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
}

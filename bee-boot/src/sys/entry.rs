//! Before `main`: standard streams that are closed get a stand-in.
//!
//! Rust's runtime opens /dev/null for them, and aborts where that is missing (library/std/src/sys/pal/unix/mod.rs,
//! `sanitize_standard_fds`). An aborting PID 1 is a kernel panic, and an initramfs may well have an empty /dev.

#![expect(unsafe_code, reason = "code that runs before the runtime")]

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

/// The C library calls what this section lists before it calls `main`.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = open_closed_streams;

/// The lowest free number is the one that is missing: the loop goes upwards.
extern "C" fn open_closed_streams() {
    for stream in libc::STDIN_FILENO..=libc::STDERR_FILENO {
        // SAFETY: system calls on numbers and constant texts; nothing needs to be initialized for them.
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
}

//! Bringing a network interface up: SIOCSIFFLAGS (netdevice(7)). Async-signal-safe.

#![expect(unsafe_code, reason = "ioctls that nix lacks")]

use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};

use nix::errno::Errno;

/// Brings `lo` up, which a new network namespace has, down; its addresses, 127.0.0.1 and ::1, come with that.
pub(crate) fn bring_loopback_up() -> nix::Result<()> {
    // SAFETY: the arguments are numbers.
    let socket = Errno::result(unsafe { libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0) })?;
    // SAFETY: it has just been opened, and nobody else knows of it.
    let socket = unsafe { OwnedFd::from_raw_fd(socket) };
    // SAFETY: the structure is plain numbers.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
        *to = from.cast_signed();
    }
    // SAFETY: the call reads the name and writes the flags of `request`, which outlives it.
    Errno::result(unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCGIFFLAGS, &raw mut request) })?;
    // SAFETY: the flags are what the call has written.
    unsafe { request.ifr_ifru.ifru_flags |= UP };
    // SAFETY: the call reads `request`, which outlives it.
    Errno::result(unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request) }).map(drop)
}

#[expect(clippy::cast_possible_truncation, reason = "it is 1")]
const UP: libc::c_short = libc::IFF_UP as libc::c_short;

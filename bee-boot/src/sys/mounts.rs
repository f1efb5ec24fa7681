//! mount_setattr(2), since Linux 5.12: a property of every mount at once. Async-signal-safe.

#![expect(unsafe_code, reason = "a system call that nix lacks")]

use std::ffi::CStr;

use nix::errno::Errno;

/// `struct mount_attr` of linux/mount.h.
#[repr(C)]
#[derive(Default)]
struct Attributes {
    set: u64,
    clear: u64,
    propagation: u64,
    user_namespace: u64,
}

const READ_ONLY: u64 = 1;

/// Makes the mount at `path` and all below it read-only, in this mount namespace.
pub(crate) fn make_read_only(path: &CStr) -> nix::Result<()> {
    let attributes = Attributes { set: READ_ONLY, ..Attributes::default() };
    // SAFETY: `path` and `attributes` outlive the call, and the size is theirs.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            libc::AT_RECURSIVE,
            &raw const attributes,
            size_of::<Attributes>(),
        )
    };
    Errno::result(done).map(drop)
}

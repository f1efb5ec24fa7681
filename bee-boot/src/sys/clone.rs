//! clone3(2): a child in its control group and namespaces from its first instruction on.
//!
//! `libc` has the flag `CLONE_INTO_CGROUP` as a `c_int`, in which it is 0; and `nix` has no clone3. The structure is
//! `struct clone_args` of linux/sched.h: 64 octets since Linux 5.3, 88 with `cgroup` since 5.7.

#![expect(unsafe_code, reason = "a system call that nix lacks")]

use std::{
    os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd, RawFd},
    panic::{AssertUnwindSafe, catch_unwind},
};

use nix::{errno::Errno, sched::CloneFlags, unistd::Pid};

const CLONE_PIDFD: u64 = 0x1000;
const CLONE_INTO_CGROUP: u64 = 0x2_0000_0000;
/// CLONE_ARGS_SIZE_VER0 and VER2.
const SIZE_OF_5_3: usize = 64;
const SIZE_OF_5_7: usize = size_of::<Arguments>();
/// Exit status of a child whose code panicked: EX_SOFTWARE of sysexits.h(3head).
const PANICKED: i32 = 70;

#[repr(C)]
#[derive(Default)]
struct Arguments {
    flags: u64,
    pidfd: u64,
    child_tid: u64,
    parent_tid: u64,
    exit_signal: u64,
    stack: u64,
    stack_size: u64,
    tls: u64,
    set_tid: u64,
    set_tid_size: u64,
    cgroup: u64,
}

/// Starts a child with a copy of this memory, which runs `child` and exits with the status that it returns.
///
/// It gets `namespaces` of its own and starts in `group`, a folder of cgroup v2. What the child runs must be
/// async-signal-safe, since another thread of this process may have held a lock. Fails as clone3(2) does; without room for
/// `group` in the call, which kernels before 5.7 lack, with `E2BIG`.
pub(crate) fn clone3(
    namespaces: CloneFlags,
    group: Option<BorrowedFd<'_>>,
    child: impl FnOnce() -> i32,
) -> nix::Result<(Pid, OwnedFd)> {
    let mut pidfd: RawFd = -1;
    let mut arguments = Arguments {
        flags: CLONE_PIDFD | u64::from(namespaces.bits().cast_unsigned()),
        pidfd: (&raw mut pidfd).expose_provenance() as u64,
        exit_signal: u64::from(libc::SIGCHLD.cast_unsigned()),
        ..Arguments::default()
    };
    let mut size = SIZE_OF_5_3;
    if let Some(group) = group {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = u64::from(group.as_raw_fd().cast_unsigned());
        size = SIZE_OF_5_7;
    }
    // SAFETY: `arguments` and `pidfd` outlive the call. The child has this stack as its own copy and never returns from
    // here: what it runs ends in execve or _exit, and a panic does not leave it.
    let pid = Errno::result(unsafe { libc::syscall(libc::SYS_clone3, &raw const arguments, size) })?;
    if pid == 0 {
        let status = catch_unwind(AssertUnwindSafe(child)).unwrap_or(PANICKED);
        // SAFETY: _exit(2) runs nothing of the parent's.
        unsafe { libc::_exit(status) }
    }
    // SAFETY: the kernel has opened it for this call.
    let pidfd = unsafe { OwnedFd::from_raw_fd(pidfd) };
    Ok((Pid::from_raw(i32::try_from(pid).map_err(|_| Errno::EOVERFLOW)?), pidfd))
}

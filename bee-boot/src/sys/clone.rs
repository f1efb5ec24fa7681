//! clone3(2): a child in its control group and namespaces from its first instruction on.
//!
//! `libc` has the flag `CLONE_INTO_CGROUP` as a `c_int`, in which it is 0; and `nix` has no clone3. The structure is
//! `struct clone_args` of linux/sched.h: 64 octets since Linux 5.3, 88 with `cgroup` since 5.7.

#![expect(unsafe_code, reason = "a system call that nix lacks")]

#[cfg(target_arch = "x86_64")]
use std::arch::asm;
use std::{
    ffi::c_void,
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

/// Octets of the stack of a child that shares memory: what it runs is shallow. No page of it is touched before.
const STACK: usize = 32 << 10;
const STACK_ALIGNMENT: usize = 16;

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

/// What memory a child has until it becomes its program or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// A copy.
    Copied,
    /// This process's, which waits meanwhile, as with vfork(2); a copy where this program cannot do that.
    Shared,
}

/// Starts a child, which runs `child` and exits with the status that it returns.
///
/// It gets `namespaces` of its own and starts in `group`, a folder of cgroup v2. What the child runs must be
/// async-signal-safe, since another thread of this process may have held a lock; with shared memory this process sees
/// what it writes. Fails as clone3(2) does; without room for `group` in the call, which kernels before 5.7 lack, with
/// `E2BIG`.
pub(crate) fn clone3<Child: FnOnce() -> i32>(
    memory: Memory,
    namespaces: CloneFlags,
    group: Option<BorrowedFd<'_>>,
    child: Child,
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
    let mut child = Some(child);
    let place: *mut c_void = (&raw mut child).cast();
    // SAFETY: `place` is of what `run` takes, and outlives the call as `pidfd` does.
    let pid = unsafe {
        match memory {
            Memory::Copied => copied(&arguments, size, run::<Child>, place),
            Memory::Shared => shared(arguments, size, run::<Child>, place),
        }
    }?;
    // SAFETY: the kernel has opened it for this call.
    let pidfd = unsafe { OwnedFd::from_raw_fd(pidfd) };
    Ok((pid, pidfd))
}

/// The child: runs the `Option<Child>` at this place, and ends.
extern "C" fn run<Child: FnOnce() -> i32>(place: *mut c_void) -> ! {
    // SAFETY: it is what `clone3` passes.
    let child = unsafe { &mut *place.cast::<Option<Child>>() }.take();
    let status = catch_unwind(AssertUnwindSafe(|| child.map_or(PANICKED, |child| child()))).unwrap_or(PANICKED);
    // SAFETY: _exit(2) runs nothing of the parent's.
    unsafe { libc::_exit(status) }
}

/// The child has this stack as its own copy and never returns from here.
unsafe fn copied(
    arguments: &Arguments,
    size: usize,
    run: extern "C" fn(*mut c_void) -> !,
    place: *mut c_void,
) -> nix::Result<Pid> {
    // SAFETY: the structure is one of `size`; the caller answers for what it points to.
    match Errno::result(unsafe { libc::syscall(libc::SYS_clone3, &raw const *arguments, size) })? {
        0 => run(place),
        pid => Ok(Pid::from_raw(i32::try_from(pid).map_err(|_| Errno::EOVERFLOW)?)),
    }
}

/// The child has a stack of its own. The C library's system call would return in it to a frame that is not there.
#[cfg(target_arch = "x86_64")]
unsafe fn shared(
    mut arguments: Arguments,
    size: usize,
    run: extern "C" fn(*mut c_void) -> !,
    place: *mut c_void,
) -> nix::Result<Pid> {
    let mut stack: Vec<u8> = Vec::with_capacity(STACK);
    let bottom = stack.as_mut_ptr().expose_provenance();
    arguments.flags |= u64::from((CloneFlags::CLONE_VM | CloneFlags::CLONE_VFORK).bits().cast_unsigned());
    arguments.stack = bottom as u64;
    arguments.stack_size = (STACK - (bottom + STACK) % STACK_ALIGNMENT) as u64;
    let pid: i64;
    // SAFETY: the kernel keeps this process from going on, and thus from giving up the stack, until the child uses it
    // no more. The child differs in its stack pointer and in rax; `run` does not return. rcx and r11 are the kernel's.
    unsafe {
        asm!(
            "syscall",
            "test rax, rax",
            "jnz 2f",
            // Who walks the stack stops here.
            "xor ebp, ebp",
            "mov rdi, r13",
            "call r12",
            "ud2",
            "2:",
            inlateout("rax") libc::SYS_clone3 => pid,
            in("rdi") &raw const arguments,
            in("rsi") size,
            in("r12") run,
            in("r13") place,
            lateout("rcx") _,
            lateout("r11") _,
        );
    }
    let number = i32::try_from(pid).map_err(|_| Errno::EOVERFLOW)?;
    if number < 0 { Err(Errno::from_raw(-number)) } else { Ok(Pid::from_raw(number)) }
}

#[cfg(not(target_arch = "x86_64"))]
unsafe fn shared(
    arguments: Arguments,
    size: usize,
    run: extern "C" fn(*mut c_void) -> !,
    place: *mut c_void,
) -> nix::Result<Pid> {
    // SAFETY: the caller's.
    unsafe { copied(&arguments, size, run, place) }
}

//! seccomp(2): a process gives up system calls, for itself and all that it becomes. Async-signal-safe.
//!
//! The filter is a program of the classic BPF over `struct seccomp_data` of linux/seccomp.h: number at 0, architecture
//! at 4, low half of the first argument at 16 (on the little-endian architectures that are here). System calls of
//! another architecture than this program's have other numbers, so all of those are refused.

#![expect(unsafe_code, reason = "a system call that nix lacks")]

use libc::sock_filter;
use nix::errno::Errno;

const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const FIRST_ARGUMENT: u32 = 16;

/// AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 of linux/audit.h; no filter is here for another one.
const OWN_ARCHITECTURE: Option<u32> = match () {
    () if cfg!(target_arch = "x86_64") => Some(0xC000_003E),
    () if cfg!(target_arch = "aarch64") => Some(0xC000_00B7),
    () => None,
};

/// Numbers from here on are those of the x32 ABI; no other architecture has any as large.
const X32: u32 = 0x4000_0000;
const CLONE: u32 = number(libc::SYS_clone);
const CLONE3: u32 = number(libc::SYS_clone3);
/// fork(2) and vfork(2), which newer architectures do not have.
const FORKS: [u32; 2] = if cfg!(target_arch = "x86_64") { [57, 58] } else { [CLONE3; 2] };
const THREAD: u32 = libc::CLONE_THREAD.cast_unsigned();

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of calls are below 2^31")]
const fn number(call: libc::c_long) -> u32 {
    call as u32
}

/// Threads of an architecture, but no processes. clone3 is said to be missing, since its flags are behind a pointer: C
/// libraries then use clone.
const fn no_processes(architecture: u32) -> [sock_filter; 18] {
    [
        load(ARCHITECTURE),
        skip_if_equal(architecture, 1),
        refuse(libc::ENOSYS),
        load(NUMBER),
        skip_if_below(X32, 1),
        refuse(libc::ENOSYS),
        skip_unless_equal(CLONE3, 1),
        refuse(libc::ENOSYS),
        skip_unless_equal(FORKS[0], 1),
        refuse(libc::EPERM),
        skip_unless_equal(FORKS[1], 1),
        refuse(libc::EPERM),
        skip_if_equal(CLONE, 1),
        ALLOW,
        load(FIRST_ARGUMENT),
        skip_if_any(THREAD, 1),
        refuse(libc::EPERM),
        ALLOW,
    ]
}

const ALLOW: sock_filter = statement(libc::BPF_RET | libc::BPF_K, libc::SECCOMP_RET_ALLOW);

const fn load(offset: u32) -> sock_filter {
    statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset)
}

const fn refuse(errno: i32) -> sock_filter {
    statement(libc::BPF_RET | libc::BPF_K, libc::SECCOMP_RET_ERRNO | errno.cast_unsigned())
}

const fn skip_if_equal(value: u32, count: u8) -> sock_filter {
    jump(libc::BPF_JEQ, value, count, 0)
}

const fn skip_unless_equal(value: u32, count: u8) -> sock_filter {
    jump(libc::BPF_JEQ, value, 0, count)
}

const fn skip_if_below(value: u32, count: u8) -> sock_filter {
    jump(libc::BPF_JGE, value, 0, count)
}

const fn skip_if_any(bits: u32, count: u8) -> sock_filter {
    jump(libc::BPF_JSET, bits, count, 0)
}

#[expect(clippy::cast_possible_truncation, reason = "codes of the classic BPF have 16 bits")]
const fn statement(code: u32, value: u32) -> sock_filter {
    sock_filter { code: code as u16, jt: 0, jf: 0, k: value }
}

#[expect(clippy::cast_possible_truncation, reason = "codes of the classic BPF have 16 bits")]
const fn jump(test: u32, value: u32, jt: u8, jf: u8) -> sock_filter {
    sock_filter { code: (libc::BPF_JMP | test | libc::BPF_K) as u16, jt, jf, k: value }
}

/// Gives up making processes. Needs no_new_privs or CAP_SYS_ADMIN; `EINVAL` where the kernel has no filters, `ENOSYS`
/// on an architecture for which there is none.
pub(crate) fn forbid_processes() -> nix::Result<()> {
    let filter = no_processes(OWN_ARCHITECTURE.ok_or(Errno::ENOSYS)?);
    let length = libc::c_ushort::try_from(filter.len()).map_err(|_| Errno::EOVERFLOW)?;
    let program = libc::sock_fprog { len: length, filter: filter.as_ptr().cast_mut() };
    // SAFETY: the kernel copies the program, which outlives the call and is not written to.
    let done = unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program) };
    Errno::result(done).map(drop)
}

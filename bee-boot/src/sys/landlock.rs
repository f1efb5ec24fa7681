//! Landlock: a process gives up rights over files and ports, for itself and all that it starts.
//!
//! The kernel's Documentation/userspace-api/landlock.rst and linux/landlock.h. Since Linux 5.13, where it is built in
//! and among the security modules of the command line; each version of the interface knows more rights. All but
//! [`version`] are for the child: async-signal-safe.

#![expect(unsafe_code, reason = "system calls that nix lacks")]

use std::{
    ffi::CStr,
    os::fd::{AsFd, AsRawFd as _, FromRawFd as _, OwnedFd, RawFd},
    ptr,
};

use nix::{
    errno::Errno,
    fcntl::{OFlag, open},
    sys::stat::Mode,
};

const CREATE_RULESET_VERSION: u32 = 1;
const RULE_PATH_BENEATH: u32 = 1;
const RULE_NET_PORT: u32 = 2;

/// `struct landlock_ruleset_attr`, as far as the fourth version has it.
#[repr(C)]
struct RulesetAttr {
    files: u64,
    network: u64,
}

/// `struct landlock_path_beneath_attr`.
#[repr(C, packed)]
struct PathBeneath {
    allowed: u64,
    parent: RawFd,
}

/// `struct landlock_net_port_attr`.
#[repr(C)]
struct NetPort {
    allowed: u64,
    port: u64,
}

/// The version of the interface, from 1. `ENOSYS` or `EOPNOTSUPP` where the kernel has it not, or not enabled.
pub(crate) fn version() -> nix::Result<u32> {
    let nothing: *const RulesetAttr = ptr::null();
    // SAFETY: with this flag the call reads no memory.
    let version = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, nothing, 0_usize, CREATE_RULESET_VERSION) };
    Errno::result(version).map(|version| u32::try_from(version).unwrap_or_default())
}

/// Rights that are given up, apart from exceptions.
pub(crate) struct Ruleset(OwnedFd);

impl Ruleset {
    /// Gives up the rights of both sets, of which the version of the interface must know each. `network` needs version
    /// 4.
    pub(crate) fn new(files: u64, network: u64) -> nix::Result<Ruleset> {
        let attr = RulesetAttr { files, network };
        // An older kernel knows the first member only.
        let size = if network == 0 { size_of_val(&attr.files) } else { size_of_val(&attr) };
        // SAFETY: `attr` outlives the call and is at least as large as `size`.
        let ruleset = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, &raw const attr, size, 0_u32) };
        let ruleset = RawFd::try_from(Errno::result(ruleset)?).map_err(|_| Errno::EOVERFLOW)?;
        // SAFETY: it has just been opened, and nobody else knows of it.
        Ok(Ruleset(unsafe { OwnedFd::from_raw_fd(ruleset) }))
    }

    /// Keeps `rights` over a file, or over all below a folder. Nothing where there is no such file.
    pub(crate) fn allow(&self, path: &CStr, rights: u64) -> nix::Result<()> {
        let parent = match open(path, OFlag::O_PATH | OFlag::O_CLOEXEC, Mode::empty()) {
            Err(Errno::ENOENT | Errno::ENOTDIR) => return Ok(()),
            parent => parent?,
        };
        let rule = PathBeneath { allowed: rights, parent: parent.as_fd().as_raw_fd() };
        // SAFETY: `rule` outlives the call.
        let added = unsafe {
            libc::syscall(libc::SYS_landlock_add_rule, self.0.as_raw_fd(), RULE_PATH_BENEATH, &raw const rule, 0_u32)
        };
        Errno::result(added).map(drop)
    }

    /// Keeps `rights` over a TCP port; over those that the kernel chooses where it is 0.
    pub(crate) fn allow_port(&self, port: u16, rights: u64) -> nix::Result<()> {
        let rule = NetPort { allowed: rights, port: port.into() };
        // SAFETY: `rule` outlives the call.
        let added = unsafe {
            libc::syscall(libc::SYS_landlock_add_rule, self.0.as_raw_fd(), RULE_NET_PORT, &raw const rule, 0_u32)
        };
        Errno::result(added).map(drop)
    }

    /// Gives them up for good. Needs no_new_privs or CAP_SYS_ADMIN.
    pub(crate) fn enforce(&self) -> nix::Result<()> {
        // SAFETY: the arguments are numbers.
        let enforced = unsafe { libc::syscall(libc::SYS_landlock_restrict_self, self.0.as_raw_fd(), 0_u32) };
        Errno::result(enforced).map(drop)
    }
}

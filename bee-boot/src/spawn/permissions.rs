//! How the permissions of a card are enforced.
//!
//! `networking` by a network namespace with or without `lo`; `filesystem` by read-only mounts, which cover owners,
//! modes and attributes too, and by Landlock, which covers devices and has nobody change the mounts back; `processes`
//! by seccomp. A service with any of them also loses the capabilities that would undo them, and gains none from
//! programs.

use std::ffi::{CStr, CString};

use nix::{errno::Errno, sched::CloneFlags, unistd::geteuid};

use super::{
    failure::{Shortfall, worded},
    stage::Stage,
};
use crate::{
    seed::{Card, Filesystem, Networking, Permissions},
    sys::{
        capabilities::Capability,
        landlock::{self, Ruleset},
    },
};

/// With these, root joins other namespaces, mounts anew, loads modules, or gets at the memory of others.
pub(super) const UNDOING: [Capability; 5] =
    [Capability::SYS_ADMIN, Capability::SYS_MODULE, Capability::SYS_PTRACE, Capability::SYS_RAWIO, Capability::BPF];

/// Rights over files, LANDLOCK_ACCESS_FS_… of linux/landlock.h.
const EXECUTE: u64 = 1 << 0;
const WRITE_FILE: u64 = 1 << 1;
const READ_FILE: u64 = 1 << 2;
const READ_DIR: u64 = 1 << 3;
const REMOVE_DIR: u64 = 1 << 4;
const IOCTL_DEV: u64 = 1 << 15;
/// LANDLOCK_ACCESS_NET_BIND_TCP, and the version since which there are such.
const BIND_TCP: u64 = 1 << 0;
const VERSION_WITH_PORTS: u32 = 4;

/// All rights over files that a version knows: the first 13, moving between folders, truncating, and control of
/// devices.
const fn known(version: u32) -> u64 {
    let count = match version {
        0 | 1 => 13,
        2 => 14,
        3 | 4 => 15,
        _ => 16,
    };
    (1 << count) - 1
}

/// All that changes something: writing, and from removing a folder on, except for control of devices.
const WRITES: u64 = WRITE_FILE | (IOCTL_DEV - REMOVE_DIR);

/// What every program expects to be able to use.
const DEVICES: [&CStr; 6] = [c"/dev/null", c"/dev/zero", c"/dev/full", c"/dev/random", c"/dev/urandom", c"/dev/tty"];
/// Without which no dynamic program starts.
const LIBRARIES: [&CStr; 5] = [c"/lib", c"/lib64", c"/usr/lib", c"/usr/lib64", c"/etc/ld.so.cache"];

/// What the child does about permissions.
pub(super) struct Confinement {
    /// Whether there is anything to confine.
    pub(super) is_restricted: bool,
    /// Whether there are capabilities to lose.
    pub(super) is_privileged: bool,
    /// Whether `lo` is brought up.
    pub(super) loopback: bool,
    /// Whether all mounts become read-only.
    pub(super) read_only: bool,
    pub(super) rights: Option<Rights>,
    /// Whether it gives up making processes.
    pub(super) no_processes: bool,
}

/// Rights that are given up by Landlock.
pub(super) struct Rights {
    files: u64,
    network: u64,
    /// Which may be read although no other file may.
    program: CString,
}

impl Confinement {
    /// What the permissions of a card mean for `program` in these namespaces.
    pub(super) fn of(
        card: &Card,
        program: &CStr,
        namespaces: CloneFlags,
        shortfalls: &mut Vec<Shortfall>,
    ) -> Confinement {
        let permissions = &card.permissions;
        if !permissions.ipc.allow.is_empty() {
            let why = "the kernel knows no such interfaces: whoever owns a socket decides who may connect";
            shortfalls.push(Shortfall::new("permissions.ipc.allow", why));
        }
        let has_files = permissions.filesystem != Filesystem::ReadWrite;
        let has_network = permissions.networking != Networking::Full;
        Confinement {
            is_restricted: has_files || has_network || !permissions.processes,
            is_privileged: namespaces.contains(CloneFlags::CLONE_NEWUSER) || geteuid().is_root(),
            loopback: namespaces.contains(CloneFlags::CLONE_NEWNET) && permissions.networking != Networking::None,
            read_only: has_files && namespaces.contains(CloneFlags::CLONE_NEWNS),
            rights: rights(permissions, program, shortfalls),
            no_processes: !permissions.processes,
        }
    }
}

/// Loses the capabilities with which root would undo what the card says. Async-signal-safe.
pub(super) fn lose_capabilities() -> nix::Result<()> {
    UNDOING.into_iter().try_for_each(Capability::drop_from_bounding_set)
}

/// What Landlock of this kernel can do about permissions.
fn rights(permissions: &Permissions, program: &CStr, shortfalls: &mut Vec<Shortfall>) -> Option<Rights> {
    let is_outbound = permissions.networking == Networking::Outbound;
    if permissions.filesystem == Filesystem::ReadWrite && !is_outbound {
        return None;
    }
    let version = landlock::version();
    let version_or_0 = version.unwrap_or_default();
    if is_outbound {
        shortfalls.push(Shortfall::new("permissions.networking", still_reached(version_or_0)));
    }
    if let (Err(errno), Some(left)) = (version, still_possible(permissions.filesystem)) {
        let why = format!("{}: {}; {left}", Stage::Landlock.name(), worded(errno));
        shortfalls.push(Shortfall::new(Stage::Landlock.key(), why));
    }
    let files = match permissions.filesystem {
        Filesystem::None => known(version_or_0),
        Filesystem::ReadOnly => known(version_or_0) & WRITES,
        Filesystem::ReadWrite => 0,
    };
    let network = if is_outbound && version_or_0 >= VERSION_WITH_PORTS { BIND_TCP } else { 0 };
    (version.is_ok() && files | network != 0).then(|| Rights { files, network, program: program.to_owned() })
}

/// How a service without a packet filter is reached from outside.
fn still_reached(version: u32) -> &'static str {
    if version >= VERSION_WITH_PORTS {
        "it serves no TCP port of its choice, but UDP and ports that the kernel chooses are reached: that takes a packet filter"
    } else {
        "everybody reaches it: this kernel's Landlock knows no ports, and there is no packet filter"
    }
}

/// What read-only mounts alone do not prevent.
fn still_possible(filesystem: Filesystem) -> Option<&'static str> {
    match filesystem {
        Filesystem::None => Some("files can be read, and devices written"),
        Filesystem::ReadOnly => Some("devices can be written"),
        Filesystem::ReadWrite => None,
    }
}

impl Rights {
    /// Gives them up. Async-signal-safe.
    pub(super) fn give_up(&self) -> nix::Result<()> {
        let ruleset = Ruleset::new(self.files, self.network)?;
        if self.network != 0 {
            // Clients that bind before they connect.
            ruleset.allow_port(0, self.network)?;
        }
        if self.files != 0 {
            for device in DEVICES {
                ruleset.allow(device, self.files & (READ_FILE | WRITE_FILE | IOCTL_DEV))?;
            }
        }
        if self.files & EXECUTE != 0 {
            ruleset.allow(&self.program, EXECUTE | READ_FILE)?;
            for folder in LIBRARIES {
                self.allow_reading(&ruleset, folder)?;
            }
        }
        ruleset.enforce()
    }

    /// A right that only folders have is refused for a file.
    fn allow_reading(&self, ruleset: &Ruleset, path: &CStr) -> nix::Result<()> {
        match ruleset.allow(path, EXECUTE | READ_FILE | READ_DIR) {
            Err(Errno::EINVAL) => ruleset.allow(path, READ_FILE),
            allowed => allowed,
        }
    }
}

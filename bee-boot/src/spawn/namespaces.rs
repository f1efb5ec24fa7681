//! Which namespaces a service gets of its own (namespaces(7)), and the maps of a user namespace (user_namespaces(7)).

use std::{fs, io, path::Path};

use nix::{
    sched::CloneFlags,
    unistd::{Pid, getegid, geteuid},
};

use super::failure::Shortfall;
use crate::{
    seed::{Card, Filesystem, Networking},
    sys::capabilities::Capability,
};

const OF_THIS_PROCESS: &str = "/proc/self/ns";
/// The one that everybody may have, and in which everybody may have the others.
const USER: CloneFlags = CloneFlags::CLONE_NEWUSER;

/// Those that a card names, and those without which another key of it cannot be enforced; as far as this kernel has
/// them, and this process may make them. Others are shortfalls.
pub(super) fn of(card: &Card, shortfalls: &mut Vec<Shortfall>) -> CloneFlags {
    let mut flags = CloneFlags::empty();
    let is_privileged = Capability::SYS_ADMIN.is_had_by_root();
    for (flag, name, wanted, key) in wanted(card) {
        if !wanted {
            continue;
        }
        let known = Path::new(OF_THIS_PROCESS);
        // Without /proc there is no telling, and clone3(2) will say.
        if known.exists() && !known.join(name).exists() {
            shortfalls.push(Shortfall::new(key, format!("this kernel has no {name} namespaces")));
        } else if is_privileged || flag == USER || flags.contains(USER) {
            flags |= flag;
        } else {
            let why = format!("a {name} namespace takes CAP_SYS_ADMIN, or a user namespace with it");
            shortfalls.push(Shortfall::new(key, why));
        }
    }
    flags
}

/// Each kind, that of users first: its flag, its name in /proc, whether the card needs it, and the key that it is
/// needed for.
fn wanted(card: &Card) -> [(CloneFlags, &'static str, bool, &'static str); 7] {
    let own = &card.soma.namespaces;
    let networking = matches!(card.permissions.networking, Networking::None | Networking::Loopback);
    let net = if networking { "permissions.networking" } else { "soma.namespaces.net" };
    let filesystem = card.permissions.filesystem != Filesystem::ReadWrite;
    // The /proc of a PID namespace is mounted in place of the old one, which others still need.
    let (mnt, key) = match filesystem {
        true => (true, "permissions.filesystem"),
        false => (own.mount || own.pid, "soma.namespaces.mount"),
    };
    [
        (USER, "user", own.user, "soma.namespaces.user"),
        (CloneFlags::CLONE_NEWNS, "mnt", mnt, key),
        (CloneFlags::CLONE_NEWPID, "pid", own.pid, "soma.namespaces.pid"),
        (CloneFlags::CLONE_NEWNET, "net", own.net || networking, net),
        (CloneFlags::CLONE_NEWUTS, "uts", own.uts, "soma.namespaces.uts"),
        (CloneFlags::CLONE_NEWIPC, "ipc", own.ipc, "soma.namespaces.ipc"),
        (CloneFlags::CLONE_NEWCGROUP, "cgroup", own.cgroup, "soma.namespaces.cgroup"),
    ]
}

/// Lets root of a child's user namespace be who this process is, and nobody else be anybody: the narrowest map, and the
/// only one that a process without privileges may write. setgroups(2) is denied, without which the kernel refuses that.
pub(super) fn map_users(pid: Pid) -> io::Result<()> {
    let folder = Path::new("/proc").join(pid.to_string());
    fs::write(folder.join("setgroups"), "deny")?;
    fs::write(folder.join("uid_map"), format!("0 {} 1", geteuid()))?;
    fs::write(folder.join("gid_map"), format!("0 {} 1", getegid()))
}

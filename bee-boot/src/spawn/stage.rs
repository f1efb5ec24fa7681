//! The steps of starting a service.

/// A step of starting a service, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// Laying out what will be started.
    Payload,
    /// Being able to enforce all that a strict card asks for.
    Strict,
    /// The process: pipe2(2), clone3(2).
    Clone,
    /// Its report to this process.
    Report,
    /// Its control group, where it was not started in it.
    Group,
    /// Users and groups of a user namespace: /proc/PID/uid_map, gid_map.
    Maps,
    /// Its session: setsid(2).
    Session,
    /// Standard input, output and error: dup2(2).
    Stdio,
    /// A cgroup namespace: unshare(2).
    GroupNamespace,
    /// Mounts that nobody else sees: mount(2), MS_PRIVATE.
    Mounts,
    /// /proc of a PID namespace: mount(2).
    Proc,
    /// `lo` of a network namespace: SIOCSIFFLAGS.
    Loopback,
    /// Processors: sched_setaffinity(2).
    Affinity,
    /// Mounts that cannot be written: mount_setattr(2).
    ReadOnly,
    /// The root folder as the current one: chdir(2).
    Directory,
    /// Capabilities that would undo permissions: PR_CAPBSET_DROP.
    Capabilities,
    /// No program that gives privileges: PR_SET_NO_NEW_PRIVS.
    NoNewPrivileges,
    /// Rights over files and ports: landlock_restrict_self(2).
    Landlock,
    /// Open files: RLIMIT_NOFILE.
    OpenFiles,
    /// Memory of a process, in place of the group's: RLIMIT_AS.
    AddressSpace,
    /// Processes of a user, in place of the group's: RLIMIT_NPROC.
    Processes,
    /// Signals as a fresh process has them: rt_sigaction(2), sigprocmask(2).
    Signals,
    /// No process but this one: PR_SET_SECCOMP.
    Seccomp,
    /// The program: execve(2).
    Exec,
}

impl Stage {
    /// In the order of their numbers.
    pub(super) const ALL: [Stage; 24] = [
        Stage::Payload,
        Stage::Strict,
        Stage::Clone,
        Stage::Report,
        Stage::Group,
        Stage::Maps,
        Stage::Session,
        Stage::Stdio,
        Stage::GroupNamespace,
        Stage::Mounts,
        Stage::Proc,
        Stage::Loopback,
        Stage::Affinity,
        Stage::ReadOnly,
        Stage::Directory,
        Stage::Capabilities,
        Stage::NoNewPrivileges,
        Stage::Landlock,
        Stage::OpenFiles,
        Stage::AddressSpace,
        Stage::Processes,
        Stage::Signals,
        Stage::Seccomp,
        Stage::Exec,
    ];

    /// How a failure names it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Payload => "payload",
            Stage::Strict => "strict",
            Stage::Clone => "clone3",
            Stage::Report => "report",
            Stage::Group => "cgroup.procs",
            Stage::Maps => "uid_map",
            Stage::Session => "setsid",
            Stage::Stdio => "dup2",
            Stage::GroupNamespace => "cgroup namespace",
            Stage::Mounts => "private mounts",
            Stage::Proc => "mount /proc",
            Stage::Loopback => "lo",
            Stage::Affinity => "sched_setaffinity",
            Stage::ReadOnly => "read-only mounts",
            Stage::Directory => "chdir",
            Stage::Capabilities => "capabilities",
            Stage::NoNewPrivileges => "no_new_privs",
            Stage::Landlock => "Landlock",
            Stage::OpenFiles => "RLIMIT_NOFILE",
            Stage::AddressSpace => "RLIMIT_AS",
            Stage::Processes => "RLIMIT_NPROC",
            Stage::Signals => "signals",
            Stage::Seccomp => "seccomp",
            Stage::Exec => "exec",
        }
    }

    /// The key of the card that is not enforced without it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Stage::Loopback => "permissions.networking",
            Stage::ReadOnly | Stage::Landlock => "permissions.filesystem",
            Stage::Seccomp => "permissions.processes",
            Stage::OpenFiles => "soma.rlimits.nofile",
            Stage::AddressSpace => "soma.rlimits.mem_bytes",
            Stage::Processes => "soma.rlimits.nproc",
            Stage::Affinity => "soma.cpu_affinity",
            _ => "permissions",
        }
    }
}

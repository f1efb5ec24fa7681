//! Capabilities that a program can get, and can no longer get (capabilities(7)). Async-signal-safe.

#![expect(unsafe_code, reason = "a system call that nix lacks")]

use nix::{errno::Errno, unistd::geteuid};

/// A capability, by its number in linux/capability.h.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capability(libc::c_ulong);

impl Capability {
    pub(crate) const SYS_MODULE: Capability = Capability(16);
    pub(crate) const SYS_RAWIO: Capability = Capability(17);
    pub(crate) const SYS_PTRACE: Capability = Capability(19);
    pub(crate) const SYS_ADMIN: Capability = Capability(21);
    pub(crate) const BPF: Capability = Capability(39);

    /// Whether root, if that is who this process is, has it here: in a container often not.
    pub(crate) fn is_had_by_root(self) -> bool {
        // SAFETY: the arguments are numbers.
        geteuid().is_root() && unsafe { libc::prctl(libc::PR_CAPBSET_READ, self.0) } == 1
    }

    /// Takes it from all that this process becomes. One that the kernel does not know cannot be had either.
    pub(crate) fn drop_from_bounding_set(self) -> nix::Result<()> {
        // SAFETY: the arguments are numbers.
        match Errno::result(unsafe { libc::prctl(libc::PR_CAPBSET_DROP, self.0) }) {
            Err(Errno::EINVAL) => Ok(()),
            dropped => dropped.map(drop),
        }
    }
}

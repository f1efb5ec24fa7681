//! Whose memory a child has until it becomes its program.
//!
//! Sharing this process's spares copying it, a tenth of the time from the start of PID 1 to its first service; but this
//! process waits for the child (vfork(2)), and must not do so for a disk or server that the program is on. It shares
//! where everything on the way is in memory, as in an initramfs.

use std::ffi::CStr;

use nix::{
    fcntl::{AT_FDCWD, OFlag, OpenHow, ResolveFlag, openat2},
    sys::statfs::{FsType, TMPFS_MAGIC, statfs},
};

use crate::sys::clone::Memory;

/// RAMFS_MAGIC of linux/magic.h: an initramfs where the kernel lacks tmpfs.
const RAMFS_MAGIC: FsType = FsType(0x8584_58f6);

/// The memory for a child that waits for nobody, and becomes this program.
pub(super) fn of_child(program: &CStr) -> Memory {
    let is_in_memory = statfs(c"/").is_ok_and(|root| [TMPFS_MAGIC, RAMFS_MAGIC].contains(&root.filesystem_type()));
    if is_in_memory && is_on_root(program) { Memory::Shared } else { Memory::Copied }
}

/// Whether a program is found without leaving the root's file system; before Linux 5.6 there is no telling.
fn is_on_root(program: &CStr) -> bool {
    let how = OpenHow::new().flags(OFlag::O_PATH | OFlag::O_CLOEXEC).resolve(ResolveFlag::RESOLVE_NO_XDEV);
    openat2(AT_FDCWD, program, how).is_ok()
}

//! The device node of megaraid_sas, which no rule of udev makes: each of the makers' tools makes one below `/dev` and
//! leaves it there. Here one is made in a file system that is nowhere mounted, and goes with the file.
//!
//! Documents: Linux `Documentation/admin-guide/devices.rst` (`/proc/devices`), fsopen(2), fsconfig(2), fsmount(2)
//! (since Linux 5.2).

#![expect(unsafe_code, reason = "system calls that no crate wraps")]

use std::{
    ffi::CStr,
    fs::{self, File},
    io,
    os::{
        fd::{AsRawFd, FromRawFd, OwnedFd},
        unix::fs::{FileTypeExt as _, MetadataExt as _},
    },
    path::Path,
    ptr,
};

use super::file::below;
use crate::host::Error;

/// What the driver calls its character device.
const NAME: &str = "megaraid_sas_ioctl";
/// Where the makers' tools and smartctl put it.
const NODE: &str = "/dev/megaraid_sas_ioctl_node";

/// `FSOPEN_CLOEXEC`, `FSCONFIG_CMD_CREATE`, `FSMOUNT_CLOEXEC`; `MOUNT_ATTR_NOSUID` and `MOUNT_ATTR_NOEXEC`.
const CLOSE_ON_EXEC: libc::c_uint = 1;
const CREATE: libc::c_uint = 6;
const ATTRIBUTES: libc::c_uint = 2 | 8;

/// The device, opened. [`Error::Absent`] where the driver is not loaded, [`Error::Unsupported`] where the kernel is
/// older than Linux 5.2 and nobody has made the node.
pub(super) fn open(root: &Path) -> Result<File, Error> {
    let devices = fs::read_to_string(below(root, "/proc/devices"))?;
    let device = libc::makedev(major(&devices).ok_or(Error::Absent)?, 0);
    let node = below(root, NODE);
    let is_it = |found: fs::Metadata| found.file_type().is_char_device() && found.rdev() == device;
    if fs::metadata(&node).is_ok_and(is_it) {
        return Ok(File::open(node)?);
    }
    open_unseen(device).map_err(Error::from)
}

/// The driver's major number among those of `/proc/devices`.
fn major(devices: &str) -> Option<u32> {
    devices.lines().find_map(|line| line.trim().strip_suffix(NAME)?.trim().parse().ok())
}

/// Makes the node of `device` in a tmpfs of its own, and opens it.
fn open_unseen(device: libc::dev_t) -> io::Result<File> {
    const NODE: &CStr = c"node";
    // SAFETY: a name that lives forever, and flags.
    let system = descriptor(unsafe { libc::syscall(libc::SYS_fsopen, c"tmpfs".as_ptr(), CLOSE_ON_EXEC) })?;
    let nothing = ptr::null::<libc::c_char>();
    // SAFETY: the descriptor is open; the command takes neither key nor value.
    let created = unsafe { libc::syscall(libc::SYS_fsconfig, system.as_raw_fd(), CREATE, nothing, nothing, 0) };
    if created < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is open; the rest are flags.
    let mounted = unsafe { libc::syscall(libc::SYS_fsmount, system.as_raw_fd(), CLOSE_ON_EXEC, ATTRIBUTES) };
    let mounted = descriptor(mounted)?;
    // SAFETY: the descriptor is open and that of a directory; the name lives forever.
    if unsafe { libc::mknodat(mounted.as_raw_fd(), NODE.as_ptr(), libc::S_IFCHR | 0o600, device) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: as above.
    let opened = unsafe { libc::openat(mounted.as_raw_fd(), NODE.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC) };
    descriptor(opened.into()).map(File::from)
}

/// What a system call returned as a descriptor, which nobody else has.
fn descriptor(returned: libc::c_long) -> io::Result<OwnedFd> {
    match libc::c_int::try_from(returned) {
        // SAFETY: the kernel has just returned it, and it was not handed to anybody.
        Ok(descriptor @ 0..) => Ok(unsafe { OwnedFd::from_raw_fd(descriptor) }),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_is_among_the_devices() {
        let devices = "Character devices:\n  1 mem\n246 megaraid_sas_ioctl\n\nBlock devices:\n  8 sd\n";
        assert_eq!(major(devices), Some(246));
        assert_eq!(major("Character devices:\n  1 mem\n246 my_megaraid_sas_ioctl\n"), None);
        assert_eq!(open(Path::new("/nowhere")).unwrap_err(), Error::Absent);
    }

    /// `/dev/null` stands for the device: wherever a device can be made, it can be opened, and leaves nothing behind.
    #[test]
    fn a_node_is_made_where_nobody_sees_it() {
        let mounts = || fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let before = mounts();
        match open_unseen(libc::makedev(1, 3)) {
            Ok(file) => assert_eq!(file.metadata().unwrap().rdev(), libc::makedev(1, 3)),
            Err(error) => {
                let errno = error.raw_os_error();
                assert!(matches!(errno, Some(libc::EPERM | libc::ENOSYS | libc::EACCES)), "{error}");
            }
        }
        assert_eq!(mounts(), before);
    }
}

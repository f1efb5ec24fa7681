//! Unmounting everything in reverse, so that file systems are clean.
//!
//! proc_pid_mountinfo(5) lists mounts in the order in which they were made. What is busy becomes read-only, which is as good
//! for the disk; those without a disk go with the machine.

use std::fs;

use nix::{
    mount::{MntFlags, MsFlags, mount, umount2},
    unistd::sync,
};

use crate::log::{Level, Log};

/// Kernel file systems, which have nothing to write: what the log and this program stand on until the end.
const WITHOUT_DISK: [&str; 14] = [
    "proc",
    "sysfs",
    "devtmpfs",
    "devpts",
    "tmpfs",
    "ramfs",
    "rootfs",
    "cgroup",
    "cgroup2",
    "securityfs",
    "debugfs",
    "tracefs",
    "bpf",
    "pstore",
];
/// A mount that is under another one can be unmounted once that is.
const ROUNDS: usize = 3;

/// One mount.
#[derive(Debug, PartialEq, Eq)]
struct Mounted {
    place: String,
    kind: String,
}

/// Unmounts all that has a disk behind it, or makes it read-only.
pub(super) fn unmount_all(log: &mut Log) {
    for _ in 0..ROUNDS {
        let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let unmounted = with_disk(&text).into_iter().filter(unmount).count();
        if unmounted == 0 {
            break;
        }
    }
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    for Mounted { place, .. } in with_disk(&text) {
        sync();
        let read_only = MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY;
        match mount(None::<&str>, place.as_str(), None::<&str>, read_only, None::<&str>) {
            Ok(()) => log.say(Level::Info, format!("{place} is busy: it is read-only now")),
            Err(errno) => log.say(Level::Error, format!("{place} is busy, and does not become read-only: {errno}")),
        }
    }
}

/// The root cannot be unmounted: this program is on it.
fn unmount(mounted: &Mounted) -> bool {
    mounted.place != "/" && umount2(mounted.place.as_str(), MntFlags::UMOUNT_NOFOLLOW).is_ok()
}

/// Mounts with a disk, the last one first.
fn with_disk(mountinfo: &str) -> Vec<Mounted> {
    let all = mountinfo.lines().rev().filter_map(mounted);
    all.filter(|mounted| !WITHOUT_DISK.contains(&mounted.kind.as_str())).collect()
}

/// `36 35 98:0 /root /place rw,noatime master:1 - ext3 /dev/root rw`, with any number of fields before the dash.
fn mounted(line: &str) -> Option<Mounted> {
    let (mount, file_system) = line.split_once(" - ")?;
    let place = unescaped(mount.split(' ').nth(4)?);
    Some(Mounted { place, kind: file_system.split(' ').next()?.to_owned() })
}

/// Blanks, tabs, line ends and backslashes are octal: `\040`.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match (code, part.get(3..)) {
            (Some(code), Some(rest)) => {
                plain.push(char::from(code));
                plain.push_str(rest);
            }
            _ => plain.extend(["\\", part]),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_mount_goes_first() {
        let text = "1 1 0:2 / / rw - rootfs none rw\n\
                    22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
                    23 22 0:21 / /proc rw - proc proc rw\n\
                    24 22 8:2 / /mnt/my\\040disk\\134x rw shared:2 master:3 - xfs /dev/sdb rw\n\
                    25 24 0:30 / /mnt/my\\040disk\\134x/tmp rw - tmpfs tmpfs rw\nodd\n";
        let places: Vec<String> = with_disk(text).into_iter().map(|mounted| mounted.place).collect();
        assert_eq!(places, ["/mnt/my disk\\x", "/"]);
        assert_eq!(unescaped("a\\04"), "a\\04");
        assert_eq!(unescaped("\\"), "\\");
    }
}

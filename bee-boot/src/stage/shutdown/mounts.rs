//! Unmounting everything in reverse, so that file systems are clean.
//!
//! proc_pid_mountinfo(5) lists mounts in the order in which they were made. What is busy becomes read-only, which is as
//! good for the disk; those without a disk go with the machine.

use std::{fs, io};

use nix::mount::{MntFlags, MsFlags, mount, umount2};

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

/// Unmounts all that has a disk behind it, or makes it read-only, and tells what became of each. Fails where the kernel
/// does not say what is mounted.
pub(super) fn unmount_all(log: &mut Log) -> io::Result<()> {
    let mut unmounted = 0;
    for _ in 0..ROUNDS {
        let gone = mounts_with_disk()?.iter().filter(|mounted| unmount(mounted, log)).count();
        if gone == 0 {
            break;
        }
        unmounted += gone;
    }
    let busy = mounts_with_disk()?;
    let read_only = busy.iter().filter(|mounted| make_read_only(mounted, log)).count();
    let told = format!("{unmounted} unmounted, {read_only} read-only");
    match busy.len() - read_only {
        0 => log.say(Level::Info, format!("file systems are clean: {told}")),
        writable => log.say(Level::Error, format!("file systems may not be clean: {told}, {writable} writable")),
    }
    Ok(())
}

/// The root cannot be unmounted: this program is on it.
fn unmount(Mounted { place, .. }: &Mounted, log: &mut Log) -> bool {
    let is_gone = place != "/" && umount2(place.as_str(), MntFlags::UMOUNT_NOFOLLOW).is_ok();
    if is_gone {
        log.say(Level::Info, format!("{place} is unmounted"));
    }
    is_gone
}

fn make_read_only(Mounted { place, .. }: &Mounted, log: &mut Log) -> bool {
    let flags = MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY;
    let made = mount(None::<&str>, place.as_str(), None::<&str>, flags, None::<&str>);
    match made {
        Ok(()) => log.say(Level::Info, format!("{place} is busy: it is read-only now")),
        Err(errno) => log.say(Level::Error, format!("{place} is busy, and does not become read-only: {errno}")),
    }
    made.is_ok()
}

fn mounts_with_disk() -> io::Result<Vec<Mounted>> {
    Ok(with_disk(&fs::read_to_string("/proc/self/mountinfo")?))
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
    use std::{fs::File, path::PathBuf, time::Instant};

    use nix::{
        sched::{CloneFlags, unshare},
        sys::wait::waitpid,
        unistd::{getegid, geteuid},
    };

    use super::*;
    use crate::log::Sinks;

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

    /// Where the child of the next test mounts; what it has found out is in the file beside it.
    fn place(child: u32) -> PathBuf {
        std::env::temp_dir().join(format!("bee-mounts-{child}"))
    }

    fn told_to_a_file() -> Sinks {
        let told = File::create(place(std::process::id()).with_extension("told"));
        Sinks { console: told.ok(), ..Sinks::default() }
    }

    /// Mounts three file systems, of which two are busy, in namespaces of its own: those of the host stay as they are.
    fn busy_mounts() -> io::Result<()> {
        let (place, user, group) = (place(std::process::id()), geteuid(), getegid());
        fs::create_dir(&place)?;
        unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNS)?;
        fs::write("/proc/self/setgroups", "deny")?;
        fs::write("/proc/self/uid_map", format!("0 {user} 1"))?;
        fs::write("/proc/self/gid_map", format!("0 {group} 1"))?;
        mount(Some("none"), &place, Some("tmpfs"), MsFlags::empty(), None::<&str>)?;
        let mut held = Vec::new();
        for name in ["idle", "read", "written"] {
            let [low, up, work, top] = ["low", "up", "work", name].map(|folder| place.join(name).join(folder));
            [&low, &up, &work, &top].into_iter().try_for_each(fs::create_dir_all)?;
            let layers = format!("lowerdir={},upperdir={},workdir={}", low.display(), up.display(), work.display());
            mount(Some("none"), &top, Some("overlay"), MsFlags::empty(), Some(layers.as_str()))?;
            held.push(match name {
                "read" => File::open(&top)?,
                "written" => File::create(top.join("file"))?,
                _ => continue,
            });
        }
        let mut log = Log::new(Instant::now(), told_to_a_file);
        unmount_all(&mut log)?;
        log.flush();
        Ok(())
    }

    #[test]
    fn what_is_busy_becomes_read_only_where_nobody_writes() {
        let child = crate::sys::fork::fork(|| busy_mounts().unwrap()).unwrap();
        waitpid(child, None).unwrap();
        let place = place(child.as_raw().cast_unsigned());
        let told = fs::read_to_string(place.with_extension("told"));
        let _not_made = fs::remove_dir(&place).and_then(|()| fs::remove_file(place.with_extension("told")));
        let Ok(told) = told else {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "no user namespaces here");
            return println!("skipped: no user namespaces, or no overlays in them, here");
        };
        let place = place.display();
        for line in [
            format!("{place}/idle/idle is unmounted\n"),
            format!("{place}/read/read is busy: it is read-only now\n"),
            format!("error: {place}/written/written is busy, and does not become read-only: EBUSY: Device"),
        ] {
            assert!(told.contains(&line), "no {line} in:\n{told}");
        }
        assert!(told.contains("error: file systems may not be clean: 1 unmounted, "), "{told}");
    }
}

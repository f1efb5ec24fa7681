//! What PID 1 does before its first service: file systems of the kernel, standard streams, log, hostname.
//!
//! Every step may have been taken by somebody else already, and every step may fail: that is told with its name, and
//! the boot goes on, since even a machine without /proc can show why. Nothing here waits.

use std::{
    ffi::CStr,
    fs::{self, File},
    io,
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, symlink},
    path::Path,
};

use nix::{
    errno::Errno,
    mount::{MsFlags, mount},
    sys::{prctl::set_name, reboot::set_cad_enabled, stat::Mode},
    unistd,
};

use crate::{
    log::{Level, Log, Sinks},
    sys::entry::was_closed,
    terminal,
};

/// What is mounted where, in this order: type, place, flags, options.
const MOUNTS: [(&str, &str, MsFlags, Option<&str>); 8] = [
    ("proc", "/proc", KERNEL, None),
    ("sysfs", "/sys", KERNEL, None),
    ("devtmpfs", "/dev", MsFlags::MS_NOSUID, Some("mode=0755")),
    ("devpts", "/dev/pts", MsFlags::MS_NOSUID.union(MsFlags::MS_NOEXEC), Some("gid=5,mode=620,ptmxmode=000")),
    ("tmpfs", "/dev/shm", DATA, Some("mode=1777")),
    ("tmpfs", "/run", DATA, Some("mode=0755")),
    ("tmpfs", "/tmp", DATA, Some("mode=1777")),
    ("cgroup2", "/sys/fs/cgroup", KERNEL, Some("nsdelegate,memory_recursiveprot")),
];
const DATA: MsFlags = MsFlags::MS_NOSUID.union(MsFlags::MS_NODEV);
const KERNEL: MsFlags = DATA.union(MsFlags::MS_NOEXEC);

/// Names that programs expect in /dev and devtmpfs does not have.
const LINKS: [(&str, &str); 4] = [
    ("/dev/fd", "/proc/self/fd"),
    ("/dev/stdin", "/proc/self/fd/0"),
    ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
];

/// The device of whatever console the kernel chose.
pub const CONSOLE: &str = "/dev/console";
/// What PID 1 calls itself (proc_pid_comm(5)): the power verbs of the command line look for that.
pub const NAME: &CStr = c"bee-boot";
/// The PID namespace of the machine itself: PROC_PID_INIT_INO of include/linux/proc_ns.h.
const MACHINE: &str = "pid:[4026531836]";
/// The name of a machine that has none, and what the kernel calls it before that.
const HOSTNAME: &str = "bee";
const NO_HOSTNAME: &str = "(none)";

/// Prepares everything that services and the log stand on.
pub fn prepare(log: &mut Log) {
    mount_all(log);
    for (link, target) in LINKS {
        // Another of that name, or no /dev: whoever misses it says so.
        let _there = symlink(target, link);
    }
    open_standard_streams();
    log.say(Level::Info, "mounts done");
    match set_cad_enabled(false) {
        // From now on Ctrl-Alt-Del is a signal; a container's PID 1 is refused, one way or the other, and does not get
        // any.
        Ok(()) | Err(Errno::EINVAL | Errno::EPERM) => {}
        Err(errno) => log.say(Level::Warning, format!("Ctrl-Alt-Del resets the machine at once: {errno}")),
    }
    set_hostname(log);
    // Whatever its path; only a bad address would be refused.
    let _named = set_name(NAME);
}

/// Whether this is the machine's PID 1, and not a container's: only the former owns console, kernel log and disks.
pub fn is_machine() -> bool {
    fs::read_link("/proc/self/ns/pid").is_ok_and(|namespace| namespace == Path::new(MACHINE))
}

fn mount_all(log: &mut Log) {
    // In which most of them are.
    let root = device(Path::new("/"));
    let mut fresh: Vec<&Path> = Vec::with_capacity(MOUNTS.len());
    for (kind, place, flags, options) in MOUNTS {
        let folder = Path::new(place);
        // In what has just been mounted nothing else is.
        let is_empty = folder.ancestors().any(|above| fresh.contains(&above));
        if !is_empty && is_mounted(folder, root) {
            continue;
        }
        match mount_one(kind, folder, flags, options) {
            Ok(()) => fresh.push(folder),
            // The same is there already.
            Err(Errno::EBUSY) => {}
            Err(errno) => log.say(Level::Error, format!("mount {kind} on {place}: {}", io::Error::from(errno))),
        }
    }
}

/// Whether something else is at a place than around it.
fn is_mounted(place: &Path, root: Option<u64>) -> bool {
    let outside = place.parent().and_then(|parent| if parent == Path::new("/") { root } else { device(parent) });
    outside.is_some() && device(place).is_some_and(|inside| Some(inside) != outside)
}

fn mount_one(kind: &str, place: &Path, flags: MsFlags, options: Option<&str>) -> nix::Result<()> {
    match mount(Some(kind), place, Some(kind), flags, options) {
        // Which cannot be so twice.
        Err(Errno::ENOENT) => {
            unistd::mkdir(place, Mode::from_bits_truncate(0o755))?;
            mount_one(kind, place, flags, options)
        }
        // An older kernel knows fewer options, and refuses all for one.
        Err(Errno::EINVAL) if options.is_some() => mount_one(kind, place, flags, None),
        mounted => mounted,
    }
}

/// What a place is on.
fn device(place: &Path) -> Option<u64> {
    fs::symlink_metadata(place).map(|metadata| metadata.dev()).ok()
}

/// Has every standard stream lead somewhere: what was closed, and has had a stand-in since the start, leads to the
/// console.
fn open_standard_streams() {
    let closed = [libc::STDIN_FILENO, libc::STDOUT_FILENO, libc::STDERR_FILENO].map(was_closed);
    if closed.contains(&true) {
        let file =
            terminal::for_programs(CONSOLE).or_else(|_| File::options().read(true).write(true).open("/dev/null"));
        // Without either the stand-ins stay.
        let _stay = file.map(|file| replace(closed, &file));
    }
}

fn replace([input, output, error]: [bool; 3], file: &File) -> nix::Result<()> {
    if input {
        unistd::dup2_stdin(file)?;
    }
    if output {
        unistd::dup2_stdout(file)?;
    }
    if error {
        unistd::dup2_stderr(file)?;
    }
    Ok(())
}

/// Where the machine's log goes. A container has no log of the kernel's and no console but the streams that it was
/// given.
pub fn sinks() -> Sinks {
    if !is_machine() {
        return standard_error();
    }
    // The kernel drops what comes fast, unless told otherwise.
    let _limited = fs::write("/proc/sys/kernel/printk_devkmsg", "on\n");
    let printed = fs::read_to_string("/proc/sys/kernel/printk").unwrap_or_default();
    Sinks {
        kernel: File::options().write(true).open("/dev/kmsg").ok(),
        console: terminal::for_messages(CONSOLE).ok().or_else(|| standard_error().console),
        printed_below: printed.split_whitespace().next().and_then(|level| level.parse().ok()).unwrap_or_default(),
    }
}

/// Standard error as the only sink, opened anew so that not blocking is a matter of this descriptor alone; a socket
/// cannot be.
pub fn standard_error() -> Sinks {
    let anew = File::options().append(true).custom_flags(terminal::QUIETLY).open("/proc/self/fd/2");
    let console = anew.ok().or_else(|| Some(File::from(unistd::dup(io::stderr()).ok()?)));
    Sinks { console, ..Sinks::default() }
}

fn set_hostname(log: &mut Log) {
    if unistd::gethostname().is_ok_and(|name| name != NO_HOSTNAME) {
        return;
    }
    let named = fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = named.split_whitespace().next().unwrap_or(HOSTNAME);
    if let Err(errno) = unistd::sethostname(name) {
        log.say(Level::Warning, format!("hostname {name}: {errno}"));
    }
}

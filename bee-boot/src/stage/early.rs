//! What PID 1 does before its first service: file systems of the kernel, standard streams, log, hostname.
//!
//! Every step may have been taken by somebody else already, and every step may fail: that is told with its name, and the
//! boot goes on, since even a machine without /proc can show why. Nothing here waits.

use std::{
    ffi::CStr,
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, symlink},
    path::Path,
};

use nix::{
    errno::Errno,
    mount::{MsFlags, mount},
    sys::{prctl::set_name, reboot::set_cad_enabled},
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
        // From now on Ctrl-Alt-Del is a signal; a container's PID 1 is refused, one way or the other, and does not get any.
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
    for (kind, place, flags, options) in MOUNTS {
        match mount_one(kind, Path::new(place), root, flags, options) {
            Ok(()) => {}
            Err(error) => log.say(Level::Error, format!("mount {kind} on {place}: {error}")),
        }
    }
}

fn mount_one(kind: &str, place: &Path, root: Option<u64>, flags: MsFlags, options: Option<&str>) -> io::Result<()> {
    let outside = place.parent().and_then(|parent| if parent == Path::new("/") { root } else { device(parent) });
    match device(place) {
        None => make(place)?,
        // Something is mounted there.
        inside if outside.is_some() && inside != outside => return Ok(()),
        _ => {}
    }
    let mounted = match mount(Some(kind), place, Some(kind), flags, options) {
        // An older kernel knows fewer options, and refuses all for one.
        Err(nix::Error::EINVAL) if options.is_some() => mount(Some(kind), place, Some(kind), flags, None::<&str>),
        mounted => mounted,
    };
    match mounted {
        // The same is there already.
        Err(nix::Error::EBUSY) => Ok(()),
        mounted => mounted.map_err(io::Error::from),
    }
}

/// What a place is on.
fn device(place: &Path) -> Option<u64> {
    fs::symlink_metadata(place).map(|metadata| metadata.dev()).ok()
}

fn make(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o755).create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Has every standard stream lead somewhere: what was closed, and has had a stand-in since the start, leads to the console.
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

/// Where the machine's log goes. A container has no log of the kernel's and no console but the streams that it was given.
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

/// Standard error as the only sink, opened anew so that not blocking is a matter of this descriptor alone; a socket cannot
/// be.
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

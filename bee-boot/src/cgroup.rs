//! Control groups: every service in one of its own, so that its limits hold for all that it starts and nothing of it is
//! left.
//!
//! Version 2 alone (the kernel's Documentation/admin-guide/cgroup-v2.rst). PID 1 is in a leaf of its own, since a group
//! that hands controllers down holds no processes ("no internal process constraint"); the top of the machine's
//! hierarchy may, and there it moves once others run: each move waits for all processors (RCU), longer than starting a
//! service takes. Kernels differ: `cgroup.freeze` came with 5.2, `cgroup.kill` with 5.14. Other files of the kernel's
//! answer at once; only lowering `memory.max` of a group that is in use can take long, which nothing here does.

mod group;

use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use nix::{
    errno::Errno,
    unistd::{AccessFlags, access},
};

pub use group::Group;

/// Where cgroup v2 is mounted: alone, or beside version 1.
const MOUNTS: [&str; 2] = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];
/// The leaf of PID 1. No service's name is like it: those that are made of labels end in [`SUFFIX`].
const OWN_LEAF: &str = "init";
/// Keeps a label such as `memory.max` from meaning a file of the kernel's.
const SUFFIX: &str = ".service";
/// The longest name that is made of a label; NAME_MAX is 255.
const LONGEST_NAME: usize = 200;
const CONTROLLERS: [&str; 4] = ["cpu", "io", "memory", "pids"];

/// The tree of control groups in which services are.
#[derive(Debug)]
pub struct Hierarchy {
    base: PathBuf,
    /// Whether this process is still in the base, and is to leave it.
    is_inside: bool,
}

impl Hierarchy {
    /// Finds cgroup v2, and moves this process into a leaf of its own where its group must be left to others. Fails
    /// where it is not mounted (`NotFound`) or cannot be written.
    pub fn open() -> io::Result<Hierarchy> {
        let own = fs::read_to_string("/proc/self/cgroup")?;
        let bases = MOUNTS.into_iter().map(|mount| Path::new(mount).join(own_path(&own)));
        // What version 1 does not have.
        let mut found = bases.map(|base| (access(&base.join("cgroup.subtree_control"), AccessFlags::W_OK), base));
        let (writable, base) = found
            .find(|(writable, _)| *writable != Err(Errno::ENOENT))
            .ok_or_else(|| io::Error::new(ErrorKind::NotFound, "cgroup v2 is not mounted"))?;
        writable?;
        // Which the top of the machine's hierarchy alone does not have.
        let is_below = base.join("cgroup.type").exists();
        let mut found = Hierarchy { base, is_inside: true };
        if is_below {
            found.step_aside()?;
        }
        Ok(found)
    }

    /// Moves this process into a leaf of its own, where it is not there yet. The kernel waits for all processors
    /// meanwhile.
    pub fn step_aside(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_inside) {
            let leaf = self.base.join(OWN_LEAF);
            make(&leaf)?;
            write(&leaf.join("cgroup.procs"), "0")?;
        }
        Ok(())
    }

    /// The tree below a group that exists, and whose processes, if any, stay where they are.
    pub fn at(base: PathBuf) -> Hierarchy {
        Hierarchy { base, is_inside: false }
    }

    /// The group at `path` below the base, made where it is missing.
    pub fn leaf(&self, path: &str) -> io::Result<Group> {
        let mut place = self.base.clone();
        for part in path.split('/') {
            place.push(part);
            make(&place)?;
        }
        Ok(Group::new(place, self.base.clone()))
    }
}

/// The name of a group that is made of a label: octets that are special to shells and file systems as `%XX`, or the
/// number of the card where that grows too long.
pub fn name_of(label: &str, id: &str) -> String {
    use std::fmt::Write as _;
    let mut name = String::new();
    for octet in label.bytes() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b':' | b'@' => name.push(char::from(octet)),
            _ => {
                // A string takes everything.
                let _infallible = write!(name, "%{octet:02X}");
            }
        }
    }
    if name.len() > LONGEST_NAME {
        id.clone_into(&mut name);
    }
    name + SUFFIX
}

/// The path of this process below the mount, from the `0::` line of proc_pid_cgroup(5); the top where it is outside of
/// what can be seen.
fn own_path(groups: &str) -> &str {
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    if own.starts_with("..") { "" } else { own }
}

fn make(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Has a group hand every controller down that it has; one with processes of its own cannot.
fn hand_down(group: &Path) {
    let there = fs::read_to_string(group.join("cgroup.controllers")).unwrap_or_default();
    let wanted = there.split_whitespace().filter(|controller| CONTROLLERS.contains(controller));
    let wanted: Vec<String> = wanted.map(|controller| format!("+{controller}")).collect();
    let control = group.join("cgroup.subtree_control");
    // At once, since each write waits for all processors; the kernel refuses a list as a whole.
    if !wanted.is_empty() && write(&control, &wanted.join(" ")).is_err() {
        for controller in wanted {
            // Whoever sets a limit sees what is missing.
            let _missed_later = write(&control, &controller);
        }
    }
}

/// Writes to a file of the kernel's, in one piece and without making it.
fn write(file: &Path, text: &str) -> io::Result<()> {
    fs::File::options().write(true).open(file)?.write_all(text.as_bytes())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A group of the test's in the hierarchy of this host. `None`, with a word about it, where there is none.
    pub(crate) fn real_group(name: &str) -> Option<PathBuf> {
        let mount = MOUNTS.into_iter().map(Path::new).find(|mount| mount.join("cgroup.procs").exists());
        let base = mount.map(|mount| mount.join(format!("bee-test-{name}-{}", std::process::id())));
        let base = base.filter(|base| fs::create_dir(base).is_ok());
        if base.is_none() {
            println!("skipped: cgroup v2 is not there or not writable (make guest-test brings its own)");
        }
        base
    }

    #[test]
    fn names_are_of_labels() {
        assert_eq!(name_of("getty@tty1", "X"), "getty@tty1.service");
        assert_eq!(name_of("..", "X"), "...service");
        assert_eq!(name_of("a/b c%", "X"), "a%2Fb%20c%25.service");
        assert_eq!(name_of(&"/".repeat(100), "01KB"), "01KB.service");
    }

    #[test]
    fn own_path_is_that_of_version_2() {
        assert_eq!(own_path("8:pids:/a\n0::/system.slice/x\n"), "system.slice/x");
        assert_eq!(own_path("0::/\n"), "");
        assert_eq!(own_path("0::/../../x\n"), "");
        assert_eq!(own_path("8:pids:/a\n"), "");
    }
}

//! One control group: limits, who is in it, ending all of them, and what became of them.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, ErrorKind},
    os::{fd::OwnedFd, unix::fs::OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{hand_down, write};

/// How often processes that were forked meanwhile are looked for: freezing takes a moment.
const ROUNDS: usize = 100;

/// The control group of one service. It stays until [`Group::remove`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    path: PathBuf,
    base: PathBuf,
}

impl Group {
    pub(super) fn new(path: PathBuf, base: PathBuf) -> Group {
        Group { path, base }
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its folder, for clone3(2).
    pub(crate) fn folder(&self) -> io::Result<OwnedFd> {
        let flags = libc::O_PATH | libc::O_DIRECTORY | libc::O_CLOEXEC;
        Ok(fs::File::options().read(true).custom_flags(flags).open(&self.path)?.into())
    }

    /// The file through which processes join it.
    pub(crate) fn members(&self) -> io::Result<OwnedFd> {
        Ok(fs::File::options().write(true).open(self.path.join("cgroup.procs"))?.into())
    }

    /// Sets a limit or weight, such as `memory.max`. `NotFound` where its controller is missing.
    pub fn set(&self, file: &str, value: u64) -> io::Result<()> {
        let (file, value) = (self.path.join(file), value.to_string());
        match write(&file, &value) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.have_controllers_handed_down();
                write(&file, &value)
            }
            done => done,
        }
    }

    /// From the base to this group. Not before somebody needs them: each takes the kernel longer than starting a
    /// service.
    fn have_controllers_handed_down(&self) {
        let above: Vec<&Path> =
            self.path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.base)).collect();
        above.into_iter().rev().for_each(hand_down);
    }

    /// Whether it, or a group below it, has a process.
    pub fn populated(&self) -> io::Result<bool> {
        Ok(entry(&self.read("cgroup.events")?, "populated") == Some(1))
    }

    /// How many of its processes the kernel has ended for want of memory; `NotFound` without the controller.
    pub fn oom_kills(&self) -> io::Result<u64> {
        Ok(entry(&self.read("memory.events")?, "oom_kill").unwrap_or_default())
    }

    /// Memory in use, in octets; `NotFound` without the controller.
    pub fn memory(&self) -> io::Result<u64> {
        let text = self.read("memory.current")?;
        text.trim().parse().map_err(|_| io::Error::from(ErrorKind::InvalidData))
    }

    /// Asks every process in it and below it to end (SIGTERM).
    pub fn terminate(&self) -> io::Result<()> {
        send(&self.processes()?, Signal::SIGTERM)
    }

    /// Ends every process in it and below it, at once and without mercy. Done once [`Group::populated`] says so; until
    /// then it may be said again. Before Linux 5.14 it freezes the group, so that nobody forks, and ends one after the
    /// other.
    pub fn kill(&self) -> io::Result<()> {
        match write(&self.path.join("cgroup.kill"), "1") {
            Err(error) if error.kind() == ErrorKind::NotFound => self.kill_each(),
            done => done,
        }
    }

    fn kill_each(&self) -> io::Result<()> {
        // Not before Linux 5.2; then those that fork may outrun this, and it must be said again.
        let _not_there = write(&self.path.join("cgroup.freeze"), "1");
        let mut ended = BTreeSet::new();
        for _ in 0..ROUNDS {
            let left = &self.processes()? - &ended;
            if left.is_empty() {
                break;
            }
            send(&left, Signal::SIGKILL)?;
            ended.extend(left);
        }
        // The next start finds the group as it should be.
        let _not_there = write(&self.path.join("cgroup.freeze"), "0");
        Ok(())
    }

    /// The processes in it and below it.
    fn processes(&self) -> io::Result<BTreeSet<i32>> {
        let mut processes = BTreeSet::new();
        for folder in self.folders()? {
            let text = fs::read_to_string(folder.join("cgroup.procs"))?;
            // 0 is a process of a namespace that this one does not see; as a target it would mean this very process.
            processes.extend(text.lines().filter_map(|line| line.parse::<i32>().ok()).filter(|pid| *pid != 0));
        }
        Ok(processes)
    }

    /// Removes it with all groups below it, and the ones on the way to it that nobody uses. `ResourceBusy` while it has
    /// processes.
    pub fn remove(self) -> io::Result<()> {
        for folder in self.folders()? {
            fs::remove_dir(folder)?;
        }
        let on_the_way = self.path.ancestors().skip(1).take_while(|folder| *folder != self.base);
        // The first that another service uses ends it.
        let _others_use_it = on_the_way.map(fs::remove_dir).find(Result::is_err);
        Ok(())
    }

    /// Its folder and all below, each after those below it.
    fn folders(&self) -> io::Result<Vec<PathBuf>> {
        let mut folders = vec![self.path.clone()];
        let mut next = 0;
        while let Some(folder) = folders.get(next).cloned() {
            next += 1;
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                }
            }
        }
        folders.reverse();
        Ok(folders)
    }

    fn read(&self, file: &str) -> io::Result<String> {
        fs::read_to_string(self.path.join(file))
    }
}

/// Sends a signal to each process. One that has ended in the meantime is what was wanted.
fn send(processes: &BTreeSet<i32>, signal: Signal) -> io::Result<()> {
    for pid in processes {
        match kill(Pid::from_raw(*pid), signal) {
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// The number behind `key` in a file of keys and numbers.
fn entry(text: &str, key: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use std::{
        process::Command,
        time::{Duration, Instant},
    };

    use super::*;
    use crate::cgroup::Hierarchy;

    /// A folder that looks like the top of a hierarchy.
    fn stand_in(name: &str) -> PathBuf {
        let base = std::env::temp_dir().join(format!("bee-cgroup-{name}-{}", std::process::id()));
        fs::create_dir_all(base.join("a.slice/b")).unwrap();
        for (file, text) in [
            ("cgroup.controllers", "cpu cpuset io memory pids"),
            ("cgroup.subtree_control", ""),
            ("a.slice/cgroup.controllers", "memory"),
            ("a.slice/cgroup.subtree_control", ""),
            ("a.slice/b/memory.max", "max"),
            ("a.slice/b/memory.current", "4096\n"),
            ("a.slice/b/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0\n"),
            ("a.slice/b/cgroup.events", "populated 1\nfrozen 0\n"),
        ] {
            fs::write(base.join(file), text).unwrap();
        }
        base
    }

    #[test]
    fn files_are_the_kernels() {
        let base = stand_in("files");
        let group = Hierarchy::at(base.clone()).leaf("a.slice/b").unwrap();
        let text = |file: &str| fs::read_to_string(base.join(file)).unwrap();
        group.set("memory.max", 1 << 20).unwrap();
        assert_eq!(text("a.slice/b/memory.max"), "1048576");
        assert_eq!(text("cgroup.subtree_control"), "");
        assert_eq!(group.set("pids.max", 5).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(text("cgroup.subtree_control"), "+cpu +io +memory +pids");
        assert_eq!(text("a.slice/cgroup.subtree_control"), "+memory");
        assert_eq!((group.memory().unwrap(), group.oom_kills().unwrap(), group.populated().unwrap()), (4096, 2, true));
        fs::remove_dir_all(base).unwrap();
    }

    #[test]
    fn each_process_is_ended_where_the_group_cannot_be() {
        let base = stand_in("each");
        let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
        fs::write(base.join("a.slice/b/cgroup.procs"), "").unwrap();
        fs::write(base.join("a.slice/cgroup.procs"), format!("0\n{}\n", child.id())).unwrap();
        fs::write(base.join("a.slice/cgroup.freeze"), "0").unwrap();
        let group = Hierarchy::at(base.clone()).leaf("a.slice").unwrap();
        group.kill().unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap()), Some(9));
        assert_eq!(fs::read_to_string(base.join("a.slice/cgroup.freeze")).unwrap(), "0");
        // Reaped in the meantime.
        group.kill().unwrap();
        fs::remove_dir_all(base).unwrap();
    }

    /// What older kernels need works on this one as well: those that fork are frozen, and all end.
    #[test]
    fn a_group_that_grows_is_ended_one_by_one() {
        let Some(base) = crate::cgroup::tests::real_group("each") else { return };
        let group = Hierarchy::at(base.clone()).leaf("a").unwrap();
        let script = "echo 0 >\"$0/cgroup.procs\"; while :; do setsid sleep 1000 & done";
        let mut child = Command::new("sh").args(["-c", script]).arg(group.path()).spawn().unwrap();
        while group.processes().unwrap().len() < 20 {
            std::thread::sleep(Duration::from_millis(1));
        }
        group.kill_each().unwrap();
        child.wait().unwrap();
        let begin = Instant::now();
        while group.populated().unwrap() {
            assert!(begin.elapsed() < Duration::from_secs(20), "still populated");
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(group.read("cgroup.freeze").unwrap(), "0\n");
        group.remove().unwrap();
        fs::remove_dir(base).unwrap();
    }
}

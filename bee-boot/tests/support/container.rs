//! A container whose PID 1 is bee-boot: namespaces of its own for processes, mounts and users, and a root with the
//! host's programs, so that nothing here can reach the host.

#![allow(dead_code, reason = "each test uses a part")]

#[path = "skip.rs"]
mod skip;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running container. What is left of it is killed with it.
pub(crate) struct Container {
    pub(crate) root: PathBuf,
    process: Child,
    lines: Receiver<String>,
    pub(crate) told: Vec<String>,
}

/// Where a container's root is laid out.
pub(crate) fn root(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pid1").join(name);
    let _nothing_there = fs::remove_dir_all(&root);
    for folder in ["ente", "proc", "sys", "dev", "run", "tmp", "usr", "etc"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for folder in ["bin", "sbin", "lib", "lib64"] {
        std::os::unix::fs::symlink(format!("usr/{folder}"), root.join(folder)).unwrap();
    }
    fs::copy(env!("CARGO_BIN_EXE_bee-boot"), root.join("init")).unwrap();
    root
}

/// Whether containers can be made here. Those who skip a test say so, and not where everything must be tested.
pub(crate) fn possible() -> bool {
    let tried = Command::new("unshare").args(["-Urpfm", "--mount-proc", "true"]).stderr(Stdio::null()).status();
    let possible = tried.is_ok_and(|status| status.success()) && Path::new("/usr/bin/perl").exists();
    if !possible {
        skip::lacking("containers (unshare) with perl");
    }
    possible
}

/// Boots with a seed of these cards.
pub(crate) fn boot(name: &str, cards: &[Value]) -> Container {
    let root = root(name);
    fs::write(root.join("ente/seed.card.json"), seed(cards).to_string()).unwrap();
    start(root, "exec chroot . /init")
}

/// Runs `last` as PID 1, in the root; it is to become bee-boot.
pub(crate) fn start(root: PathBuf, last: &str) -> Container {
    start_with(root, last, true)
}

/// The same; nobody `reads` what it writes, until that blocks.
pub(crate) fn start_with(root: PathBuf, last: &str, reads: bool) -> Container {
    let script = format!(
        "cd {0} && mount --rbind /usr usr && mount -t tmpfs none dev && \
         for d in null zero full random urandom tty; do : > dev/$d; mount --bind /dev/$d dev/$d; done && \
         mount -t proc proc proc && {last}",
        root.display()
    );
    let mut process = Command::new("unshare")
        .args(["-Urpfm", "--kill-child", "--propagation", "private", "sh", "-c", &script])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (sender, lines) = channel();
    if reads {
        read_lines(process.stdout.take().unwrap(), sender.clone());
        read_lines(process.stderr.take().unwrap(), sender);
    }
    Container { root, process, lines, told: Vec::new() }
}

fn read_lines(output: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            if to.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
}

impl Container {
    /// Waits for a line with this text, and returns it with the time since this was called.
    pub(crate) fn await_line(&mut self, text: &str) -> (String, Duration) {
        let begin = Instant::now();
        loop {
            match self.lines.recv_timeout(PATIENCE.saturating_sub(begin.elapsed())) {
                Ok(line) => {
                    self.told.push(line.clone());
                    if line.contains(text) {
                        return (line, begin.elapsed());
                    }
                }
                Err(why) => panic!("no {text:?} ({why}) in:\n{}", self.told.join("\n")),
            }
        }
    }

    /// Its PID 1, as this process sees it.
    pub(crate) fn init(&self) -> i32 {
        let parent = self.process.id();
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
        children.trim().parse().unwrap()
    }

    /// Sends PID 1 a signal from outside, from where even SIGKILL would work.
    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(self.init().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end, and returns what reboot(2) was asked: SIGINT for power-off and halt, SIGHUP for a restart
    /// (reboot(2), "Behavior inside PID namespaces"). Reads what is left.
    pub(crate) fn await_end(&mut self) -> Option<i32> {
        let begin = Instant::now();
        loop {
            match self.lines.recv_timeout(PATIENCE.saturating_sub(begin.elapsed())) {
                Ok(line) => self.told.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("no end:\n{}", self.told.join("\n")),
            }
        }
        self.process.wait().unwrap().signal()
    }

    /// Waits for a file that a service writes, with this text in it.
    pub(crate) fn await_file(&self, path: &str, text: &str) -> String {
        let begin = Instant::now();
        loop {
            let found = fs::read_to_string(self.root.join(path)).unwrap_or_default();
            if found.contains(text) {
                return found;
            }
            assert!(begin.elapsed() < PATIENCE, "no {text:?} in {path}: {found}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// All that was told so far.
    pub(crate) fn text(&self) -> String {
        self.told.join("\n")
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // With --kill-child its PID 1 goes, and with that everything in it.
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
        let _in_use = fs::remove_dir_all(&self.root);
    }
}

/// A seed that groups cards.
pub(crate) fn seed(cards: &[Value]) -> Value {
    let mut seed = card("test", json!("Virtual"), json!({}));
    seed["genesis"] = json!(cards);
    seed
}

/// A service that is a shell script.
pub(crate) fn script(label: &str, script: &str, keys: Value) -> Value {
    card(label, json!({"Native": {"exec": "/bin/sh", "argv": ["-c", script]}}), keys)
}

/// A card, with an identity that follows from its label.
pub(crate) fn card(label: &str, payload: Value, keys: Value) -> Value {
    let number = label.bytes().fold(7_u128, |number, octet| number.wrapping_mul(257).wrapping_add(octet.into()));
    let id = bee_boot::seed::Ulid(number).to_string();
    let mut card = json!({"schema_version": 1, "id": id, "label": label, "payload": payload});
    card.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    card
}

//! Logging in over SSH, with dropbear's client and a key of the test's.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
    time::{Duration, Instant},
};

use crate::debian::package;

/// From the first try until somebody may log in: drivers, an address, and the first connection's host key.
const PATIENCE: Duration = Duration::from_secs(90);

/// Somebody who has a key.
pub(crate) struct Client {
    key: PathBuf,
    /// A file with the public half, as `--authorized-keys` takes it.
    pub(crate) authorized: PathBuf,
    /// Of this host; QEMU passes connections on to the guest.
    pub(crate) port: u16,
}

impl Client {
    pub(crate) fn new() -> Client {
        let [key, authorized] =
            ["key", "authorized_keys"].map(|name| Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let _absent = fs::remove_file(&key);
        let made = dropbear("dropbearkey").args(["-t", "ed25519", "-f"]).arg(&key).output().unwrap();
        let told = String::from_utf8(made.stdout).unwrap();
        let public = told.lines().find(|line| line.starts_with("ssh-ed25519 ")).unwrap();
        fs::write(&authorized, format!("{public}\n")).unwrap();
        // Nobody else takes it so soon.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        Client { key, authorized, port }
    }

    /// Has the guest run a command once it lets `user` in, and gives what that prints.
    pub(crate) fn run(&self, user: &str, command: &str) -> String {
        let begin = Instant::now();
        loop {
            let output = self.try_once(user, &["-i", self.key.to_str().unwrap()], command);
            if output.status.success() {
                return String::from_utf8(output.stdout).unwrap();
            }
            assert!(begin.elapsed() < PATIENCE, "{output:?}");
            thread::sleep(Duration::from_millis(500));
        }
    }

    /// Tries it with a password.
    pub(crate) fn is_refused_without_key(&self, user: &str) {
        let output = self.try_once(user, &[], "true");
        assert!(!output.status.success(), "{output:?}");
    }

    fn try_once(&self, user: &str, identity: &[&str], command: &str) -> Output {
        let mut client = dropbear("dbclient");
        client.args(["-y", "-y", "-T", "-p", &self.port.to_string()]).args(identity);
        client
            .arg(format!("{user}@127.0.0.1"))
            .arg(command)
            .env("HOME", "/nonexistent")
            .env("DROPBEAR_PASSWORD", "bee");
        client.output().unwrap()
    }
}

fn dropbear(program: &str) -> Command {
    let libraries = ["libtomcrypt1", "libtommath1"].map(|name| package(name).unwrap());
    let libraries = libraries.map(|folder| folder.join("usr/lib/x86_64-linux-gnu").display().to_string());
    let mut command = Command::new(package("dropbear-bin").unwrap().join("usr/bin").join(program));
    command.env("LD_LIBRARY_PATH", libraries.join(":"));
    command
}

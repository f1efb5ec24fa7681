//! A child that there cannot be: clone3(2) refused for want of processes, namespaces or memory.
//!
//! Each test runs itself once more, in a process that has been deprived of what it needs.

mod common;

use std::{
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
};

use bee_boot::spawn::Stage;
use common::*;
use nix::{
    errno::Errno,
    sched::{CloneFlags, unshare},
    sys::resource::{Resource, setrlimit},
};
use serde_json::{Value, json};

/// nobody
const USER: u32 = 65534;

/// Runs one of the ignored tests here as the last argument of `command`.
fn passes(mut command: Command, test: &str) {
    let output = command.args(["--exact", test, "--ignored", "--nocapture"]).stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

fn clone_fails(soma: Value) -> (Errno, String) {
    let failure = start(&shell("true", json!({ "soma": soma })), None).err().unwrap();
    assert_eq!(failure.stage, Stage::Clone);
    (failure.errno, failure.to_string())
}

#[test]
fn too_many_processes() {
    if !is_root() {
        return;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.uid(USER).gid(USER);
    passes(command, "deprived_of_processes");
}

#[test]
#[ignore = "run by the one above"]
fn deprived_of_processes() {
    setrlimit(Resource::RLIMIT_NPROC, 0, 0).unwrap();
    let (errno, told) = clone_fails(json!({}));
    assert_eq!((errno, told.as_str()), (Errno::EAGAIN, "clone3: EAGAIN (Try again)"));
}

#[test]
fn too_many_namespaces() {
    if !is_root() {
        return;
    }
    // The limit is that of a user namespace, so nobody else notices.
    let mut command = Command::new("unshare");
    command.args([
        "--user",
        "--map-root-user",
        "sh",
        "-c",
        "echo 0 >/proc/sys/user/max_uts_namespaces && exec \"$@\"",
        "sh",
    ]);
    command.arg(std::env::current_exe().unwrap());
    passes(command, "deprived_of_namespaces");
}

#[test]
#[ignore = "run by the one above"]
fn deprived_of_namespaces() {
    assert_eq!(clone_fails(json!({"namespaces": {"uts": true}})).0, Errno::ENOSPC);
}

#[test]
fn no_memory() {
    if !is_root() {
        return;
    }
    passes(Command::new(std::env::current_exe().unwrap()), "deprived_of_memory");
}

/// The kernel says so of a PID namespace whose first process has ended.
#[test]
#[ignore = "run by the one above"]
fn deprived_of_memory() {
    unshare(CloneFlags::CLONE_NEWPID).unwrap();
    let mut first = start(&shell("true", json!({})), None).unwrap();
    first.end();
    assert_eq!(clone_fails(json!({})).0, Errno::ENOMEM);
}

#[test]
fn a_namespace_without_privileges() {
    if !is_root() {
        return;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.uid(USER).gid(USER);
    passes(command, "deprived_of_privileges");
}

#[test]
#[ignore = "run by the one above"]
fn deprived_of_privileges() {
    assert_eq!(clone_fails(json!({"namespaces": {"net": true}})).0, Errno::EPERM);
    // With a user namespace of its own a service may have any other.
    let card = shell("id -u", json!({"soma": {"namespaces": {"net": true, "user": true}}}));
    let mut started = start(&card, None).unwrap();
    started.outcome().unwrap();
    assert_eq!(started.printed(), "0\n");
}

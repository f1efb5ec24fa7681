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
fn no_privileges() {
    if !is_root() {
        return;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.uid(USER).gid(USER);
    passes(command, "deprived_of_privileges");
}

/// What takes root is a shortfall, and the rest is enforced.
#[test]
#[ignore = "run by the one above"]
fn deprived_of_privileges() {
    let told = |script: &str, more: Value| {
        let mut started = start(&shell(script, more), None).unwrap();
        let shortfalls = started.outcome().unwrap();
        (shortfalls.iter().map(ToString::to_string).collect::<Vec<_>>(), started.printed())
    };
    let (shortfalls, _) = told("true", json!({"soma": {"namespaces": {"net": true}}}));
    let takes = "a net namespace takes CAP_SYS_ADMIN, or a user namespace with it";
    assert_eq!(shortfalls, [format!("soma.namespaces.net is not fully enforced: {takes}")]);
    let read_only = json!({"permissions": {"filesystem": "read-only", "processes": false}});
    let (shortfalls, printed) = told("echo x >/tmp/bee-deprived; echo here", read_only);
    assert!(matches!(&shortfalls[..], [one] if one.starts_with("permissions.filesystem")), "{shortfalls:?}");
    assert!(printed.contains("ermission denied") && printed.ends_with("here\n"), "{printed}");
    let own = json!({"soma": {"namespaces": {"net": true, "user": true}}, "permissions": {"networking": "loopback"}});
    assert_eq!(told("id -u", own), (vec![], "0\n".to_owned()));
}

//! Namespaces: which are new, what is in them.

mod common;

use std::fs;

use common::*;
use serde_json::{Value, json};

const KINDS: [&str; 7] = ["mnt", "pid", "net", "uts", "ipc", "user", "cgroup"];

/// The kinds in which a started child is not in the namespace of this test.
fn new_ones(started: &Started) -> Vec<&'static str> {
    let of = |pid: &str, kind: &str| fs::read_link(format!("/proc/{pid}/ns/{kind}")).unwrap();
    let pid = started.child.pid.to_string();
    KINDS.into_iter().filter(|kind| of(&pid, kind) != of("self", kind)).collect()
}

/// A shell that waits for its input, with these namespaces.
fn waiting(namespaces: Value) -> Started {
    let card = shell("read x", json!({"soma": {"namespaces": namespaces}}));
    let mut started = start(&card, None).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    started
}

#[test]
fn each_namespace_is_new_when_named_and_no_other() {
    if !is_root() {
        return;
    }
    for kind in ["mount", "net", "uts", "ipc", "user", "cgroup"] {
        let mut started = waiting(json!({ kind: true }));
        let name = if kind == "mount" { "mnt" } else { kind };
        assert_eq!(new_ones(&started), [name]);
        started.end();
    }
    let mut started = waiting(json!({}));
    assert_eq!(new_ones(&started), [""; 0]);
    started.end();
}

#[test]
fn a_pid_namespace_has_a_proc_of_its_own() {
    if !is_root() {
        return;
    }
    let mut started = waiting(json!({"pid": true}));
    assert_eq!(new_ones(&started), ["mnt", "pid"]);
    started.end();
    let card = shell(
        "echo $$ /proc/[0-9]*; read x </proc/self/status; echo $x",
        json!({"soma": {"namespaces": {"pid": true}}}),
    );
    assert_eq!(start(&card, None).unwrap().printed(), "1 /proc/1\nName: sh\n");
    // The one of this test is as it was.
    assert!(fs::read_to_string("/proc/self/status").unwrap().starts_with("Name:\tspawn_namespace"));
}

#[test]
fn mounts_of_a_mount_namespace_stay_in_it() {
    if !is_root() {
        return;
    }
    let script = "mount -t tmpfs none /mnt && grep -c ' /mnt ' /proc/self/mounts; read x";
    let mut started = start(&shell(script, json!({"soma": {"namespaces": {"mount": true}}})), None).unwrap();
    started.outcome().unwrap();
    wait_readable(started.output());
    assert!(!fs::read_to_string("/proc/self/mounts").unwrap().contains(" /mnt "));
    assert_eq!(started.printed(), "1\n");
}

#[test]
fn root_of_a_user_namespace_is_nobody_else() {
    let card = shell(
        "id -u; id -g; cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups; chown 1:1 /tmp 2>&1",
        json!({"soma": {"namespaces": {"user": true}}}),
    );
    let mut started = start(&card, None).unwrap();
    started.outcome().unwrap();
    let printed = started.printed();
    let words: Vec<&str> = printed.split_whitespace().take(9).collect();
    let (user, group) = (nix::unistd::geteuid().to_string(), nix::unistd::getegid().to_string());
    assert_eq!(words, ["0", "0", "0", user.as_str(), "1", "0", group.as_str(), "1", "deny"], "{printed}");
    assert!(printed.contains("Invalid argument"), "{printed}");
}

#[test]
fn all_namespaces_together() {
    if !is_root() {
        return;
    }
    let all = json!({"mount": true, "pid": true, "net": true, "uts": true, "ipc": true, "user": true, "cgroup": true});
    let mut started = waiting(all);
    assert_eq!(new_ones(&started), KINDS);
    started.end();
}

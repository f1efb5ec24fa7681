//! Control groups of this host, where it has cgroup v2 and the test may write there; controllers are not needed.

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use bee_boot::cgroup::{Group, Hierarchy};
use common::*;
use serde_json::json;

/// A group of the test's below the host's hierarchy. `None`, with a word about it, where there is none.
fn base(name: &str) -> Option<PathBuf> {
    let mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];
    let mount = mounts.into_iter().map(Path::new).find(|mount| mount.join("cgroup.controllers").exists());
    let base = mount.map(|mount| mount.join(format!("bee-test-{name}-{}", std::process::id())));
    let made = base.filter(|base| fs::create_dir(base).is_ok());
    if made.is_none() {
        skip::skip("cgroup v2 is not there or not writable (make guest-test brings its own)");
    }
    made
}

fn wait_empty(group: &Group) {
    let start = Instant::now();
    while group.populated().unwrap() {
        assert!(start.elapsed() < Duration::from_secs(20), "still populated");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_service_is_in_its_group_with_all_that_it_starts() {
    let Some(base) = base("tree") else { return };
    let groups = Hierarchy::at(base.clone());
    let more = json!({"soma": {"cgroup": {"path": "some.slice/service"}}});
    // One that leaves the session, and is the child of nobody here.
    let mut started = start(&shell("setsid sleep 1000 & read x", more), Some(&groups)).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    let group = started.child.group.clone().unwrap();
    assert_eq!(group.path(), base.join("some.slice/service"));
    let relative = group.path().strip_prefix("/sys/fs/cgroup").unwrap();
    let relative = relative.strip_prefix("unified").unwrap_or(relative);
    assert!(started.proc("cgroup").contains(&format!("0::/{}\n", relative.display())));
    started.end();
    assert!(group.populated().unwrap());
    assert_eq!(group.clone().remove().unwrap_err().kind(), std::io::ErrorKind::ResourceBusy);
    group.kill().unwrap();
    wait_empty(&group);
    group.remove().unwrap();
    assert!(!base.join("some.slice").exists());
    fs::remove_dir(base).unwrap();
}

#[test]
fn the_top_of_a_cgroup_namespace_is_the_group() {
    let Some(base) = base("namespace") else { return };
    let groups = Hierarchy::at(base.clone());
    let more = json!({"soma": {"namespaces": {"cgroup": true}}});
    let mut started = start(&shell("grep ^0: /proc/self/cgroup", more), Some(&groups)).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    let group = started.child.group.clone().unwrap();
    assert_eq!(group.path(), base.join("test.service"));
    assert_eq!(started.printed(), "0::/\n");
    group.remove().unwrap();
    fs::remove_dir(base).unwrap();
}

/// What one of the ignored tests prints, in namespaces of its own after this preparation.
fn again(test: &str, preparation: &str, groups: Option<&Hierarchy>) -> (String, Option<Group>) {
    let own = std::env::current_exe().unwrap();
    let script = format!("{preparation} && exec {} --exact {test} --ignored --nocapture 2>&1", own.display());
    let more = json!({"soma": {"namespaces": {"cgroup": true, "mount": true}}});
    let mut started = start(&shell(&script, more), groups).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    let group = started.child.group.take();
    let told = started.printed();
    assert!(told.contains("1 passed"), "{told}");
    (told, group)
}

/// A service that sees its own group as the top, as PID 1 of a container does.
#[test]
fn this_process_moves_into_a_leaf_of_its_own() {
    let Some(base) = base("open") else { return };
    let mount = "{ umount -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; }";
    let (_, group) = again("at_the_top_of_a_namespace", mount, Some(&Hierarchy::at(base.clone())));
    let group = group.unwrap();
    wait_empty(&group);
    // With the leaf in it.
    group.remove().unwrap();
    fs::remove_dir(base).unwrap();
}

/// A service that sees the top of the machine's hierarchy: there processes may stay.
#[test]
fn at_the_top_of_the_machine_this_process_moves_later() {
    if !is_root() || !fs::read_to_string("/proc/self/cgroup").unwrap().contains("0::/\n") {
        skip::skip("not at the top of cgroup v2, or not root (make guest-test is both)");
        return;
    }
    let Some(base) = base("later") else { return };
    again("at_the_top_of_the_machine", "true", None);
    // Somebody else may be in it.
    let _used = fs::remove_dir(base.with_file_name("init"));
    fs::remove_dir(base).unwrap();
}

#[test]
#[ignore = "run by the one above"]
fn at_the_top_of_the_machine() {
    let own = || fs::read_to_string("/proc/self/cgroup").unwrap();
    let mut groups = Hierarchy::open().unwrap();
    assert!(own().contains("0::/\n"));
    groups.step_aside().unwrap();
    assert!(own().contains("0::/init\n"));
}

#[test]
fn control_groups_that_are_absent_or_read_only_are_told() {
    if !is_root() {
        return;
    }
    let absent = "mount -t tmpfs none /sys/fs/cgroup";
    assert!(again("opening_is_told", absent, None).0.contains("cgroup v2 is not mounted"));
    let read_only = "{ umount -l /sys/fs/cgroup; mount -t cgroup2 -o ro none /sys/fs/cgroup; }";
    assert!(again("opening_is_told", read_only, None).0.contains("Read-only file system"));
}

#[test]
#[ignore = "run by the one above"]
fn opening_is_told() {
    println!("{}", Hierarchy::open().unwrap_err());
}

#[test]
#[ignore = "run by the one above"]
fn at_the_top_of_a_namespace() {
    let own = || fs::read_to_string("/proc/self/cgroup").unwrap();
    assert!(own().contains("0::/\n"));
    let groups = Hierarchy::open().unwrap();
    assert!(own().contains("0::/init\n"));
    let mut started = start(&shell("read x", json!({})), Some(&groups)).unwrap();
    started.outcome().unwrap();
    assert!(started.proc("cgroup").contains("0::/test.service\n"));
    started.end();
    let group = started.child.group.unwrap();
    wait_empty(&group);
    group.remove().unwrap();
}

#[test]
fn a_start_that_fails_leaves_no_group() {
    let Some(base) = base("failing") else { return };
    let groups = Hierarchy::at(base.clone());
    assert!(start(&card(json!("Virtual"), json!({})), Some(&groups)).is_err());
    fs::remove_dir(base).unwrap();
}

#[test]
fn a_hierarchy_that_cannot_be_written_is_told() {
    let groups = Hierarchy::at("/proc".into());
    let mut started = start(&shell("exit 0", json!({})), Some(&groups)).unwrap();
    let told: Vec<String> = started.outcome().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["soma.cgroup is not fully enforced: ENOENT (No such file or directory)"]);
    assert!(started.child.group.is_none());
    started.end();
}

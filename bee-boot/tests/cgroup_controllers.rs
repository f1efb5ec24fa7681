//! Limits of control groups at work. The kernel must hand its controllers to cgroup v2, which many hosts do not; then
//! these are skipped with a word, and `make guest-test` runs them in a machine that does.

mod common;

use std::{
    fs,
    os::fd::AsFd as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use bee_boot::{
    cgroup::{Group, Hierarchy},
    spawn::Stage,
};
use common::*;
use nix::{errno::Errno, sys::wait::WaitStatus};
use serde_json::{Value, json};

/// A hierarchy of the test's with these controllers.
fn groups(name: &str, controllers: &[&str]) -> Option<(PathBuf, Hierarchy)> {
    let mount = Path::new("/sys/fs/cgroup");
    let there = fs::read_to_string(mount.join("cgroup.controllers")).unwrap_or_default();
    if let Some(missing) = controllers.iter().find(|wanted| !there.split_whitespace().any(|there| there == **wanted)) {
        skip::skip(&format!("cgroup v2 has no {missing} controller here"));
        return None;
    }
    // From the top, where processes may stay.
    let wanted: Vec<String> = controllers.iter().map(|controller| format!("+{controller}")).collect();
    fs::write(mount.join("cgroup.subtree_control"), wanted.join(" ")).unwrap();
    let base = mount.join(format!("bee-test-{name}-{}", std::process::id()));
    fs::create_dir_all(&base).unwrap();
    Some((base.clone(), Hierarchy::at(base)))
}

/// This program once more, doing what one of the ignored tests does.
fn own(test: &str) -> Value {
    let argv = ["--exact", test, "--ignored", "--nocapture"];
    json!({"Native": {"exec": std::env::current_exe().unwrap(), "argv": argv}})
}

fn end(base: &Path, group: Group) {
    group.kill().unwrap();
    let start = Instant::now();
    while group.populated().unwrap() {
        assert!(start.elapsed() < Duration::from_secs(20), "still populated");
        std::thread::sleep(Duration::from_millis(5));
    }
    group.remove().unwrap();
    fs::remove_dir(base).unwrap();
}

#[test]
fn what_is_asked_for_is_set() {
    let Some((base, groups)) = groups("all", &["cpu", "io", "memory", "pids"]) else { return };
    let more = json!({"soma": {
        "rlimits": {"mem_bytes": 64 << 20, "nproc": 7}, "cgroup": {"path": "a.slice/b", "cpu_weight": 77, "io_weight": 88}
    }});
    let mut started = start(&shell("read x", more), Some(&groups)).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    let group = started.child.group.clone().unwrap();
    let file = |name: &str| fs::read_to_string(group.path().join(name)).unwrap();
    assert_eq!((file("memory.max").as_str(), file("pids.max").as_str()), ("67108864\n", "7\n"));
    assert_eq!((file("cpu.weight").as_str(), file("io.weight").as_str()), ("77\n", "default 88\n"));
    assert!(group.memory().unwrap() > 0);
    started.end();
    end(&base, group);
}

#[test]
fn a_service_that_takes_too_much_memory_is_ended() {
    let Some((base, groups)) = groups("memory", &["memory"]) else { return };
    let more = json!({"soma": {"rlimits": {"mem_bytes": 32 << 20}}});
    let mut started = start(&card(own("takes_memory"), more), Some(&groups)).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    assert!(matches!(started.end(), WaitStatus::Signaled(_, nix::sys::signal::Signal::SIGKILL, _)));
    let group = started.child.group.clone().unwrap();
    assert!(group.oom_kills().unwrap() >= 1);
    end(&base, group);
}

#[test]
#[ignore = "run by the one above"]
fn takes_memory() {
    let taken = vec![1_u8; 256 << 20];
    std::hint::black_box(taken);
}

#[test]
fn a_fork_bomb_stays_in_its_group() {
    let Some((base, groups)) = groups("bomb", &["pids"]) else { return };
    let more = json!({"soma": {"rlimits": {"nproc": 30}, "cgroup": {"path": "bomb"}}});
    let bomb = shell("b() { b | b & }; b; while :; do b; done 2>/dev/null", more.clone());
    let mut started = start(&bomb, Some(&groups)).unwrap();
    started.outcome().unwrap();
    let group = started.child.group.clone().unwrap();
    let refused = || fs::read_to_string(group.path().join("pids.events")).unwrap() != "max 0\n";
    let begin = Instant::now();
    while !refused() {
        assert!(begin.elapsed() < Duration::from_secs(20), "it does not grow");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Others still start.
    let mut other = start(&shell("exit 0", json!({"label": "other"})), Some(&groups)).unwrap();
    assert_eq!(other.outcome().unwrap(), []);
    other.end();
    other.child.group.take().unwrap().remove().unwrap();
    group.kill().unwrap();
    wait_readable(started.child.pidfd.as_fd());
    started.end();
    end(&base, group);
}

#[test]
fn a_full_group_takes_no_further_process() {
    let Some((base, groups)) = groups("full", &["pids"]) else { return };
    let more = json!({"soma": {"rlimits": {"nproc": 1}, "cgroup": {"path": "full"}}});
    let card = shell("read x", more);
    let mut first = start(&card, Some(&groups)).unwrap();
    first.outcome().unwrap();
    let failure = start(&card, Some(&groups)).err().unwrap();
    assert_eq!((failure.stage, failure.errno), (Stage::Clone, Errno::EAGAIN));
    first.end();
    end(&base, first.child.group.take().unwrap());
}

//! Limits and processors, without control groups: tests/cgroup.rs has those.

mod common;

use common::*;
use nix::{sched, unistd::Pid};
use serde_json::{Value, json};

/// The two columns of a limit in /proc/PID/limits.
fn limit(started: &Started, name: &str) -> [String; 2] {
    let limits = started.proc("limits");
    let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let mut words = line.split_whitespace().map(str::to_owned);
    [words.next().unwrap(), words.next().unwrap()]
}

fn waiting(soma: Value) -> (Started, Vec<String>) {
    let mut started = start(&shell("read x", json!({ "soma": soma })), None).unwrap();
    let shortfalls = started.outcome().unwrap();
    (started, shortfalls.iter().map(ToString::to_string).collect())
}

#[test]
fn without_control_groups_each_process_is_limited_and_that_is_told() {
    let (mut started, told) = waiting(json!({
        "rlimits": {"mem_bytes": 1 << 30, "nproc": 50, "nofile": 40}, "cgroup": {"cpu_weight": 10, "io_weight": 20}
    }));
    assert_eq!(limit(&started, "Max open files"), ["40", "40"]);
    assert_eq!(limit(&started, "Max address space"), ["1073741824", "1073741824"]);
    assert_eq!(limit(&started, "Max processes"), ["50", "50"]);
    let expected = [
        "soma.rlimits.mem_bytes is not fully enforced: no control group; RLIMIT_AS limits each process by itself",
        "soma.rlimits.nproc is not fully enforced: no control group; RLIMIT_NPROC counts a user's processes, and not root's",
        "soma.cgroup.cpu_weight is not fully enforced: no control group",
        "soma.cgroup.io_weight is not fully enforced: no control group",
    ];
    assert_eq!(told, expected);
    started.end();
}

#[test]
fn fewer_files_than_a_start_needs_are_enough() {
    let more = json!({"soma": {"rlimits": {"nofile": 1}}, "permissions": {"filesystem": "read-only"}});
    let card = card(json!({"Native": {"exec": "/bin/true"}}), more);
    if is_root() {
        // The program itself cannot load its libraries then, which is what the card says.
        assert_eq!(start(&card, None).unwrap().outcome().unwrap(), []);
    }
}

#[test]
fn a_service_keeps_to_its_processors() {
    let own = sched::sched_getaffinity(Pid::from_raw(0)).unwrap();
    let first = (0..sched::CpuSet::count()).find(|processor| own.is_set(*processor).unwrap()).unwrap();
    let (mut started, told) = waiting(json!({"cpu_affinity": [first]}));
    assert_eq!((started.status("Cpus_allowed_list"), told), (first.to_string(), vec![]));
    started.end();
    let (mut started, told) = waiting(json!({"cpu_affinity": [first, 1023]}));
    assert_eq!(started.status("Cpus_allowed_list"), first.to_string());
    let expected = "soma.cpu_affinity is not fully enforced: sched_setaffinity: EINVAL (Invalid argument)";
    assert_eq!(told, [expected]);
    started.end();
    let (mut started, told) = waiting(json!({"cpu_affinity": [first, 5000]}));
    assert_eq!(told, ["soma.cpu_affinity is not fully enforced: there is no processor 5000"]);
    started.end();
}

#[test]
fn a_strict_card_is_refused_where_others_are_told_of_a_shortfall() {
    let more = |soma: Value| json!({"strict": true, "soma": soma});
    let failure = start(&shell("true", more(json!({"rlimits": {"nproc": 5}}))), None).err().unwrap();
    let words = "strict soma.rlimits.nproc: no control group";
    assert!(failure.to_string().starts_with(words), "{failure}");
    // Known to the child only.
    let mut started = start(&shell("true", more(json!({"cpu_affinity": [0, 1023]}))), None).unwrap();
    let failure = started.outcome().unwrap_err();
    assert_eq!(failure.to_string(), "sched_setaffinity: EINVAL (Invalid argument)");
    started.end();
    let mut started = start(&shell("exit 0", more(json!({"rlimits": {"nofile": 50}}))), None).unwrap();
    assert_eq!(started.outcome().unwrap(), []);
    started.end();
}

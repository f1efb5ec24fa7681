//! What the PID 1 of a container stands on, and what it does where that is missing or broken.

#[path = "support/container.rs"]
mod container;

use std::{fs, path::Path, process::Command};

use container::{Container, card, possible, root, script, seed, start, start_with};
use nix::{
    libc::SIGINT,
    sys::{ptrace, wait::waitpid},
    unistd::Pid,
};
use serde_json::{Value, json};

const INIT: &str = "exec chroot . /init";

fn root_with(name: &str, cards: &[Value]) -> std::path::PathBuf {
    let root = root(name);
    fs::write(root.join("ente/seed.card.json"), seed(cards).to_string()).unwrap();
    root
}

fn power_off(container: &mut Container) {
    container.signal("USR2");
    assert_eq!(container.await_end(), Some(SIGINT), "{}", container.text());
}

#[test]
fn closed_streams_and_an_empty_dev_are_no_obstacle() {
    if !possible() {
        return;
    }
    let proof = script("proof", "ls -l /proc/1/fd /proc/self/fd > /etc/proof; echo done >> /etc/proof", json!({}));
    let root = root_with("closed", &[proof]);
    let mut container = start(root, "mount -t tmpfs none dev && exec chroot . /init <&- >&- 2>&-");
    let streams = container.await_file("etc/proof", "done");
    // Every process has the three, so that no file gets their numbers.
    assert_eq!(streams.matches(" 0 -> ").count(), 2, "{streams}");
    power_off(&mut container);
}

#[test]
fn a_console_that_blocks_holds_nothing_up() {
    if !possible() {
        return;
    }
    let talk = json!({"supervision": {"Restart": {"initial": 10, "max": 10}}});
    let missing = |number| card(&format!("missing {number}"), json!({"Native": {"exec": "/nowhere"}}), talk.clone());
    let mut cards: Vec<Value> = (0..150).map(missing).collect();
    cards.push(script("proof", "sleep 1.5; echo done > /etc/proof", json!({})));
    let mut container = start_with(root_with("blocked", &cards), INIT, false);
    // Ten lines of each in the first second are more than a pipe holds.
    container.await_file("etc/proof", "done");
    power_off(&mut container);
}

#[test]
fn a_full_run_is_told_and_services_come_up() {
    if !possible() {
        return;
    }
    let notify = json!({"readiness": "notify"});
    let root = root_with("full-run", &[script("sleeper", "exec sleep 1000", notify)]);
    let mut container = start(root, "mount -t tmpfs -o nr_inodes=1 none run && exec chroot . /init");
    container.await_line("error: /run/bee-boot/notify: No space left on device");
    container.await_line("all of test is up");
    power_off(&mut container);
}

#[test]
fn a_seed_that_is_missing_or_bad_ends_in_the_emergency_shell() {
    if !possible() {
        return;
    }
    let file = "/ente/seed.card.json";
    type Case<'a> = (&'a str, fn(&Path), String);
    let cases: [Case<'_>; 6] = [
        ("missing", |_| {}, format!("there is no seed card: {file}, /ente/seed.card")),
        ("empty", |seed| fs::write(seed, "").unwrap(), format!("{file}: 1:0: $: not JSON: EOF")),
        ("folder", |seed| fs::create_dir(seed).unwrap(), format!("{file}: not a file")),
        (
            "pipe",
            |seed| assert!(Command::new("mkfifo").arg(seed).status().unwrap().success()),
            format!("{file}: not a file"),
        ),
        (
            "endless",
            |seed| fs::File::create(seed).unwrap().set_len(1 << 30).unwrap(),
            format!("{file}: larger than 1024 KiB"),
        ),
        ("dangling", |seed| std::os::unix::fs::symlink("/nowhere", seed).unwrap(), format!("{file}: No such file")),
    ];
    for (name, make, told) in cases {
        let root = root(&format!("seed-{name}"));
        make(&root.join(&file[1..]));
        // A good one behind a bad one is not taken.
        if name != "missing" {
            fs::write(root.join("ente/seed.card"), seed(&[]).to_string()).unwrap();
        }
        let mut container = start(root, INIT);
        container.await_line(&format!("error: {told}"));
        container.await_line("shell on /dev/console runs");
        power_off(&mut container);
    }
}

#[test]
fn words_that_mean_nothing_are_told() {
    if !possible() {
        return;
    }
    let root = root_with("words", &[]);
    let mut container = start(root, "exec chroot . /init quiet --version x=y -s");
    container.await_line("words that mean nothing here: quiet --version x=y -s");
    container.await_line("all of test is up");
    power_off(&mut container);
}

#[test]
fn a_child_can_ask_for_power_by_name() {
    if !possible() {
        return;
    }
    let mut container = container::boot("by-name", &[script("asks", "exec /init poweroff", json!({}))]);
    assert_eq!(container.await_end(), Some(SIGINT), "{}", container.text());
}

/// The instruction pointer of PID 1 is set to where nothing is.
#[test]
#[cfg(target_arch = "x86_64")]
fn a_fault_of_its_own_ends_in_the_emergency_shell() {
    if !possible() {
        return;
    }
    let mut container = container::boot("fault", &[script("sleeper", "exec sleep 1000", json!({}))]);
    container.await_line("all of test is up");
    let init = Pid::from_raw(container.init());
    ptrace::attach(init).unwrap();
    waitpid(init, None).unwrap();
    let mut registers = ptrace::getregs(init).unwrap();
    (registers.rip, registers.orig_rax) = (0, u64::MAX);
    ptrace::setregs(init, registers).unwrap();
    ptrace::detach(init, None).unwrap();
    container.await_line("error: PID 1 crashed by signal 11");
    container.await_line("shell on /dev/console runs");
    power_off(&mut container);
}

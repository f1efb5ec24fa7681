//! `bee-boot` as another process than PID 1: a trial of a card.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

fn bee_boot(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bee-boot"));
    command.args(arguments).env("XDG_RUNTIME_DIR", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// A card whose only service says its number and sleeps.
fn card(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let text = r#"{"schema_version": 1, "id": "01KB0000000000000000000001", "label": "sleeper",
        "payload": {"Native": {"exec": "/bin/sh", "argv": ["-c", "echo number $$; exec sleep 1000"]}}}"#;
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn it_ends_after_four_seconds_with_what_it_started() {
    let begin = Instant::now();
    let output = bee_boot(&["--seed", card("four-seconds.card.json").to_str().unwrap()]).output().unwrap();
    let took = begin.elapsed();
    let (out, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(took >= Duration::from_secs(4) && took < Duration::from_secs(20), "{took:?}");
    assert!(told.contains("all of sleeper is up") && told.contains("sleeper was ended by signal 15"), "{told}");
    let number = out.trim().strip_prefix("number ").unwrap();
    assert!(!PathBuf::from(format!("/proc/{number}")).exists());
}

#[test]
fn it_stays_until_a_signal_where_told_to() {
    let mut trial = bee_boot(&["--stay", "--seed", card("stay.card.json").to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(trial.stdout.take().unwrap()), &mut line).unwrap();
    assert!(line.starts_with("number "), "{line}");
    let asked = Command::new("kill").arg(trial.id().to_string()).status().unwrap();
    assert!(asked.success());
    assert_eq!(trial.wait().unwrap().code(), Some(0));
}

#[test]
fn a_bad_card_is_no_trial() {
    let bad = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bad-trial.card.json");
    fs::write(&bad, "{").unwrap();
    for (path, told) in [(bad.to_str().unwrap(), "1:1: $: not JSON: EOF"), ("/nowhere", "/nowhere: no such file")] {
        let output = bee_boot(&["--seed", path]).output().unwrap();
        assert_eq!(output.status.code(), Some(65));
        assert!(String::from_utf8(output.stderr).unwrap().contains(told));
    }
}

#[test]
fn power_is_not_asked_of_another_init() {
    if fs::read_to_string("/proc/1/comm").is_ok_and(|name| name.trim_end() == "bee-boot") {
        return;
    }
    for verb in ["poweroff", "reboot", "halt"] {
        let output = bee_boot(&[verb]).output().unwrap();
        assert_eq!(output.status.code(), Some(69));
        assert!(String::from_utf8(output.stderr).unwrap().contains("not bee-boot"));
    }
}

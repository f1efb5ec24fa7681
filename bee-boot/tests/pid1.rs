//! bee-boot as the PID 1 of a container: it comes up, answers, and does what it is asked for at the end.

#[path = "support/container.rs"]
mod container;

use container::{boot, possible, script};
use nix::libc::{SIGHUP, SIGINT};
use serde_json::json;

#[test]
fn it_comes_up_in_order_and_powers_off() {
    if !possible() {
        return;
    }
    let keys = json!({"provides": ["Journal"], "lifecycle": "oneshot"});
    let mut container = boot(
        "order",
        &[
            script("second", "echo second; sleep 1000", json!({"requires": ["Journal"]})),
            script("first", "sleep 0.1; echo first", keys),
        ],
    );
    container.await_line("all of test is up");
    container.signal("USR2");
    assert_eq!(container.await_end(), Some(SIGINT), "{}", container.text());
    let text = container.text();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what} in {text}"));
    assert!(at("mounts done") < at("first runs") && at("first ended with status 0") < at("second runs"), "{text}");
}

#[test]
fn each_signal_asks_for_one_thing() {
    if !possible() {
        return;
    }
    for (signal, end) in [("USR1", SIGINT), ("USR2", SIGINT), ("PWR", SIGINT), ("TERM", SIGHUP), ("INT", SIGHUP)] {
        let mut container = boot(&format!("signal-{signal}"), &[script("sleeper", "exec sleep 1000", json!({}))]);
        container.await_line("all of test is up");
        container.signal(signal);
        assert_eq!(container.await_end(), Some(end), "{signal}: {}", container.text());
    }
}

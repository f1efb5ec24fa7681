//! How the PID 1 of a container stops what it has started.

#[path = "support/container.rs"]
mod container;

use std::time::{Duration, Instant};

use container::{Container, boot, possible, script};
use nix::libc::SIGINT;
use serde_json::json;

/// Shorter than one deadline of a level, longer than anything else takes.
const AT_ONCE: Duration = Duration::from_secs(4);
/// Ignores what asks it to end; only SIGKILL is left.
const STUBBORN: &str = "trap '' TERM HUP; echo deaf; while :; do sleep 1; done";

/// Powers off and returns how long that took.
fn power_off(container: &mut Container) -> Duration {
    let begin = Instant::now();
    container.signal("USR2");
    assert_eq!(container.await_end(), Some(SIGINT), "{}", container.text());
    begin.elapsed()
}

#[test]
fn dependants_stop_before_what_they_require() {
    if !possible() {
        return;
    }
    let says = |what: &str| format!("trap 'sleep 0.3; echo {what} stops; exit 0' TERM; while :; do sleep 0.05; done");
    let mut container = boot(
        "order-of-stops",
        &[
            script("provider", &says("provider"), json!({"provides": ["Journal"]})),
            script("dependant", &says("dependant"), json!({"requires": ["Journal"]})),
        ],
    );
    container.await_line("all of test is up");
    power_off(&mut container);
    let text = container.text();
    assert!(text.find("dependant ended").unwrap() < text.find("provider ended").unwrap(), "{text}");
}

#[test]
fn a_pending_restart_holds_nothing_up() {
    if !possible() {
        return;
    }
    let keys = json!({"supervision": {"Restart": {"initial": 600_000, "max": 600_000}}});
    let mut container = boot("pending-restart", &[script("fails", "exit 7", keys)]);
    container.await_line("fails ended with status 7; attempt 2 follows in 5");
    assert!(power_off(&mut container) < AT_ONCE);
}

#[test]
fn who_ignores_sigterm_is_named_and_killed() {
    if !possible() {
        return;
    }
    let mut container = boot("stubborn", &[script("stubborn", STUBBORN, json!({}))]);
    container.await_line("deaf");
    let took = power_off(&mut container);
    assert!(took >= Duration::from_secs(5), "{took:?}");
    assert!(container.text().contains("stubborn has not ended 5 s after SIGTERM: killed"), "{}", container.text());
}

#[test]
fn a_shell_that_ignores_sigterm_alone_ends_at_once() {
    if !possible() {
        return;
    }
    let deaf = "trap '' TERM; echo deaf; while :; do sleep 1; done";
    let mut container = boot("half-deaf", &[script("shell", deaf, json!({}))]);
    container.await_line("deaf");
    assert!(power_off(&mut container) < AT_ONCE);
}

#[test]
fn a_second_request_waits_no_longer() {
    if !possible() {
        return;
    }
    let mut container = boot("second-request", &[script("stubborn", STUBBORN, json!({}))]);
    container.await_line("deaf");
    container.signal("TERM");
    container.await_line("SIGTERM: reboot");
    assert!(power_off(&mut container) < AT_ONCE);
    assert!(container.text().contains("asked again: all services are killed"), "{}", container.text());
}

#[test]
fn what_left_the_session_ends_with_the_machine() {
    if !possible() {
        return;
    }
    let escapes = "setsid sh -c \"trap '' TERM HUP; echo away; while :; do sleep 1; done\" & sleep 0.3; exit 0";
    let mut container = boot("escape", &[script("leaver", escapes, json!({}))]);
    container.await_line("away");
    power_off(&mut container);
    assert!(container.text().contains("(sh) has not ended 2 s after SIGTERM"), "{}", container.text());
}

#[test]
fn what_stayed_in_the_session_ends_with_its_service() {
    if !possible() {
        return;
    }
    let stays = "trap '' TERM HUP; (while :; do sleep 1; done) & exit 0";
    let mut container = boot("leftover", &[script("parent", stays, json!({}))]);
    container.await_line("parent ended");
    assert!(power_off(&mut container) < AT_ONCE, "{}", container.text());
    assert!(!container.text().contains("has not ended"), "{}", container.text());
}

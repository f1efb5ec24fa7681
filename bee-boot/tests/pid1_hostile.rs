//! Nothing that a child does makes the PID 1 of a container end, or keeps it from answering.

#[path = "support/container.rs"]
mod container;

use std::time::Duration;

use bee_boot::service::{Backoff, Seconds};
use container::{Container, boot, card, possible, script};
use nix::libc::SIGINT;
use serde_json::{Value, json};

/// Within which PID 1 answers, whatever goes on.
const ANSWERS: Duration = Duration::from_secs(1);

/// A service that is a Perl program.
fn perl(label: &str, program: &str, keys: Value) -> Value {
    card(label, json!({"Native": {"exec": "/usr/bin/perl", "argv": ["-e", program]}}), keys)
}

/// Asks PID 1 how it is; the slowest of a few answers.
fn slowest_answer(container: &mut Container, asks: usize) -> Duration {
    let answers = (0..asks).map(|_| {
        container.signal("HUP");
        container.await_line("services run").1
    });
    answers.max().unwrap()
}

fn power_off(container: &mut Container) {
    container.signal("USR2");
    assert_eq!(container.await_end(), Some(SIGINT), "{}", container.text());
}

#[test]
fn signals_of_children_do_not_end_it() {
    if !possible() {
        return;
    }
    // All but those that ask for a verb: INT, USR1, USR2, TERM, PWR.
    let all = "for my $s (1..64) { next if grep { $s == $_ } (2, 10, 12, 15, 30); kill $s, 1; } print \"sent\\n\"; sleep 1000;";
    let mut container = boot("signals", &[perl("sender", &format!("$| = 1; {all}"), json!({}))]);
    container.await_line("sent");
    assert!(slowest_answer(&mut container, 1) < ANSWERS);
    power_off(&mut container);
}

#[test]
fn only_a_service_itself_says_that_it_is_ready() {
    if !possible() {
        return;
    }
    let say = "use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0); my $a = sockaddr_un('/run/bee-boot/notify');";
    let garbage = "for my $i (1..3000) { send($s, pack('N*', map { rand(2**32) } 1..$i % 400), MSG_DONTWAIT, $a); }";
    let lies = "send($s, \"READY=1\", 0, $a); send($s, 'READY=1' . 'x' x 60000, 0, $a); print \"lied\\n\";";
    let notify = json!({"readiness": "notify", "provides": ["Journal"]});
    let honest = format!(
        "$| = 1; sleep 2; {say} print STDERR \"true\\n\"; send($s, \"STATUS=at work\\nREADY=1\\n\", 0, $a); sleep 1000;"
    );
    let mut container = boot(
        "notify",
        &[
            perl("liar", &format!("$| = 1; {say} {garbage} {lies} sleep 1000;"), json!({})),
            perl("honest", &honest, notify),
            script("dependant", "exec sleep 1000", json!({"requires": ["Journal"]})),
        ],
    );
    container.await_line("lied");
    container.await_line("honest: at work");
    container.await_line("all of test is up");
    let text = container.text();
    assert!(text.find("true").unwrap() < text.find("dependant runs").unwrap(), "{text}");
    power_off(&mut container);
}

#[test]
fn crash_loops_follow_the_closed_form() {
    if !possible() {
        return;
    }
    let supervision = json!({"supervision": {"Restart": {"initial": 100, "max": 400}}});
    let looping = script("looping", "exit 3", supervision.clone());
    let missing = card("missing", json!({"Native": {"exec": "/nowhere"}}), supervision);
    let ids = [&looping, &missing].map(|card| card["id"].as_str().unwrap().parse().unwrap());
    let mut container = boot("crash-loops", &[looping, missing]);
    container.await_line("looping ended with status 3; attempt 6");
    container.await_line("missing was not started: exec /nowhere: ENOENT (No such file or directory); attempt 7");
    for (label, id) in ["looping", "missing"].into_iter().zip(ids) {
        let closed = Backoff::new(id, 100, 400);
        for attempt in 2..=6 {
            let pause = Seconds(closed.pause(attempt - 2));
            let told = format!("; attempt {attempt} follows in {pause} s");
            let is_told = |line: &String| line.contains(label) && line.ends_with(&told);
            assert!(container.told.iter().any(is_told), "{label}{told} in:\n{}", container.text());
        }
    }
    power_off(&mut container);
}

#[test]
fn ten_thousand_orphans_are_reaped() {
    if !possible() {
        return;
    }
    let orphans = "$| = 1; sub child { my $p = fork; die unless defined $p; !$p } \
                   for (1..100) { if (child) { for (1..100) { if (child) { setpgrp; select undef, undef, undef, rand 2; exit } } \
                   exit } } 1 while wait > 0; print \"forked\\n\"; sleep 3; \
                   opendir my $d, '/proc'; print 'left ', scalar(grep { /^\\d+$/ } readdir $d), \".\\n\"; sleep 1000;";
    let mut container = boot("orphans", &[perl("parent", orphans, json!({}))]);
    container.await_line("all of test is up");
    let slowest = slowest_answer(&mut container, 20);
    container.await_line("forked");
    assert!(slowest.max(slowest_answer(&mut container, 5)) < ANSWERS);
    // PID 1 and the parent.
    let (left, _) = container.await_line("left ");
    assert!(left.contains("left 2."), "{left}");
    power_off(&mut container);
}

#[test]
fn five_thousand_deaths_at_once() {
    if !possible() {
        return;
    }
    // PID 1 kills what its main process leaves: 5,000 at once, in one process group.
    let crowd = "$| = 1; for (1..5000) { my $p = fork; die unless defined $p; if (!$p) { sleep 1000; exit } } \
                 print \"crowded\\n\"; select undef, undef, undef, 0.2; exit 1;";
    let check = "$| = 1; while (1) { opendir my $d, '/proc'; my $n = grep { /^\\d+$/ } readdir $d; \
                 $seen = 1 if $n > 4000; print \"alone\\n\" if $seen && $n < 4; select undef, undef, undef, 0.3; }";
    let mut container = boot("deaths", &[perl("watcher", check, json!({})), perl("crowd", crowd, json!({}))]);
    container.await_line("crowded");
    let slowest = slowest_answer(&mut container, 10);
    container.await_line("alone");
    assert!(slowest < ANSWERS, "{slowest:?}");
    power_off(&mut container);
}

#[test]
fn five_thousand_supervised_children_die_at_once() {
    if !possible() {
        return;
    }
    // The largest seed has 4,096 cards; every fourth of these services is two processes.
    let service = |number| {
        let second = if number % 4 == 0 { "sleep 1000 &" } else { "" };
        script(&format!("s{number}"), &format!("{second} exec sleep 1000"), json!({}))
    };
    let mut cards: Vec<Value> = (0..4094).map(service).collect();
    cards.push(perl(
        "killer",
        "$| = 1; sleep 1 until -e '/etc/go'; kill 'KILL', -1; print \"killed\\n\"; sleep 1000;",
        json!({}),
    ));
    let mut container = boot("services", &cards);
    container.await_line("all of test is up");
    std::fs::write(container.root.join("etc/go"), "").unwrap();
    container.await_line("killed");
    assert!(slowest_answer(&mut container, 10) < ANSWERS);
    loop {
        container.signal("HUP");
        if container.await_line("services run").0.contains(" 1 services run") {
            break;
        }
    }
    power_off(&mut container);
}

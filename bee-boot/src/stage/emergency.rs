//! The emergency shell: what PID 1 brings up where something cannot be mended.
//!
//! It is a seed like others, with a shell on every active console, so that reaping, restarts and power verbs go on
//! working. The reason is in the kernel's log and on each of the consoles.

use std::{fs, io::Write as _, path::Path};

use crate::{
    log::{Level, Log},
    seed::{Card, Extensions, Payload, Supervision, Ulid},
    stage::early,
    terminal,
};

/// Shells, the first that is there is taken; and what they need to know that they are one.
const SHELLS: [(&str, Option<&str>); 4] =
    [("/bin/sh", None), ("/usr/bin/sh", None), ("/bin/busybox", Some("sh")), ("/bin/bash", None)];
/// Pauses in milliseconds, between somebody's leaving the shell and the next.
const PAUSE: Supervision = Supervision::Restart { initial: 500, max: 5000, extensions: Extensions::NONE };

/// Tells why, and returns the seed of the emergency.
pub fn seed(why: &str, log: &mut Log) -> Card {
    for line in why.lines() {
        log.say(Level::Error, line);
    }
    log.say(Level::Error, "emergency shell: leave it to have another; poweroff and reboot work");
    log.flush();
    let consoles = consoles();
    let mut seed = Card::new(Ulid(1), "emergency", Payload::Virtual);
    for (console, number) in consoles.iter().zip(2..) {
        // The log's lines are there already.
        if consoles.len() > 1 {
            tell(console, why);
        }
        seed.genesis.push(shell(Ulid(number), console));
    }
    seed
}

/// Devices of the consoles that the kernel prints on, as it lists them; at least one. Those are the machine's: a
/// container's console is what it was given.
fn consoles() -> Vec<String> {
    let active = fs::read_to_string("/sys/class/tty/console/active").unwrap_or_default();
    let devices = active.split_whitespace().map(|name| format!("/dev/{name}"));
    let found: Vec<String> = devices.filter(|device| early::is_machine() && Path::new(device).exists()).collect();
    if found.is_empty() { vec![early::CONSOLE.to_owned()] } else { found }
}

fn shell(id: Ulid, console: &str) -> Card {
    let there = SHELLS.into_iter().find(|(path, _)| Path::new(path).exists());
    let (path, name) = there.unwrap_or(("/bin/sh", None));
    let argv = name.into_iter().map(str::to_owned).collect();
    let payload = Payload::Native { exec: path.to_owned(), argv, envp: Vec::new(), extensions: Extensions::NONE };
    let mut shell = Card::new(id, &format!("shell on {console}"), payload);
    shell.supervision = PAUSE;
    // Without the terminal, the streams of PID 1 are the best there is.
    shell.terminal = terminal::for_messages(console).is_ok().then(|| console.to_owned());
    shell
}

/// Says on a console why there is a shell on it.
fn tell(console: &str, why: &str) {
    // One that cannot be written to has no shell either.
    let _silent = terminal::for_messages(console).and_then(|mut console| write!(console, "\r\nbee-boot: {why}\r\n"));
}

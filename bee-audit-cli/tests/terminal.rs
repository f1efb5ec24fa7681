//! What a person at a terminal sees: a pseudo-terminal stands in for one.

use std::{
    fs::File,
    io::Read,
    process::{Command, Stdio},
    thread,
};

use nix::pty::{Winsize, openpty};

const BARE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trees/bare");

/// What `command` writes to a terminal of `columns`, standard error included when asked for.
fn on_terminal(command: &mut Command, columns: u16, errors_too: bool) -> String {
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let terminal = openpty(&size, None).unwrap();
    let slave = Stdio::from(terminal.slave.try_clone().unwrap());
    let errors = if errors_too { Stdio::from(terminal.slave.try_clone().unwrap()) } else { Stdio::piped() };
    let mut child = command.stdout(slave).stderr(errors).spawn().unwrap();
    // This process keeps no end that would hold the terminal open.
    drop((terminal.slave, std::mem::replace(command, Command::new("true"))));
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        // EIO is how a terminal says that nobody writes any more.
        let _ended = File::from(terminal.master).read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    assert!(child.wait().unwrap().success());
    reader.join().unwrap()
}

/// Without the escape sequences of colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

fn replay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bee-audit"));
    command.args(["replay", BARE]).env("TERM", "xterm-256color");
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"] {
        command.env_remove(name);
    }
    command
}

#[test]
fn a_terminal_gets_the_summary_in_its_width() {
    let text = plain(&on_terminal(&mut replay(), 60, false));
    assert!(text.starts_with("bare-tree, Linux"), "{text}");
    assert!(text.lines().all(|line| line.trim_end().chars().count() <= 60), "{text}");
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let coloured = |command: &mut Command| on_terminal(command, 100, false).contains('\x1b');
    assert!(coloured(&mut replay()));
    assert!(!coloured(replay().env("NO_COLOR", "1")));
    assert!(!coloured(replay().env("TERM", "dumb")));
}

#[test]
fn progress_is_shown_and_erased() {
    let both = on_terminal(&mut replay(), 100, true);
    assert!(both.contains("\r\x1b[Kauditing "), "{both:?}");
    let (_, after) = both.rsplit_once("\r\x1b[K").unwrap();
    assert!(plain(after).starts_with("bare-tree"), "{after:?}");
    assert!(!on_terminal(replay().env("TERM", "dumb"), 100, true).contains("auditing"));
}

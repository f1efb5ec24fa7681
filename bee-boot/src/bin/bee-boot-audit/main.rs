//! `bee-boot-audit`: the audit as a service, under PID 1 of this crate, OpenRC or systemd.
//!
//! It audits the machine once, puts the report on disk, shows the summary and a QR code on the console, tells the
//! service manager that it is ready, and ends. It never fails a boot: what goes wrong is said and becomes a report of
//! its own (`docs/service.md`). The audit runs in a process of its own (`attempt`), `place` puts reports on disk,
//! `code` makes the QR code and `manager` speaks to the service manager.

mod arguments;
mod attempt;
mod code;
mod manager;
mod place;

use std::{
    io::{self, Write as _},
    panic::catch_unwind,
    path::Path,
    process::ExitCode,
};

use arguments::Arguments;
use attempt::Audited;

/// Columns of the narrowest console.
const COLUMNS: usize = 80;

fn main() -> ExitCode {
    if let Some(status) = attempt::serve_if_attempt() {
        return status;
    }
    match Arguments::parse() {
        Ok(Some(arguments)) => {
            // What a panic left undone is on standard error; the boot goes on.
            if catch_unwind(|| serve(&arguments)).is_err() {
                manager::tell("READY=1\nSTATUS=a defect of bee-boot-audit");
            }
            ExitCode::SUCCESS
        }
        Ok(None) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error.to_string());
            ExitCode::from(arguments::USAGE)
        }
    }
}

/// The whole service. Ready is told last: whoever waits for the audit may turn the machine off.
fn serve(arguments: &Arguments) {
    manager::tell("STATUS=auditing");
    let audited = attempt::audit(arguments.timeout).unwrap_or_else(|failure| {
        say(&failure.to_string());
        failure.into()
    });
    let placed = place::put(&arguments.output, &audited).inspect_err(|error| say(&error.to_string()));
    let line = line(&audited, placed.as_deref().ok());
    // A console that is gone misses nothing else.
    let _shown = show(&audited, arguments, &line);
    manager::tell(&format!("READY=1\nSTATUS={line}"));
}

/// One line that says how it went.
fn line(audited: &Audited, place: Option<&Path>) -> String {
    let place = place.map_or_else(|| "not written".to_owned(), |place| place.display().to_string());
    format!("{}; {place}", code::Tally::of(&audited.report))
}

fn show(audited: &Audited, arguments: &Arguments, line: &str) -> io::Result<()> {
    let mut console = anstream::AutoStream::auto(io::stdout().lock());
    console.write_all(bee_audit::summary(&audited.report, COLUMNS).as_bytes())?;
    if arguments.code {
        let drawn = code::draw(&code::text(audited), code::Charset::of_environment());
        writeln!(console, "\n{}", drawn.unwrap_or_else(|error| format!("no QR code: {error}")))?;
    }
    writeln!(console, "bee-boot-audit: {line}")?;
    console.flush()
}

/// One line on standard error, which may be closed.
fn say(message: &str) {
    let _closed = writeln!(io::stderr(), "bee-boot-audit: {message}");
}

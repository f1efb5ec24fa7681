//! Where text and JSON go: standard output, or a file that is replaced whole or not at all.

use std::{
    io::{self, ErrorKind, IsTerminal, Write},
    path::Path,
};

use bee_audit::{Report, atomic_file};

use crate::{
    args::{Format, Output},
    exit::{Failure, Status},
};

/// Columns where nobody says how many there are.
const COLUMNS: usize = 100;

/// Writes the report as asked and tells the exit status that it deserves.
pub(crate) fn write_report(report: &Report, output: &Output) -> Result<Status, Failure> {
    let path = output.output.as_deref().filter(|path| *path != Path::new("-"));
    let terminal = path.is_none() && io::stdout().is_terminal();
    let format = output.format.unwrap_or(if terminal { Format::Text } else { Format::Json });
    let text = match format {
        Format::Json => json(report),
        Format::Text if path.is_some() => {
            anstream::adapter::strip_str(&bee_audit::summary(report, COLUMNS)).to_string()
        }
        Format::Text => bee_audit::summary(report, columns()),
    };
    match (path, format) {
        (Some(path), _) => {
            atomic_file::replace(path, text.as_bytes()).map_err(|error| Failure::writing(path, error))?
        }
        (None, Format::Text) => print(&text)?,
        // Without colour, for which each octet would be looked at.
        (None, Format::Json) => print_bytes(text.as_bytes())?,
    }
    Ok(Status::of(report))
}

/// The value as JSON, ending in a line feed.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    // A report holds no map with keys that are not text, the one thing that JSON cannot express.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Prints to standard output; colour goes through only where it is wanted (`NO_COLOR`, `CLICOLOR_FORCE`, `TERM`).
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::AutoStream::auto(io::stdout().lock());
    told(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Writes bytes to standard output.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    told(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// A reader that has seen enough (`| head`) is no failure.
fn told(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| Failure::writing("standard output", error)),
    }
}

/// The width to fill: `COLUMNS`, the terminal's, or a default.
fn columns() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    stated.or_else(terminal).unwrap_or(COLUMNS)
}

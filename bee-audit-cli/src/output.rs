//! Where text and JSON go: standard output, or a file that is replaced whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, IsTerminal, Write},
    path::{Path, PathBuf},
};

use bee_audit::Report;

use crate::{
    args::{Format, Output},
    exit::{Failure, Status},
    render,
};

/// Columns where nobody says how many there are.
const COLUMNS: usize = 100;

/// Writes the report as asked and tells the exit status that it deserves.
pub(crate) fn write_report(report: &Report, output: &Output) -> Result<Status, Failure> {
    let path = output.output.as_deref().filter(|path| *path != Path::new("-"));
    let terminal = path.is_none() && io::stdout().is_terminal();
    let text = match output.format.unwrap_or(if terminal { Format::Text } else { Format::Json }) {
        Format::Json => json(report),
        Format::Text if path.is_some() => anstream::adapter::strip_str(&render::summary(report, COLUMNS)).to_string(),
        Format::Text => render::summary(report, columns()),
    };
    match path {
        Some(path) => replace(path, text.as_bytes()).map_err(|error| Failure::writing(path, error))?,
        None => print(&text)?,
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

/// Replaces the file at `path`, or leaves it as it was. What is no regular file (`/dev/stdout`, a pipe) is written to.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    // A link stays a link: its target is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        Ok(found) if found.is_file() => write_beside(&path, content, Some(found.permissions())),
        Ok(found) if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(_) => OpenOptions::new().write(true).open(&path)?.write_all(content),
        Err(error) if error.kind() == ErrorKind::NotFound => write_beside(&path, content, None),
        Err(error) => Err(error),
    }
}

/// Writes a new file next to `path`, brings it to disk and gives it the name.
fn write_beside(path: &Path, content: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (fresh, mut file) = create_in(folder)?;
    let written = (|| {
        permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions))?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    })();
    if written.is_err() {
        // The first error is the one to tell.
        let _removed = fs::remove_file(&fresh);
    }
    written?;
    File::open(folder)?.sync_all()
}

/// A file with a name that nobody else uses.
fn create_in(folder: &Path) -> io::Result<(PathBuf, File)> {
    let mut attempt = 0_u32;
    loop {
        let path = folder.join(format!(".bee-audit-{}-{attempt}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            opened => return opened.map(|file| (path, file)),
        }
    }
}

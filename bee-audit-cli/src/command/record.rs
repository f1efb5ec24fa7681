//! `bee-audit record`: this machine, to be replayed elsewhere.

use std::{
    fs::OpenOptions,
    io::{self, IsTerminal, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use bee_audit::{
    LiveHost, Report,
    host::Recording,
    recording::{self, Key},
};

use crate::{
    args::Record,
    exit::{self, Failure, Status},
    output,
};

/// Audits this machine and keeps what it answered.
pub(super) fn run(arguments: Record) -> Result<Status, Failure> {
    let to_stdout = arguments.output.as_deref() == Some(Path::new("-"));
    if to_stdout && io::stdout().is_terminal() {
        return Err(Failure::Usage("a packed recording is not for a terminal: redirect standard output"));
    }
    if arguments.output.as_deref().is_some_and(is_other_archive) {
        return Err(Failure::Usage("the name of a packed recording ends in .tar.zst; other archives are not made"));
    }
    let (options, line) = super::options(arguments.selection)?;
    let live = LiveHost::new(arguments.deadline.timeout);
    let included = absolute(&arguments.include)?;
    let (report, mut recording) = recording::record(&live, &options, &included);
    drop((options, line));
    if arguments.redact {
        let key = arguments.redact_key.as_deref().map_or_else(Key::random, Key::from_text);
        recording = recording::redact(recording, key);
    }
    if to_stdout {
        output::print_bytes(&pack(&recording).map_err(|error| Failure::writing("standard output", error))?)?;
    } else {
        let path = place(arguments.output, &default_name(&report, arguments.redact));
        write(&recording, &path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::Exists(path.clone()),
            _ => Failure::writing(&path, error),
        })?;
        exit::tell(&format!("{} answers recorded in {}", recording.answers.len(), path.display()));
        if !arguments.redact {
            exit::tell("it holds serial numbers and addresses, so nobody else may read it; --redact replaces them");
        }
    }
    Ok(Status::of(&report))
}

/// The files to include as the paths that queries take.
fn absolute(paths: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let found = paths.iter().map(|path| {
        let place = || path.display().to_string();
        let real = path.canonicalize().map_err(|error| Failure::Unreadable { place: place(), error })?;
        Ok(real.to_string_lossy().into_owned())
    });
    found.collect()
}

/// Where the recording goes: what the user says, with the default name when that is a folder that exists.
fn place(output: Option<PathBuf>, default_name: &str) -> PathBuf {
    match output {
        None => PathBuf::from(default_name),
        Some(path) if path.is_dir() => path.join(default_name),
        Some(path) => path,
    }
}

/// `<hostname>-<date>.bee.tar.zst`; a redacted recording does not tell the hostname in its name either.
fn default_name(report: &Report, redacted: bool) -> String {
    let hostname = report.run.hostname.as_deref().filter(|_| !redacted).unwrap_or("host");
    let plain: String = hostname.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let date = report.run.started_at.split('T').next().unwrap_or_default();
    format!("{plain}-{date}.bee.tar.zst")
}

/// Endings of archives, lest one becomes the name of a folder.
const ARCHIVES: [&str; 15] =
    ["7z", "bz2", "cpio", "gz", "lz4", "rar", "tar", "tbz2", "tgz", "txz", "tzst", "xz", "zip", "zst", "zstd"];

/// Whether the name promises an archive that is not written. A folder that exists may be called anything.
fn is_other_archive(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let is_archive = ending.is_some_and(|ending| ARCHIVES.contains(&ending.as_str()));
    is_archive && !is_packed(path) && !path.is_dir()
}

fn is_packed(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".tar.zst")
}

/// Packed or as a folder, as the name says; fails where something is already.
fn write(recording: &Recording, path: &Path) -> io::Result<()> {
    if !is_packed(path) {
        return recording.write_folder(path);
    }
    // Packed first: what fails there leaves no file behind.
    let packed = pack(recording)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(recording.mode()).open(path)?;
    file.write_all(&packed)?;
    file.sync_all()
}

fn pack(recording: &Recording) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    recording.write_packed(&mut packed)?;
    Ok(packed)
}

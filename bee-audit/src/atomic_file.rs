//! A file is replaced whole or not at all: a new one is written beside it, brought to disk and given its name
//! (rename(2)).
//!
//! The new file is locked (flock(2)) as long as somebody writes it, which tells it from one that a killed process left.

#![expect(clippy::disallowed_methods, reason = "where reports are put, not the machine")]

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use nix::fcntl::{Flock, FlockArg};

/// How the names of new files begin and end.
const NAMES: (&str, &str) = (".bee-audit-", ".tmp");

/// Replaces the file at `path`, or leaves it as it was.
///
/// A link stays a link: its target is replaced. What is no regular file (`/dev/stdout`, a pipe) is written to. The
/// error is the system's: of making the new file, writing, syncing or renaming it.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        Ok(found) if found.is_file() => write_beside(&path, content, Some(found.permissions())),
        Ok(found) if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(_) => OpenOptions::new().write(true).open(&path)?.write_all(content),
        Err(error) if error.kind() == ErrorKind::NotFound => write_beside(&path, content, None),
        Err(error) => Err(error),
    }
}

/// Removes new files for `path` that nobody writes any more.
pub fn remove_leftovers(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder_of(path))? {
        let entry = entry?;
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(NAMES.0) && name.ends_with(NAMES.1));
        // Of somebody else's by that name neither a link is followed nor a pipe waited for.
        let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
        let opened = || OpenOptions::new().read(true).custom_flags(flags).open(entry.path());
        if is_ours && let Ok(_unwritten) = opened().and_then(lock) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a new file next to `path`, brings it to disk and gives it the name.
fn write_beside(path: &Path, content: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let folder = folder_of(path);
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

/// A locked file with a name that nobody else uses.
fn create_in(folder: &Path) -> io::Result<(PathBuf, Flock<File>)> {
    let mut attempt = 0_u32;
    loop {
        let path = folder.join(format!("{}{}-{attempt}{}", NAMES.0, std::process::id(), NAMES.1));
        match OpenOptions::new().write(true).create_new(true).open(&path).and_then(lock) {
            // Whoever tidies up may have come between; then the name is gone.
            Ok(file) if file.metadata()?.nlink() > 0 => return Ok((path, file)),
            Ok(_removed) if attempt < 100 => {}
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::WouldBlock) && attempt < 100 => {
            }
            Ok(_) => return Err(ErrorKind::NotFound.into()),
            Err(error) => return Err(error),
        }
        attempt += 1;
    }
}

fn lock(file: File) -> io::Result<Flock<File>> {
    Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(_file, errno)| errno.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of the test's own, empty.
    fn folder(test: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("bee-audit-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn content_is_replaced_and_nothing_else_stays() {
        let folder = folder("replace");
        let file = folder.join("report.json");
        for content in ["one", "two"] {
            replace(&file, content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), content);
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        assert_eq!(replace(&folder, b"").unwrap_err().kind(), ErrorKind::IsADirectory);
        assert_eq!(replace(&folder.join("none/report.json"), b"").unwrap_err().kind(), ErrorKind::NotFound);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_a_killed_process_left_goes_and_what_is_written_stays() {
        let folder = folder("leftovers");
        let left = folder.join(".bee-audit-4194304-0.tmp");
        fs::write(&left, "half").unwrap();
        fs::write(folder.join("other.tmp"), "").unwrap();
        let (fresh, _locked) = create_in(&folder).unwrap();
        remove_leftovers(&folder.join("report.json")).unwrap();
        assert!(!left.exists() && fresh.exists() && folder.join("other.tmp").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}

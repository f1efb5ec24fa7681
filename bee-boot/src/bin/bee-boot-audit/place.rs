//! Where reports lie. One of a failed audit never replaces a good one.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use bee_audit::atomic_file;
use thiserror::Error;

use crate::attempt::Audited;

/// Where a report is now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed(PathBuf);

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

/// The report is not on disk.
#[derive(Debug, Error)]
#[error("cannot write {}: {error}", .place.display())]
pub(crate) struct Unwritable {
    place: PathBuf,
    error: io::Error,
}

/// Puts a report at `output`, or beside it when the audit failed and `output` is there.
pub(crate) fn put(output: &Path, audited: &Audited) -> Result<Placed, Unwritable> {
    let failed = output.with_extension("failed.json");
    let place = if audited.failed && output.is_file() { failed.as_path() } else { output };
    let written = folder_of(output).and_then(|()| {
        atomic_file::remove_leftovers(output)?;
        atomic_file::replace(place, &audited.text)
    });
    written.map_err(|error| Unwritable { place: place.to_owned(), error })?;
    if !audited.failed {
        // It has been mended; most often there was nothing.
        let _absent = fs::remove_file(&failed);
    }
    Ok(Placed(place.to_owned()))
}

/// Makes the folder where it is not there, as in a bare initramfs.
fn folder_of(output: &Path) -> io::Result<()> {
    output.parent().map_or(Ok(()), fs::create_dir_all)
}

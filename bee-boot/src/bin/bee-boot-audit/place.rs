//! Where reports lie. One of a failed audit never replaces a good one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use bee_audit::atomic_file;
use thiserror::Error;

use crate::attempt::Audited;

/// The report is not on disk.
#[derive(Debug, Error)]
#[error("cannot write {}: {error}", .place.display())]
pub(crate) struct Unwritable {
    place: PathBuf,
    error: io::Error,
}

/// Puts a report at `output`, or beside it when the audit failed and `output` is there; tells where it is.
pub(crate) fn put(output: &Path, audited: &Audited) -> Result<PathBuf, Unwritable> {
    let failed = output.with_extension("failed.json");
    let place = if audited.failed && output.is_file() { failed.as_path() } else { output };
    // A report with something left over beside it is better than none.
    let _tidied = atomic_file::remove_leftovers(output);
    let written = make_folder(output).and_then(|()| atomic_file::replace(place, &audited.text));
    written.map_err(|error| Unwritable { place: place.to_owned(), error })?;
    if !audited.failed {
        // It has been mended; most often there was nothing.
        let _absent = fs::remove_file(&failed);
    }
    Ok(place.to_owned())
}

/// Makes the folder where it is not there, as in a bare initramfs.
fn make_folder(output: &Path) -> io::Result<()> {
    output.parent().map_or(Ok(()), fs::create_dir_all)
}

//! Trees of machines that others packed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Unpacks `archive`, without what `left_out` matches, into a folder of the test's own, whose `name` no other test
/// uses: tests run at the same time.
pub(crate) fn unpack(archive: &Path, name: &str, left_out: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _nothing_there = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-C").arg(&folder).args(left_out.iter().map(|pattern| format!("--exclude={pattern}")));
    let status = tar.arg("-xf").arg(archive).status().unwrap();
    assert!(status.success(), "tar cannot unpack {}", archive.display());
    folder
}

/// The machine below a folder: itself or the one in it that holds `sys`.
#[allow(dead_code, reason = "who knows the place in the archive does not look for it")]
pub(crate) fn machine(folder: PathBuf) -> PathBuf {
    if folder.join("sys").is_dir() {
        return folder;
    }
    let mut inside = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    inside.find(|path| path.join("sys").is_dir()).unwrap_or_else(|| panic!("no sys below {}", folder.display()))
}

//! Machines that tests make up, file by file.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

/// An empty folder of the test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _nothing_there = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("sys")).unwrap();
    root
}

/// A file below `root`.
pub(crate) fn file(root: &Path, path: &str, content: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A link below `root`; what was there stays.
#[allow(dead_code, reason = "not every machine has links")]
pub(crate) fn link(root: &Path, path: &str, target: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    if path.symlink_metadata().is_err() {
        symlink(target, path).unwrap();
    }
}

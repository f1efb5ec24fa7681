//! Files of Debian packages in a root that a test lays out.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The files of a package that `iso/builder/VERSIONS` pins; `None` where it cannot be had.
pub(crate) fn package(name: &str) -> Option<PathBuf> {
    let output = Command::new(format!("{REPOSITORY}/iso/builder/fetch.sh")).arg(name).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim_end().into())
}

/// Writes a script that can be run.
pub(crate) fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Copies what is in a folder.
pub(crate) fn copy(what: &Path, into: &Path) {
    assert!(Command::new("cp").arg("-a").arg(what.join(".")).arg(into).status().unwrap().success());
}

/// Copies the libraries that a program is linked with, and `root` lacks, to where its loader looks for them.
pub(crate) fn libraries(program: &Path, root: &Path) {
    let folders = ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/systemd"];
    let folders = folders.map(|folder| root.join(folder).display().to_string()).join(":");
    let output = Command::new("ldd").arg(program).env("LD_LIBRARY_PATH", folders).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    for library in text.split_whitespace().filter(|word| word.starts_with('/')).map(Path::new) {
        let place = root.join(library.strip_prefix("/").unwrap());
        if !library.starts_with(root) && !place.exists() {
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(library, place).unwrap();
        }
    }
}

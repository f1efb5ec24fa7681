//! Files, directories and links.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use super::configuration;
use crate::host::{Error, HEAD_BYTES, Reply};

/// More than any file that is asked for; a larger one is refused with `EFBIG` instead of filling the memory.
const LARGEST: usize = 16 << 20;

pub(super) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

pub(super) fn read(root: &Path, path: &str) -> Result<Reply, Error> {
    let mut file = File::open(below(root, path))?;
    if path.starts_with("/sys/") && path.ends_with("/config") {
        return Ok(Reply::Bytes(configuration::read(&file)?));
    }
    // Attributes of sysfs state a size of one page and are read in one call; asking for more than that is free.
    let mut bytes = vec![0; 4096];
    let mut length = 0;
    loop {
        match file.read(bytes.get_mut(length..).unwrap_or_default())? {
            0 => break,
            count => length += count,
        }
        if length > LARGEST {
            return Err(Error::Failed { errno: libc::EFBIG });
        }
        if length == bytes.len() {
            bytes.resize(length * 2, 0);
        }
    }
    bytes.truncate(length);
    Ok(Reply::Bytes(bytes))
}

pub(super) fn head(root: &Path, path: &str) -> Result<Reply, Error> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    let mut file = File::open(below(root, path))?.take(u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX));
    file.read_to_end(&mut bytes)?;
    Ok(Reply::Bytes(bytes))
}

pub(super) fn list(root: &Path, path: &str) -> Result<Reply, Error> {
    let entries = fs::read_dir(below(root, path))?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    names.sort_unstable();
    Ok(Reply::Entries(names))
}

pub(super) fn link(root: &Path, path: &str) -> Result<Reply, Error> {
    Ok(Reply::Target(fs::read_link(below(root, path))?.to_string_lossy().into_owned()))
}

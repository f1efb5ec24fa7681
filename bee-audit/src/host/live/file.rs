//! Files, directories and links.

use std::{
    fs::{self, File, OpenOptions},
    io::Read,
    os::{fd::OwnedFd, unix::fs::OpenOptionsExt},
    path::{Path, PathBuf},
};

use nix::{
    fcntl::{OFlag, openat},
    sys::stat::Mode,
};

use super::configuration;
use crate::host::{Error, HEAD_BYTES, Query, Reply};

/// More than any file that is asked for; a larger one is refused with `EFBIG` instead of filling the memory.
const LARGEST: usize = 16 << 20;
const PAGE: usize = 4096;

pub(super) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// The files below a root.
pub(super) struct Files<'a> {
    root: &'a Path,
    directory: Option<Directory>,
    /// What a file is read into.
    buffer: Vec<u8>,
}

/// A directory that is open while several of its files are read: walking the way to it, a dozen folders and links in
/// sysfs, takes as long as reading a file.
struct Directory {
    path: String,
    /// An error is that of each file in it.
    descriptor: Result<OwnedFd, Error>,
}

impl<'a> Files<'a> {
    pub(super) fn new(root: &'a Path) -> Files<'a> {
        Files { root, directory: None, buffer: vec![0; PAGE] }
    }

    /// The content of a file, after which `next` will be asked.
    pub(super) fn read(&mut self, path: &str, next: Option<&Query>) -> Result<Reply, Error> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_next_beside = match next {
            Some(Query::Read(next)) => next.rsplit_once('/').is_some_and(|(next, _)| next == folder),
            _ => false,
        };
        // It is not kept beyond the files that were asked for together: a device may come back under the same name.
        let directory = self.directory.take().filter(|directory| directory.path == folder);
        let directory = directory.or_else(|| is_next_beside.then(|| Directory::open(self.root, folder)));
        let file = match &directory {
            Some(directory) => directory.open_file(name),
            None => File::open(below(self.root, path)).map_err(Error::from),
        };
        self.directory = directory.filter(|_| is_next_beside);
        let file = file?;
        if path.starts_with("/sys/") && name == "config" {
            return Ok(Reply::Bytes(configuration::read(&file)?));
        }
        self.whole(file).map(Reply::Bytes)
    }

    /// All that is in a file. Attributes of sysfs state a size of one page and are read in one call; asking for more
    /// than that is free.
    fn whole(&mut self, mut file: File) -> Result<Vec<u8>, Error> {
        let mut length = 0;
        loop {
            match file.read(self.buffer.get_mut(length..).unwrap_or_default())? {
                0 => return Ok(self.buffer.get(..length).unwrap_or_default().to_vec()),
                count => length += count,
            }
            if length > LARGEST {
                return Err(Error::Failed { errno: libc::EFBIG });
            }
            if length == self.buffer.len() {
                self.buffer.resize(length * 2, 0);
            }
        }
    }

    /// The first octets of a file.
    pub(super) fn head(&self, path: &str) -> Result<Reply, Error> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES);
        let mut file = File::open(below(self.root, path))?.take(u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX));
        file.read_to_end(&mut bytes)?;
        Ok(Reply::Bytes(bytes))
    }

    /// The names in a directory, sorted.
    pub(super) fn list(&self, path: &str) -> Result<Reply, Error> {
        let entries = fs::read_dir(below(self.root, path))?;
        let mut names = entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<Result<Vec<_>, std::io::Error>>()?;
        names.sort_unstable();
        Ok(Reply::Entries(names))
    }

    /// The target of a symbolic link.
    pub(super) fn link(&self, path: &str) -> Result<Reply, Error> {
        Ok(Reply::Target(fs::read_link(below(self.root, path))?.to_string_lossy().into_owned()))
    }
}

impl Directory {
    fn open(root: &Path, path: &str) -> Directory {
        let opened =
            OpenOptions::new().read(true).custom_flags(libc::O_PATH | libc::O_DIRECTORY).open(below(root, path));
        Directory { path: path.to_owned(), descriptor: opened.map(OwnedFd::from).map_err(Error::from) }
    }

    fn open_file(&self, name: &str) -> Result<File, Error> {
        let directory = self.descriptor.as_ref().map_err(Clone::clone)?;
        let file = openat(directory, name, OFlag::O_RDONLY | OFlag::O_CLOEXEC, Mode::empty());
        Ok(File::from(file.map_err(std::io::Error::from)?))
    }
}

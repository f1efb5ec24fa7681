//! Answers from a recording, or from a bare tree of files, as the machine answered.

#![expect(clippy::disallowed_methods, reason = "the folder of a recording, not the machine")]

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::{
    Error, HEAD_BYTES, Host, Query, Reply,
    record::{FORMAT, Line, Manifest},
    tree::{Node, Tree},
};

/// First octets of a Zstandard frame (RFC 8878 §3.1.1).
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// More than any recording unpacks to.
const LARGEST: u64 = 512 << 20;

/// A machine that was recorded.
#[derive(Debug)]
pub struct Replay {
    tree: Tree,
    answers: HashMap<Query, Result<Reply, Error>>,
    /// What a query gets that is neither in the tree nor among the answers.
    otherwise: Error,
}

/// Why a path cannot be replayed.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A file cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Neither a recording nor a tree that holds `sys/` or `proc/`.
    #[error("{0}: neither a recording nor a tree with sys/ or proc/ in it")]
    NoHost(PathBuf),
    /// `host.json` is not this format's.
    #[error("host.json is not of the format {FORMAT}: {0}")]
    OtherFormat(String),
    /// A line of `answers.jsonl` cannot be understood.
    #[error("answers.jsonl, line {line}: {error}")]
    BadAnswer {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The packed recording is damaged, or larger than a recording can be.
    #[error("{path}: not a packed recording: {reason}")]
    BadArchive {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Replay {
    /// Opens a recording (folder or packed), or a bare tree that holds `sys/` or `proc/`.
    ///
    /// In a recording, a query that was not recorded gets [`Error::NotRecorded`]; in a bare tree, what is not there is
    /// [`Error::Absent`].
    pub fn open(path: &Path) -> Result<Replay, OpenError> {
        let unreadable = |error| OpenError::Unreadable { path: path.to_owned(), error };
        if fs::metadata(path).map_err(unreadable)?.is_file() {
            return Replay::unpack(File::open(path).map_err(unreadable)?, path);
        }
        if path.join("host.json").is_file() {
            let read = |name| fs::read_to_string(path.join(name)).map_err(unreadable);
            check_manifest(&read("host.json")?)?;
            let answers = parse_answers(&read("answers.jsonl")?)?;
            return Ok(Replay { tree: Tree::Folder(path.join("root")), answers, otherwise: Error::NotRecorded });
        }
        if path.join("sys").is_dir() || path.join("proc").is_dir() {
            let tree = Tree::Folder(path.to_owned());
            return Ok(Replay { tree, answers: HashMap::new(), otherwise: Error::Absent });
        }
        Err(OpenError::NoHost(path.to_owned()))
    }

    /// Reads a packed recording from a stream, such as standard input, that errors call `path`.
    pub fn unpack(mut packed: impl Read, path: &Path) -> Result<Replay, OpenError> {
        let mut start = [0; ZSTANDARD.len()];
        match packed.read_exact(&mut start) {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                return Err(OpenError::Unreadable { path: path.to_owned(), error });
            }
            Ok(()) if start == ZSTANDARD => {}
            _ => return Err(OpenError::NoHost(path.to_owned())),
        }
        let bad = |reason: String| OpenError::BadArchive { path: path.to_owned(), reason };
        let mut files = read_archive(start.chain(packed)).map_err(|error| bad(error.to_string()))?;
        let mut text = |name: &str| match files.remove(name) {
            Some(Node::File(content)) => String::from_utf8(content).map_err(|error| bad(error.to_string())),
            _ => Err(bad(format!("no {name} in it"))),
        };
        check_manifest(&text("host.json")?)?;
        let answers = parse_answers(&text("answers.jsonl")?)?;
        let below_root =
            files.into_iter().filter_map(|(name, node)| Some((name.strip_prefix("root/")?.to_owned(), node)));
        Ok(Replay { tree: Tree::Memory(below_root.collect()), answers, otherwise: Error::NotRecorded })
    }
}

impl Host for Replay {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        if let Some(answer) = self.answers.get(query) {
            return answer.clone();
        }
        let found = match query {
            Query::Read(path) => self.tree.read(path).map(Reply::Bytes),
            Query::Head(path) => self.tree.read(path).map(|mut bytes| {
                bytes.truncate(HEAD_BYTES);
                Reply::Bytes(bytes)
            }),
            Query::Link(path) => self.tree.link(path).map(Reply::Target),
            // A recorded tree holds only what was read; what a folder held is among the answers.
            Query::List(path) if self.otherwise == Error::Absent => self.tree.list(path).map(Reply::Entries),
            _ => Err(Error::Absent),
        };
        found.map_err(|error| if error == Error::Absent { self.otherwise.clone() } else { error })
    }
}

fn check_manifest(json: &str) -> Result<(), OpenError> {
    let manifest: Manifest = serde_json::from_str(json).map_err(|error| OpenError::OtherFormat(error.to_string()))?;
    if manifest.format == FORMAT { Ok(()) } else { Err(OpenError::OtherFormat(manifest.format)) }
}

fn parse_answers(lines: &str) -> Result<HashMap<Query, Result<Reply, Error>>, OpenError> {
    let numbered = lines.lines().enumerate();
    let parsed = numbered.map(|(index, line)| {
        let line: Line = serde_json::from_str(line).map_err(|error| OpenError::BadAnswer { line: index + 1, error })?;
        Ok((line.query, line.answer.0))
    });
    parsed.collect()
}

/// Files and links of a `.tar.zst`, by the path in it.
fn read_archive(packed: impl Read) -> io::Result<BTreeMap<String, Node>> {
    let decoder = ruzstd::decoding::StreamingDecoder::new(packed).map_err(io::Error::other)?;
    let mut archive = tar::Archive::new(decoder.take(LARGEST));
    let mut files = BTreeMap::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let node = match entry.header().entry_type() {
            tar::EntryType::Regular => {
                let mut content = Vec::new();
                entry.read_to_end(&mut content)?;
                Node::File(content)
            }
            tar::EntryType::Symlink => {
                Node::Link(entry.link_name()?.map(|target| target.to_string_lossy().into_owned()).unwrap_or_default())
            }
            _ => continue,
        };
        files.insert(name.trim_start_matches("./").to_owned(), node);
    }
    Ok(files)
}

//! Writes down what a machine answers, so that [`Replay`](super::Replay) answers the same elsewhere.
//!
//! A recording is a folder, or the same folder packed as `.tar.zst`:
//!
//! - `host.json`: the [`Manifest`];
//! - `root/`: every file and link that was read, at its real place, so that other tools can read the tree too;
//! - `answers.jsonl`: all other answers, refusals included, one a line, sorted by query.

#![expect(clippy::disallowed_methods, reason = "the folder of a recording, not the machine")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt as _, symlink},
    path::Path,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::{
    Answer, Error, Host, Query, Reply,
    tree::{Node, Tree},
};

/// What `host.json` says of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `bee-recording/1`.
    pub format: String,
    /// Version of the library that recorded.
    pub recorded_by: String,
    /// Whether identities were replaced by tokens.
    pub redacted: bool,
}

/// The only format there is.
pub(super) const FORMAT: &str = "bee-recording/1";

impl Default for Manifest {
    fn default() -> Manifest {
        Manifest { format: FORMAT.into(), recorded_by: env!("CARGO_PKG_VERSION").into(), redacted: false }
    }
}

/// One line of `answers.jsonl`.
#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) query: Query,
    pub(super) answer: Answer,
}

/// A host that remembers what another host answered; the same query is put to that host once only.
pub struct Recorder<'a> {
    host: &'a dyn Host,
    answers: Mutex<BTreeMap<Query, Result<Reply, Error>>>,
}

impl<'a> Recorder<'a> {
    /// Records what `host` answers.
    pub fn new(host: &'a dyn Host) -> Recorder<'a> {
        Recorder { host, answers: Mutex::default() }
    }

    /// Ends the recording. Asks the host for the links on the way to what was read.
    pub fn finish(self) -> Recording {
        let mut answers = self.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut folders = BTreeSet::new();
        for query in answers.keys() {
            if let Query::Read(path) | Query::List(path) | Query::Link(path) = query {
                folders.extend(path.match_indices('/').filter_map(|(end, _)| path.get(..end)).map(str::to_owned));
            }
        }
        let links = folders.into_iter().filter(|folder| !folder.is_empty()).map(Query::Link);
        for query in links.collect::<Vec<_>>() {
            if let Ok(target) = self.host.ask(&query) {
                answers.entry(query).or_insert(Ok(target));
            }
        }
        Recording { manifest: Manifest::default(), answers }
    }

    fn known(&self, query: &Query) -> Option<Result<Reply, Error>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(query).cloned()
    }
}

impl Host for Recorder<'_> {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        self.ask_all(std::slice::from_ref(query)).pop().unwrap_or(Err(Error::Absent))
    }

    fn ask_all(&self, queries: &[Query]) -> Vec<Result<Reply, Error>> {
        let unknown: Vec<Query> = queries.iter().filter(|query| self.known(query).is_none()).cloned().collect();
        let fresh = self.host.ask_all(&unknown);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        for (query, answer) in unknown.into_iter().zip(fresh) {
            answers.entry(query).or_insert(answer);
        }
        queries.iter().map(|query| answers.get(query).cloned().unwrap_or(Err(Error::Absent))).collect()
    }
}

/// What a machine answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// How it was recorded.
    pub manifest: Manifest,
    /// Every query with its answer.
    pub answers: BTreeMap<Query, Result<Reply, Error>>,
}

impl Recording {
    /// Writes the recording as the folder `path`, which must not exist yet. Unless it is redacted, nobody else may read
    /// it.
    pub fn write_folder(&self, path: &Path) -> io::Result<()> {
        let mode = if self.manifest.redacted { 0o755 } else { 0o700 };
        fs::DirBuilder::new().mode(mode).create(path)?;
        for (name, node) in self.files()? {
            let place = path.join(name);
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent)?;
            }
            match node {
                Node::File(content) => fs::write(place, content)?,
                Node::Link(target) => symlink(target, place)?,
                Node::Directory(_) => {}
            }
        }
        Ok(())
    }

    /// Permissions of a file that holds it: identities are for who recorded them.
    pub fn mode(&self) -> u32 {
        if self.manifest.redacted { 0o644 } else { 0o600 }
    }

    /// Writes the recording packed as `.tar.zst`.
    pub fn write_packed(&self, into: &mut dyn Write) -> io::Result<()> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, node) in self.files()? {
            let mut header = tar::Header::new_gnu();
            header.set_mode(0o644);
            match node {
                Node::File(content) => {
                    header.set_size(u64::try_from(content.len()).map_err(io::Error::other)?);
                    archive.append_data(&mut header, name, content.as_slice())?;
                }
                Node::Link(target) => {
                    header.set_entry_type(tar::EntryType::Symlink);
                    header.set_size(0);
                    archive.append_link(&mut header, name, target)?;
                }
                Node::Directory(_) => {}
            }
        }
        let packed = archive.into_inner()?;
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        into.write_all(&ruzstd::encoding::compress_to_vec(packed.as_slice(), level))
    }

    /// The recording as files and links by relative path.
    fn files(&self) -> io::Result<BTreeMap<String, Node>> {
        let links = self.links();
        let mut files = BTreeMap::new();
        let mut lines = Vec::new();
        for (query, answer) in &self.answers {
            let node = match (query, answer) {
                (Query::Read(path), Ok(Reply::Bytes(content))) => {
                    Some((links.resolve(path, true), Node::File(content.clone())))
                }
                (Query::Link(path), Ok(Reply::Target(target))) => {
                    Some((links.resolve(path, false), Node::Link(target.clone())))
                }
                _ => None,
            };
            match node {
                Some((Ok(path), node)) => drop(files.entry(format!("root/{path}")).or_insert(node)),
                _ => lines.push(serde_json::to_string(&Line { query: query.clone(), answer: Answer(answer.clone()) })?),
            }
        }
        lines.sort_unstable();
        let answers = lines.into_iter().map(|line| line + "\n").collect::<String>();
        files.insert("answers.jsonl".into(), Node::File(answers.into_bytes()));
        let manifest = serde_json::to_string_pretty(&self.manifest)? + "\n";
        files.insert("host.json".into(), Node::File(manifest.into_bytes()));
        Ok(files)
    }

    /// The links alone, at their real places. A link below another link is placed once that one is.
    fn links(&self) -> Tree {
        let mut links = Tree::Memory(BTreeMap::new());
        // Queries are sorted: the link of a folder comes before the links inside that folder.
        for (query, answer) in &self.answers {
            let (Query::Link(path), Ok(Reply::Target(target))) = (query, answer) else { continue };
            let place = links.resolve(path, false);
            if let (Ok(place), Tree::Memory(nodes)) = (place, &mut links) {
                nodes.insert(place, Node::Link(target.clone()));
            }
        }
        links
    }
}

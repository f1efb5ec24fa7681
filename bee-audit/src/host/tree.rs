//! A tree of files that is not this machine's: a folder, or the content of a packed recording.
//!
//! Links are followed here and stay inside the tree, so that `/sys/class/net/eth0/address` resolves as on the machine
//! that the tree was taken from, whatever the tree holds.

#![expect(clippy::disallowed_methods, reason = "the folder of a recording, not the machine")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::Error;

/// More than the kernel follows (`MAXSYMLINKS`).
const MOST_LINKS: usize = 40;

/// Where the nodes of a tree are.
#[derive(Debug)]
pub(super) enum Tree {
    /// Below a folder.
    Folder(PathBuf),
    /// In memory, by path without leading slash.
    Memory(BTreeMap<String, Node>),
}

/// What a path without links leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    File(Vec<u8>),
    Link(String),
    Directory(Vec<String>),
}

impl Tree {
    /// The content of the file that `path` leads to.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        match self.node(&self.resolve(path, true)?)? {
            Node::File(content) => Ok(content),
            _ => Err(Error::Failed { errno: libc::EISDIR }),
        }
    }

    /// The target of the link at `path`.
    pub(super) fn link(&self, path: &str) -> Result<String, Error> {
        match self.node(&self.resolve(path, false)?)? {
            Node::Link(target) => Ok(target),
            _ => Err(Error::Unsupported),
        }
    }

    /// The sorted names in the directory that `path` leads to.
    pub(super) fn list(&self, path: &str) -> Result<Vec<String>, Error> {
        match self.node(&self.resolve(path, true)?)? {
            Node::Directory(names) => Ok(names),
            _ => Err(Error::Absent),
        }
    }

    /// `path` with its links followed, the last one only when `to_the_end`; no leading slash.
    pub(super) fn resolve(&self, path: &str, to_the_end: bool) -> Result<String, Error> {
        let mut waiting: Vec<String> = path.rsplit('/').map(str::to_owned).collect();
        let mut resolved: Vec<String> = Vec::new();
        let mut links = 0;
        while let Some(name) = waiting.pop() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    resolved.pop();
                    continue;
                }
                _ => resolved.push(name),
            }
            let is_last = waiting.iter().all(String::is_empty);
            if is_last && !to_the_end {
                break;
            }
            let Some(target) = self.link_target(&resolved.join("/")) else { continue };
            links += 1;
            if links > MOST_LINKS {
                return Err(Error::Failed { errno: libc::ELOOP });
            }
            resolved.pop();
            if target.starts_with('/') {
                resolved.clear();
            }
            waiting.extend(target.rsplit('/').map(str::to_owned));
        }
        Ok(resolved.join("/"))
    }

    /// What stands at `path`, which has no links before its last name.
    fn node(&self, path: &str) -> Result<Node, Error> {
        match self {
            Tree::Folder(root) => folder_node(&root.join(path)),
            Tree::Memory(nodes) => {
                nodes.get(path).cloned().or_else(|| memory_directory(nodes, path)).ok_or(Error::Absent)
            }
        }
    }

    fn link_target(&self, path: &str) -> Option<String> {
        match self {
            Tree::Folder(root) => Some(fs::read_link(root.join(path)).ok()?.to_string_lossy().into_owned()),
            Tree::Memory(nodes) => match nodes.get(path)? {
                Node::Link(target) => Some(target.clone()),
                _ => None,
            },
        }
    }
}

fn folder_node(path: &Path) -> Result<Node, Error> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_symlink() {
        return Ok(Node::Link(fs::read_link(path)?.to_string_lossy().into_owned()));
    }
    if kind.is_dir() {
        let names = fs::read_dir(path)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<Result<Vec<_>, std::io::Error>>()?;
        names.sort_unstable();
        return Ok(Node::Directory(names));
    }
    // A FIFO or device node in somebody's tree must not hang or answer for this machine.
    if !kind.is_file() {
        return Err(Error::Unsupported);
    }
    Ok(Node::File(fs::read(path)?))
}

fn memory_directory(nodes: &BTreeMap<String, Node>, path: &str) -> Option<Node> {
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let below = nodes.range(prefix.clone()..).map_while(|(path, _)| path.strip_prefix(&prefix));
    let mut names: Vec<String> = below.filter_map(|rest| rest.split('/').next().map(str::to_owned)).collect();
    names.dedup();
    names.sort_unstable();
    (!names.is_empty()).then_some(Node::Directory(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let file = |text: &str| Node::File(text.as_bytes().to_vec());
        let link = |target: &str| Node::Link(target.to_owned());
        Tree::Memory(BTreeMap::from([
            ("sys/class/net/eth0".to_owned(), link("../../devices/pci0/eth0")),
            ("sys/devices/pci0/eth0/address".to_owned(), file("aa\n")),
            ("sys/devices/pci0/eth0/device".to_owned(), link("../../pci0")),
            ("sys/devices/pci0/vendor".to_owned(), file("0x8086\n")),
            ("loop".to_owned(), link("/loop")),
            ("out".to_owned(), link("../../../etc/passwd")),
        ]))
    }

    #[test]
    fn links_are_followed_inside_the_tree() {
        let tree = tree();
        assert_eq!(tree.read("/sys/class/net/eth0/address"), Ok(b"aa\n".to_vec()));
        assert_eq!(tree.read("/sys/class/net/eth0/device/vendor"), Ok(b"0x8086\n".to_vec()));
        assert_eq!(tree.link("/sys/class/net/eth0"), Ok("../../devices/pci0/eth0".to_owned()));
        assert_eq!(tree.list("/sys/devices/pci0"), Ok(vec!["eth0".to_owned(), "vendor".to_owned()]));
        assert_eq!(tree.read("/loop"), Err(Error::Failed { errno: libc::ELOOP }));
        assert_eq!(tree.read("/out"), Err(Error::Absent));
        assert_eq!(tree.link("/sys/devices/pci0/vendor"), Err(Error::Unsupported));
    }
}

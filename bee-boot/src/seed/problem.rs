//! What is wrong with a seed, and where.

use std::{fmt, io};

use serde::Serialize;
use thiserror::Error;

use super::place::Path;

/// One objection to a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Label of the card; `null` where it could not be read.
    pub label: Option<String>,
    /// JSON path of the value.
    pub path: String,
    /// Line of the value, from 1.
    pub line: usize,
    /// Column of the value, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    pub(super) fn new(text: &str, label: Option<&str>, path: &Path, message: String) -> Problem {
        let (line, column) = path.locate(text);
        Problem { label: label.map(str::to_owned), path: path.to_string(), line, column, message }
    }
}

/// `3:14: card "sshd", $.genesis[1].payload: …`, as editors and terminals understand it.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: ", self.line, self.column)?;
        if let Some(label) = &self.label {
            write!(formatter, "card {label:?}, ")?;
        }
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

/// Why a seed cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It is a folder, a pipe or a device.
    #[error("not a file")]
    NoFile,
    /// It is larger than any card.
    #[error("larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    /// It is no text.
    #[error("not UTF-8, from octet {0} on")]
    NoText(usize),
    /// Its content is wrong; at least one problem.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Bad(Vec<Problem>),
}

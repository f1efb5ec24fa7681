//! The seed: the card that PID 1 loads, with all cards below it.

mod capability;
mod card;
mod dependencies;
mod extensions;
pub mod lookup;
mod payload;
mod permissions;
mod place;
mod problem;
mod soma;
mod supervision;
mod ulid;
mod validate;

use std::{fs::File, io::Read as _, os::unix::fs::OpenOptionsExt as _, path::Path as FilePath};

pub use capability::*;
pub use card::*;
pub use dependencies::{Dependencies, Progress};
pub use extensions::{Extensions, Unknown, unknown};
pub use payload::*;
pub use permissions::*;
pub use place::{Path, Step};
pub use problem::{LoadError, Problem};
pub use soma::*;
pub use supervision::*;
pub use ulid::{BadUlid, Ulid};

/// The largest file that is read as a card.
pub const LARGEST: u64 = 1 << 20;

/// Loads the card in a file.
pub fn load(path: &FilePath) -> Result<Card, LoadError> {
    parse(&read(path)?)
}

/// The text of a card's file. Neither a pipe without a writer nor an endless device holds the reader up.
fn read(path: &FilePath) -> Result<String, LoadError> {
    let file = File::options().read(true).custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(LoadError::NoFile);
    }
    // Room for all of it and for seeing its end, so that it is read at once.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(LARGEST)).unwrap_or_default() + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() > usize::try_from(LARGEST).unwrap_or(usize::MAX) {
        return Err(LoadError::TooLarge(LARGEST));
    }
    String::from_utf8(bytes).map_err(|error| LoadError::NoText(error.utf8_error().valid_up_to()))
}

/// Decodes and validates a card.
pub fn parse(text: &str) -> Result<Card, LoadError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let card: Card = serde_path_to_error::deserialize(&mut reader).map_err(|error| bad(text, &error))?;
    if let Err(error) = reader.end() {
        return Err(LoadError::Bad(vec![unparsable(&error, &Path::default(), None)]));
    }
    match validate::problems(&card, text) {
        problems if problems.is_empty() => Ok(card),
        problems => Err(LoadError::Bad(problems)),
    }
}

fn bad(text: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> LoadError {
    use serde_path_to_error::Segment;
    let steps = error.path().iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { variant } => Some(Step::Key(variant.clone())),
        Segment::Unknown => None,
    });
    let path = Path(steps.collect());
    let label = validate::label_of(text, &path);
    let mut problem = unparsable(error.inner(), &path, label);
    if error.inner().is_data() {
        // The parser says where it stopped, which is behind the value.
        (problem.line, problem.column) = path.locate(text);
    }
    LoadError::Bad(vec![problem])
}

/// What the parser says, without the place that it appends to its words.
fn unparsable(error: &serde_json::Error, path: &Path, label: Option<String>) -> Problem {
    let message = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    Problem {
        label,
        path: path.to_string(),
        line: error.line(),
        column: error.column(),
        message: message.strip_suffix(&end).unwrap_or(&message).to_owned(),
    }
}

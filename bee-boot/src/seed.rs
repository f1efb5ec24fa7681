//! The seed: the card that PID 1 loads, with all cards below it.

mod capability;
mod card;
mod decode;
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
mod words;

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
    let card = decode::card(text).map_err(LoadError::Bad)?;
    match validate::problems(&card, text) {
        problems if problems.is_empty() => Ok(card),
        problems => Err(LoadError::Bad(problems)),
    }
}

//! Where the seed is.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{Card, LoadError, load};

/// Where PID 1 looks, the first file that is there counts.
pub const OF_THE_MACHINE: [&str; 2] = ["/ente/seed.card.json", "/ente/seed.card"];
/// Where a trial looks after that.
pub const OF_A_TRIAL: [&str; 2] = ["./seed.card.json", "./seed.card"];

/// What is at one of the places.
#[derive(Debug)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// Its card, or why it is none: a bad one is never passed over.
    pub card: Result<Card, LoadError>,
}

/// The first file that is there; `None` where there is none.
pub fn find(places: impl IntoIterator<Item = impl AsRef<Path>>) -> Option<Found> {
    places.into_iter().find_map(|place| {
        let path = place.as_ref();
        let card = load(path);
        let is_missing = matches!(&card, Err(LoadError::Unreadable(error)) if error.kind() == ErrorKind::NotFound);
        // A link that leads nowhere is there.
        (!is_missing || path.is_symlink()).then(|| Found { path: path.to_owned(), card })
    })
}

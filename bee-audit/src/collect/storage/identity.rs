//! Identities: kept when they are values, set aside when they are fillers.

use crate::{decode::placeholder, report::Placeholders};

/// `raw`, where it is a value; a filler goes to `placeholders` under `field`.
pub(super) fn value(raw: Option<String>, field: &str, placeholders: &mut Placeholders) -> Option<String> {
    let raw = raw?;
    if placeholder::is_placeholder(&raw) {
        placeholders.insert(field.to_owned(), raw);
        return None;
    }
    Some(raw)
}

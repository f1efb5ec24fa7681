//! Attributes: small files in one directory, of which each holds one value (Linux,
//! Documentation/filesystems/sysfs.rst).

use std::collections::HashMap;

use crate::{decode, host::Query};

/// The queries for files in one directory.
pub(crate) fn files(directory: &str, names: &[&str]) -> Vec<Query> {
    names.iter().map(|name| Query::Read([directory, "/", name].concat())).collect()
}

/// Attributes of one device by name, as read from its directory.
#[derive(Debug, Default)]
pub(crate) struct Attributes(pub(super) HashMap<String, Vec<u8>>);

impl Attributes {
    /// The raw content.
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// Text without blanks at both ends; `None` when nothing is left.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        decode::text(self.bytes(name)?)
    }

    /// A decimal number, or one with a `0x` prefix.
    pub(crate) fn number<N: TryFrom<i128>>(&self, name: &str) -> Option<N> {
        let text = self.text(name)?;
        let number = match text.strip_prefix("0x") {
            Some(digits) => i128::from(u64::from_str_radix(digits, 16).ok()?),
            None => text.parse().ok()?,
        };
        N::try_from(number).ok()
    }

    /// `0`/`1`, `N`/`Y`.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.as_str() {
            "0" | "N" => Some(false),
            "1" | "Y" => Some(true),
            _ => None,
        }
    }
}

//! Identities of cards: 128 bits as 26 characters of Crockford's base 32.
//!
//! ULID specification, "Canonical string representation"; Crockford base 32 without I, L, O and U. The first character
//! is 0 to 7, since 26 characters hold 130 bits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Digits in the order of their values.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// An identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ulid(pub u128);

/// Why a text is no ULID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadUlid {
    /// Another number of characters.
    #[error("a ULID has 26 characters, this has {0}")]
    Length(usize),
    /// A character that stands for no digit.
    #[error("{0:?} is no digit of a ULID (Crockford's base 32, without I, L, O and U)")]
    Digit(char),
    /// More than 128 bits.
    #[error("a ULID begins with 0 to 7")]
    TooLarge,
}

impl FromStr for Ulid {
    type Err = BadUlid;

    fn from_str(text: &str) -> Result<Ulid, BadUlid> {
        let count = text.chars().count();
        if count != LENGTH {
            return Err(BadUlid::Length(count));
        }
        if text.chars().next().is_some_and(|first| !matches!(first, '0'..='7')) {
            return Err(BadUlid::TooLarge);
        }
        let value = |digit: char| {
            let upper = digit.to_ascii_uppercase();
            let value = DIGITS.iter().position(|known| char::from(*known) == upper);
            value.and_then(|value| u128::try_from(value).ok()).ok_or(BadUlid::Digit(digit))
        };
        text.chars().try_fold(0, |number, digit| Ok(number << 5 | value(digit)?)).map(Ulid)
    }
}

impl fmt::Display for Ulid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..LENGTH).rev() {
            let value = usize::try_from(self.0 >> (5 * place) & 31).unwrap_or_default();
            formatter.write_str(
                DIGITS.get(value).map_or("", |digit| std::str::from_utf8(std::slice::from_ref(digit)).unwrap_or("")),
            )?;
        }
        Ok(())
    }
}

impl Serialize for Ulid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ulid {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Ulid, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Ulid {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ulid".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_are_the_same() {
        // The example of the specification, and the largest one.
        for text in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"] {
            assert_eq!(text.parse::<Ulid>().unwrap().to_string(), text);
        }
        assert_eq!("7ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse(), Ok(Ulid(u128::MAX)));
        assert_eq!("01arz3ndektsv4rrffq69g5fav".parse::<Ulid>(), "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse());
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!("01ARZ3".parse::<Ulid>(), Err(BadUlid::Length(6)));
        assert_eq!("8ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<Ulid>(), Err(BadUlid::TooLarge));
        for digit in ['I', 'L', 'O', 'U', 'é', '-'] {
            assert_eq!(format!("0{digit}{}", "0".repeat(24)).parse::<Ulid>(), Err(BadUlid::Digit(digit)));
        }
    }
}

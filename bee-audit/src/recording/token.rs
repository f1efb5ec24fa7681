//! Tokens that stand for identities: of the same length and alphabet, the same for the same key, and nothing without
//! it.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use siphasher::sip::SipHasher24;

/// What makes tokens stable: two recordings that were redacted with the same key can be compared.
#[derive(Clone, Copy)]
pub struct Key(u64, u64);

impl Key {
    /// A key that nobody knows, from the system's random numbers.
    pub fn random() -> Key {
        Key(RandomState::new().hash_one(0), RandomState::new().hash_one(1))
    }

    /// The key that `text` stands for.
    pub fn from_text(text: &str) -> Key {
        let half = |seed| {
            let mut hasher = SipHasher24::new_with_keys(seed, 0);
            hasher.write(text.as_bytes());
            hasher.finish()
        };
        Key(half(1), half(2))
    }

    /// Eight pseudo-random octets: the `block`th of those that belong to `identity`.
    fn block(self, identity: &[u8], block: u64) -> [u8; 8] {
        let mut hasher = SipHasher24::new_with_keys(self.0, self.1);
        hasher.write(identity);
        hasher.write_u64(block);
        hasher.finish().to_le_bytes()
    }

    fn stream(self, identity: &[u8]) -> impl Iterator<Item = u8> + '_ {
        (0..).flat_map(move |block| self.block(identity, block))
    }

    /// A pseudo-random octet that belongs to `identity`.
    pub(super) fn octet(self, identity: &[u8]) -> u8 {
        let [octet, ..] = self.block(identity, 0);
        octet
    }

    /// The token for a text. Digits stay digits, `a`–`f` stay `a`–`f` and other letters letters, in their case, so that
    /// a hexadecimal number stays one; everything else stays as it is. Case does not change the token.
    pub(super) fn text(self, text: &str) -> String {
        let identity = text.to_ascii_lowercase();
        text.chars()
            .zip(self.stream(identity.as_bytes()))
            .map(|(character, random)| replace(character, random))
            .collect()
    }

    /// The token for hexadecimal digits with separators, of which the first `kept` digits say the maker and stay.
    pub(super) fn hex(self, digits: &str, kept: usize) -> String {
        let identity: String = digits.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase();
        let mut random = self.stream(identity.as_bytes()).skip(kept);
        let mut seen = 0;
        let token = digits.chars().map(|character| {
            if !character.is_ascii_hexdigit() {
                return character;
            }
            seen += 1;
            if seen <= kept {
                return character;
            }
            let digit = char::from_digit(u32::from(random.next().unwrap_or_default() % 16), 16).unwrap_or('0');
            if character.is_ascii_uppercase() { digit.to_ascii_uppercase() } else { digit }
        });
        token.collect()
    }
}

/// A character of the same class.
fn replace(character: char, random: u8) -> char {
    let (first, size) = match character {
        '0'..='9' => (b'0', 10),
        'a'..='f' => (b'a', 6),
        'A'..='F' => (b'A', 6),
        'g'..='z' => (b'g', 20),
        'G'..='Z' => (b'G', 20),
        _ => return character,
    };
    char::from(first + random % size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_length_and_alphabet_and_depend_on_the_key() {
        let (one, other) = (Key::from_text("one"), Key::from_text("other"));
        let token = one.text("PHLJ-0123 abxy");
        assert_eq!(token.len(), "PHLJ-0123 abxy".len());
        assert_eq!(token.as_bytes()[4], b'-');
        assert!(token[5..9].chars().all(|digit| digit.is_ascii_digit()));
        assert_eq!(token, one.text("PHLJ-0123 abxy"));
        assert_ne!(token, other.text("PHLJ-0123 abxy"));
        assert_eq!(token.to_lowercase(), one.text("phlj-0123 ABXY").to_lowercase());
        assert_ne!(Key::random().text("PHLJ-0123"), Key::random().text("PHLJ-0123"));
    }

    #[test]
    fn the_maker_of_an_address_stays() {
        let token = Key::from_text("one").hex("a4:bf:01:23:45:67", 6);
        assert!(token.starts_with("a4:bf:01:") && token != "a4:bf:01:23:45:67", "{token}");
        let plain: String = token.split(':').collect();
        assert_eq!(Key::from_text("one").hex("a4bf01234567", 6), plain);
    }
}

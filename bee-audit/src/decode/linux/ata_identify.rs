//! The `id` attribute of an ATA device: its IDENTIFY DEVICE data as words in hexadecimal digits.
//!
//! Document: Documentation/ABI/testing/sysfs-ata (`/sys/class/ata_device/devX/id`): 256 words of four digits, eight a
//! line, in the order of the standard.

use super::STANDARD;
use crate::decode::{Error, Fault};

/// Words of IDENTIFY DEVICE data.
const WORDS: usize = 256;

/// The octets of the data as the device sent them: least significant octet of each word first.
///
/// Fails on anything that is not a word of four digits, and on another number of words than 256.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(2 * WORDS);
    for word in text.split_whitespace().take(WORDS + 1) {
        let value = u16::from_str_radix(word, 16).ok().filter(|_| word.len() == 4);
        let value = value.ok_or_else(|| Error::new(STANDARD, bytes.len(), Fault::NotText))?;
        bytes.extend(value.to_le_bytes());
    }
    if bytes.len() == 2 * WORDS {
        Ok(bytes)
    } else {
        let fault = Fault::Truncated { need: 2 * WORDS, have: bytes.len() };
        Err(Error::new(STANDARD, bytes.len(), fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_octets() {
        let text = "045a 3fff\n".repeat(128);
        let bytes = decode(&text).unwrap();
        assert_eq!(bytes.get(..4), Some(&[0x5a, 0x04, 0xff, 0x3f][..]));
        assert_eq!(bytes.len(), 512);
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "045a", &"045a ".repeat(257), &"45a ".repeat(256), &"04zz ".repeat(256)] {
            assert!(decode(text).is_err());
        }
    }
}

//! Element Descriptor page (07h): the name of each element.
//!
//! Document: SES-3 §6.1.10.
//!
//! Real enclosures: names are padded with blanks, repeat the type, or are the same for all of it; many leave them
//! empty.

use serde::Serialize;

use super::{Page, STANDARD};
use crate::decode::{Cursor, Error, text};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ElementDescriptors {
    /// GENERATION CODE (offset 4).
    pub generation_code: u32,
    /// Names: for each type the overall one, then one for each element; `None` where it is empty.
    pub names: Vec<Option<String>>,
}

impl ElementDescriptors {
    /// Decodes the page. Fails when it is another page, or cut within a descriptor.
    pub fn decode(bytes: &[u8]) -> Result<ElementDescriptors, Error> {
        let page = Page::decode(0x07, bytes)?;
        let mut cursor = Cursor::new(STANDARD, page.content);
        let mut names = Vec::new();
        while !cursor.rest().is_empty() {
            // Two reserved octets, then DESCRIPTOR LENGTH (offset 2).
            cursor.take(2)?;
            let length = u16::from_be_bytes([cursor.byte()?, cursor.byte()?]);
            names.push(text(cursor.take(usize::from(length))?));
        }
        Ok(ElementDescriptors { generation_code: page.generation_code, names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_each_other() {
        let mut bytes = vec![7, 0, 0, 18, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6];
        bytes.extend(b"Bay 1 ");
        let page = ElementDescriptors::decode(&bytes).unwrap();
        assert_eq!(page.names, [None, Some("Bay 1".to_owned())]);
        bytes[15] = 7;
        assert!(ElementDescriptors::decode(&bytes).is_err());
    }
}

//! Enclosure Status page (02h): conditions of the whole, and four octets for each element.
//!
//! Document: SES-3 §6.1.4.
//!
//! Real enclosures: the first element of each type is the overall one, which most leave zero. The conditions are those
//! of this moment, an element that is not well is often there without any of them.

use serde::Serialize;

use super::Page;
use crate::decode::{Error, code::flags};

flags! {
    /// Octet 1 (§6.1.4): conditions of the enclosure.
    pub struct EnclosureConditions(u8) {
        0 => "unrecoverable",
        1 => "critical",
        2 => "non-critical",
        3 => "change",
        4 => "invalid operation requested",
    }
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnclosureStatus {
    /// UNRECOV, CRIT, NON-CRIT, INFO, INVOP (offset 1).
    pub conditions: EnclosureConditions,
    /// GENERATION CODE (offset 4).
    pub generation_code: u32,
    /// Status elements (from offset 8): for each type the overall one, then one for each element.
    pub elements: Vec<[u8; 4]>,
}

impl EnclosureStatus {
    /// Decodes the page. Fails when it is another page, or has fewer octets than it states.
    pub fn decode(bytes: &[u8]) -> Result<EnclosureStatus, Error> {
        let page = Page::decode(0x02, bytes)?;
        Ok(EnclosureStatus {
            conditions: EnclosureConditions(page.flags),
            generation_code: page.generation_code,
            elements: page.content.as_chunks().0.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_elements() {
        let bytes = [2, 0x06, 0, 13, 0, 0, 0, 5, 0, 0, 0, 0, 1, 0x80, 0, 0, 0xff];
        let status = EnclosureStatus::decode(&bytes).unwrap();
        assert_eq!(status.conditions.names(), ["critical", "non-critical"]);
        assert_eq!(status.elements, [[0; 4], [1, 0x80, 0, 0]]);
        assert!(EnclosureStatus::decode(&bytes[..16]).is_err());
    }
}

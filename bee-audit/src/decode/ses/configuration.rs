//! Configuration page (01h): which subenclosures there are, and how many elements of which types in which order.
//!
//! Document: SES-3 §6.1.2.
//!
//! Real enclosures: the other pages mean nothing without this one, as they do not say what their elements are. Texts
//! are padded with blanks or NULs; a type may have no element at all. ENCLOSURE DESCRIPTOR LENGTH includes octets of
//! the maker.

use serde::Serialize;

use super::{ElementType, Page, STANDARD};
use crate::decode::{Cursor, Error, Fault, Fields, hex, text};

/// Octets of an enclosure descriptor that are the standard's.
const ENCLOSURE_DESCRIPTOR: usize = 40;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// GENERATION CODE (offset 4).
    pub generation_code: u32,
    /// Enclosure descriptors, the primary subenclosure first.
    pub subenclosures: Vec<Subenclosure>,
    /// Type descriptor headers, in the order of the elements in all other pages.
    pub types: Vec<TypeDescriptor>,
}

/// An enclosure descriptor (§6.1.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subenclosure {
    /// SUBENCLOSURE IDENTIFIER (offset 1); 0 is the primary one.
    pub identifier: u8,
    /// ENCLOSURE LOGICAL IDENTIFIER (offset 4, 8 octets), in hexadecimal digits.
    pub logical_identifier: String,
    /// ENCLOSURE VENDOR IDENTIFICATION (offset 12, 8 octets).
    pub vendor: Option<String>,
    /// PRODUCT IDENTIFICATION (offset 20, 16 octets).
    pub product: Option<String>,
    /// PRODUCT REVISION LEVEL (offset 36, 4 octets).
    pub revision: Option<String>,
}

/// A type descriptor header with its text (§6.1.2.3, §6.1.2.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypeDescriptor {
    /// ELEMENT TYPE (offset 0).
    pub element_type: ElementType,
    /// NUMBER OF POSSIBLE ELEMENTS (offset 1).
    pub possible_elements: u8,
    /// SUBENCLOSURE IDENTIFIER (offset 2): where they are.
    pub subenclosure: u8,
    /// TYPE DESCRIPTOR TEXT.
    pub text: Option<String>,
}

impl Configuration {
    /// Decodes the page. Fails when it is another page, or cut within a descriptor.
    pub fn decode(bytes: &[u8]) -> Result<Configuration, Error> {
        // NUMBER OF SECONDARY SUBENCLOSURES is in the second octet.
        let page = Page::decode(0x01, bytes)?;
        let mut cursor = Cursor::new(STANDARD, page.content);
        let mut subenclosures = Vec::new();
        let mut type_count = 0;
        for _ in 0..=page.flags {
            let [_, _, types, length] = header(&mut cursor)?;
            let descriptor = cursor.take(usize::from(length) + 4)?;
            subenclosures.push(Subenclosure::decode(descriptor, &cursor)?);
            type_count += usize::from(types);
        }
        let mut headers = Vec::new();
        for _ in 0..type_count {
            headers.push(header(&mut cursor)?);
            cursor.take(4)?;
        }
        let types = headers.into_iter().map(|[element_type, possible_elements, subenclosure, length]| {
            let text = text(cursor.take(usize::from(length))?);
            Ok(TypeDescriptor { element_type: ElementType(element_type), possible_elements, subenclosure, text })
        });
        Ok(Configuration {
            generation_code: page.generation_code,
            subenclosures,
            types: types.collect::<Result<_, _>>()?,
        })
    }
}

impl Subenclosure {
    fn decode(descriptor: &[u8], at: &Cursor) -> Result<Subenclosure, Error> {
        let field = |from, to| descriptor.get(from..to).unwrap_or_default();
        if descriptor.len() < ENCLOSURE_DESCRIPTOR {
            return Err(at.error(Fault::Truncated { need: ENCLOSURE_DESCRIPTOR, have: descriptor.len() }));
        }
        Ok(Subenclosure {
            identifier: descriptor.byte(1).unwrap_or_default(),
            logical_identifier: hex(field(4, 12)),
            vendor: text(field(12, 20)),
            product: text(field(20, 36)),
            revision: text(field(36, 40)),
        })
    }
}

/// The next four octets, which are not consumed.
fn header(cursor: &mut Cursor) -> Result<[u8; 4], Error> {
    let have = cursor.rest().len();
    cursor.rest().array(0).ok_or_else(|| cursor.error(Fault::Truncated { need: 4, have }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Vec<u8> {
        let mut bytes = vec![1, 0, 0, 0, 0, 0, 0, 5, 0x11, 0, 2, 36];
        bytes.extend([0x50, 6, 5, 0xb0, 0, 0xab, 0xcd, 0]);
        bytes.extend(b"MAKER   SHELF           0704");
        bytes.extend([0x17, 24, 0, 5, 0x02, 2, 0, 0]);
        bytes.extend(b"Bays ");
        bytes[3] = u8::try_from(bytes.len() - 4).unwrap();
        bytes
    }

    #[test]
    fn a_shelf_with_slots_and_supplies() {
        let configuration = Configuration::decode(&page()).unwrap();
        assert_eq!(configuration.generation_code, 5);
        let shelf = &configuration.subenclosures[0];
        assert_eq!((shelf.logical_identifier.as_str(), shelf.revision.as_deref()), ("500605b000abcd00", Some("0704")));
        let [bays, supplies] = &configuration.types[..] else { panic!("two types") };
        assert_eq!(
            (bays.element_type.is_slot(), bays.possible_elements, bays.text.as_deref()),
            (true, 24, Some("Bays"))
        );
        assert_eq!((supplies.element_type.name(), supplies.text.as_ref()), (Some("power supply"), None));
    }

    #[test]
    fn descriptors_that_do_not_fit_are_refused() {
        let mut short = page();
        short[11] = 35;
        assert!(Configuration::decode(&short).is_err());
        let mut more = page();
        more[10] = 3;
        assert!(Configuration::decode(&more).is_err());
        more = page();
        more[1] = 255;
        assert!(Configuration::decode(&more).is_err());
    }
}

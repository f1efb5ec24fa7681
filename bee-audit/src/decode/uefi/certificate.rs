//! X.509 certificates of signature databases, as far as they say who they are and how long they are good for.
//!
//! RFC 5280 §4.1 (Certificate, in DER: X.690 §8, §10). Nothing is verified here: firmware does that, and it ignores the
//! end of the validity for what it starts.

use sha2::{Digest as _, Sha256};

use crate::decode::{Error, Fault, Fields as _, hex};

const STANDARD: &str = "X.509";

/// Tags (X.690 §8.1.2, RFC 5280 §4.1 and appendix A.1).
mod tag {
    pub(super) const INTEGER: u8 = 0x02;
    pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(super) const UTC_TIME: u8 = 0x17;
    pub(super) const GENERALIZED_TIME: u8 = 0x18;
    pub(super) const SEQUENCE: u8 = 0x30;
    pub(super) const SET: u8 = 0x31;
    pub(super) const VERSION: u8 = 0xa0;
}

/// Attribute types that make a name readable: organisation 2.5.4.10, common name 2.5.4.3 (X.520 §6).
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANIZATION: &[u8] = &[0x55, 4, 10];

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Serial number (§4.1.2.2), hexadecimal digits.
    pub serial_number: String,
    /// Common name of the issuer (§4.1.2.4), else its organisation.
    pub issuer: Option<String>,
    /// Start of the validity (§4.1.2.5), RFC 3339.
    pub not_before: Option<String>,
    /// End of the validity (§4.1.2.5), RFC 3339.
    pub not_after: Option<String>,
    /// Common name of the subject (§4.1.2.6), else its organisation.
    pub subject: Option<String>,
    /// SHA-256 of the whole certificate, the fingerprint that tools print; hexadecimal digits.
    pub sha256: String,
}

impl Certificate {
    /// Decodes a certificate in DER.
    pub fn decode(bytes: &[u8]) -> Result<Certificate, Error> {
        let damaged = || Error::new(STANDARD, 0, Fault::BadSignature);
        let mut certificate = Elements(bytes).expect(tag::SEQUENCE).map(Elements).ok_or_else(damaged)?;
        let mut signed = certificate.expect(tag::SEQUENCE).map(Elements).ok_or_else(damaged)?;
        // tbsCertificate: [0] version, serialNumber, signature, issuer, validity, subject, …
        signed.expect(tag::VERSION);
        let serial_number = signed.expect(tag::INTEGER).ok_or_else(damaged)?;
        signed.expect(tag::SEQUENCE).ok_or_else(damaged)?;
        let issuer = signed.expect(tag::SEQUENCE).ok_or_else(damaged)?;
        let mut validity = signed.expect(tag::SEQUENCE).map(Elements).ok_or_else(damaged)?;
        let subject = signed.expect(tag::SEQUENCE).ok_or_else(damaged)?;
        Ok(Certificate {
            serial_number: hex(serial_number),
            issuer: name(issuer),
            not_before: validity.next().and_then(time),
            not_after: validity.next().and_then(time),
            subject: name(subject),
            sha256: hex(&Sha256::digest(bytes)),
        })
    }
}

/// Elements that follow each other: tag, length, content (X.690 §8.1).
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// The content of the next element if it has this tag; otherwise it stays the next.
    fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.0.first() != Some(&tag) {
            return None;
        }
        self.next().map(|(_, content)| content)
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, first, rest @ ..] = self.0 else { return None };
        // Below 80h the length itself, else the number of octets that hold it (X.690 §8.1.3).
        let (length, rest) = match usize::from(*first) {
            short @ 0..=0x7f => (short, rest),
            0x81 => (usize::from(rest.byte(0)?), rest.get(1..)?),
            0x82 => (usize::from(rest.byte(0)?) << 8 | usize::from(rest.byte(1)?), rest.get(2..)?),
            _ => return None,
        };
        let content = rest.get(..length)?;
        self.0 = rest.get(length..)?;
        Some((*tag, content))
    }
}

/// The readable part of a name: a sequence of sets of pairs of type and text (§4.1.2.4).
fn name(content: &[u8]) -> Option<String> {
    let sets = Elements(content).filter(|(tag, _)| *tag == tag::SET);
    let pairs = sets.flat_map(|(_, set)| Elements(set)).filter(|(tag, _)| *tag == tag::SEQUENCE);
    let attributes = pairs.filter_map(|(_, pair)| {
        let mut pair = Elements(pair);
        let kind = pair.expect(tag::OBJECT_IDENTIFIER)?;
        Some((kind, String::from_utf8_lossy(pair.next()?.1).into_owned()))
    });
    let attributes: Vec<(&[u8], String)> = attributes.collect();
    let of = |kind: &[u8]| attributes.iter().find(|(own, _)| *own == kind).map(|(_, text)| text.clone());
    of(COMMON_NAME).or_else(|| of(ORGANIZATION))
}

/// `YYMMDDhhmmssZ` until 2049, `YYYYMMDDhhmmssZ` after (§4.1.2.5.1, §4.1.2.5.2).
fn time((tag, content): (u8, &[u8])) -> Option<String> {
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let text = match tag {
        tag::UTC_TIME if *text.as_bytes().first()? < b'5' => format!("20{text}"),
        tag::UTC_TIME => format!("19{text}"),
        tag::GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let part = |from: usize, to: usize| text.get(from..to).filter(|part| part.bytes().all(|it| it.is_ascii_digit()));
    let (date, clock) = ([part(0, 4)?, part(4, 6)?, part(6, 8)?], [part(8, 10)?, part(10, 12)?, part(12, 14)?]);
    Some(format!("{}T{}Z", date.join("-"), clock.join(":")))
}

//! What a standard rules out, whatever the device: for structures without signature or checksum, which any bytes would
//! be.
//!
//! Documents say it among their conventions: what is reserved is 0 (NVMe Base 2.0 §1.4, SPC-5 §3.4), characters are
//! those from 20h to 7Eh (NVMe Base 2.0 §1.4, SPC-5 §4.3.1, ACS-3 §3.3.10). A later revision may give a meaning to what
//! is reserved here; then not all of it is told either.
//!
//! Real devices: text is padded with NULs in place of blanks.

use std::ops::Range;

use super::{Error, Fault, Fields};

/// A rule for octets at an offset.
pub(super) enum Rule {
    /// Reserved octets.
    Reserved(Range<usize>),
    /// Reserved bits of an octet, as a mask.
    ReservedBits(usize, u8),
    /// The highest number that an octet may hold.
    AtMost(usize, u8),
    /// Characters.
    Text(Range<usize>),
    /// Octets that are not all 0 or blank: what every device states.
    Stated(Range<usize>),
}

/// Where `bytes` break the rules: the first octet for each rule that is broken. What is past the end breaks none.
pub(super) fn breaches(standard: &'static str, bytes: &[u8], rules: &[Rule]) -> Vec<Error> {
    let broken = rules.iter().filter_map(|rule| rule.breach(bytes));
    broken.map(|(offset, fault)| Error::new(standard, offset, fault)).collect()
}

impl Rule {
    fn breach(&self, bytes: &[u8]) -> Option<(usize, Fault)> {
        let first = |range: &Range<usize>, is_wrong: fn(u8) -> bool| {
            let octets = bytes.get(range.start..range.end.min(bytes.len()))?;
            octets.iter().position(|octet| is_wrong(*octet)).map(|at| range.start + at)
        };
        match self {
            Rule::Reserved(range) => Some((first(range, |octet| octet != 0)?, Fault::Reserved)),
            Rule::ReservedBits(at, mask) => (bytes.byte(*at)? & mask != 0).then_some((*at, Fault::Reserved)),
            Rule::AtMost(at, limit) => (bytes.byte(*at)? > *limit).then_some((*at, Fault::OutOfRange)),
            Rule::Stated(range) => {
                let is_blank = first(range, |octet| !matches!(octet, 0 | b' ')).is_none();
                is_blank.then_some((range.start, Fault::OutOfRange))
            }
            Rule::Text(range) => Some((first(range, |octet| !matches!(octet, 0 | 0x20..=0x7e))?, Fault::NotText)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_names_the_first_octet_that_breaks_it() {
        let rules = [
            Rule::Text(0..4),
            Rule::Reserved(4..8),
            Rule::ReservedBits(8, 0xf0),
            Rule::AtMost(9, 100),
            Rule::Text(10..20),
        ];
        let of = |bytes: &[u8]| breaches("TEST", bytes, &rules);
        assert_eq!(of(b"AB \0\0\0\0\0\x0f\x64CD"), []);
        let faults = [(2, Fault::NotText), (7, Fault::Reserved), (8, Fault::Reserved), (9, Fault::OutOfRange)];
        assert_eq!(of(b"AB\x7f\0\0\0\0\x01\x10\x65CD"), faults.map(|(at, fault)| Error::new("TEST", at, fault)));
        assert_eq!(of(b"\n"), [Error::new("TEST", 0, Fault::NotText)], "what is past the end breaks nothing");
        assert_eq!(of(b""), []);
        let stated = |bytes: &[u8]| breaches("TEST", bytes, &[Rule::Stated(1..3)]).len();
        assert_eq!((stated(b"A \0"), stated(b"A B")), (1, 0));
    }
}

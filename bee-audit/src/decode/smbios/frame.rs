//! How structures follow each other: header, formatted area, string set.
//!
//! Document: DSP0134 §6.1.2 (header), §6.1.3 (text strings). Offsets of fields count from the header, as in §7.
//!
//! Real firmware: lengths below four or past the end, one NUL where two belong, string indexes that lead nowhere,
//! strings in Latin-1, blanks behind strings to fill a field. The reference decoder (dmidecode) stops at a bad length
//! as well: the next structure cannot be found without it.

use std::cell::RefCell;

use super::{Damage, Handle, Version};
use crate::decode::Fields;

/// Octets of a header (§6.1.2): type, length, handle.
const HEADER: usize = 4;

/// One structure's bytes: its formatted area including the header, and its strings.
#[derive(Debug)]
pub struct Frame<'a> {
    /// Offset of the structure in the table.
    pub offset: usize,
    /// Type octet (§6.1.2, offset 00h).
    pub kind: u8,
    /// Length that the structure states (offset 01h), in octets, header included.
    pub length: u8,
    /// Handle (offset 02h).
    pub handle: Handle,
    /// Version of the table, for the few fields that changed their meaning.
    pub version: Version,
    formatted: &'a [u8],
    strings: Vec<&'a [u8]>,
    bad_strings: RefCell<Vec<Damage>>,
}

impl<'a> Frame<'a> {
    /// The formatted area, header included.
    pub fn formatted(&self) -> &'a [u8] {
        self.formatted
    }

    /// Octets of the formatted area from `offset`, none past its end.
    pub fn bytes(&self, offset: usize, length: usize) -> Option<&'a [u8]> {
        self.formatted.get(offset..)?.get(..length)
    }

    /// One octet; `None` where the structure is shorter (an earlier revision).
    pub fn byte(&self, offset: usize) -> Option<u8> {
        self.formatted.byte(offset)
    }

    /// A WORD.
    pub fn word(&self, offset: usize) -> Option<u16> {
        self.formatted.u16_le(offset)
    }

    /// A DWORD.
    pub fn dword(&self, offset: usize) -> Option<u32> {
        self.formatted.u32_le(offset)
    }

    /// A QWORD.
    pub fn qword(&self, offset: usize) -> Option<u64> {
        self.formatted.u64_le(offset)
    }

    /// `N` octets.
    pub fn array<const N: usize>(&self, offset: usize) -> Option<[u8; N]> {
        self.formatted.array(offset)
    }

    /// A handle; `None` for FFFFh, which says "none" wherever a handle is optional.
    pub fn handle_at(&self, offset: usize) -> Option<Handle> {
        self.word(offset).filter(|handle| *handle != 0xffff).map(Handle)
    }

    /// As many handles from `offset` as `count` says and the structure holds.
    pub fn handles(&self, offset: usize, count: Option<u8>) -> Vec<Handle> {
        let words = self.formatted.get(offset..).unwrap_or_default().chunks_exact(2);
        words.take(count.unwrap_or(0).into()).filter_map(|word| word.u16_le(0)).map(Handle).collect()
    }

    /// The text to which the string number at `offset` refers (§6.1.3): 0 is "none", blanks at both ends are off.
    ///
    /// A number without a string is noted as damage.
    pub fn string(&self, offset: usize) -> Option<String> {
        let index = self.byte(offset).filter(|index| *index != 0)?;
        match self.strings.get(usize::from(index) - 1) {
            Some(bytes) if !bytes.is_empty() => text(bytes),
            // The strings of a structure that is cut are cut off as well.
            _ if self.formatted.len() < usize::from(self.length) => None,
            _ => {
                let strings = self.strings.len();
                self.bad_strings.borrow_mut().push(Damage::BadStringIndex {
                    handle: self.handle,
                    offset,
                    index,
                    strings,
                });
                None
            }
        }
    }

    /// The first `count` strings in their order, blank ones too; those that do not exist are noted as damage, at
    /// `offset`.
    pub fn counted_strings(&self, offset: usize) -> Vec<String> {
        let (count, strings) = (self.byte(offset).unwrap_or(0), self.strings.len());
        if usize::from(count) > strings {
            let damage = Damage::BadStringIndex { handle: self.handle, offset, index: count, strings };
            self.bad_strings.borrow_mut().push(damage);
        }
        self.strings().into_iter().take(count.into()).collect()
    }

    /// All strings in their order, blank ones too.
    pub fn strings(&self) -> Vec<String> {
        self.strings.iter().map(|bytes| text(bytes).unwrap_or_default()).collect()
    }

    /// Takes the damage that reading strings has met.
    pub(super) fn take_damage(&self) -> Vec<Damage> {
        self.bad_strings.take()
    }
}

/// Text as firmware writes it: UTF-8 by the document, Latin-1 in some machines; control characters are replaced.
fn text(bytes: &[u8]) -> Option<String> {
    let decoded = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    let clean: String = decoded.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    let trimmed = clean.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// Walks over the structures of a table; ends after type 127 (§7.128) or where the next structure cannot be found.
#[derive(Debug)]
pub(super) struct Frames<'a> {
    table: &'a [u8],
    offset: usize,
    version: Version,
    ended: bool,
    damage: Vec<Damage>,
}

impl<'a> Frames<'a> {
    pub(super) fn new(table: &'a [u8], version: Version) -> Frames<'a> {
        Frames { table, offset: 0, version, ended: false, damage: Vec::new() }
    }

    /// What was wrong between structures; complete once the walk has ended.
    pub(super) fn damage(self) -> Vec<Damage> {
        self.damage
    }

    fn end(&mut self, damage: Damage) {
        self.ended = true;
        self.damage.push(damage);
    }

    /// The length that a structure really has: some AMI firmware states 10h for type 34, whose 0Bh octets (§7.35) are
    /// followed by text at once, not by five more octets of fields.
    fn repaired(&mut self, kind: u8, stated: u8, handle: Handle, rest: &[u8]) -> u8 {
        let text = rest.get(0x0b..0x10).is_some_and(|octets| octets.iter().all(|octet| matches!(octet, 0x20..=0x7e)));
        if kind != 34 || stated != 0x10 || !text {
            return stated;
        }
        self.damage.push(Damage::LengthRepaired { handle, offset: self.offset, stated, used: 0x0b });
        0x0b
    }

    /// The string set behind the formatted area: its bytes without the terminator, and the octets it takes.
    fn string_set(&mut self, start: usize, handle: Handle) -> (&'a [u8], usize) {
        let area = self.table.get(start..).unwrap_or_default();
        match area.windows(2).position(|pair| pair == [0, 0]) {
            Some(end) => (area.get(..end).unwrap_or_default(), end + 2),
            None => {
                self.end(Damage::StringsUnterminated { handle, offset: self.offset });
                (area.strip_suffix(&[0]).unwrap_or(area), area.len())
            }
        }
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        let rest = self.table.get(self.offset..).filter(|_| !self.ended)?;
        let Some([kind, length, low, high]) = rest.array::<HEADER>(0) else {
            self.end(Damage::NoEndOfTable);
            return None;
        };
        if usize::from(length) < HEADER {
            self.end(Damage::BadLength { offset: self.offset, length });
            return None;
        }
        let offset = self.offset;
        let handle = Handle(u16::from_le_bytes([low, high]));
        let length = self.repaired(kind, length, handle, rest);
        let formatted = rest.get(..usize::from(length)).unwrap_or(rest);
        let strings = if formatted.len() < usize::from(length) {
            self.end(Damage::StructureCut { handle, offset, length, have: formatted.len() });
            Vec::new()
        } else {
            let (set, taken) = self.string_set(offset + usize::from(length), handle);
            self.offset += usize::from(length) + taken;
            if set.is_empty() { Vec::new() } else { set.split(|byte| *byte == 0).collect() }
        };
        self.ended |= kind == 127;
        Some(Frame {
            offset,
            kind,
            length,
            handle,
            version: self.version,
            formatted,
            strings,
            bad_strings: RefCell::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(table: &[u8]) -> (Vec<(u8, Vec<String>)>, Vec<Damage>) {
        let mut frames = Frames::new(table, Version::ASSUMED);
        let found = frames.by_ref().map(|frame| (frame.kind, frame.strings())).collect();
        (found, frames.damage())
    }

    #[test]
    fn structures_with_and_without_strings_follow_each_other() {
        let table = b"\x0b\x05\x01\x00\x02One\0Two  \0\0\x7f\x04\x02\x00\0\0garbage";
        let (found, damage) = walk(table);
        assert_eq!(found, [(11, vec!["One".into(), "Two".into()]), (127, vec![])]);
        assert_eq!(damage, []);
    }

    #[test]
    fn a_length_below_the_header_ends_the_walk_and_keeps_what_was_before() {
        let (found, damage) = walk(b"\x0b\x05\x01\x00\x00\0\0\x00\x00\x02\x00\0\0");
        assert_eq!(found.len(), 1);
        assert_eq!(damage, [Damage::BadLength { offset: 7, length: 0 }]);
    }

    #[test]
    fn missing_ends_are_named() {
        let (found, damage) = walk(b"\x0b\x05\x01\x00\x01One\0");
        assert_eq!(found, [(11, vec!["One".into()])]);
        assert_eq!(damage, [Damage::StringsUnterminated { handle: Handle(1), offset: 0 }]);
        let (found, damage) = walk(b"\x0b\x09\x01\x00\x01");
        assert_eq!(found.len(), 1);
        assert_eq!(damage, [Damage::StructureCut { handle: Handle(1), offset: 0, length: 9, have: 5 }]);
        assert_eq!(walk(b"\x0b\x04\x01\x00\0\0").1, [Damage::NoEndOfTable]);
    }

    #[test]
    fn latin_1_and_control_characters_become_text() {
        assert_eq!(text(b"Caf\xe9 "), Some("Café".into()));
        assert_eq!(text("Café".as_bytes()), Some("Café".into()));
        assert_eq!(text(b"A\x01B"), Some("A\u{fffd}B".into()));
        assert_eq!(text(b"   "), None);
    }
}

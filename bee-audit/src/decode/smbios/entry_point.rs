//! The entry point: version, place and length of the table.
//!
//! Document: DSP0134 §5.2.1 (32-bit, `_SM_`) and §5.2.2 (64-bit, `_SM3_`); the bare `_DMI_` part alone is the legacy
//! form of the DMI 2.0 specification.
//!
//! Real firmware states a length of 1Eh for the 1Fh octets of the 32-bit form (an error of SMBIOS 2.1 itself), and
//! encodes the minor versions 2.3.1, 2.3.3 and 2.5.1 as 31, 33 and 51; some revisions as 1Fh and 21h.

use serde::Serialize;

use super::{Damage, STANDARD};
use crate::decode::{Error, Fault, Fields};

/// Which form an entry point has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Anchor {
    /// `_SM_`, 31 octets (§5.2.1).
    #[serde(rename = "_SM_")]
    Bits32,
    /// `_SM3_`, 24 octets (§5.2.2).
    #[serde(rename = "_SM3_")]
    Bits64,
    /// `_DMI_` alone, 15 octets.
    #[serde(rename = "_DMI_")]
    Legacy,
}

impl Anchor {
    /// Octets of the whole entry point.
    fn size(self) -> usize {
        match self {
            Anchor::Bits32 => 0x1f,
            Anchor::Bits64 => 0x18,
            Anchor::Legacy => 0x0f,
        }
    }
}

/// Version of the specification to which the table conforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Version {
    /// Major version.
    pub major: u8,
    /// Minor version.
    pub minor: u8,
    /// Document revision; only the 64-bit form has it.
    pub revision: u8,
}

impl Version {
    /// What a bare table is taken for: the oldest version whose fields all mean what they mean today.
    pub(super) const ASSUMED: Version = Version { major: 2, minor: 6, revision: 0 };

    /// Whether this is `major.minor` or later.
    pub fn at_least(self, major: u8, minor: u8) -> bool {
        (self.major, self.minor) >= (major, minor)
    }

    /// The minor version as meant: firmware wrote some of 2.3.1, 2.3.3 and 2.5.1 in odd ways.
    fn repaired(major: u8, minor: u8) -> Version {
        let minor = match (major, minor) {
            (2, 0x1f | 0x21) => 3,
            (2, 0x33) => 6,
            _ => minor,
        };
        Version { major, minor, revision: 0 }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)?;
        if self.major >= 3 { write!(formatter, ".{}", self.revision) } else { Ok(()) }
    }
}

/// What the entry point states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryPoint {
    /// Its form.
    pub anchor: Anchor,
    /// Version of the specification (offset 06h, in the 64-bit form 07h).
    pub version: Version,
    /// Physical address of the table; in a dump the offset in the file (offset 18h; 64-bit form 10h).
    pub table_address: u64,
    /// Octets of the table (offset 16h); in the 64-bit form the most it can have (offset 0Ch).
    pub table_length: u32,
    /// Number of structures (offset 1Ch); the 64-bit form has none.
    pub structure_count: Option<u16>,
    /// Octets of the largest structure, strings included (offset 08h); the 64-bit form has none.
    pub maximum_structure_size: Option<u16>,
}

impl EntryPoint {
    /// Decodes the entry point at the start of `bytes`, with what is wrong in it.
    ///
    /// Fails on an unknown anchor and on too few bytes; wrong checksums and lengths are damage.
    pub fn decode(bytes: &[u8]) -> Result<(EntryPoint, Vec<Damage>), Error> {
        let anchor = match bytes {
            [b'_', b'S', b'M', b'3', b'_', ..] => Anchor::Bits64,
            [b'_', b'S', b'M', b'_', ..] => Anchor::Bits32,
            [b'_', b'D', b'M', b'I', b'_', ..] => Anchor::Legacy,
            _ => return Err(Error::new(STANDARD, 0, Fault::BadSignature)),
        };
        let need = anchor.size();
        let entry =
            bytes.get(..need).ok_or_else(|| Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() }))?;
        let decoded = match anchor {
            Anchor::Bits32 => bits_32(entry),
            Anchor::Bits64 => bits_64(entry),
            Anchor::Legacy => legacy(entry),
        };
        let decoded = decoded.ok_or_else(|| Error::new(STANDARD, 0, Fault::OutOfBounds))?;
        Ok((decoded, checks(anchor, entry)))
    }

    /// Where the table starts in a file that begins with this entry point: the stated address when that is inside of
    /// the file (`dmidecode --dump-bin` writes 20h there), else behind the entry point.
    pub(super) fn table_offset_in(&self, file: &[u8]) -> usize {
        let size = self.anchor.size();
        match usize::try_from(self.table_address) {
            Ok(address) if address >= size && address < file.len() => address,
            _ => size,
        }
    }

    /// `table` cut to the stated length. The 64-bit form states only a maximum, so less is no damage there.
    pub(super) fn bound<'a>(&self, table: &'a [u8], damage: &mut Vec<Damage>) -> &'a [u8] {
        let stated = usize::try_from(self.table_length).unwrap_or(usize::MAX);
        if table.len() < stated && self.anchor != Anchor::Bits64 {
            damage.push(Damage::TableCut { stated, have: table.len() });
        }
        table.get(..stated).unwrap_or(table)
    }
}

/// §5.2.1: anchor 00h, checksum 04h, length 05h, version 06h, largest structure 08h, `_DMI_` part from 10h.
fn bits_32(entry: &[u8]) -> Option<EntryPoint> {
    let intermediate = legacy(entry.get(0x10..)?)?;
    Some(EntryPoint {
        anchor: Anchor::Bits32,
        version: Version::repaired(entry.byte(0x06)?, entry.byte(0x07)?),
        maximum_structure_size: entry.u16_le(0x08),
        ..intermediate
    })
}

/// §5.2.2: anchor 00h, checksum 05h, length 06h, version 07h–09h, maximum table size 0Ch, address 10h.
fn bits_64(entry: &[u8]) -> Option<EntryPoint> {
    Some(EntryPoint {
        anchor: Anchor::Bits64,
        version: Version { major: entry.byte(0x07)?, minor: entry.byte(0x08)?, revision: entry.byte(0x09)? },
        table_address: entry.u64_le(0x10)?,
        table_length: entry.u32_le(0x0c)?,
        structure_count: None,
        maximum_structure_size: None,
    })
}

/// The `_DMI_` part (§5.2.1 from offset 10h): checksum 05h, length 06h, address 08h, count 0Ch, revision in BCD 0Eh.
fn legacy(entry: &[u8]) -> Option<EntryPoint> {
    let revision = entry.byte(0x0e)?;
    Some(EntryPoint {
        anchor: Anchor::Legacy,
        version: Version { major: revision >> 4, minor: revision & 0x0f, revision: 0 },
        table_address: entry.u32_le(0x08)?.into(),
        table_length: entry.u16_le(0x06)?.into(),
        structure_count: entry.u16_le(0x0c),
        maximum_structure_size: None,
    })
}

/// Wrong lengths and checksums: `_SM_` sums over its stated length, `_DMI_` over 0Fh octets (§5.2.1).
fn checks(anchor: Anchor, entry: &[u8]) -> Vec<Damage> {
    let (length_at, checksum_at, part) = match anchor {
        Anchor::Bits32 => (Some(0x05), 0x04, "_SM_"),
        Anchor::Bits64 => (Some(0x06), 0x05, "_SM3_"),
        Anchor::Legacy => (None, 0x05, "_DMI_"),
    };
    let mut damage = Vec::new();
    let stated = length_at.and_then(|offset| entry.byte(offset)).map_or(entry.len(), usize::from);
    let known = stated == entry.len() || (anchor == Anchor::Bits32 && stated == 0x1e);
    if !known {
        damage.extend(length_at.and_then(|at| entry.byte(at)).map(|stated| Damage::EntryPointLength { stated }));
    }
    damage.extend(checksum(part, entry, checksum_at));
    if anchor == Anchor::Bits32 {
        damage.extend(entry.get(0x10..).and_then(|intermediate| checksum("_DMI_", intermediate, 0x05)));
    }
    damage
}

fn checksum(part: &'static str, bytes: &[u8], at: usize) -> Option<Damage> {
    let sum = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    let stated = bytes.byte(at)?;
    (sum != 0).then(|| Damage::BadChecksum { part, stated, computed: stated.wrapping_sub(sum) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SM3: [u8; 24] = *b"_SM3_\x26\x18\x03\x04\x00\x01\x00\xb0\x0a\x00\x00\x20\0\0\0\0\0\0\0";

    #[test]
    fn the_64_bit_form() {
        let (entry, damage) = EntryPoint::decode(&SM3).unwrap();
        assert_eq!((entry.version.to_string(), entry.table_address, entry.table_length), ("3.4.0".into(), 0x20, 0xab0));
        assert!(matches!(damage[..], [Damage::BadChecksum { part: "_SM3_", stated: 0x26, .. }]), "{damage:?}");
    }

    #[test]
    fn the_32_bit_form_with_both_checksums() {
        let mut entry = *b"_SM_\x00\x1f\x02\x08\x10\x00\x00\0\0\0\0\0_DMI_\x00\x34\x12\x00\x00\x0e\x00\x05\x00\x28";
        let (decoded, damage) = EntryPoint::decode(&entry).unwrap();
        assert_eq!(damage.len(), 2);
        assert_eq!(decoded.structure_count, Some(5));
        for wrong in damage {
            let Damage::BadChecksum { part, computed, .. } = wrong else { panic!("{wrong:?}") };
            entry[if part == "_SM_" { 4 } else { 0x15 }] = computed;
        }
        // The outer sum covers the inner checksum, so it is repaired once more.
        let (_, damage) = EntryPoint::decode(&entry).unwrap();
        let [Damage::BadChecksum { part: "_SM_", computed, .. }] = damage[..] else { panic!("{damage:?}") };
        entry[4] = computed;
        assert_eq!(EntryPoint::decode(&entry).unwrap().1, []);
    }

    #[test]
    fn short_and_foreign_bytes_are_errors() {
        assert_eq!(EntryPoint::decode(&SM3[..20]).unwrap_err().fault, Fault::Truncated { need: 24, have: 20 });
        assert_eq!(EntryPoint::decode(b"_FOO_").unwrap_err().fault, Fault::BadSignature);
    }
}

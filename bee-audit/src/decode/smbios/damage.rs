//! What is wrong with a table: each kind of damage with the place, so that a person can find it in a hex dump.
//!
//! Document: DSP0134 §5.2 (entry points) and §6.1 (structure evolution, header, text strings).

use serde::Serialize;
use thiserror::Error;

use super::Handle;

/// One contradiction between a table and the document. Offsets count octets from the start of the table.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Damage {
    /// The entry point could not be used at all.
    #[error("entry point: {reason}")]
    EntryPoint {
        /// Why not.
        reason: String,
    },
    /// A checksum of the entry point does not match (§5.2.1, §5.2.2).
    #[error("checksum of {part} is {stated:#04x}, computed {computed:#04x}")]
    BadChecksum {
        /// The anchor of the part that is summed.
        part: &'static str,
        /// The octet in the entry point.
        stated: u8,
        /// The octet that would make the sum zero.
        computed: u8,
    },
    /// The entry point states a length that its anchor cannot have.
    #[error("entry point states a length of {stated}")]
    EntryPointLength {
        /// The stated length in octets.
        stated: u8,
    },
    /// There are fewer bytes than the entry point states.
    #[error("table has {have} bytes, entry point states {stated}")]
    TableCut {
        /// Octets that the entry point states.
        stated: usize,
        /// Octets that are there.
        have: usize,
    },
    /// A structure states less than the four octets of its own header (§6.1.2): nothing after it can be found.
    #[error("structure at {offset:#x} states a length of {length}; nothing after it can be decoded")]
    BadLength {
        /// Where the structure starts.
        offset: usize,
        /// The length that it states.
        length: u8,
    },
    /// A structure states a length that its bytes contradict in a known way; the true one was used.
    #[error("structure {handle} at {offset:#x} states a length of {stated}, has {used}")]
    LengthRepaired {
        /// Its handle.
        handle: Handle,
        /// Where it starts.
        offset: usize,
        /// The length that it states.
        stated: u8,
        /// The length that was used.
        used: u8,
    },
    /// The table ends inside of the formatted area of a structure; the fields before the end are decoded.
    #[error("structure {handle} at {offset:#x} is cut: states {length} bytes, has {have}")]
    StructureCut {
        /// Its handle.
        handle: Handle,
        /// Where it starts.
        offset: usize,
        /// The length that it states.
        length: u8,
        /// Octets that are there.
        have: usize,
    },
    /// The string set of a structure has no double NUL at its end (§6.1.3).
    #[error("strings of structure {handle} at {offset:#x} have no end")]
    StringsUnterminated {
        /// Its handle.
        handle: Handle,
        /// Where the structure starts.
        offset: usize,
    },
    /// A field refers to a string that the structure does not have (§6.1.3).
    #[error("structure {handle}: offset {offset:#x} refers to string {index} of {strings}")]
    BadStringIndex {
        /// Its handle.
        handle: Handle,
        /// Offset of the field inside of the structure.
        offset: usize,
        /// The index, counted from 1.
        index: u8,
        /// Strings that the structure has.
        strings: usize,
    },
    /// There is no end-of-table structure (type 127, §7.128).
    #[error("the table has no end-of-table structure")]
    NoEndOfTable,
    /// The entry point counts another number of structures (§5.2.1).
    #[error("entry point counts {stated} structures, found {found}")]
    CountDiffers {
        /// The stated number.
        stated: u16,
        /// Structures that were found.
        found: usize,
    },
}

impl Damage {
    /// The part of the table that is lost or doubtful because of it.
    pub fn part(&self) -> &'static str {
        match self {
            Damage::EntryPoint { .. } | Damage::EntryPointLength { .. } => "entry point",
            Damage::BadChecksum { .. } => "entry point checksum",
            Damage::TableCut { .. } | Damage::BadLength { .. } | Damage::NoEndOfTable => "end of the table",
            Damage::CountDiffers { .. } => "structure count",
            Damage::LengthRepaired { .. } | Damage::StructureCut { .. } => "structure",
            Damage::StringsUnterminated { .. } | Damage::BadStringIndex { .. } => "string",
        }
    }
}

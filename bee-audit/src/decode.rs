//! Bytes and text in, the standard's structure out.
//!
//! Modules are named after *standards*. Nothing here does I/O or panics, whatever the bytes; memory is bounded by a
//! small multiple of the input. Codes stay numbers (`MemoryType(0x22)`) with a `name()` where the standard has one.

#![forbid(unsafe_code)]

use thiserror::Error;

pub mod arm;
pub mod ata;
pub(crate) mod calendar;
pub mod code;
mod conformance;
pub mod ipmi;
pub mod jedec;
pub mod linux;
pub mod mfi;
pub mod nvidia;
pub mod nvme;
pub mod pci;
pub mod placeholder;
pub mod scsi;
pub mod ses;
pub mod sff;
pub mod smbios;
pub mod tool;
pub mod uefi;
pub mod usb;

/// Why bytes could not be decoded: the standard that was applied, where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{standard}, offset {offset:#x}: {fault}")]
pub struct Error {
    /// Short name of the standard, such as `SMBIOS`.
    pub standard: &'static str,
    /// Offset in octets from the start of the decoded bytes.
    pub offset: usize,
    /// What is wrong at that offset.
    pub fault: Fault,
}

/// What is wrong with the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes end before the structure does.
    #[error("needs {need} bytes, has {have}")]
    Truncated {
        /// Octets that the structure needs.
        need: usize,
        /// Octets that are there.
        have: usize,
    },
    /// There are more bytes than a structure of fixed length has, so that they are something else.
    #[error("has {have} bytes, and would have {need}")]
    Surplus {
        /// Octets of the structure.
        need: usize,
        /// Octets that are there.
        have: usize,
    },
    /// The anchor or signature is not the standard's.
    #[error("wrong signature")]
    BadSignature,
    /// A checksum does not match its bytes.
    #[error("checksum is {stated:#x}, computed {computed:#x}")]
    BadChecksum {
        /// Value in the bytes.
        stated: u32,
        /// Value computed over the bytes.
        computed: u32,
    },
    /// A length, index or pointer leads outside of the structure.
    #[error("points outside of the structure")]
    OutOfBounds,
    /// What the standard reserves is not 0: a later revision, or something else altogether.
    #[error("reserved, and not 0")]
    Reserved,
    /// A value that the standard rules out.
    #[error("a value that the standard rules out")]
    OutOfRange,
    /// The bytes are not the text that the format asks for.
    #[error("not the expected text")]
    NotText,
}

impl Error {
    /// The error of `standard` at `offset`.
    pub fn new(standard: &'static str, offset: usize, fault: Fault) -> Error {
        Error { standard, offset, fault }
    }
}

/// Reads fixed fields at offsets that the standard names; past the end there is `None`, never a panic.
pub trait Fields {
    /// `N` octets from `offset`.
    fn array<const N: usize>(&self, offset: usize) -> Option<[u8; N]>;

    /// One octet.
    fn byte(&self, offset: usize) -> Option<u8> {
        self.array::<1>(offset).map(|[byte]| byte)
    }
    /// Two octets, least significant first.
    fn u16_le(&self, offset: usize) -> Option<u16> {
        self.array(offset).map(u16::from_le_bytes)
    }
    /// Four octets, least significant first.
    fn u32_le(&self, offset: usize) -> Option<u32> {
        self.array(offset).map(u32::from_le_bytes)
    }
    /// Eight octets, least significant first.
    fn u64_le(&self, offset: usize) -> Option<u64> {
        self.array(offset).map(u64::from_le_bytes)
    }
    /// Two octets, most significant first.
    fn u16_be(&self, offset: usize) -> Option<u16> {
        self.array(offset).map(u16::from_be_bytes)
    }
    /// Four octets, most significant first.
    fn u32_be(&self, offset: usize) -> Option<u32> {
        self.array(offset).map(u32::from_be_bytes)
    }
    /// Eight octets, most significant first.
    fn u64_be(&self, offset: usize) -> Option<u64> {
        self.array(offset).map(u64::from_be_bytes)
    }
}

impl Fields for [u8] {
    fn array<const N: usize>(&self, offset: usize) -> Option<[u8; N]> {
        self.get(offset..)?.first_chunk().copied()
    }
}

/// Walks through bytes in order and knows its offset for the error.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    standard: &'static str,
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of `bytes`, decoding `standard`.
    pub fn new(standard: &'static str, bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { standard, bytes, offset: 0 }
    }

    /// Octets consumed so far.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.offset..).unwrap_or_default()
    }

    /// The error `fault` at this place.
    pub fn error(&self, fault: Fault) -> Error {
        Error::new(self.standard, self.offset, fault)
    }

    /// The next `length` octets.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let rest = self.rest();
        let taken =
            rest.get(..length).ok_or_else(|| self.error(Fault::Truncated { need: length, have: rest.len() }))?;
        self.offset += length;
        Ok(taken)
    }

    /// The next octet.
    pub fn byte(&mut self) -> Result<u8, Error> {
        self.next_array::<1>().map(|[byte]| byte)
    }

    /// The next two octets, least significant first.
    pub fn u16_le(&mut self) -> Result<u16, Error> {
        self.next_array().map(u16::from_le_bytes)
    }

    /// The next four octets, least significant first.
    pub fn u32_le(&mut self) -> Result<u32, Error> {
        self.next_array().map(u32::from_le_bytes)
    }

    /// The next eight octets, least significant first.
    pub fn u64_le(&mut self) -> Result<u64, Error> {
        self.next_array().map(u64::from_le_bytes)
    }

    fn next_array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let have = self.rest().len();
        let array = self.bytes.array(self.offset).ok_or_else(|| self.error(Fault::Truncated { need: N, have }))?;
        self.offset += N;
        Ok(array)
    }
}

/// Text of a fixed field: up to the first NUL, invalid UTF-8 replaced, blanks at both ends off; `None` when empty.
pub fn text(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// Serialises errors as the texts that they print.
fn errors_as_text<S: serde::Serializer>(errors: &[Error], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(errors.iter().map(ToString::to_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_past_the_end_are_none() {
        let bytes = [1u8, 2, 3];
        assert_eq!(bytes.u16_le(1), Some(0x0302));
        assert_eq!(bytes.u16_le(2), None);
        assert_eq!(bytes.byte(usize::MAX), None);
    }

    #[test]
    fn cursor_names_the_offset_of_a_short_read() {
        let mut cursor = Cursor::new("TEST", &[1, 2, 3]);
        assert_eq!(cursor.u16_le(), Ok(0x0201));
        assert_eq!(cursor.u32_le(), Err(Error::new("TEST", 2, Fault::Truncated { need: 4, have: 1 })));
    }
}

//! PCI configuration space, read as far as its lists of capabilities reach.
//!
//! Documents: PCI Express Base 6.0 §7.5.1.1 (header), §7.5.3 and §7.6.1 (lists). Every four octets are a transaction of
//! their own, microseconds on a bus and tens of them in a virtual machine: all 4,096 octets of each of 500 functions
//! take a second, and hardly any function uses a quarter of them. What lies beyond the lists is filled with zeros.

use std::{fs::File, io, os::unix::fs::FileExt};

/// What the kernel gives without privilege.
const HEADER: usize = 64;
const CONVENTIONAL: usize = 256;
const EXTENDED: usize = 4096;
/// At least as long as any extended capability of a fixed length.
const EXTENDED_CAPABILITY: usize = 256;
/// More entries than a list can have.
const MOST_ENTRIES: usize = 1024;

/// Reads the file `config` of a function.
pub(super) fn read(file: &File) -> io::Result<Vec<u8>> {
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(EXTENDED).min(EXTENDED);
    let mut space = Space { file, bytes: Vec::with_capacity(size), size };
    space.reach(HEADER)?;
    // A function that does not answer is all ones; without privilege there is no more.
    if space.bytes.len() < HEADER || space.bytes.starts_with(&[0xff; 4]) {
        return Ok(space.bytes);
    }
    space.read_conventional()?;
    if space.bytes.len() < CONVENTIONAL || size == CONVENTIONAL || !space.read_extended()? {
        return Ok(space.bytes);
    }
    space.bytes.resize(size, 0);
    Ok(space.bytes)
}

struct Space<'a> {
    file: &'a File,
    bytes: Vec<u8>,
    size: usize,
}

impl Space<'_> {
    /// Reads up to `end`, or to where the kernel gives no more.
    fn reach(&mut self, end: usize) -> io::Result<()> {
        let start = self.bytes.len();
        if end.min(self.size) <= start {
            return Ok(());
        }
        self.bytes.resize(end.min(self.size), 0);
        let offset = u64::try_from(start).unwrap_or(u64::MAX);
        let count = self.file.read_at(self.bytes.get_mut(start..).unwrap_or_default(), offset)?;
        self.bytes.truncate(start + count);
        Ok(())
    }

    fn octet(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or_default()
    }

    fn dword(&self, offset: usize) -> u32 {
        let octets = self.bytes.get(offset..).and_then(|rest| rest.first_chunk());
        octets.map_or(0, |octets| u32::from_le_bytes(*octets))
    }

    /// The list from the Capabilities Pointer, which a CardBus bridge has elsewhere; zeros behind it.
    fn read_conventional(&mut self) -> io::Result<()> {
        let has_list = self.octet(0x06) & 0x10 != 0;
        let pointer = if self.octet(0x0e) & 0x7f == 2 { 0x14 } else { 0x34 };
        let mut entry = usize::from(self.octet(pointer) & !3);
        let mut left = MOST_ENTRIES;
        while has_list && entry >= HEADER && left > 0 {
            self.reach(CONVENTIONAL.min(entry + 4))?;
            self.reach(self.end_of_capability(entry).min(CONVENTIONAL))?;
            entry = usize::from(self.octet(entry + 1) & !3);
            left -= 1;
        }
        if self.bytes.len() > HEADER || self.is_privileged()? {
            let end = self.bytes.len().max(CONVENTIONAL.min(self.size));
            self.bytes.resize(end, 0);
        }
        Ok(())
    }

    /// Where the conventional capability ends that begins at `entry`; some kinds can fill the space.
    fn end_of_capability(&self, entry: usize) -> usize {
        let length = match self.octet(entry) {
            // Power Management, Vital Product Data, Subsystem IDs, SATA, Advanced Features.
            0x01 | 0x03 | 0x0d | 0x12 | 0x13 => 8,
            // Vendor-specific: says its length.
            0x09 => usize::from(self.octet(entry + 2)),
            // MSI-X.
            0x11 => 12,
            // MSI, with addresses of 64 bits and masks.
            0x05 => 24,
            // PCI Express.
            0x10 => 60,
            _ => CONVENTIONAL,
        };
        entry + length
    }

    /// Whether the kernel gives more than the header.
    fn is_privileged(&self) -> io::Result<bool> {
        Ok(self.file.read_at(&mut [0; 4], 0x40)? > 0)
    }

    /// The list at 100h. `false` where there is none: some functions repeat the first 256 octets there.
    fn read_extended(&mut self) -> io::Result<bool> {
        self.reach(CONVENTIONAL + 4)?;
        if self.dword(CONVENTIONAL) == self.dword(0) {
            self.bytes.truncate(CONVENTIONAL);
            return Ok(false);
        }
        let mut entry = CONVENTIONAL;
        let mut left = MOST_ENTRIES;
        while entry >= CONVENTIONAL && left > 0 {
            self.reach(entry + 4)?;
            let header = self.dword(entry);
            if matches!(header, 0 | u32::MAX) {
                break;
            }
            self.reach(entry + EXTENDED_CAPABILITY)?;
            // Vendor-specific ones can be longer, and say so.
            if let 0x0b | 0x23 = header & 0xffff {
                self.reach(entry + usize::try_from(self.dword(entry + 4) >> 20).unwrap_or(0))?;
            }
            entry = usize::try_from(header >> 20).unwrap_or(0) & !3;
            left -= 1;
        }
        Ok(true)
    }
}

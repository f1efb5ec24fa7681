//! Drives behind a controller, by number.
//!
//! Document: Linux `struct MR_PD_LIST`, `MR_PD_ADDRESS` (`MR_DCMD_PD_GET_LIST`, 02010000h).
//!
//! Real controllers: enclosures are in the list, with a peripheral device type of their own; a drive that was pulled is
//! not.

use serde::Serialize;

use super::truncated;
use crate::decode::{Error, Fault, Fields, scsi::PeripheralDeviceType};

/// Octets before the entries: `size` and `count`; octets of an entry.
const HEADER: usize = 8;
const ENTRY: usize = 24;

/// Most entries that are asked for: those of a controller that manages as many drives as any does.
pub const MOST: usize = 256;

/// An entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ListedDisk {
    /// `deviceId` (offset 0).
    pub device_identifier: u16,
    /// `enclDeviceId` (offset 2); `None` for a drive without an enclosure.
    pub enclosure_identifier: Option<u16>,
    /// `slotNumber` (offset 5).
    pub slot: u8,
    /// `scsiDevType` (offset 6).
    pub device_type: PeripheralDeviceType,
}

/// The entries in the list's order. Fails on fewer octets than the count (offset 4) needs, and on a count above
/// [`MOST`].
pub fn decode(bytes: &[u8]) -> Result<Vec<ListedDisk>, Error> {
    let count = bytes.u32_le(4).ok_or_else(|| truncated(HEADER, bytes))?;
    let count = usize::try_from(count).ok().filter(|count| *count <= MOST);
    let count = count.ok_or(Error::new(super::STANDARD, 4, Fault::OutOfBounds))?;
    let end = HEADER + count * ENTRY;
    let entries = bytes.get(HEADER..end).ok_or_else(|| truncated(end, bytes))?;
    let listed = entries.chunks_exact(ENTRY).map(|entry| ListedDisk {
        device_identifier: entry.u16_le(0).unwrap_or_default(),
        enclosure_identifier: entry.u16_le(2).filter(|enclosure| *enclosure != u16::MAX),
        slot: entry.byte(5).unwrap_or_default(),
        device_type: PeripheralDeviceType(entry.byte(6).unwrap_or_default()),
    });
    Ok(listed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_with_their_slots() {
        let mut bytes = vec![0; HEADER + 2 * ENTRY];
        bytes[4] = 2;
        bytes[8..15].copy_from_slice(&[8, 0, 252, 0, 1, 4, 0]);
        bytes[32..39].copy_from_slice(&[9, 1, 0xff, 0xff, 0, 0, 0x0d]);
        let listed = decode(&bytes).unwrap();
        assert_eq!((listed[0].device_identifier, listed[0].enclosure_identifier, listed[0].slot), (8, Some(252), 4));
        assert_eq!((listed[1].device_identifier, listed[1].enclosure_identifier), (265, None));
        assert_eq!(listed[1].device_type, PeripheralDeviceType(0x0d));
        assert!(decode(&bytes[..55]).is_err() && decode(&[0; 7]).is_err());
        bytes[6] = 1;
        assert_eq!(decode(&bytes), Err(Error::new(super::super::STANDARD, 4, Fault::OutOfBounds)));
    }
}

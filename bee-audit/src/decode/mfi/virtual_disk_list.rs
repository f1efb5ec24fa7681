//! Volumes of a controller, by number.
//!
//! Document: Linux `struct MR_LD_LIST` (`MR_DCMD_LD_GET_LIST`, 03010000h), of which 64 volumes are as old as the
//! interface.

use super::truncated;
use crate::decode::{Error, Fault, Fields};

/// Octets before the entries: `ldCount` and a reserved field; octets of an entry.
const HEADER: usize = 8;
const ENTRY: usize = 16;

/// Entries of the list.
pub const MOST: usize = 64;

/// `ref.targetId` (offset 0) of each entry, in the list's order. Fails on fewer octets than the count (offset 0) needs,
/// and on a count above [`MOST`].
pub fn decode(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let count = bytes.u32_le(0).ok_or_else(|| truncated(HEADER, bytes))?;
    let count = usize::try_from(count).ok().filter(|count| *count <= MOST);
    let end = HEADER + count.ok_or(Error::new(super::STANDARD, 0, Fault::OutOfBounds))? * ENTRY;
    let entries = bytes.get(HEADER..end).ok_or_else(|| truncated(end, bytes))?;
    Ok(entries.chunks_exact(ENTRY).filter_map(|entry| entry.byte(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_in_order() {
        let mut bytes = vec![0; HEADER + 2 * ENTRY];
        (bytes[0], bytes[8], bytes[24]) = (2, 5, 1);
        assert_eq!(decode(&bytes), Ok(vec![5, 1]));
        assert!(decode(&bytes[..39]).is_err());
        bytes[0] = 65;
        assert_eq!(decode(&bytes), Err(Error::new(super::super::STANDARD, 0, Fault::OutOfBounds)));
    }
}

//! Memory Array and Memory Device Mapped Address (types 19 and 20): which physical addresses a group or a module
//! serves.
//!
//! Document: DSP0134 §7.20 and §7.21.
//!
//! Real firmware: type 20 is optional since 2.5 and rare on servers; one type 19 for all memory although the machine
//! has a hole below 4 GiB; ends before starts.

use serde::Serialize;

use super::{Frame, Handle};
use crate::units::Bytes;

/// Type 19.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryArrayMappedAddress {
    /// The addresses (offsets 04h and 08h, or 0Fh and 17h).
    pub range: Option<AddressRange>,
    /// The array (0Ch).
    pub memory_array_handle: Option<Handle>,
    /// Devices that form one row (0Eh).
    pub partition_width: Option<u8>,
}

/// Type 20.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryDeviceMappedAddress {
    /// The addresses (offsets 04h and 08h, or 13h and 1Bh).
    pub range: Option<AddressRange>,
    /// The device (0Ch).
    pub memory_device_handle: Option<Handle>,
    /// The range of the array in which it is (0Eh).
    pub memory_array_mapped_address_handle: Option<Handle>,
    /// Its position in a row (10h); FFh is "unknown".
    pub partition_row_position: Option<u8>,
    /// Its position in an interleave (11h); 0 is "not interleaved", FFh "unknown".
    pub interleave_position: Option<u8>,
    /// Rows that it takes one after the other (12h); 0 is "not interleaved", FFh "unknown".
    pub interleaved_data_depth: Option<u8>,
}

/// Physical addresses, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AddressRange {
    /// First octet.
    pub starting_address: u64,
    /// Last octet.
    pub ending_address: u64,
}

impl AddressRange {
    /// Octets in the range; none where the end is before the start.
    pub fn size(self) -> Option<Bytes> {
        self.ending_address.checked_sub(self.starting_address)?.checked_add(1).map(Bytes)
    }

    /// KiB in two DWORDs; FFFF FFFFh as the start refers to two QWORDs in octets at `wide` (since 2.7).
    fn decode(frame: &Frame<'_>, wide: usize) -> Option<AddressRange> {
        let (start, end) = (frame.dword(0x04)?, frame.dword(0x08)?);
        if start == 0xffff_ffff {
            let (starting_address, ending_address) = (frame.qword(wide)?, frame.qword(wide + 8)?);
            return Some(AddressRange { starting_address, ending_address });
        }
        Some(AddressRange { starting_address: u64::from(start) << 10, ending_address: (u64::from(end) << 10) + 0x3ff })
    }
}

impl MemoryArrayMappedAddress {
    pub(super) fn decode(frame: &Frame<'_>) -> MemoryArrayMappedAddress {
        MemoryArrayMappedAddress {
            range: AddressRange::decode(frame, 0x0f),
            memory_array_handle: frame.handle_at(0x0c),
            partition_width: frame.byte(0x0e),
        }
    }
}

impl MemoryDeviceMappedAddress {
    pub(super) fn decode(frame: &Frame<'_>) -> MemoryDeviceMappedAddress {
        let known = |offset| frame.byte(offset).filter(|octet| *octet != 0xff);
        MemoryDeviceMappedAddress {
            range: AddressRange::decode(frame, 0x13),
            memory_device_handle: frame.handle_at(0x0c),
            memory_array_mapped_address_handle: frame.handle_at(0x0e),
            partition_row_position: known(0x10),
            interleave_position: known(0x11),
            interleaved_data_depth: known(0x12),
        }
    }
}

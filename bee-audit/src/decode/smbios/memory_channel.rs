//! Memory Channel (type 37): which modules share a channel of RamBus or SyncLink memory.
//!
//! Document: DSP0134 §7.38. Obsolete with these memories, and no longer seen on servers; a count of devices may exceed
//! the structure.

use serde::Serialize;

use super::{Frame, Handle};
use crate::decode::code::codes;

/// Type 37.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryChannel {
    /// Kind (offset 04h).
    pub channel_type: Option<MemoryChannelType>,
    /// Largest load that the channel supports (05h).
    pub maximum_load: Option<u8>,
    /// Devices (06h, the count; 07h, three octets each).
    pub devices: Vec<MemoryChannelDevice>,
}

/// One device of a channel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryChannelDevice {
    /// Its load (offset 0).
    pub load: u8,
    /// Its memory device (offset 1).
    pub handle: Option<Handle>,
}

codes! {
    /// Kind of memory channel (§7.38.1).
    pub struct MemoryChannelType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "RamBus", 0x04 => "SyncLink",
    }
}

impl MemoryChannel {
    pub(super) fn decode(frame: &Frame<'_>) -> MemoryChannel {
        let count = frame.byte(0x06).unwrap_or_default();
        let offsets = (0..count).map(|number| 0x07 + 3 * usize::from(number));
        let device =
            |offset| Some(MemoryChannelDevice { load: frame.byte(offset)?, handle: frame.handle_at(offset + 1) });
        MemoryChannel {
            channel_type: frame.byte(0x04).map(MemoryChannelType),
            maximum_load: frame.byte(0x05),
            devices: offsets.map_while(device).collect(),
        }
    }
}

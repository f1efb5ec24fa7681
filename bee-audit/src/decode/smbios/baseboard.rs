//! Baseboard Information (type 2): every board, of which servers have several.
//!
//! Document: DSP0134 §7.3, §7.3.1 (feature flags), §7.3.2 (board type).
//!
//! Real firmware: blades and multi-node machines list risers, backplanes and memory boards here; many fill serial
//! number and asset tag with placeholders; old tables end after the serial number (length 08h).

use serde::Serialize;

use super::{Frame, Handle};
use crate::decode::code::{codes, flags};

/// Type 2.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaseboardInformation {
    /// Manufacturer (offset 04h).
    pub manufacturer: Option<String>,
    /// Product (05h).
    pub product: Option<String>,
    /// Version (06h).
    pub version: Option<String>,
    /// Serial number (07h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Asset tag (08h).
    pub asset_tag: Option<String>,
    /// What kind of installation this board is (09h).
    pub feature_flags: Option<BoardFeatures>,
    /// Where it is in its chassis (0Ah).
    pub location_in_chassis: Option<String>,
    /// The chassis in which it is (0Bh).
    pub chassis_handle: Option<Handle>,
    /// What it is (0Dh).
    pub board_type: Option<BoardType>,
    /// Structures (baseboards, processors, ports, slots, memory) that it contains (0Eh, 0Fh).
    pub contained_object_handles: Vec<Handle>,
}

flags! {
    /// Baseboard feature flags (§7.3.1).
    pub struct BoardFeatures(u8) {
        0 => "Hosting board",
        1 => "Requires at least one daughter board",
        2 => "Removable",
        3 => "Replaceable",
        4 => "Hot swappable",
    }
}

codes! {
    /// Baseboard type (§7.3.2).
    pub struct BoardType(u8) {
        0x01 => "Unknown",
        0x02 => "Other",
        0x03 => "Server Blade",
        0x04 => "Connectivity Switch",
        0x05 => "System Management Module",
        0x06 => "Processor Module",
        0x07 => "I/O Module",
        0x08 => "Memory Module",
        0x09 => "Daughter board",
        0x0a => "Motherboard",
        0x0b => "Processor/Memory Module",
        0x0c => "Processor/IO Module",
        0x0d => "Interconnect board",
    }
}

impl BaseboardInformation {
    pub(super) fn decode(frame: &Frame<'_>) -> BaseboardInformation {
        BaseboardInformation {
            manufacturer: frame.string(0x04),
            product: frame.string(0x05),
            version: frame.string(0x06),
            serial_number: frame.string(0x07),
            asset_tag: frame.string(0x08),
            feature_flags: frame.byte(0x09).map(BoardFeatures),
            location_in_chassis: frame.string(0x0a),
            chassis_handle: frame.handle_at(0x0b),
            board_type: frame.byte(0x0d).map(BoardType),
            contained_object_handles: frame.handles(0x0f, frame.byte(0x0e)),
        }
    }
}

//! System Slots (type 9): every slot for a card, drive or module, and the PCI address behind it.
//!
//! Document: DSP0134 §7.10 and its subsections, cited at each field.
//!
//! Real firmware: 97.5 % of servers have slots here, 80.3 % with an address. The address is that of the card, of the
//! bridge above it, or stale; "in use" is what firmware saw at boot. Old tables end before the address.

use serde::Serialize;

use super::Frame;
use crate::decode::{
    Fields as _,
    code::{codes, flags},
};

/// Type 9.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemSlot {
    /// Label (offset 04h).
    pub designation: Option<String>,
    /// Kind of slot (05h).
    pub slot_type: Option<SlotType>,
    /// Width of the data bus (06h).
    pub data_bus_width: Option<SlotWidth>,
    /// Whether something was in it at boot (07h).
    pub current_usage: Option<SlotUsage>,
    /// Length (08h).
    pub slot_length: Option<SlotLength>,
    /// Number whose meaning depends on the kind of slot: for PCI the slot number of the routing table (09h, §7.10.5).
    pub id: Option<u16>,
    /// What it supports, octet 1 (0Bh, §7.10.6).
    pub characteristics_1: Option<SlotCharacteristics1>,
    /// What it supports, octet 2 (0Ch, §7.10.7).
    pub characteristics_2: Option<SlotCharacteristics2>,
    /// PCI address of what is in it (0Dh–10h, §7.10.8).
    pub address: Option<PciAddress>,
    /// Lanes that are wired, 0 where the width above says it (11h, §7.10.9).
    pub base_data_bus_width: Option<u8>,
    /// Further addresses behind the same slot (12h, 13h, §7.10.9).
    pub peers: Vec<SlotPeer>,
    /// PCI Express generation (13h + 5 × n, since 3.4).
    pub pci_express_generation: Option<u8>,
    /// Mechanical width (14h + 5 × n, since 3.4).
    pub physical_width: Option<SlotWidth>,
    /// Distance to the next slot in hundredths of a millimetre (15h + 5 × n, since 3.4).
    pub pitch_hundredths_millimetre: Option<u16>,
    /// Height of the card that fits (17h + 5 × n, since 3.5).
    pub height: Option<SlotHeight>,
}

/// A PCI address in the form of §7.10.8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PciAddress {
    /// Segment group (domain).
    pub segment: u16,
    /// Bus.
    pub bus: u8,
    /// Device, 0–31.
    pub device: u8,
    /// Function, 0–7.
    pub function: u8,
}

impl PciAddress {
    /// Segment WORD, bus octet, device/function octet at `offset`; FFh in the last two says that there is none.
    pub(super) fn decode(bytes: &[u8], offset: usize) -> Option<PciAddress> {
        let segment = bytes.u16_le(offset)?;
        let (bus, device_function) = (bytes.byte(offset + 2)?, bytes.byte(offset + 3)?);
        let absent = bus == 0xff && device_function == 0xff;
        (!absent).then_some(PciAddress { segment, bus, device: device_function >> 3, function: device_function & 7 })
    }
}

/// As Linux writes it.
impl std::fmt::Display for PciAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04x}:{:02x}:{:02x}.{:x}", self.segment, self.bus, self.device, self.function)
    }
}

impl Serialize for PciAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One more address behind a slot (§7.10.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SlotPeer {
    /// PCI address.
    pub address: Option<PciAddress>,
    /// Lanes.
    pub data_bus_width: u8,
}

codes! {
    /// Slot type (§7.10.1). Widths in the names of PCI Express codes are those of the code, not of the wiring.
    pub struct SlotType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "ISA", 0x04 => "MCA", 0x05 => "EISA", 0x06 => "PCI",
        0x07 => "PC Card (PCMCIA)", 0x08 => "VL-VESA", 0x09 => "Proprietary", 0x0a => "Processor Card Slot",
        0x0b => "Proprietary Memory Card Slot", 0x0c => "I/O Riser Card Slot", 0x0d => "NuBus",
        0x0e => "PCI - 66MHz Capable", 0x0f => "AGP", 0x10 => "AGP 2X", 0x11 => "AGP 4X", 0x12 => "PCI-X",
        0x13 => "AGP 8X", 0x14 => "M.2 Socket 1-DP (Mechanical Key A)", 0x15 => "M.2 Socket 1-SD (Mechanical Key E)",
        0x16 => "M.2 Socket 2 (Mechanical Key B)", 0x17 => "M.2 Socket 3 (Mechanical Key M)", 0x18 => "MXM Type I",
        0x19 => "MXM Type II", 0x1a => "MXM Type III (standard connector)", 0x1b => "MXM Type III (HE connector)",
        0x1c => "MXM Type IV", 0x1d => "MXM 3.0 Type A", 0x1e => "MXM 3.0 Type B",
        0x1f => "PCI Express Gen 2 SFF-8639 (U.2)", 0x20 => "PCI Express Gen 3 SFF-8639 (U.2)",
        0x21 => "PCI Express Mini 52-pin (CEM spec. 2.0) with bottom-side keep-outs",
        0x22 => "PCI Express Mini 52-pin (CEM spec. 2.0) without bottom-side keep-outs",
        0x23 => "PCI Express Mini 76-pin (CEM spec. 2.0)", 0x24 => "PCI Express Gen 4 SFF-8639 (U.2)",
        0x25 => "PCI Express Gen 5 SFF-8639 (U.2)", 0x26 => "OCP NIC 3.0 Small Form Factor (SFF)",
        0x27 => "OCP NIC 3.0 Large Form Factor (LFF)", 0x28 => "OCP NIC Prior to 3.0", 0x30 => "CXL Flexbus 1.0",
        0xa0 => "PC-98/C20", 0xa1 => "PC-98/C24", 0xa2 => "PC-98/E", 0xa3 => "PC-98/Local Bus", 0xa4 => "PC-98/Card",
        0xa5 => "PCI Express", 0xa6 => "PCI Express x1", 0xa7 => "PCI Express x2", 0xa8 => "PCI Express x4",
        0xa9 => "PCI Express x8", 0xaa => "PCI Express x16", 0xab => "PCI Express Gen 2",
        0xac => "PCI Express Gen 2 x1", 0xad => "PCI Express Gen 2 x2", 0xae => "PCI Express Gen 2 x4",
        0xaf => "PCI Express Gen 2 x8", 0xb0 => "PCI Express Gen 2 x16", 0xb1 => "PCI Express Gen 3",
        0xb2 => "PCI Express Gen 3 x1", 0xb3 => "PCI Express Gen 3 x2", 0xb4 => "PCI Express Gen 3 x4",
        0xb5 => "PCI Express Gen 3 x8", 0xb6 => "PCI Express Gen 3 x16", 0xb8 => "PCI Express Gen 4",
        0xb9 => "PCI Express Gen 4 x1", 0xba => "PCI Express Gen 4 x2", 0xbb => "PCI Express Gen 4 x4",
        0xbc => "PCI Express Gen 4 x8", 0xbd => "PCI Express Gen 4 x16", 0xbe => "PCI Express Gen 5",
        0xbf => "PCI Express Gen 5 x1", 0xc0 => "PCI Express Gen 5 x2", 0xc1 => "PCI Express Gen 5 x4",
        0xc2 => "PCI Express Gen 5 x8", 0xc3 => "PCI Express Gen 5 x16", 0xc4 => "PCI Express Gen 6 and Beyond",
        0xc5 => "Enterprise and Datacenter 1U E1 Form Factor Slot",
        0xc6 => "Enterprise and Datacenter 3\" E3 Form Factor Slot",
    }
    /// Slot width (§7.10.2).
    pub struct SlotWidth(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "8 bit", 0x04 => "16 bit", 0x05 => "32 bit", 0x06 => "64 bit",
        0x07 => "128 bit", 0x08 => "1x or x1", 0x09 => "2x or x2", 0x0a => "4x or x4", 0x0b => "8x or x8",
        0x0c => "12x or x12", 0x0d => "16x or x16", 0x0e => "32x or x32",
    }
    /// Current usage (§7.10.3).
    pub struct SlotUsage(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Available", 0x04 => "In use", 0x05 => "Unavailable",
    }
    /// Slot length (§7.10.4).
    pub struct SlotLength(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Short Length", 0x04 => "Long Length",
        0x05 => "2.5\" drive form factor", 0x06 => "3.5\" drive form factor",
    }
    /// Slot height (§7.10, since 3.5).
    pub struct SlotHeight(u8) {
        0x00 => "Not applicable", 0x01 => "Other", 0x02 => "Unknown", 0x03 => "Full height", 0x04 => "Low-profile",
    }
}

flags! {
    /// Slot characteristics 1 (§7.10.6).
    pub struct SlotCharacteristics1(u8) {
        0 => "Characteristics unknown", 1 => "Provides 5.0 volts", 2 => "Provides 3.3 volts",
        3 => "Opening is shared", 4 => "PC Card-16 is supported", 5 => "CardBus is supported",
        6 => "Zoom Video is supported", 7 => "Modem Ring Resume is supported",
    }
    /// Slot characteristics 2 (§7.10.7).
    pub struct SlotCharacteristics2(u8) {
        0 => "PME signal is supported", 1 => "Hot-plug devices are supported", 2 => "SMBus signal is supported",
        3 => "PCIe slot bifurcation is supported", 4 => "Async/surprise removal is supported",
        5 => "Flexbus slot, CXL 1.0 capable", 6 => "Flexbus slot, CXL 2.0 capable",
        7 => "Flexbus slot, CXL 3.0 capable",
    }
}

impl SystemSlot {
    pub(super) fn decode(frame: &Frame<'_>) -> SystemSlot {
        let peers = frame.formatted().get(0x13..).unwrap_or_default().chunks_exact(5);
        let behind_peers = 0x13 + 5 * usize::from(frame.byte(0x12).unwrap_or(0));
        SystemSlot {
            designation: frame.string(0x04),
            slot_type: frame.byte(0x05).map(SlotType),
            data_bus_width: frame.byte(0x06).map(SlotWidth),
            current_usage: frame.byte(0x07).map(SlotUsage),
            slot_length: frame.byte(0x08).map(SlotLength),
            id: frame.word(0x09),
            characteristics_1: frame.byte(0x0b).map(SlotCharacteristics1),
            characteristics_2: frame.byte(0x0c).map(SlotCharacteristics2),
            address: PciAddress::decode(frame.formatted(), 0x0d),
            base_data_bus_width: frame.byte(0x11).filter(|width| *width != 0),
            peers: peers.take(frame.byte(0x12).unwrap_or(0).into()).filter_map(SlotPeer::decode).collect(),
            pci_express_generation: frame.byte(behind_peers).filter(|generation| *generation != 0),
            physical_width: frame.byte(behind_peers + 1).filter(|width| *width != 0).map(SlotWidth),
            pitch_hundredths_millimetre: frame.word(behind_peers + 2).filter(|pitch| *pitch != 0),
            height: frame.byte(behind_peers + 4).map(SlotHeight),
        }
    }
}

impl SlotPeer {
    fn decode(octets: &[u8]) -> Option<SlotPeer> {
        Some(SlotPeer { address: PciAddress::decode(octets, 0), data_bus_width: octets.byte(4)? })
    }
}

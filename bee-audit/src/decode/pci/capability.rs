//! The capability list of the PCI-compatible space: the walk, and the small capabilities.
//!
//! PCI Local Bus 3.0 §6.7 and appendix H (ids); PCI Express Base 6.0 §7.5.1.1.11; PCI Code and ID Assignment 1.15 §2.
//!
//! What real firmware gets wrong: lists that loop, pointers below 40h, and reads of all ones in the middle of a list
//! (the function fell off the bus). The walk ends there and says so; what came before is kept.

use serde::Serialize;

use super::header::Subsystem;
use super::{Hexadecimal, Id, STANDARD, bit, bits, express, message, power, structure};
use crate::decode::code::codes;
use crate::decode::{Error, Fault, Fields as _};
use crate::units::Bytes;

codes! {
    /// Capability id (PCI Code and ID Assignment 1.15 §2).
    pub struct CapabilityId(u8) {
        0x00 => "Null", 0x01 => "Power Management", 0x02 => "Accelerated Graphics Port", 0x03 => "Vital Product Data",
        0x04 => "Slot Identification", 0x05 => "MSI", 0x06 => "CompactPCI Hot Swap", 0x07 => "PCI-X",
        0x08 => "HyperTransport", 0x09 => "Vendor-Specific", 0x0a => "Debug Port",
        0x0b => "CompactPCI Central Resource Control", 0x0c => "PCI Hot-Plug", 0x0d => "Bridge Subsystem Vendor ID",
        0x0e => "AGP 8x", 0x0f => "Secure Device", 0x10 => "PCI Express", 0x11 => "MSI-X",
        0x12 => "Serial ATA Data/Index Configuration", 0x13 => "Advanced Features", 0x14 => "Enhanced Allocation",
        0x15 => "Flattening Portal Bridge",
    }
    /// Which base address an entry of Enhanced Allocation stands for (§7.8.5.3).
    pub struct BarEquivalent(u8) {
        0..=5 => "Base Address Register", 6 => "Resource behind the function", 7 => "None", 8 => "Expansion ROM",
        9..=14 => "VF Base Address Register",
    }
    /// Properties of a resource of Enhanced Allocation (§7.8.5.3).
    pub struct AllocationProperties(u8) {
        0 => "Memory", 1 => "Memory, prefetchable", 2 => "I/O", 3 => "VF memory, prefetchable", 4 => "VF memory",
        5 => "Memory behind a bridge", 6 => "Memory behind a bridge, prefetchable", 7 => "I/O behind a bridge",
        0xfd => "Memory, unavailable", 0xfe => "I/O, unavailable", 0xff => "Unavailable",
    }
    /// HyperTransport capability type, bits 15:11; host and slave blocks use bits 15:13 only
    /// (HyperTransport I/O Link 3.10 §7.2).
    pub struct HyperTransportType(u8) {
        0x00 => "Slave or Primary Interface", 0x04 => "Host or Secondary Interface", 0x08 => "Switch",
        0x10 => "Interrupt Discovery and Configuration", 0x11 => "Revision ID", 0x12 => "UnitID Clumping",
        0x13 => "Extended Configuration Space Access", 0x14 => "Address Mapping", 0x15 => "MSI Mapping",
        0x16 => "DirectRoute", 0x17 => "VCSet", 0x18 => "Retry Mode", 0x19 => "X86 Encoding", 0x1a => "Gen3",
        0x1b => "Function-Level Extension", 0x1c => "Power Management",
    }
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Capability {
    /// Octets from the start of configuration space.
    pub offset: u8,
    /// First octet.
    pub id: CapabilityId,
    /// What it says; `None` for an id that is not decoded, and for a structure that is cut off.
    #[serde(flatten)]
    pub body: Option<Body>,
}

/// The capabilities that are decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 01h.
    PowerManagement(power::PowerManagement),
    /// 03h: whether the data are read through the registers is no concern here (PCI 3.0 appendix I).
    VitalProductData {},
    /// 05h.
    Msi(message::Msi),
    /// 08h.
    HyperTransport {
        /// Bits 15:11 of the command register, at offset 2.
        kind: HyperTransportType,
    },
    /// 09h (§7.9.4).
    VendorSpecific {
        /// Offset 2: octets of the capability, header included.
        length_bytes: u8,
    },
    /// 0Dh: offset 4 and 6 (§7.9.23).
    Subsystem(Subsystem),
    /// 10h.
    PciExpress(Box<express::Express>),
    /// 11h.
    MsiX(message::MsiX),
    /// 13h (Advanced Capabilities for Conventional PCI ECN §6.8.4, §7.9.21).
    AdvancedFeatures {
        /// Offset 3, bit 0.
        transactions_pending_supported: bool,
        /// Offset 3, bit 1.
        function_level_reset_supported: bool,
    },
    /// 14h.
    EnhancedAllocation {
        /// In the order of the entries.
        entries: Vec<Allocation>,
    },
}

/// One entry of Enhanced Allocation (§7.8.5.3).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Allocation {
    /// First dword, bits 7:4.
    pub bar_equivalent: BarEquivalent,
    /// Bits 15:8.
    pub primary_properties: AllocationProperties,
    /// Bits 23:16.
    pub secondary_properties: AllocationProperties,
    /// Bit 30.
    pub writable: bool,
    /// Bit 31.
    pub enabled: bool,
    /// Bits 31:2 of the base, and its upper half where it is 64 bits wide.
    pub base: Hexadecimal,
    /// One more than the greatest offset.
    pub size_bytes: Bytes,
}

/// Follows the list from `first`; what leads astray ends the walk and goes to `damage`.
pub(super) fn walk(bytes: &[u8], first: u8, damage: &mut Vec<Error>) -> Vec<Capability> {
    let mut list = Vec::new();
    let mut visited = [false; 64];
    let mut next = first;
    while next != 0 {
        let offset = usize::from(next);
        let seen = visited.get_mut(offset / 4).map(|seen| std::mem::replace(seen, true)).unwrap_or(true);
        let (Some(id), Some(following)) = (bytes.byte(offset), bytes.byte(offset + 1)) else {
            damage.push(Error::new(STANDARD, offset, Fault::Truncated { need: offset + 2, have: bytes.len() }));
            break;
        };
        if seen || offset < 0x40 || id == 0xff {
            damage.push(Error::new(STANDARD, offset, Fault::OutOfBounds));
            break;
        }
        list.push(Capability { offset: next, id: CapabilityId(id), body: body(bytes, offset, id, damage) });
        next = following & !3;
    }
    list
}

fn body(bytes: &[u8], offset: usize, id: u8, damage: &mut Vec<Error>) -> Option<Body> {
    // Conventional capabilities end where extended space begins.
    let bytes = bytes.get(..bytes.len().min(0x100)).unwrap_or_default();
    let decode: fn(&[u8]) -> Option<Body> = match id {
        0x01 => |bytes| power::PowerManagement::decode(bytes).map(Body::PowerManagement),
        0x03 => |_| Some(Body::VitalProductData {}),
        0x05 => |bytes| message::Msi::decode(bytes).map(Body::Msi),
        0x08 => |bytes| bytes.u16_le(2).map(|command| Body::HyperTransport { kind: hypertransport(command) }),
        0x09 => |bytes| bytes.byte(2).map(|length_bytes| Body::VendorSpecific { length_bytes }),
        0x0d => |bytes| subsystem(bytes).map(Body::Subsystem),
        0x10 => |bytes| express::Express::decode(bytes).map(Box::new).map(Body::PciExpress),
        0x11 => |bytes| message::MsiX::decode(bytes).map(Body::MsiX),
        0x13 => |bytes| {
            let capabilities = bytes.byte(3)?;
            Some(Body::AdvancedFeatures {
                transactions_pending_supported: bit(capabilities, 0),
                function_level_reset_supported: bit(capabilities, 1),
            })
        },
        0x14 => |bytes| allocations(bytes).map(|entries| Body::EnhancedAllocation { entries }),
        _ => return None,
    };
    structure(bytes, offset, damage, decode)
}

fn hypertransport(command: u16) -> HyperTransportType {
    let kind: u8 = bits(command, 11..=15);
    // Types below 8 take three bits; the lower two are flags of their own.
    HyperTransportType(if kind < 8 { kind & !3 } else { kind })
}

fn subsystem(bytes: &[u8]) -> Option<Subsystem> {
    Some(Subsystem { vendor_id: Id(bytes.u16_le(4)?), device_id: Id(bytes.u16_le(6)?) })
}

/// Entries follow the first dword; each states its own size in dwords, bits 2:0 of its first.
fn allocations(bytes: &[u8]) -> Option<Vec<Allocation>> {
    let count: u8 = bits(bytes.byte(2)?, 0..=5);
    let mut entries = Vec::new();
    let mut at = 4usize;
    for _ in 0..count {
        let (first, base, limit) = (bytes.u32_le(at)?, bytes.u32_le(at + 4)?, bytes.u32_le(at + 8)?);
        // Bit 1 of base and of the greatest offset: an upper half follows, the base's first (§7.8.5.3).
        let (wide_base, wide_limit) = (bit(base, 1), bit(limit, 1));
        let base_high = if wide_base { bytes.u32_le(at + 12)? } else { 0 };
        let limit_high = if wide_limit { bytes.u32_le(at + if wide_base { 16 } else { 12 })? } else { 0 };
        let greatest = u64::from(limit_high) << 32 | u64::from(limit | 3);
        entries.push(Allocation {
            bar_equivalent: BarEquivalent(bits(first, 4..=7)),
            primary_properties: AllocationProperties(bits(first, 8..=15)),
            secondary_properties: AllocationProperties(bits(first, 16..=23)),
            writable: bit(first, 30),
            enabled: bit(first, 31),
            base: Hexadecimal(u64::from(base_high) << 32 | u64::from(base & !3)),
            size_bytes: Bytes(greatest.saturating_add(1)),
        });
        at += 4 + bits::<usize>(first, 0..=2) * 4;
    }
    Some(entries)
}

//! Single Root I/O Virtualization extended capability, id 0010h.
//!
//! PCI Express Base 6.0 §9.3.3. Offset and stride are only meaningful once the number of virtual functions is set, and
//! some devices change them with it (§9.3.3.9).

use serde::Serialize;

use super::super::{Id, bits};
use crate::decode::Fields as _;
use crate::decode::code::flags;

flags! {
    /// Capabilities, offset 4, without the message number (§9.3.3.2).
    pub struct SrIovCapabilities(u32) {
        0 => "VF Migration Capable", 1 => "ARI Capable Hierarchy Preserved", 2 => "VF 10-Bit Tag Requester Supported",
    }
    /// Control, offset 8 (§9.3.3.3).
    pub struct SrIovControl(u16) {
        0 => "VF Enable", 1 => "VF Migration Enable", 2 => "VF Migration Interrupt Enable",
        3 => "VF Memory Space Enable", 4 => "ARI Capable Hierarchy", 5 => "VF 10-Bit Tag Requester Enable",
    }
}

/// Single Root I/O Virtualization.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SingleRootIoVirtualization {
    /// Offset 4, the single bits.
    pub capabilities: SrIovCapabilities,
    /// Offset 4, bits 31:21.
    pub interrupt_message_number: u16,
    /// Offset 8.
    pub control: SrIovControl,
    /// Offset 0Ah, bit 0: a virtual function asks to migrate.
    pub migration_status: bool,
    /// Offset 0Ch.
    pub initial_vfs: u16,
    /// Offset 0Eh.
    pub total_vfs: u16,
    /// Offset 10h: virtual functions that software asked for.
    pub num_vfs: u16,
    /// Offset 12h: number of the function that this one depends on, itself when on none.
    pub function_dependency_link: u8,
    /// Offset 14h: from this routing id to that of the first virtual function.
    pub first_vf_offset: u16,
    /// Offset 16h: from one virtual function to the next.
    pub vf_stride: u16,
    /// Offset 1Ah.
    pub vf_device_id: Id,
    /// Offset 1Ch: bit n is a page size of 4,096 octets times two to the power of n.
    pub supported_page_sizes: u32,
    /// Offset 20h: the one that is used, in the same encoding.
    pub system_page_size: u32,
}

impl SingleRootIoVirtualization {
    pub(super) fn decode(bytes: &[u8]) -> Option<SingleRootIoVirtualization> {
        let capabilities = bytes.u32_le(4)?;
        Some(SingleRootIoVirtualization {
            capabilities: SrIovCapabilities(capabilities),
            interrupt_message_number: bits(capabilities, 21..=31),
            control: SrIovControl(bytes.u16_le(8)?),
            migration_status: bits::<u8>(bytes.u16_le(0xa)?, 0..=0) == 1,
            initial_vfs: bytes.u16_le(0xc)?,
            total_vfs: bytes.u16_le(0xe)?,
            num_vfs: bytes.u16_le(0x10)?,
            function_dependency_link: bytes.byte(0x12)?,
            first_vf_offset: bytes.u16_le(0x14)?,
            vf_stride: bytes.u16_le(0x16)?,
            vf_device_id: Id(bytes.u16_le(0x1a)?),
            supported_page_sizes: bytes.u32_le(0x1c)?,
            system_page_size: bytes.u32_le(0x20)?,
        })
    }
}

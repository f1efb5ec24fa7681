//! Data Object Exchange (002Eh) and Integrity and Data Encryption (0030h).
//!
//! PCI Express Base 6.0 §7.9.24 and §7.9.26. The mailbox itself is never touched: reading it moves its pointer.

use serde::Serialize;

use super::super::{bit, bits};
use crate::decode::Fields as _;
use crate::decode::code::{codes, flags};

flags! {
    /// DOE status, offset 0Ch (§7.9.24.4).
    pub struct DoeStatus(u32) {
        0 => "DOE Busy", 1 => "DOE Interrupt Status", 2 => "DOE Error", 3 => "DOE Async Message Status",
        31 => "Data Object Ready",
    }
    /// IDE capability, offset 4, without the fields that are numbers (§7.9.26.2).
    pub struct IdeCapabilities(u32) {
        0 => "Link IDE Stream Supported", 1 => "Selective IDE Streams Supported",
        2 => "Flow-Through IDE Stream Supported", 3 => "Partial Header Encryption Supported",
        4 => "Aggregation Supported", 5 => "PCRC Supported", 6 => "IDE_KM Protocol Supported",
        7 => "Selective IDE for Configuration Requests Supported", 24 => "TEE-Limited Stream Supported",
    }
}

codes! {
    /// State of an IDE stream, bits 3:0 of its status (§7.9.26.4.2).
    pub struct IdeStreamState(u8) { 0 => "Insecure", 2 => "Secure" }
}

/// Data Object Exchange.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataObjectExchange {
    /// Offset 4, bit 0.
    pub interrupt_supported: bool,
    /// Offset 4, bits 11:1; `None` without interrupts.
    pub interrupt_message_number: Option<u16>,
    /// Offset 8, bit 1.
    pub interrupt_enabled: bool,
    /// Offset 0Ch.
    pub status: DoeStatus,
}

impl DataObjectExchange {
    pub(super) fn decode(bytes: &[u8]) -> Option<DataObjectExchange> {
        let capabilities = bytes.u32_le(4)?;
        let interrupt_supported = bit(capabilities, 0);
        Some(DataObjectExchange {
            interrupt_supported,
            interrupt_message_number: interrupt_supported.then(|| bits(capabilities, 1..=11)),
            interrupt_enabled: bit(bytes.u32_le(8)?, 1),
            status: DoeStatus(bytes.u32_le(0xc)?),
        })
    }
}

/// Integrity and Data Encryption.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IntegrityAndDataEncryption {
    /// Offset 4, the single bits.
    pub capabilities: IdeCapabilities,
    /// Offset 4, bits 12:8: 0 is AES-GCM with a 256-bit key and a 96-bit authentication code.
    pub supported_algorithms: u8,
    /// Offset 4, bits 15:13 and one more; `None` without link streams.
    pub link_streams_supported: Option<u8>,
    /// Offset 4, bits 23:16 and one more; `None` without selective streams.
    pub selective_streams_supported: Option<u16>,
    /// Link streams from offset 0Ch on, in their order.
    pub link_streams: Vec<IdeStream>,
}

/// One stream: its control and status registers (§7.9.26.4).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IdeStream {
    /// Control, bit 0.
    pub enabled: bool,
    /// Control, bits 31:24.
    pub stream_id: u8,
    /// Status, bits 3:0.
    pub state: IdeStreamState,
    /// Status, bit 31.
    pub integrity_check_failed: bool,
}

impl IntegrityAndDataEncryption {
    pub(super) fn decode(bytes: &[u8]) -> Option<IntegrityAndDataEncryption> {
        let capabilities = bytes.u32_le(4)?;
        let link = bit(capabilities, 0).then(|| bits::<u8>(capabilities, 13..=15) + 1);
        Some(IntegrityAndDataEncryption {
            capabilities: IdeCapabilities(capabilities),
            supported_algorithms: bits(capabilities, 8..=12),
            link_streams_supported: link,
            selective_streams_supported: bit(capabilities, 1).then(|| bits::<u16>(capabilities, 16..=23) + 1),
            link_streams: (0..usize::from(link.unwrap_or(0)))
                .map(|stream| IdeStream::decode(bytes, 0xc + stream * 8))
                .collect::<Option<_>>()?,
        })
    }
}

impl IdeStream {
    fn decode(bytes: &[u8], offset: usize) -> Option<IdeStream> {
        let (control, status) = (bytes.u32_le(offset)?, bytes.u32_le(offset + 4)?);
        Some(IdeStream {
            enabled: bit(control, 0),
            stream_id: bits(control, 24..=31),
            state: IdeStreamState(bits(status, 0..=3)),
            integrity_check_failed: bit(status, 31),
        })
    }
}

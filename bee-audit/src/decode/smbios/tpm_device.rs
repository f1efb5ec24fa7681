//! TPM Device (type 43): the trusted platform module that firmware started.
//!
//! Document: DSP0134 §7.44, §7.44.1 (characteristics); TCG PC Client, TPM_PT_FIRMWARE_VERSION for the 2.0 numbers.
//!
//! Real firmware: 6.4 % of servers have it, some with the two firmware numbers in the other order.

use serde::Serialize;

use super::Frame;
use crate::decode::{code::flags, text};

/// Type 43.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TpmDevice {
    /// Four characters of the vendor, such as `IFX` (offset 04h).
    pub vendor_id: Option<String>,
    /// Major version of the TPM specification (08h).
    pub major_specification_version: Option<u8>,
    /// Minor version of the TPM specification (09h).
    pub minor_specification_version: Option<u8>,
    /// First number of the firmware version, raw (0Ah).
    pub firmware_version_1: Option<u32>,
    /// Second number of the firmware version, raw (0Eh).
    pub firmware_version_2: Option<u32>,
    /// Description (12h).
    pub description: Option<String>,
    /// Characteristics (13h).
    pub characteristics: Option<TpmCharacteristics>,
    /// OEM-defined (1Bh).
    pub oem_defined: Option<u32>,
}

flags! {
    /// TPM device characteristics (§7.44.1).
    pub struct TpmCharacteristics(u64) {
        2 => "TPM Device characteristics not supported",
        3 => "Family configurable via firmware update",
        4 => "Family configurable via platform software support",
        5 => "Family configurable via OEM proprietary mechanism",
    }
}

impl TpmDevice {
    pub(super) fn decode(frame: &Frame<'_>) -> TpmDevice {
        TpmDevice {
            vendor_id: frame.bytes(0x04, 4).and_then(text),
            major_specification_version: frame.byte(0x08),
            minor_specification_version: frame.byte(0x09),
            firmware_version_1: frame.dword(0x0a),
            firmware_version_2: frame.dword(0x0e),
            description: frame.string(0x12),
            characteristics: frame.qword(0x13).map(TpmCharacteristics),
            oem_defined: frame.dword(0x1b),
        }
    }

    /// `major.minor`: for TPM 1.x octets 2 and 3 of the first number as in TPM_VERSION, for 2.0 its two WORDs
    /// (§7.44, offset 0Ah).
    pub fn firmware_version(&self) -> Option<String> {
        let number = self.firmware_version_1?;
        match self.major_specification_version? {
            1 => Some(format!("{}.{}", number >> 16 & 0xff, number >> 24)),
            2 => Some(format!("{}.{}", number >> 16, number & 0xffff)),
            _ => None,
        }
    }
}

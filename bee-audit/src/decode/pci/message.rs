//! Message-signalled interrupts: the MSI (05h) and MSI-X (11h) capabilities.
//!
//! PCI Local Bus 3.0 §6.8.1 and §6.8.2; PCI Express Base 6.0 §7.7.1 and §7.7.2. Counts are stored as exponents (MSI)
//! or as one less (MSI-X); firmware leaves address and data of a disabled MSI at zero.

use serde::Serialize;

use super::{Hexadecimal, bit, bits};
use crate::decode::Fields as _;

/// MSI capability (§7.7.1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Msi {
    /// Offset 2, bit 0.
    pub enabled: bool,
    /// Offset 2, bits 3:1: messages that the function wants, a power of two up to 32; `None` for a reserved code.
    pub messages_capable: Option<u8>,
    /// Offset 2, bits 6:4: messages that the system granted.
    pub messages_enabled: Option<u8>,
    /// Offset 2, bit 7.
    pub address_64_bit: bool,
    /// Offset 2, bit 8.
    pub per_vector_masking: bool,
    /// Offset 4, and 8 when 64 bits wide.
    pub address: Hexadecimal,
    /// Offset 8 or 0Ch.
    pub message: Hexadecimal,
    /// Offset 0Ch or 10h, one bit a vector; `None` without per-vector masking.
    pub mask: Option<Hexadecimal>,
    /// Offset 10h or 14h, one bit a vector; `None` without per-vector masking.
    pub pending: Option<Hexadecimal>,
}

impl Msi {
    /// From the capability's first octet; `None` when cut off.
    pub(super) fn decode(bytes: &[u8]) -> Option<Msi> {
        let control = bytes.u16_le(2)?;
        let (wide, masking) = (bit(control, 7), bit(control, 8));
        let upper = if wide { bytes.u32_le(8)? } else { 0 };
        let data = if wide { 0xc } else { 8 };
        let word = |offset| bytes.u32_le(offset).map(|word| Hexadecimal(word.into()));
        Some(Msi {
            enabled: bit(control, 0),
            messages_capable: power_of_two(bits(control, 1..=3)),
            messages_enabled: power_of_two(bits(control, 4..=6)),
            address_64_bit: wide,
            per_vector_masking: masking,
            address: Hexadecimal(u64::from(upper) << 32 | u64::from(bytes.u32_le(4)?)),
            message: Hexadecimal(bytes.u16_le(data)?.into()),
            mask: if masking { Some(word(data + 4)?) } else { None },
            pending: if masking { Some(word(data + 8)?) } else { None },
        })
    }
}

fn power_of_two(exponent: u8) -> Option<u8> {
    (exponent <= 5).then(|| 1 << exponent)
}

/// MSI-X capability (§7.7.2).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MsiX {
    /// Offset 2, bit 15.
    pub enabled: bool,
    /// Offset 2, bit 14: all vectors are masked.
    pub function_mask: bool,
    /// Offset 2, bits 10:0, which hold one less: vectors of the function.
    pub table_size: u16,
    /// Offset 4: where the table lies.
    pub table: TablePlace,
    /// Offset 8: where the pending bits lie.
    pub pending_bit_array: TablePlace,
}

/// A place behind a base address register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TablePlace {
    /// Bits 2:0: number of the register.
    pub bar_indicator: u8,
    /// Bits 31:3, in octets from the start of that region.
    pub offset: Hexadecimal,
}

impl MsiX {
    /// From the capability's first octet; `None` when cut off.
    pub(super) fn decode(bytes: &[u8]) -> Option<MsiX> {
        let control = bytes.u16_le(2)?;
        Some(MsiX {
            enabled: bit(control, 15),
            function_mask: bit(control, 14),
            table_size: bits::<u16>(control, 0..=10) + 1,
            table: place(bytes.u32_le(4)?),
            pending_bit_array: place(bytes.u32_le(8)?),
        })
    }
}

fn place(register: u32) -> TablePlace {
    TablePlace { bar_indicator: bits(register, 0..=2), offset: Hexadecimal(u64::from(register & !7)) }
}

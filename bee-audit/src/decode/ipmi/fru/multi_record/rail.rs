//! DC outputs and loads of a FRU device: MultiRecords of types 01h, 02h, 09h and 0Ah.
//!
//! Document: FRU §18.2 (DC output), §18.2a (extended), §18.3 (DC load), §18.3a (extended).

use serde::Serialize;

use crate::decode::Fields;

/// DC output (§18.2).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DcOutput {
    /// Number of the output (offset 00h, bits 3:0).
    pub output_number: u8,
    /// Whether it is there in standby (bit 7).
    pub standby: bool,
    /// Nominal voltage in steps of 10 mV (01h).
    pub nominal_centivolts: i16,
    /// Lowest and highest voltage in steps of 10 mV (03h, 05h).
    pub range_centivolts: (i16, i16),
    /// Ripple and noise in millivolts, peak to peak (07h).
    pub ripple_millivolts: u16,
    /// Least and highest current in milliamperes (09h, 0Bh); of type 09h in steps of 100 mA where bit 4 says so.
    pub current_milliamperes: (u32, u32),
}

/// DC load (§18.3).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DcLoad {
    /// Number of the output that it takes from (offset 00h, bits 3:0).
    pub output_number: u8,
    /// Nominal voltage in steps of 10 mV (01h).
    pub nominal_centivolts: i16,
    /// Lowest and highest tolerable voltage in steps of 10 mV (03h, 05h).
    pub range_centivolts: (i16, i16),
    /// Tolerable ripple and noise in millivolts, peak to peak (07h).
    pub ripple_millivolts: u16,
    /// Least and highest current in milliamperes (09h, 0Bh).
    pub current_milliamperes: (u32, u32),
}

/// The octets that outputs and loads have in common: number, nominal voltage, range, ripple, currents.
type Rail = (u8, i16, (i16, i16), u16, (u32, u32));

/// Bit 4 of an extended record's first octet counts currents in steps of 100 mA (§18.2a).
fn rail(data: &[u8], extended: bool) -> Option<Rail> {
    let number = data.byte(0)?;
    let volts = |offset| data.u16_le(offset).map(u16::cast_signed);
    let step = if extended && number & 0x10 != 0 { 100 } else { 1 };
    let current = |offset| data.u16_le(offset).map(|current| u32::from(current) * step);
    Some((number, volts(1)?, (volts(3)?, volts(5)?), data.u16_le(7)?, (current(9)?, current(11)?)))
}

impl DcOutput {
    pub(super) fn decode(data: &[u8], extended: bool) -> Option<DcOutput> {
        let (number, nominal_centivolts, range_centivolts, ripple_millivolts, current_milliamperes) =
            rail(data, extended)?;
        let (output_number, standby) = (number & 0x0f, number & 0x80 != 0);
        Some(DcOutput {
            output_number,
            standby,
            nominal_centivolts,
            range_centivolts,
            ripple_millivolts,
            current_milliamperes,
        })
    }
}

impl DcLoad {
    pub(super) fn decode(data: &[u8], extended: bool) -> Option<DcLoad> {
        let (number, nominal_centivolts, range_centivolts, ripple_millivolts, current_milliamperes) =
            rail(data, extended)?;
        let output_number = number & 0x0f;
        Some(DcLoad { output_number, nominal_centivolts, range_centivolts, ripple_millivolts, current_milliamperes })
    }
}

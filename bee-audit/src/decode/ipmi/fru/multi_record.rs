//! MultiRecords of a FRU device: what a power supply gives, what a load takes, how a part is managed.
//!
//! Document: FRU §16 (header, §16.1 type codes), §18.1 (power supply information), §18.4 (management access), §18.5 and
//! §18.6 (compatibility), §18.7 (OEM).
//!
//! Real firmware: writes 0 or FFFFh where it does not know a value, and checksums of records that were never computed.

mod rail;

use serde::Serialize;

pub use self::rail::{DcLoad, DcOutput};
use super::{AreaDamage, STANDARD, check_sum};
use crate::decode::{
    Error, Fault, Fields,
    code::{codes, flags},
    hex,
    ipmi::{manufacturer::Manufacturer, u24_le},
    text,
};

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MultiRecord {
    /// Kind (§16.1).
    pub record_type: RecordType,
    /// Format version (offset 01h, bits 3:0), 2.
    pub format_version: u8,
    /// What is in it.
    pub body: Body,
}

codes! {
    /// Kind of a record (§16.1, table 16-2).
    pub struct RecordType(u8) {
        0x00 => "Power Supply Information", 0x01 => "DC Output", 0x02 => "DC Load",
        0x03 => "Management Access Record", 0x04 => "Base Compatibility Record",
        0x05 => "Extended Compatibility Record", 0x06 => "ASF Fixed SMBus Device", 0x07 => "ASF Legacy-Device Alerts",
        0x08 => "ASF Remote Control", 0x09 => "Extended DC Output", 0x0a => "Extended DC Load",
        0xc0..=0xff => "OEM",
    }
    /// What a management access record holds (§18.4, table 18-5).
    pub struct ManagementAccess(u8) {
        0x01 => "System Management URL", 0x02 => "System Name", 0x03 => "System Ping Address",
        0x04 => "Component Management URL", 0x05 => "Component Name", 0x06 => "Component Ping Address",
        0x07 => "System Unique ID",
    }
    /// A rail of combined outputs (§18.1, offset 14h).
    pub struct CombinedVoltage(u8) { 0 => "12 V", 1 => "-12 V", 2 => "5 V", 3 => "3.3 V" }
}

flags! {
    /// What a power supply can do (§18.1, offset 11h).
    pub struct PowerSupplyFlags(u8) {
        0 => "Predictive fail support", 1 => "Power factor correction", 2 => "Autoswitch", 3 => "Hot swap support",
        4 => "Two tachometer pulses per rotation",
    }
}

/// The content of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Type 00h.
    PowerSupply(PowerSupplyRecord),
    /// Types 01h and 09h.
    DcOutput(DcOutput),
    /// Types 02h and 0Ah.
    DcLoad(DcLoad),
    /// Type 03h.
    ManagementAccess {
        /// What it is.
        access: ManagementAccess,
        /// The text; hexadecimal digits for a unique ID.
        value: Option<String>,
    },
    /// Types 04h and 05h: what can take this part's place (§18.5).
    Compatibility {
        /// Who defined it.
        manufacturer: Manufacturer,
        /// Entity that the code is of (IPMI §43.14).
        entity_id: u8,
        /// The code and its masks as hexadecimal digits.
        code: String,
    },
    /// Types C0h to FFh.
    Oem {
        /// Who defined it.
        manufacturer: Manufacturer,
        /// The octets as hexadecimal digits.
        data: String,
    },
    /// Any other type, or one that is too short, as hexadecimal digits.
    Raw(String),
}

/// Power supply information (§18.1). 0 and all ones are values that the maker did not state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerSupplyRecord {
    /// Overall capacity in watts (offset 00h, bits 11:0).
    pub capacity_watts: Option<u16>,
    /// Peak apparent power in volt-amperes (02h).
    pub peak_volt_amperes: Option<u16>,
    /// Inrush current in amperes (04h).
    pub inrush_amperes: Option<u8>,
    /// Time between inrushes in milliseconds (05h).
    pub inrush_interval_milliseconds: Option<u8>,
    /// Input voltage ranges, low and high end, in steps of 10 mV (06h to 0Dh).
    pub input_ranges_centivolts: Vec<(u16, u16)>,
    /// Input frequency, low and high end, in hertz (0Eh, 0Fh).
    pub input_frequency_hertz: Option<(u8, u8)>,
    /// How long it bridges a dropout of its input, in milliseconds (10h).
    pub dropout_tolerance_milliseconds: Option<u8>,
    /// What it can do (11h).
    pub flags: PowerSupplyFlags,
    /// Capacity for short times in watts (12h, bits 11:0).
    pub peak_capacity_watts: Option<u16>,
    /// How long it can hold that, in seconds (12h, bits 15:12).
    pub peak_hold_up_seconds: Option<u8>,
    /// Two rails that share a limit in watts (14h, 15h); none without a limit.
    pub combined: Option<(CombinedVoltage, CombinedVoltage, u16)>,
    /// Below how many revolutions a second a failure is predicted (17h).
    pub predictive_fail_revolutions_per_second: Option<u8>,
}

/// Octets of a record's header (§16.1).
const HEADER_LENGTH: usize = 5;

/// Decodes the records of the area up to the one that says it is the last, and what is wrong with them.
pub(super) fn decode_area(area: &[u8]) -> (Vec<MultiRecord>, Vec<AreaDamage>) {
    let (mut records, mut damage) = (Vec::new(), Vec::new());
    let mut offset = 0;
    loop {
        let mut damaged = |fault, raw: &[u8]| {
            damage.push(AreaDamage { area: "multi-record", error: Error::new(STANDARD, offset, fault), raw: hex(raw) });
        };
        let rest = area.get(offset..).unwrap_or_default();
        let Some(header @ [kind, version, length, stated, header_sum]) = rest.array::<HEADER_LENGTH>(0) else {
            damaged(Fault::Truncated { need: HEADER_LENGTH, have: rest.len() }, rest);
            break;
        };
        let end = HEADER_LENGTH + usize::from(length);
        // Where the header is wrong, its length leads nowhere.
        if let Err(error) = check_sum(&header, 4, header_sum) {
            damaged(error.fault, rest);
            break;
        }
        let Some(data) = rest.get(HEADER_LENGTH..end) else {
            damaged(Fault::Truncated { need: end, have: rest.len() }, rest);
            break;
        };
        if let Err(error) = check_sum(&[data, &[stated]].concat(), 3, stated) {
            damaged(error.fault, rest.get(..end).unwrap_or_default());
        }
        records.push(MultiRecord {
            record_type: RecordType(kind),
            format_version: version & 0x0f,
            body: Body::decode(kind, data),
        });
        if version & 0x80 != 0 {
            break;
        }
        offset += end;
    }
    (records, damage)
}

/// Where the records from `start` on end, as far as `bytes` tell.
pub(super) fn extent(bytes: &[u8], start: usize) -> usize {
    let mut offset = start;
    loop {
        let header = bytes.get(offset..).and_then(|rest| rest.array::<HEADER_LENGTH>(0));
        match header {
            None => return offset + HEADER_LENGTH,
            Some(header) if super::super::sum(&header) != 0 => return offset + HEADER_LENGTH,
            Some([_, version, length, ..]) => {
                offset += HEADER_LENGTH + usize::from(length);
                if version & 0x80 != 0 {
                    return offset;
                }
            }
        }
    }
}

impl Body {
    fn decode(kind: u8, data: &[u8]) -> Body {
        let decoded = match kind {
            0x00 => PowerSupplyRecord::decode(data).map(Body::PowerSupply),
            0x01 | 0x09 => DcOutput::decode(data, kind == 0x09).map(Body::DcOutput),
            0x02 | 0x0a => DcLoad::decode(data, kind == 0x0a).map(Body::DcLoad),
            0x03 => data.split_first().map(|(access, value)| Body::ManagementAccess {
                access: ManagementAccess(*access),
                value: if *access == 7 { Some(hex(value)) } else { text(value) },
            }),
            0x04 | 0x05 => u24_le(data, 0).zip(data.byte(3)).map(|(manufacturer, entity_id)| Body::Compatibility {
                manufacturer: Manufacturer(manufacturer),
                entity_id,
                code: hex(data.get(4..).unwrap_or_default()),
            }),
            0xc0.. => u24_le(data, 0).map(|manufacturer| Body::Oem {
                manufacturer: Manufacturer(manufacturer),
                data: hex(data.get(3..).unwrap_or_default()),
            }),
            _ => None,
        };
        decoded.unwrap_or_else(|| Body::Raw(hex(data)))
    }
}

/// A value that is stated: neither 0 nor all ones.
fn stated(value: u16) -> Option<u16> {
    Some(value).filter(|value| !matches!(value, 0 | 0xffff | 0x0fff))
}

fn stated_octet(value: u8) -> Option<u8> {
    Some(value).filter(|value| !matches!(value, 0 | 0xff))
}

impl PowerSupplyRecord {
    fn decode(data: &[u8]) -> Option<PowerSupplyRecord> {
        let range = |low: usize| {
            let (low, high) = (data.u16_le(low)?, data.u16_le(low + 2)?);
            stated(high).map(|high| (low, high))
        };
        let peak = data.u16_le(0x12)?;
        let rails = data.byte(0x14)?;
        let total = data.u16_le(0x15)?;
        Some(PowerSupplyRecord {
            capacity_watts: data.u16_le(0)?.checked_rem(0x1000).and_then(stated),
            peak_volt_amperes: data.u16_le(2).and_then(stated),
            inrush_amperes: data.byte(4).and_then(stated_octet),
            inrush_interval_milliseconds: data.byte(5).and_then(stated_octet),
            input_ranges_centivolts: [range(0x06), range(0x0a)].into_iter().flatten().collect(),
            input_frequency_hertz: data.byte(0x0e).zip(data.byte(0x0f).and_then(stated_octet)),
            dropout_tolerance_milliseconds: data.byte(0x10).and_then(stated_octet),
            flags: PowerSupplyFlags(data.byte(0x11)?),
            peak_capacity_watts: stated(peak & 0x0fff),
            peak_hold_up_seconds: u8::try_from(peak >> 12).ok().filter(|seconds| *seconds != 0),
            combined: stated(total).map(|total| (CombinedVoltage(rails >> 4), CombinedVoltage(rails & 0x0f), total)),
            predictive_fail_revolutions_per_second: data.byte(0x17).and_then(stated_octet),
        })
    }
}

#[cfg(test)]
mod tests;

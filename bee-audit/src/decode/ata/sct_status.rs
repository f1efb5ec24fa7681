//! SCT status (log E0h): temperature and state, without an SCT command.
//!
//! Document: ACS-4 §8.2 and table 182, in ATA8-ACS §8.2. The temperature history and its limits need a command that is
//! written to the same log, and are left out.
//!
//! Real drives: format 2 is of before ACS-3 and counts under-temperature nowhere; 80h is a temperature that is not
//! known, and drives that measure none leave 0 in all of them.

use serde::Serialize;

use super::{STANDARD, sector};
use crate::decode::{Error, Fault, Fields, code::codes};

/// SCT status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SctStatus {
    /// Version of the structure (octets 0 and 1): 2 or 3.
    pub format_version: u16,
    /// Version of the maker's (octets 2 and 3).
    pub sct_version: u16,
    /// State of the drive (octet 10).
    pub device_state: DeviceState,
    /// Degrees Celsius now (octet 200).
    pub temperature_celsius: Option<i8>,
    /// Lowest since power-on (octet 201).
    pub lowest_since_power_on_celsius: Option<i8>,
    /// Highest since power-on (octet 202).
    pub highest_since_power_on_celsius: Option<i8>,
    /// Lowest of its life (octet 203).
    pub lowest_celsius: Option<i8>,
    /// Highest of its life (octet 204).
    pub highest_celsius: Option<i8>,
    /// Intervals above the recommended maximum (octets 206 to 209).
    pub over_limit_count: u32,
    /// Intervals below the recommended minimum (octets 210 to 213).
    pub under_limit_count: u32,
}

codes! {
    /// State of the drive (ACS-4 table 183).
    pub struct DeviceState(u8) {
        0 => "Active",
        1 => "Stand-by",
        2 => "Sleep",
        3 => "DST executing in background",
        4 => "SMART Off-line Data Collection executing in background",
        5 => "SCT command executing in background",
    }
}

impl SctStatus {
    /// Decodes a sector; fails on less, and on formats of which the fields are not known.
    pub fn decode(bytes: &[u8]) -> Result<SctStatus, Error> {
        let data = sector(bytes)?;
        let format_version = data.u16_le(0).unwrap_or_default();
        if !matches!(format_version, 2 | 3) {
            return Err(Error::new(STANDARD, 0, Fault::BadSignature));
        }
        let is_measured = data.get(200..205).is_some_and(|degrees| degrees.iter().any(|octet| *octet != 0));
        let degrees = |offset| {
            let degrees = data.array(offset).map(i8::from_le_bytes);
            degrees.filter(|degrees| is_measured && *degrees != i8::MIN)
        };
        Ok(SctStatus {
            format_version,
            sct_version: data.u16_le(2).unwrap_or_default(),
            device_state: DeviceState(data.byte(10).unwrap_or_default()),
            temperature_celsius: degrees(200),
            lowest_since_power_on_celsius: degrees(201),
            highest_since_power_on_celsius: degrees(202),
            lowest_celsius: degrees(203),
            highest_celsius: degrees(204),
            over_limit_count: data.u32_le(206).unwrap_or_default(),
            under_limit_count: data.u32_le(210).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperatures_are_signed_and_may_be_unknown() {
        let mut data = vec![0u8; 512];
        (data[0], data[2], data[10]) = (3, 1, 4);
        data[200..205].copy_from_slice(&[35, 0x80, 41, 0xfb, 61]);
        (data[206], data[210]) = (9, 0);
        let status = SctStatus::decode(&data).unwrap();
        assert_eq!((status.temperature_celsius, status.lowest_since_power_on_celsius), (Some(35), None));
        assert_eq!((status.lowest_celsius, status.highest_celsius, status.over_limit_count), (Some(-5), Some(61), 9));
        assert_eq!(status.device_state.name(), Some("SMART Off-line Data Collection executing in background"));
        data[200..205].fill(0);
        assert_eq!(SctStatus::decode(&data).unwrap().temperature_celsius, None);
    }

    #[test]
    fn other_formats_are_refused() {
        assert!(SctStatus::decode(&[0; 512]).is_err());
        assert!(SctStatus::decode(&[0; 100]).is_err());
    }
}

//! SMART / Health Information (Base §5.16.1.3, LID 02h, figure 207).
//!
//! Real drives: some give the same reading for every temperature sensor, or ones that rise by a degree from sensor to
//! sensor; some have been on for more hours than exist since NVMe does; a data unit is 1,000 blocks of 512 octets
//! whatever the format is; percentage used stops at 255.

use serde::Serialize;

use super::{Structure, celsius};
use crate::{
    decode::{Error, code::flags, conformance::Rule},
    units::Counter,
};

const LENGTH: usize = 512;

/// Octets of a data unit (figure 207, Data Units Read).
const DATA_UNIT: u128 = 512_000;

/// Bits and octets that no revision has used so far, and shares of a whole.
const RULES: &[Rule] =
    &[Rule::ReservedBits(0, 0xc0), Rule::AtMost(3, 100), Rule::AtMost(4, 100), Rule::Reserved(8..32)];

/// SMART / Health Information log page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SmartLog {
    /// Critical warnings (octet 0).
    pub critical_warning: CriticalWarning,
    /// Composite temperature in degrees Celsius (octets 1 and 2, in kelvins); `None` where it is not reported.
    pub composite_temperature: Option<i32>,
    /// Available spare in percent (octet 3).
    pub available_spare_percent: u8,
    /// Available spare threshold in percent (octet 4).
    pub available_spare_threshold_percent: u8,
    /// Percentage used of the life that the maker expects (octet 5); may exceed 100.
    pub percentage_used: u8,
    /// Critical warnings of endurance groups (octet 6).
    pub endurance_group_critical_warning: EnduranceGroupWarning,
    /// Data units read (octets 32 to 47), of 512,000 octets.
    pub data_units_read: Counter,
    /// Data units written (octets 48 to 63).
    pub data_units_written: Counter,
    /// Host read commands (octets 64 to 79).
    pub host_read_commands: Counter,
    /// Host write commands (octets 80 to 95).
    pub host_write_commands: Counter,
    /// Minutes during which commands were outstanding (octets 96 to 111).
    pub controller_busy_time: Counter,
    /// Power cycles (octets 112 to 127).
    pub power_cycles: Counter,
    /// Power on hours (octets 128 to 143).
    #[doc(alias = "POH")]
    pub power_on_hours: Counter,
    /// Unsafe shutdowns (octets 144 to 159).
    pub unsafe_shutdowns: Counter,
    /// Media and data integrity errors (octets 160 to 175).
    pub media_errors: Counter,
    /// Error information log entries over the life of the controller (octets 176 to 191).
    pub error_log_entries: Counter,
    /// Minutes at or above the warning temperature (octets 192 to 195).
    pub warning_temperature_minutes: u32,
    /// Minutes at or above the critical temperature (octets 196 to 199).
    pub critical_temperature_minutes: u32,
    /// Temperature sensors 1 to 8 in degrees Celsius (octets 200 to 215); `None` where there is none.
    pub temperature_sensors: [Option<i32>; 8],
    /// Transitions to lower power for thermal management temperatures 1 and 2 (octets 216 to 223).
    pub thermal_management_transitions: [u32; 2],
    /// Seconds in these states (octets 224 to 231).
    pub thermal_management_time: [u32; 2],
    /// What the standard rules out, so that it is not all decoded or something else.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

flags! {
    /// Critical warning (octet 0).
    pub struct CriticalWarning(u8) {
        0 => "available spare is below the threshold",
        1 => "temperature is above or below a threshold",
        2 => "reliability is degraded",
        3 => "all media are in read-only mode",
        4 => "volatile memory backup device has failed",
        5 => "persistent memory region is read-only or unreliable",
    }

    /// Endurance group critical warning summary (octet 6).
    pub struct EnduranceGroupWarning(u8) {
        0 => "available spare is below the threshold",
        2 => "reliability is degraded",
        3 => "namespaces are in read-only mode",
    }
}

impl SmartLog {
    /// Decodes 512 octets; fails on fewer.
    pub fn decode(bytes: &[u8]) -> Result<SmartLog, Error> {
        let log = Structure::of(bytes, LENGTH)?;
        Ok(SmartLog {
            critical_warning: CriticalWarning(log.u8(0)),
            composite_temperature: celsius(log.u16(1)),
            available_spare_percent: log.u8(3),
            available_spare_threshold_percent: log.u8(4),
            percentage_used: log.u8(5),
            endurance_group_critical_warning: EnduranceGroupWarning(log.u8(6)),
            data_units_read: log.u128(32),
            data_units_written: log.u128(48),
            host_read_commands: log.u128(64),
            host_write_commands: log.u128(80),
            controller_busy_time: log.u128(96),
            power_cycles: log.u128(112),
            power_on_hours: log.u128(128),
            unsafe_shutdowns: log.u128(144),
            media_errors: log.u128(160),
            error_log_entries: log.u128(176),
            warning_temperature_minutes: log.u32(192),
            critical_temperature_minutes: log.u32(196),
            temperature_sensors: [200, 202, 204, 206, 208, 210, 212, 214].map(|offset| celsius(log.u16(offset))),
            thermal_management_transitions: [216, 220].map(|offset| log.u32(offset)),
            thermal_management_time: [224, 228].map(|offset| log.u32(offset)),
            damage: log.breaches(RULES),
        })
    }

    /// Octets read; `None` where they need more than 128 bits.
    pub fn data_read(&self) -> Option<Counter> {
        octets(self.data_units_read)
    }

    /// Octets written, likewise.
    pub fn data_written(&self) -> Option<Counter> {
        octets(self.data_units_written)
    }
}

/// 0 may also be a controller that does not report it (figure 207); one that is new looks the same.
fn octets(units: Counter) -> Option<Counter> {
    units.0.checked_mul(DATA_UNIT).map(Counter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_keeps_its_128_bits() {
        let mut bytes = [0; LENGTH];
        bytes[..7].copy_from_slice(&[0x05, 0x2c, 0x01, 100, 10, 104, 4]);
        for (index, octets) in bytes[32..192].chunks_mut(16).enumerate() {
            octets.copy_from_slice(&(u128::MAX - index as u128).to_le_bytes());
        }
        bytes[192..200].copy_from_slice(&[1, 0, 0, 0, 2, 0, 0, 0]);
        bytes[202..204].copy_from_slice(&[0x2d, 0x01]);
        bytes[216..232].copy_from_slice(&[3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]);
        let log = SmartLog::decode(&bytes).unwrap();
        assert_eq!(log.critical_warning.names(), ["available spare is below the threshold", "reliability is degraded"]);
        assert_eq!((log.composite_temperature, log.percentage_used), (Some(27), 104));
        assert_eq!(log.endurance_group_critical_warning.names(), ["reliability is degraded"]);
        assert_eq!((log.data_units_read, log.data_read()), (Counter(u128::MAX), None));
        assert_eq!(log.error_log_entries, Counter(u128::MAX - 9));
        assert_eq!((log.warning_temperature_minutes, log.critical_temperature_minutes), (1, 2));
        assert_eq!(log.temperature_sensors, [None, Some(28), None, None, None, None, None, None]);
        assert_eq!((log.thermal_management_transitions, log.thermal_management_time), ([3, 4], [5, 6]));
    }

    #[test]
    fn a_data_unit_is_a_thousand_blocks_of_512_octets() {
        let mut bytes = [0; LENGTH];
        bytes[48] = 3;
        let log = SmartLog::decode(&bytes).unwrap();
        assert_eq!((log.data_read(), log.data_written()), (Some(Counter(0)), Some(Counter(1_536_000))));
        assert!(SmartLog::decode(&bytes[..511]).is_err());
    }
}

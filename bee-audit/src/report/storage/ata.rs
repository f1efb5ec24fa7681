//! What an ATA drive states of itself: abilities, attributes, logs, statistics.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Celsius, Seconds},
};

/// An ATA drive by its IDENTIFY DEVICE data (ACS-3 §7.12.7), SMART data and logs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaDrive {
    /// Newest standard that it claims (word 80), such as `ACS-4`.
    pub standard: Option<Coded>,
    /// Newest transport standard that it claims (word 222), such as `SATA 3.2`.
    pub transport_standard: Option<Coded>,
    /// Most commands that it queues (NCQ, word 75).
    pub queue_depth: Option<u8>,
    /// SMART is supported.
    pub is_smart_supported: bool,
    /// SMART is switched on.
    pub is_smart_enabled: bool,
    /// The volatile write cache is supported.
    pub is_write_cache_supported: bool,
    /// The volatile write cache is switched on.
    pub is_write_cache_enabled: bool,
    /// Read look-ahead is switched on.
    pub is_read_look_ahead_enabled: bool,
    /// Advanced power management is switched on.
    pub is_advanced_power_management_enabled: bool,
    /// A host protected area can be set, which hides the end of the drive.
    pub is_host_protected_area_enabled: bool,
    /// SCT command transport is supported.
    pub is_sct_supported: bool,
    /// TRIM is supported.
    pub is_trim_supported: bool,
    /// What is read where it was trimmed is always the same.
    pub is_read_after_trim_deterministic: bool,
    /// What is read where it was trimmed is zeros, as RAID needs it.
    pub is_read_after_trim_zeros: bool,
    /// Security feature set (word 128): `enabled`, `locked`, `frozen`, …; `null` where it is not supported.
    pub security: Option<Vec<String>>,
    /// Time that a security erase takes; a lower bound where it is 508 or 65,532 minutes.
    pub security_erase_seconds: Option<Seconds>,
    /// Ways to sanitize it (word 59): `crypto scramble`, `overwrite`, `block erase`; `null` where there is none.
    pub sanitize: Option<Vec<String>>,
    /// Power mode, where it was asked (CHECK POWER MODE).
    pub power_mode: Option<Coded>,
    /// SMART data with its attributes.
    pub smart: Option<AtaSmart>,
    /// Device statistics (log 04h), those that the drive supports.
    pub statistics: Vec<AtaStatistic>,
    /// Errors that it logged (log 03h, else 01h).
    pub error_log: Option<AtaErrorLog>,
    /// SCT status (log E0h).
    pub sct: Option<AtaSctStatus>,
    /// Counters of the Serial ATA phy (log 11h): since they were last cleared, by a reset of the drive's choice.
    pub phy_event_counters: Vec<AtaPhyEventCounter>,
}

/// SMART data (ACS-3 §7.48.6).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaSmart {
    /// Attributes in the drive's order.
    pub attributes: Vec<AtaAttribute>,
    /// Off-line data collection: `was never started`, `was completed without error`, …
    pub offline_data_collection: Option<Coded>,
    /// What it can do beside its work: self-tests, off-line scanning.
    pub capabilities: Vec<String>,
    /// How the last self-test ended, or that one runs.
    pub last_self_test: Option<Coded>,
    /// Time that a short self-test takes.
    pub short_self_test_seconds: Option<Seconds>,
    /// Time that an extended self-test takes.
    pub extended_self_test_seconds: Option<Seconds>,
    /// Time that a conveyance self-test takes.
    pub conveyance_self_test_seconds: Option<Seconds>,
}

/// A SMART attribute (SFF-8035i 2.0 §5.3).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaAttribute {
    /// Number.
    pub id: u8,
    /// What makers mean by it, as smartctl spells it; `null` where they do not agree.
    pub name: Option<String>,
    /// Kind: `prefailure`, `updated online`, `performance`, `error rate`, `event count`, `self-preserving`.
    pub flags: Vec<String>,
    /// Normalized value: the lower, the nearer to failure.
    pub value: u8,
    /// Lowest normalized value ever.
    pub worst: u8,
    /// Value at which it has failed; `null` where the drive tells no thresholds.
    pub threshold: Option<u8>,
    /// Set where the value is, or was, at or below the threshold.
    pub failure: Option<AttributeFailure>,
    /// The maker's six octets as one number, least significant octet first.
    pub raw: u64,
}

/// When an attribute failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttributeFailure {
    /// It fails now.
    Now,
    /// It did once.
    Past,
}

/// A device statistic (ACS-4 §9.5).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaStatistic {
    /// Page: 1 general, 2 free-fall, 3 rotating media, 4 general errors, 5 temperature, 6 transport, 7 solid state.
    pub page: u8,
    /// Where in the page it is, in octets.
    pub offset: u8,
    /// The standard's name.
    pub name: String,
    /// The value, in the standard's unit; `null` where the drive says that it is not valid.
    pub value: Option<i64>,
    /// What is said of it: `normalized`, `monitored condition met`, …
    pub flags: Vec<String>,
}

/// Errors that a drive logged (ACS-3 §A.21, §A.7).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaErrorLog {
    /// Errors of its life; begins anew after 65,535. Commands that it does not know count too.
    pub error_count: u16,
    /// Errors that are kept, the latest first.
    pub errors: Vec<AtaError>,
}

/// An error with the commands before it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaError {
    /// Hours of operation; begins anew after 65,535.
    pub power_on_hours: u16,
    /// ERROR register.
    pub error: u8,
    /// Its bits by name: `uncorrectable`, `ID not found`, `aborted`, `interface CRC`.
    pub errors: Vec<String>,
    /// STATUS register.
    pub status: u8,
    /// COUNT.
    pub count: u16,
    /// Address.
    pub logical_block_address: u64,
    /// DEVICE register.
    pub device: u8,
    /// The command that failed, last, and those before it.
    pub commands: Vec<AtaCommand>,
}

/// A command as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaCommand {
    /// COMMAND register.
    pub command: u8,
    /// FEATURE.
    pub feature: u16,
    /// COUNT.
    pub count: u16,
    /// Address.
    pub logical_block_address: u64,
    /// DEVICE register.
    pub device: u8,
    /// DEVICE CONTROL register.
    pub device_control: u8,
    /// Time since power-on; begins anew after 49.7 days.
    pub since_power_on_seconds: Seconds,
}

/// SCT status (ACS-4 §8.2). The current temperature and the extremes of its life are in `health`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaSctStatus {
    /// State: `Active`, `Stand-by`, …
    pub device_state: Option<Coded>,
    /// Temperature now.
    pub temperature_celsius: Option<Celsius>,
    /// Lowest temperature since power-on.
    pub lowest_since_power_on_celsius: Option<Celsius>,
    /// Highest temperature since power-on.
    pub highest_since_power_on_celsius: Option<Celsius>,
    /// Lowest temperature of its life.
    pub lowest_celsius: Option<Celsius>,
    /// Highest temperature of its life.
    pub highest_celsius: Option<Celsius>,
    /// Intervals above the recommended maximum.
    pub over_limit_count: u32,
    /// Intervals below the recommended minimum.
    pub under_limit_count: u32,
}

/// A counter of the Serial ATA phy (SATA 3.2 §13.7.7.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtaPhyEventCounter {
    /// What it counts.
    pub event: Coded,
    /// How often that happened.
    pub count: u64,
    /// It stands at its highest value.
    pub is_saturated: bool,
}

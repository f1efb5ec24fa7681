//! How a drive is, in one shape for NVMe, ATA and SCSI.
//!
//! What one protocol alone tells is in its own detail beside it; a value that the drive does not state is `null`.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Celsius, Counter, Percent, Seconds},
};

/// Health of a drive as the drive itself states it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DriveHealth {
    /// Who answered: `nvme-admin`, `sg-io` (ATA) or `scsi` where the drive did, else the tool's name, such as
    /// `smartctl`.
    pub source: Option<String>,
    /// The drive's own verdict: NVMe critical warning, ATA SMART RETURN STATUS, SCSI informational exception.
    pub verdict: Option<Verdict>,
    /// What the verdict names, in the standard's words; none where all is well.
    pub warnings: Vec<String>,
    /// How much of its rated endurance is used; may exceed 100.
    #[doc(alias = "percentage used")]
    pub life_used_percent: Option<Percent>,
    /// Spare capacity that is left.
    pub available_spare_percent: Option<Percent>,
    /// Spare capacity below which the drive warns.
    pub available_spare_threshold_percent: Option<Percent>,
    /// Hours of operation.
    pub power_on_hours: Option<Counter>,
    /// Times that it was switched on.
    pub power_cycles: Option<Counter>,
    /// Times that it lost power without being told before.
    pub unsafe_shutdowns: Option<Counter>,
    /// Times that data could not be had back whole from the medium.
    pub media_errors: Option<Counter>,
    /// Sectors that were replaced by spare ones; for SCSI the length of the grown defect list.
    pub reallocated_sectors: Option<u64>,
    /// Sectors that wait to be replaced.
    pub pending_sectors: Option<u64>,
    /// Errors that could not be corrected, of reads, writes and verifications.
    pub uncorrectable_errors: Option<u64>,
    /// Data that the host has read, in octets.
    pub data_read_bytes: Option<Counter>,
    /// Data that the host has written, in octets.
    pub data_written_bytes: Option<Counter>,
    /// How warm it is, and how warm it may be.
    pub temperature: Option<DriveTemperature>,
    /// Self-test that runs now.
    pub running_self_test: Option<RunningSelfTest>,
    /// Self-tests that ended, the latest first; `null` where the drive keeps no log of them.
    pub self_tests: Option<Vec<SelfTest>>,
    /// Whether it is awake. A drive that sleeps is left alone: of such a one nothing else is known.
    pub power_state: Option<DrivePowerState>,
}

/// What a drive says of itself as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is wrong by its own rules.
    Passed,
    /// It has failed, predicts that it will, or warns.
    Failing,
}

/// Temperature of a drive with its limits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DriveTemperature {
    /// Now.
    pub current_celsius: Option<Celsius>,
    /// Above this it is warmer than it should be: NVMe warning, SCSI reference or ATA maximum operating temperature.
    pub warning_celsius: Option<Celsius>,
    /// Above this it may stop or be damaged.
    pub critical_celsius: Option<Celsius>,
    /// Highest of its life.
    pub highest_celsius: Option<Celsius>,
    /// Lowest of its life.
    pub lowest_celsius: Option<Celsius>,
    /// How long it was above the warning limit.
    pub above_warning_seconds: Option<Seconds>,
    /// How long it was above the critical limit.
    pub above_critical_seconds: Option<Seconds>,
}

/// A self-test in progress.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunningSelfTest {
    /// Its kind, by the protocol's code.
    pub kind: Option<Coded>,
    /// How much of it is done.
    pub completed_percent: Option<Percent>,
}

/// A self-test that ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelfTest {
    /// Its kind, by the protocol's code.
    pub kind: Coded,
    /// How it ended, by the protocol's code.
    pub result: Coded,
    /// Whether it found a fault; `null` where it was aborted or the code is not known.
    pub is_failed: Option<bool>,
    /// Hours of operation when it ended; ATA's count begins anew after 65,535.
    pub power_on_hours: Option<Counter>,
    /// First logical block that failed.
    pub failing_logical_block_address: Option<u64>,
}

/// Whether a drive is awake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DrivePowerState {
    /// Active, or active or idle where the drive does not tell them apart.
    Active,
    /// Idle: the medium may be reached without delay, or nearly so.
    Idle,
    /// Standby: a disk does not turn, and would be woken by what needs its medium.
    Standby,
    /// Stopped or asleep: only a command or reset wakes it.
    Stopped,
    /// Suspended by the kernel's runtime power management, until somebody opens it.
    Suspended,
}

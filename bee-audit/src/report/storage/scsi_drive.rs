//! What a SCSI or SAS drive states of itself beyond what every drive does.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{BitsPerSecond, Bytes, Celsius, Percent},
};

/// INQUIRY, vital product data, log pages and defect list of a SCSI drive (SPC-5, SBC-4, SPL-4).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiDrive {
    /// Standard that it claims (VERSION), such as `SPC-4`.
    pub version: Option<Coded>,
    /// Protection type of its blocks, 1 to 3; `null` without protection information.
    pub protection_type: Option<u8>,
    /// Provisioning type: `thin`, `resource`; `null` where it does not say.
    pub provisioning_type: Option<Coded>,
    /// How much a command may move.
    pub block_limits: Option<ScsiBlockLimits>,
    /// What REQUEST SENSE says of its state: a power condition, a test or a format that runs; `null` where nothing is.
    pub state: Option<Coded>,
    /// Informational exception, the drive's verdict in the standard's code; 0 is none.
    #[doc(alias = "SMART status")]
    pub informational_exception: Option<Coded>,
    /// Errors of reading.
    pub read_errors: Option<ScsiErrorCounters>,
    /// Errors of writing.
    pub write_errors: Option<ScsiErrorCounters>,
    /// Errors of verifying.
    pub verify_errors: Option<ScsiErrorCounters>,
    /// Errors other than of the medium.
    pub non_medium_errors: Option<u64>,
    /// Length of the grown defect list.
    #[doc(alias = "GLIST")]
    pub grown_defects: Option<u64>,
    /// Year and week of manufacture, such as `2019-W37`.
    pub manufactured: Option<String>,
    /// Times that it was started and stopped, with how often it may be.
    pub start_stop_cycles: Option<CycleCount>,
    /// Times that it loaded and unloaded its heads, with how often it may.
    pub load_unload_cycles: Option<CycleCount>,
    /// Highest temperature since power on.
    pub highest_since_power_on_celsius: Option<Celsius>,
    /// Lowest temperature since power on.
    pub lowest_since_power_on_celsius: Option<Celsius>,
    /// What it found when it read its medium by itself.
    pub background_scan: Option<ScsiBackgroundScan>,
    /// Its SAS ports, as it counts them itself.
    pub ports: Vec<SasDrivePort>,
}

/// Block Limits (SBC-4 §6.6.4), in octets; `null` where not reported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiBlockLimits {
    /// Longest transfer.
    pub maximum_transfer_bytes: Option<Bytes>,
    /// Longest transfer that is not slower than several shorter ones.
    pub optimal_transfer_bytes: Option<Bytes>,
    /// What transfers should be a multiple of.
    pub transfer_granularity_bytes: Option<Bytes>,
    /// What unmapped extents should be a multiple of.
    pub unmap_granularity_bytes: Option<Bytes>,
}

/// Error counters (SPC-5 §7.3); `null` where the drive does not keep one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiErrorCounters {
    /// Corrected without substantial delay.
    pub corrected_without_substantial_delay: Option<u64>,
    /// Corrected with possible delays.
    pub corrected_with_possible_delays: Option<u64>,
    /// Rewrites or rereads.
    pub rewrites_or_rereads: Option<u64>,
    /// Errors corrected in all.
    pub total_corrected: Option<u64>,
    /// Times that the correction algorithm ran.
    pub correction_algorithm_invocations: Option<u64>,
    /// Data that was moved.
    pub processed_bytes: Option<Bytes>,
    /// Errors that could not be corrected.
    pub uncorrected: Option<u64>,
}

/// How often something was done that wears.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleCount {
    /// So far.
    pub accumulated: Option<u64>,
    /// What the drive is specified for.
    pub specified: Option<u64>,
}

/// Background Scan (SBC-4 §6.4).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiBackgroundScan {
    /// What it does now.
    pub status: Option<Coded>,
    /// How much of the scan that runs is done.
    pub progress_percent: Option<Percent>,
    /// Scans done.
    pub scans_performed: Option<u64>,
    /// Minutes of operation.
    pub power_on_minutes: Option<u64>,
    /// Logical blocks that gave trouble, in the drive's order.
    pub results: Vec<ScsiScanResult>,
}

/// A logical block that a background scan had trouble with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScsiScanResult {
    /// Its address.
    pub logical_block_address: u64,
    /// What became of it.
    pub reassign_status: Coded,
    /// Kind of error.
    pub sense_key: Coded,
    /// Error, additional sense code with its qualifier.
    pub additional_sense_code: Coded,
    /// Minutes of operation when it was found.
    pub power_on_minutes: u64,
}

/// A SAS port of a drive (SPL-4 §9.2.8).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SasDrivePort {
    /// Relative target port identifier, from 1.
    pub identifier: u32,
    /// Its phys.
    pub phys: Vec<SasDrivePhy>,
}

/// A phy of a drive, as the drive sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SasDrivePhy {
    /// Phy identifier.
    pub identifier: u32,
    /// What is at its other end: `no device attached`, `expander device`, …
    pub attached_device_type: Option<Coded>,
    /// Rate of the link; `null` without one.
    pub speed_bits_per_second: Option<BitsPerSecond>,
    /// Its SAS address, in hexadecimal digits.
    pub sas_address: Option<String>,
    /// SAS address at the other end, in hexadecimal digits.
    pub attached_sas_address: Option<String>,
    /// Invalid double words received.
    pub invalid_dwords: u64,
    /// Running disparity errors.
    pub running_disparity_errors: u64,
    /// Losses of double word synchronization.
    pub losses_of_dword_synchronization: u64,
    /// Phy reset problems.
    pub phy_reset_problems: u64,
}

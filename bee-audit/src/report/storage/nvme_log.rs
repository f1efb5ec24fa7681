//! What an NVMe controller keeps in its log pages (NVM Express Base 2.0 §5.16.1), besides what is in the drive's
//! health.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Celsius, Counter, Percent, Seconds},
};

/// SMART / Health Information (Base §5.16.1.3), besides what is in the drive's health.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeSmart {
    /// Critical warnings.
    pub critical_warnings: Vec<String>,
    /// Critical warnings of endurance groups.
    pub endurance_group_warnings: Vec<String>,
    /// Read commands of hosts.
    pub host_read_commands: Counter,
    /// Write commands of hosts.
    pub host_write_commands: Counter,
    /// Minutes during which commands were outstanding.
    pub controller_busy_minutes: Counter,
    /// Entries that were ever made in the error log.
    pub error_log_entries: Counter,
    /// Temperature sensors from the first on; `null` for one that is not there between others.
    pub temperature_sensors_celsius: Vec<Option<Celsius>>,
    /// Times that it went to lower power at thermal management temperature 1, and 2.
    pub thermal_management_transitions: [u32; 2],
    /// How long it stayed there.
    pub thermal_management_seconds: [Seconds; 2],
}

/// An entry of the error log (Base §5.16.1.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeError {
    /// Which error of the controller's life it is, counted from 1.
    pub error_count: u64,
    /// How the command ended: status code type and status code.
    pub status: Coded,
    /// Submission queue, 0 being that of admin commands; `null` where no command is at fault.
    pub submission_queue: Option<u16>,
    /// Identifier of the command.
    pub command: Option<u16>,
    /// Octet of the command that is at fault.
    pub parameter_octet: Option<u8>,
    /// Bit of that octet.
    pub parameter_bit: Option<u8>,
    /// First logical block at fault.
    pub logical_block_address: u64,
    /// Namespace; `null` where the error is of none or of all.
    pub namespace: Option<u32>,
    /// Log page with more from the maker.
    pub vendor_log_page: Option<u8>,
}

/// Firmware Slot Information (Base §5.16.1.4).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeFirmware {
    /// Slot from which the running firmware was loaded.
    pub active_slot: Option<u8>,
    /// Slot that will run after the next reset; `null` where it stays.
    pub next_slot: Option<u8>,
    /// Whether slot 1 can only be read.
    pub is_first_slot_read_only: bool,
    /// Whether new firmware can be activated without a reset.
    pub is_activated_without_reset: bool,
    /// Firmware revision in each slot from the first on; `null` for an empty one.
    pub revisions: Vec<Option<String>>,
}

/// A self-test that ended (Base §5.16.1.7).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeSelfTest {
    /// Kind of test.
    pub kind: Coded,
    /// How it ended.
    pub result: Coded,
    /// First segment that failed.
    pub segment: Option<u8>,
    /// Hours of operation when it ended.
    pub power_on_hours: u64,
    /// Namespace that failed.
    pub namespace: Option<u32>,
    /// First logical block that failed.
    pub failing_logical_block_address: Option<u64>,
    /// Status with more about the fault.
    pub status: Option<Coded>,
}

/// An endurance group (Base §5.16.1.10).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeEnduranceGroup {
    /// Its identifier.
    pub identifier: u16,
    /// Critical warnings.
    pub critical_warnings: Vec<String>,
    /// Spare capacity that is left.
    pub available_spare_percent: Percent,
    /// Spare capacity below which it warns.
    pub available_spare_threshold_percent: Percent,
    /// How much of its endurance is used; may exceed 100.
    pub life_used_percent: Percent,
    /// What may be written over its life; `null` without an estimate.
    pub endurance_estimate_bytes: Option<Counter>,
    /// Data that hosts have read, in full 10⁹ octets.
    pub data_read_bytes: Option<Counter>,
    /// Data that hosts have written, in full 10⁹ octets.
    pub data_written_bytes: Option<Counter>,
    /// Data written to the medium, in full 10⁹ octets.
    pub media_written_bytes: Option<Counter>,
    /// Media and data integrity errors.
    pub media_errors: Counter,
    /// Its capacity; `null` where it is not reported.
    pub total_capacity_bytes: Option<Counter>,
    /// Capacity that belongs to no NVM set.
    pub unallocated_capacity_bytes: Counter,
}

/// Sanitize Status (Base §5.16.1, LID 81h).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeSanitize {
    /// How the last operation ended.
    pub status: Coded,
    /// Which operation it was; `null` where there was none.
    pub operation: Option<Coded>,
    /// How much is done; `null` where none is in progress.
    pub progress_percent: Option<Percent>,
    /// Whether nothing was written since the drive was made or last sanitized.
    pub is_data_erased: bool,
    /// How long an overwrite takes.
    pub overwrite_seconds: Option<Seconds>,
    /// How long a block erase takes.
    pub block_erase_seconds: Option<Seconds>,
    /// How long a crypto erase takes.
    pub crypto_erase_seconds: Option<Seconds>,
}

/// SMART / Health Information Extended (OCP Datacenter NVMe SSD 2.0 §4.8.6).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeCloudHealth {
    /// Written to the media.
    pub physical_media_written_bytes: Counter,
    /// Read from the media.
    pub physical_media_read_bytes: Counter,
    /// Bad NAND blocks of the user's area.
    pub bad_user_blocks: u64,
    /// What they leave, 100 being new.
    pub bad_user_blocks_normalized: u16,
    /// Bad NAND blocks of the system's area.
    pub bad_system_blocks: u64,
    /// What they leave, 100 being new.
    pub bad_system_blocks_normalized: u16,
    /// Times that XOR brought data back.
    pub xor_recoveries: u64,
    /// Reads that could not be corrected.
    pub uncorrectable_read_errors: u64,
    /// Reads that the first level of error correction could not correct.
    pub soft_ecc_errors: u64,
    /// End to end errors that were detected.
    pub end_to_end_detected_errors: u32,
    /// And corrected.
    pub end_to_end_corrected_errors: u32,
    /// Life of the system's area that is used.
    pub system_data_used_percent: Percent,
    /// Blocks that were written anew to keep them readable.
    pub refresh_count: u64,
    /// Highest erase count of a block of the user's area.
    pub maximum_erase_count: u32,
    /// Lowest one.
    pub minimum_erase_count: u32,
    /// Thermal throttling events.
    pub thermal_throttling_events: u8,
    /// Level of throttling now, 0 being none.
    pub thermal_throttling_status: u8,
    /// Correctable errors of PCI Express.
    pub pcie_correctable_errors: u64,
    /// Shutdowns that did not complete.
    pub incomplete_shutdowns: u32,
    /// Free blocks.
    pub free_blocks_percent: Percent,
    /// What the capacitors of power loss protection hold of what they need; `null` without any.
    pub capacitor_health_percent: Option<Percent>,
    /// Reads and writes that are not aligned to the drive's mapping.
    pub unaligned_commands: u64,
    /// Times that power loss protection started.
    pub power_loss_protection_starts: Counter,
    /// What may be written over its life.
    pub endurance_estimate_bytes: Counter,
    /// PCI Express link retrainings; `null` before version 3 of the page.
    pub pcie_link_retrainings: Option<u64>,
    /// Changes of the power state; `null` before version 3 of the page.
    pub power_state_changes: Option<u64>,
    /// Version of the page.
    pub log_page_version: u16,
}

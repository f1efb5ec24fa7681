//! SCSI: what logical units say about themselves in INQUIRY data, vital product data and log pages, and sense data.
//!
//! Documents: SPC-4 (INCITS 513, T10/1731-D r37) and SPC-5 (SPC-6 keeps these layouts), SBC-4, SPL-4, SAT-4.

pub mod background_scan;
pub mod block_device_characteristics;
pub mod block_limits;
pub mod defect_list;
pub mod designator;
pub mod error_counters;
pub mod informational_exceptions;
pub mod inquiry;
pub mod log_page;
pub mod logical_block_provisioning;
pub mod phy_log;
pub mod read_capacity;
pub mod self_test_results;
pub mod sense;
pub mod start_stop;
pub mod temperature;
pub mod vital_product_data;
pub mod vpd_page;

use super::code::codes;

/// The standard's name in errors of these decoders.
const STANDARD: &str = "SPC";

codes! {
    /// PERIPHERAL DEVICE TYPE (SPC-4 §6.6.2).
    pub struct PeripheralDeviceType(u8) {
        0x00 => "Direct access block device",
        0x01 => "Sequential-access device",
        0x02 => "Printer device",
        0x03 => "Processor device",
        0x04 => "Write-once device",
        0x05 => "CD/DVD device",
        0x06 => "Scanner device",
        0x07 => "Optical memory device",
        0x08 => "Medium changer device",
        0x09 => "Communications device",
        0x0c => "Storage array controller device",
        0x0d => "Enclosure services device",
        0x0e => "Simplified direct-access device",
        0x0f => "Optical card reader/writer device",
        0x10 => "Bridge controller",
        0x11 => "Object-based storage device",
        0x12 => "Automation/drive interface",
        0x13 => "Security manager device",
        0x14 => "Host managed zoned block device",
        0x1e => "Well known logical unit",
    }
}

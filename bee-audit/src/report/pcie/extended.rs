//! Extended capabilities of PCI Express functions; each is `null` or empty where the function does not have it.

use serde::{Deserialize, Serialize};

use super::super::Coded;
use super::BitNames;
use crate::units::{Bytes, GigaTransfers, Watts};

/// What the extended capabilities say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciExtended {
    /// Device Serial Number, an EUI-64: `00-25-38-ff-ff-12-34-56` (§7.9.3).
    pub device_serial_number: Option<String>,
    /// Advanced Error Reporting (§7.8.4).
    pub advanced_errors: Option<PciAdvancedErrors>,
    /// Access Control Services (§7.7.11).
    pub access_control: Option<PciAccessControl>,
    /// Alternative Routing-ID Interpretation: number of the next function, 0 for the last (§7.8.8).
    pub next_function_number: Option<u8>,
    /// Address Translation Services, Page Request, PASID (§10.5, §7.8.9).
    pub address_translation: Option<PciAddressTranslation>,
    /// Base address registers whose size can be chosen, those of virtual functions last (§7.8.6, §7.8.7).
    pub resizable_bars: Vec<PciResizableBar>,
    /// Latency Tolerance Reporting (§7.8.2).
    pub latency_tolerance: Option<PciLatencyTolerance>,
    /// L1 PM Substates (§7.8.3).
    pub l1_substates: Option<PciL1Substates>,
    /// Precision Time Measurement (§7.9.15).
    pub precision_time: Option<PciPrecisionTime>,
    /// Downstream Port Containment (§7.9.14).
    pub containment: Option<PciContainment>,
    /// Lanes that detected an error, bit by bit, such as `0x5` (Secondary PCI Express, §7.7.3).
    pub lane_errors: Option<String>,
    /// Physical layer at 16 GT/s and more (§7.7.5 to §7.7.7).
    pub physical_layers: Vec<PciPhysicalLayer>,
    /// Whether both ends exchanged data link features (§7.7.4).
    pub data_link_feature_exchanged: Option<bool>,
    /// Whether lanes can be margined now (§7.7.10).
    pub margining_ready: Option<bool>,
    /// Power that the function budgets, of the entry that is selected (§7.8.1).
    pub power_budget_watts: Option<Watts>,
    /// Data Object Exchange mailboxes (§7.9.24).
    pub data_object_exchanges: Vec<PciDataObjectExchange>,
    /// Integrity and Data Encryption (§7.9.26).
    pub encryption: Option<PciEncryption>,
    /// Compute Express Link device (CXL 3.0 §8.1.3).
    pub cxl: Option<PciCxl>,
    /// Structures that vendors and consortia define (§7.9.5, §7.9.6).
    pub vendor_structures: Vec<PciVendorStructure>,
}

/// Advanced Error Reporting. Status bits stay until somebody clears them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciAdvancedErrors {
    /// Uncorrectable errors that were seen.
    pub uncorrectable_status: BitNames,
    /// Uncorrectable errors that are not reported, bit by bit.
    pub uncorrectable_mask: String,
    /// Uncorrectable errors that count as fatal, bit by bit.
    pub uncorrectable_severity: String,
    /// Correctable errors that were seen.
    pub correctable_status: BitNames,
    /// Correctable errors that are not reported, bit by bit.
    pub correctable_mask: String,
    /// Bit number of the uncorrectable error that came first; `null` when there is none.
    pub first_error_pointer: Option<u8>,
    /// Header of the packet that the first error was about, four words; `null` when empty.
    pub header_log: Option<Vec<String>>,
    /// Messages that a root port has received; empty for others.
    pub root_status: BitNames,
}

/// Access Control Services.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciAccessControl {
    /// What the port can do.
    pub capabilities: BitNames,
    /// What is on.
    pub enabled: BitNames,
}

/// How a device takes part in address translation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciAddressTranslation {
    /// Whether Address Translation Services are on; `null` without support.
    pub ats_enabled: Option<bool>,
    /// Whether page requests are on; `null` without support.
    pub page_requests_enabled: Option<bool>,
    /// Whether process address space ids are on; `null` without support.
    pub pasid_enabled: Option<bool>,
    /// Width of such an id.
    pub max_pasid_width_bits: Option<u8>,
}

/// A base address register whose size can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciResizableBar {
    /// Whether it is a register of the virtual functions.
    pub of_virtual_functions: bool,
    /// Number of the register.
    pub bar: u8,
    /// Size now.
    pub size_bytes: Option<Bytes>,
    /// Sizes that it can have, ascending.
    pub supported_sizes_bytes: Vec<Bytes>,
}

/// Latency that a device may ask for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciLatencyTolerance {
    /// For requests that snoop caches.
    pub max_snoop_nanoseconds: Option<u64>,
    /// For those that do not.
    pub max_no_snoop_nanoseconds: Option<u64>,
}

/// L1 PM Substates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciL1Substates {
    /// What this end supports.
    pub supported: BitNames,
    /// What is on.
    pub enabled: BitNames,
    /// Tolerance from which on L1.2 is entered.
    pub ltr_l1_2_threshold_nanoseconds: Option<u64>,
}

/// Precision Time Measurement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciPrecisionTime {
    /// Roles that it can play.
    pub capabilities: BitNames,
    /// Whether it is on.
    pub enabled: bool,
}

/// Downstream Port Containment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciContainment {
    /// Which errors cut the port off.
    pub trigger: Coded,
    /// Status; with `DPC Trigger Status` the port is cut off now.
    pub status: BitNames,
    /// Why it is cut off; `null` when it is not.
    pub reason: Option<Coded>,
    /// Whose message did it, as bus, device and function; `null` when it was none.
    pub source: Option<String>,
}

/// Physical layer at one rate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciPhysicalLayer {
    /// The rate: 16, 32 or 64.
    pub rate_gt_s: Option<GigaTransfers>,
    /// How far equalisation got at this rate.
    pub equalization: BitNames,
    /// Lanes with parity errors, bit by bit, at 16 GT/s only.
    pub parity_mismatch: Option<String>,
}

/// A Data Object Exchange mailbox.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciDataObjectExchange {
    /// Octets from the start of configuration space.
    pub offset: u16,
    /// Busy, error, object ready.
    pub status: BitNames,
}

/// Integrity and Data Encryption.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciEncryption {
    /// What the port can do.
    pub capabilities: BitNames,
    /// Link streams that it has.
    pub link_streams: Option<u8>,
    /// Selective streams that it has.
    pub selective_streams: Option<u16>,
    /// Link streams that are secure now.
    pub secure_link_streams: u32,
}

/// Compute Express Link device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciCxl {
    /// Protocols and abilities that it has.
    pub capabilities: BitNames,
    /// Protocols that are on.
    pub enabled: BitNames,
    /// Ranges of memory that it offers.
    pub memory_ranges: Option<u8>,
}

/// A structure that a vendor or consortium defines.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciVendorStructure {
    /// Who defined it; `null` for the function's own vendor.
    pub vendor_id: Option<String>,
    /// Its number there.
    pub id: String,
    /// Its revision.
    pub revision: u8,
    /// What it is, where this program knows.
    pub name: Option<String>,
}

//! Configuration space, as far as it could be read: header and PCI-compatible capabilities.

use serde::{Deserialize, Serialize};

use super::super::Coded;
use super::{BitNames, PciExtended};
use crate::units::{Bytes, GigaTransfers, Watts};

/// What the configuration space of a function says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciConfiguration {
    /// How much of it could be read: 64 without privilege, 256, or 4,096 of a PCI Express function.
    pub length_bytes: Bytes,
    /// Command register (§7.5.1.1.3).
    pub command: BitNames,
    /// Status register (§7.5.1.1.4).
    pub status: BitNames,
    /// Both capability lists, in their order; `null` where they could not be read.
    pub capabilities: Option<Vec<PciCapability>>,
    /// PCI Express capability (§7.5.3).
    pub express: Option<PciExpress>,
    /// Power Management capability (§7.5.2).
    pub power_management: Option<PciPowerManagement>,
    /// Message-signalled interrupts that the function offers (§7.7.1, §7.7.2).
    pub interrupts: Option<PciInterrupts>,
    /// Extended capabilities; `null` where there are none or they could not be read.
    pub extended: Option<PciExtended>,
}

/// An entry of a capability list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciCapability {
    /// Octets from the start of configuration space; from 256 on it is an extended capability.
    pub offset: u16,
    /// Which capability.
    pub id: Coded,
    /// Version of an extended capability; `null` for others.
    pub version: Option<u8>,
}

/// Power Management capability.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciPowerManagement {
    /// State when it was read.
    pub state: Coded,
    /// States from which the function can ask to be woken.
    pub pme_support: BitNames,
    /// Whether it may ask now.
    pub pme_enabled: bool,
    /// Whether it keeps its state when it returns from D3hot.
    pub no_soft_reset: bool,
}

/// Message-signalled interrupts that a function offers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciInterrupts {
    /// MSI messages that it wants; `null` without MSI.
    pub msi_messages: Option<u8>,
    /// Whether MSI is on.
    pub msi_enabled: Option<bool>,
    /// MSI-X vectors that it has; `null` without MSI-X.
    pub msix_vectors: Option<u16>,
    /// Whether MSI-X is on.
    pub msix_enabled: Option<bool>,
}

/// PCI Express capability.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciExpress {
    /// Version of the capability structure, not of the link.
    pub version: u8,
    /// Endpoint, root port, switch port, … (§7.5.3.2).
    pub port_type: Coded,
    /// Greatest payload that the function can take (§7.5.3.3).
    pub max_payload_supported_bytes: Option<Bytes>,
    /// Payload that it was told to use (§7.5.3.4).
    pub max_payload_bytes: Option<Bytes>,
    /// Greatest read that it may request (§7.5.3.4).
    pub max_read_request_bytes: Option<Bytes>,
    /// Power that the slot told the card it may draw (§7.5.3.3); `null` when nothing was told.
    pub captured_slot_power_limit_watts: Option<Watts>,
    /// Device capabilities (§7.5.3.3, §7.5.3.15).
    pub capabilities: BitNames,
    /// Device control (§7.5.3.4, §7.5.3.16).
    pub control: BitNames,
    /// Device status: errors since they were last cleared (§7.5.3.5).
    pub status: BitNames,
    /// How long a request may wait for its completion (§7.5.3.16); `null` in version 1.
    pub completion_timeout: Option<Coded>,
    /// Link registers; `null` inside the root complex.
    pub link: Option<PciExpressLink>,
    /// Slot registers; `null` where no slot is implemented.
    pub slot: Option<PciExpressSlot>,
}

/// Link registers of one end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciExpressLink {
    /// Number of the port.
    pub port_number: u8,
    /// Active State Power Management that this end supports (§7.5.3.6).
    pub aspm_support: Coded,
    /// Time that it takes to leave L0s; `null` where this end does not support L0s (§7.5.3.6).
    pub l0s_exit_latency: Option<Coded>,
    /// Time that it takes to leave L1; `null` where this end does not support L1 (§7.5.3.6).
    pub l1_exit_latency: Option<Coded>,
    /// Active State Power Management that is on (§7.5.3.7).
    pub aspm_control: Coded,
    /// Speeds that this end supports (§7.5.3.18).
    pub supported_speeds_gt_s: Vec<GigaTransfers>,
    /// Speed that software asked for at most (§7.5.3.19).
    pub target_speed_gt_s: Option<GigaTransfers>,
    /// Link capabilities (§7.5.3.6, §7.5.3.18).
    pub capabilities: BitNames,
    /// Link control (§7.5.3.7, §7.5.3.19).
    pub control: BitNames,
    /// Link status: training, equalisation at 8 GT/s, retimers (§7.5.3.8, §7.5.3.20).
    pub status: BitNames,
}

/// Slot registers of a port.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciExpressSlot {
    /// Number that firmware gave the slot; often zero (§7.5.3.9).
    pub number: u16,
    /// Power that a card may draw (§7.5.3.9).
    pub power_limit_watts: Option<Watts>,
    /// Slot capabilities: hot-plug, surprise removal, indicators (§7.5.3.9).
    pub capabilities: BitNames,
    /// Slot control (§7.5.3.10).
    pub control: BitNames,
    /// Slot status: presence, power fault (§7.5.3.11).
    pub status: BitNames,
    /// Whether a card is present.
    pub card_present: bool,
    /// Attention indicator (§7.5.3.10).
    pub attention_indicator: Coded,
    /// Power indicator (§7.5.3.10).
    pub power_indicator: Coded,
}

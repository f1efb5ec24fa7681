//! Physical slots: what firmware prints on the board, and what the kernel and the ports know of them.

use serde::{Deserialize, Serialize};

use super::super::Coded;
use super::BitNames;
use crate::units::GigaTransfers;

/// One slot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciSlot {
    /// What is printed beside it (SMBIOS type 9).
    pub designation: Option<String>,
    /// Kind and generation (SMBIOS type 9).
    pub kind: Option<Coded>,
    /// Lanes or bits of the bus (SMBIOS type 9).
    pub data_bus_width: Option<Coded>,
    /// What firmware saw at boot (SMBIOS type 9).
    pub usage: Option<Coded>,
    /// Length of a card (SMBIOS type 9).
    pub length: Option<Coded>,
    /// Number of the slot (SMBIOS type 9).
    pub id: Option<u16>,
    /// What it can do (SMBIOS type 9).
    pub characteristics: BitNames,
    /// Firmware's PCI address: of the card, or of the bridge above (SMBIOS type 9).
    pub firmware_address: Option<String>,
    /// Lanes that are wired, where the width above does not say it (SMBIOS type 9).
    pub base_data_bus_width: Option<u8>,
    /// Further addresses that share the slot (SMBIOS type 9).
    pub peers: Vec<PciSlotPeer>,
    /// Generation of PCI Express that the slot can do (SMBIOS type 9 since 3.4).
    pub pci_express_generation: Option<u8>,
    /// Mechanical width (SMBIOS type 9 since 3.4).
    pub physical_width: Option<Coded>,
    /// Distance to the next slot (SMBIOS type 9 since 3.4).
    pub pitch_micrometres: Option<u32>,
    /// Height of the card that fits (SMBIOS type 9 since 3.5).
    pub height: Option<Coded>,
    /// Name in `/sys/bus/pci/slots`; `null` when the kernel does not know it.
    pub kernel_name: Option<String>,
    /// Device behind it as the kernel knows it, without function: `0000:3b:00`.
    pub kernel_address: Option<String>,
    /// Speed of the bus now.
    pub speed_gt_s: Option<GigaTransfers>,
    /// Greatest speed of the bus.
    pub max_speed_gt_s: Option<GigaTransfers>,
    /// Functions that sit in it, by address.
    pub functions: Vec<String>,
}

/// One more function behind a slot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciSlotPeer {
    /// Its PCI address.
    pub address: Option<String>,
    /// Lanes that it has.
    pub data_bus_width: u8,
}

/// Where a function sits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciSlotPlace {
    /// What is printed beside the slot (SMBIOS type 9).
    pub designation: Option<String>,
    /// Name in `/sys/bus/pci/slots`.
    pub kernel_name: Option<String>,
    /// Number that the port above was given (slot capabilities, §7.5.3.9); `null` when zero.
    pub number: Option<u16>,
}

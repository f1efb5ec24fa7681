//! What firmware lists of the board's own devices, connectors and power supplies.

use serde::{Deserialize, Serialize};

use super::super::{Coded, Placeholders};
use crate::units::Watts;

/// A device on the board (SMBIOS types 10 and 41).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnboardDevice {
    /// SMBIOS handle.
    pub handle: u16,
    /// Label on the board, or description.
    pub designation: Option<String>,
    /// Kind.
    pub device_type: Option<Coded>,
    /// Number among the devices of this kind, from 1; Linux names network interfaces after it.
    pub instance: Option<u8>,
    /// Whether firmware has enabled it.
    pub enabled: Option<bool>,
    /// PCI address.
    pub address: Option<String>,
}

/// A connector (SMBIOS type 8).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortConnector {
    /// Label on the board.
    pub internal_designator: Option<String>,
    /// Connector on the board.
    pub internal_type: Option<Coded>,
    /// Label outside.
    pub external_designator: Option<String>,
    /// Connector outside.
    pub external_type: Option<Coded>,
    /// What it is for.
    pub port_type: Option<Coded>,
}

/// Passwords and front panel at boot (SMBIOS type 24).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HardwareSecurity {
    /// Power-on password.
    pub power_on_password: Option<Coded>,
    /// Keyboard password.
    pub keyboard_password: Option<Coded>,
    /// Administrator password.
    pub administrator_password: Option<Coded>,
    /// Front panel reset.
    pub front_panel_reset: Option<Coded>,
}

/// A power supply, or a bay for one (SMBIOS type 39).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PowerSupplySlot {
    /// SMBIOS handle.
    pub handle: u16,
    /// Supplies of one group feed the same load.
    pub power_unit_group: Option<u8>,
    /// Where it is.
    pub location: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// Model part number.
    pub part_number: Option<String>,
    /// Revision.
    pub revision: Option<String>,
    /// Highest power that it can give.
    pub maximum_power_watts: Option<Watts>,
    /// Kind.
    pub supply_type: Option<Coded>,
    /// State at boot.
    pub status: Option<Coded>,
    /// How it adapts to the input voltage.
    pub input_voltage_switching: Option<Coded>,
    /// Whether it was unplugged from the wall at boot.
    pub unplugged: Option<bool>,
    /// Whether it was present at boot.
    pub present: Option<bool>,
    /// Whether it can be replaced in operation.
    pub hot_replaceable: Option<bool>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

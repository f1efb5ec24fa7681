//! Power supplies, fans and backplanes: one list each of what several sources tell.

use serde::{Deserialize, Serialize};

use super::{BitNames, BmcEntity};
use crate::units::{Percent, RevolutionsPerMinute, Volts, Watts};

/// A power supply, joined from its FRU inventory, the controller's sensors, SMBIOS and the kernel's sensors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PowerSupply {
    /// Name: of its FRU device, its place, or its chip.
    pub name: Option<String>,
    /// Which one it is to the management controller.
    pub entity: Option<BmcEntity>,
    /// Handle of its SMBIOS structure (type 39).
    pub smbios_handle: Option<u16>,
    /// The kernel's sensor chip, such as `hwmon3`.
    pub hwmon: Option<String>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Product name.
    pub product_name: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Revision or version.
    pub revision: Option<String>,
    /// Highest power that it can give.
    pub capacity_watts: Option<Watts>,
    /// Whether it is there.
    pub present: Option<bool>,
    /// Whether it failed.
    pub failed: Option<bool>,
    /// Whether it expects to fail.
    pub predicts_failure: Option<bool>,
    /// Whether its input is lost or out of range.
    pub input_lost: Option<bool>,
    /// States of its sensors, by the standard's names.
    pub states: BitNames,
    /// Power that it takes.
    pub input_watts: Option<Watts>,
    /// Power that it gives.
    pub output_watts: Option<Watts>,
    /// Voltage of its input.
    pub input_volts: Option<Volts>,
    /// Redundancy of the supplies together.
    pub redundancy: Option<String>,
}

/// A fan or other cooling device, joined from the controller's sensors, SMBIOS and the kernel's sensors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fan {
    /// Name.
    pub name: Option<String>,
    /// Which part it is to the management controller.
    pub entity: Option<BmcEntity>,
    /// The kernel's sensor chip.
    pub hwmon: Option<String>,
    /// Speed.
    pub reading_rpm: Option<RevolutionsPerMinute>,
    /// Speed as a share of its highest one.
    pub reading_percent: Option<Percent>,
    /// Speed in normal operation, as firmware states it.
    pub nominal_rpm: Option<RevolutionsPerMinute>,
    /// Whether it is there.
    pub present: Option<bool>,
    /// Whether it failed or is beyond a limit.
    pub failed: Option<bool>,
    /// States of its sensors, by the standard's names.
    pub states: BitNames,
    /// Redundancy of the fans together.
    pub redundancy: Option<String>,
}

/// A backplane of drives, joined from its FRU inventory and the controller's sensors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Backplane {
    /// Name: of its FRU device or its first sensor.
    pub name: Option<String>,
    /// Which one it is to the management controller.
    pub entity: Option<BmcEntity>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Product name.
    pub product_name: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Revision or version.
    pub revision: Option<String>,
    /// States of its sensors, by the standard's names.
    pub states: BitNames,
}

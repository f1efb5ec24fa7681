//! FRU inventories: who made a part, and its serial number.

use serde::{Deserialize, Serialize};

use super::{
    super::{BitNames, Coded, Placeholders},
    BmcEntity,
};
use crate::units::{Amperes, Hertz, Seconds, Volts, Watts};

/// One FRU device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fru {
    /// Number of the device.
    pub device_id: u8,
    /// Address of the controller that keeps it.
    pub owner_address: u8,
    /// Name in its sensor data record; `null` for device 0 without one.
    pub name: Option<String>,
    /// What it describes.
    pub entity: Option<BmcEntity>,
    /// Octets that it can hold.
    pub size_bytes: Option<u16>,
    /// Internal use area as hexadecimal digits.
    pub internal_use: Option<String>,
    /// Chassis.
    pub chassis: Option<FruChassis>,
    /// Board.
    pub board: Option<FruBoard>,
    /// Product.
    pub product: Option<FruProduct>,
    /// What a power supply gives.
    pub power_supply: Option<FruPowerSupply>,
    /// DC outputs.
    pub dc_outputs: Vec<FruDcRail>,
    /// DC loads.
    pub dc_loads: Vec<FruDcRail>,
    /// How the part can be managed.
    pub management_access: Vec<FruManagementAccess>,
    /// What can take its place.
    pub compatibility: Vec<FruCompatibility>,
    /// Makers' own records.
    pub oem_records: Vec<FruOemRecord>,
    /// Damaged areas, with their raw octets.
    pub damage: Vec<FruDamage>,
}

/// Chassis info area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruChassis {
    /// Kind of enclosure.
    pub chassis_type: Coded,
    /// Part number.
    pub part_number: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Fields of the maker's own.
    pub custom: Vec<String>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// Board info area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruBoard {
    /// When it was made.
    pub manufactured_at: Option<String>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Name.
    pub product_name: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// Version of the file that was programmed.
    pub fru_file_id: Option<String>,
    /// Fields of the maker's own.
    pub custom: Vec<String>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// Product info area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruProduct {
    /// Maker.
    pub manufacturer: Option<String>,
    /// Name.
    pub product_name: Option<String>,
    /// Part or model number.
    pub part_number: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// Version of the file that was programmed.
    pub fru_file_id: Option<String>,
    /// Fields of the maker's own.
    pub custom: Vec<String>,
    /// Raw values of the fields above that hold a filler.
    pub placeholders: Placeholders,
}

/// Power supply information (MultiRecord 00h).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruPowerSupply {
    /// Capacity.
    pub capacity_watts: Option<Watts>,
    /// Peak apparent power in volt-amperes.
    pub peak_volt_amperes: Option<u16>,
    /// Inrush current.
    pub inrush_amperes: Option<Amperes>,
    /// Input voltages, the low and high end of each range.
    pub input_ranges_volts: Vec<(Volts, Volts)>,
    /// Low end of the input frequency.
    pub minimum_input_frequency_hertz: Option<Hertz>,
    /// High end of the input frequency.
    pub maximum_input_frequency_hertz: Option<Hertz>,
    /// How long it bridges a dropout of its input.
    pub dropout_tolerance_seconds: Option<Seconds>,
    /// What it can do.
    pub features: BitNames,
    /// Capacity for short times.
    pub peak_capacity_watts: Option<Watts>,
    /// How long it can hold that.
    pub peak_hold_up_seconds: Option<Seconds>,
    /// Rails that share a limit.
    pub combined_rails: Vec<String>,
    /// What they can give together.
    pub combined_watts: Option<Watts>,
}

/// A DC output or load (MultiRecords 01h, 02h, 09h, 0Ah).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruDcRail {
    /// Number of the output.
    pub output_number: u8,
    /// Whether it is there in standby; outputs only.
    pub standby: Option<bool>,
    /// Nominal voltage.
    pub nominal_volts: Volts,
    /// Lowest voltage.
    pub minimum_volts: Volts,
    /// Highest voltage.
    pub maximum_volts: Volts,
    /// Ripple and noise, peak to peak.
    pub ripple_volts: Volts,
    /// Least current.
    pub minimum_amperes: Amperes,
    /// Highest current.
    pub maximum_amperes: Amperes,
}

/// How a part can be managed (MultiRecord 03h).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruManagementAccess {
    /// What the text is.
    pub access: Coded,
    /// The text.
    pub value: Option<String>,
}

/// What can take the part's place (MultiRecords 04h and 05h).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruCompatibility {
    /// Who defined it.
    pub manufacturer: Coded,
    /// The kind of part.
    pub entity_id: Coded,
    /// Code and masks as hexadecimal digits.
    pub code: String,
}

/// A maker's own record, or one of a type that the standard does not define.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruOemRecord {
    /// Type of the record.
    pub record_type: Coded,
    /// Who defined it.
    pub manufacturer: Option<Coded>,
    /// Its octets as hexadecimal digits.
    pub data: String,
}

/// A damaged area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FruDamage {
    /// `header`, `chassis`, `board`, `product`, `multi-record`.
    pub area: String,
    /// What is wrong.
    pub detail: String,
    /// Its octets as hexadecimal digits.
    pub raw: String,
}

//! Enclosures: shelves and backplanes with their slots, supplies, fans and sensors.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Amperes, Celsius, RevolutionsPerMinute, Volts},
};

/// An enclosure (SES-3), as it states itself; else as the kernel's driver shows its slots.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enclosure {
    /// SCSI address of its services device, such as `0:0:8:0`.
    pub address: String,
    /// Logical identifier, in hexadecimal digits.
    pub identifier: Option<String>,
    /// What it says of itself as a whole: `non-critical`, `critical`, `unrecoverable`, …; `null` where it was not
    /// asked.
    pub conditions: Option<Vec<String>>,
    /// Its parts that are enclosures of their own, the primary one first.
    pub subenclosures: Vec<Subenclosure>,
    /// Its device slots, by number, then by name.
    pub slots: Vec<EnclosureSlot>,
    /// Everything else in it: supplies, fans, sensors, electronics, doors.
    pub elements: Vec<EnclosureElement>,
}

/// A part of an enclosure that is one of its own, such as a drawer (SES-3 §6.1.2.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subenclosure {
    /// Its number, 0 for the primary one.
    pub number: u32,
    /// Logical identifier, in hexadecimal digits.
    pub identifier: String,
    /// Maker.
    pub vendor: Option<String>,
    /// Product.
    pub model: Option<String>,
    /// Firmware revision.
    pub firmware_revision: Option<String>,
}

/// A slot of an enclosure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnclosureSlot {
    /// Name that the enclosure gives it.
    pub name: String,
    /// Its number.
    pub number: Option<u32>,
    /// Subenclosure that it is in, by number.
    pub subenclosure: Option<u32>,
    /// Element type: `array device`, `device`.
    pub element_type: Option<String>,
    /// Element status: `OK`, `not installed`, `critical`, …
    pub status: Option<String>,
    /// Whether the fault light is on.
    pub is_fault: Option<bool>,
    /// Whether the locate light is on.
    pub is_locate: Option<bool>,
    /// Whether the slot is powered.
    pub is_powered: Option<bool>,
    /// Whether the enclosure predicts a failure.
    pub is_failure_predicted: Option<bool>,
    /// What else it says of the slot, in the standard's words: `hot spare`, `fault sensed`, `ready to insert`, …
    pub conditions: Vec<String>,
    /// SAS addresses of the ports of what is in it, in hexadecimal digits.
    pub sas_addresses: Vec<String>,
    /// SCSI address of the device in it.
    pub device: Option<String>,
}

/// An element of an enclosure that is no slot (SES-3 §7.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnclosureElement {
    /// Element type: `power supply`, `cooling`, `temperature sensor`, …
    pub element_type: Coded,
    /// Which of its kind it is, from 0.
    pub number: u32,
    /// Name that the enclosure gives it; else that of its kind.
    pub name: Option<String>,
    /// Subenclosure that it is in, by number.
    pub subenclosure: u32,
    /// Element status: `OK`, `not installed`, `critical`, …
    pub status: Coded,
    /// Whether the enclosure predicts a failure.
    pub is_failure_predicted: bool,
    /// Whether it is disabled.
    pub is_disabled: bool,
    /// What else it says, in the standard's words: `AC fail`, `over temperature warning`, `open`, …
    pub conditions: Vec<String>,
    /// Temperature of a temperature sensor.
    pub temperature_celsius: Option<Celsius>,
    /// Speed of a fan.
    pub speed_rpm: Option<RevolutionsPerMinute>,
    /// Reading of a voltage sensor.
    pub potential_volts: Option<Volts>,
    /// Reading of a current sensor.
    pub current_amperes: Option<Amperes>,
}

/// Where in an enclosure something is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnclosurePlace {
    /// SCSI address of the enclosure.
    pub enclosure: String,
    /// Name of the slot.
    pub slot: String,
    /// Number of the slot.
    pub number: Option<u32>,
}

/// `slot 3`, `Slot 03`, `CPU1 SLOT1`: many put the word into the name.
pub(crate) fn slot_title(name: &str) -> String {
    let is_titled = name.to_lowercase().contains("slot");
    if is_titled { name.to_owned() } else { format!("slot {name}") }
}

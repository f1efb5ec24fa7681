//! The system event log.

use serde::{Deserialize, Serialize};

use super::super::Coded;

/// The log and its newest entries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcEventLog {
    /// How many entries it holds.
    pub entry_count: u16,
    /// Free space, up to 65,535.
    pub free_bytes: u16,
    /// Whether events were lost for want of space.
    pub overflow: bool,
    /// When the newest entry was added, on the controller's clock.
    pub last_addition: Option<String>,
    /// When an entry was erased last, on the controller's clock.
    pub last_erase: Option<String>,
    /// The controller's clock when it was asked.
    pub clock: Option<String>,
    /// Entries that were left out, being older than those below.
    pub left_out: u16,
    /// Entries, the newest first.
    pub events: Vec<BmcEvent>,
}

/// One entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcEvent {
    /// Number of the entry.
    pub record_id: u16,
    /// Kind: 2 is a system event, 192 to 223 a maker's with a timestamp, 224 to 255 one without.
    pub record_type: u8,
    /// When it happened, on the controller's clock; `null` for entries without a time.
    pub timestamp: Option<String>,
    /// How long after the controller initialized its log it happened, when its clock was not set yet.
    pub seconds_since_initialization: Option<u32>,
    /// How bad it is, as far as the standard tells.
    pub severity: Option<EventSeverity>,
    /// Address of the controller (or software, odd) that told it.
    pub generator_address: Option<u8>,
    /// What the sensor watches.
    pub sensor_type: Option<Coded>,
    /// Number of the sensor.
    pub sensor_number: Option<u8>,
    /// Its name.
    pub sensor_name: Option<String>,
    /// How the state is to be read.
    pub event_type: Option<Coded>,
    /// The state: its number, and its name.
    pub event: Option<Coded>,
    /// `true` when the state was entered, `false` when it was left.
    pub asserted: Option<bool>,
    /// The reading that triggered it.
    pub reading: Option<f64>,
    /// The threshold that was crossed.
    pub threshold: Option<f64>,
    /// Unit of both.
    pub unit: Option<String>,
    /// Who defined a maker's entry.
    pub manufacturer: Option<Coded>,
    /// The event's data, or all of a maker's entry, as hexadecimal digits.
    pub data: String,
}

/// How bad an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventSeverity {
    /// Nothing is wrong.
    Information,
    /// Something is to be looked at.
    Warning,
    /// Something failed, or is about to.
    Critical,
}

//! Sensors of management controllers.

use serde::{Deserialize, Serialize};

use super::{
    super::{BitNames, Coded},
    BmcEntity,
};

/// One sensor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcSensor {
    /// Name.
    pub name: Option<String>,
    /// Its number.
    pub number: u8,
    /// Address of the controller (or software, odd) that it belongs to.
    pub owner_address: u8,
    /// Logical unit of that controller.
    pub logical_unit: u8,
    /// What it sits on.
    pub entity: BmcEntity,
    /// What it watches.
    pub sensor_type: Coded,
    /// How its states are to be read.
    pub event_reading_type: Coded,
    /// Whether it cannot be read and only sends events.
    pub event_only: bool,
    /// Whether it has a reading now; `null` where it was not asked or refused.
    pub available: Option<bool>,
    /// Whether the controller scans it.
    pub scanning_enabled: Option<bool>,
    /// Whether it sends events.
    pub event_messages_enabled: Option<bool>,
    /// Reading of an analog sensor; `null` while it is not available.
    pub reading: Option<f64>,
    /// Unit of the reading and of all limits.
    pub unit: Option<String>,
    /// States that a discrete sensor is in, or limits that an analog one is beyond; `null` while it is not available.
    pub states: Option<BitNames>,
    /// The same bit by bit, unnamed ones too.
    pub state_bits: Option<u16>,
    /// Thresholds.
    pub thresholds: BmcSensorThresholds,
    /// By how much a reading must fall below an upper threshold to end its alarm.
    pub positive_hysteresis: Option<f64>,
    /// By how much a reading must rise above a lower threshold to end its alarm.
    pub negative_hysteresis: Option<f64>,
    /// Nominal reading.
    pub nominal: Option<f64>,
    /// Lowest normal reading.
    pub normal_minimum: Option<f64>,
    /// Highest normal reading.
    pub normal_maximum: Option<f64>,
}

/// Thresholds of an analog sensor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcSensorThresholds {
    /// Below it something is to be looked at.
    pub lower_non_critical: Option<f64>,
    /// Below it something is about to fail.
    pub lower_critical: Option<f64>,
    /// Below it damage is possible.
    pub lower_non_recoverable: Option<f64>,
    /// Above it something is to be looked at.
    pub upper_non_critical: Option<f64>,
    /// Above it something is about to fail.
    pub upper_critical: Option<f64>,
    /// Above it damage is possible.
    pub upper_non_recoverable: Option<f64>,
}

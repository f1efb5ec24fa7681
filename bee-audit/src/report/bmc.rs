//! The baseboard management controller and what it tells of the machine, over IPMI.

mod event_log;
mod fru;
mod network;
mod sensor;

use serde::{Deserialize, Serialize};

pub use event_log::{BmcEvent, BmcEventLog, EventSeverity};
pub use fru::{
    Fru, FruBoard, FruChassis, FruCompatibility, FruDamage, FruDcRail, FruManagementAccess, FruOemRecord,
    FruPowerSupply, FruProduct,
};
pub use network::{BmcChannel, BmcIpv6Address, BmcLan};
pub use sensor::{BmcSensor, BmcSensorThresholds};

use super::{BitNames, Coded};
use crate::units::{Seconds, Watts};

/// The controller, its inventory, sensors and event log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bmc {
    /// The controller itself; `null` on machines where none answers.
    pub device: Option<BmcDevice>,
    /// State of the chassis.
    pub chassis: Option<BmcChassis>,
    /// The controller's watchdog timer.
    pub watchdog: Option<BmcWatchdog>,
    /// Channels over which the controller can be reached, by number.
    pub channels: Vec<BmcChannel>,
    /// Further management controllers, as the sensor data records list them.
    pub controllers: Vec<BmcSatellite>,
    /// FRU inventories: device 0, then in the order of the sensor data records.
    pub frus: Vec<Fru>,
    /// Sensors, in the order of their records.
    pub sensors: Vec<BmcSensor>,
    /// Which entities make up another one.
    pub entity_associations: Vec<BmcEntityAssociation>,
    /// The system event log.
    pub event_log: Option<BmcEventLog>,
    /// Data Center Manageability Interface.
    pub dcmi: Option<BmcDcmi>,
}

/// What a controller is (IPMI Get Device ID).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcDevice {
    /// Device ID, of its maker's choice.
    pub device_id: u8,
    /// Revision of the device.
    pub device_revision: u8,
    /// Firmware revision, major and minor.
    pub firmware_revision: String,
    /// Auxiliary firmware revision as hexadecimal digits, of its maker's format.
    pub auxiliary_firmware_revision: Option<String>,
    /// Version of IPMI that it implements.
    pub ipmi_version: String,
    /// Maker (IANA private enterprise number).
    pub manufacturer: Coded,
    /// Product, of its maker's numbering.
    pub product_id: u16,
    /// What it can do.
    pub capabilities: BitNames,
    /// Whether it keeps sensor records beside those of the repository.
    pub provides_device_sdrs: bool,
    /// Whether its firmware or its records are being updated.
    pub update_in_progress: bool,
    /// GUID of the controller.
    pub device_guid: Option<String>,
    /// GUID that the controller gives the machine.
    pub system_guid: Option<String>,
    /// How its self test ended.
    pub self_test: Option<Coded>,
    /// What its self test found corrupted or inaccessible.
    pub self_test_failures: BitNames,
}

/// State of the chassis (IPMI Get Chassis Status, Get System Restart Cause, Get POH Counter).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcChassis {
    /// Whether power is on.
    pub power_on: bool,
    /// Overload, interlock and faults of the power.
    pub power_faults: BitNames,
    /// What happens when power returns.
    pub restore_policy: Coded,
    /// What happened to the power last.
    pub last_power_events: BitNames,
    /// Whether the chassis was opened.
    pub intrusion: bool,
    /// Lockout of the front panel, faults of drives and cooling.
    pub faults: BitNames,
    /// State of the identification light.
    pub identify: Option<Coded>,
    /// Buttons of the front panel that are disabled.
    pub disabled_buttons: Option<BitNames>,
    /// Why the machine was restarted last.
    pub restart_cause: Option<Coded>,
    /// How long the machine has been powered on in all its life.
    pub power_on_hours: Option<u64>,
}

/// The controller's watchdog timer (IPMI Get Watchdog Timer).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcWatchdog {
    /// Whether it runs.
    pub running: bool,
    /// Who uses it.
    pub timer_use: Coded,
    /// What happens when it expires.
    pub action: Coded,
    /// What happens before that.
    pub pretimeout_interrupt: Coded,
    /// How long before.
    pub pretimeout_seconds: Seconds,
    /// What it counts down from.
    pub initial_seconds: Seconds,
    /// Where it is.
    pub present_seconds: Option<Seconds>,
    /// Uses for which it has expired.
    pub expirations: BitNames,
}

/// A management controller beside the baseboard's (SDR type 12h).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcSatellite {
    /// Name.
    pub name: Option<String>,
    /// Slave address in eight bits.
    pub address: u8,
    /// Channel.
    pub channel: u8,
    /// What it is part of.
    pub entity: BmcEntity,
    /// What it can do.
    pub capabilities: BitNames,
}

/// A physical part: `{"id": {"code": 10, "name": "Power Supply"}, "instance": 2}` is the second power supply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcEntity {
    /// Its kind.
    pub id: Coded,
    /// Which of its kind.
    pub instance: u8,
}

/// A part and the parts that it is made of (SDR types 08h and 09h).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcEntityAssociation {
    /// The containing part.
    pub container: BmcEntity,
    /// The contained ones.
    pub contained: Vec<BmcEntity>,
    /// Whether they are ranges, each pair its first and last part.
    pub ranges: bool,
}

/// Data Center Manageability Interface.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcDcmi {
    /// Version that the controller implements.
    pub version: Option<String>,
    /// What the platform can do.
    pub capabilities: BitNames,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// Identifier of the management controller.
    pub controller_identifier: Option<String>,
    /// Power of the machine now; `null` while it is not measured.
    pub power_watts: Option<Watts>,
    /// Lowest power within the period.
    pub minimum_power_watts: Option<Watts>,
    /// Highest power within the period.
    pub maximum_power_watts: Option<Watts>,
    /// Average power over the period.
    pub average_power_watts: Option<Watts>,
    /// The period.
    pub period_seconds: Option<Seconds>,
}

//! What the machine's sensor chips measure, and the limits that they watch.
//!
//! Readings and limits are what the chips say, implausible ones included: which channel is wired to what, and with
//! which resistors, is the board maker's knowledge.

mod channels;
mod firmware;

use serde::{Deserialize, Serialize};

use crate::units::Celsius;

pub use channels::{
    CurrentSensor, EnergySensor, FanControl, FanSensor, HumiditySensor, IntrusionSensor, PowerSensor,
    TemperatureSensor, VoltageSensor,
};
pub use firmware::{
    CoolingDevice, CurrentProbe, FirmwareSensors, ManagementDevice, ManagementDeviceComponent,
    ManagementDeviceThresholds, TemperatureProbe, VoltageProbe,
};

/// The machine's sensors that the kernel reads, and those that firmware lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sensors {
    /// Sensor chips, in the order of name and address.
    pub chips: Vec<SensorChip>,
    /// Thermal zones that no sensor chip stands for.
    pub thermal_zones: Vec<ThermalZone>,
    /// Probes and cooling devices of the SMBIOS table; `null` where it could not be read.
    pub firmware: Option<FirmwareSensors>,
}

/// A sensor chip, or the part of a device that measures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SensorChip {
    /// The kernel's name of it in this run of the system: `hwmon2`.
    pub hwmon: String,
    /// The driver's name for the chip: `coretemp`, `nvme`, `k10temp`.
    pub name: Option<String>,
    /// A label that firmware gives the chip.
    pub label: Option<String>,
    /// The device that it is part of: `coretemp.0`, `nvme0`, `0-0048`, `PNP0C0D:00`.
    pub device: Option<String>,
    /// Address of the nearest PCI function above it.
    pub pci_address: Option<String>,
    /// Temperatures.
    pub temperatures: Vec<TemperatureSensor>,
    /// Fans.
    pub fans: Vec<FanSensor>,
    /// Voltages.
    pub voltages: Vec<VoltageSensor>,
    /// Currents.
    pub currents: Vec<CurrentSensor>,
    /// Powers.
    pub powers: Vec<PowerSensor>,
    /// Energies.
    pub energies: Vec<EnergySensor>,
    /// Humidities.
    pub humidities: Vec<HumiditySensor>,
    /// Controls of fans.
    pub fan_controls: Vec<FanControl>,
    /// Detectors of an opened chassis.
    pub intrusions: Vec<IntrusionSensor>,
}

/// A thermal zone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThermalZone {
    /// The kernel's name: `thermal_zone3`.
    pub zone: String,
    /// What it is: `x86_pkg_temp`, `acpitz`.
    pub r#type: Option<String>,
    /// Temperature.
    pub reading_celsius: Option<Celsius>,
    /// Temperatures at which something is done.
    pub trip_points: Vec<TripPoint>,
}

/// A temperature at which something is done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TripPoint {
    /// `critical`, `hot`, `passive` or `active`.
    pub r#type: Option<String>,
    /// The temperature.
    pub threshold_celsius: Option<Celsius>,
}

//! Probes and cooling devices that firmware lists (SMBIOS types 26 to 29, 34 to 36): their limits, never a reading.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Amperes, Celsius, RevolutionsPerMinute, Volts},
};

/// What firmware lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirmwareSensors {
    /// Voltage probes (type 26).
    pub voltage_probes: Vec<VoltageProbe>,
    /// Temperature probes (type 28).
    pub temperature_probes: Vec<TemperatureProbe>,
    /// Electrical current probes (type 29).
    pub current_probes: Vec<CurrentProbe>,
    /// Cooling devices (type 27).
    pub cooling_devices: Vec<CoolingDevice>,
    /// Circuits that watch them (type 34).
    pub management_devices: Vec<ManagementDevice>,
    /// Limits to which the circuits' components refer (type 36).
    pub thresholds: Vec<ManagementDeviceThresholds>,
}

macro_rules! probes {
    ($($(#[$doc:meta])* $type:ident: $unit:ident, $maximum:ident, $minimum:ident, $resolution:ident, $tolerance:ident,
        $nominal:ident;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $type {
            /// SMBIOS handle.
            pub handle: u16,
            /// What it measures or where.
            pub description: Option<String>,
            /// Where it is.
            pub location: Option<Coded>,
            /// Its state at boot.
            pub status: Option<Coded>,
            /// Highest value that it can read.
            pub $maximum: Option<$unit>,
            /// Lowest value that it can read.
            pub $minimum: Option<$unit>,
            /// Smallest difference that it can tell.
            pub $resolution: Option<$unit>,
            /// Tolerance, plus or minus.
            pub $tolerance: Option<$unit>,
            /// Accuracy in percent of the reading, plus or minus.
            pub accuracy_percent: Option<f64>,
            /// Value in normal operation.
            pub $nominal: Option<$unit>,
            /// OEM-defined number.
            pub oem_defined: Option<u32>,
        }
    )+ };
}

probes! {
    /// A voltage probe.
    VoltageProbe: Volts, maximum_volts, minimum_volts, resolution_volts, tolerance_volts, nominal_volts;
    /// A temperature probe.
    TemperatureProbe: Celsius, maximum_celsius, minimum_celsius, resolution_celsius, tolerance_celsius, nominal_celsius;
    /// An electrical current probe.
    CurrentProbe: Amperes, maximum_amperes, minimum_amperes, resolution_amperes, tolerance_amperes, nominal_amperes;
}

/// A fan, or something else that cools.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoolingDevice {
    /// SMBIOS handle.
    pub handle: u16,
    /// Description.
    pub description: Option<String>,
    /// Kind.
    pub device_type: Option<Coded>,
    /// Its state at boot.
    pub status: Option<Coded>,
    /// Devices of one group are redundant.
    pub cooling_unit_group: Option<u8>,
    /// Speed in normal operation.
    pub nominal_speed_rpm: Option<RevolutionsPerMinute>,
    /// The temperature probe that watches it.
    pub temperature_probe_handle: Option<u16>,
    /// OEM-defined number.
    pub oem_defined: Option<u32>,
}

/// A circuit that watches probes and cooling devices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagementDevice {
    /// SMBIOS handle.
    pub handle: u16,
    /// Description.
    pub description: Option<String>,
    /// Kind of circuit.
    pub device_type: Option<Coded>,
    /// Its address.
    pub address: Option<u32>,
    /// What the address is.
    pub address_type: Option<Coded>,
    /// What it watches (type 35).
    pub components: Vec<ManagementDeviceComponent>,
}

/// One probe or cooling device that a circuit watches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagementDeviceComponent {
    /// Description.
    pub description: Option<String>,
    /// The probe or cooling device.
    pub component_handle: Option<u16>,
    /// Its limits; some firmware refers to something else here.
    pub threshold_handle: Option<u16>,
}

/// Limits, in the unit in which the component counts: millivolts, tenths of a degree Celsius, milliamperes, rpm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagementDeviceThresholds {
    /// SMBIOS handle.
    pub handle: u16,
    /// Lower, non-critical.
    pub lower_non_critical: Option<i16>,
    /// Upper, non-critical.
    pub upper_non_critical: Option<i16>,
    /// Lower, critical.
    pub lower_critical: Option<i16>,
    /// Upper, critical.
    pub upper_critical: Option<i16>,
    /// Lower, non-recoverable.
    pub lower_non_recoverable: Option<i16>,
    /// Upper, non-recoverable.
    pub upper_non_recoverable: Option<i16>,
}

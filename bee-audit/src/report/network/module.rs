//! What is plugged into a port: a transceiver module, or the end of a cable.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Amperes, Celsius, Volts, Watts},
};

/// A module or cable, as its memory describes it (SFF-8472, SFF-8636 or CMIS).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkModule {
    /// Kind (SFF-8024 table 4-1): SFP/SFP+/SFP28, QSFP28, OSFP, …
    pub identifier: Coded,
    /// Document that its memory follows; `null` for a kind of which nothing else is read.
    pub management: Option<String>,
    /// Revision of that document.
    pub management_revision: Option<String>,
    /// Connector (SFF-8024 table 4-3): LC, MPO 1x12, RJ45, No separable connector, …
    pub connector: Option<Coded>,
    /// Serial encoding (SFF-8024 table 4-2).
    pub encoding: Option<Coded>,
    /// Specifications that it complies to: 10GBASE-SR, 40GBASE-CR4, …
    pub compliance: Vec<String>,
    /// A further one, by number (SFF-8024 table 4-4): 100GBASE-SR4 or 25GBASE-SR, …
    pub extended_specification: Option<Coded>,
    /// Kind of medium of a CMIS module.
    pub media_type: Option<Coded>,
    /// What a CMIS module can be used for.
    pub applications: Vec<ModuleApplication>,
    /// Maker.
    pub vendor_name: Option<String>,
    /// Maker by its IEEE number: `00:90:65`.
    #[doc(alias = "OUI")]
    pub vendor_oui: Option<String>,
    /// The maker's part number.
    pub part_number: Option<String>,
    /// Revision of the part.
    pub part_revision: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Date code as it stands there: year, month, day, lot.
    pub date_code: Option<String>,
    /// Date of manufacture, from the date code: `2019-03-12`.
    pub manufacture_date: Option<String>,
    /// Signalling rate of a lane.
    pub signaling_rate_baud: Option<u64>,
    /// How a QSFP or CMIS module transmits: 850 nm VCSEL, Copper cable, unequalized, …
    pub transmitter_technology: Option<Coded>,
    /// Wavelength.
    pub wavelength_nanometers: Option<f64>,
    /// What the wavelength is off by at most.
    pub wavelength_tolerance_nanometers: Option<f64>,
    /// What a cable is made of: `passive-copper`, `active-copper`, `active-optical`; `null` for a module into which a
    /// cable is plugged.
    pub cable: Option<String>,
    /// How far it reaches over each medium, or how long the cable is.
    pub lengths: Vec<ModuleLength>,
    /// How much a copper cable attenuates.
    pub attenuations: Vec<ModuleAttenuation>,
    /// Power class, of an SFP its power level.
    pub power_class: Option<u8>,
    /// The most power that it takes.
    pub maximum_power_watts: Option<Watts>,
    /// State of a CMIS module: ready, low power, fault, …
    pub state: Option<Coded>,
    /// Why a CMIS module is in the fault state.
    pub fault_cause: Option<Coded>,
    /// Firmware that a CMIS module runs.
    pub firmware_version: Option<String>,
    /// Firmware that a CMIS module keeps besides.
    pub inactive_firmware_version: Option<String>,
    /// Hardware of a CMIS module.
    pub hardware_version: Option<String>,
    /// What it measures; `null` where it measures nothing.
    pub diagnostics: Option<ModuleDiagnostics>,
}

/// One way in which a CMIS module can be used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleApplication {
    /// Towards the host (SFF-8024 table 4-5): 400GAUI-8 C2M, …
    pub host_interface: Coded,
    /// Towards the medium (SFF-8024 tables 4-6 to 4-10): 400GBASE-DR4, …
    pub media_interface: Coded,
    /// Lanes towards the host.
    pub host_lanes: u8,
    /// Lanes towards the medium; 0 where the interface's definition says it.
    pub media_lanes: u8,
}

/// A reach, or the length of a cable.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleLength {
    /// `single-mode fiber`, `OM1` to `OM5`, `twisted pair`, `cable`.
    pub medium: String,
    /// How far.
    pub length_meters: f64,
}

/// Loss of a copper cable from end to end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleAttenuation {
    /// Frequency.
    pub frequency_gigahertz: f64,
    /// Loss.
    pub attenuation_decibels: u8,
}

/// What a module measures, with its limits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleDiagnostics {
    /// Temperature of the module.
    pub temperature_celsius: Option<Celsius>,
    /// Voltage at which it is supplied.
    pub supply_voltage_volts: Option<Volts>,
    /// Its lanes; an SFP has one.
    pub lanes: Vec<ModuleLane>,
    /// Limits of the temperature, in degrees Celsius.
    pub temperature_limits: Option<ModuleLimits<Celsius>>,
    /// Limits of the voltage, in volts.
    pub supply_voltage_limits: Option<ModuleLimits<Volts>>,
    /// Limits of every lane's laser bias, in amperes.
    pub transmit_bias_limits: Option<ModuleLimits<Amperes>>,
    /// Limits of every lane's transmitted power, in watts.
    pub transmit_power_limits: Option<ModuleLimits<Watts>>,
    /// Limits of every lane's received power, in watts.
    pub receive_power_limits: Option<ModuleLimits<Watts>>,
    /// Flags of the module, such as `temperature high alarm`. Of QSFP and CMIS modules they stand for any time since
    /// they were read before, by whomever.
    pub flags: Vec<String>,
}

/// One lane of a module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleLane {
    /// Number of the lane, from 1.
    pub number: u8,
    /// State of a CMIS module's data path: activated, deactivated, …
    pub state: Option<Coded>,
    /// Current through the laser.
    pub transmit_bias_amperes: Option<Amperes>,
    /// Optical power that it sends.
    pub transmit_power_watts: Option<Watts>,
    /// Optical power that it receives.
    pub receive_power_watts: Option<Watts>,
    /// Whether the transmitter failed.
    pub transmit_fault: Option<bool>,
    /// Whether nothing comes from the host.
    pub transmit_loss_of_signal: Option<bool>,
    /// Whether nothing comes from the medium.
    pub receive_loss_of_signal: Option<bool>,
    /// Flags of the lane, such as `receive power low warning`; see those of the module.
    pub flags: Vec<String>,
}

/// Beyond a warning limit a quantity is not as it should be, beyond an alarm limit not as it must be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleLimits<T> {
    /// Alarm above it.
    pub high_alarm: T,
    /// Alarm below it.
    pub low_alarm: T,
    /// Warning above it.
    pub high_warning: T,
    /// Warning below it.
    pub low_warning: T,
}

//! Channels of a sensor chip.
//!
//! Of every channel: *reading* is the value now; *lowest* and *highest* what the chip has seen; *minimum*, *maximum*,
//! *low_critical*, *critical* and *emergency* its limits; *hysteresis* the value at which an alarm ends.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Amperes, Celsius, Joules, Percent, RevolutionsPerMinute, Seconds, Volts, Watts},
};

/// A temperature.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TemperatureSensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// How it is measured.
    pub r#type: Option<Coded>,
    /// Value now.
    pub reading_celsius: Option<Celsius>,
    /// Lowest value seen.
    pub lowest_celsius: Option<Celsius>,
    /// Highest value seen.
    pub highest_celsius: Option<Celsius>,
    /// Lower limit.
    pub minimum_celsius: Option<Celsius>,
    /// Where an alarm of the lower limit ends.
    pub minimum_hysteresis_celsius: Option<Celsius>,
    /// Upper limit.
    pub maximum_celsius: Option<Celsius>,
    /// Where an alarm of the upper limit ends.
    pub maximum_hysteresis_celsius: Option<Celsius>,
    /// Critical lower limit.
    pub low_critical_celsius: Option<Celsius>,
    /// Where an alarm of the critical lower limit ends.
    pub low_critical_hysteresis_celsius: Option<Celsius>,
    /// Critical upper limit.
    pub critical_celsius: Option<Celsius>,
    /// Where an alarm of the critical upper limit ends.
    pub critical_hysteresis_celsius: Option<Celsius>,
    /// Upper limit above the critical one.
    pub emergency_celsius: Option<Celsius>,
    /// Where an alarm of the emergency limit ends.
    pub emergency_hysteresis_celsius: Option<Celsius>,
    /// Lowest value that the part is rated for.
    pub rated_minimum_celsius: Option<Celsius>,
    /// Highest value that the part is rated for.
    pub rated_maximum_celsius: Option<Celsius>,
    /// What the chip adds to its measurement.
    pub offset_celsius: Option<Celsius>,
    /// Whether the chip finds its sensor open, shorted or stuck.
    pub fault: Option<bool>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
    /// Alarms that are on now, by the kernel's name: `max_alarm`, `crit_alarm`, `alarm`.
    pub alarms: Vec<String>,
}

/// A fan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FanSensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// Value now.
    pub reading_rpm: Option<RevolutionsPerMinute>,
    /// Lower limit.
    pub minimum_rpm: Option<RevolutionsPerMinute>,
    /// Upper limit.
    pub maximum_rpm: Option<RevolutionsPerMinute>,
    /// Value that the chip regulates to.
    pub target_rpm: Option<RevolutionsPerMinute>,
    /// Pulses of its tachometer in one revolution.
    pub pulses: Option<u32>,
    /// Whether the chip finds its sensor open, shorted or stuck.
    pub fault: Option<bool>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
    /// Alarms that are on now, by the kernel's name: `max_alarm`, `crit_alarm`, `alarm`.
    pub alarms: Vec<String>,
}

/// A voltage at the pin of its chip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VoltageSensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// Value now.
    pub reading_volts: Option<Volts>,
    /// Average over an interval that the chip chooses.
    pub average_volts: Option<Volts>,
    /// Lowest value seen.
    pub lowest_volts: Option<Volts>,
    /// Highest value seen.
    pub highest_volts: Option<Volts>,
    /// Lower limit.
    pub minimum_volts: Option<Volts>,
    /// Upper limit.
    pub maximum_volts: Option<Volts>,
    /// Critical lower limit.
    pub low_critical_volts: Option<Volts>,
    /// Critical upper limit.
    pub critical_volts: Option<Volts>,
    /// Lowest value that the part is rated for.
    pub rated_minimum_volts: Option<Volts>,
    /// Highest value that the part is rated for.
    pub rated_maximum_volts: Option<Volts>,
    /// Whether the chip finds its sensor open, shorted or stuck.
    pub fault: Option<bool>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
    /// Alarms that are on now, by the kernel's name: `max_alarm`, `crit_alarm`, `alarm`.
    pub alarms: Vec<String>,
}

/// A current.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CurrentSensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// Value now.
    pub reading_amperes: Option<Amperes>,
    /// Average over an interval that the chip chooses.
    pub average_amperes: Option<Amperes>,
    /// Lowest value seen.
    pub lowest_amperes: Option<Amperes>,
    /// Highest value seen.
    pub highest_amperes: Option<Amperes>,
    /// Lower limit.
    pub minimum_amperes: Option<Amperes>,
    /// Upper limit.
    pub maximum_amperes: Option<Amperes>,
    /// Critical lower limit.
    pub low_critical_amperes: Option<Amperes>,
    /// Critical upper limit.
    pub critical_amperes: Option<Amperes>,
    /// Lowest value that the part is rated for.
    pub rated_minimum_amperes: Option<Amperes>,
    /// Highest value that the part is rated for.
    pub rated_maximum_amperes: Option<Amperes>,
    /// Whether the chip finds its sensor open, shorted or stuck.
    pub fault: Option<bool>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
    /// Alarms that are on now, by the kernel's name: `max_alarm`, `crit_alarm`, `alarm`.
    pub alarms: Vec<String>,
}

/// A power.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PowerSensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// Value now.
    pub reading_watts: Option<Watts>,
    /// Average over an interval that the chip chooses.
    pub average_watts: Option<Watts>,
    /// Lowest value seen.
    pub lowest_watts: Option<Watts>,
    /// Highest value seen.
    pub highest_watts: Option<Watts>,
    /// Limit that the chip or firmware enforces.
    pub cap_watts: Option<Watts>,
    /// Lowest limit that can be enforced.
    pub cap_minimum_watts: Option<Watts>,
    /// Highest limit that can be enforced.
    pub cap_maximum_watts: Option<Watts>,
    /// Lower limit.
    pub minimum_watts: Option<Watts>,
    /// Upper limit.
    pub maximum_watts: Option<Watts>,
    /// Critical lower limit.
    pub low_critical_watts: Option<Watts>,
    /// Critical upper limit.
    pub critical_watts: Option<Watts>,
    /// Lowest value that the part is rated for.
    pub rated_minimum_watts: Option<Watts>,
    /// Highest value that the part is rated for.
    pub rated_maximum_watts: Option<Watts>,
    /// Time over which the average is taken.
    pub average_interval_seconds: Option<Seconds>,
    /// Whether the chip finds its sensor open, shorted or stuck.
    pub fault: Option<bool>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
    /// Alarms that are on now, by the kernel's name: `max_alarm`, `crit_alarm`, `alarm`.
    pub alarms: Vec<String>,
}

/// Energy used since a start that is not known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnergySensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// Value now.
    pub reading_joules: Option<Joules>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
}

/// A relative humidity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HumiditySensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// What it measures, as the driver or firmware labels it.
    pub label: Option<String>,
    /// Value now.
    pub reading_percent: Option<Percent>,
    /// Lowest value seen.
    pub lowest_percent: Option<Percent>,
    /// Highest value seen.
    pub highest_percent: Option<Percent>,
    /// Lower limit.
    pub minimum_percent: Option<Percent>,
    /// Where an alarm of the lower limit ends.
    pub minimum_hysteresis_percent: Option<Percent>,
    /// Upper limit.
    pub maximum_percent: Option<Percent>,
    /// Where an alarm of the upper limit ends.
    pub maximum_hysteresis_percent: Option<Percent>,
    /// Lowest value that the part is rated for.
    pub rated_minimum_percent: Option<Percent>,
    /// Highest value that the part is rated for.
    pub rated_maximum_percent: Option<Percent>,
    /// Whether the chip finds its sensor open, shorted or stuck.
    pub fault: Option<bool>,
    /// Whether the channel is switched on.
    pub enabled: Option<bool>,
    /// Alarms that are on now, by the kernel's name: `max_alarm`, `crit_alarm`, `alarm`.
    pub alarms: Vec<String>,
}

/// The control of a fan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FanControl {
    /// Number of the channel on its chip; often, not always, that of the fan.
    pub channel: u32,
    /// Duty cycle.
    pub duty_percent: Option<Percent>,
    /// Who controls it.
    pub control: Option<Coded>,
}

/// A detector of an opened chassis.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntrusionSensor {
    /// Number of the channel on its chip.
    pub channel: u32,
    /// Whether the chassis was opened since the alarm was last cleared.
    pub alarm: Option<bool>,
}

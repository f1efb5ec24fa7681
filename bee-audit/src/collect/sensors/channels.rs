//! The channels of a chip, each with what its files tell.

use std::collections::BTreeMap;

use super::Values;
use crate::{
    collect::coded,
    decode::linux::hwmon::{self, Attribute, Kind},
    report::{
        CurrentSensor, EnergySensor, FanControl, FanSensor, HumiditySensor, IntrusionSensor, PowerSensor, SensorChip,
        TemperatureSensor, VoltageSensor,
    },
    units::{Amperes, Celsius, Joules, Percent, RevolutionsPerMinute, Seconds, Volts, Watts},
};

/// What is read of a channel beside its readings and alarms; the empty item is the duty cycle of `pwm1`.
pub(super) const ITEMS: [&str; 26] = [
    "",
    "average_interval",
    "cap",
    "cap_max",
    "cap_min",
    "crit",
    "crit_hyst",
    "emergency",
    "emergency_hyst",
    "enable",
    "fault",
    "highest",
    "label",
    "lcrit",
    "lcrit_hyst",
    "lowest",
    "max",
    "max_hyst",
    "min",
    "min_hyst",
    "offset",
    "pulses",
    "rated_max",
    "rated_min",
    "target",
    "type",
];

/// One channel: its files' common beginning and what they hold.
struct Channel<'a> {
    kind: Kind,
    number: u32,
    items: Vec<&'a str>,
    values: &'a Values,
}

/// Sorts the files into channels and these into the chip.
pub(super) fn fill(chip: &mut SensorChip, files: &[String], values: &Values) {
    let mut channels: BTreeMap<(Kind, u32), Vec<&str>> = BTreeMap::new();
    for attribute in files.iter().filter_map(|file| Attribute::of_name(file)) {
        channels.entry((attribute.kind, attribute.number)).or_default().push(attribute.item);
    }
    for ((kind, number), items) in channels {
        let channel = Channel { kind, number, items, values };
        match kind {
            Kind::Temperature => chip.temperatures.push(temperature(&channel)),
            Kind::Fan => chip.fans.push(fan(&channel)),
            Kind::Voltage => chip.voltages.push(voltage(&channel)),
            Kind::Current => chip.currents.push(current(&channel)),
            Kind::Power => chip.powers.push(power(&channel)),
            Kind::Energy => chip.energies.push(energy(&channel)),
            Kind::Humidity => chip.humidities.push(humidity(&channel)),
            Kind::Pwm => chip.fan_controls.push(fan_control(&channel)),
            Kind::Intrusion => {
                chip.intrusions.push(IntrusionSensor { channel: number, alarm: channel.flag("alarm") });
            }
        }
    }
}

impl Channel<'_> {
    fn file(&self, item: &str) -> String {
        let separator = if item.is_empty() { "" } else { "_" };
        format!("{}{}{separator}{item}", self.kind.prefix(), self.number)
    }

    fn integer<N: TryFrom<i64>>(&self, item: &str) -> Option<N> {
        N::try_from(self.values.number(&self.file(item))?).ok()
    }

    /// In the unit of the kind.
    #[expect(clippy::cast_precision_loss, reason = "thousandths and millionths below 2⁵³ are exact")]
    fn scaled(&self, item: &str) -> Option<f64> {
        Some(self.values.number(&self.file(item))? as f64 / self.kind.per_unit())
    }

    fn flag(&self, item: &str) -> Option<bool> {
        self.values.number(&self.file(item)).map(|number| number != 0)
    }

    fn label(&self) -> Option<String> {
        self.values.text(&self.file("label"))
    }

    fn alarms(&self) -> Vec<String> {
        let is_on = |item: &&&str| item.ends_with("alarm") && self.flag(item) == Some(true);
        self.items.iter().filter(is_on).map(|item| (*item).to_owned()).collect()
    }
}

fn temperature(channel: &Channel) -> TemperatureSensor {
    TemperatureSensor {
        channel: channel.number,
        label: channel.label(),
        r#type: channel.integer("type").map(|code| coded(&hwmon::TemperatureSensor(code))),
        reading_celsius: channel.scaled("input").map(Celsius),
        lowest_celsius: channel.scaled("lowest").map(Celsius),
        highest_celsius: channel.scaled("highest").map(Celsius),
        minimum_celsius: channel.scaled("min").map(Celsius),
        minimum_hysteresis_celsius: channel.scaled("min_hyst").map(Celsius),
        maximum_celsius: channel.scaled("max").map(Celsius),
        maximum_hysteresis_celsius: channel.scaled("max_hyst").map(Celsius),
        low_critical_celsius: channel.scaled("lcrit").map(Celsius),
        low_critical_hysteresis_celsius: channel.scaled("lcrit_hyst").map(Celsius),
        critical_celsius: channel.scaled("crit").map(Celsius),
        critical_hysteresis_celsius: channel.scaled("crit_hyst").map(Celsius),
        emergency_celsius: channel.scaled("emergency").map(Celsius),
        emergency_hysteresis_celsius: channel.scaled("emergency_hyst").map(Celsius),
        rated_minimum_celsius: channel.scaled("rated_min").map(Celsius),
        rated_maximum_celsius: channel.scaled("rated_max").map(Celsius),
        offset_celsius: channel.scaled("offset").map(Celsius),
        fault: channel.flag("fault"),
        enabled: channel.flag("enable"),
        alarms: channel.alarms(),
    }
}

fn fan(channel: &Channel) -> FanSensor {
    FanSensor {
        channel: channel.number,
        label: channel.label(),
        reading_rpm: channel.integer("input").map(RevolutionsPerMinute),
        minimum_rpm: channel.integer("min").map(RevolutionsPerMinute),
        maximum_rpm: channel.integer("max").map(RevolutionsPerMinute),
        target_rpm: channel.integer("target").map(RevolutionsPerMinute),
        pulses: channel.integer("pulses"),
        fault: channel.flag("fault"),
        enabled: channel.flag("enable"),
        alarms: channel.alarms(),
    }
}

fn voltage(channel: &Channel) -> VoltageSensor {
    VoltageSensor {
        channel: channel.number,
        label: channel.label(),
        reading_volts: channel.scaled("input").map(Volts),
        average_volts: channel.scaled("average").map(Volts),
        lowest_volts: channel.scaled("lowest").map(Volts),
        highest_volts: channel.scaled("highest").map(Volts),
        minimum_volts: channel.scaled("min").map(Volts),
        maximum_volts: channel.scaled("max").map(Volts),
        low_critical_volts: channel.scaled("lcrit").map(Volts),
        critical_volts: channel.scaled("crit").map(Volts),
        rated_minimum_volts: channel.scaled("rated_min").map(Volts),
        rated_maximum_volts: channel.scaled("rated_max").map(Volts),
        fault: channel.flag("fault"),
        enabled: channel.flag("enable"),
        alarms: channel.alarms(),
    }
}

fn current(channel: &Channel) -> CurrentSensor {
    CurrentSensor {
        channel: channel.number,
        label: channel.label(),
        reading_amperes: channel.scaled("input").map(Amperes),
        average_amperes: channel.scaled("average").map(Amperes),
        lowest_amperes: channel.scaled("lowest").map(Amperes),
        highest_amperes: channel.scaled("highest").map(Amperes),
        minimum_amperes: channel.scaled("min").map(Amperes),
        maximum_amperes: channel.scaled("max").map(Amperes),
        low_critical_amperes: channel.scaled("lcrit").map(Amperes),
        critical_amperes: channel.scaled("crit").map(Amperes),
        rated_minimum_amperes: channel.scaled("rated_min").map(Amperes),
        rated_maximum_amperes: channel.scaled("rated_max").map(Amperes),
        fault: channel.flag("fault"),
        enabled: channel.flag("enable"),
        alarms: channel.alarms(),
    }
}

fn power(channel: &Channel) -> PowerSensor {
    // Alone among the files of a power, this one is in milliseconds.
    let interval = channel.integer::<u32>("average_interval");
    PowerSensor {
        channel: channel.number,
        label: channel.label(),
        reading_watts: channel.scaled("input").map(Watts),
        average_watts: channel.scaled("average").map(Watts),
        lowest_watts: channel.scaled("lowest").map(Watts),
        highest_watts: channel.scaled("highest").map(Watts),
        cap_watts: channel.scaled("cap").map(Watts),
        cap_minimum_watts: channel.scaled("cap_min").map(Watts),
        cap_maximum_watts: channel.scaled("cap_max").map(Watts),
        minimum_watts: channel.scaled("min").map(Watts),
        maximum_watts: channel.scaled("max").map(Watts),
        low_critical_watts: channel.scaled("lcrit").map(Watts),
        critical_watts: channel.scaled("crit").map(Watts),
        rated_minimum_watts: channel.scaled("rated_min").map(Watts),
        rated_maximum_watts: channel.scaled("rated_max").map(Watts),
        average_interval_seconds: interval.map(|milliseconds| Seconds(f64::from(milliseconds) / 1e3)),
        fault: channel.flag("fault"),
        enabled: channel.flag("enable"),
        alarms: channel.alarms(),
    }
}

fn energy(channel: &Channel) -> EnergySensor {
    EnergySensor {
        channel: channel.number,
        label: channel.label(),
        reading_joules: channel.scaled("input").map(Joules),
        enabled: channel.flag("enable"),
    }
}

fn humidity(channel: &Channel) -> HumiditySensor {
    HumiditySensor {
        channel: channel.number,
        label: channel.label(),
        reading_percent: channel.scaled("input").map(Percent),
        lowest_percent: channel.scaled("lowest").map(Percent),
        highest_percent: channel.scaled("highest").map(Percent),
        minimum_percent: channel.scaled("min").map(Percent),
        minimum_hysteresis_percent: channel.scaled("min_hyst").map(Percent),
        maximum_percent: channel.scaled("max").map(Percent),
        maximum_hysteresis_percent: channel.scaled("max_hyst").map(Percent),
        rated_minimum_percent: channel.scaled("rated_min").map(Percent),
        rated_maximum_percent: channel.scaled("rated_max").map(Percent),
        fault: channel.flag("fault"),
        enabled: channel.flag("enable"),
        alarms: channel.alarms(),
    }
}

fn fan_control(channel: &Channel) -> FanControl {
    let duty = channel.integer::<u8>("");
    FanControl {
        channel: channel.number,
        duty_percent: duty.map(|duty| Percent(f64::from(duty) / 255.0 * 100.0)),
        control: channel.integer("enable").map(|code| coded(&hwmon::FanControl(code))),
    }
}

//! Temperatures, power, voltage and clocks that a GPU's driver shows as a sensor chip (Linux,
//! Documentation/hwmon/sysfs-interface.rst; Documentation/gpu/amdgpu/thermal.rst; sysfs-driver-intel-{i915,xe}-hwmon).
//!
//! Labels tell which temperature is which: AMD's `edge`, `junction` and `mem`, Intel's `pkg` and `vram`. A chip without
//! labels has the GPU's first.

use super::Device;
use crate::{
    collect::{Attributes, Probe},
    decode::linux::hwmon::Kind,
    report::Gpu,
    units::{Celsius, Hertz, Joules, Volts, Watts},
};

/// More temperatures than any driver shows here.
const MOST_TEMPERATURES: u32 = 8;

pub(super) fn read(probe: &mut Probe, device: &Device, gpu: &mut Gpu) {
    if !device.names.contains("hwmon") {
        return;
    }
    let chips = probe.list(&device.address, &format!("{}/hwmon", device.directory));
    let Some(chip) = chips.first() else { return };
    const ITEMS: [&str; 4] = ["_input", "_label", "_crit", "_emergency"];
    let wanted = |name: &str| {
        let is_temperature = name.starts_with("temp") && ITEMS.iter().any(|item| name.ends_with(item));
        is_temperature || POWER.contains(&name) || OTHER.contains(&name)
    };
    let (_, shown) = device.folder(probe, &format!("hwmon/{chip}"), wanted);
    for number in 1..=MOST_TEMPERATURES {
        enter_temperature(&shown, number, gpu);
    }
    let watts = |name: &str| value(&shown, name, Kind::Power).map(Watts);
    let power = &mut gpu.power;
    power.draw_watts = watts("power1_average").or_else(|| watts("power1_input"));
    power.limit_watts = watts("power1_cap").or_else(|| watts("power1_max")).or(power.limit_watts);
    power.default_limit_watts = watts("power1_cap_default").or_else(|| watts("power1_rated_max"));
    power.min_limit_watts = watts("power1_cap_min");
    power.max_limit_watts = watts("power1_cap_max");
    power.energy_joules = value(&shown, "energy1_input", Kind::Energy).map(Joules);
    power.graphics_volts = value(&shown, "in0_input", Kind::Voltage).map(Volts);
    let hertz = |name: &str| shown.number(name).map(Hertz);
    gpu.clocks.graphics_hertz = hertz("freq1_input").or(gpu.clocks.graphics_hertz);
    gpu.clocks.memory_hertz = hertz("freq2_input");
}

const POWER: [&str; 9] = [
    "power1_average",
    "power1_input",
    "power1_cap",
    "power1_cap_default",
    "power1_cap_min",
    "power1_cap_max",
    "power1_max",
    "power1_rated_max",
    "energy1_input",
];
const OTHER: [&str; 3] = ["in0_input", "freq1_input", "freq2_input"];

fn enter_temperature(shown: &Attributes, number: u32, gpu: &mut Gpu) {
    let celsius = |item: &str| value(shown, &format!("temp{number}_{item}"), Kind::Temperature).map(Celsius);
    let label = shown.text(&format!("temp{number}_label"));
    let temperature = &mut gpu.temperature;
    match label.as_deref() {
        Some("junction") => {
            temperature.hotspot_celsius = celsius("input");
            // The hottest place is what slows it down.
            temperature.slowdown_celsius = celsius("crit").or(temperature.slowdown_celsius);
            temperature.shutdown_celsius = celsius("emergency").or(temperature.shutdown_celsius);
        }
        Some("mem" | "vram") => {
            temperature.memory_celsius = celsius("input");
            temperature.max_memory_celsius = celsius("crit");
        }
        Some("edge" | "pkg") | None => {
            temperature.gpu_celsius = temperature.gpu_celsius.or(celsius("input"));
            temperature.slowdown_celsius = temperature.slowdown_celsius.or(celsius("crit"));
            temperature.shutdown_celsius = temperature.shutdown_celsius.or(celsius("emergency"));
        }
        Some(_) => {}
    }
}

#[expect(clippy::cast_precision_loss, reason = "microjoules of years are below 2⁵³")]
fn value(shown: &Attributes, name: &str, kind: Kind) -> Option<f64> {
    shown.number::<i64>(name).map(|number| number as f64 / kind.per_unit())
}

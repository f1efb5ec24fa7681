//! Power zones (Linux, Documentation/power/powercap/powercap.rst).

use crate::{
    collect::{Attributes, Probe},
    report::{PowerLimit, PowerZone},
    units::{Joules, Seconds, Watts},
};

const CLASS: &str = "/sys/class/powercap";
/// RAPL has at most four constraints: long term, short term, peak power.
const CONSTRAINTS: usize = 4;

/// Zones by name; control types, which hold no power of their own, are left out.
pub(super) fn read(probe: &mut Probe) -> Vec<PowerZone> {
    let mut zones = probe.list("powercap", CLASS);
    zones.retain(|name| name.contains(':'));
    zones.into_iter().map(|zone| read_zone(probe, zone)).collect()
}

fn read_zone(probe: &mut Probe, zone: String) -> PowerZone {
    let constraints: Vec<String> = (0..CONSTRAINTS)
        .flat_map(|number| {
            ["name", "power_limit_uw", "max_power_uw", "time_window_us"]
                .map(|attribute| format!("constraint_{number}_{attribute}"))
        })
        .collect();
    let mut names = vec!["name", "enabled", "energy_uj", "max_energy_range_uj"];
    names.extend(constraints.iter().map(String::as_str));
    // Constraints that the domain lacks answer EINVAL.
    let attributes = probe.optional_attributes(&zone, &format!("{CLASS}/{zone}"), &names);
    PowerZone {
        name: attributes.text("name"),
        enabled: attributes.flag("enabled"),
        energy_joules: millionths(&attributes, "energy_uj").map(Joules),
        energy_range_joules: millionths(&attributes, "max_energy_range_uj").map(Joules),
        limits: (0..CONSTRAINTS).filter_map(|number| limit(&attributes, number)).collect(),
        zone,
    }
}

fn limit(attributes: &Attributes, number: usize) -> Option<PowerLimit> {
    let name = |attribute: &str| format!("constraint_{number}_{attribute}");
    // 0 stands for a limit or a window that the hardware does not tell.
    let known = |attribute: &str| millionths(attributes, &name(attribute)).filter(|value| *value > 0.0);
    let limit = PowerLimit {
        name: attributes.text(&name("name")),
        limit_watts: millionths(attributes, &name("power_limit_uw")).map(Watts),
        highest_watts: known("max_power_uw").map(Watts),
        window_seconds: known("time_window_us").map(Seconds),
    };
    (limit != PowerLimit::default()).then_some(limit)
}

#[expect(clippy::cast_precision_loss, reason = "µW and µJ below 2⁵³ are exact")]
fn millionths(attributes: &Attributes, name: &str) -> Option<f64> {
    attributes.number::<u64>(name).map(|number| number as f64 / 1e6)
}

//! Thermal zones (Linux, Documentation/driver-api/thermal/sysfs-api.rst).

use crate::{
    collect::{Attributes, Probe},
    report::{ThermalZone, TripPoint},
    units::Celsius,
};

const CLASS: &str = "/sys/class/thermal";

/// Zones by number, without those that the kernel shows as a sensor chip, too.
pub(super) fn read(probe: &mut Probe) -> Vec<ThermalZone> {
    let names = probe.list("thermal", CLASS);
    let mut zones: Vec<(u32, String)> =
        names.into_iter().filter_map(|name| Some((name.strip_prefix("thermal_zone")?.parse().ok()?, name))).collect();
    zones.sort_unstable();
    zones.into_iter().filter_map(|(_, zone)| read_zone(probe, zone)).collect()
}

fn read_zone(probe: &mut Probe, zone: String) -> Option<ThermalZone> {
    let directory = format!("{CLASS}/{zone}");
    let files = probe.list(&zone, &directory);
    if files.iter().any(|file| file.starts_with("hwmon")) {
        return None;
    }
    let trips: Vec<&str> = files.iter().filter_map(|file| file.strip_suffix("_temp")).collect();
    let mut names: Vec<String> =
        trips.iter().flat_map(|trip| [format!("{trip}_temp"), format!("{trip}_type")]).collect();
    names.extend(["type", "temp"].map(str::to_owned));
    // A zone that is disabled or has not measured yet answers EINVAL or EAGAIN.
    let attributes =
        probe.optional_attributes(&zone, &directory, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let trip_points = trips.iter().map(|trip| TripPoint {
        r#type: attributes.text(&format!("{trip}_type")),
        threshold_celsius: celsius(&attributes, &format!("{trip}_temp")),
    });
    Some(ThermalZone {
        r#type: attributes.text("type"),
        reading_celsius: celsius(&attributes, "temp"),
        trip_points: trip_points.collect(),
        zone,
    })
}

/// Files hold millidegrees.
fn celsius(attributes: &Attributes, name: &str) -> Option<Celsius> {
    attributes.number::<i32>(name).map(|millidegrees| Celsius(f64::from(millidegrees) / 1e3))
}

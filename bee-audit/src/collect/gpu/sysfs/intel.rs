//! Intel: `i915` (`drm/cardN/gt/gt0/`) and `xe` (`tile0/gt0/freq0/`; Linux, Documentation/gpu/xe, `xe_gt_freq.c`).

use super::{Device, megahertz};
use crate::{
    collect::{Attributes, Probe},
    report::Gpu,
};

/// Names of a driver's files: the clock now, the greatest, and why it is low.
struct Names {
    now: &'static str,
    greatest: &'static str,
    thermal: [&'static str; 2],
    power: [&'static str; 3],
}

const I915: Names = Names {
    now: "rps_act_freq_mhz",
    greatest: "rps_RP0_freq_mhz",
    thermal: ["throttle_reason_thermal", "throttle_reason_prochot"],
    power: ["throttle_reason_pl1", "throttle_reason_pl2", "throttle_reason_pl4"],
};
const XE: Names = Names {
    now: "act_freq",
    greatest: "rp0_freq",
    thermal: ["throttle/reason_thermal", "throttle/reason_prochot"],
    power: ["throttle/reason_pl1", "throttle/reason_pl2", "throttle/reason_pl4"],
};

/// Enters what either driver shows of the first graphics unit.
pub(super) fn read(probe: &mut Probe, device: &Device, gpu: &mut Gpu) {
    if device.names.contains("tile0") {
        return read_unit(probe, device, "tile0/gt0/freq0", &XE, gpu);
    }
    if gpu.vendor.as_deref() != Some("Intel") || !device.names.contains("drm") {
        return;
    }
    let nodes = probe.list(&device.address, &format!("{}/drm", device.directory));
    if let Some(card) = nodes.iter().find(|name| name.starts_with("card")) {
        read_unit(probe, device, &format!("drm/{card}/gt/gt0"), &I915, gpu);
    }
}

fn read_unit(probe: &mut Probe, device: &Device, folder: &str, names: &Names, gpu: &mut Gpu) {
    let files: Vec<&str> = [names.now, names.greatest].into_iter().chain(names.thermal).chain(names.power).collect();
    let shown = probe.optional_attributes(&device.address, &format!("{}/{folder}", device.directory), &files);
    gpu.clocks.graphics_hertz = megahertz(&shown, names.now);
    gpu.clocks.max_graphics_hertz = megahertz(&shown, names.greatest);
    gpu.clock_events.thermal = any(&shown, &names.thermal);
    gpu.clock_events.power_cap = any(&shown, &names.power);
}

/// Whether one of several reasons holds; `None` where none is known.
fn any(shown: &Attributes, names: &[&str]) -> Option<bool> {
    names.iter().filter_map(|name| shown.flag(name)).reduce(|one, other| one || other)
}

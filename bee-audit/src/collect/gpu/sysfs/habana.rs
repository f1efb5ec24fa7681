//! Gaudi: `habanalabs` (Linux, Documentation/ABI/testing/sysfs-driver-habanalabs, `/sys/class/accel/accel<n>/device/`).
//!
//! `eeprom`, `hard_reset` and `soft_reset` are left alone: the first is not documented, the others do what they say.

use super::{Device, megahertz};
use crate::{collect::Probe, report::Gpu, units::Watts};

/// Versions of firmware, by the name of their files.
const VERSIONS: [&str; 11] = [
    "armcp_ver",
    "cpld_ver",
    "cpucp_kernel_ver",
    "cpucp_ver",
    "fuse_ver",
    "fw_os_ver",
    "infineon_ver",
    "preboot_btl_ver",
    "thermal_ver",
    "uboot_ver",
    "vrm_ver",
];
const ATTRIBUTES: [&str; 6] =
    ["device_type", "status", "module_id", "clk_cur_freq_mhz", "clk_max_freq_mhz", "max_power"];

/// Enters what the driver shows; of a device that it does not drive, nothing is there.
pub(super) fn read(probe: &mut Probe, device: &Device, gpu: &mut Gpu) {
    if !device.names.contains("device_type") {
        return;
    }
    let shown = device.attributes(probe, &ATTRIBUTES);
    gpu.architecture = shown.text("device_type");
    gpu.status = shown.text("status");
    gpu.platform.module_id = shown.number("module_id");
    gpu.clocks.graphics_hertz = megahertz(&shown, "clk_cur_freq_mhz");
    gpu.clocks.max_graphics_hertz = megahertz(&shown, "clk_max_freq_mhz");
    gpu.power.limit_watts = shown.number::<u32>("max_power").map(|milliwatts| Watts(f64::from(milliwatts) / 1e3));
    let versions = device.attributes(probe, &VERSIONS);
    let versions = VERSIONS.iter().filter_map(|name| Some(((*name).to_owned(), versions.text(name)?)));
    gpu.firmware = versions.map(|(name, version)| (name.trim_end_matches("_ver").to_owned(), version)).collect();
}

//! AMD: `amdgpu` (Linux, Documentation/gpu/amdgpu/driver-misc.rst, ras.rst, xgmi.rst).
//!
//! `xgmi_error` is never read, since reading it clears it.

use super::{Device, bytes};
use crate::{
    collect::{Probe, identity},
    decode::linux::amdgpu::ErrorCounts,
    report::{Gpu, GpuErrorBlock, GpuXgmi},
    units::Percent,
};

const ATTRIBUTES: [&str; 18] = [
    "vbios_version",
    "unique_id",
    "serial_number",
    "product_name",
    "product_number",
    "fru_id",
    "mem_info_vram_total",
    "mem_info_vram_used",
    "mem_info_vram_vendor",
    "mem_info_vis_vram_total",
    "mem_info_vis_vram_used",
    "gpu_busy_percent",
    "mem_busy_percent",
    "pcie_replay_count",
    "current_compute_partition",
    "current_memory_partition",
    "xgmi_device_id",
    "xgmi_physical_id",
];

/// Enters what the driver shows; of a device that it does not drive, nothing is there.
pub(super) fn read(probe: &mut Probe, device: &Device, gpu: &mut Gpu) {
    if !device.names.contains("vbios_version") {
        return;
    }
    let shown = device.attributes(probe, &ATTRIBUTES);
    gpu.vbios_version = shown.text("vbios_version");
    gpu.unique_id = shown.text("unique_id").filter(|id| !id.trim_matches('0').is_empty());
    gpu.serial_number = identity(shown.text("serial_number"), "serial_number", &mut gpu.placeholders);
    gpu.name = shown.text("product_name");
    gpu.board_part_number = identity(shown.text("product_number"), "board_part_number", &mut gpu.placeholders);
    gpu.fru_part_number = shown.text("fru_id");
    gpu.memory.total_bytes = bytes(&shown, "mem_info_vram_total");
    gpu.memory.used_bytes = bytes(&shown, "mem_info_vram_used");
    gpu.memory.vendor = shown.text("mem_info_vram_vendor");
    gpu.memory.bar1_total_bytes = bytes(&shown, "mem_info_vis_vram_total");
    gpu.memory.bar1_used_bytes = bytes(&shown, "mem_info_vis_vram_used");
    gpu.utilization.gpu_percent = shown.number::<u8>("gpu_busy_percent").map(|percent| Percent(percent.into()));
    gpu.utilization.memory_percent = shown.number::<u8>("mem_busy_percent").map(|percent| Percent(percent.into()));
    gpu.link.replays = shown.number("pcie_replay_count");
    gpu.modes.compute_partition = shown.text("current_compute_partition");
    gpu.modes.memory_partition = shown.text("current_memory_partition");
    let (node_id, physical_id) = (shown.text("xgmi_device_id"), shown.number("xgmi_physical_id"));
    if device.names.contains("fw_version") {
        read_firmware(probe, device, gpu);
    }
    if device.names.contains("ras") {
        read_errors(probe, device, gpu);
    }
    gpu.xgmi = node_id.map(|node_id| GpuXgmi { node_id: Some(node_id), physical_id, ..GpuXgmi::default() });
    if let Some(xgmi) = gpu.xgmi.as_mut().filter(|_| device.names.contains("xgmi_hive_info")) {
        let (names, hive) = device.folder(probe, "xgmi_hive_info", |name| name == "xgmi_hive_id");
        xgmi.hive_id = names.first().and_then(|name| hive.text(name));
    }
}

fn read_firmware(probe: &mut Probe, device: &Device, gpu: &mut Gpu) {
    const SUFFIX: &str = "_fw_version";
    let (names, versions) = device.folder(probe, "fw_version", |name| name.ends_with(SUFFIX));
    let versions =
        names.iter().filter_map(|name| Some((name.trim_end_matches(SUFFIX).to_owned(), versions.text(name)?)));
    // Firmware that is not loaded has version 0.
    gpu.firmware =
        versions.filter(|(_, version)| !version.trim_start_matches("0x").trim_matches('0').is_empty()).collect();
}

/// Counters of reliability, availability and serviceability (RAS), a file a block.
fn read_errors(probe: &mut Probe, device: &Device, gpu: &mut Gpu) {
    const SUFFIX: &str = "_err_count";
    let (names, counts) = device.folder(probe, "ras", |name| name.ends_with(SUFFIX));
    let blocks = names.iter().filter_map(|name| {
        let ErrorCounts { uncorrectable, correctable, deferred } = ErrorCounts::decode(&counts.text(name)?);
        let block = name.trim_end_matches(SUFFIX).to_owned();
        Some(GpuErrorBlock { block, uncorrectable, correctable, deferred })
    });
    gpu.error_blocks = blocks.collect();
}

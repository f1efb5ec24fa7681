//! GPUs and other accelerators.

use crate::report::{Gpu, Gpus};

use super::{
    page::{Cell, Section, TIE, Tone, cell},
    phrase::{alike, counted, range, times, words},
};

/// The driver and the switches, then alike GPUs together, each with its address and serial number.
pub(super) fn section(gpus: &Gpus) -> Section {
    let mut section = Section::new("GPU");
    let driver = gpus.nvidia.as_ref();
    let version = |name: &str, version: Option<&String>| version.map(|version| format!("{name} {version}"));
    let switches = Some(gpus.switches.len() as u64).filter(|count| *count > 0);
    section.line([
        version("NVIDIA driver", driver.and_then(|driver| driver.version.as_ref())).into(),
        version("CUDA", driver.and_then(|driver| driver.cuda_version.as_ref())).into(),
        switches.map(|count| if count == 1 { "1 NVSwitch".to_owned() } else { format!("{count} NVSwitches") }).into(),
    ]);
    for ((description, away), alike) in alike(&gpus.devices, |gpu| (description(gpu), away(gpu))) {
        section.line(parts(&description, away, &alike));
    }
    section
}

/// What makes GPUs alike: product, memory, links, power, firmware, how they are divided.
fn description(gpu: &Gpu) -> String {
    let name = gpu.name.as_deref().unwrap_or_default();
    let vendor = gpu.vendor.as_deref().filter(|vendor| !name.starts_with(*vendor));
    let nvlinks = gpu.nvlinks.iter().filter(|link| link.active == Some(true)).count() as u64;
    let known = [
        Some(words([vendor, Some(name)])),
        gpu.memory.total_bytes.map(|bytes| bytes.to_string()),
        (gpu.ecc.enabled == Some(false)).then(|| "ECC off".to_owned()),
        link(gpu),
        (nvlinks > 0).then(|| counted(nvlinks, "NVLink")),
        gpu.power.limit_watts.map(|limit| format!("{:.0} W", limit.0)),
        gpu.vbios_version.as_ref().map(|version| format!("VBIOS{TIE}{version}")),
        (gpu.mig.enabled == Some(true)).then(|| "MIG".to_owned()),
    ];
    known.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `PCIe 5 x16`, `PCIe 5 x8 of 16`: the generation that it can do, since an idle link saves power.
fn link(gpu: &Gpu) -> Option<String> {
    let (width, max_width) = (gpu.link.width?, gpu.link.max_width?);
    let generation = gpu.link.max_generation.map(|generation| format!("{generation} ")).unwrap_or_default();
    let of = if width == max_width { String::new() } else { format!(" of {max_width}") };
    Some(format!("PCIe {generation}x{width}{of}"))
}

/// Why its driver tells nothing of it: `lost`, or as somebody wanted it.
fn away(gpu: &Gpu) -> Cell {
    let others = gpu.driver.as_deref().filter(|driver| *driver != "nvidia");
    match (gpu.excluded, gpu.lost, gpu.listed, gpu.on_bus) {
        (Some(true), ..) => cell("excluded").tone(Tone::Faint),
        (_, Some(true), ..) | (.., Some(false)) => cell("lost").tone(Tone::Alarm),
        (_, _, Some(false), _) => {
            others.map_or(cell("lost").tone(Tone::Alarm), |driver| cell(driver).tone(Tone::Faint))
        }
        _ => Cell::default(),
    }
}

fn parts(description: &str, away: Cell, gpus: &[&Gpu]) -> Vec<Cell> {
    let description = if description.is_empty() { "GPU" } else { description };
    let heading = cell(times(gpus.len(), description)).tone(Tone::Strong);
    let degrees = range(gpus.iter().filter_map(|gpu| Some(gpu.temperature.gpu_celsius?.0)), "°C");
    let hours = gpus.iter().filter_map(|gpu| Some((gpu.inforom.driver_loaded_seconds?.0 / 3600.0).round()));
    let hours = range(hours, "h with a driver");
    let tied = |text: String| cell(text.replace(' ', TIE));
    let each = gpus.iter().map(|gpu| tied(words([gpu.pci_address.as_deref(), gpu.serial_number.as_deref()])));
    let of_all = [degrees, hours].into_iter().flatten().map(tied);
    [heading, away].into_iter().chain(of_all).chain(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{GpuLink, GpuMemory, GpuPower, GpuTemperature, NvLink, NvSwitch, NvidiaDriver},
        summary::page::plain,
        units::{Bytes, Celsius, Watts},
    };

    #[test]
    fn alike_gpus_share_a_line() {
        let gpu = |bus: u32, celsius: f64| Gpu {
            pci_address: Some(format!("0000:{bus}:00.0")),
            serial_number: Some(format!("16502240100{bus}")),
            vendor: Some("NVIDIA".into()),
            name: Some("NVIDIA H100 80GB HBM3".into()),
            vbios_version: Some("96.00.99.00.01".into()),
            link: GpuLink { max_generation: Some(5), width: Some(16), max_width: Some(16), ..GpuLink::default() },
            memory: GpuMemory { total_bytes: Some(Bytes(80 << 30)), ..GpuMemory::default() },
            nvlinks: vec![NvLink { active: Some(true), ..NvLink::default() }; 18],
            power: GpuPower { limit_watts: Some(Watts(700.0)), ..GpuPower::default() },
            temperature: GpuTemperature { gpu_celsius: Some(Celsius(celsius)), ..GpuTemperature::default() },
            ..Gpu::default()
        };
        let lost = Gpu { pci_address: Some("0000:75:00.0".into()), lost: Some(true), ..Gpu::default() };
        let driver = NvidiaDriver { version: Some("580.105.08".into()), ..NvidiaDriver::default() };
        let gpus = Gpus {
            nvidia: Some(driver),
            devices: vec![gpu(53, 29.0), gpu(64, 34.0), lost],
            switches: vec![NvSwitch::default(); 4],
        };
        let expected = "\
GPU         NVIDIA driver 580.105.08, 4 NVSwitches
            2 × NVIDIA H100 80GB HBM3, 80 GiB, PCIe 5 x16, 18 NVLinks, 700 W,
              VBIOS 96.00.99.00.01, 29–34 °C, 0000:53:00.0 1650224010053, 0000:64:00.0 1650224010064
            GPU, lost, 0000:75:00.0
";
        assert_eq!(plain(&section(&gpus)), expected);
        let narrow = GpuLink { width: Some(8), max_width: Some(16), ..GpuLink::default() };
        let passed_through = Gpu { listed: Some(false), driver: Some("vfio-pci".into()), ..Gpu::default() };
        assert_eq!(away(&passed_through), cell("vfio-pci").tone(Tone::Faint));
        assert_eq!(link(&Gpu { link: narrow, ..Gpu::default() }).as_deref(), Some("PCIe x8 of 16"));
    }
}

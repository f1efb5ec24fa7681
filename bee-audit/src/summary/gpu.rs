//! GPUs and other accelerators.

use crate::report::{Gpu, Gpus};

use super::{
    page::{Cell, Section, Tone, cell},
    phrase::words,
};

/// The driver, then a line a GPU; those that are alike but for address and serial number share one.
pub(super) fn section(gpus: &Gpus) -> Section {
    let mut section = Section::new("GPU");
    if let Some(driver) = &gpus.nvidia {
        let version =
            |name: &str, version: &Option<String>| version.as_ref().map(|version| format!("{name} {version}"));
        section.line([version("NVIDIA driver", &driver.version).into(), version("CUDA", &driver.cuda_version).into()]);
    }
    let mut groups: Vec<Vec<&Gpu>> = Vec::new();
    for gpu in &gpus.devices {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| kind(first) == kind(gpu))) {
            Some(group) => group.push(gpu),
            None => groups.push(vec![gpu]),
        }
    }
    section.table(groups.iter().filter_map(|group| row(group)).collect());
    section
}

/// What makes two GPUs alike.
fn kind(gpu: &Gpu) -> (Option<&str>, Option<&str>, Option<String>, Option<String>, bool) {
    let memory = gpu.memory.total_bytes.map(|bytes| bytes.to_string());
    (gpu.name.as_deref(), gpu.vbios_version.as_deref(), memory, link(gpu), is_away(gpu))
}

fn is_away(gpu: &Gpu) -> bool {
    gpu.lost == Some(true) || gpu.listed == Some(false) || gpu.on_bus == Some(false)
}

fn link(gpu: &Gpu) -> Option<String> {
    Some(format!("x{} of x{}", gpu.link.width?, gpu.link.max_width?))
}

fn row(group: &[&Gpu]) -> Option<Vec<Cell>> {
    let first = group.first()?;
    let name = words([
        first.vendor.as_deref().filter(|vendor| !first.name.as_deref().unwrap_or_default().starts_with(*vendor)),
        first.name.as_deref(),
    ]);
    let all = |of: fn(&Gpu) -> Option<&str>| group.iter().filter_map(|gpu| of(gpu)).collect::<Vec<_>>().join(", ");
    let serials = all(|gpu| gpu.serial_number.as_deref());
    let away = if is_away(first) { cell("lost").tone(Tone::Alarm) } else { Cell::default() };
    Some(vec![
        cell(format!("{} ×", group.len())).right(),
        cell(name).tone(Tone::Strong),
        first.memory.total_bytes.map(|bytes| bytes.to_string()).into(),
        link(first).into(),
        first.vbios_version.as_ref().map(|version| format!("VBIOS {version}")).into(),
        away,
        cell(words([
            Some(all(|gpu| gpu.pci_address.as_deref()).as_str()),
            (!serials.is_empty()).then(|| format!("serial {serials}")).as_deref(),
        ])),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{report::GpuMemory, units::Bytes};

    #[test]
    fn alike_gpus_share_a_line() {
        let gpu = |address: &str, serial: &str| Gpu {
            pci_address: Some(address.into()),
            serial_number: Some(serial.into()),
            vendor: Some("NVIDIA".into()),
            name: Some("NVIDIA H100".into()),
            memory: GpuMemory { total_bytes: Some(Bytes(80 << 30)), ..GpuMemory::default() },
            ..Gpu::default()
        };
        let lost = Gpu { lost: Some(true), ..gpu("0000:75:00.0", "13") };
        let gpus =
            Gpus { devices: vec![gpu("0000:53:00.0", "11"), gpu("0000:64:00.0", "12"), lost], ..Gpus::default() };
        let text = section(&gpus).lay_out(120);
        let text = anstream::adapter::strip_str(&text).to_string();
        let expected = "GPU       2 ×  NVIDIA H100  80 GiB        0000:53:00.0, 0000:64:00.0 serial 11, 12\n          \
                        1 ×  NVIDIA H100  80 GiB  lost  0000:75:00.0 serial 13\n";
        assert_eq!(text, expected);
    }
}

//! Accelerators of other makers than NVIDIA: what their drivers show in sysfs.
//!
//! Linux, Documentation/gpu/amdgpu,
//! Documentation/ABI/testing/sysfs-driver-{intel-i915-hwmon,intel-xe-hwmon,habanalabs}.

mod amd;
mod habana;
mod hwmon;
mod intel;

use std::collections::BTreeSet;

use super::accelerator::{Accelerator, NVIDIA};
use crate::{
    collect::{Attributes, Probe, bus::DEVICES},
    report::{Gpu, Reason},
    units::{Bytes, Hertz},
};

/// A device in sysfs: its directory, and the names in it.
pub(super) struct Device {
    address: String,
    directory: String,
    names: BTreeSet<String>,
}

/// Enters what the drivers of `accelerators` show, unless asking would wake them.
pub(super) fn read(probe: &mut Probe, accelerators: &[Accelerator], gpus: &mut [Gpu]) {
    for accelerator in accelerators.iter().filter(|accelerator| accelerator.vendor != NVIDIA) {
        let gpu = gpus.iter_mut().find(|gpu| gpu.pci_address.as_ref() == Some(&accelerator.address));
        let Some(gpu) = gpu else { continue };
        if accelerator.is_asleep {
            let detail = "the function sleeps, and reading would wake it";
            probe.gap(&accelerator.address, "what its driver shows", Reason::LeftAlone, detail);
            continue;
        }
        let directory = format!("{DEVICES}/{}", accelerator.address);
        let names = probe.list(&accelerator.address, &directory).into_iter().collect();
        let device = Device { address: accelerator.address.clone(), directory, names };
        let before = gpu.clone();
        amd::read(probe, &device, gpu);
        intel::read(probe, &device, gpu);
        habana::read(probe, &device, gpu);
        hwmon::read(probe, &device, gpu);
        if *gpu != before {
            gpu.sources.insert(0, "sysfs".to_owned());
        }
    }
}

impl Device {
    /// The attributes of this table that the device has.
    fn attributes(&self, probe: &mut Probe, table: &[&'static str]) -> Attributes {
        let there: Vec<&str> = table.iter().copied().filter(|name| self.names.contains(*name)).collect();
        probe.optional_attributes(&self.address, &self.directory, &there)
    }

    /// All files of a folder below the device whose names pass.
    fn folder(&self, probe: &mut Probe, folder: &str, passes: impl Fn(&str) -> bool) -> (Vec<String>, Attributes) {
        let directory = format!("{}/{folder}", self.directory);
        let mut names = probe.list(&self.address, &directory);
        names.retain(|name| passes(name));
        let asked: Vec<&str> = names.iter().map(String::as_str).collect();
        let attributes = probe.optional_attributes(&self.address, &directory, &asked);
        (names, attributes)
    }
}

fn bytes(attributes: &Attributes, name: &str) -> Option<Bytes> {
    attributes.number(name).map(Bytes)
}

fn megahertz(attributes: &Attributes, name: &str) -> Option<Hertz> {
    attributes.number::<u64>(name).and_then(|megahertz| megahertz.checked_mul(1_000_000)).map(Hertz)
}

//! What `nvidia-smi` tells of a machine, whichever of its forms it came in.
//!
//! Document: the manual of `nvidia-smi`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Readings,
    fields::{self, Field, Form},
    left_out, value,
};

/// The most GPUs that are taken from one text: the largest machines have 16.
pub(super) const MOST_GPUS: usize = 256;
/// The most places that are kept without being known.
const MOST_OTHER: usize = 256;

/// The driver and its GPUs.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Log {
    /// Document type of the XML, such as `nvsmi_device_v13.dtd`.
    pub schema: Option<String>,
    /// Version of the kernel's driver.
    pub driver_version: Option<String>,
    /// Newest version of CUDA that the driver can do.
    pub cuda_version: Option<String>,
    /// Version of the management library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library_version: Option<String>,
    /// How the machine computes in confidence; only the library knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidential_computing: Option<ConfidentialComputing>,
    /// PCI addresses of GPUs that the driver was told to leave alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_gpus: Vec<String>,
    /// How many GPUs the driver has.
    pub attached_gpus: Option<u32>,
    /// Those that are told of.
    pub gpus: Vec<Gpu>,
}

/// How the machine computes in confidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ConfidentialComputing {
    /// Whether it does.
    pub enabled: bool,
    /// `Production`, `Simulation`, `Unavailable`.
    pub environment: Option<String>,
    /// What the processors can do: `AMD SEV-SNP`, `Intel TDX`, `None`.
    pub cpu_capability: Option<String>,
    /// What the GPUs can do: `Confidential Computing`, `Bare-metal Secure AI`, `None`.
    pub gpu_capability: Option<String>,
    /// With several GPUs: `None`, `Protected PCIe`, `NVLink Encryption`.
    pub multi_gpu: Option<String>,
    /// Whether tools of developers may look inside.
    pub developer_tools: Option<bool>,
    /// Whether the GPUs accept work.
    pub gpus_ready: Option<bool>,
}

/// One GPU.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Gpu {
    /// Number in the library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// PCI address in the kernel's form.
    pub pci_address: Option<String>,
    /// What its fields hold.
    pub readings: Readings,
    /// Its parts, where it is divided (MIG).
    pub mig_devices: Vec<Readings>,
    /// Sizes of parts that it can be divided into; only the library knows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mig_profiles: Vec<Readings>,
    /// Its NVLinks by number; only the library knows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nvlinks: Vec<(u32, Readings)>,
    /// Its links to the processor (C2C) by number; only the library knows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub c2c_links: Vec<(u32, Readings)>,
    /// Its ways to the other GPUs, by their number; only the library knows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<(u32, Readings)>,
    /// Versions of its NVLinks' firmware, by kind; only the library knows them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub firmware: BTreeMap<String, String>,
    /// Programs that use it.
    pub processes: Option<u32>,
    /// What is printed in a place that is neither a field nor left out, by the name of the place.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
}

/// Where the fields are in one form.
pub(super) struct Places {
    form: Form,
    gpu: BTreeMap<&'static str, &'static Field>,
    mig_device: BTreeMap<&'static str, &'static Field>,
}

impl Places {
    pub(super) fn of(form: Form) -> Places {
        let gpu = fields::index(fields::all(), form);
        Places { form, gpu, mig_device: fields::index(fields::mig_device(), form) }
    }

    /// Takes what is printed at `place`: into its field, or into [`Gpu::other`] when nobody knows the place.
    pub(super) fn enter(&self, gpu: &mut Gpu, place: &str, text: &str) {
        if let Some(field) = self.gpu.get(place) {
            enter(&mut gpu.readings, field, text);
        } else if left_out::reason(self.form, place).is_none() {
            gpu.keep(place, text);
        }
    }

    /// As [`enter`](Places::enter), of the part that was begun last.
    pub(super) fn enter_mig_device(&self, gpu: &mut Gpu, place: &str, text: &str) {
        match (self.mig_device.get(place), gpu.mig_devices.last_mut()) {
            (Some(field), Some(part)) => enter(part, field, text),
            _ => gpu.keep(&format!("mig_devices/{place}"), text),
        }
    }
}

fn enter(readings: &mut Readings, field: &Field, text: &str) {
    if let Some(answer) = value::decode(field.kind, text) {
        readings.enter(field.name, answer);
    }
}

impl Gpu {
    fn keep(&mut self, place: &str, text: &str) {
        if self.other.len() < MOST_OTHER {
            self.other.insert(place.to_owned(), text.to_owned());
        }
    }
}

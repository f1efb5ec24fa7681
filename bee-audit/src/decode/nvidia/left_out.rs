//! What `nvidia-smi` prints and the report leaves out, each with the reason.
//!
//! Document: as in [`fields`](super::fields). A place that ends with `/` stands for all below it. Whatever is neither a
//! [`Field`](super::fields::Field) nor listed here is new: it is kept as text under the name that it came with.

use super::fields::Form;

const TWICE: &str = "told by another field or another part of the report";
const MOMENT: &str = "a reading of the moment that says nothing of the machine";
const PROCESSES: &str = "programs are not hardware; they are counted";
const WINDOWS: &str = "has a value under Windows only";
const DEPRECATED: &str = "NVIDIA has withdrawn it";
const LICENCE: &str = "what a virtual GPU may be, not what the GPU is";
const LISTS: &str = "a list of hundreds of clocks; the greatest are told";
const ADDRESSES: &str = "addresses of pages, which are counted";

/// Elements of the XML below `gpu`.
const XML: &[(&str, &str)] = &[
    ("display_mode", DEPRECATED),
    ("driver_model/", WINDOWS),
    ("pci/pci_bus", TWICE),
    ("pci/pci_device", TWICE),
    ("pci/pci_domain", TWICE),
    ("pci/pci_base_class", TWICE),
    ("pci/pci_sub_class", TWICE),
    ("pci/pci_device_id", TWICE),
    ("pci/pci_bus_id", TWICE),
    ("pci/pci_sub_system_id", TWICE),
    ("pci/tx_util", MOMENT),
    ("pci/rx_util", MOMENT),
    ("encoder_stats/", MOMENT),
    ("fbc_stats/", MOMENT),
    ("power_readings/power_state", TWICE),
    ("gpu_power_readings/power_state", TWICE),
    ("module_power_readings/power_state", TWICE),
    ("retired_pages/multiple_single_bit_retirement/retired_pagelist", ADDRESSES),
    ("retired_pages/multiple_single_bit_retirement/retired_pagelist/", ADDRESSES),
    ("retired_pages/double_bit_retirement/retired_pagelist", ADDRESSES),
    ("retired_pages/double_bit_retirement/retired_pagelist/", ADDRESSES),
    ("supported_clocks", LISTS),
    ("supported_clocks/", LISTS),
    ("processes", PROCESSES),
    ("processes/", PROCESSES),
    ("accounted_processes", PROCESSES),
    ("accounted_processes/", PROCESSES),
    ("mig_devices", TWICE),
];

/// Headings of the text.
const TEXT: &[(&str, &str)] = &[
    ("Display Mode", DEPRECATED),
    ("Driver Model/", WINDOWS),
    ("PCI/Bus", TWICE),
    ("PCI/Device", TWICE),
    ("PCI/Domain", TWICE),
    ("PCI/Base Classcode", TWICE),
    ("PCI/Sub Classcode", TWICE),
    ("PCI/Device Id", TWICE),
    ("PCI/Bus Id", TWICE),
    ("PCI/Sub System Id", TWICE),
    ("PCI/Tx Throughput", MOMENT),
    ("PCI/Rx Throughput", MOMENT),
    ("Encoder Stats/", MOMENT),
    ("FBC Stats/", MOMENT),
    ("Processes", PROCESSES),
    ("Processes/", PROCESSES),
    ("Accounted Processes", PROCESSES),
    ("Accounted Processes/", PROCESSES),
    ("MIG Devices", TWICE),
];

/// Columns of `--query-gpu`.
const CSV: &[(&str, &str)] = &[
    ("timestamp", MOMENT),
    ("driver_version", TWICE),
    ("kmd_version", TWICE),
    ("count", TWICE),
    ("index", TWICE),
    ("vgpu_driver_capability.heterogenous_multivGPU", LICENCE),
    ("vgpu_device_capability.fractional_multiVgpu", LICENCE),
    ("vgpu_device_capability.heterogeneous_timeSlice_profile", LICENCE),
    ("vgpu_device_capability.heterogeneous_timeSlice_sizes", LICENCE),
    ("vgpu_device_capability.homogeneous_placements", LICENCE),
    ("vgpu_device_capability.mig_timeSlicing", LICENCE),
    ("vgpu_device_capability.mig_timeSlicing_mode", LICENCE),
    ("pci.bus_id", TWICE),
    ("pci.domain", TWICE),
    ("pci.bus", TWICE),
    ("pci.device", TWICE),
    ("pci.baseClass", TWICE),
    ("pci.subClass", TWICE),
    ("pci.device_id", TWICE),
    ("pci.sub_device_id", TWICE),
    ("display_mode", DEPRECATED),
    ("driver_model.current", WINDOWS),
    ("driver_model.pending", WINDOWS),
    ("clocks_event_reasons.supported", TWICE),
    ("clocks_event_reasons.active", TWICE),
    ("encoder.stats.sessionCount", MOMENT),
    ("encoder.stats.averageFps", MOMENT),
    ("encoder.stats.averageLatency", MOMENT),
    ("gsp.mode.default", TWICE),
    ("hostname", "a name that an administrator gives"),
];

/// Columns of counters that GPUs up to Volta have, and of the profiles of power smoothing.
const CSV_FAMILIES: [(&str, &str, &str); 3] = [
    (
        "ecc.errors.",
        "memory register_file l1_cache l2_cache texture_memory cbu total",
        "counters of GPUs before Ampere",
    ),
    ("power_smoothing.", "", "settings of a profile, which an administrator chooses"),
    ("vgpu_", "", LICENCE),
];

/// Why `place` is left out; `None` when it is not listed.
pub fn reason(form: Form, place: &str) -> Option<&'static str> {
    let list = match form {
        Form::Xml => XML,
        Form::Text => TEXT,
        Form::Csv => CSV,
    };
    let covers = |listed: &str| listed == place || (listed.ends_with('/') && place.starts_with(listed));
    let listed = list.iter().find(|(listed, _)| covers(listed)).map(|(_, reason)| *reason);
    listed.or_else(|| if form == Form::Csv { of_family(place) } else { None })
}

fn of_family(column: &str) -> Option<&'static str> {
    let belongs = |prefix: &str, ends: &str| {
        column.starts_with(prefix) && (ends.is_empty() || ends.split(' ').any(|end| column.ends_with(end)))
    };
    CSV_FAMILIES.iter().find(|(prefix, ends, _)| belongs(prefix, ends)).map(|(_, _, reason)| *reason)
}

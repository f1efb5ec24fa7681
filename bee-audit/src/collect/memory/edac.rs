//! Error counters of memory controllers (Documentation/admin-guide/ras.rst, ABI/testing/sysfs-devices-edac).

use crate::{
    collect::{Attributes, Probe},
    report::{MemoryController, MemoryControllerDimm, MemoryErrors},
    units::Bytes,
};

const CONTROLLERS: &str = "/sys/devices/system/edac/mc";

pub(super) fn read_controllers(probe: &mut Probe) -> Vec<MemoryController> {
    let names = probe.list("edac", CONTROLLERS);
    let numbered = names.into_iter().filter(|name| is_numbered(name, "mc"));
    numbered.map(|name| read_controller(probe, name)).collect()
}

fn is_numbered(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|number| number.parse::<u32>().is_ok())
}

fn read_controller(probe: &mut Probe, name: String) -> MemoryController {
    const NAMES: [&str; 7] =
        ["mc_name", "size_mb", "ce_count", "ue_count", "ce_noinfo_count", "ue_noinfo_count", "seconds_since_reset"];
    let folder = format!("{CONTROLLERS}/{name}");
    let values = probe.attributes(&name, &folder, &NAMES);
    let entries = probe.list(&name, &folder);
    let mut dimms = Vec::new();
    for entry in entries {
        if ["dimm", "rank"].iter().any(|prefix| is_numbered(&entry, prefix)) {
            dimms.push(read_dimm(probe, &folder, entry));
        } else if is_numbered(&entry, "csrow") {
            dimms.extend(read_row(probe, &folder, entry));
        }
    }
    // Newer drivers show the same counters by module and, for old tools, by chip-select row.
    if dimms.iter().any(|dimm| !dimm.name.starts_with("csrow")) {
        dimms.retain(|dimm| !dimm.name.starts_with("csrow"));
    }
    MemoryController {
        controller: values.text("mc_name"),
        size_bytes: values.number("size_mb").map(Bytes::from_mib),
        errors: errors(&values, "ce_count", "ue_count"),
        errors_without_place: errors(&values, "ce_noinfo_count", "ue_noinfo_count"),
        counted_seconds: values.number("seconds_since_reset"),
        dimms,
        name,
    }
}

fn errors(values: &Attributes, correctable: &str, uncorrectable: &str) -> MemoryErrors {
    MemoryErrors { correctable: values.number(correctable), uncorrectable: values.number(uncorrectable) }
}

fn read_dimm(probe: &mut Probe, controller: &str, name: String) -> MemoryControllerDimm {
    const NAMES: [&str; 8] = [
        "dimm_label",
        "dimm_location",
        "dimm_mem_type",
        "dimm_edac_mode",
        "dimm_dev_type",
        "size",
        "dimm_ce_count",
        "dimm_ue_count",
    ];
    let values = probe.attributes(&name, &format!("{controller}/{name}"), &NAMES);
    MemoryControllerDimm {
        label: values.text("dimm_label"),
        location: values.text("dimm_location"),
        memory_type: values.text("dimm_mem_type"),
        error_correction: values.text("dimm_edac_mode"),
        device_type: values.text("dimm_dev_type"),
        size_bytes: values.number("size").map(Bytes::from_mib),
        errors: errors(&values, "dimm_ce_count", "dimm_ue_count"),
        device_handle: None,
        name,
    }
}

fn read_row(probe: &mut Probe, controller: &str, name: String) -> Option<MemoryControllerDimm> {
    const NAMES: [&str; 7] = ["ch0_dimm_label", "mem_type", "edac_mode", "dev_type", "size_mb", "ce_count", "ue_count"];
    let values = probe.attributes(&name, &format!("{controller}/{name}"), &NAMES);
    let errors = errors(&values, "ce_count", "ue_count");
    (errors != MemoryErrors::default()).then(|| MemoryControllerDimm {
        label: values.text("ch0_dimm_label"),
        location: None,
        memory_type: values.text("mem_type"),
        error_correction: values.text("edac_mode"),
        device_type: values.text("dev_type"),
        size_bytes: values.number("size_mb").map(Bytes::from_mib),
        errors,
        device_handle: None,
        name,
    })
}

//! Attributes of a function in the report's form.
//!
//! Linux, Documentation/ABI/testing/sysfs-bus-pci.

use crate::{
    collect::{Attributes, bus::BusFunction},
    decode::linux::pci::{error_counts, link_speed, link_width, resources},
    report::{PciErrorCounts, PciErrors, PciFunction, PciLink, PciPower, PciRegion, PciRootErrors, PciVirtualization},
    units::Bytes,
};

/// Attributes that go into the report as they are.
pub(super) fn reported(on_bus: &BusFunction, attributes: &Attributes) -> PciFunction {
    let reset_methods = attributes.text("reset_method").unwrap_or_default();
    PciFunction {
        address: on_bus.address.clone(),
        revision: attributes.number("revision"),
        numa_node: attributes.number("numa_node"),
        local_cpus: attributes.text("local_cpulist"),
        irq: attributes.number("irq").filter(|irq| *irq != 0),
        power: PciPower {
            runtime_status: on_bus.runtime_status.clone(),
            state: on_bus.power_state.clone(),
            control: attributes.text("power/control"),
            d3cold_allowed: attributes.flag("d3cold_allowed"),
        },
        enabled: attributes.number::<u32>("enable").map(|count| count > 0),
        boot_vga: attributes.flag("boot_vga"),
        label: attributes.text("label"),
        acpi_index: attributes.number("acpi_index"),
        firmware_path: attributes.text("firmware_node/path"),
        modalias: attributes.text("modalias"),
        reset_methods: reset_methods.split_whitespace().map(str::to_owned).collect(),
        msi_allowed: attributes.flag("msi_bus"),
        ari_enabled: attributes.flag("ari_enabled"),
        dma_mask_bits: attributes.number("dma_mask_bits"),
        regions: regions(&attributes.text("resource").unwrap_or_default()),
        link: link(attributes),
        virtualization: virtualization(attributes),
        errors: errors(attributes),
        ..PciFunction::default()
    }
}

fn regions(text: &str) -> Vec<PciRegion> {
    let regions = resources(text).into_iter().filter(|resource| resource.is_io() || resource.is_memory());
    regions
        .map(|resource| PciRegion {
            space: if resource.is_io() { "io" } else { "memory" }.to_owned(),
            start: format!("{:#x}", resource.start),
            size_bytes: Bytes(resource.length),
            prefetchable: resource.is_prefetchable(),
            address_64_bit: resource.is_64_bit(),
            name: resource.name,
        })
        .collect()
}

/// `None` where nothing is known of a link: functions inside the root complex show attributes without values.
fn link(attributes: &Attributes) -> Option<PciLink> {
    let speed = |name| link_speed(&attributes.text(name)?);
    let width = |name| link_width(&attributes.text(name)?);
    let link = PciLink {
        speed_gt_s: speed("current_link_speed"),
        max_speed_gt_s: speed("max_link_speed"),
        width: width("current_link_width"),
        max_width: width("max_link_width"),
        upstream: None,
    };
    (link != PciLink::default()).then_some(link)
}

fn virtualization(attributes: &Attributes) -> Option<PciVirtualization> {
    let total: u32 = attributes.number("sriov_totalvfs")?;
    Some(PciVirtualization {
        total: Some(total),
        count: attributes.number("sriov_numvfs"),
        first_offset: attributes.number("sriov_offset"),
        stride: attributes.number("sriov_stride"),
        // Hexadecimal digits, without the zeros before them.
        device_id: attributes.text("sriov_vf_device").map(|digits| format!("{digits:0>4}")),
        drivers_autoprobe: attributes.flag("sriov_drivers_autoprobe"),
        total_msix: attributes.number("sriov_vf_total_msix"),
        functions: Vec::new(),
    })
}

fn errors(attributes: &Attributes) -> Option<PciErrors> {
    let counts = |name| {
        let counts = error_counts(&attributes.text(name)?);
        Some(PciErrorCounts { total: counts.total, by_kind: counts.by_kind.into_iter().collect() })
    };
    let root = PciRootErrors {
        correctable: attributes.number("aer_rootport_total_err_cor"),
        nonfatal: attributes.number("aer_rootport_total_err_nonfatal"),
        fatal: attributes.number("aer_rootport_total_err_fatal"),
    };
    let errors = PciErrors {
        correctable: counts("aer_dev_correctable"),
        nonfatal: counts("aer_dev_nonfatal"),
        fatal: counts("aer_dev_fatal"),
        root: (root != PciRootErrors::default()).then_some(root),
    };
    (errors != PciErrors::default()).then_some(errors)
}

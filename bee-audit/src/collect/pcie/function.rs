//! The attributes that the kernel shows of each function.

use std::collections::{BTreeMap, BTreeSet};

use super::{DEVICES, Found, Identity, configuration, product};
use crate::{
    collect::{Attributes, Probe},
    decode::{
        linux::{
            device_path::DevicePath,
            pci::{error_counts, link_speed, link_width, resources},
        },
        pci::{
            ConfigurationSpace, Id,
            header::{ClassCode, Subsystem},
        },
    },
    report::{
        PciAllocatedInterrupts, PciDriver, PciErrorCounts, PciErrors, PciFunction, PciLink, PciPower, PciRegion,
        PciRootErrors, PciVirtualization, Reason,
    },
    units::Bytes,
};

/// What the kernel keeps in memory or works out; reading it wakes nothing.
const ATTRIBUTES: [&str; 35] = [
    "vendor",
    "device",
    "subsystem_vendor",
    "subsystem_device",
    "class",
    "revision",
    "resource",
    "irq",
    "numa_node",
    "local_cpulist",
    "enable",
    "d3cold_allowed",
    "power/control",
    "boot_vga",
    "label",
    "acpi_index",
    "firmware_node/path",
    "modalias",
    "reset_method",
    "msi_bus",
    "ari_enabled",
    "dma_mask_bits",
    "sriov_totalvfs",
    "sriov_numvfs",
    "sriov_offset",
    "sriov_stride",
    "sriov_vf_device",
    "sriov_drivers_autoprobe",
    "sriov_vf_total_msix",
    "aer_dev_correctable",
    "aer_dev_nonfatal",
    "aer_dev_fatal",
    "aer_rootport_total_err_cor",
    "aer_rootport_total_err_nonfatal",
    "aer_rootport_total_err_fatal",
];

/// What the kernel asks the function for.
const WAKING: [&str; 5] = ["config", "current_link_speed", "current_link_width", "max_link_speed", "max_link_width"];

/// Every function, by address.
pub(super) fn read_all(probe: &mut Probe) -> Vec<Found> {
    let addresses = probe.list("pci", DEVICES);
    let targets = probe.links(DEVICES, &addresses);
    let states = ["power/runtime_status", "power_state"];
    let names: Vec<String> =
        addresses.iter().flat_map(|address| states.map(|state| format!("{address}/{state}"))).collect();
    let power = probe.attributes("pci", DEVICES, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let functions = addresses.into_iter().zip(targets).map(|(address, target)| {
        let place = Place::new(&address, target.as_deref());
        let state = |name| power.text(&format!("{address}/{name}"));
        let power = PciPower {
            runtime_status: state("power/runtime_status"),
            state: state("power_state").filter(|state| state != "unknown"),
            ..PciPower::default()
        };
        read(probe, place, PciFunction { address, power, ..PciFunction::default() })
    });
    let mut functions: Vec<Found> = functions.collect();
    functions.sort_unstable_by_key(|found| sort_key(&found.function.address));
    functions
}

/// Domains of five digits come after those of four.
fn sort_key(address: &str) -> (usize, String) {
    (address.len(), address.to_owned())
}

/// Where a function is in the kernel's tree.
struct Place {
    directory: String,
    root_bus: Option<String>,
    ancestors: Vec<String>,
}

impl Place {
    /// From the link in `/sys/bus/pci/devices`; in a tree without links everything is directly there.
    fn new(address: &str, target: Option<&str>) -> Place {
        let Some((_, below)) = target.and_then(|target| target.split_once("devices/")) else {
            return Place { directory: format!("{DEVICES}/{address}"), root_bus: None, ancestors: Vec::new() };
        };
        let path = DevicePath::parse(below);
        let mut ancestors: Vec<String> = path.pci_addresses().map(str::to_owned).collect();
        ancestors.pop();
        ancestors.reverse();
        Place {
            directory: format!("/sys/devices/{below}"),
            root_bus: path.pci_root_bus().map(str::to_owned),
            ancestors,
        }
    }
}

fn read(probe: &mut Probe, place: Place, mut function: PciFunction) -> Found {
    let address = function.address.clone();
    let (subject, directory) = (address.as_str(), place.directory.as_str());
    let present: BTreeSet<String> = probe.list(subject, directory).into_iter().collect();
    let asleep = is_asleep(&function.power);
    let is_there = |name: &&str| name.split('/').next().is_some_and(|first| present.contains(first));
    let names: Vec<&str> =
        ATTRIBUTES.into_iter().chain(WAKING.into_iter().filter(|_| !asleep)).filter(is_there).collect();
    let attributes = probe.optional_attributes(subject, directory, &names);
    let configuration = read_configuration(probe, subject, attributes.bytes("config"));
    let identity = identity(&attributes, configuration.as_ref());
    fill(&mut function, &attributes);
    function.class.id =
        format!("{:02x}{:02x}{:02x}", identity.class.base, identity.class.sub, identity.class.programming_interface);
    function.revision = function.revision.or(configuration.as_ref().map(|config| config.header.revision_id));
    function.configuration = configuration.as_ref().map(configuration::report);
    if asleep {
        let what = if present.contains("vpd") { "config, vpd, link" } else { "config, link" };
        probe.gap(subject, what, Reason::LeftAlone, "the function sleeps, and reading would wake it");
    } else if present.contains("vpd") {
        function.product = product::read(probe, subject, directory);
    }
    if present.contains("msi_irqs") {
        function.allocated_interrupts = read_interrupts(probe, subject, directory);
    }
    read_links(probe, directory, &present, &mut function);
    function.parent = place.ancestors.first().cloned();
    function.root_bus = place.root_bus;
    Found { function, identity, ancestors: place.ancestors }
}

fn is_asleep(power: &PciPower) -> bool {
    power.runtime_status.as_deref().is_some_and(|status| status.starts_with("suspend"))
        || power.state.as_deref() == Some("D3cold")
}

/// What can be decoded of `config`; what cannot be read or is damaged is a gap.
fn read_configuration(probe: &mut Probe, subject: &str, bytes: Option<&[u8]>) -> Option<ConfigurationSpace> {
    let bytes = bytes?;
    let decoded = ConfigurationSpace::decode(bytes);
    match &decoded {
        Ok(decoded) => {
            if let Some(first) = decoded.damage.first() {
                probe.damaged(subject, "config", first);
            }
            if decoded.capabilities.is_none() && bytes.len() == 64 {
                probe.gap(subject, "config", Reason::Denied, "without privilege the kernel gives the first 64 bytes");
                probe.hint("run as root");
            }
        }
        Err(_) if bytes.iter().all(|byte| *byte == 0xff) => {
            probe.gap(subject, "config", Reason::Failed, "the function does not answer: all ones");
        }
        Err(error) => probe.damaged(subject, "config", error),
    }
    decoded.ok()
}

/// Ids from the kernel's attributes, or from the header where there is none.
fn identity(attributes: &Attributes, configuration: Option<&ConfigurationSpace>) -> Identity {
    let header = configuration.map(|configuration| &configuration.header);
    let id = |name: &str| attributes.number(name).map(Id);
    let subsystem = match (id("subsystem_vendor"), id("subsystem_device")) {
        (Some(vendor_id), Some(device_id)) if vendor_id.0 != 0 => Some(Subsystem { vendor_id, device_id }),
        _ => configuration.and_then(ConfigurationSpace::subsystem),
    };
    let class = attributes.number("class").map(ClassCode::from_number);
    Identity {
        vendor: id("vendor").or(header.map(|header| header.vendor_id)).unwrap_or(Id(0xffff)),
        device: id("device").or(header.map(|header| header.device_id)).unwrap_or(Id(0xffff)),
        subsystem,
        class: class.or(header.map(|header| header.class)).unwrap_or(ClassCode::from_number(0xff_0000)),
    }
}

/// Attributes that go into the report as they are.
fn fill(function: &mut PciFunction, attributes: &Attributes) {
    function.revision = attributes.number("revision");
    function.numa_node = attributes.number("numa_node");
    function.local_cpus = attributes.text("local_cpulist");
    function.irq = attributes.number("irq").filter(|irq| *irq != 0);
    function.power.control = attributes.text("power/control");
    function.power.d3cold_allowed = attributes.flag("d3cold_allowed");
    function.enabled = attributes.number::<u32>("enable").map(|count| count > 0);
    function.boot_vga = attributes.flag("boot_vga");
    function.label = attributes.text("label");
    function.acpi_index = attributes.number("acpi_index");
    function.firmware_path = attributes.text("firmware_node/path");
    function.modalias = attributes.text("modalias");
    function.reset_methods =
        attributes.text("reset_method").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    function.msi_allowed = attributes.flag("msi_bus");
    function.ari_enabled = attributes.flag("ari_enabled");
    function.dma_mask_bits = attributes.number("dma_mask_bits");
    function.regions = regions(&attributes.text("resource").unwrap_or_default());
    function.link = link(attributes);
    function.virtualization = virtualization(attributes);
    function.errors = errors(attributes);
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

fn read_interrupts(probe: &mut Probe, subject: &str, directory: &str) -> Option<PciAllocatedInterrupts> {
    let numbers = probe.list(subject, &format!("{directory}/msi_irqs"));
    let first = numbers.first()?;
    Some(PciAllocatedInterrupts {
        kind: probe.text(subject, &format!("{directory}/msi_irqs/{first}")),
        count: u32::try_from(numbers.len()).ok()?,
    })
}

/// Driver, IOMMU group, and the other functions of SR-IOV, all of them links.
fn read_links(probe: &mut Probe, directory: &str, present: &BTreeSet<String>, function: &mut PciFunction) {
    let mut virtual_functions: Vec<u32> =
        present.iter().filter_map(|name| name.strip_prefix("virtfn")?.parse().ok()).collect();
    virtual_functions.sort_unstable();
    let fixed = ["driver", "iommu_group", "physfn"].into_iter().filter(|name| present.contains(*name));
    let names: Vec<String> =
        fixed.map(str::to_owned).chain(virtual_functions.iter().map(|number| format!("virtfn{number}"))).collect();
    let targets = probe.links(directory, &names);
    for (name, target) in names.iter().zip(targets) {
        let Some(last) = target.as_deref().and_then(|target| target.rsplit('/').next()) else { continue };
        match name.as_str() {
            "driver" => function.driver = Some(PciDriver { name: last.to_owned(), ..PciDriver::default() }),
            "iommu_group" => function.iommu_group = last.parse().ok(),
            "physfn" => function.physical_function = Some(last.to_owned()),
            _ => function.virtualization.get_or_insert_default().functions.push(last.to_owned()),
        }
    }
}

/// Module and version of every driver, each asked for once.
pub(super) fn read_driver_modules(probe: &mut Probe, found: &mut [Found]) {
    let mut known: BTreeMap<String, PciDriver> = BTreeMap::new();
    for driver in found.iter_mut().filter_map(|found| found.function.driver.as_mut()) {
        *driver = known
            .entry(driver.name.clone())
            .or_insert_with(|| {
                let name = driver.name.clone();
                let module = probe.link_name(&name, &format!("/sys/bus/pci/drivers/{name}/module"));
                let version =
                    module.as_ref().and_then(|module| probe.text(&name, &format!("/sys/module/{module}/version")));
                PciDriver { name, module, version }
            })
            .clone();
    }
}

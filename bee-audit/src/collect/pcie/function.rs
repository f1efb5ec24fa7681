//! The attributes that the kernel shows of each function.

use std::collections::{BTreeMap, BTreeSet};

use super::{DEVICES, Found, Identity, attributes::reported, configuration, product};
use crate::{
    collect::{
        Attributes, Probe,
        bus::{Bus, BusFunction},
        files,
    },
    decode::{
        linux::device_path::DevicePath,
        pci::{
            ConfigurationSpace, Id,
            header::{ClassCode, Subsystem},
        },
    },
    host::Query,
    report::{PciAllocatedInterrupts, PciDriver, PciFunction, Reason},
};

/// What the kernel keeps in memory or works out; reading it wakes nothing.
const ATTRIBUTES: [&str; 33] = [
    "device",
    "subsystem_vendor",
    "subsystem_device",
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
pub(super) fn read_all(probe: &mut Probe, bus: &Bus) -> Vec<Found> {
    let addresses: Vec<String> = bus.functions.iter().map(|function| function.address.clone()).collect();
    let targets = probe.links(DEVICES, &addresses);
    let mut places: Vec<Place> =
        addresses.iter().zip(&targets).map(|(address, target)| Place::new(address, target.as_deref())).collect();
    probe.read_ahead(places.iter().map(|place| Query::List(place.directory.clone())));
    for (place, address) in places.iter_mut().zip(&addresses) {
        place.present = probe.list(address, &place.directory).into_iter().collect();
    }
    probe.read_ahead(places.iter().zip(&bus.functions).flat_map(|(place, on_bus)| place.queries(on_bus)));
    for (place, address) in places.iter_mut().zip(&addresses) {
        place.interrupts = place.interrupts_directory().map(|folder| probe.list(address, &folder)).unwrap_or_default();
    }
    probe.read_ahead(places.iter().filter_map(Place::first_interrupt).map(Query::Read));
    let functions = places.into_iter().zip(&bus.functions);
    let mut functions: Vec<Found> = functions.map(|(place, on_bus)| read(probe, place, on_bus)).collect();
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
    /// What is in its directory.
    present: BTreeSet<String>,
    /// Numbers of its message-signalled interrupts.
    interrupts: Vec<String>,
}

impl Place {
    /// From the link in `/sys/bus/pci/devices`; in a tree without links everything is directly there.
    fn new(address: &str, target: Option<&str>) -> Place {
        let below = target.and_then(|target| target.split_once("devices/")).map(|(_, below)| below);
        let path = DevicePath::parse(below.unwrap_or_default());
        let mut ancestors: Vec<String> = path.pci_addresses().map(str::to_owned).collect();
        ancestors.pop();
        ancestors.reverse();
        Place {
            directory: below.map_or_else(|| format!("{DEVICES}/{address}"), |below| format!("/sys/devices/{below}")),
            root_bus: path.pci_root_bus().map(str::to_owned),
            ancestors,
            present: BTreeSet::new(),
            interrupts: Vec::new(),
        }
    }

    /// The attributes that there are.
    fn attributes(&self, on_bus: &BusFunction) -> Vec<&'static str> {
        let is_there = |name: &&str| name.split('/').next().is_some_and(|first| self.present.contains(first));
        let waking = WAKING.into_iter().filter(|_| !on_bus.is_asleep());
        ATTRIBUTES.into_iter().chain(waking).filter(is_there).collect()
    }

    /// Driver, IOMMU group, and the other functions of SR-IOV, all of them links.
    fn links(&self) -> Vec<String> {
        let mut virtual_functions: Vec<u32> =
            self.present.iter().filter_map(|name| name.strip_prefix("virtfn")?.parse().ok()).collect();
        virtual_functions.sort_unstable();
        let fixed = ["driver", "iommu_group", "physfn"].into_iter().filter(|name| self.present.contains(*name));
        fixed.map(str::to_owned).chain(virtual_functions.iter().map(|number| format!("virtfn{number}"))).collect()
    }

    fn interrupts_directory(&self) -> Option<String> {
        self.present.contains("msi_irqs").then(|| format!("{}/msi_irqs", self.directory))
    }

    /// The file that tells of which kind its interrupts are.
    fn first_interrupt(&self) -> Option<String> {
        Some(format!("{}/{}", self.interrupts_directory()?, self.interrupts.first()?))
    }

    /// What will be asked in any case, but for vital product data, which takes a card seconds.
    fn queries(&self, on_bus: &BusFunction) -> Vec<Query> {
        let links = self.links().into_iter().map(|name| Query::Link(format!("{}/{name}", self.directory)));
        let attributes = self.attributes(on_bus);
        files(&self.directory, &attributes)
            .into_iter()
            .chain(links)
            .chain(self.interrupts_directory().map(Query::List))
            .collect()
    }
}

fn read(probe: &mut Probe, place: Place, on_bus: &BusFunction) -> Found {
    let (subject, directory) = (on_bus.address.as_str(), place.directory.as_str());
    let attributes = probe.optional_attributes(subject, directory, &place.attributes(on_bus));
    let configuration = read_configuration(probe, subject, attributes.bytes("config"));
    let identity = identity(on_bus, &attributes, configuration.as_ref());
    let mut function = reported(on_bus, &attributes);
    function.class.id =
        format!("{:02x}{:02x}{:02x}", identity.class.base, identity.class.sub, identity.class.programming_interface);
    function.revision = function.revision.or(configuration.as_ref().map(|config| config.header.revision_id));
    function.configuration = configuration.as_ref().map(configuration::report);
    let has_vpd = place.present.contains("vpd");
    if on_bus.is_asleep() {
        let what = if has_vpd { "config, vpd, link" } else { "config, link" };
        probe.gap(subject, what, Reason::LeftAlone, "the function sleeps, and reading would wake it");
    } else if has_vpd {
        function.product = product::read(probe, subject, directory);
    }
    function.allocated_interrupts = read_interrupts(probe, subject, &place);
    read_links(probe, &place, &mut function);
    function.parent = place.ancestors.first().cloned();
    function.root_bus = place.root_bus;
    Found { function, identity, ancestors: place.ancestors }
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
fn identity(on_bus: &BusFunction, attributes: &Attributes, configuration: Option<&ConfigurationSpace>) -> Identity {
    let header = configuration.map(|configuration| &configuration.header);
    let id = |name: &str| attributes.number(name).map(Id);
    let subsystem = match (id("subsystem_vendor"), id("subsystem_device")) {
        (Some(vendor_id), Some(device_id)) if vendor_id.0 != 0 => Some(Subsystem { vendor_id, device_id }),
        _ => configuration.and_then(ConfigurationSpace::subsystem),
    };
    let class = on_bus.class.map(ClassCode::from_number);
    Identity {
        vendor: on_bus.vendor.map(Id).or(header.map(|header| header.vendor_id)).unwrap_or(Id(0xffff)),
        device: id("device").or(header.map(|header| header.device_id)).unwrap_or(Id(0xffff)),
        subsystem,
        class: class.or(header.map(|header| header.class)).unwrap_or(ClassCode::from_number(0xff_0000)),
    }
}

fn read_interrupts(probe: &mut Probe, subject: &str, place: &Place) -> Option<PciAllocatedInterrupts> {
    let first = place.first_interrupt()?;
    Some(PciAllocatedInterrupts {
        kind: probe.text(subject, &first),
        count: u32::try_from(place.interrupts.len()).ok()?,
    })
}

fn read_links(probe: &mut Probe, place: &Place, function: &mut PciFunction) {
    let names = place.links();
    let targets = probe.links(&place.directory, &names);
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
    let drivers = || found.iter().filter_map(|found| found.function.driver.as_ref());
    let names: BTreeSet<String> = drivers().map(|driver| driver.name.clone()).collect();
    let link = |name: &String| format!("/sys/bus/pci/drivers/{name}/module");
    let version = |module: &String| format!("/sys/module/{module}/version");
    probe.read_ahead(names.iter().map(|name| Query::Link(link(name))));
    let modules: Vec<Option<String>> = names.iter().map(|name| probe.link_name(name, &link(name))).collect();
    probe.read_ahead(modules.iter().flatten().map(|module| Query::Read(version(module))));
    let known = names.into_iter().zip(modules).map(|(name, module)| {
        let version = module.as_ref().and_then(|module| probe.text(&name, &version(module)));
        (name.clone(), PciDriver { name, module, version })
    });
    let known: BTreeMap<String, PciDriver> = known.collect();
    for driver in found.iter_mut().filter_map(|found| found.function.driver.as_mut()) {
        if let Some(known) = known.get(&driver.name) {
            driver.clone_from(known);
        }
    }
}

//! The PCI functions of machines that tests make up, file by file.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::Mutex,
};

use bee_audit::{
    Host, Options, Replay, audit,
    host::{self, Query, Reply},
    report::{Component, Gap, PciFunction, Pcie, Reason},
    units::{Bytes, GigaTransfers},
};

#[path = "support/samples.rs"]
mod samples;

/// A machine in a folder of the test's own.
struct Tree(PathBuf);

impl Tree {
    fn new(name: &str) -> Tree {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _nothing_there = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("sys/bus/pci/devices")).unwrap();
        Tree(root)
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Tree {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn link(&self, path: &str, target: &str) -> &Tree {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
        self
    }

    /// A function below `/sys/devices`, with its attributes.
    fn function(&self, place: &str, attributes: &[(&str, &str)]) -> &Tree {
        let address = place.rsplit('/').next().unwrap();
        self.link(&format!("sys/bus/pci/devices/{address}"), &format!("../../../devices/{place}"));
        for (name, content) in attributes {
            self.file(&format!("sys/devices/{place}/{name}"), format!("{content}\n"));
        }
        self
    }

    fn sample(&self, path: &str, decoder: &str, name: &str) -> &Tree {
        let samples = samples::of("parts", decoder);
        let (_, bytes) = samples.iter().find(|(path, _)| path.ends_with(&format!("/{name}.hex"))).unwrap();
        self.file(path, bytes)
    }

    fn audit(&self) -> (Pcie, Vec<Gap>) {
        let report = audit(&Replay::open(&self.0).unwrap(), &Options::default());
        (report.pcie.unwrap(), report.gaps.into_iter().filter(|gap| gap.component == Component::Pcie).collect())
    }
}

fn function<'a>(pcie: &'a Pcie, address: &str) -> &'a PciFunction {
    pcie.functions.iter().find(|function| function.address == address).unwrap()
}

const PORT: &str = "pci0000:00/0000:00:01.0";
const ADAPTER: &str = "pci0000:00/0000:00:01.0/0000:01:00.0";
const VIRTUAL: &str = "pci0000:00/0000:00:01.0/0000:01:00.2";

/// A network adapter with one virtual function in a slot.
fn adapter_in_slot(name: &str) -> Tree {
    let tree = Tree::new(name);
    tree.function(
        PORT,
        &[
            ("vendor", "0x8086"),
            ("device", "0x352a"),
            ("class", "0x060400"),
            ("max_link_speed", "32.0 GT/s PCIe"),
            ("max_link_width", "16"),
            ("current_link_speed", "8.0 GT/s PCIe"),
            ("current_link_width", "8"),
            ("aer_rootport_total_err_cor", "5"),
        ],
    )
    .sample(&format!("sys/devices/{PORT}/config"), "pci-config", "root-port")
    .function(
        ADAPTER,
        &[
            ("vendor", "0x15b3"),
            ("device", "0x101d"),
            ("subsystem_vendor", "0x15b3"),
            ("subsystem_device", "0x0043"),
            ("class", "0x020000"),
            ("revision", "0x00"),
            ("numa_node", "-1"),
            ("irq", "0"),
            ("enable", "1"),
            ("power_state", "D0"),
            ("power/runtime_status", "active"),
            ("max_link_speed", "16.0 GT/s PCIe"),
            ("max_link_width", "16"),
            ("current_link_speed", "8.0 GT/s PCIe"),
            ("current_link_width", "8"),
            ("sriov_totalvfs", "16"),
            ("sriov_numvfs", "1"),
            ("sriov_vf_device", "101e"),
            ("aer_dev_correctable", "RxErr 0\nBadTLP 3\nTOTAL_ERR_COR 3"),
            ("resource", "0x0000201400000000 0x0000201401ffffff 0x000000000014220c"),
            ("msi_irqs/121", "msix"),
            ("msi_irqs/122", "msix"),
        ],
    )
    .sample(&format!("sys/devices/{ADAPTER}/config"), "pci-config", "network-adapter")
    .sample(&format!("sys/devices/{ADAPTER}/vpd"), "pci-vpd", "vital-product-data")
    .link(&format!("sys/devices/{ADAPTER}/driver"), "../../../../bus/pci/drivers/mlx5_core")
    .link(&format!("sys/devices/{ADAPTER}/iommu_group"), "../../../../kernel/iommu_groups/17")
    .link(&format!("sys/devices/{ADAPTER}/virtfn0"), "../0000:01:00.2")
    .link("sys/bus/pci/drivers/mlx5_core/module", "../../../../module/mlx5_core")
    .file("sys/module/mlx5_core/version", "5.0-0\n")
    .function(VIRTUAL, &[("vendor", "0x15b3"), ("device", "0x101e"), ("class", "0x020000")])
    .link(&format!("sys/devices/{VIRTUAL}/physfn"), "../0000:01:00.0")
    .file("sys/bus/pci/slots/3/address", "0000:01:00\n")
    .file("sys/bus/pci/slots/3/max_bus_speed", "32.0 GT/s PCIe\n")
    .file("sys/firmware/dmi/tables/DMI", slots());
    tree
}

/// SMBIOS with two slots (DSP0134 §7.10): one at the port 0000:00:01.0, one empty without an address.
fn slots() -> Vec<u8> {
    let slot = |id: u8, usage: u8, address: [u8; 4], name: &[u8]| {
        let [segment_low, segment_high, bus, device_function] = address;
        let mut bytes = vec![9, 0x11, id, 0, 1, 0xc3, 0x0d, usage, 4, id, 0, 4, 1];
        bytes.extend([segment_low, segment_high, bus, device_function]);
        bytes.extend(name);
        bytes.extend([0, 0]);
        bytes
    };
    let end = [127, 4, 0xff, 0, 0, 0];
    [slot(3, 4, [0, 0, 0, 8], b"SLOT 3"), slot(4, 3, [0, 0, 0xff, 0xff], b"SLOT 4"), end.to_vec()].concat()
}

#[test]
fn ids_driver_and_counters() {
    let (pcie, gaps) = adapter_in_slot("pcie-function").audit();
    assert_eq!(gaps, []);
    assert_eq!((pcie.names.source.as_str(), pcie.functions.len()), ("embedded", 3));
    let adapter = function(&pcie, "0000:01:00.0");
    assert_eq!(adapter.vendor.name.as_deref(), Some("Mellanox Technologies"));
    assert_eq!(adapter.device.name.as_deref(), Some("MT2892 Family [ConnectX-6 Dx]"));
    assert_eq!(adapter.class.id, "020000");
    assert_eq!(adapter.class.sub.as_deref(), Some("Ethernet controller"));
    assert_eq!((adapter.numa_node, adapter.irq, adapter.iommu_group), (None, None, Some(17)));
    let driver = adapter.driver.as_ref().unwrap();
    assert_eq!((driver.module.as_deref(), driver.version.as_deref()), (Some("mlx5_core"), Some("5.0-0")));
    let interrupts = adapter.allocated_interrupts.as_ref().unwrap();
    assert_eq!((interrupts.kind.as_deref(), interrupts.count), (Some("msix"), 2));
    let correctable = adapter.errors.as_ref().unwrap().correctable.as_ref().unwrap();
    assert_eq!((correctable.total, correctable.by_kind.get("Bad TLP")), (Some(3), Some(&3)));
    assert_eq!(adapter.regions[0].size_bytes, Bytes::from_mib(32));
    let root = function(&pcie, "0000:00:01.0").errors.as_ref().unwrap().root.as_ref().unwrap();
    assert_eq!(root.correctable, Some(5));
}

#[test]
fn both_ends_of_a_link() {
    let (pcie, _) = adapter_in_slot("pcie-link").audit();
    let adapter = function(&pcie, "0000:01:00.0");
    assert_eq!(adapter.parent.as_deref(), Some("0000:00:01.0"));
    assert_eq!(adapter.root_bus.as_deref(), Some("pci0000:00"));
    let link = adapter.link.as_ref().unwrap();
    assert_eq!((link.speed_gt_s, link.max_speed_gt_s), (Some(GigaTransfers(8.0)), Some(GigaTransfers(16.0))));
    let upstream = link.upstream.as_ref().unwrap();
    assert_eq!((upstream.address.as_str(), upstream.max_speed_gt_s), ("0000:00:01.0", Some(GigaTransfers(32.0))));
    assert_eq!(function(&pcie, "0000:00:01.0").link.as_ref().unwrap().upstream, None);
    assert_eq!(function(&pcie, "0000:01:00.2").link, None);
}

#[test]
fn virtual_functions_and_product_data() {
    let (pcie, _) = adapter_in_slot("pcie-virtual").audit();
    let adapter = function(&pcie, "0000:01:00.0");
    let virtualization = adapter.virtualization.as_ref().unwrap();
    assert_eq!((virtualization.total, virtualization.count), (Some(16), Some(1)));
    assert_eq!(virtualization.functions, ["0000:01:00.2"]);
    assert_eq!(function(&pcie, "0000:01:00.2").physical_function.as_deref(), Some("0000:01:00.0"));
    let product = adapter.product.as_ref().unwrap();
    assert_eq!(product.name.as_deref(), Some("Bee Adapter, dual port"));
    assert_eq!(product.serial_number.as_deref(), Some("BEE0000TEST001"));
    assert_eq!(product.checksum_valid, Some(true));
}

#[test]
fn slots_are_joined_from_all_three_sources() {
    let (pcie, _) = adapter_in_slot("pcie-slot").audit();
    let [three, four] = pcie.slots.as_slice() else { panic!("{:?}", pcie.slots) };
    assert_eq!(three.designation.as_deref(), Some("SLOT 3"));
    assert_eq!(three.kernel_name.as_deref(), Some("3"));
    assert_eq!(three.max_speed_gt_s, Some(GigaTransfers(32.0)));
    assert_eq!(three.functions, ["0000:01:00.0", "0000:01:00.2"]);
    assert_eq!((four.designation.as_deref(), four.functions.len()), (Some("SLOT 4"), 0));
    assert_eq!(four.usage.as_ref().unwrap().name.as_deref(), Some("Available"));
    let place = function(&pcie, "0000:01:00.0").slot.as_ref().unwrap();
    assert_eq!((place.designation.as_deref(), place.number), (Some("SLOT 3"), Some(7)));
    assert_eq!(function(&pcie, "0000:00:01.0").slot, None, "the port is not in its own slot");
}

#[test]
fn configuration_space_is_in_the_report() {
    let (pcie, _) = adapter_in_slot("pcie-configuration").audit();
    let port = function(&pcie, "0000:00:01.0").configuration.as_ref().unwrap();
    let express = port.express.as_ref().unwrap();
    assert_eq!(express.port_type.name.as_deref(), Some("Root Port"));
    assert!(express.slot.as_ref().unwrap().card_present);
    let extended = port.extended.as_ref().unwrap();
    assert_eq!(extended.advanced_errors.as_ref().unwrap().uncorrectable_status, ["Completion Timeout"]);
    assert_eq!(extended.containment.as_ref().unwrap().source.as_deref(), Some("16:00.0"));
    assert_eq!(extended.physical_layers.len(), 3);
    assert_eq!(port.capabilities.as_ref().unwrap().len(), 15);
    let adapter = function(&pcie, "0000:01:00.0").configuration.as_ref().unwrap().extended.as_ref().unwrap();
    let translation = adapter.address_translation.as_ref().unwrap();
    assert_eq!((translation.ats_enabled, translation.pasid_enabled), (Some(true), Some(true)));
    assert_eq!(adapter.resizable_bars.len(), 2);
}

/// A host that writes down what it is asked.
struct Listening(Replay, Mutex<Vec<String>>);

impl Host for Listening {
    fn ask(&self, query: &Query) -> Result<Reply, host::Error> {
        self.1.lock().unwrap().push(query.to_string());
        self.0.ask(query)
    }
}

#[test]
fn a_sleeping_function_is_left_alone() {
    const DRIVE: &str = "pci0000:00/0000:00:02.0";
    let tree = Tree::new("pcie-asleep");
    tree.function(
        DRIVE,
        &[
            ("vendor", "0x144d"),
            ("device", "0xa80a"),
            ("class", "0x010802"),
            ("power/runtime_status", "suspended"),
            ("power_state", "D3hot"),
            ("max_link_speed", "16.0 GT/s PCIe"),
            ("current_link_speed", "16.0 GT/s PCIe"),
            ("vpd", "anything"),
        ],
    )
    .sample(&format!("sys/devices/{DRIVE}/config"), "pci-config", "nvme-drive");
    let host = Listening(Replay::open(&tree.0).unwrap(), Mutex::default());
    let report = audit(&host, &Options::default());
    let asked = host.1.into_inner().unwrap();
    let waking = ["/config", "/vpd", "_link_speed", "_link_width"];
    assert_eq!(asked.iter().find(|line| waking.iter().any(|end| line.ends_with(end))), None);
    let pcie = report.pcie.unwrap();
    let drive = function(&pcie, "0000:00:02.0");
    assert_eq!((drive.configuration.as_ref(), drive.link.as_ref()), (None, None));
    assert_eq!(drive.class.programming_interface.as_deref(), Some("NVM Express"));
    let gap = report.gaps.iter().find(|gap| gap.reason == Reason::LeftAlone).unwrap();
    assert_eq!(
        (gap.subjects.as_slice(), gap.missing.as_str()),
        (&["0000:00:02.0".to_owned()][..], "config, vpd, link")
    );
}

#[test]
fn without_privilege_there_is_one_gap_for_all() {
    let tree = Tree::new("pcie-unprivileged");
    let header = samples::of("parts", "pci-config").into_iter().find(|(path, _)| path.ends_with("nvme-drive.hex"));
    let header = header.unwrap().1[..64].to_vec();
    for device in ["0000:00:02.0", "10000:01:00.0"] {
        tree.function(&format!("pci0000:00/{device}"), &[])
            .file(&format!("sys/devices/pci0000:00/{device}/config"), &header);
    }
    let (pcie, gaps) = tree.audit();
    let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert_eq!((gap.reason, gap.subjects.len(), gap.hint.as_deref()), (Reason::Denied, 2, Some("run as root")));
    let drive = function(&pcie, "0000:00:02.0");
    assert_eq!((drive.vendor.id.as_str(), drive.subsystem.as_ref().unwrap().id.as_str()), ("144d", "a801"));
    assert_eq!(drive.configuration.as_ref().unwrap().capabilities, None);
    assert_eq!(pcie.functions[1].address, "10000:01:00.0", "long domains come last");
}

#[test]
fn damage_and_silence_are_gaps() {
    let tree = Tree::new("pcie-damaged");
    let bad =
        |name: &str| samples::of("bad", "pci-config").into_iter().find(|(path, _)| path.contains(name)).unwrap().1;
    tree.function("pci0000:00/0000:00:02.0", &[("vendor", "0x144d"), ("device", "0xa80a"), ("class", "0x010802")])
        .file("sys/devices/pci0000:00/0000:00:02.0/config", bad("/list-loops"))
        .function("pci0000:00/0000:00:03.0", &[("vendor", "0x144d"), ("device", "0xa80a"), ("class", "0x010802")])
        .file("sys/devices/pci0000:00/0000:00:03.0/config", bad("/all-ones"))
        .file("sys/devices/pci0000:00/0000:00:03.0/vpd", [0xff; 64]);
    let (pcie, gaps) = tree.audit();
    assert_eq!(gaps.iter().map(|gap| gap.reason).collect::<Vec<_>>(), [Reason::Failed, Reason::Damaged]);
    assert!(function(&pcie, "0000:00:02.0").configuration.as_ref().unwrap().express.is_some());
    let silent = function(&pcie, "0000:00:03.0");
    assert_eq!((silent.configuration.as_ref(), silent.product.as_ref()), (None, None));
}

#[test]
fn the_newest_names_win() {
    let pci_ids = |version: &str, name: &str| format!("#\tVersion: {version}\n144d  {name}\n\ta80a  Drive of {name}\n");
    let tree = Tree::new("pcie-names");
    tree.function("pci0000:00/0000:00:02.0", &[("vendor", "0x144d"), ("device", "0xa80a"), ("class", "0x010802")])
        .file("usr/share/misc/pci.ids", pci_ids("2101.01.02", "Newer"))
        .file("usr/share/hwdata/pci.ids", pci_ids("2101.01.01", "Newer than embedded"))
        .file("var/lib/pciutils/pci.ids", pci_ids("2001.01.01", "Old"));
    let (pcie, _) = tree.audit();
    assert_eq!(pcie.names.source, "/usr/share/misc/pci.ids");
    assert_eq!(pcie.names.version.as_deref(), Some("2101.01.02"));
    assert_eq!(pcie.functions[0].device.name.as_deref(), Some("Drive of Newer"));

    let given = tree.0.join("var/lib/pciutils/pci.ids");
    let options = Options { pci_ids: Some(given.clone()), ..Options::default() };
    let pcie = audit(&Replay::open(&tree.0).unwrap(), &options).pcie.unwrap();
    assert_eq!(
        (pcie.names.source, pcie.functions[0].vendor.name.as_deref()),
        (given.display().to_string(), Some("Old"))
    );
}

#[test]
fn a_given_file_without_names_is_a_gap() {
    let tree = Tree::new("pcie-no-names");
    tree.function("pci0000:00/0000:00:02.0", &[("vendor", "0x144d"), ("device", "0xa80a"), ("class", "0x010802")]);
    tree.file("other", "root:x:0:0:root:/root:/bin/bash\n");
    let options = Options { pci_ids: Some(tree.0.join("other")), ..Options::default() };
    let report = audit(&Replay::open(&tree.0).unwrap(), &options);
    let gap = report.gaps.iter().find(|gap| gap.missing == "pci.ids").unwrap();
    assert_eq!((gap.reason, gap.detail.as_str()), (Reason::Damaged, "no line names a vendor"));
    let pcie = report.pcie.unwrap();
    assert_eq!(pcie.names.source, "embedded");
    assert!(pcie.functions[0].vendor.name.is_some());
}

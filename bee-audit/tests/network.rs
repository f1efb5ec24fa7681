//! The network hardware of machines that tests make up, and of an H100 server in the corpus.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Mutex,
};

use bee_audit::{
    Host, Options, audit,
    host::{Error, EthtoolRequest, Query, Reply},
    report::{Component, Gap, Network, Reason},
    units::BitsPerSecond,
};

mod corpus;
#[path = "support/samples.rs"]
mod samples;

/// Where the made-up adapter is.
const FUNCTION: &str = "/sys/devices/pci0000:80/0000:80:01.0/0000:8a:00.0";

/// A machine of files, links and drivers' answers.
#[derive(Default)]
struct Made {
    files: BTreeMap<String, Result<String, Error>>,
    links: BTreeMap<String, String>,
    answers: BTreeMap<(String, EthtoolRequest), Result<Vec<u8>, Error>>,
    asked: Mutex<Vec<EthtoolRequest>>,
}

impl Made {
    fn file(&mut self, path: &str, content: &str) -> &mut Made {
        self.files.insert(path.to_owned(), Ok(format!("{content}\n")));
        self
    }

    fn link(&mut self, path: &str, target: &str) -> &mut Made {
        self.links.insert(path.to_owned(), target.to_owned());
        self
    }

    /// The driver of `interface` answers `request` with a sample.
    fn answer(&mut self, interface: &str, request: EthtoolRequest, sample: &str) -> &mut Made {
        let samples = samples::of("parts", "ethtool").into_iter().chain(samples::of("bad", "ethtool"));
        let mut found = samples.filter(|(path, _)| path.ends_with(&format!("/{sample}.hex")));
        self.answers.insert((interface.to_owned(), request), Ok(found.next().unwrap().1));
        self
    }

    /// An interface of `FUNCTION` that is in `class` and has `attributes`.
    fn interface(&mut self, class: &str, name: &str, attributes: &[(&str, &str)]) -> &mut Made {
        let directory = format!("{FUNCTION}/{class}/{name}");
        self.link(&format!("/sys/class/{class}/{name}"), &format!("../..{}", directory.replace("/sys", "")));
        for (attribute, value) in attributes {
            self.file(&format!("{directory}/{attribute}"), value);
        }
        self
    }

    fn network(&self) -> (Network, Vec<Gap>) {
        let report = audit(self, &Options::only([Component::Network]));
        (report.network.unwrap(), report.gaps)
    }
}

impl Host for Made {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        match query {
            Query::Read(path) => match self.files.get(path) {
                Some(content) => content.clone().map(|content| Reply::Bytes(content.into_bytes())),
                None => Err(Error::Absent),
            },
            Query::Link(path) => match self.links.get(path) {
                Some(target) => Ok(Reply::Target(target.clone())),
                None if self.files.contains_key(path) => Err(Error::Unsupported),
                None => Err(Error::Absent),
            },
            Query::List(path) => {
                let below = format!("{path}/");
                let names = self.files.keys().chain(self.links.keys()).filter_map(|path| path.strip_prefix(&below));
                let names: BTreeSet<_> = names.filter_map(|rest| rest.split('/').next()).collect();
                let names: Vec<_> = names.into_iter().map(str::to_owned).collect();
                if names.is_empty() { Err(Error::Absent) } else { Ok(Reply::Entries(names)) }
            }
            Query::Ethtool { interface, request } => {
                self.asked.lock().unwrap().push(*request);
                let answer = self.answers.get(&(interface.clone(), *request)).cloned();
                answer.unwrap_or(Err(Error::Unsupported)).map(Reply::Bytes)
            }
            _ => Err(Error::Absent),
        }
    }
}

/// An adapter with a 100G port that is linked, in a bond, with two virtual functions.
fn adapter() -> Made {
    let mut made = Made::default();
    made.interface(
        "net",
        "ens1f0np0",
        &[
            ("addr_assign_type", "3"),
            ("address", "00:00:5e:00:53:99"),
            ("carrier", "1"),
            ("carrier_changes", "5"),
            ("dev_port", "0"),
            ("flags", "0x1803"),
            ("mtu", "9000"),
            ("operstate", "up"),
            ("phys_port_name", "p0"),
            ("phys_switch_id", "53019900035e0000"),
            ("statistics/rx_errors", "3"),
            ("statistics/tx_dropped", "18446744073709551615"),
            ("type", "1"),
        ],
    );
    made.file(&format!("{FUNCTION}/numa_node"), "1")
        .file(&format!("{FUNCTION}/sriov_totalvfs"), "16")
        .file(&format!("{FUNCTION}/sriov_numvfs"), "2")
        .link(&format!("{FUNCTION}/virtfn0"), "../0000:8a:00.2")
        .link(&format!("{FUNCTION}/virtfn1"), "../0000:8a:00.3")
        .link(&format!("{FUNCTION}/driver"), "../../../../bus/pci/drivers/mlx5_core")
        .link(&format!("{FUNCTION}/subsystem"), "../../../../bus/pci")
        .link(&format!("{FUNCTION}/net/ens1f0np0/master"), "../../../../../virtual/net/bond0")
        .file("/sys/class/net/bonding_masters", "bond0")
        .link("/sys/class/net/bond0", "../../devices/virtual/net/bond0")
        .link("/sys/class/net/lo", "../../devices/virtual/net/lo")
        .answer("ens1f0np0", EthtoolRequest::DriverInformation, "driver-information")
        .answer("ens1f0np0", EthtoolRequest::LinkSettings, "link-settings-100g-copper")
        .answer("ens1f0np0", EthtoolRequest::Link, "link")
        .answer("ens1f0np0", EthtoolRequest::PermanentAddress, "permanent-address")
        .answer("ens1f0np0", EthtoolRequest::ForwardErrorCorrection, "fec")
        .answer("ens1f0np0", EthtoolRequest::StatisticNames, "statistic-names")
        .answer("ens1f0np0", EthtoolRequest::Statistics, "statistics");
    made
}

#[test]
fn an_adapter_tells_its_place_driver_and_virtual_functions() {
    let (network, gaps) = adapter().network();
    assert_eq!(gaps, []);
    let [adapter] = &network.adapters[..] else { panic!("{network:?}") };
    assert_eq!((adapter.address.as_str(), adapter.bus.as_deref()), ("0000:8a:00.0", Some("pci")));
    assert_eq!(adapter.pci_address.as_deref(), Some("0000:8a:00.0"));
    assert_eq!((adapter.usb_address.as_deref(), adapter.numa_node), (None, Some(1)));
    assert_eq!(adapter.driver.as_deref(), Some("mlx5_core"));
    assert_eq!(adapter.firmware_version.as_deref(), Some("22.39.1002 (MT_0000000359)"));
    assert_eq!(adapter.expansion_rom_version, None);
    let sr_iov = adapter.sr_iov.as_ref().unwrap();
    assert_eq!((sr_iov.total, sr_iov.enabled), (16, Some(2)));
    assert_eq!(sr_iov.virtual_functions, ["0000:8a:00.2", "0000:8a:00.3"]);
}

#[test]
fn a_port_tells_its_addresses_link_and_errors() {
    let (network, _) = adapter().network();
    let port = &network.adapters[0].ports[0];
    assert_eq!(port.mac_address.as_deref(), Some("00:00:5e:00:53:99"));
    assert_eq!(port.mac_address_origin.as_ref().unwrap().name.as_deref(), Some("set"));
    assert_eq!(port.permanent_mac_address.as_deref(), Some("00:00:5e:00:53:01"));
    assert_eq!((port.administratively_up, port.carrier, port.carrier_changes), (Some(true), Some(true), Some(5)));
    assert_eq!((port.physical_port_name.as_deref(), port.master.as_deref()), (Some("p0"), Some("bond0")));
    assert_eq!(port.link.speed_bits_per_second, Some(BitsPerSecond(100_000_000_000)));
    assert_eq!(port.link.duplex.as_ref().unwrap().name.as_deref(), Some("Full"));
    assert_eq!((port.link.autonegotiation, port.link.detected), (Some(true), Some(true)));
    assert_eq!(port.link.port_type.as_ref().unwrap().name.as_deref(), Some("Direct Attach Copper"));
    let partner = port.link_modes.partner.as_ref().unwrap();
    assert_eq!((partner.modes[0].name.as_str(), partner.modes[0].lanes), ("100000baseCR4/Full", Some(4)));
    assert_eq!((partner.autonegotiation, &partner.forward_error_correction[..]), (true, &["RS".to_owned()][..]));
    assert_eq!(port.forward_error_correction.as_ref().unwrap().active, ["RS"]);
    assert_eq!((port.errors.rx_errors, port.errors.tx_dropped), (Some(3), Some(u64::MAX)));
    assert_eq!(port.errors.collisions, None, "what is missing is not 0");
    let errors = [("rx_crc_errors_phy".to_owned(), u64::MAX), ("rx_discards".to_owned(), 7)];
    assert_eq!(port.driver_errors, errors.into());
}

#[test]
fn an_interface_that_is_off_leaves_no_gap() {
    let mut made = Made::default();
    made.interface("net", "eth0", &[("flags", "0x1002"), ("operstate", "down"), ("address", "00:00:00:00:00:00")]);
    made.answer("eth0", EthtoolRequest::LinkSettings, "link-settings-no-link");
    for refused in ["speed", "duplex", "carrier", "phys_port_id", "phys_switch_id"] {
        made.files.insert(format!("{FUNCTION}/net/eth0/{refused}"), Err(Error::Unsupported));
    }
    let (network, gaps) = made.network();
    assert_eq!(gaps, []);
    let port = &network.adapters[0].ports[0];
    assert_eq!((port.administratively_up, port.carrier, port.link.detected), (Some(false), None, None));
    assert_eq!((port.link.speed_bits_per_second, &port.link.duplex, &port.mac_address), (None, &None, &None));
    assert_eq!(port.link_modes.supported.as_ref().unwrap().modes.len(), 5);
}

#[test]
fn old_kernels_and_damaged_answers_fall_back() {
    let mut made = Made::default();
    made.interface("net", "eth0", &[("speed", "10000"), ("duplex", "full")]);
    made.interface("net", "eth1", &[("speed", "40000"), ("duplex", "half")]);
    made.interface("net", "eth2", &[("speed", "-1"), ("duplex", "unknown")]);
    made.answer("eth0", EthtoolRequest::LegacySettings, "settings-legacy-25g");
    made.answer("eth1", EthtoolRequest::LinkSettings, "link-settings-handshake");
    let (network, gaps) = made.network();
    let speeds: Vec<_> = network.adapters[0].ports.iter().map(|port| port.link.speed_bits_per_second).collect();
    let gigabits = |number: u64| Some(BitsPerSecond(number * 1_000_000_000));
    assert_eq!(speeds, [gigabits(25), gigabits(40), None]);
    let [gap] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!(
        (gap.reason, &gap.subjects[..], gap.missing.as_str()),
        (Reason::Damaged, &["eth1".to_owned()][..], "link-settings")
    );
}

#[test]
fn refusals_are_gaps_and_the_rest_is_there() {
    let mut made = adapter();
    made.answers.insert(("ens1f0np0".to_owned(), EthtoolRequest::Statistics), Err(Error::TimedOut));
    made.files.insert(format!("{FUNCTION}/net/ens1f0np0/mtu"), Err(Error::Failed { errno: 5 }));
    let (network, gaps) = made.network();
    let gaps: Vec<_> = gaps.iter().map(|gap| (gap.missing.as_str(), gap.reason)).collect();
    assert_eq!(gaps, [("mtu", Reason::Failed), ("statistics", Reason::TimedOut)]);
    let port = &network.adapters[0].ports[0];
    assert_eq!((port.maximum_transmission_unit_bytes, port.driver_errors.len()), (None, 0));
    assert!(port.link.speed_bits_per_second.is_some());
}

#[test]
fn a_suspended_adapter_is_not_woken() {
    let mut made = adapter();
    made.file(&format!("{FUNCTION}/power/runtime_status"), "suspended");
    let (network, gaps) = made.network();
    assert_eq!(*made.asked.lock().unwrap(), []);
    let [gap] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((gap.reason, &gap.subjects[..]), (Reason::LeftAlone, &["0000:8a:00.0".to_owned()][..]));
    let port = &network.adapters[0].ports[0];
    assert_eq!((port.mac_address.is_some(), port.permanent_mac_address.is_some()), (true, false));
}

#[test]
fn an_interface_behind_virtio_or_usb_names_both_places() {
    let mut made = Made::default();
    made.link("/sys/class/net/eth0", "../../devices/pci0000:00/0000:00:03.0/virtio2/net/eth0")
        .link("/sys/class/net/usb0", "../../devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:2.0/net/usb0")
        .file("/sys/devices/pci0000:00/0000:00:03.0/numa_node", "-1")
        .link("/sys/devices/pci0000:00/0000:00:03.0/virtio2/subsystem", "../../../../bus/virtio")
        .link("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:2.0/subsystem", "../../../../../../bus/usb");
    let (network, gaps) = made.network();
    assert_eq!(gaps, []);
    let places = network.adapters.iter().map(|adapter| {
        (adapter.address.as_str(), adapter.pci_address.as_deref(), adapter.usb_address.as_deref(), adapter.numa_node)
    });
    let places: Vec<_> = places.collect();
    assert_eq!(places[0], ("1-4:2.0", Some("0000:00:14.0"), Some("1-4"), None));
    assert_eq!(places[1], ("virtio2", Some("0000:00:03.0"), None, None));
}

#[test]
fn no_class_at_all_gives_an_empty_part() {
    let (network, gaps) = Made::default().network();
    assert_eq!((network, gaps), (Network::default(), vec![]));
}

#[test]
fn rdma_devices_belong_to_the_adapter() {
    let mut made = adapter();
    made.interface(
        "infiniband",
        "mlx5_0",
        &[
            ("board_id", "MT_0000000359"),
            ("fw_ver", "22.39.1002"),
            ("hca_type", "MT4125"),
            ("hw_rev", "0"),
            ("node_guid", "0000:5eff:fe00:5301"),
            ("node_type", "1: CA"),
            ("sys_image_guid", "0000:5eff:fe00:5301"),
            ("device/infiniband_verbs/uverbs0/dev", "231:192"),
            ("ports/1/cap_mask", "0x00010000"),
            ("ports/1/counters/symbol_error", "0"),
            ("ports/1/counters/port_rcv_data", "N/A (no PMA)"),
            ("ports/1/hw_counters/lifespan", "10"),
            ("ports/1/hw_counters/out_of_sequence", "4"),
            ("ports/1/lid", "0x1d"),
            ("ports/1/link_layer", "Ethernet"),
            ("ports/1/phys_state", "5: LinkUp"),
            ("ports/1/rate", "100 Gb/sec (4X EDR)"),
            ("ports/1/state", "4: ACTIVE"),
            ("ports/10/state", "1: DOWN"),
            ("ports/2/state", "9: <unknown>"),
        ],
    );
    let (network, gaps) = made.network();
    assert_eq!(gaps, []);
    let [device] = &network.adapters[0].rdma_devices[..] else { panic!("{network:?}") };
    assert_eq!((device.board_id.as_deref(), device.verbs_device.as_deref()), (Some("MT_0000000359"), Some("uverbs0")));
    assert_eq!(device.node_type.as_ref().unwrap().name.as_deref(), Some("CA"));
    assert_eq!(device.ports.iter().map(|port| port.number).collect::<Vec<_>>(), [1, 2, 10]);
    let port = &device.ports[0];
    let rate = port.rate.as_ref().unwrap();
    assert_eq!(
        (rate.bits_per_second, rate.lanes, rate.generation.as_deref()),
        (BitsPerSecond(100_000_000_000), Some(4), Some("EDR"))
    );
    assert_eq!((port.local_identifier, port.capability_mask), (Some(0x1d), Some(0x1_0000)));
    assert_eq!(port.counters, [("symbol_error".to_owned(), 0)].into());
    assert_eq!(port.hardware_counters, [("out_of_sequence".to_owned(), 4)].into());
    let unknown = device.ports[1].state.as_ref().unwrap();
    assert_eq!((unknown.code, &unknown.name), (9, &None));
}

/// Every file of the H100 server's `/sys/class/infiniband` is in the report.
#[test]
fn the_h100_server_is_told_whole() {
    let Some(corpus) = corpus::corpus() else { return };
    let folder = corpus
        .join("machines/gpud/components/accelerator/nvidia/infiniband/class/testdata/sys-class-infiniband-h100.0");
    let mut made = Made::default();
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let mut texts = BTreeMap::new();
    for name in names.iter().map(|name| name.to_str().unwrap()) {
        made.interface("infiniband", name, &[]);
        read_tree(&folder.join(name), &format!("{FUNCTION}/infiniband/{name}"), &mut texts);
    }
    for (path, text) in &texts {
        made.file(path, text);
    }
    let (network, gaps) = made.network();
    assert_eq!(gaps, []);
    let devices = &network.adapters[0].rdma_devices;
    assert_eq!(devices.iter().map(|device| device.name.as_str()).collect::<Vec<_>>(), names);
    let compared = Cell::new(0);
    let same = |path: String, told: Option<String>| {
        if let Some(text) = texts.get(&path) {
            compared.set(compared.get() + 1);
            assert_eq!(told.as_deref(), Some(text.as_str()), "{path}");
        }
    };
    for device in devices {
        let directory = format!("{FUNCTION}/infiniband/{}", device.name);
        same(format!("{directory}/board_id"), device.board_id.clone());
        same(format!("{directory}/fw_ver"), device.firmware_version.clone());
        same(format!("{directory}/hca_type"), device.hca_type.clone());
        for port in &device.ports {
            let directory = format!("{directory}/ports/{}", port.number);
            let coded = |coded: &bee_audit::report::Coded| format!("{}: {}", coded.code, coded.name.as_ref().unwrap());
            same(format!("{directory}/state"), port.state.as_ref().map(coded));
            same(format!("{directory}/phys_state"), port.physical_state.as_ref().map(coded));
            same(format!("{directory}/link_layer"), port.link_layer.clone());
            let rate = port.rate.as_ref().map(|rate| {
                let gigabits = rate.bits_per_second.0 / 1_000_000_000;
                format!("{gigabits} Gb/sec ({}X {})", rate.lanes.unwrap(), rate.generation.as_ref().unwrap())
            });
            same(format!("{directory}/rate"), rate);
            for (folder, counters) in [("counters", &port.counters), ("hw_counters", &port.hardware_counters)] {
                for (name, value) in counters {
                    same(format!("{directory}/{folder}/{name}"), Some(value.to_string()));
                }
            }
        }
    }
    let lifespans = texts.keys().filter(|path| path.ends_with("/hw_counters/lifespan")).count();
    assert_eq!(compared.get(), texts.len() - lifespans, "every file but how long values are kept");
    eprintln!("compared {} values of {} devices", compared.get(), devices.len());
}

fn read_tree(folder: &Path, path: &str, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{path}/{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            read_tree(&entry.path(), &path, texts);
        } else {
            texts.insert(path, fs::read_to_string(entry.path()).unwrap().trim().to_owned());
        }
    }
}

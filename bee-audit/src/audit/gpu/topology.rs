//! The ways between GPUs, and from GPUs to network adapters: what `nvidia-smi topo -m` shows.
//!
//! Document: the manual of `nvidia-smi`, "topo"; `nvmlGpuTopologyLevel_t` (`nvml.h`). Where NVIDIA's library does not
//! say how two GPUs are connected, the bridges above them do (PCI Express Base 6.0 §1.3).

use std::collections::BTreeSet;

use crate::report::{Gpu, GpuPath, NvSwitch, PciFunction, Pcie, Report};

/// Completes the ways of each GPU.
pub(super) fn join(report: &mut Report) {
    let Some(gpus) = &mut report.gpu else { return };
    let (nothing, pcie) = (Pcie::default(), report.pcie.as_ref());
    let pcie = pcie.unwrap_or(&nothing);
    let adapters = report.network.iter().flat_map(|network| &network.adapters);
    let adapters = adapters.filter(|adapter| adapter.physical_function.is_none());
    let adapters: BTreeSet<&String> = adapters.filter_map(|adapter| adapter.pci_address.as_ref()).collect();
    let others = gpus.devices.clone();
    for gpu in &mut gpus.devices {
        let Some(from) = gpu.pci_address.clone() else { continue };
        for other in others.iter().filter(|other| other.pci_address.as_ref() != Some(&from)) {
            enter_gpu(gpu, &from, other, pcie);
        }
        let networks = adapters.iter().map(|to| GpuPath {
            kind: "network".to_owned(),
            to: (*to).clone(),
            connection: connection(pcie, &from, to),
            ..GpuPath::default()
        });
        gpu.paths.extend(networks.filter(|path| path.connection.is_some()));
        gpu.paths.sort_by(|a, b| (&a.kind, &a.to).cmp(&(&b.kind, &b.to)));
    }
    gpus.switches.iter_mut().for_each(|switch| count_links(switch, &others));
}

fn enter_gpu(gpu: &mut Gpu, from: &str, other: &Gpu, pcie: &Pcie) {
    let Some(to) = &other.pci_address else { return };
    let nvlinks = nvlinks(gpu, other);
    let connection = connection(pcie, from, to);
    if let Some(path) = gpu.paths.iter_mut().find(|path| path.to == *to) {
        path.connection = path.connection.take().or(connection);
        path.nvlinks = nvlinks;
    } else if connection.is_some() || nvlinks.is_some() {
        let kind = "gpu".to_owned();
        gpu.paths.push(GpuPath { kind, to: to.clone(), connection, nvlinks, read_access: None });
    }
}

/// NVLinks between two GPUs: those that lead from one to the other, else as many as both have to switches.
fn nvlinks(gpu: &Gpu, other: &Gpu) -> Option<u32> {
    let up = |gpu: &Gpu| gpu.nvlinks.iter().filter(|link| link.active == Some(true)).cloned().collect::<Vec<_>>();
    let count = |links: usize| u32::try_from(links).ok().filter(|count| *count > 0);
    let direct = up(gpu).iter().filter(|link| link.remote_pci_address == other.pci_address).count();
    let to_switches = |gpu: &Gpu| up(gpu).iter().filter(|link| link.remote_type.as_deref() == Some("Switch")).count();
    count(direct).or_else(|| count(to_switches(gpu).min(to_switches(other))))
}

/// NVLinks of all GPUs that lead to a switch.
fn count_links(switch: &mut NvSwitch, gpus: &[Gpu]) {
    let links = gpus.iter().flat_map(|gpu| &gpu.nvlinks);
    let links: Vec<_> = links.filter(|link| link.remote_pci_address == switch.pci_address).collect();
    if switch.pci_address.is_some() && !links.is_empty() {
        let active = links.iter().filter(|link| link.active == Some(true)).count();
        switch.nvlinks = u32::try_from(links.len()).ok();
        switch.active_nvlinks = u32::try_from(active).ok();
    }
}

/// How two functions are connected over PCI Express; `None` where their place is not known.
fn connection(pcie: &Pcie, one: &str, other: &str) -> Option<String> {
    let (one, other) = (function(pcie, one)?, function(pcie, other)?);
    let (above_one, above_other) = (bridges_above(pcie, one), bridges_above(pcie, other));
    let level = if one.root_bus.as_ref()? == other.root_bus.as_ref()? {
        let common = above_one.iter().position(|bridge| above_other.contains(bridge));
        let depth = |common: usize| {
            let there = above_other.iter().position(|bridge| above_one.get(common) == Some(bridge));
            common.max(there.unwrap_or_default())
        };
        // Below a switch each has one bridge of its own, the port that leads to it.
        match common.map(depth) {
            Some(0 | 1) => "PIX",
            Some(_) => "PXB",
            None => "PHB",
        }
    } else if one.numa_node? == other.numa_node? {
        "NODE"
    } else {
        "SYS"
    };
    Some(level.to_owned())
}

fn function<'a>(pcie: &'a Pcie, address: &str) -> Option<&'a PciFunction> {
    pcie.functions.iter().find(|function| function.address == address)
}

/// Addresses of the bridges above, the nearest first.
fn bridges_above<'a>(pcie: &'a Pcie, function: &'a PciFunction) -> Vec<&'a str> {
    /// More than any machine has above each other.
    const MOST: usize = 32;
    let above = |function: &&'a PciFunction| self::function(pcie, function.parent.as_ref()?);
    let bridges = std::iter::successors(above(&function), above);
    bridges.take(MOST).map(|bridge| bridge.address.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Gpus, Network, NetworkAdapter, NvLink};

    /// A function below a bridge, or on a root bus of a NUMA node.
    fn below(address: &str, parent: Option<&str>, root_bus: &str, numa_node: u32) -> PciFunction {
        PciFunction {
            address: address.into(),
            parent: parent.map(str::to_owned),
            root_bus: Some(root_bus.into()),
            numa_node: Some(numa_node),
            ..PciFunction::default()
        }
    }

    /// Root port 00:01.0 with a switch that has a GPU (04), an adapter (05), and another switch with a GPU (08); root
    /// port 00:02.0 with a GPU (0a); root bus 80 of the same node with a GPU, root bus c0 of another with one.
    fn machine() -> Report {
        let functions = vec![
            below("00:01.0", None, "pci0000:00", 0),
            below("01:00.0", Some("00:01.0"), "pci0000:00", 0),
            below("02:00.0", Some("01:00.0"), "pci0000:00", 0),
            below("04:00.0", Some("02:00.0"), "pci0000:00", 0),
            below("02:01.0", Some("01:00.0"), "pci0000:00", 0),
            below("05:00.0", Some("02:01.0"), "pci0000:00", 0),
            below("02:02.0", Some("01:00.0"), "pci0000:00", 0),
            below("06:00.0", Some("02:02.0"), "pci0000:00", 0),
            below("07:00.0", Some("06:00.0"), "pci0000:00", 0),
            below("08:00.0", Some("07:00.0"), "pci0000:00", 0),
            below("00:02.0", None, "pci0000:00", 0),
            below("0a:00.0", Some("00:02.0"), "pci0000:00", 0),
            below("80:01.0", None, "pci0000:80", 0),
            below("81:00.0", Some("80:01.0"), "pci0000:80", 0),
            below("c0:01.0", None, "pci0000:c0", 1),
            below("c1:00.0", Some("c0:01.0"), "pci0000:c0", 1),
        ];
        let gpus = ["04:00.0", "08:00.0", "0a:00.0", "81:00.0", "c1:00.0"];
        let gpu = |address: &&str| Gpu { pci_address: Some((*address).into()), ..Gpu::default() };
        let adapter = NetworkAdapter { pci_address: Some("05:00.0".into()), ..NetworkAdapter::default() };
        Report {
            pcie: Some(Pcie { functions, ..Pcie::default() }),
            gpu: Some(Gpus { devices: gpus.iter().map(gpu).collect(), ..Gpus::default() }),
            network: Some(Network { adapters: vec![adapter] }),
            ..Report::default()
        }
    }

    #[test]
    fn bridges_tell_how_gpus_are_connected() {
        let mut report = machine();
        join(&mut report);
        let paths = &report.gpu.unwrap().devices[0].paths;
        let found: Vec<_> =
            paths.iter().map(|path| (&*path.kind, &*path.to, path.connection.as_deref().unwrap())).collect();
        let expected = [
            ("gpu", "08:00.0", "PXB"),
            ("gpu", "0a:00.0", "PHB"),
            ("gpu", "81:00.0", "NODE"),
            ("gpu", "c1:00.0", "SYS"),
            ("network", "05:00.0", "PIX"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn links_are_counted() {
        let mut report = machine();
        let gpus = report.gpu.as_mut().unwrap();
        let link = |to: &str, kind: &str, active| NvLink {
            active: Some(active),
            remote_pci_address: Some(to.into()),
            remote_type: Some(kind.into()),
            ..NvLink::default()
        };
        gpus.devices[0].nvlinks = vec![link("b0:00.0", "Switch", true), link("b0:00.0", "Switch", true)];
        gpus.devices[1].nvlinks = vec![link("b0:00.0", "Switch", true), link("b0:00.0", "Switch", false)];
        gpus.devices[2].nvlinks = vec![link("81:00.0", "GPU", true)];
        gpus.switches = vec![NvSwitch { pci_address: Some("b0:00.0".into()), ..NvSwitch::default() }];
        let way = GpuPath { kind: "gpu".into(), to: "08:00.0".into(), ..GpuPath::default() };
        gpus.devices[0].paths = vec![GpuPath { connection: Some("SYS".into()), ..way }];
        join(&mut report);
        let gpus = report.gpu.unwrap();
        let nvlinks =
            |from: usize, to: &str| gpus.devices[from].paths.iter().find(|path| path.to == to).unwrap().nvlinks;
        assert_eq!((nvlinks(0, "08:00.0"), nvlinks(0, "0a:00.0"), nvlinks(2, "81:00.0")), (Some(1), None, Some(1)));
        assert_eq!(gpus.devices[0].paths[0].connection.as_deref(), Some("SYS"), "the library's word counts");
        assert_eq!((gpus.switches[0].nvlinks, gpus.switches[0].active_nvlinks), (Some(4), Some(3)));
    }
}

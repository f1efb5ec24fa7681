//! Network adapters and their ports.
//!
//! - *Reports*: adapters with driver, firmware and SR-IOV; ports with addresses, link, link modes, forward error
//!   correction, features, errors, the module or cable that is plugged in; RDMA devices (InfiniBand, RoCE, iWARP) with
//!   ports, rates and counters.
//! - *Reads*: `/sys/class/net`, `/sys/class/infiniband`, the devices they belong to, and the drivers (`SIOCETHTOOL`,
//!   and the `ethtool` netlink family for modules).
//! - *Falls back to*: `ETHTOOL_GSET` before Linux 4.6; `ETHTOOL_GMODULEEEPROM` before 5.13; `speed` and `duplex` in
//!   sysfs and `/sys/module/*/version` where the driver cannot be asked.
//! - *Needs*: no privilege, but root for modules; the network namespace of the hardware.
//! - *Leaves out*: interfaces without hardware (but names the bond or bridge of a port), traffic counters, LLDP
//!   neighbours, what would wake a suspended device.

mod adapter;
mod link;
mod module;
mod port;
mod rdma;

use std::collections::BTreeMap;

use super::{Outcome, Probe};
use crate::{
    decode::linux::device_path::DevicePath,
    host::{Host, Query, Reply},
    report::{Component, Network},
};

/// What a device carries: directories of its interfaces and of its RDMA devices.
#[derive(Default)]
struct Carried {
    interfaces: Vec<String>,
    rdma_devices: Vec<String>,
}

/// Every adapter.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Network> {
    let mut probe = Probe::new(host, Component::Network);
    let mut devices: BTreeMap<String, Carried> = BTreeMap::new();
    for (device, path) in find(&mut probe, "net") {
        devices.entry(device).or_default().interfaces.push(path);
    }
    for (device, path) in find(&mut probe, "infiniband") {
        devices.entry(device).or_default().rdma_devices.push(path);
    }
    probe.read_ahead(devices.iter().flat_map(|(device, carried)| adapter::queries(device, carried)));
    let adapters = devices.into_iter().map(|(device, carried)| adapter::read(&mut probe, &device, &carried));
    let mut adapters: Vec<_> = adapters.collect();
    adapters.sort_unstable_by(|a, b| (&a.bus, &a.address).cmp(&(&b.bus, &b.address)));
    probe.outcome(Network { adapters })
}

/// The members of a class that belong to hardware: directory of the device, directory of the member.
fn find(probe: &mut Probe, class: &str) -> Vec<(String, String)> {
    let names = probe.list(class, &format!("/sys/class/{class}"));
    let links: Vec<Query> = names.iter().map(|name| Query::Link(format!("/sys/class/{class}/{name}"))).collect();
    let paths = probe.try_ask_all(&links).into_iter().filter_map(|answer| {
        // Not every entry is a member: `bonding_masters` is a file.
        let Ok(Reply::Target(target)) = answer else { return None };
        if DevicePath::parse(&target).is_virtual() {
            return None;
        }
        let (_, below) = target.split_once("devices/")?;
        let (device, _) = below.rsplit_once(&format!("/{class}/"))?;
        Some((format!("/sys/devices/{device}"), format!("/sys/devices/{below}")))
    });
    paths.collect()
}

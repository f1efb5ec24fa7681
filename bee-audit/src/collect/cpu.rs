//! Processors.
//!
//! - *Reports*: sockets and caches as firmware states them; kinds, microcode of every CPU, packages, dies, cores,
//!   caches, NUMA nodes, frequencies, idle states, power zones, vulnerabilities, memory protection.
//! - *Reads*: SMBIOS types 4 and 7, `/proc/cpuinfo`, `/sys/devices/system/cpu`, `/sys/devices/system/node`,
//!   `/sys/class/powercap`.
//! - *Falls back to*: `microcode/version` where `/proc/cpuinfo` has no microcode; names of topology attributes before
//!   Linux 5.3; `cpu*/cpufreq` before Linux 4.3.
//! - *Needs*: root for SMBIOS, PPIN and energy counters.
//! - *Leaves out*: idle and frequency statistics, temperatures (sensors), model-specific registers.

mod cache;
mod frequency;
mod identity;
mod idle;
mod numa;
mod power;
mod socket;
mod topology;

use std::{collections::HashMap, hash::Hash};

use super::{Outcome, Probe};
use crate::{
    decode::linux::{cpu_list::CpuList, cpuinfo},
    host::Host,
    report::{Component, Cpu, CpuPackage, CpuSets, CpuSocket, CpuTotals, Smt},
};

const CPUS: &str = "/sys/devices/system/cpu";

/// Every processor.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Cpu> {
    let mut probe = Probe::new(host, Component::Cpu);
    let cpuinfo = probe.bytes("cpu", "/proc/cpuinfo").unwrap_or_default();
    let cpuinfo = String::from_utf8_lossy(&cpuinfo);
    let processors = cpuinfo::decode(&cpuinfo);
    let (sockets, firmware_caches) = socket::read(&mut probe);
    let cpus = read_sets(&mut probe);
    let online = read_online(&mut probe, cpus.online.as_deref());
    let packages = topology::read(&mut probe, &online, &processors);
    let cpu = Cpu {
        architecture: identity::read_architecture(&mut probe, &processors),
        totals: totals(&sockets, &packages, &online),
        smt: read_smt(&mut probe),
        models: identity::models(&processors),
        microcode: identity::read_microcode(&mut probe, &online, &processors),
        caches: cache::read(&mut probe, &online),
        numa_nodes: numa::read(&mut probe),
        frequencies: frequency::read(&mut probe, &online),
        boost: frequency::read_boost(&mut probe),
        energy_performance_biases: frequency::read_biases(&mut probe, &online),
        idle: idle::read(&mut probe, &online),
        power_zones: power::read(&mut probe),
        vulnerabilities: identity::read_vulnerabilities(&mut probe),
        memory_protection: identity::read_memory_protection(&mut probe, &processors),
        sockets,
        firmware_caches,
        cpus,
        packages,
    };
    probe.outcome(cpu)
}

fn read_sets(probe: &mut Probe) -> CpuSets {
    let names = ["possible", "present", "online", "offline", "isolated", "nohz_full"];
    let attributes = probe.attributes("cpu", CPUS, &names);
    let hybrid = probe.attributes("cpu", "/sys/devices", &["cpu_core/cpus", "cpu_atom/cpus"]);
    let mut set =
        |bytes: Option<&[u8]>, name: &str| decode_list(probe, "cpu", name, bytes).map(|list| list.to_string());
    CpuSets {
        possible: set(attributes.bytes("possible"), "possible"),
        present: set(attributes.bytes("present"), "present"),
        online: set(attributes.bytes("online"), "online"),
        offline: set(attributes.bytes("offline"), "offline"),
        isolated: set(attributes.bytes("isolated"), "isolated"),
        nohz_full: set(attributes.bytes("nohz_full"), "nohz_full"),
        performance: set(hybrid.bytes("cpu_core/cpus"), "cpu_core/cpus"),
        efficient: set(hybrid.bytes("cpu_atom/cpus"), "cpu_atom/cpus"),
    }
}

/// The logical CPUs that have a directory and are online, ascending.
fn read_online(probe: &mut Probe, online: Option<&str>) -> Vec<u32> {
    let online = online.and_then(|online| CpuList::decode(online).ok());
    let mut numbers = numbered(&probe.list("cpu", CPUS), "cpu");
    numbers.retain(|number| online.as_ref().is_none_or(|online| online.contains(*number)));
    numbers
}

fn read_smt(probe: &mut Probe) -> Smt {
    let attributes = probe.attributes("cpu", &format!("{CPUS}/smt"), &["active", "control"]);
    Smt { active: attributes.flag("active"), control: attributes.text("control") }
}

fn totals(sockets: &[CpuSocket], packages: &[CpuPackage], online: &[u32]) -> CpuTotals {
    let dies = || packages.iter().flat_map(|package| &package.dies);
    let known = |count: usize| u32::try_from(count).ok().filter(|count| *count > 0);
    CpuTotals {
        sockets: known(sockets.len()),
        sockets_populated: known(sockets.iter().filter(|socket| socket.populated == Some(true)).count()),
        packages: known(packages.len()),
        dies: known(dies().count()),
        cores: known(dies().map(|die| die.cores.len()).sum()),
        threads: known(online.len()),
    }
}

/// The numbers of the names that are `prefix` and a number, ascending.
fn numbered(names: &[String], prefix: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = names.iter().filter_map(|name| name.strip_prefix(prefix)?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
}

/// A list of CPUs; a gap when it is none.
fn decode_list(probe: &mut Probe, subject: &str, name: &str, bytes: Option<&[u8]>) -> Option<CpuList> {
    let list = CpuList::decode(&String::from_utf8_lossy(bytes?));
    list.inspect_err(|error| probe.damaged(subject, name, error)).ok()
}

/// Items with equal keys together, groups in the order of their first items.
fn group<T, K: Eq + Hash + Clone>(items: impl IntoIterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    let mut places = HashMap::new();
    for (key, item) in items {
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, members)) => members.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}

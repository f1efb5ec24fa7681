//! Packages, dies and cores (Linux, Documentation/admin-guide/cputopology.rst).

use std::collections::HashMap;

use super::{CPUS, group};
use crate::{
    collect::{Attributes, Probe},
    decode::linux::{cpu_list::CpuList, cpuinfo::Processor},
    report::{CpuCore, CpuDie, CpuPackage, Throttling},
    units::Hertz,
};

const NAMES: [&str; 13] = [
    "topology/physical_package_id",
    "topology/die_id",
    "topology/cluster_id",
    "topology/core_id",
    "topology/package_cpus_list",
    "topology/die_cpus_list",
    "topology/core_cpus_list",
    "thermal_throttle/core_throttle_count",
    "thermal_throttle/core_throttle_max_time_ms",
    "thermal_throttle/core_throttle_total_time_ms",
    "thermal_throttle/package_throttle_count",
    "thermal_throttle/package_throttle_max_time_ms",
    "thermal_throttle/package_throttle_total_time_ms",
];

/// One logical CPU and where it is.
struct Thread {
    number: u32,
    attributes: Attributes,
    /// The CPUs of its package and of its core, as the kernel lists them: what identifies these, since numbers repeat.
    package: Option<String>,
    core: String,
    frequency: Option<Hertz>,
}

/// Packages in the order of their first CPU.
pub(super) fn read(probe: &mut Probe, online: &[u32], processors: &[Processor]) -> Vec<CpuPackage> {
    let frequencies: HashMap<u32, Option<Hertz>> =
        processors.iter().map(|processor| (processor.number, processor.frequency)).collect();
    probe.read_attributes_ahead(online.iter().map(|number| directory(*number)), &NAMES);
    let threads: Vec<Thread> = online
        .iter()
        .filter_map(|number| read_thread(probe, *number, frequencies.get(number).copied().flatten()))
        .collect();
    let packages = group(threads.into_iter().map(|thread| (thread.package.clone(), thread)));
    packages.into_iter().map(|(_, threads)| read_package(probe, threads)).collect()
}

fn directory(number: u32) -> String {
    format!("{CPUS}/cpu{number}")
}

/// `None` for a CPU that the kernel says nothing of.
fn read_thread(probe: &mut Probe, number: u32, frequency: Option<Hertz>) -> Option<Thread> {
    let (subject, directory) = (format!("cpu{number}"), directory(number));
    let attributes = probe.attributes(&subject, &directory, &NAMES);
    let mut list = |name: &str, earlier_name: &str| {
        let text = attributes.text(name);
        text.or_else(|| probe.text(&subject, &format!("{directory}/topology/{earlier_name}")))
    };
    let package = list("topology/package_cpus_list", "core_siblings_list");
    let core = list("topology/core_cpus_list", "thread_siblings_list")?;
    Some(Thread { number, attributes, package, core, frequency })
}

fn read_package(probe: &mut Probe, threads: Vec<Thread>) -> CpuPackage {
    let id = id(&threads, "topology/physical_package_id");
    let ppin = threads.first().and_then(|thread| {
        let subject = id.map_or_else(|| format!("cpu{}", thread.number), |id| format!("package {id}"));
        let attributes = probe.attributes(&subject, &format!("{CPUS}/cpu{}", thread.number), &["topology/ppin"]);
        attributes.text("topology/ppin").filter(|ppin| ppin != "0x0")
    });
    CpuPackage {
        id,
        cpus: cpus(&threads),
        ppin,
        throttling: throttling(&threads, "package"),
        dies: group(threads.into_iter().map(|thread| (thread.attributes.text("topology/die_cpus_list"), thread)))
            .into_iter()
            .map(|(_, threads)| die(threads))
            .collect(),
    }
}

fn die(threads: Vec<Thread>) -> CpuDie {
    CpuDie {
        id: id(&threads, "topology/die_id"),
        cpus: cpus(&threads),
        cores: group(threads.into_iter().map(|thread| (thread.core.clone(), thread)))
            .into_iter()
            .map(|(_, threads)| core(&threads))
            .collect(),
    }
}

fn core(threads: &[Thread]) -> CpuCore {
    CpuCore {
        id: id(threads, "topology/core_id"),
        cluster_id: id(threads, "topology/cluster_id"),
        cpus: cpus(threads),
        frequency_hertz: threads.first().and_then(|thread| thread.frequency),
        throttling: throttling(threads, "core"),
    }
}

fn cpus(threads: &[Thread]) -> String {
    threads.iter().map(|thread| thread.number).collect::<CpuList>().to_string()
}

/// The platform's number; it prints -1, or on x86 that in 16 bits, for one that it does not know.
fn id(threads: &[Thread], name: &str) -> Option<u32> {
    threads.first()?.attributes.number(name).filter(|id| *id != u32::from(u16::MAX))
}

/// The highest counts of the threads, each of which counts for itself.
fn throttling(threads: &[Thread], scope: &str) -> Option<Throttling> {
    let highest = |what: &str| {
        let name = format!("thermal_throttle/{scope}_throttle_{what}");
        threads.iter().filter_map(|thread| thread.attributes.number(&name)).max()
    };
    let throttling = Throttling {
        count: highest("count"),
        longest_milliseconds: highest("max_time_ms"),
        total_milliseconds: highest("total_time_ms"),
    };
    (throttling != Throttling::default()).then_some(throttling)
}

//! NUMA nodes (Linux, Documentation/ABI/stable/sysfs-devices-node; Documentation/admin-guide/mm/numaperf.rst).

use super::{decode_list, numbered};
use crate::{
    collect::{Attributes, Probe},
    decode::linux::node,
    report::{MemoryAccess, MemorySideCache, NumaDistance, NumaHugepages, NumaNode, Reason},
    units::Bytes,
};

const NODES: &str = "/sys/devices/system/node";

/// Every node, by number.
pub(super) fn read(probe: &mut Probe) -> Vec<NumaNode> {
    let numbers = numbered(&probe.list("node", NODES), "node");
    numbers.iter().map(|number| read_node(probe, *number, &numbers)).collect()
}

fn read_node(probe: &mut Probe, id: u32, nodes: &[u32]) -> NumaNode {
    let subject = format!("node{id}");
    let directory = format!("{NODES}/{subject}");
    let names = ["cpulist", "meminfo", "distance", "x86/sgx_total_bytes"];
    let attributes = probe.attributes(&subject, &directory, &names);
    let meminfo = attributes.text("meminfo").unwrap_or_default();
    NumaNode {
        id,
        cpus: decode_list(probe, &subject, "cpulist", attributes.bytes("cpulist")).map(|list| list.to_string()),
        memory_total_bytes: node::amount(&meminfo, "MemTotal"),
        memory_free_bytes: node::amount(&meminfo, "MemFree"),
        memory_used_bytes: node::amount(&meminfo, "MemUsed"),
        hugepages: read_hugepages(probe, &subject, &format!("{directory}/hugepages")),
        distances: distances(probe, &subject, &attributes, nodes),
        access: read_access(probe, &subject, &format!("{directory}/access0/initiators")),
        memory_side_caches: read_side_caches(probe, &subject, &format!("{directory}/memory_side_cache")),
        sgx_epc_bytes: attributes.number("x86/sgx_total_bytes").map(Bytes),
    }
}

/// The kernel prints one distance a node that is online, and has a directory for just those.
fn distances(probe: &mut Probe, subject: &str, attributes: &Attributes, nodes: &[u32]) -> Vec<NumaDistance> {
    let Some(text) = attributes.text("distance") else { return Vec::new() };
    let distances = node::distances(&text).inspect_err(|error| probe.damaged(subject, "distance", error));
    let distances = distances.unwrap_or_default();
    if distances.len() != nodes.len() {
        let detail = format!("{} distances for {} nodes", distances.len(), nodes.len());
        probe.gap(subject, "distance", Reason::Damaged, detail);
        return Vec::new();
    }
    let pairs = nodes.iter().zip(distances);
    pairs.map(|(node, distance)| NumaDistance { node: *node, distance }).collect()
}

/// Folders are named after the size of the page: `hugepages-2048kB`.
fn read_hugepages(probe: &mut Probe, subject: &str, directory: &str) -> Vec<NumaHugepages> {
    let mut pools: Vec<(u64, String)> = Vec::new();
    for name in probe.list(subject, directory) {
        let kib = name.strip_prefix("hugepages-").and_then(|size| size.strip_suffix("kB")?.parse().ok());
        pools.extend(kib.map(|kib| (kib, name)));
    }
    pools.sort_unstable();
    let pool = |(kib, name): (u64, String)| {
        let names = ["nr_hugepages", "free_hugepages", "surplus_hugepages"];
        let attributes = probe.attributes(subject, &format!("{directory}/{name}"), &names);
        NumaHugepages {
            size_bytes: Bytes::from_kib(kib),
            total: attributes.number("nr_hugepages"),
            free: attributes.number("free_hugepages"),
            surplus: attributes.number("surplus_hugepages"),
        }
    };
    pools.into_iter().map(pool).collect()
}

fn read_access(probe: &mut Probe, subject: &str, directory: &str) -> Option<MemoryAccess> {
    let names = ["read_bandwidth", "write_bandwidth", "read_latency", "write_latency"];
    let attributes = probe.attributes(subject, directory, &names);
    // Firmware states 0 for what it did not measure.
    let known = |name: &str| attributes.number::<u64>(name).filter(|number| *number > 0);
    let access = MemoryAccess {
        read_bandwidth_megabytes_per_second: known("read_bandwidth"),
        write_bandwidth_megabytes_per_second: known("write_bandwidth"),
        read_latency_nanoseconds: known("read_latency"),
        write_latency_nanoseconds: known("write_latency"),
    };
    (access != MemoryAccess::default()).then_some(access)
}

fn read_side_caches(probe: &mut Probe, subject: &str, directory: &str) -> Vec<MemorySideCache> {
    let levels = numbered(&probe.list(subject, directory), "index");
    let cache = |level| {
        let names = ["size", "line_size", "indexing", "write_policy"];
        let attributes = probe.attributes(subject, &format!("{directory}/index{level}"), &names);
        MemorySideCache {
            level,
            size_bytes: attributes.number("size").map(Bytes),
            line_size_bytes: attributes.number("line_size").map(Bytes),
            indexing: attributes.number("indexing"),
            write_policy: attributes.number("write_policy"),
        }
    };
    levels.into_iter().map(cache).collect()
}

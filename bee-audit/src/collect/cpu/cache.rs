//! Caches, each once however many CPUs share it.

use std::collections::HashSet;

use super::{CPUS, decode_list};
use crate::{
    collect::Probe,
    decode::linux::{cache, cpu_list::CpuList},
    report::CpuCache,
    units::Bytes,
};

const NAMES: [&str; 10] = [
    "level",
    "type",
    "id",
    "size",
    "ways_of_associativity",
    "coherency_line_size",
    "number_of_sets",
    "physical_line_partition",
    "write_policy",
    "allocation_policy",
];

/// Caches in the order of level, type and first CPU.
pub(super) fn read(probe: &mut Probe, online: &[u32]) -> Vec<CpuCache> {
    let mut seen = HashSet::new();
    let mut caches = Vec::new();
    for number in online {
        let subject = format!("cpu{number}");
        let directory = format!("{CPUS}/cpu{number}/cache");
        let mut indexes = probe.list(&subject, &directory);
        indexes.retain(|name| name.starts_with("index"));
        let lists: Vec<String> = indexes.iter().map(|index| format!("{index}/shared_cpu_list")).collect();
        let shared = probe.attributes(&subject, &directory, &lists.iter().map(String::as_str).collect::<Vec<_>>());
        for (index, list) in indexes.into_iter().zip(&lists) {
            // Firmware that hides the sharing leaves the list out: then each CPU has a cache of its own.
            let sharing = decode_list(probe, &subject, list, shared.bytes(list));
            let sharing = sharing.unwrap_or_else(|| [*number].into_iter().collect());
            if seen.insert((index.clone(), sharing.clone())) {
                caches.push((sharing.first(), read_cache(probe, &subject, &format!("{directory}/{index}"), &sharing)));
            }
        }
    }
    caches.sort_unstable_by(|(first, a), (other, b)| (a.level, &a.r#type, first).cmp(&(b.level, &b.r#type, other)));
    // A cache may be another index of another kind of CPU.
    caches.dedup_by(|(_, a), (_, b)| (a.level, &a.r#type, &a.cpus) == (b.level, &b.r#type, &b.cpus));
    caches.into_iter().map(|(_, cache)| cache).collect()
}

fn read_cache(probe: &mut Probe, subject: &str, directory: &str, sharing: &CpuList) -> CpuCache {
    let attributes = probe.attributes(subject, directory, &NAMES);
    let size = attributes.text("size").and_then(|text| {
        let size = cache::size(&text);
        size.inspect_err(|error| probe.damaged(subject, "size", error)).ok().flatten()
    });
    // The kernel prints 0 for a number that firmware does not tell.
    let number = |name: &str| attributes.number::<u32>(name).filter(|number| *number > 0);
    CpuCache {
        level: number("level"),
        r#type: attributes.text("type"),
        id: attributes.number("id"),
        cpus: sharing.to_string(),
        size_bytes: size,
        ways: number("ways_of_associativity"),
        line_size_bytes: number("coherency_line_size").map(|size| Bytes(u64::from(size))),
        sets: number("number_of_sets"),
        line_partition: number("physical_line_partition"),
        write_policy: attributes.text("write_policy"),
        allocation_policy: attributes.text("allocation_policy"),
    }
}

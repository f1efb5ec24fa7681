//! Caches: alike ones together, each once however many CPUs share it.

use std::collections::{BTreeSet, HashSet};

use super::{CPUS, decode_list};
use crate::{
    collect::Probe,
    decode::linux::{cache, cpu_list::CpuList},
    report::CpuCache,
    units::Bytes,
};

const NAMES: [&str; 9] = [
    "level",
    "type",
    "size",
    "ways_of_associativity",
    "coherency_line_size",
    "number_of_sets",
    "physical_line_partition",
    "write_policy",
    "allocation_policy",
];

/// Kinds of caches in the order of level, type and first CPU.
pub(super) fn read(probe: &mut Probe, online: &[u32]) -> Vec<CpuCache> {
    let mut seen = HashSet::new();
    let mut kinds: Vec<(CpuCache, BTreeSet<CpuList>)> = Vec::new();
    for number in online {
        let directory = format!("{CPUS}/cpu{number}/cache");
        for (index, sharing) in read_sharing(probe, *number, &directory) {
            if !seen.insert((index.clone(), sharing.clone())) {
                continue;
            }
            let cache = read_cache(probe, &format!("cpu{number}"), &format!("{directory}/{index}"));
            match kinds.iter_mut().find(|(kind, _)| *kind == cache) {
                Some((_, instances)) => drop(instances.insert(sharing)),
                None => kinds.push((cache, BTreeSet::from([sharing]))),
            }
        }
    }
    kinds.sort_by(|(a, of_a), (b, of_b)| (a.level, &a.r#type, of_a).cmp(&(b.level, &b.r#type, of_b)));
    let listed = |instances: BTreeSet<CpuList>| instances.iter().map(CpuList::to_string).collect();
    kinds.into_iter().map(|(kind, instances)| CpuCache { instances: listed(instances), ..kind }).collect()
}

/// The caches of one CPU by the name of their folder, with the CPUs that share each.
fn read_sharing(probe: &mut Probe, number: u32, directory: &str) -> Vec<(String, CpuList)> {
    let subject = format!("cpu{number}");
    let mut indexes = probe.list(&subject, directory);
    indexes.retain(|name| name.starts_with("index"));
    let lists: Vec<String> = indexes.iter().map(|index| format!("{index}/shared_cpu_list")).collect();
    let shared = probe.attributes(&subject, directory, &lists.iter().map(String::as_str).collect::<Vec<_>>());
    let sharing = lists.iter().map(|list| {
        // Firmware that hides the sharing leaves the list out: then each CPU has a cache of its own.
        let sharing = decode_list(probe, &subject, list, shared.bytes(list));
        sharing.unwrap_or_else(|| [number].into_iter().collect())
    });
    let sharing: Vec<CpuList> = sharing.collect();
    indexes.into_iter().zip(sharing).collect()
}

/// What one cache has in common with others of its kind.
fn read_cache(probe: &mut Probe, subject: &str, directory: &str) -> CpuCache {
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
        size_bytes: size,
        ways: number("ways_of_associativity"),
        line_size_bytes: number("coherency_line_size").map(|size| Bytes(u64::from(size))),
        sets: number("number_of_sets"),
        line_partition: number("physical_line_partition"),
        write_policy: attributes.text("write_policy"),
        allocation_policy: attributes.text("allocation_policy"),
        instances: Vec::new(),
    }
}

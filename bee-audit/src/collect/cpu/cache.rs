//! Caches: alike ones together, each once however many CPUs share it.

use std::collections::{BTreeSet, HashSet};

use super::{CPUS, decode_list};
use crate::{
    collect::Probe,
    decode::linux::{cache, cpu_list::CpuList},
    host::Query,
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
    let mut caches = find(probe, online);
    caches.retain(|cache| seen.insert((cache.index.clone(), cache.sharing.clone())));
    probe.read_attributes_ahead(caches.iter().map(Place::directory), &NAMES);
    let mut kinds: Vec<(CpuCache, BTreeSet<CpuList>)> = Vec::new();
    for place in caches {
        let cache = read_cache(probe, &format!("cpu{}", place.cpu), &place.directory());
        match kinds.iter_mut().find(|(kind, _)| *kind == cache) {
            Some((_, instances)) => drop(instances.insert(place.sharing)),
            None => kinds.push((cache, BTreeSet::from([place.sharing]))),
        }
    }
    kinds.sort_by(|(a, of_a), (b, of_b)| (a.level, &a.r#type, of_a).cmp(&(b.level, &b.r#type, of_b)));
    let listed = |instances: BTreeSet<CpuList>| instances.iter().map(CpuList::to_string).collect();
    kinds.into_iter().map(|(kind, instances)| CpuCache { instances: listed(instances), ..kind }).collect()
}

/// A cache as one CPU sees it.
struct Place {
    cpu: u32,
    /// The name of its folder.
    index: String,
    /// The CPUs that share it.
    sharing: CpuList,
}

impl Place {
    fn directory(&self) -> String {
        format!("{}/{}", directory(self.cpu), self.index)
    }
}

fn directory(cpu: u32) -> String {
    format!("{CPUS}/cpu{cpu}/cache")
}

/// The caches of every CPU.
fn find(probe: &mut Probe, online: &[u32]) -> Vec<Place> {
    const SHARING: &str = "shared_cpu_list";
    probe.read_ahead(online.iter().map(|cpu| Query::List(directory(*cpu))));
    let mut found: Vec<(u32, String)> = Vec::new();
    for cpu in online {
        let names = probe.list(&format!("cpu{cpu}"), &directory(*cpu));
        found.extend(names.into_iter().filter(|name| name.starts_with("index")).map(|index| (*cpu, index)));
    }
    probe.read_attributes_ahead(found.iter().map(|(cpu, index)| format!("{}/{index}", directory(*cpu))), &[SHARING]);
    let place = |(cpu, index): (u32, String)| {
        let (subject, name) = (format!("cpu{cpu}"), format!("{index}/{SHARING}"));
        let attributes = probe.attributes(&subject, &directory(cpu), &[&name]);
        // Firmware that hides the sharing leaves the list out: then each CPU has a cache of its own.
        let sharing = decode_list(probe, &subject, &name, attributes.bytes(&name));
        Place { cpu, index, sharing: sharing.unwrap_or_else(|| [cpu].into_iter().collect()) }
    };
    found.into_iter().map(place).collect()
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

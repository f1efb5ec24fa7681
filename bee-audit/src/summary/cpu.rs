//! Processors.

use crate::{
    decode::linux::cpu_list::CpuList,
    report::{Cpu, CpuPackage, CpuSocket},
    units::Hertz,
};

use super::{
    page::{Cell, Section, Tone, cell},
    phrase::{alike, counted, times, words},
};

/// What sits in the sockets, how it runs, and what it is exposed to.
pub(super) fn section(cpu: &Cpu) -> Section {
    let mut section = Section::new("CPU");
    for (described, packages) in alike(&cpu.packages, |package| description(cpu, package)) {
        let each = if packages.len() > 1 { " each" } else { "" };
        section.line([cell(times(packages.len(), &described) + each).tone(Tone::Strong)]);
    }
    if cpu.packages.is_empty() {
        let names = cpu.sockets.iter().filter_map(|socket| socket.version.as_deref().map(plain_name));
        let names = alike(names, String::clone).into_iter();
        section.line(names.map(|(name, sockets)| cell(times(sockets.len(), &name)).tone(Tone::Strong)));
    }
    section.line([sockets(cpu)]);
    section.line([microcode(cpu), smt(cpu), offline(cpu)]);
    section.line([frequencies(cpu), boost(cpu), last_level_cache(cpu), numa(cpu)]);
    section
}

/// `Intel Xeon Gold 6248R, 24 cores / 48 threads`
fn description(cpu: &Cpu, package: &CpuPackage) -> String {
    let first = first_of(&package.cpus);
    let model = cpu.models.iter().find(|model| first.is_some_and(|first| holds(&model.cpus, first)));
    let name = model.and_then(|model| model.name.as_deref()).unwrap_or("processor of no known name");
    let cores: usize = package.dies.iter().map(|die| die.cores.len()).sum();
    let threads = CpuList::decode(&package.cpus).map_or(0, |cpus| cpus.count());
    let parts = [
        Some(plain_name(name)),
        (cores > 0).then(|| counted(cores as u64, "core")),
        (threads > 0).then(|| counted(threads, "thread")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The brand string without its marks of trade and its frequency: `Intel Xeon Gold 6248R`.
fn plain_name(brand: &str) -> String {
    let unmarked = brand.replace("(R)", "").replace("(TM)", "").replace("(tm)", "");
    let name = unmarked.split('@').next().unwrap_or_default();
    words(name.split_whitespace().filter(|word| !["CPU", "Processor"].contains(word)).map(Some))
}

fn first_of(cpus: &str) -> Option<u32> {
    CpuList::decode(cpus).ok()?.first()
}

fn holds(cpus: &str, number: u32) -> bool {
    CpuList::decode(cpus).is_ok_and(|cpus| cpus.contains(number))
}

/// Sockets without a processor, and serial numbers of the others.
fn sockets(cpu: &Cpu) -> Cell {
    let name = |socket: &CpuSocket| socket.designation.clone().unwrap_or_else(|| "unnamed".to_owned());
    let is_empty = |socket: &&CpuSocket| socket.populated == Some(false);
    let empty: Vec<String> = cpu.sockets.iter().filter(is_empty).map(name).collect();
    let serials =
        cpu.sockets.iter().filter_map(|socket| Some(format!("{} {}", name(socket), socket.serial_number.as_ref()?)));
    let serials: Vec<String> = serials.collect();
    let parts = [("serial", serials), ("empty", empty)].into_iter().filter(|(_, names)| !names.is_empty());
    cell(parts.map(|(what, names)| format!("{what}: {}", names.join(", "))).collect::<Vec<_>>().join("; "))
}

fn microcode(cpu: &Cpu) -> Cell {
    match cpu.microcode.as_slice() {
        [] => Cell::default(),
        [one] => cell(format!("microcode {}", one.revision)),
        several => {
            let each: Vec<String> = several.iter().map(|one| format!("{} (CPUs {})", one.revision, one.cpus)).collect();
            cell(format!("microcode {}", each.join(" and "))).tone(Tone::Warning)
        }
    }
}

fn smt(cpu: &Cpu) -> Cell {
    match cpu.smt.active {
        Some(true) => cell("SMT on"),
        Some(false) if cpu.smt.control.as_deref() == Some("off") => cell("SMT off").tone(Tone::Warning),
        _ => Cell::default(),
    }
}

/// What is present and not online.
fn offline(cpu: &Cpu) -> Cell {
    let count =
        |list: &Option<String>| list.as_deref().and_then(|list| CpuList::decode(list).ok()).map(|list| list.count());
    match (count(&cpu.cpus.present), count(&cpu.cpus.online)) {
        (Some(present), Some(online)) if online < present => {
            cell(format!("{} of {present} threads offline", present - online)).tone(Tone::Warning)
        }
        _ => Cell::default(),
    }
}

/// From the lowest to the highest of all.
fn frequencies(cpu: &Cpu) -> Cell {
    let lowest = cpu.frequencies.iter().filter_map(|range| range.minimum_hertz).map(|hertz| hertz.0).min();
    let highest = cpu.frequencies.iter().filter_map(|range| range.maximum_hertz).map(|hertz| hertz.0).max();
    match (lowest, highest) {
        (Some(lowest), Some(highest)) => cell(format!("{} to {}", Hertz(lowest), Hertz(highest))),
        _ => Cell::default(),
    }
}

fn boost(cpu: &Cpu) -> Cell {
    if cpu.boost == Some(false) { cell("boost off").tone(Tone::Warning) } else { Cell::default() }
}

/// All caches of the highest level together.
fn last_level_cache(cpu: &Cpu) -> Cell {
    let Some(level) = cpu.caches.iter().filter_map(|cache| cache.level).max() else { return Cell::default() };
    let caches = cpu.caches.iter().filter(|cache| cache.level == Some(level));
    let parts: Vec<String> =
        caches.filter_map(|cache| Some(times(cache.instances.len(), &cache.size_bytes?.to_string()))).collect();
    cell(if parts.is_empty() { String::new() } else { format!("L{level} {}", parts.join(" + ")) })
}

fn numa(cpu: &Cpu) -> Cell {
    cell(if cpu.numa_nodes.len() > 1 { counted(cpu.numa_nodes.len() as u64, "NUMA node") } else { String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{CpuCache, CpuCore, CpuDie, CpuFrequency, CpuModel, CpuSets, Microcode, NumaNode, Smt},
        units::Bytes,
    };

    fn package(id: u32, cpus: &str) -> CpuPackage {
        let dies = vec![CpuDie { cores: vec![CpuCore::default(); 2], ..CpuDie::default() }];
        CpuPackage { id: Some(id), cpus: cpus.into(), dies, ..CpuPackage::default() }
    }

    fn two_sockets() -> Cpu {
        let name = Some("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz".into());
        let range = (Some(Hertz(1_200_000_000)), Some(Hertz(4_000_000_000)));
        let frequency = CpuFrequency { minimum_hertz: range.0, maximum_hertz: range.1, ..CpuFrequency::default() };
        let instances = vec!["0-1,4-5".into(), "2-3,6-7".into()];
        let size_bytes = Some(Bytes::from_kib(36_608));
        let cache = CpuCache { level: Some(3), size_bytes, instances, ..CpuCache::default() };
        let socket = |name: &str, populated, serial: Option<&str>| CpuSocket {
            designation: Some(name.into()),
            populated: Some(populated),
            serial_number: serial.map(str::to_owned),
            ..CpuSocket::default()
        };
        Cpu {
            sockets: vec![socket("CPU1", true, Some("0x11")), socket("CPU2", true, None), socket("CPU3", false, None)],
            cpus: CpuSets { present: Some("0-7".into()), online: Some("0-7".into()), ..CpuSets::default() },
            smt: Smt { active: Some(true), control: Some("on".into()) },
            models: vec![CpuModel { name, cpus: "0-7".into(), ..CpuModel::default() }],
            microcode: vec![Microcode { revision: "0x5003303".into(), cpus: "0-7".into() }],
            packages: vec![package(0, "0-1,4-5"), package(1, "2-3,6-7")],
            caches: vec![cache],
            numa_nodes: vec![NumaNode::default(), NumaNode::default()],
            frequencies: vec![frequency],
            ..Cpu::default()
        }
    }

    #[test]
    fn alike_packages_share_a_line() {
        insta::assert_snapshot!(plain(&section(&two_sockets())));
    }

    #[test]
    fn what_is_amiss_is_said() {
        let mut cpu = two_sockets();
        cpu.microcode = vec![
            Microcode { revision: "0x5003303".into(), cpus: "0-3".into() },
            Microcode { revision: "0x5003006".into(), cpus: "4-7".into() },
        ];
        cpu.smt = Smt { active: Some(false), control: Some("off".into()) };
        cpu.cpus.online = Some("0-3".into());
        cpu.boost = Some(false);
        insta::assert_snapshot!(plain(&section(&cpu)));
    }

    #[test]
    fn a_brand_string_is_stripped_of_marks_and_frequency() {
        assert_eq!(plain_name("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz"), "Intel Xeon Gold 6248R");
        assert_eq!(plain_name("AMD EPYC 9654 96-Core Processor"), "AMD EPYC 9654 96-Core");
    }
}

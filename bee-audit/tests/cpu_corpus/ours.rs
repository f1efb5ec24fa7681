//! What the audit's report says, in the words of its peers.

use bee_audit::{
    decode::linux::cpu_list::CpuList,
    report::{Cpu, CpuCache, CpuCore},
};

use super::Facts;

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn numbers(list: &str) -> Vec<u32> {
    CpuList::decode(list).unwrap().numbers().collect()
}

fn cores(cpu: &Cpu) -> impl Iterator<Item = &CpuCore> {
    cpu.packages.iter().flat_map(|package| &package.dies).flat_map(|die| &die.cores)
}

/// As hwloc tells it, with octets in its form.
pub(crate) fn as_hwloc_says(cpu: &Cpu, octets: impl Fn(u64) -> String) -> Facts {
    let mut facts = Facts::new();
    for package in &cpu.packages {
        let list = &package.cpus;
        facts.insert(format!("package {list}"), text(package.id));
        // hwloc leaves out a die that is the whole package.
        for die in package.dies.iter().filter(|_| package.dies.len() > 1) {
            facts.insert(format!("die {}", die.cpus), text(die.id));
        }
        let of_first = |cpus: &str| numbers(cpus).first() == numbers(list).first();
        for model in cpu.models.iter().filter(|model| numbers(&model.cpus).contains(&numbers(list)[0])) {
            assert!(of_first(list));
            for (name, value) in [
                ("CPUVendor", text(model.vendor_id.as_ref())),
                ("CPUFamilyNumber", text(model.family)),
                ("CPUModelNumber", text(model.model)),
                ("CPUStepping", text(model.stepping)),
                ("CPUModel", text(model.name.as_ref())),
            ] {
                facts.insert(format!("{name} of package {list}"), value);
            }
        }
    }
    for core in cores(cpu) {
        facts.insert(format!("core {}", core.cpus), text(core.id));
        for number in numbers(&core.cpus) {
            facts.insert(format!("cpu {number}"), String::new());
        }
    }
    for cache in &cpu.caches {
        let size = octets(cache.size_bytes.unwrap().0);
        let line = cache.line_size_bytes.unwrap().0;
        let value = format!("{size} octets, line {line}, ways {}", text(cache.ways));
        facts.extend(cache.instances.iter().map(|cpus| (format!("{} {cpus}", cache_kind(cache)), value.clone())));
    }
    add_nodes(cpu, &octets, &mut facts);
    facts
}

fn cache_kind(cache: &CpuCache) -> &'static str {
    match (cache.level, cache.r#type.as_deref()) {
        (Some(1), Some("Instruction")) => "first-level instruction cache",
        (Some(1), Some("Data")) => "first-level data cache",
        (Some(2), Some("Unified")) => "second-level cache",
        (Some(3), Some("Unified")) => "third-level cache",
        other => panic!("{other:?}"),
    }
}

fn add_nodes(cpu: &Cpu, octets: &impl Fn(u64) -> String, facts: &mut Facts) {
    for node in &cpu.numa_nodes {
        let id = node.id;
        facts.insert(format!("node {id}"), octets(node.memory_total_bytes.unwrap().0));
        for pages in &node.hugepages {
            facts.insert(format!("huge pages of node {id}, {} octets", pages.size_bytes.0), text(pages.total));
        }
        for other in &node.distances {
            facts.insert(format!("distance {id} {}", other.node), other.distance.to_string());
        }
        for cache in &node.memory_side_caches {
            let size = octets(cache.size_bytes.unwrap().0);
            let line = cache.line_size_bytes.unwrap().0;
            facts.insert(format!("memory-side cache of node {id}"), format!("{size} octets, line {line}"));
        }
    }
}

/// As lscpu tells it: its summary, its table of CPUs, its table of caches.
pub(crate) fn as_lscpu_says(cpu: &Cpu) -> Facts {
    let mut facts = Facts::new();
    add_summary(cpu, &mut facts);
    for core in cores(cpu) {
        add_sharing("core", &core.cpus, &mut facts);
    }
    for package in &cpu.packages {
        add_sharing("socket", &package.cpus, &mut facts);
    }
    for node in &cpu.numa_nodes {
        add_sharing("node", node.cpus.as_deref().unwrap_or_default(), &mut facts);
        facts.insert(format!("NUMA node{} CPU(s)", node.id), text(node.cpus.as_ref()));
    }
    for cache in &cpu.caches {
        let name = lscpu_name(cache);
        for cpus in &cache.instances {
            add_sharing(&name, cpus, &mut facts);
        }
        // Of a hybrid machine, lscpu describes the caches of the first CPU for all, but their size together.
        let mut column = |column: &str, value: String| {
            facts.entry(format!("{column} of cache {name}")).or_insert(value);
        };
        column("ONE-SIZE", text(cache.size_bytes.map(|size| size.0)));
        column("WAYS", text(cache.ways));
        column("TYPE", text(cache.r#type.as_ref()));
        column("LEVEL", text(cache.level));
        column("SETS", text(cache.sets));
        column("PHY-LINE", text(cache.line_partition));
        column("COHERENCY-SIZE", text(cache.line_size_bytes.map(|size| size.0)));
        let alike = cpu.caches.iter().filter(|other| lscpu_name(other) == name);
        let all: u64 = alike.map(|kind| kind.size_bytes.unwrap().0 * kind.instances.len() as u64).sum();
        column("ALL-SIZE", all.to_string());
    }
    for range in &cpu.frequencies {
        for number in numbers(&range.cpus) {
            let megahertz = |hertz: Option<bee_audit::units::Hertz>| text(hertz.map(|hertz| hertz.0 / 1_000_000));
            facts.insert(format!("MAXMHZ of cpu {number}"), megahertz(range.maximum_hertz));
            facts.insert(format!("MINMHZ of cpu {number}"), megahertz(range.minimum_hertz));
        }
    }
    facts
}

fn lscpu_name(cache: &CpuCache) -> String {
    let suffix = match cache.r#type.as_deref() {
        Some("Data") => "d",
        Some("Instruction") => "i",
        _ => "",
    };
    format!("L{}{suffix}", text(cache.level))
}

fn add_sharing(part: &str, list: &str, facts: &mut Facts) {
    for number in numbers(list) {
        facts.insert(format!("{part} of cpu {number}"), list.to_owned());
    }
}

fn add_summary(cpu: &Cpu, facts: &mut Facts) {
    let mut fact = |name: &str, value: String| drop(facts.insert(name.to_owned(), value));
    fact("CPU(s)", text(cpu.cpus.present.as_ref().map(|present| numbers(present).len())));
    fact("On-line CPU(s) list", text(cpu.cpus.online.as_ref()));
    fact("NUMA node(s)", cpu.numa_nodes.len().to_string());
    let totals = &cpu.totals;
    let (packages, cores) = (totals.packages.unwrap(), totals.cores.unwrap());
    fact("Socket(s)", packages.to_string());
    fact("Core(s) per socket", (cores / packages).to_string());
    let most_threads = self::cores(cpu).map(|core| numbers(&core.cpus).len()).max().unwrap();
    fact("Thread(s) per core", most_threads.to_string());
    if let Some(model) = cpu.models.first() {
        fact("Vendor ID", text(model.vendor_id.as_ref()));
        fact("Model name", text(model.name.as_ref()));
        fact("CPU family", text(model.family));
        fact("Model", text(model.model));
        fact("Stepping", text(model.stepping));
        fact("Flags", model.flags.join(" "));
        let bits = [model.physical_address_bits, model.virtual_address_bits].map(text);
        fact("Address sizes", format!("{} bits physical, {} bits virtual", bits[0], bits[1]));
    }
    for known in &cpu.vulnerabilities {
        let mut name = known.name.replace('_', " ");
        name[..1].make_ascii_uppercase();
        let guests = if known.of_guests { "KVM " } else { "" };
        let state = known.state.as_deref().unwrap_or_default();
        let value = format!("{guests}{state} {}", known.detail.as_deref().unwrap_or_default());
        fact(&format!("Vulnerability {name}"), value.trim().replace([':', ';'], ""));
    }
}

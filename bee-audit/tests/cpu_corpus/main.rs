//! Processors of real machines: what the audit says of a recorded tree agrees with what hwloc and lscpu say of it, in
//! every fact that both give. No difference is known.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use bee_audit::{
    Options, Replay, audit,
    decode::linux::cpu_list::CpuList,
    report::{Component, Cpu},
};

#[path = "../support/archive.rs"]
mod archive;
#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../support/guest.rs"]
mod guest;
mod hwloc;
mod lscpu;
mod ours;

/// What somebody says of a machine, under a name that all who say it use.
type Facts = BTreeMap<String, String>;

/// An archive of the corpus and the tree in it.
struct Machine {
    archive: &'static str,
    tree: &'static str,
    /// hwloc's own reading beside the archive.
    reading: Option<&'static str>,
}

const MACHINES: [Machine; 5] = [
    Machine {
        archive: "hwloc/linux/2pa-pcidomain32bits.tar.bz2",
        tree: "2pa-pcidomain32bits",
        reading: Some("hwloc/linux/2pa-pcidomain32bits.console"),
    },
    Machine {
        archive: "hwloc/linux/32em64t-2n8c+dax+nvme+mic+dimms.tar.bz2",
        tree: "32em64t-2n8c+1mic",
        reading: Some("hwloc/linux/32em64t-2n8c+dax+nvme+mic+dimms.xml"),
    },
    Machine {
        archive: "hwloc/linux/memorysidecaches.tar.bz2",
        tree: "memorysidecaches",
        reading: Some("hwloc/linux/memorysidecaches.console"),
    },
    Machine { archive: "nri-plugins/pkg/sysfs/test-data-sample1.tar.xz", tree: "sample1", reading: None },
    Machine {
        archive: "nri-plugins/pkg/cpuallocator/testdata/sysfs.tar.bz2",
        tree: "sysfs/2-socket-4-node-40-core",
        reading: None,
    },
];

impl Machine {
    /// Unpacks the tree, without most of what has nothing to do with processors, and returns its folder.
    fn unpack(&self, corpus: &Path) -> PathBuf {
        let archive = corpus.join("cpu-pci-sysfs").join(self.archive);
        let others = ["memory[0-9]*", "*/sys/class", "pci0*", "LNXSYSTM*", "virtual", "power", "pcpu*"];
        let name = format!("cpu-corpus-{}", self.tree.replace('/', "-"));
        let tree = archive::unpack(&archive, &name, &others).join(self.tree);
        name_processors(&tree);
        tree
    }
}

/// Facts that the peer and the audit do not share, of the kinds that the peer tells at all.
fn differences(machine: &str, peer: &str, theirs: &Facts, ours: &Facts) -> Vec<String> {
    let kinds: BTreeSet<&str> = theirs.keys().map(|name| kind(name)).collect();
    let more = ours.keys().filter(|name| !theirs.contains_key(*name) && kinds.contains(kind(name)));
    let names = theirs.keys().chain(more);
    let differing = names.filter(|name| theirs.get(*name) != ours.get(*name));
    let told =
        differing.map(|name| format!("{}: {peer}: {name}: {:?}, ours {:?}", machine, theirs.get(name), ours.get(name)));
    told.collect()
}

/// Every machine with its tree, unpacked once for all tests; `None` without a corpus.
fn machines() -> Option<&'static [(Machine, PathBuf)]> {
    static UNPACKED: OnceLock<Option<Vec<(Machine, PathBuf)>>> = OnceLock::new();
    let unpack = |corpus: PathBuf| {
        let trees = MACHINES.into_iter().map(|machine| {
            let tree = machine.unpack(&corpus);
            (machine, tree)
        });
        trees.collect()
    };
    UNPACKED.get_or_init(|| corpus::corpus().map(unpack)).as_deref()
}

/// lscpu and lstopo take the numbers of CPUs from `/proc/cpuinfo`; trees that lack it get one with little else in it.
fn name_processors(tree: &Path) {
    let file = tree.join("proc/cpuinfo");
    if !file.exists() {
        let online = fs::read_to_string(tree.join("sys/devices/system/cpu/online")).unwrap();
        let block = |number| format!("processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: none\n\n");
        let blocks: String = CpuList::decode(&online).unwrap().numbers().map(block).collect();
        fs::create_dir_all(tree.join("proc")).unwrap();
        fs::write(file, blocks).unwrap();
    }
}

/// The name of a fact without the CPUs and numbers in it: `L2Cache `.
fn kind(name: &str) -> &str {
    name.split(|character: char| character.is_ascii_digit()).next().unwrap_or_default()
}

fn cpu(tree: &Path) -> Cpu {
    let report = audit(&Replay::open(tree).unwrap(), &Options::only([Component::Cpu]));
    assert_eq!(report.gaps, []);
    report.cpu.unwrap()
}

#[test]
fn hwloc_agrees_on_packages_cores_caches_and_nodes() {
    let Some(machines) = machines() else { return };
    let mut told = Vec::new();
    let mut compared = [0; 2];
    for (machine, tree) in machines {
        let report = cpu(tree);
        if let Some(reading) = machine.reading {
            let text = fs::read_to_string(corpus::corpus().unwrap().join("cpu-pci-sysfs").join(reading)).unwrap();
            let (theirs, ours) = if reading.ends_with(".xml") {
                (hwloc::of_xml(&text), ours::as_hwloc_says(&report, |octets| octets.to_string()))
            } else {
                (hwloc::of_console(&text), ours::as_hwloc_says(&report, hwloc::rounded))
            };
            told.extend(differences(machine.tree, reading, &theirs, &ours));
            compared[0] += theirs.len();
        }
        if let Some(text) = hwloc::run(tree) {
            let theirs = hwloc::of_xml(&text);
            let ours = ours::as_hwloc_says(&report, |octets| octets.to_string());
            told.extend(differences(machine.tree, "lstopo", &theirs, &ours));
            compared[1] += theirs.len();
        }
    }
    println!("compared with hwloc's readings: {}, with lstopo: {}", compared[0], compared[1]);
    assert!(told.is_empty(), "{} differences:\n{}", told.len(), told.join("\n"));
    assert!(compared[0] >= 370, "{compared:?}");
    assert!(compared[1] >= 740 || compared[1] == 0, "{compared:?}");
}

#[test]
fn lscpu_agrees_on_models_sharing_and_vulnerabilities() {
    let Some(machines) = machines() else { return };
    let mut told = Vec::new();
    let mut compared = 0;
    for (machine, tree) in machines {
        let report = cpu(tree);
        let Some(theirs) = lscpu::run(tree) else { return corpus::skip("lscpu") };
        let ours = ours::as_lscpu_says(&report);
        told.extend(differences(machine.tree, "lscpu", &theirs, &ours));
        compared += theirs.len();
    }
    println!("compared with lscpu: {compared}");
    assert!(told.is_empty(), "{} differences:\n{}", told.len(), told.join("\n"));
    assert!(compared >= 1680, "{compared}");
}

#[test]
fn lscpu_and_hwloc_agreed_in_the_guests() {
    let mut told = Vec::new();
    let mut compared = [0; 2];
    for guest in guest::guests() {
        let report = guest.report(&[Component::Cpu]).cpu.unwrap();
        let theirs = lscpu::recorded(&guest.tools());
        told.extend(differences(&guest.name, "lscpu", &theirs, &ours::as_lscpu_says(&report)));
        compared[0] += theirs.len();
        if let Some(text) = guest.printed("lstopo.xml") {
            let theirs = hwloc::of_xml(&text);
            let ours = ours::as_hwloc_says(&report, |octets| octets.to_string());
            told.extend(differences(&guest.name, "lstopo", &theirs, &ours));
            compared[1] += theirs.len();
        }
    }
    println!("compared in the guests, with lscpu and lstopo: {compared:?}");
    assert!(told.is_empty(), "{} differences:\n{}", told.len(), told.join("\n"));
    assert!(compared[0] >= 200 && compared[1] >= 100, "{compared:?}");
}

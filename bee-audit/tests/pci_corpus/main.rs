//! PCI functions as lspci reads them: recorded machines with lspci's text beside them, our samples, and, where lspci
//! 3.9.0 is installed, changed samples on which both are run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bee_audit::{
    Options, Replay, audit,
    decode::pci::{ConfigurationSpace, header::Header},
    report::{Component, Pcie},
};

#[path = "../support/archive.rs"]
mod archive;
mod changed;
mod compare;
#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../support/guest.rs"]
mod guest;
mod guests;
#[path = "../support/lspci.rs"]
mod lspci;
mod registers;
#[path = "../support/lspci_render.rs"]
mod render;
mod reported;
mod reported_extended;
#[path = "../support/samples.rs"]
mod samples;

use compare::{compare_header, compare_lists, compare_record};

/// Differences that are lspci's doing, with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Explained {
    /// Reserved codes of sizes, speeds and scales: lspci prints the number that the formula gives, this decoder none.
    ReservedCode,
    /// Octet 6 of Power Management meant something on bridges before PCI Express, which reserves it (§7.5.2.2).
    BridgeExtensions,
    /// Error bits of lanes that the link does not have: lspci leaves them out.
    LanesPastTheLink,
    /// DOE Error is bit 2 of the status (§7.9.24.4); lspci 3.9.0 shows bits 1:0 as `Error`.
    ErrorOfDataObjectExchange,
    /// Debian's lspci asks udev's database as well, whose pattern for a device answers for each of its subsystems.
    HardwareDatabase,
    /// lspci names the slot of the device in it, we that of every function of the card, those behind its switch too.
    PartOfCard,
    /// A function that slept when it was recorded: its configuration space was not read.
    LeftAsleep,
    /// lspci ends with "Internal bug: Accessing non-read configuration byte".
    LspciGaveUp,
}

/// What was compared and what differed.
#[derive(Default)]
struct Ledger {
    compared: BTreeMap<&'static str, usize>,
    explained: BTreeMap<Explained, usize>,
    differences: Vec<String>,
}

impl Ledger {
    fn compare(&mut self, what: &'static str, subject: &str, ours: &str, theirs: &str) {
        *self.compared.entry(what).or_default() += 1;
        if ours != theirs {
            let same = ours.chars().zip(theirs.chars()).take_while(|(ours, theirs)| ours == theirs).count();
            let from = |text: &str| text.chars().skip(same.saturating_sub(40)).take(120).collect::<String>();
            self.differences.push(format!("{subject} {what}\n   ours: …{}\n  lspci: …{}", from(ours), from(theirs)));
        }
    }

    fn explain(&mut self, reason: Explained) {
        *self.explained.entry(reason).or_default() += 1;
    }

    /// Everything agreed, and at least `least` facts of each kind were compared.
    fn close(self, least: &[(&str, usize)]) {
        println!("compared {:?}, explained {:?}", self.compared, self.explained);
        let shown = self.differences.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(self.differences.is_empty(), "{} differences:\n{shown}", self.differences.len());
        for (what, least) in least {
            let compared = self.compared.get(what).copied().unwrap_or_default();
            assert!(compared >= *least, "{what}: only {compared} compared, expected {least}");
        }
    }
}

/// The machines of pci-pairs, each with the number of its functions.
const MACHINES: [(&str, usize); 2] = [("2pa-pcidomain32bits", 9), ("32em64t-2n8c+dax+nvme+mic+dimms", 137)];

/// The database that lspci had when its text was made: Debian's, if it is still that one.
fn names_of_lspci() -> Option<PathBuf> {
    let path = PathBuf::from("/usr/share/misc/pci.ids");
    let text = fs::read(&path).ok()?;
    let same = bee_audit::decode::pci::ids::version(&text).as_deref() == Some("2023.04.10");
    same.then_some(path)
}

fn report(root: &Path) -> Pcie {
    let options = Options { pci_ids: names_of_lspci(), ..Options::only([Component::Pcie]) };
    audit(&Replay::open(root).unwrap(), &options).pcie.unwrap()
}

#[test]
fn ids_and_names_of_recorded_machines() {
    let Some(corpus) = corpus::corpus() else { return };
    let names = names_of_lspci().is_some();
    if !names {
        corpus::notice("names are not compared: pci.ids of 2023-04-10 is not there");
    }
    let mut ledger = Ledger::default();
    for (machine, count) in MACHINES {
        let folder = corpus.join("pci-pairs/hwloc").join(machine);
        let whole = corpus.join("cpu-pci-sysfs/hwloc/linux").join(format!("{machine}.tar.bz2"));
        let text = fs::read_to_string(folder.join("lspci-Dvmmnnk.txt")).unwrap();
        for (archive, name) in [(folder.join("sys-bus-pci.tar.xz"), "pair"), (whole, "whole")] {
            let pcie = report(&archive::machine(archive::unpack(&archive, &format!("ids-{name}-{machine}"), &[])));
            let records = lspci::records(&text);
            assert_eq!((pcie.functions.len(), records.len()), (count, count), "{machine}");
            for record in records {
                let function = pcie.functions.iter().find(|function| function.address == record["Slot"]).unwrap();
                compare_record(&mut ledger, function, &record, names);
            }
        }
    }
    let least =
        [("vendor", 292), ("device", 292), ("class", 292), ("subsystem", 250), ("revision", 280), ("NUMA node", 250)];
    ledger.close(&least);
}

#[test]
fn headers_and_topology_of_recorded_machines() {
    let Some(corpus) = corpus::corpus() else { return };
    let mut ledger = Ledger::default();
    for (machine, _) in MACHINES {
        let folder = corpus.join("pci-pairs/hwloc").join(machine);
        let root =
            archive::machine(archive::unpack(&folder.join("sys-bus-pci.tar.xz"), &format!("headers-{machine}"), &[]));
        let text = fs::read_to_string(folder.join("lspci-Dnnvv.txt")).unwrap();
        let functions = lspci::functions(&text);
        for function in &functions {
            let config = root.join("sys/bus/pci/devices").join(&function.address).join("config");
            let header = Header::decode(&fs::read(config).unwrap()).unwrap();
            compare_header(&mut ledger, function, &header);
        }
        let pcie = report(&root);
        for function in &pcie.functions {
            let parent = bridge_to(&functions, &function.address).unwrap_or_default();
            ledger.compare("parent", &function.address, function.parent.as_deref().unwrap_or_default(), &parent);
        }
    }
    let least = [
        ("Control", 146),
        ("Status", 146),
        ("Bus", 9),
        ("Memory behind bridge", 9),
        ("Interrupt", 30),
        ("parent", 146),
    ];
    ledger.close(&least);
}

/// The bridge whose secondary bus is that of `address`, by lspci's text.
fn bridge_to(functions: &[lspci::Function], address: &str) -> Option<String> {
    let (domain, rest) = address.split_once(':')?;
    let (bus, _) = rest.split_once(':')?;
    let leads_there = |function: &&lspci::Function| {
        function.address.starts_with(&format!("{domain}:"))
            && function.lines.get("Bus").is_some_and(|line| {
                // A bridge that firmware never set up has the bus 0 on both sides.
                line.contains(&format!("secondary={bus},")) && !line.starts_with(&format!("primary={bus},"))
            })
    };
    functions.iter().find(leads_there).map(|function| function.address.clone())
}

/// Our samples of functions, by name.
fn parts() -> Vec<(String, Vec<u8>)> {
    let name = |path: &str| Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
    samples::of("parts", "pci-config").into_iter().map(|(path, bytes)| (name(&path), bytes)).collect()
}

#[test]
fn capabilities_of_our_samples() {
    let mut ledger = Ledger::default();
    for (name, bytes) in parts() {
        let text = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pci_corpus/lspci/{name}.lspci.txt"));
        let functions = lspci::functions(&fs::read_to_string(text).unwrap());
        let space = ConfigurationSpace::decode(&bytes).unwrap();
        compare_header(&mut ledger, &functions[0], &space.header);
        compare_lists(&mut ledger, &functions[0], &space, None);
    }
    let least = [("offset", 60), ("capability", 15), ("extended capability", 22), ("beginning", 6)];
    ledger.close(&least);
}

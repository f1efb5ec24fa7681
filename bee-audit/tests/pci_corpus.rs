//! PCI functions as lspci reads them: recorded machines with lspci's text beside them, our samples, and, where lspci 3.9.0
//! is installed, changed samples on which both are run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use bee_audit::{
    Options, Replay, audit,
    decode::pci::{ConfigurationSpace, extended::Body, header::Header},
    report::{Component, PciFunction, Pcie},
};

#[path = "support/archive.rs"]
mod archive;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "support/lspci.rs"]
mod lspci;
#[path = "support/lspci_render.rs"]
mod render;
#[path = "support/samples.rs"]
mod samples;

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
    let skip = Component::ALL.into_iter().filter(|component| *component != Component::Pcie).collect();
    let options = Options { skip, pci_ids: names_of_lspci(), ..Options::default() };
    audit(&Replay::open(root).unwrap(), &options).pcie.unwrap()
}

#[test]
fn ids_and_names_of_recorded_machines() {
    let Some(corpus) = corpus::corpus() else { return };
    let names = names_of_lspci().is_some();
    if !names {
        eprintln!("names are not compared: pci.ids of 2023-04-10 is not there");
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

fn compare_record(ledger: &mut Ledger, function: &PciFunction, record: &BTreeMap<String, String>, names: bool) {
    let subject = function.address.as_str();
    let mut named = |what: &'static str, key: &str, id: &str, name: Option<&str>, unnamed: &str| {
        let (their_name, their_id) = lspci::name_and_id(&record[key]);
        ledger.compare(what, subject, id, their_id);
        if names {
            ledger.compare("names", subject, name.unwrap_or(unnamed), their_name);
        }
    };
    named("class", "Class", &function.class.id[..4], function.class.sub.as_deref(), "Class");
    named("vendor", "Vendor", &function.vendor.id, function.vendor.name.as_deref(), "Vendor");
    named("device", "Device", &function.device.id, function.device.name.as_deref(), "Device");
    if let (Some(vendor), Some(device)) = (&function.subsystem_vendor, &function.subsystem) {
        named("subsystem", "SVendor", &vendor.id, vendor.name.as_deref(), "Unknown vendor");
        named("subsystem", "SDevice", &device.id, device.name.as_deref(), "Device");
    } else {
        assert_eq!(record.get("SVendor"), None, "{subject}");
    }
    let revision = format!("{:02x}", function.revision.unwrap_or_default());
    ledger.compare("revision", subject, &revision, record.get("Rev").map_or("00", String::as_str));
    ledger.compare(
        "programming interface",
        subject,
        &function.class.id[4..],
        record.get("ProgIf").map_or("00", String::as_str),
    );
    let node = function.numa_node.map(|node| node.to_string()).unwrap_or_default();
    ledger.compare("NUMA node", subject, &node, record.get("NUMANode").map_or("", String::as_str));
    let slot = function.slot.as_ref().and_then(|slot| slot.kernel_name.as_deref()).unwrap_or_default();
    ledger.compare("slot", subject, slot, record.get("PhySlot").map_or("", String::as_str));
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

fn compare_header(ledger: &mut Ledger, function: &lspci::Function, header: &Header) {
    for (key, ours) in render::header(header) {
        let Some(theirs) = function.lines.get(key) else {
            // lspci leaves out the interrupt of functions that use none.
            assert_eq!(key, "Interrupt", "{}: no {key}", function.address);
            continue;
        };
        // Sizes and the number of the interrupt come from elsewhere.
        let theirs = theirs.split(" [size=").next().unwrap();
        let theirs = match key {
            // With every -v there is the range that no range is.
            _ if theirs.contains("[disabled]") => "[disabled]",
            "Interrupt" => theirs.rsplit_once(' ').unwrap().0,
            "I/O behind bridge" => theirs.split(" [16-bit]").next().unwrap().split(" [32-bit]").next().unwrap(),
            "Memory behind bridge" => theirs.split(" [32-bit]").next().unwrap(),
            "Prefetchable memory behind bridge" => {
                theirs.split(" [64-bit]").next().unwrap().split(" [32-bit]").next().unwrap()
            }
            _ => theirs,
        };
        let without_zeros = |text: &str| match text.split_once('-') {
            Some((base, limit)) if key.ends_with("behind bridge") => {
                format!("{}-{}", base.trim_start_matches('0'), limit.trim_start_matches('0'))
            }
            _ => text.to_owned(),
        };
        ledger.compare(key, &function.address, &without_zeros(&ours), &without_zeros(theirs));
    }
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
        let text = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pci_lspci/{name}.lspci.txt"));
        let functions = lspci::functions(&fs::read_to_string(text).unwrap());
        let space = ConfigurationSpace::decode(&bytes).unwrap();
        compare_header(&mut ledger, &functions[0], &space.header);
        compare_lists(&mut ledger, &functions[0], &space, None);
    }
    let least = [("offset", 60), ("capability", 15), ("extended capability", 22), ("beginning", 6)];
    ledger.close(&least);
}

/// Both lists, and the text of all capabilities or of the one at `only`.
fn compare_lists(ledger: &mut Ledger, function: &lspci::Function, space: &ConfigurationSpace, only: Option<u16>) {
    let is_meant = |offset: u16| only.is_none_or(|only| only == offset);
    let theirs: Vec<String> =
        function.capabilities.iter().map(|(offset, (version, _))| place(*offset, *version)).collect();
    let conventional = space.capabilities.iter().flatten();
    let extended = space.extended_capabilities.iter().flatten();
    let mut ours: Vec<(u16, Option<u8>)> =
        conventional.clone().map(|capability| (capability.offset.into(), None)).collect();
    ours.extend(extended.clone().map(|capability| (capability.offset, Some(capability.version))));
    ours.sort_unstable();
    let ours: Vec<String> = ours.into_iter().map(|(offset, version)| place(offset, version)).collect();
    for index in 0..ours.len().max(theirs.len()) {
        let at = |list: &[String]| list.get(index).cloned().unwrap_or_default();
        ledger.compare("offset", &function.address, &at(&ours), &at(&theirs));
    }
    for capability in conventional.filter(|capability| is_meant(capability.offset.into())) {
        let Some((_, theirs)) = function.capabilities.get(&capability.offset.into()) else { continue };
        if let Some(ours) = render::render(space, capability) {
            compare_text(ledger, "capability", function, &ours, theirs);
        } else if let Some(ours) = render::render_start(capability) {
            let theirs = theirs.get(..ours.len()).unwrap_or(theirs);
            ledger.compare("beginning", &function.address, &ours, theirs);
        }
    }
    for capability in extended.filter(|capability| is_meant(capability.offset)) {
        let Some((_, theirs)) = function.capabilities.get(&capability.offset) else { continue };
        let Some((ours, whole)) = render::render_extended(capability) else { continue };
        let root = match &capability.body {
            Some(Body::AdvancedErrorReporting(errors)) if theirs.contains(" RootCmd: ") => render::root_errors(errors),
            _ => None,
        };
        let ours = root.map_or(ours.clone(), |root| format!("{ours} {root}"));
        let theirs = if whole { theirs } else { theirs.get(..ours.len()).unwrap_or(theirs) };
        compare_text(ledger, "extended capability", function, &ours, theirs);
    }
}

fn place(offset: u16, version: Option<u8>) -> String {
    version.map_or(format!("{offset:x}"), |version| format!("{offset:x} v{version}"))
}

fn compare_text(ledger: &mut Ledger, what: &'static str, function: &lspci::Function, ours: &str, theirs: &str) {
    match explanation(ours, theirs) {
        Some(reason) => ledger.explain(reason),
        None => ledger.compare(what, &function.address, ours, theirs),
    }
}

/// Why the texts differ, where that is known.
fn explanation(ours: &str, theirs: &str) -> Option<Explained> {
    if ours == theirs {
        return None;
    }
    if ours.contains("Unknown type") || theirs.contains("out of specification") || differ_in_reserved(ours, theirs) {
        Some(Explained::ReservedCode)
    } else if ours.starts_with("Secondary PCI Express") && ours.contains("LaneErr") {
        Some(Explained::LanesPastTheLink)
    } else if ours.starts_with("Data Object Exchange") {
        Some(Explained::ErrorOfDataObjectExchange)
    } else if ours.starts_with("Power Management") && theirs.split(" Bridge: ").next() == Some(ours) {
        Some(Explained::BridgeExtensions)
    } else {
        None
    }
}

/// Whether each word that differs is one that stands for a reserved code, on either side.
fn differ_in_reserved(ours: &str, theirs: &str) -> bool {
    // How an unknown speed compares with the maximum is no news.
    let words = |text: &str| text.replace(" (downgraded)", "").replace(" (overdriven)", "");
    let (ours, theirs) = (words(ours), words(theirs));
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.split(' ').collect(), theirs.split(' ').collect());
    let is_reserved = |ours: &str, theirs: &str| {
        ["reserved", "unknown", "Unknown"].iter().any(|word| ours.contains(word)) || theirs == "RsvdP,"
    };
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(ours, theirs)| ours == theirs || is_reserved(ours, theirs))
}

/// Whether the lspci that our texts come from is installed.
fn is_lspci_here() -> bool {
    let version = Command::new("lspci").arg("--version").output();
    let here = version.is_ok_and(|output| output.stdout.starts_with(b"lspci version 3.9.0"));
    if !here {
        eprintln!("skipped: lspci 3.9.0 is not here");
    }
    here
}

#[test]
fn recorded_hosts_as_the_installed_lspci_reads_them() {
    if !is_lspci_here() {
        return;
    }
    let mut ledger = Ledger::default();
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hosts");
    for host in fs::read_dir(hosts).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        let tree = host.join("root/sys/bus/pci");
        let access = format!("sysfs.path={}", tree.display());
        let lspci = ["-D", "-vvv", "-nn", "-A", "linux-sysfs", "-O", &access];
        let output = Command::new("lspci").args(lspci).output().unwrap();
        for function in lspci::functions(&String::from_utf8_lossy(&output.stdout)) {
            let Ok(config) = fs::read(tree.join("devices").join(&function.address).join("config")) else {
                ledger.explain(Explained::LeftAsleep);
                continue;
            };
            let space = ConfigurationSpace::decode(&config).unwrap();
            compare_header(&mut ledger, &function, &space.header);
            compare_lists(&mut ledger, &function, &space, None);
        }
    }
    ledger.close(&[]);
}

#[test]
fn changed_samples_as_the_installed_lspci_reads_them() {
    if !is_lspci_here() {
        return;
    }
    let mut ledger = Ledger::default();
    for (name, bytes) in parts() {
        let changed = changed(&bytes);
        let mut done = 0;
        while let Some(rest @ [_, ..]) = changed.get(done..) {
            let (functions, whole) = run_lspci(&name, rest);
            for (function, (bytes, offset)) in functions.iter().zip(rest) {
                let space = ConfigurationSpace::decode(bytes).unwrap();
                compare_lists(&mut ledger, function, &space, Some(*offset));
            }
            done += functions.len();
            if !whole {
                ledger.explain(Explained::LspciGaveUp);
                done += 1;
            }
        }
        assert_eq!(done, changed.len());
    }
    ledger.close(&[("capability", 5500), ("extended capability", 8500), ("beginning", 1000)]);
}

/// What lspci says of these samples; when it gave up on one, of those before.
fn run_lspci(name: &str, samples: &[(Vec<u8>, u16)]) -> (Vec<lspci::Function>, bool) {
    // Functions at the same address would be one to lspci, and of others than 0 of an endpoint it prints less.
    let places = (0..).map(|index| format!("{:04x}:{:02x}:00.0", index >> 8, index & 0xff));
    let dump: String = places.zip(samples).map(|(place, (bytes, _))| lspci::dump(&place, &padded(bytes))).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("changed-{name}.hex"));
    fs::write(&file, dump).unwrap();
    let output = Command::new("lspci").arg("-F").arg(&file).args(["-vvv", "-nn"]).output().unwrap();
    let mut functions = lspci::functions(&String::from_utf8(output.stdout).unwrap());
    let whole = output.status.success();
    if !whole {
        functions.pop();
    }
    assert!(whole || functions.len() < samples.len());
    (functions, whole)
}

/// A sample as long as the kernel shows it.
fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(if bytes.len() > 256 { 4096 } else { 256 }, 0);
    bytes
}

/// Each capability of a sample by itself, beside PCI Express, with one bit changed at a time; and its offset.
fn changed(bytes: &[u8]) -> Vec<(Vec<u8>, u16)> {
    let space = ConfigurationSpace::decode(bytes).unwrap();
    let conventional = || space.capabilities.iter().flatten();
    let extended = || space.extended_capabilities.iter().flatten();
    let offsets: Vec<u16> =
        conventional().map(|one| one.offset.into()).chain(extended().map(|one| one.offset)).collect();
    // Those whose text is compared.
    let texts = conventional().filter(|one| render::render(&space, one).or(render::render_start(one)).is_some());
    let extended_texts = extended().filter(|one| render::render_extended(one).is_some());
    let texts: Vec<u16> = texts.map(|one| one.offset.into()).chain(extended_texts.map(|one| one.offset)).collect();
    let mut samples = Vec::new();
    for offset in &texts {
        let end = offsets.iter().copied().filter(|next| next > offset).min().map_or(bytes.len(), usize::from);
        let length = (end - usize::from(*offset)).min(64);
        let (alone, start) = alone(bytes, &space, *offset, length);
        // Id and pointers stay, and the version of an extended capability.
        let first = if *offset < 0x100 { 2 } else { 4 };
        for (at, bit) in (first..length).flat_map(|at| (0..8).map(move |bit| (start + at, bit))) {
            let mut sample = alone.clone();
            sample[at] ^= 1 << bit;
            samples.push((sample, u16::try_from(start).unwrap()));
        }
    }
    samples
}

/// The header, PCI Express, and the capability at `offset`, an extended one at 100h; and where it is now.
fn alone(bytes: &[u8], space: &ConfigurationSpace, offset: u16, length: usize) -> (Vec<u8>, usize) {
    let old = usize::from(offset);
    let mut alone = bytes[..bytes.len().min(0x100)].to_vec();
    let first = if space.header.layout.0 == 2 { 0x14 } else { 0x34 };
    let express = space.capabilities.iter().flatten().find(|capability| capability.id.0 == 0x10);
    let express = express.map(|capability| capability.offset).filter(|express| u16::from(*express) != offset);
    if offset < 0x100 {
        alone[first] = u8::try_from(offset).unwrap();
        alone[old + 1] = express.unwrap_or(0);
    } else {
        alone[first] = express.unwrap_or(0);
        alone.extend(&bytes[old..old + length]);
        // No next one: bits 31:20 of the header.
        alone[0x102] &= 0x0f;
        alone[0x103] = 0;
    }
    if let Some(express) = express {
        alone[usize::from(express) + 1] = 0;
    }
    (alone, old.min(0x100))
}

//! The processors of machines that tests make up, file by file.

use std::path::{Path, PathBuf};

use bee_audit::{
    Options, Replay, audit,
    report::{Cpu, Gap},
};

#[path = "support/tree.rs"]
mod support;

const CPUINFO: &str = include_str!("../../fixtures/parts/linux/cpuinfo-x86-mixed-microcode.txt");

/// A tree with these files, in a folder of the test's own.
fn tree(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = support::folder(name);
    for (path, content) in files {
        support::file(&root, path, content.as_bytes());
    }
    root
}

fn cpu(root: &Path) -> (Cpu, Vec<Gap>) {
    let report = audit(&Replay::open(root).unwrap(), &Options::default());
    (report.cpu.unwrap(), report.gaps)
}

const CPU: &str = "sys/devices/system/cpu";

/// Two packages of one core each, and a third CPU that is offline.
fn two_packages() -> Vec<(String, String)> {
    let mut files = vec![
        ("proc/cpuinfo".to_owned(), CPUINFO.to_owned()),
        (format!("{CPU}/online"), "0-1\n".to_owned()),
        (format!("{CPU}/present"), "0-2\n".to_owned()),
        (format!("{CPU}/offline"), "2\n".to_owned()),
        (format!("{CPU}/cpu2/online"), "0\n".to_owned()),
        (format!("{CPU}/vulnerabilities/meltdown"), "Not affected\n".to_owned()),
        (format!("{CPU}/vulnerabilities/spectre_v2"), "Mitigation: Retpolines\n".to_owned()),
        (format!("{CPU}/vulnerabilities/of_tomorrow"), "Partly\n".to_owned()),
    ];
    for number in 0..2 {
        for (name, value) in [
            ("topology/physical_package_id", number.to_string()),
            ("topology/die_id", "0".to_owned()),
            ("topology/cluster_id", "65535".to_owned()),
            ("topology/core_id", "0".to_owned()),
            ("topology/ppin", format!("0x5eed{number}")),
            ("topology/package_cpus_list", number.to_string()),
            ("topology/die_cpus_list", number.to_string()),
            ("topology/core_cpus_list", number.to_string()),
            ("thermal_throttle/core_throttle_count", (number * 3).to_string()),
            ("power/energy_perf_bias", "6".to_owned()),
            ("cache/index0/level", "3".to_owned()),
            ("cache/index0/type", "Unified".to_owned()),
            ("cache/index0/size", "61440K".to_owned()),
            ("cache/index0/shared_cpu_list", number.to_string()),
            ("cache/index0/ways_of_associativity", "0".to_owned()),
        ] {
            files.push((format!("{CPU}/cpu{number}/{name}"), value + "\n"));
        }
    }
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, content)| (path.as_str(), content.as_str())).collect()
}

#[test]
fn packages_are_told_apart_and_mixed_microcode_shows() {
    let (cpu, gaps) = cpu(&tree("cpu-two-packages", &borrowed(&two_packages())));
    assert_eq!(gaps, []);
    let totals = &cpu.totals;
    assert_eq!((totals.packages, totals.dies, totals.cores, totals.threads), (Some(2), Some(2), Some(2), Some(2)));
    let ppins: Vec<_> = cpu.packages.iter().map(|package| package.ppin.as_deref()).collect();
    assert_eq!(ppins, [Some("0x5eed0"), Some("0x5eed1")]);
    assert_eq!(cpu.packages[1].id, Some(1));
    let core = &cpu.packages[1].dies[0].cores[0];
    assert_eq!((core.id, core.cluster_id, core.cpus.as_str()), (Some(0), None, "1"));
    assert_eq!(core.throttling.as_ref().unwrap().count, Some(3));
    let microcode: Vec<_> = cpu.microcode.iter().map(|code| (code.revision.as_str(), code.cpus.as_str())).collect();
    assert_eq!(microcode, [("0x2b000590", "0"), ("0x2b000571", "1")]);
    assert_eq!(cpu.cpus.offline.as_deref(), Some("2"));
    assert_eq!(cpu.models.len(), 1);
    assert_eq!(cpu.models[0].cpus, "0-1");
    let [hint] = &cpu.energy_performance_biases[..] else { panic!("{:?}", cpu.energy_performance_biases) };
    assert_eq!((hint.cpus.as_str(), hint.bias.name.as_deref()), ("0-1", Some("normal")));
    let [cache] = &cpu.caches[..] else { panic!("{:?}", cpu.caches) };
    assert_eq!(cache.instances, ["0", "1"]);
    assert_eq!((cache.size_bytes, cache.ways), (Some(bee_audit::units::Bytes(60 << 20)), None));
    let offered: Vec<_> = cpu.memory_protection.iter().filter(|technique| technique.offered == Some(true)).collect();
    assert_eq!(offered.iter().map(|technique| technique.name.as_str()).collect::<Vec<_>>(), ["sgx", "tme"]);
}

#[test]
fn vulnerabilities_keep_what_is_not_understood() {
    let (cpu, _) = cpu(&tree("cpu-vulnerabilities", &borrowed(&two_packages())));
    let states: Vec<_> = cpu
        .vulnerabilities
        .iter()
        .map(|one| (one.name.as_str(), one.state.as_deref(), one.detail.as_deref()))
        .collect();
    assert_eq!(
        states,
        [
            ("meltdown", Some("Not affected"), None),
            ("of_tomorrow", None, Some("Partly")),
            ("spectre_v2", Some("Mitigation"), Some("Retpolines")),
        ]
    );
}

#[test]
fn damage_costs_only_what_is_damaged() {
    let mut files = two_packages();
    files.push((format!("{CPU}/isolated"), "x\n".to_owned()));
    files.push(("sys/devices/system/node/node0/distance".to_owned(), "10 21\n".to_owned()));
    files.push(("sys/devices/system/node/node0/cpulist".to_owned(), "0-1\n".to_owned()));
    files.push((format!("{CPU}/cpu0/cache/index1/size"), "many\n".to_owned()));
    let (cpu, gaps) = cpu(&tree("cpu-damage", &borrowed(&files)));
    let missing: Vec<_> = gaps.iter().map(|gap| (gap.subjects[0].as_str(), gap.missing.as_str())).collect();
    assert_eq!(missing, [("node0", "distance"), ("cpu", "isolated"), ("cpu0", "size")]);
    assert_eq!(cpu.numa_nodes[0].cpus.as_deref(), Some("0-1"));
    assert_eq!(cpu.packages.len(), 2);
}

#[test]
fn a_machine_without_anything_has_no_processors_and_no_gaps() {
    let (cpu, gaps) = cpu(&tree("cpu-nothing", &[("proc/version", "Linux\n")]));
    assert_eq!((cpu, gaps), (Cpu::default(), vec![]));
}

/// Type 4 (DSP0134 §7.5) in a socket of that name, with a processor or without.
fn socket(handle: u8, name: &str, status: u8, serial: &str) -> Vec<u8> {
    let mut structure = vec![0; 0x30];
    structure[..9].copy_from_slice(&[4, 0x30, handle, 0, 1, 3, 0xb3, 2, 0xf8]);
    structure[0x18] = status;
    structure[0x19] = 0x3f;
    structure[0x1e..0x21].copy_from_slice(&[0x07, 0, 3]);
    structure[0x23..0x26].copy_from_slice(&[32, 28, 64]);
    structure.extend(format!("{name}\0Intel(R) Corporation\0{serial}\0\0").bytes());
    structure
}

#[test]
fn empty_sockets_are_shown_and_not_counted() {
    let root = tree("cpu-sockets", &[("sys/kernel/x", "")]);
    let mut table = socket(0x40, "CPU1", 0x41, "To Be Filled By O.E.M.");
    table.extend(socket(0x41, "CPU2", 0x00, "0123ABCD"));
    // Type 7 (§7.8): level 3, enabled, 60 MiB.
    table.extend([7, 0x13, 7, 0, 1, 0x82, 1, 0xc0, 0x83, 0xc0, 0x83, 2, 0, 2, 0, 0, 6, 5, 9]);
    table.extend(b"L3\0\0\x7f\x04\x7f\0\0\0");
    support::file(&root, "sys/firmware/dmi/tables/DMI", &table);
    let (cpu, _) = cpu(&root);
    assert_eq!((cpu.totals.sockets, cpu.totals.sockets_populated), (Some(2), Some(1)));
    let [first, second] = &cpu.sockets[..] else { panic!("{:?}", cpu.sockets) };
    assert_eq!((first.designation.as_deref(), first.populated), (Some("CPU1"), Some(true)));
    assert_eq!((first.cores, first.cores_enabled, first.threads), (Some(32), Some(28), Some(64)));
    assert_eq!(first.upgrade.as_ref().unwrap().name.as_deref(), Some("Socket LGA4677"));
    assert_eq!(first.serial_number, None);
    assert_eq!(first.placeholders["serial_number"], "To Be Filled By O.E.M.");
    assert_eq!((second.populated, second.serial_number.as_deref()), (Some(false), Some("0123ABCD")));
    let [cache] = &cpu.firmware_caches[..] else { panic!() };
    assert_eq!((first.l3_cache_handle, cache.handle), (Some(7), 7));
    assert_eq!((cache.level, cache.installed_size_bytes), (Some(3), Some(bee_audit::units::Bytes(60 << 20))));
    assert_eq!(cache.sram_types, ["Unknown"]);
}

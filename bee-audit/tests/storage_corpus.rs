//! Trees of real machines that others recorded, against what libnvme and hwloc read from the same trees.

#![expect(clippy::disallowed_methods, reason = "a test unpacks and reads its samples itself")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use bee_audit::{
    Options, Replay, audit,
    report::{Component, Storage},
};
use serde_json::Value;

#[path = "support/archive.rs"]
mod archive;
mod corpus;

/// The storage of a tree, which must not have gaps.
fn storage(tree: &Path) -> Storage {
    let report = audit(&Replay::open(tree).unwrap(), &Options::only([Component::Storage]));
    assert_eq!(report.gaps, [], "{}", tree.display());
    report.storage.unwrap()
}

/// Compares a subsystem with `nvme list-subsys`' tree of it; gives the number of facts.
fn compare_subsystem(storage: &Storage, theirs: &Value) -> usize {
    let name = theirs["name"].as_str().unwrap();
    let is_it = |nvme: &bee_audit::report::NvmeSubsystem| nvme.name.as_deref() == Some(name);
    let drive = storage.drives.iter().find(|drive| drive.nvme.as_ref().is_some_and(is_it)).unwrap();
    assert_eq!(drive.nvme.as_ref().unwrap().qualified_name.as_deref(), theirs["nqn"].as_str());
    let mut facts = 1;
    for theirs in theirs["namespaces"].as_array().unwrap() {
        let device = drive.block_devices.iter().find(|device| theirs["name"] == device.name.as_str()).unwrap();
        let namespace = device.namespace.as_ref().unwrap();
        assert_eq!(namespace.identifier.map(u64::from), theirs["nsid"].as_u64(), "{}", device.name);
        facts += 2;
        let ways = theirs["paths"].as_array().map(Vec::as_slice).unwrap_or_default();
        assert_eq!(ways.len(), namespace.paths.len(), "{}", device.name);
        for (way, ours) in ways.iter().zip(&namespace.paths) {
            assert_eq!(way["path"], ours.name.as_str());
            assert_eq!(way["NUMANodes"].as_str(), ours.numa_nodes.as_deref());
            // libnvme takes a path without ana_state for "optimized"; here what the kernel does not say is null.
            assert_eq!((way["ANAState"].as_str(), &ours.ana_state), (Some("optimized"), &None));
            assert_eq!(way["controller"][0]["name"], ours.controller.as_str());
            facts += 3;
        }
        let controllers = theirs["controller"].as_array().map(Vec::as_slice).unwrap_or_default();
        let controllers = controllers.iter().chain(ways.iter().map(|way| &way["controller"][0]));
        for controller in controllers {
            let path = drive.paths.iter().find(|path| controller["name"] == path.name.as_str()).unwrap();
            let nvme = path.nvme.as_ref().unwrap();
            assert_eq!(controller["transport"].as_str(), nvme.transport.as_deref(), "{}", path.name);
            // Apple's controllers are not on PCI and have no address attribute; libnvme takes the device's name.
            if nvme.transport.as_deref() == Some("pcie") {
                assert_eq!(controller["traddr"].as_str(), path.pci_address.as_deref());
            }
            facts += 2;
        }
    }
    facts
}

#[test]
fn libnvme_draws_the_same_trees() {
    let Some(corpus) = corpus::corpus() else { return };
    let data = corpus.join("nvme-sysfs/libnvme/sysfs/data");
    let mut facts = 0;
    for name in ["tree-pcie", "tree-apple-nvme"] {
        let storage = storage(&archive::machine(archive::unpack(&data.join(name).with_extension("tar.xz"), name, &[])));
        let text = fs::read_to_string(data.join(name).with_extension("out")).unwrap();
        let tree: Value = serde_json::from_str(&text).unwrap();
        let theirs = tree["hosts"][0]["subsystems"].as_array().unwrap();
        assert_eq!(storage.drives.len(), theirs.len(), "{name}");
        facts += theirs.iter().map(|subsystem| compare_subsystem(&storage, subsystem)).sum::<usize>();
    }
    assert!(facts >= 28, "{facts} facts were compared");
}

/// The value of an `<info name=… value=…>` below the object `name` in hwloc's XML.
fn hwloc_info<'a>(xml: &'a str, name: &str, info: &str) -> Option<&'a str> {
    let object = xml.split("<object ").find(|object| object.contains(&format!("name=\"{name}\"")))?;
    let (_, rest) = object.split_once(&format!("<info name=\"{info}\" value=\""))?;
    rest.split('"').next()
}

#[test]
fn hwloc_sees_the_same_disk() {
    let Some(corpus) = corpus::corpus() else { return };
    let folder = corpus.join("cpu-pci-sysfs/hwloc/linux");
    let name = "32em64t-2n8c+dax+nvme+mic+dimms";
    let storage =
        storage(&archive::machine(archive::unpack(&folder.join(format!("{name}.tar.bz2")), "hwloc-disk", &[])));
    let xml = fs::read_to_string(folder.join(format!("{name}.xml"))).unwrap();
    let disk = &storage.drives[0];
    let device = &disk.block_devices[0];
    let kib = device.size_bytes.map(|size| format!("{}KiB", size.0 / 1024));
    assert_eq!(kib.as_deref(), hwloc_info(&xml, "sda", "Size"));
    let sector = device.logical_block_size_bytes.map(|size| size.0.to_string());
    assert_eq!(sector.as_deref(), hwloc_info(&xml, "sda", "SectorSize"));
    assert_eq!(disk.paths[0].pci_address.as_deref(), Some("0000:00:1f.2"));
    // The tree was put together from several boots: hwloc takes the model from udev's database, whose disk is a later
    // one than that of sysfs. The kernel's word counts.
    assert_eq!(hwloc_info(&xml, "sda", "Model"), Some("MTFDDAK256MAM-1K12"));
    assert_eq!(disk.model.as_deref(), Some("ST9250610NS"));
}

#[test]
fn trees_with_little_in_them_have_no_gaps() {
    let Some(corpus) = corpus::corpus() else { return };
    let archives = fs::read_dir(corpus.join("cpu-pci-sysfs/hwloc/linux")).unwrap().map(|entry| entry.unwrap().path());
    let trees: Vec<PathBuf> = archives.filter(|path| path.to_string_lossy().ends_with(".tar.bz2")).collect();
    assert!(trees.len() >= 3);
    for archive in trees {
        drop(storage(&archive::machine(archive::unpack(
            &archive,
            &format!("gaps-{}", archive.file_name().unwrap().display()),
            &[],
        ))));
    }
}

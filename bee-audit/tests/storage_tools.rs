//! One machine with drives of every kind that QEMU can show, as this library, lsblk, nvme and mdadm read it at the same
//! time: every field that both give, and why the rest differs.

#![expect(clippy::disallowed_methods, reason = "a test reads what tools printed itself")]

use std::collections::BTreeSet;

use bee_audit::{
    Host,
    host::{NvmeRequest, NvmeTool, Query, Reply},
    report::{BlockDevice, Component, Drive, DrivePath, Storage, Transport},
};
use serde_json::{Value, json};

#[path = "support/guest.rs"]
mod guest;
#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{Comparison, Explained, devices, fixture, printed, printed_json, recording, storage};

const LSBLK: &[Explained] = &[
    Explained {
        fact: "lsblk rev",
        subjects: &["SAMSUNG MZ7LH", "HUH728080ALE600"],
        reason: "INQUIRY has room for 4 of the 8 characters that an ATA drive states in IDENTIFY DEVICE",
    },
    Explained {
        fact: "lsblk vendor",
        subjects: &["SAMSUNG MZ7LH", "HUH728080ALE600"],
        reason: "`ATA` is what a SCSI translation puts for the maker (SAT-4 §8.3.2), not a maker",
    },
    Explained {
        fact: "lsblk vendor",
        subjects: &["vda", "vdb"],
        reason: "the PCI vendor of the virtio function, not of the disk",
    },
    Explained {
        fact: "lsblk tran",
        subjects: &["vd", "mmcblk0", "TWOPATHS", "NOWWN", "VIRTSCSI"],
        reason: "lsblk knows neither virtio nor MMC; the path of the device does",
    },
    Explained {
        fact: "lsblk tran",
        subjects: &["ST1200MM0129", "ST2400MM0129"],
        reason: "lsblk gives none for a RAID controller's volume; it is SCSI all the same",
    },
    Explained {
        fact: "lsblk tran",
        subjects: &["scsi_debug"],
        reason: "scsi_debug states SAS as its port's protocol (SPC-4 §7.8.6, PIV), which lsblk does not read",
    },
    Explained {
        fact: "lsblk model",
        subjects: &["mmcblk0"],
        reason: "lsblk leaves out the card's product name (CID, PNM)",
    },
    Explained {
        fact: "lsblk rev",
        subjects: &["mmcblk0"],
        reason: "lsblk leaves out the card's firmware revision (CID, PRV)",
    },
    Explained { fact: "lsblk rev", subjects: &["nvme"], reason: "lsblk looks for `rev`, NVMe has `firmware_rev`" },
    Explained {
        fact: "lsblk state",
        subjects: &["nvme0n", "nvme1n"],
        reason: "a shared namespace is below its subsystem, where lsblk looks for a state in vain; its controllers are live",
    },
    Explained {
        fact: "lsblk sched",
        subjects: &["nvme0n", "nvme1n"],
        reason: "util-linux 2.38 gives null for the single word `none` of a device without a queue of its own",
    },
];

/// The transport in lsblk's words.
fn transport(drive: &Drive) -> Value {
    match drive.transport {
        Some(Transport::FibreChannel) => json!("fc"),
        transport => json!(transport),
    }
}

#[test]
fn lsblk_reads_the_same() {
    let mut comparison = Comparison::default();
    compare_machine(&mut comparison, &storage(), &printed_json("lsblk.json"));
    for guest in guest::guests() {
        let storage = guest.report(&[Component::Storage]).storage.unwrap();
        compare_machine(&mut comparison, &storage, &guest.printed_json("lsblk.json").unwrap());
    }
    comparison.judge(LSBLK, (20 + 2 + 12 + 40) * 28);
}

fn compare_machine(comparison: &mut Comparison, storage: &Storage, lsblk: &Value) {
    let theirs = lsblk["blockdevices"].as_array().unwrap();
    let disks: BTreeSet<&str> =
        theirs.iter().filter(|one| one["type"] == "disk").filter_map(|one| one["name"].as_str()).collect();
    let ours: BTreeSet<&str> = devices(storage).iter().map(|(_, _, device)| device.name.as_str()).collect();
    assert_eq!(ours, disks);
    for (drive, path, device) in devices(storage) {
        let theirs = theirs.iter().find(|one| one["name"] == device.name.as_str()).unwrap();
        compare_with_lsblk(comparison, drive, path, device, theirs);
    }
}

fn compare_with_lsblk(
    comparison: &mut Comparison,
    drive: &Drive,
    path: &DrivePath,
    device: &BlockDevice,
    theirs: &Value,
) {
    // lsblk has 0 for "none" and trailing blanks.
    let or_zero = |bytes: Option<bee_audit::units::Bytes>| json!(bytes.map_or(0, |bytes| bytes.0));
    let trimmed = |key: &str| theirs[key].as_str().map_or(Value::Null, |text| json!(text.trim()));
    let wwid = device.namespace.as_ref().and_then(|namespace| namespace.wwid.clone());
    let wwn = wwid.or(drive.world_wide_name.as_ref().map(|name| format!("0x{name}")));
    let children = theirs["children"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut standing: Vec<&str> = children.iter().filter_map(|child| child["name"].as_str()).collect();
    standing.sort_unstable();
    let holders: Vec<&str> = device.holders.iter().map(|holder| holder.name.as_str()).collect();
    let zones = device.zones.as_ref();
    let subject = format!("{} {}", device.name, drive.model.as_deref().unwrap_or_default());
    let facts = [
        ("size", json!(device.size_bytes), theirs["size"].clone()),
        ("model", json!(drive.model), trimmed("model")),
        ("serial", json!(drive.serial_number), trimmed("serial")),
        ("vendor", json!(drive.vendor), trimmed("vendor")),
        ("rev", json!(drive.firmware_revision), trimmed("rev")),
        ("wwn", json!(wwn), theirs["wwn"].clone()),
        ("tran", transport(drive), theirs["tran"].clone()),
        ("hctl", json!(path.scsi.as_ref().map(|scsi| &scsi.address)), theirs["hctl"].clone()),
        ("state", json!(path.state), theirs["state"].clone()),
        ("rota", json!(drive.is_rotational), theirs["rota"].clone()),
        ("rm", json!(drive.is_removable), theirs["rm"].clone()),
        ("ro", json!(device.is_read_only), theirs["ro"].clone()),
        ("log-sec", json!(device.logical_block_size_bytes), theirs["log-sec"].clone()),
        ("phy-sec", json!(device.physical_block_size_bytes), theirs["phy-sec"].clone()),
        ("min-io", json!(device.minimum_io_size_bytes), theirs["min-io"].clone()),
        ("opt-io", or_zero(device.optimal_io_size_bytes), theirs["opt-io"].clone()),
        ("alignment", json!(device.alignment_offset_bytes), theirs["alignment"].clone()),
        ("disc-gran", or_zero(device.discard_granularity_bytes), theirs["disc-gran"].clone()),
        ("disc-max", or_zero(device.discard_maximum_bytes), theirs["disc-max"].clone()),
        ("sched", json!(device.scheduler), theirs["sched"].clone()),
        ("rq-size", json!(device.queue_requests), theirs["rq-size"].clone()),
        ("dax", json!(device.is_direct_access), theirs["dax"].clone()),
        ("zoned", json!(zones.map_or("none", |zones| &zones.model)), theirs["zoned"].clone()),
        ("zone-sz", or_zero(zones.and_then(|zones| zones.size_bytes)), theirs["zone-sz"].clone()),
        ("zone-nr", json!(zones.and_then(|zones| zones.count).unwrap_or(0)), theirs["zone-nr"].clone()),
        ("zone-omax", json!(zones.and_then(|zones| zones.maximum_open).unwrap_or(0)), theirs["zone-omax"].clone()),
        ("zone-amax", json!(zones.and_then(|zones| zones.maximum_active).unwrap_or(0)), theirs["zone-amax"].clone()),
        ("children", json!(holders), json!(standing)),
    ];
    for (fact, ours, theirs) in facts {
        comparison.add(&format!("lsblk {fact}"), &subject, ours, theirs);
    }
}

#[test]
fn nvme_lists_the_same() {
    let storage = storage();
    let mut comparison = Comparison::default();
    let list = printed_json("nvme-list.json");
    for theirs in list["Devices"].as_array().unwrap() {
        let name = theirs["DevicePath"].as_str().unwrap().trim_start_matches("/dev/");
        let all = devices(&storage);
        let (drive, _, device) = all.iter().find(|(_, _, device)| device.name == name).unwrap();
        let namespace = device.namespace.as_ref().unwrap();
        let sectors = device.size_bytes.unwrap().0 / device.logical_block_size_bytes.unwrap().0;
        for (fact, ours) in [
            ("NameSpace", json!(namespace.identifier)),
            ("Firmware", json!(drive.firmware_revision)),
            ("ModelNumber", json!(drive.model)),
            ("SerialNumber", json!(drive.serial_number)),
            ("MaximumLBA", json!(sectors)),
            ("PhysicalSize", json!(device.size_bytes)),
            ("SectorSize", json!(device.logical_block_size_bytes)),
        ] {
            comparison.add(&format!("nvme-list {fact}"), name, ours, theirs[fact].clone());
        }
    }
    let subsystems = printed_json("nvme-list-subsys.json");
    for theirs in subsystems[0]["Subsystems"].as_array().unwrap() {
        let name = theirs["Name"].as_str().unwrap();
        let is_it = |drive: &&Drive| drive.nvme.as_ref().is_some_and(|nvme| nvme.name.as_deref() == Some(name));
        let drive = storage.drives.iter().find(is_it).unwrap();
        comparison.add(
            "nvme-list NQN",
            name,
            json!(drive.nvme.as_ref().unwrap().qualified_name),
            theirs["NQN"].clone(),
        );
        let ours = drive.paths.iter().map(|path| {
            let nvme = path.nvme.as_ref().unwrap();
            json!({"Name": path.name, "Transport": nvme.transport, "Address": nvme.address, "State": path.state})
        });
        comparison.add("nvme-list Paths", name, ours.collect(), theirs["Paths"].clone());
        let addresses: Vec<_> = drive.paths.iter().map(|path| path.pci_address.clone()).collect();
        let states: Vec<_> = theirs["Paths"].as_array().unwrap().iter().map(|path| path["Address"].clone()).collect();
        comparison.add("nvme-list Address", name, json!(addresses), json!(states));
    }
    comparison.judge(&[], 3 * 7 + 2 * 3);
}

/// What nvme-cli passes on is what the controllers answered us, so that it can take the place of an answer: all but the
/// counts of SMART / Health Information that went on meanwhile.
#[test]
fn nvme_passes_structures_on_as_they_are() {
    let host = recording();
    for controller in ["nvme0", "nvme1", "nvme2"] {
        for request in [
            NvmeRequest::IdentifyController,
            NvmeRequest::SmartLog,
            NvmeRequest::ErrorLog { skipped: 0, entries: 1 },
            NvmeRequest::FirmwareSlotLog,
        ] {
            let Some(tool) = NvmeTool::instead_of(request) else { panic!("no command for {request}") };
            let theirs = std::fs::read(fixture(&format!("tools/nvme-{tool}-{controller}.bin"))).unwrap();
            let device = format!("/dev/{controller}");
            let Ok(Reply::Bytes(ours)) = host.ask(&Query::NvmeAdmin { device, request }) else { panic!("{request}") };
            let is_alike = |(at, (ours, theirs)): (usize, (&u8, &u8))| {
                ours == theirs || request == NvmeRequest::SmartLog && (32..192).contains(&at)
            };
            assert!(ours.iter().zip(&theirs).enumerate().all(is_alike), "{tool} of {controller}");
            assert_eq!(ours.len(), theirs.len(), "{tool} of {controller}");
        }
    }
}

#[test]
fn mdadm_details_the_same() {
    let storage = storage();
    let text = printed("mdadm.txt");
    let mut comparison = Comparison::default();
    for (array, section) in storage.arrays.iter().zip(text.split("MD_LEVEL=").skip(1)) {
        let value = |key: &str| section.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned);
        let add = |comparison: &mut Comparison, fact, ours, theirs| comparison.add(fact, &array.name, ours, theirs);
        add(&mut comparison, "mdadm level", json!(array.level), json!(section.lines().next()));
        let devices = array.raid_devices.map(|devices| devices.to_string());
        add(&mut comparison, "mdadm devices", json!(devices), json!(value("MD_DEVICES=")));
        add(&mut comparison, "mdadm metadata", json!(array.metadata_version), json!(value("MD_METADATA=")));
        let uuid = array.uuid.as_ref().map(|uuid| uuid.replace('-', ""));
        add(&mut comparison, "mdadm uuid", json!(uuid), json!(value("MD_UUID=").map(|uuid| uuid.replace(':', ""))));
        for member in &array.members {
            let role = value(&format!("MD_DEVICE_dev_{}_ROLE=", member.device));
            let ours = member.slot.map_or("spare".to_owned(), |slot| slot.to_string());
            comparison.add("mdadm role", &member.device, json!(ours), json!(role));
        }
    }
    comparison.judge(&[], 2 * 4 + 5);
    let degraded: Vec<_> = storage.arrays.iter().map(|array| array.degraded_devices).collect();
    assert_eq!(degraded, [Some(0), Some(1)]);
    assert!(printed("mdstat.txt").contains("[3/2] [UU_]"));
}

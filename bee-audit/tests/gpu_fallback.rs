//! NVIDIA's GPUs on machines without its library: what `nvidia-smi` prints, in the order of its forms, else PCI alone.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

use bee_audit::{
    LiveHost, Options, Report, audit,
    decode::nvidia::smi_xml,
    host::{Query, Recording, Reply, Tool},
    recording::{Key, redact},
    report::{Component, Gpu, Reason},
};

#[path = "support/tree.rs"]
mod support;

const XML: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/nvidia/two-a100.xml");
const CSV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/nvidia/two-a100.csv");

/// A machine with GPUs at 07:00.0 and 0f:00.0, an NVSwitch and a console, whose nvidia-smi is `script`.
fn machine(name: &str, script: Option<&str>) -> Report {
    let root = support::folder(name);
    for (address, vendor, class) in [
        ("0000:02:00.0", "0x1a03", "0x030000"),
        ("0000:07:00.0", "0x10de", "0x030200"),
        ("0000:0f:00.0", "0x10de", "0x030200"),
        ("0000:b0:00.0", "0x10de", "0x068000"),
    ] {
        let directory = format!("sys/bus/pci/devices/{address}");
        support::file(&root, &format!("{directory}/vendor"), format!("{vendor}\n").as_bytes());
        support::file(&root, &format!("{directory}/class"), format!("{class}\n").as_bytes());
    }
    if let Some(script) = script {
        support::file(&root, "usr/bin/nvidia-smi", format!("#!/bin/sh\n{script}\n").as_bytes());
        let place = root.join("usr/bin/nvidia-smi");
        fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    }
    audit(&LiveHost::with_root(&root, Duration::from_secs(20)), &Options::only([Component::Gpu]))
}

fn devices(report: &Report) -> &[Gpu] {
    &report.gpu.as_ref().unwrap().devices
}

fn reasons(report: &Report) -> Vec<Reason> {
    report.gaps.iter().map(|gap| gap.reason).collect()
}

#[test]
fn the_xml_comes_first() {
    let report = machine("smi-xml", Some(&format!("[ \"$1 $2\" = \"-q -x\" ] && cat {XML}")));
    let [first, second] = devices(&report) else { panic!("{:?}", report.gpu) };
    assert_eq!(first.pci_address.as_deref(), Some("0000:07:00.0"));
    assert_eq!(first.sources, ["nvidia-smi -q -x", "pci"]);
    assert_eq!((first.listed, first.lost, first.vendor.as_deref()), (Some(true), Some(false), Some("NVIDIA")));
    assert_eq!((first.mig.enabled, first.mig.devices[0].multiprocessors), (Some(true), Some(42)));
    assert_eq!((second.link.width, second.link.max_width), (Some(8), Some(16)));
    assert_eq!(second.ecc.aggregate.dram_uncorrectable, Some(3));
    assert_eq!(second.remapped_rows.pending, Some(true));
    let driver = report.gpu.as_ref().unwrap().nvidia.as_ref().unwrap();
    assert_eq!((driver.version.as_deref(), driver.attached_gpus), (Some("570.148.08"), Some(2)));
    assert_eq!(reasons(&report), [Reason::NotApplicable, Reason::NotApplicable, Reason::Denied]);
    let denied = &report.gaps[2];
    assert_eq!((denied.missing.as_str(), denied.subjects.len()), ("power.smoothing", 2));
}

#[test]
fn then_the_csv_and_then_pci_alone() {
    let csv = format!("case $1 in --query-gpu=*) cat {CSV};; *) echo broken;; esac");
    let report = machine("smi-csv", Some(&csv));
    assert_eq!(devices(&report)[1].sources, ["nvidia-smi --query-gpu", "pci"]);
    assert_eq!(devices(&report)[1].link.width, Some(8));
    assert!(reasons(&report).contains(&Reason::Damaged), "the XML was not one");

    let report = machine("smi-none", None);
    assert_eq!(devices(&report).iter().map(|gpu| &gpu.sources[..]).collect::<Vec<_>>(), [["pci"], ["pci"]]);
    assert_eq!((devices(&report)[0].listed, &report.gaps[..]), (None, &[][..]));
}

#[test]
fn a_driver_that_is_not_there_is_a_gap() {
    let fails = "echo \"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\" >&2; exit 9";
    let report = machine("smi-fails", Some(fails));
    assert_eq!(reasons(&report), [Reason::ToolFailed]);
    assert!(report.gaps[0].detail.contains("communicate"), "{:?}", report.gaps);
    assert!(Path::new(XML).exists() && devices(&report).len() == 2);
}

#[test]
fn what_the_tool_printed_is_redacted() {
    let identities = ["1560523010047", "1560523011047", "5a1c0e30-77b0", "5a1c0e31-77b0"];
    for (tool, path) in [(Tool::NvidiaSmiXml, XML), (Tool::NvidiaSmiCsv, CSV)] {
        let printed = fs::read(path).unwrap();
        let answers = [(Query::Tool(tool), Ok(Reply::Bytes(printed.clone())))].into_iter().collect();
        let recording = redact(Recording { manifest: Default::default(), answers }, Key::from_text("gpu"));
        let Some(Ok(Reply::Bytes(redacted))) = recording.answers.into_values().next() else { panic!("{path}") };
        let (before, after) = (String::from_utf8(printed).unwrap(), String::from_utf8(redacted).unwrap());
        for identity in identities {
            assert!(before.contains(identity) && !after.contains(identity), "{path}: {identity}");
        }
        assert_eq!(before.len(), after.len());
        if tool == Tool::NvidiaSmiXml {
            assert!(before.contains("5be1c204d7a90130") && !after.contains("5be1c204d7a90130"), "the PDI");
            let gpus = smi_xml::decode(&after).unwrap().gpus;
            assert_eq!((gpus.len(), gpus[0].pci_address.as_deref()), (2, Some("0000:07:00.0")), "places stay");
        }
    }
}

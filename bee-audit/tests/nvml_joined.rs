//! NVIDIA's library beside other sources: functions that are newer than the bindings, the ways between GPUs, what only
//! the tool tells, and recordings without identities.

use std::{fs, os::unix::fs::PermissionsExt as _, time::Duration};

use bee_audit::{
    LiveHost, Replay, audit,
    host::{Recorder, Reply},
    recording::{Key, redact},
    report::GpuRemappedBanks,
};
use serde_json::json;

#[path = "support/nvml.rs"]
mod support;

use support::{Machine, address, eight, gpus, only_gpu, tree};

#[test]
fn newer_functions_answer_as_well() {
    let report = Machine::new("newer", &eight()).audit();
    let gpu = &gpus(&report)[0];
    let target = [&gpu.temperature.min_target_celsius, &gpu.temperature.target_celsius];
    assert_eq!(target.map(|celsius| celsius.as_ref().unwrap().0), [40.0, 85.0]);
    assert_eq!(
        (gpu.power.smoothing.as_deref(), gpu.power.edpp_multiplier_percent.unwrap().0),
        (Some("Disabled"), 100.0)
    );
    assert_eq!(gpu.power.requested_profiles.as_deref(), Some("MAX_P COMPUTE"));
    assert_eq!(gpu.power.enforced_profiles.as_deref(), Some("MAX_P"));
    assert_eq!((gpu.ecc.unrepairable_memory, gpu.remapped_rows.inactive_correctable), (Some(false), Some(2)));
    assert_eq!((gpu.link.device_generation, gpu.modes.heterogeneous_vgpu.as_deref()), (Some(5), Some("Disabled")));
    let fabric = &gpu.fabric;
    assert_eq!((fabric.state.as_deref(), fabric.health.as_deref()), (Some("Completed"), Some("Healthy")));
    assert_eq!((fabric.bandwidth.as_deref(), fabric.route_unhealthy), (Some("Full"), Some(false)));
    assert_eq!(fabric.cluster_uuid.as_deref(), Some("5a1c0e30-77b0-4c1e-9d52-0f4be31c8a70"));
    let platform = &gpu.platform;
    assert_eq!((platform.chassis_serial_number.as_deref(), platform.slot_number), (Some("18205240417"), Some(11)));
    assert_eq!((platform.tray_index, platform.peer_type.as_deref()), (Some(2), Some("Switch Connected")));

    assert_eq!((fabric.partition_assigned, fabric.global_fabric_manager.as_deref()), (Some(true), Some("Connected")));
    assert_eq!(gpu.remapped_banks, GpuRemappedBanks::default(), "not on this GPU");

    let mut answers = eight();
    answers["devices"][0].as_object_mut().unwrap().remove("nvmlDeviceGetGpuFabricInfoV.healthSummary");
    let report = Machine::new("second-form", &answers).audit();
    let fabric = &gpus(&report)[0].fabric;
    assert_eq!((fabric.state.as_deref(), fabric.health.as_deref()), (Some("Completed"), None), "in the second form");
}

#[test]
fn the_newest_functions_answer_as_well() {
    let mut answers = eight();
    answers["system"]["nvmlSystemGetConfComputeCapabilities.cpuCaps"] = json!(3);
    answers["system"]["nvmlSystemGetConfComputeCapabilities.gpusCaps"] = json!(1);
    let device = &mut answers["devices"][0];
    for (call, value) in [
        ("nvmlDeviceGetTemperatureV.temperature", json!(31)),
        ("nvmlDeviceGetBBXTimeData_v1.timeRun", json!(7_200)),
        ("nvmlDeviceGetNvLinkInfo.isNvleEnabled", json!(1)),
        ("nvmlDeviceGetNvLinkInfo.firmwareVersion(0)", json!("1.4.2")),
        ("nvmlDeviceGetNvLinkInfo.firmwareVersion(0).ucodeType", json!(1)),
        ("nvmlDeviceGetNvLinkInfo.firmwareVersion(1)", json!("3.0.1")),
        ("nvmlDeviceGetNvLinkInfo.firmwareVersion(1).ucodeType", json!(9)),
        ("nvmlDeviceGetFieldValues(169)", json!(12)),
        ("nvmlDeviceGetFieldValues(170)", json!(2)),
        ("nvmlDeviceGetFieldValues(171,0)", json!(1)),
        ("nvmlDeviceGetFieldValues(172,0)", json!(44_712)),
        ("nvmlDeviceGetFieldValues(171,1)", json!(0)),
        ("nvmlDeviceGetFieldValues(232,1)", json!(3)),
        ("nvmlDeviceGetFieldValues(176)", json!(4)),
        ("nvmlDeviceGetBankRemapperStatus_v1.activeRemappings", json!(2)),
        ("nvmlDeviceGetBankRemapperStatus_v1.inactiveRemappings", json!(0)),
        ("nvmlDeviceGetBankRemapperStatus_v1.bPending", json!(1)),
        ("nvmlDeviceGetBankRemapperStatus_v1.maxSpareGroupCount", json!(96)),
        ("nvmlDeviceGetBankRemapperStatus_v1.noSpareGroupCount", json!(0)),
        // As nvidia-ml-py has it, with a version before the flag.
        ("nvmlDeviceGetUnrepairableMemoryFlag_v1.version", json!(0x0100_0008)),
        ("nvmlDeviceGetUnrepairableMemoryFlag_v1.bUnrepairableMemory", json!(1)),
    ] {
        device[call] = value;
    }
    device.as_object_mut().unwrap().remove("nvmlDeviceGetNvLinkState(1)");
    let report = Machine::new("newest", &answers).audit();
    let gpu = &gpus(&report)[0];
    assert_eq!((gpu.nvlinks.len(), gpu.nvlinks[1].number), (17, 2), "a link that is not there ends nothing");
    assert_eq!((gpu.temperature.gpu_celsius.unwrap().0, gpu.inforom.driver_loaded_seconds.unwrap().0), (31.0, 7_200.0));
    let firmware: Vec<_> = gpu.firmware.iter().map(|(name, version)| (name.as_str(), version.as_str())).collect();
    assert_eq!(
        (gpu.modes.nvlink_encryption, &firmware[..]),
        (Some(true), &[("nvlink_9", "3.0.1"), ("nvlink_mse", "1.4.2")][..])
    );
    assert_eq!((gpu.link.recoveries, gpu.link.errors.bad_tlp, gpu.link.errors.lcrc), (Some(12), Some(4), None));
    let links: Vec<_> =
        gpu.c2c_links.iter().map(|link| (link.active, link.speed_megabytes_s, link.replay_errors)).collect();
    assert_eq!(links, [(Some(true), Some(44_712), None), (Some(false), None, Some(3))]);
    let banks = &gpu.remapped_banks;
    assert_eq!((banks.active, banks.inactive, banks.pending), (Some(2), Some(0), Some(true)));
    assert_eq!((banks.max_groups, banks.none_groups, gpu.ecc.unrepairable_memory), (Some(96), Some(0), Some(true)));
    let driver = report.gpu.as_ref().unwrap().nvidia.as_ref().unwrap();
    let confidential = driver.confidential_computing.as_ref().unwrap();
    assert_eq!(confidential.cpu_capability.as_deref(), Some("AMD SEV-SNP"));
    assert_eq!(confidential.gpu_capability.as_deref(), Some("Confidential Computing"));
}

#[test]
fn gpus_and_switches_make_a_matrix() {
    let machine = Machine::new("matrix", &eight());
    for bus in 0xb0..=0xb3 {
        let directory = format!("sys/bus/pci/devices/0000:{bus:02x}:00.0");
        tree::file(&machine.0, &format!("{directory}/vendor"), b"0x10de\n");
        tree::file(&machine.0, &format!("{directory}/class"), b"0x068000\n");
        let information = format!("proc/driver/nvidia-nvswitch/devices/0000:{bus:02x}:00.0/information");
        tree::file(&machine.0, &information, b"BIOS Version: 96.10.3f.00.01\n");
    }
    let excluded = "sys/bus/pci/devices/0000:e4:00.0";
    tree::file(&machine.0, &format!("{excluded}/vendor"), b"0x10de\n");
    tree::file(&machine.0, &format!("{excluded}/class"), b"0x030200\n");
    let report = machine.audit();
    let (away, gpus) = gpus(&report).split_last().unwrap();
    assert_eq!((away.listed, away.excluded), (Some(false), Some(true)), "the driver was told so");
    for (index, gpu) in gpus.iter().enumerate() {
        let row: Vec<_> = gpu
            .paths
            .iter()
            .map(|path| (path.connection.as_deref(), path.nvlinks, path.read_access.as_deref()))
            .collect();
        let near = (Some("NODE"), Some(18), Some("OK"));
        let far = (Some("SYS"), Some(18), Some("OK"));
        let expected =
            if index < 4 { [near, near, near, far, far, far, far] } else { [far, far, far, far, near, near, near] };
        assert_eq!(row, expected, "NV18 everywhere");
    }
    let switches = &report.gpu.as_ref().unwrap().switches;
    let links: Vec<_> = switches.iter().map(|switch| (switch.nvlinks, switch.bios_version.as_deref())).collect();
    let bios = Some("96.10.3f.00.01");
    assert_eq!(links, [(Some(40), bios), (Some(40), bios), (Some(32), bios), (Some(32), bios)]);
}

#[test]
fn the_tool_adds_what_the_library_lacks() {
    let machine = Machine::new("with-tool", &eight());
    let gpu = |index: usize| {
        let place = address(index).to_uppercase();
        let names = "<gpu_part_number>2330-885-A1</gpu_part_number><serial>other</serial><uuid>N/A</uuid>";
        format!("<gpu id=\"0000{place}\">{names}<pci><pci_bus_id>0000{place}</pci_bus_id></pci></gpu>")
    };
    let printed: String = (0..8).map(gpu).collect();
    let xml =
        format!("<?xml version=\"1.0\" ?>\n<nvidia_smi_log><attached_gpus>8</attached_gpus>{printed}</nvidia_smi_log>");
    tree::file(&machine.0, "smi.xml", xml.as_bytes());
    let script = format!("#!/bin/sh\ncat {}\n", machine.0.join("smi.xml").display());
    tree::file(&machine.0, "usr/bin/nvidia-smi", script.as_bytes());
    let place = machine.0.join("usr/bin/nvidia-smi");
    fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    let report = machine.audit();
    for (index, gpu) in gpus(&report).iter().enumerate() {
        assert_eq!(gpu.gpu_part_number.as_deref(), Some("2330-885-A1"));
        assert_eq!(gpu.serial_number, Some(format!("16502240100{index:02}")), "the library's word counts");
        assert_eq!(&gpu.sources[..2], ["nvml", "nvidia-smi -q -x"]);
    }
}

#[test]
fn nobody_is_named_in_a_redacted_recording() {
    let machine = Machine::new("redacted", &eight());
    let device = format!("proc/driver/nvidia/gpus/{}/information", address(0));
    let uuid = "GPU-7d1e55a0-4c0b-9c1f-2f63-0a5be2e0c1f0";
    tree::file(&machine.0, &device, format!("Model: \t\t NVIDIA H100\nGPU UUID: \t {uuid}\n").as_bytes());
    let host = LiveHost::with_root(&machine.0, Duration::from_secs(30));
    let recorder = Recorder::new(&host);
    audit(&recorder, &only_gpu());
    let recording = redact(recorder.finish(), Key::from_text("gpu"));
    let answers = recording.answers.values().filter_map(|answer| match answer {
        Ok(Reply::Bytes(bytes)) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    });
    let text: String = answers.collect();
    let identities = [
        "16502240100",
        "7d1e55a0-4c0b-9c1f-2f63-0a5be2e0c1f0",
        "18205240417",
        "b4e2f1d0c7a8594e",
        "5a1c0e3077b04c1e9d520f4be31c8a70",
        "5be1c204d7a9013",
    ];
    for identity in identities {
        assert!(!text.contains(identity), "{identity}");
    }
    assert!(text.contains("nvmlDeviceGetSerial = ") && text.contains("NVIDIA H100 80GB HBM3") && text.contains("GPU-"));
    let folder = tree::folder("nvml-redacted-recording").join("recording");
    recording.write_folder(&folder).unwrap();
    let report = audit(&Replay::open(&folder).unwrap(), &only_gpu());
    assert_eq!(gpus(&report).len(), 8, "and it still replays");
}

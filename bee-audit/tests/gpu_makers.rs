//! Accelerators of other makers than NVIDIA, from trees as their drivers make them; AMD's compared with what rocm-smi,
//! which reads the same files, printed of real ones.

use std::{fs, path::PathBuf, time::Duration};

use bee_audit::{
    LiveHost, Options, Report, audit,
    host::Recorder,
    recording::{Key, redact},
    report::{Component, Gpu, Reason},
};
use serde_json::Value;

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "support/tree.rs"]
mod support;

/// A machine with one function, whose attributes these are.
fn machine(name: &str, address: &str, vendor: &str, class: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = support::folder(&format!("maker-{name}"));
    let own = [("vendor", vendor), ("class", class)];
    for (file, content) in own.iter().chain(files) {
        let path = format!("sys/bus/pci/devices/{address}/{file}");
        support::file(&root, &path, format!("{content}\n").as_bytes());
    }
    root
}

fn report(root: &PathBuf) -> Report {
    let report = audit(&LiveHost::with_root(root, Duration::from_secs(20)), &Options::default());
    let gaps: Vec<_> = report.gaps.iter().filter(|gap| gap.component == Component::Gpu).collect();
    assert!(gaps.iter().all(|gap| gap.reason == Reason::LeftAlone), "{gaps:?}");
    report
}

fn only(report: &Report) -> &Gpu {
    let [gpu] = &report.gpu.as_ref().unwrap().devices[..] else { panic!("{:?}", report.gpu) };
    gpu
}

const MI300X: [(&str, &str); 34] = [
    ("vbios_version", "113-M3000100-102"),
    ("unique_id", "7a1c53f2d09be846"),
    ("serial_number", "692251000417"),
    ("product_name", "AMD Instinct MI300X OAM"),
    ("product_number", "102-G30211-0C"),
    ("fru_id", "113-AMDG30211-0C"),
    ("mem_info_vram_total", "206141652992"),
    ("mem_info_vram_used", "296787968"),
    ("mem_info_vram_vendor", "hynix"),
    ("mem_info_vis_vram_total", "206141652992"),
    ("gpu_busy_percent", "3"),
    ("pcie_replay_count", "2"),
    ("current_compute_partition", "SPX"),
    ("current_memory_partition", "NPS1"),
    ("xgmi_device_id", "14567827319405783912"),
    ("xgmi_physical_id", "4"),
    ("xgmi_error", "1"),
    ("xgmi_hive_info/xgmi_hive_id", "11053265172905512390"),
    ("fw_version/smc_fw_version", "0x00556d00"),
    ("fw_version/uvd_fw_version", "0x00000000"),
    ("ras/umc_err_count", "ue: 1\nce: 17\nde: 3"),
    ("ras/gfx_err_count", "ue: 0\nce: 0"),
    ("hwmon/hwmon3/temp1_input", "41000"),
    ("hwmon/hwmon3/temp1_label", "edge"),
    ("hwmon/hwmon3/temp2_input", "44000"),
    ("hwmon/hwmon3/temp2_label", "junction"),
    ("hwmon/hwmon3/temp2_crit", "100000"),
    ("hwmon/hwmon3/temp2_emergency", "105000"),
    ("hwmon/hwmon3/temp3_input", "38000"),
    ("hwmon/hwmon3/temp3_label", "mem"),
    ("hwmon/hwmon3/power1_input", "141000000"),
    ("hwmon/hwmon3/power1_cap", "750000000"),
    ("hwmon/hwmon3/freq1_input", "132000000"),
    ("power/runtime_status", "active"),
];

#[test]
fn amd_tells_identity_errors_and_sensors() {
    let report = report(&machine("mi300x", "0000:05:00.0", "0x1002", "0x120000", &MI300X));
    let gpu = only(&report);
    assert_eq!((gpu.vendor.as_deref(), &gpu.sources[..]), (Some("AMD"), &["sysfs".to_owned(), "pci".to_owned()][..]));
    assert_eq!(
        (gpu.name.as_deref(), gpu.unique_id.as_deref()),
        (Some("AMD Instinct MI300X OAM"), Some("7a1c53f2d09be846"))
    );
    assert_eq!(
        (gpu.serial_number.as_deref(), gpu.fru_part_number.as_deref()),
        (Some("692251000417"), Some("113-AMDG30211-0C"))
    );
    assert_eq!((gpu.memory.total_bytes.unwrap().0, gpu.memory.vendor.as_deref()), (206_141_652_992, Some("hynix")));
    let modes = (gpu.modes.compute_partition.as_deref(), gpu.modes.memory_partition.as_deref());
    assert_eq!((modes, gpu.link.replays), ((Some("SPX"), Some("NPS1")), Some(2)));
    let xgmi = gpu.xgmi.as_ref().unwrap();
    assert_eq!((xgmi.hive_id.as_deref(), xgmi.physical_id), (Some("11053265172905512390"), Some(4)));
    let firmware: Vec<_> = gpu.firmware.iter().map(|(name, version)| (name.as_str(), version.as_str())).collect();
    assert_eq!(firmware, [("smc", "0x00556d00")], "what is not loaded has no version");
    let blocks: Vec<_> =
        gpu.error_blocks.iter().map(|block| (&*block.block, block.uncorrectable, block.deferred)).collect();
    assert_eq!(blocks, [("gfx", Some(0), None), ("umc", Some(1), Some(3))]);
    let celsius = [gpu.temperature.gpu_celsius, gpu.temperature.hotspot_celsius, gpu.temperature.memory_celsius];
    assert_eq!(celsius.map(|celsius| celsius.unwrap().0), [41.0, 44.0, 38.0]);
    assert_eq!(gpu.temperature.shutdown_celsius.unwrap().0, 105.0);
    assert_eq!((gpu.power.draw_watts.unwrap().0, gpu.power.limit_watts.unwrap().0), (141.0, 750.0));
    assert_eq!(gpu.clocks.graphics_hertz.unwrap().0, 132_000_000);
    assert!(report.findings.iter().any(|finding| finding.id == "gpu.uncorrectable-errors"), "{:?}", report.findings);
}

#[test]
fn amd_is_left_alone_where_that_matters() {
    let asleep: Vec<_> = MI300X
        .iter()
        .map(|(name, content)| (*name, if *name == "power/runtime_status" { "suspended" } else { *content }))
        .collect();
    let report = report(&machine("asleep", "0000:05:00.0", "0x1002", "0x120000", &asleep));
    assert_eq!((only(&report).vbios_version.as_deref(), &only(&report).sources[..]), (None, &["pci".to_owned()][..]));

    let root = machine("mi300x-recorded", "0000:05:00.0", "0x1002", "0x120000", &MI300X);
    let host = LiveHost::with_root(&root, Duration::from_secs(20));
    let recorder = Recorder::new(&host);
    audit(&recorder, &Options::default());
    let recording = recorder.finish();
    assert!(!recording.answers.keys().any(|query| query.to_string().ends_with("xgmi_error")), "reading clears it");
    let redacted = redact(recording, Key::from_text("gpu"));
    let text = format!("{:?}", redacted.answers.values().collect::<Vec<_>>());
    let octets = |text: &str| format!("{:?}", text.as_bytes()).trim_matches(['[', ']']).to_owned();
    for identity in ["7a1c53f2d09be846", "692251000417"] {
        assert!(!text.contains(&octets(identity)), "{identity}");
    }
    assert!(text.contains(&octets("113-M3000100-102")), "versions stay");
}

#[test]
fn intel_tells_clocks_and_why_they_are_low() {
    let xe = [
        ("tile0/gt0/freq0/act_freq", "1550"),
        ("tile0/gt0/freq0/rp0_freq", "2400"),
        ("tile0/gt0/freq0/throttle/reason_thermal", "0"),
        ("tile0/gt0/freq0/throttle/reason_pl1", "1"),
        ("hwmon/hwmon2/temp2_input", "52000"),
        ("hwmon/hwmon2/temp2_label", "pkg"),
        ("hwmon/hwmon2/power1_max", "190000000"),
        ("hwmon/hwmon2/power1_rated_max", "150000000"),
        ("hwmon/hwmon2/energy1_input", "5000000"),
    ];
    let found = report(&machine("xe", "0000:03:00.0", "0x8086", "0x030000", &xe));
    let gpu = only(&found);
    assert_eq!((gpu.vendor.as_deref(), gpu.clocks.max_graphics_hertz.unwrap().0), (Some("Intel"), 2_400_000_000));
    assert_eq!((gpu.clock_events.thermal, gpu.clock_events.power_cap), (Some(false), Some(true)));
    assert_eq!((gpu.temperature.gpu_celsius.unwrap().0, gpu.power.default_limit_watts.unwrap().0), (52.0, 150.0));
    assert_eq!(gpu.power.energy_joules.unwrap().0, 5.0);

    let i915 = [
        ("drm/card1/gt/gt0/rps_act_freq_mhz", "300"),
        ("drm/card1/gt/gt0/rps_RP0_freq_mhz", "1600"),
        ("drm/card1/gt/gt0/throttle_reason_thermal", "1"),
        ("drm/renderD129/dev", "226:129"),
    ];
    let found = report(&machine("i915", "0000:00:02.0", "0x8086", "0x030000", &i915));
    assert_eq!(only(&found).clocks.graphics_hertz.unwrap().0, 300_000_000);
    assert_eq!(only(&found).clock_events.thermal, Some(true));
}

#[test]
fn gaudi_tells_firmware_and_others_their_class() {
    let gaudi = [
        ("device_type", "GAUDI2"),
        ("status", "operational"),
        ("module_id", "5"),
        ("cpucp_ver", "hl-gaudi2-1.18.0-fw-53.1.1-sec-9"),
        ("preboot_btl_ver", "Preboot version hl-gaudi2-1.18.0"),
        ("clk_max_freq_mhz", "1650"),
        ("max_power", "600000"),
        ("hwmon/hwmon5/temp1_input", "31000"),
    ];
    let found = report(&machine("gaudi", "0000:33:00.0", "0x1da3", "0x120000", &gaudi));
    let gpu = only(&found);
    assert_eq!((gpu.vendor.as_deref(), gpu.architecture.as_deref()), (Some("Habana Labs"), Some("GAUDI2")));
    assert_eq!((gpu.status.as_deref(), gpu.platform.module_id), (Some("operational"), Some(5)));
    assert_eq!(gpu.firmware.keys().collect::<Vec<_>>(), ["cpucp", "preboot_btl"]);
    assert_eq!((gpu.power.limit_watts.unwrap().0, gpu.temperature.gpu_celsius.unwrap().0), (600.0, 31.0));

    let found = report(&machine("other", "0000:44:00.0", "0x1e52", "0x120000", &[]));
    assert_eq!(&only(&found).sources[..], ["pci"], "class 12h of any maker");
}

/// rocm-smi's JSON, made into the files that it read, gives the same values back.
#[test]
fn amd_agrees_with_rocm_smi() {
    let Some(corpus) = corpus::corpus() else { return };
    for capture in ["mi100_rocm571.json", "mi100_rocm602.json"] {
        let text = fs::read(corpus.join("gpu/telegraf/amd_rocm_smi/testdata").join(capture)).unwrap();
        let cards: Value = serde_json::from_slice(&text).unwrap();
        let cards = cards.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("card"));
        let mut compared = 0;
        for (card, told) in cards {
            let value = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("{capture} {card}: {name}"));
            let milli = |name: &str, scale: f64| format!("{:.0}", value(name).parse::<f64>().unwrap() * scale);
            let files = [
                ("vbios_version", value("VBIOS version").to_owned()),
                ("unique_id", value("Unique ID").trim_start_matches("0x").to_owned()),
                ("mem_info_vram_total", value("VRAM Total Memory (B)").to_owned()),
                ("mem_info_vram_vendor", value("GPU memory vendor").to_owned()),
                ("pcie_replay_count", value("PCIe Replay Count").to_owned()),
                ("hwmon/hwmon1/temp1_label", "edge".to_owned()),
                ("hwmon/hwmon1/temp1_input", milli("Temperature (Sensor edge) (C)", 1e3)),
                ("hwmon/hwmon1/temp2_label", "junction".to_owned()),
                ("hwmon/hwmon1/temp2_input", milli("Temperature (Sensor junction) (C)", 1e3)),
                ("hwmon/hwmon1/power1_average", milli("Average Graphics Package Power (W)", 1e6)),
                ("hwmon/hwmon1/power1_cap", milli("Max Graphics Package Power (W)", 1e6)),
                ("hwmon/hwmon1/in0_input", value("Voltage (mV)").to_owned()),
            ];
            let files: Vec<_> = files.iter().map(|(name, content)| (*name, content.as_str())).collect();
            let root =
                machine(&format!("{capture}-{card}"), &value("PCI Bus").to_lowercase(), "0x1002", "0x038000", &files);
            let found = report(&root);
            let gpu = only(&found);
            let number = |name: &str| value(name).parse::<f64>().unwrap();
            assert_eq!(gpu.pci_address.as_deref(), Some(value("PCI Bus").to_lowercase().as_str()));
            assert_eq!(gpu.vbios_version.as_deref(), Some(value("VBIOS version")));
            assert_eq!(gpu.unique_id.as_deref(), Some(value("Unique ID").trim_start_matches("0x")));
            assert_eq!(gpu.memory.total_bytes.unwrap().0.to_string(), value("VRAM Total Memory (B)"));
            assert_eq!(gpu.temperature.gpu_celsius.unwrap().0, number("Temperature (Sensor edge) (C)"));
            assert_eq!(gpu.temperature.hotspot_celsius.unwrap().0, number("Temperature (Sensor junction) (C)"));
            assert_eq!(gpu.power.draw_watts.unwrap().0, number("Average Graphics Package Power (W)"));
            assert_eq!(gpu.power.limit_watts.unwrap().0, number("Max Graphics Package Power (W)"));
            assert_eq!(gpu.power.graphics_volts.unwrap().0 * 1e3, number("Voltage (mV)"));
            compared += 1;
        }
        assert!(compared > 0, "{capture}");
    }
}

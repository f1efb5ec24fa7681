//! The memory of a machine that the test makes up around our SMBIOS sample, with an EDAC driver and two memory blocks.

#[path = "support/samples.rs"]
mod samples;
#[path = "support/tree.rs"]
mod tree;

use bee_audit::{Options, Replay, audit, report::Memory};

const EDAC: &str = "sys/devices/system/edac/mc/mc0";
const BLOCKS: &str = "sys/devices/system/memory";

fn memory(test: &str) -> Memory {
    let root = tree::folder(test);
    let samples = samples::of("parts", "smbios");
    let (_, bytes) = samples.iter().find(|(path, _)| path.contains("server-ddr5")).unwrap();
    tree::file(&root, "sys/firmware/dmi/tables/smbios_entry_point", &bytes[..0x18]);
    tree::file(&root, "sys/firmware/dmi/tables/DMI", &bytes[0x20..]);
    let text = |path: String, text: &str| tree::file(&root, &path, text.as_bytes());
    let meminfo =
        "MemTotal: 67108864 kB\nMemAvailable: 1024 kB\nHugePages_Total: 8\nHugePages_Free: 3\nHugepagesize: 2048 kB\n";
    text("proc/meminfo".to_owned(), meminfo);
    text(format!("{BLOCKS}/block_size_bytes"), "80000000\n");
    for (block, online) in [("memory0", "1\n"), ("memory1", "1\n"), ("memory2", "0\n")] {
        text(format!("{BLOCKS}/{block}/online"), online);
    }
    for (name, value) in [
        ("mc_name", "Example\n"),
        ("ce_count", "5\n"),
        ("dimm0/dimm_label", "P0 Node0 Channel0 DIMM A1\n"),
        ("dimm0/dimm_ce_count", "4\n"),
        ("dimm0/dimm_ue_count", "0\n"),
        ("dimm1/dimm_label", "CPU_SrcID#0_MC#0_Chan#0_DIMM#0\n"),
        ("dimm1/dimm_ce_count", "1\n"),
        ("csrow0/ce_count", "5\n"),
    ] {
        text(format!("{EDAC}/{name}"), value);
    }
    audit(&Replay::open(&root).unwrap(), &Options::default()).memory.unwrap()
}

#[test]
fn slots_say_what_is_in_them() {
    let memory = memory("memory-slots");
    let slots: Vec<_> = memory.devices.iter().map(|slot| (slot.handle, slot.populated)).collect();
    assert_eq!(slots, [(0x17, Some(true)), (0x18, Some(false)), (0x19, Some(true)), (0x1b, Some(true))]);
    let [ddr5, empty, nvdimm, hex] = &memory.devices[..] else { panic!("{}", memory.devices.len()) };
    assert_eq!(ddr5.manufacturer.as_deref(), Some("Samsung"));
    assert_eq!(ddr5.manufacturer_raw.as_deref(), Some("80CE000080CE"));
    assert_eq!(ddr5.dram_manufacturer.as_deref(), Some("Samsung"));
    assert_eq!(ddr5.pmic0_manufacturer.as_deref(), Some("Renesas (IDT)"));
    assert_eq!(ddr5.rcd_manufacturer.as_deref(), Some("Montage Technology"));
    assert_eq!((ddr5.speed_mt_s.unwrap().0, ddr5.configured_speed_mt_s.unwrap().0), (5600, 4800));
    assert_eq!((ddr5.asset_tag.as_deref(), ddr5.placeholders["asset_tag"].as_str()), (None, "A1_AssetTag"));
    assert_eq!((empty.size_bytes.unwrap().0, empty.speed_mt_s, empty.total_width_bits), (0, None, None));
    assert_eq!((nvdimm.speed_mt_s.unwrap().0, nvdimm.device_set), (70_000, Some(1)));
    assert_eq!(nvdimm.last_error.as_ref().unwrap().memory_array_address, Some(0x1234_567000));
    assert_eq!(hex.manufacturer.as_deref(), Some("Micron Technology"));
}

#[test]
fn the_whole_is_what_is_installed_and_what_the_kernel_has() {
    let memory = memory("memory-whole");
    assert_eq!(memory.installed_bytes.unwrap().0, (64 << 30) + (128 << 30) + (512 << 10));
    assert_eq!(memory.usable_bytes.unwrap().0, 64 << 30);
    assert_eq!(memory.online_bytes.unwrap().0, 2 * 0x8000_0000);
    assert_eq!(memory.hugepages.unwrap().free, Some(3));
    assert_eq!(memory.arrays[0].maximum_capacity_bytes.unwrap().0, 4 << 40);
    assert_eq!(memory.device_ranges[0].starting_address, 0x1_0000_0000);
}

#[test]
fn counters_join_the_slot_that_their_label_names() {
    let memory = memory("memory-counters");
    let dimms: Vec<_> = memory.controllers[0].dimms.iter().map(|dimm| (&*dimm.name, dimm.device_handle)).collect();
    assert_eq!(dimms, [("dimm0", Some(0x17)), ("dimm1", None)]);
    assert_eq!(memory.devices[0].errors.as_ref().unwrap().correctable, Some(4));
    assert_eq!(memory.devices[2].errors, None);
}

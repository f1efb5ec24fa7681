//! The board of machines that tests make up, file by file, around our SMBIOS samples.

#[path = "support/samples.rs"]
mod samples;
#[path = "support/tree.rs"]
mod tree;

use std::fs;

use bee_audit::{
    Options, Replay, Report, audit,
    report::{Component, FirmwareMode, Reason},
};

const EFI: &str = "sys/firmware/efi";
const GLOBAL: &str = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

fn report(name: &str, files: &[(String, Vec<u8>)]) -> Report {
    let root = tree::folder(name);
    for (path, content) in files {
        tree::file(&root, path, content);
    }
    audit(&Replay::open(&root).unwrap(), &Options::default())
}

/// A sample as the kernel shows it: entry point and table apart.
fn tables(kind: &str, name: &str) -> Vec<(String, Vec<u8>)> {
    let samples = samples::of(kind, "smbios");
    let (_, bytes) = samples.iter().find(|(path, _)| path.contains(name)).unwrap();
    let entry_point = if bytes.starts_with(b"_SM3_") { 0x18 } else { 0x1f };
    vec![
        ("sys/firmware/dmi/tables/smbios_entry_point".to_owned(), bytes[..entry_point].to_vec()),
        ("sys/firmware/dmi/tables/DMI".to_owned(), bytes[0x20..].to_vec()),
    ]
}

fn file(path: impl Into<String>, content: &[u8]) -> (String, Vec<u8>) {
    (path.into(), content.to_vec())
}

#[test]
fn a_server_is_described_by_its_table() {
    let report = report("board-table", &tables("parts", "server-ddr5"));
    let board = report.board.unwrap();
    assert_eq!(board.system.product_name.as_deref(), Some("Node 9000"));
    assert_eq!(board.system.uuid.as_deref(), Some("13121110-1514-1716-1819-1a1b1c1d1e1f"));
    assert_eq!(board.baseboards.len(), 2);
    assert_eq!(board.baseboards[0].asset_tag, None);
    assert_eq!(board.baseboards[0].placeholders["asset_tag"], "To Be Filled By O.E.M.");
    assert_eq!(board.baseboards[0].contained_handles, [4, 0x10]);
    assert_eq!(board.chassis[0].rack_height, Some(1));
    assert_eq!(board.chassis[0].height_rack_units, None);
    assert_eq!(board.firmware.release.as_deref(), Some("2.7"));
    assert_eq!(board.firmware.embedded_controller_release.as_deref(), Some("1.19"));
    assert_eq!(board.firmware.components[0].component_name.as_deref(), Some("BMC Firmware"));
    assert_eq!(board.ipmi_interfaces[0].base_address, Some(0xca3));
    let redfish = board.host_interfaces[0].redfish.as_ref().unwrap();
    assert_eq!((redfish.service_ip_address.as_deref(), redfish.service_ip_port), (Some("169.254.3.254"), Some(443)));
    assert_eq!(board.host_interfaces[1].mac_address.as_deref(), Some("02:00:00:aa:bb:cc"));
    assert_eq!(board.power_supplies[0].maximum_power_watts.map(|watts| watts.0), Some(1600.0));
    assert_eq!(board.smbios.unwrap().version.as_deref(), Some("3.8.0"));
    assert!(report.sources[&Component::Board].contains("smbios"));
    assert!(report.gaps.iter().all(|gap| gap.component != Component::Board), "{:?}", report.gaps);
}

#[test]
fn damage_is_a_gap_of_the_board() {
    let report = report("board-damage", &tables("bad", "string-index"));
    let gaps: Vec<_> = report.gaps.iter().filter(|gap| gap.component == Component::Board).collect();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!((gaps[0].reason, gaps[0].missing.as_str()), (Reason::Damaged, "string"));
    assert!(gaps[0].detail.ends_with("more like it"), "{}", gaps[0].detail);
}

#[test]
fn uefi_shows_secure_boot_boot_entries_and_firmware_resources() {
    let variable =
        |name: &str, data: &[u8]| file(format!("{EFI}/efivars/{name}-{GLOBAL}"), &[b"\x06\0\0\0", data].concat());
    let esrt = |name: &str, text: &str| file(format!("{EFI}/esrt/{name}"), text.as_bytes());
    let report = report(
        "board-uefi",
        &[
            file(format!("{EFI}/fw_platform_size"), b"64\n"),
            variable("SecureBoot", &[1]),
            variable("SetupMode", &[0]),
            variable("BootCurrent", &[3, 0]),
            variable("BootOrder", &[3, 0, 1, 0]),
            variable("Boot0003", b"\x01\0\0\0\x04\0D\0e\0b\0i\0a\0n\0\0\0\x7f\xff\x04\0"),
            variable("Boot0001", b"\0\0\0\0\x04\0N\0e\0t\0\0\0\x7f\xff\x04\0"),
            variable("BootOptionSupport", &[1, 0, 0, 0]),
            esrt("fw_resource_version", "1\n"),
            esrt("fw_resource_count_max", "4\n"),
            esrt("entries/entry0/fw_class", "1624a9df-5e13-47fc-874a-df3aff143089\n"),
            esrt("entries/entry0/fw_type", "1\n"),
            esrt("entries/entry0/fw_version", "65586\n"),
            esrt("entries/entry0/last_attempt_version", "65586\n"),
            esrt("entries/entry0/last_attempt_status", "0\n"),
        ],
    );
    let firmware = report.board.unwrap().firmware;
    assert_eq!(firmware.mode, Some(FirmwareMode::Uefi));
    assert_eq!(
        (firmware.uefi_width_bits, firmware.secure_boot, firmware.setup_mode),
        (Some(64), Some(true), Some(false))
    );
    let boot = firmware.boot.unwrap();
    assert_eq!((boot.current, boot.next, boot.order.as_slice()), (Some(3), None, [3, 1].as_slice()));
    let entries: Vec<_> =
        boot.entries.iter().map(|entry| (entry.number, entry.description.as_deref(), entry.active)).collect();
    assert_eq!(entries, [(1, Some("Net"), false), (3, Some("Debian"), true)]);
    let esrt = firmware.esrt.unwrap();
    assert_eq!((esrt.version, esrt.entries[0].version), (Some(1), Some(65586)));
    assert_eq!(esrt.entries[0].last_attempt_status.as_ref().unwrap().name.as_deref(), Some("Success"));
}

#[test]
fn secure_boot_names_whom_it_trusts() {
    let sample = |name: &str| {
        let samples = samples::of("parts", "uefi").into_iter();
        samples.filter(|(path, _)| path.ends_with(name)).map(|(_, bytes)| bytes).next().unwrap()
    };
    let security = "d719b2cb-3d3a-4596-a3bc-dad00e67656f";
    let report = report(
        "board-secure-boot",
        &[
            file(format!("{EFI}/efivars/PK-{GLOBAL}"), &sample("pk.hex")),
            file(format!("{EFI}/efivars/db-{security}"), &sample("db.hex")),
            file(format!("{EFI}/efivars/dbx-{security}"), b"\x27\0\0\0not a list at all"),
        ],
    );
    let [platform, allowed] = &report.board.as_ref().unwrap().firmware.signature_databases[..] else { panic!() };
    // openssl x509 -noout -subject -issuer -serial -dates -fingerprint -sha256
    let key = &platform.certificates[0];
    assert_eq!((key.subject.as_deref(), key.issuer.as_deref()), (Some("Example Platform Key"), key.subject.as_deref()));
    assert_eq!(key.serial_number, "1a2b3c4d");
    assert_eq!(key.not_before.as_deref(), Some("2026-11-22T05:16:09Z"));
    assert_eq!(key.not_after.as_deref(), Some("2054-04-09T05:16:09Z"));
    assert_eq!(key.sha256, "c25e05b68194bb6eb59a91c25612595fe18d6d4f950512349bbfc95b2bce00f9");
    assert_eq!(key.owner, "0f5e8b3a-7c21-4d96-9a40-5b1d2e6f7a88");
    let signer = &allowed.certificates[0];
    assert_eq!((signer.subject.as_deref(), signer.serial_number.as_str()), (Some("Example Signing"), "77"));
    assert_eq!((allowed.name.as_str(), allowed.hash_count, allowed.other_count), ("db", 3, 1));
    let [gap] = &report.gaps[..] else { panic!("{:?}", report.gaps) };
    assert_eq!((gap.missing.as_str(), gap.reason), ("dbx", Reason::Damaged));
}

#[test]
fn variables_that_are_not_mounted_are_a_gap() {
    let root = tree::folder("board-unmounted");
    fs::create_dir_all(root.join(EFI).join("efivars")).unwrap();
    let report = audit(&Replay::open(&root).unwrap(), &Options::default());
    let [gap] = &report.gaps[..] else { panic!("{:?}", report.gaps) };
    assert_eq!((gap.missing.as_str(), gap.reason), ("variables", Reason::DriverNotLoaded));
    assert!(gap.hint.as_deref().unwrap().starts_with("mount"));
}

#[test]
fn without_the_table_the_kernels_identities_stand_in() {
    let id = |name: &str, text: &str| file(format!("sys/class/dmi/id/{name}"), text.as_bytes());
    let report = report(
        "board-dmi-id",
        &[
            id("sys_vendor", "QEMU\n"),
            id("product_name", "Standard PC (Q35 + ICH9, 2009)\n"),
            id("product_serial", "Not Specified\n"),
            id("board_name", "Example Board\n"),
            id("chassis_type", "23\n"),
            id("bios_version", "1.16.3\n"),
            file("sys/firmware/dmi/.kept", b""),
            file("run/systemd/container", b"lxc\n"),
        ],
    );
    let board = report.board.unwrap();
    assert_eq!(board.system.manufacturer.as_deref(), Some("QEMU"));
    assert_eq!(board.system.placeholders["serial_number"], "Not Specified");
    assert_eq!(board.baseboards[0].product.as_deref(), Some("Example Board"));
    assert_eq!(board.chassis[0].chassis_type.as_ref().unwrap().name.as_deref(), Some("Rack Mount Chassis"));
    assert_eq!(board.firmware.mode, Some(FirmwareMode::Bios));
    assert_eq!(board.virtualization.virtual_machine, Some(true));
    assert_eq!(board.virtualization.hypervisor.as_deref(), Some("QEMU"));
    assert_eq!(board.virtualization.container.as_deref(), Some("lxc"));
    assert_eq!(board.smbios, None);
}

#[test]
fn an_engine_left_open_by_the_factory_is_found() {
    let attribute = |name: &str, text: &str| file(format!("sys/class/mei/mei0/{name}"), text.as_bytes());
    let report = report(
        "board-management-engine",
        &[
            attribute("dev_state", "ENABLED\n"),
            attribute("fw_ver", "0:4.4.4.202\n0:4.4.4.202\n0:0.0.0.0\n"),
            attribute("fw_status", "000F0255\n88110026\n"),
        ],
    );
    let [engine] = &report.board.as_ref().unwrap().management_engines[..] else { panic!() };
    assert_eq!((engine.name.as_str(), engine.state.as_deref()), ("mei0", Some("ENABLED")));
    assert_eq!(engine.firmware_versions, ["4.4.4.202", "4.4.4.202"]);
    assert_eq!(engine.manufacturing_mode, Some(true));
    assert_eq!(report.findings[0].id, "board.manufacturing-mode");
    assert_eq!(report.gaps, []);
}

#[test]
fn watchdogs_tell_why_they_fired() {
    let watchdog = |name: &str, text: &str| file(format!("sys/class/watchdog/watchdog0/{name}"), text.as_bytes());
    let report = report(
        "board-watchdog",
        &[
            watchdog("identity", "iTCO_wdt\n"),
            watchdog("state", "inactive\n"),
            watchdog("timeout", "30\n"),
            watchdog("pretimeout", "0\n"),
            watchdog("nowayout", "0\n"),
            watchdog("bootstatus", "32\n"),
        ],
    );
    let [watchdog] = &report.board.as_ref().unwrap().watchdogs[..] else { panic!() };
    assert_eq!((watchdog.identity.as_deref(), watchdog.active), (Some("iTCO_wdt"), Some(false)));
    assert_eq!((watchdog.timeout_seconds.unwrap().0, watchdog.pretimeout_seconds), (30.0, None));
    assert_eq!((watchdog.no_way_out, watchdog.reset_causes.as_slice()), (Some(false), &["watchdog".to_owned()][..]));
    assert_eq!(report.gaps, []);
}

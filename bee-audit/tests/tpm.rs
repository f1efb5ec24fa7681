//! The Trusted Platform Modules of machines that tests make up, file by file.

use bee_audit::{Options, Replay, audit, report::Tpm};

#[path = "support/tree.rs"]
mod support;

const CAPS: &[u8] = include_bytes!("../../fixtures/parts/linux/tpm-caps.txt");

fn tpm(root: &std::path::Path) -> Tpm {
    let mut report = audit(&Replay::open(root).unwrap(), &Options::default());
    report.gaps.retain(|gap| gap.component == bee_audit::report::Component::Tpm);
    assert_eq!(report.gaps, []);
    report.tpm.unwrap()
}

#[test]
fn tpm_2_with_banks_and_what_firmware_states() {
    let root = support::folder("tpm-2");
    let device = "sys/devices/platform/MSFT0101:00";
    for (path, content) in [
        ("tpm/tpm0/tpm_version_major", "2\n"),
        ("tpm/tpm0/pcr-sha256/0", "unread\n"),
        ("tpm/tpm0/pcr-sha256/1", "unread\n"),
        ("tpm/tpm0/pcr-sha1/0", "unread\n"),
        ("tpm/tpm0/ppi/version", "1.3\n"),
        ("firmware_node/path", "\\_SB_.TPM_\n"),
        ("description", "TPM 2.0 Device\n"),
    ] {
        support::file(&root, &format!("{device}/{path}"), content.as_bytes());
    }
    support::link(&root, &format!("{device}/tpm/tpm0/device"), "../../../MSFT0101:00");
    support::link(&root, &format!("{device}/driver"), "../../../bus/platform/drivers/tpm_crb");
    support::link(&root, "sys/class/tpm/tpm0", "../../devices/platform/MSFT0101:00/tpm/tpm0");
    // Type 43 (DSP0134 §7.44): vendor IFX, version 2.0, firmware 7.85; end-of-table.
    let mut table = vec![43, 31, 0x2b, 0, b'I', b'F', b'X', 0, 2, 0, 85, 0, 7, 0, 0, 0, 0, 0, 1, 8];
    table.resize(31, 0);
    table.extend(b"TPM 2.0\0\0");
    table.extend([127, 4, 0x7f, 0, 0, 0]);
    support::file(&root, "sys/firmware/dmi/tables/DMI", &table);

    let tpm = tpm(&root);
    let [device] = &tpm.devices[..] else { panic!() };
    assert_eq!((device.version_major, device.device.as_deref()), (Some(2), Some("MSFT0101:00")));
    assert_eq!((device.driver.as_deref(), device.acpi_path.as_deref()), (Some("tpm_crb"), Some("\\_SB_.TPM_")));
    assert_eq!((device.ppi_version.as_deref(), device.description.as_deref()), (Some("1.3"), Some("TPM 2.0 Device")));
    let banks: Vec<_> = device.pcr_banks.iter().map(|(hash, registers)| (hash.as_str(), *registers)).collect();
    assert_eq!(banks, [("sha1", 1), ("sha256", 2)]);
    assert_eq!((device.manufacturer.as_deref(), device.owned), (None, None));
    let [entry] = &tpm.firmware_entries[..] else { panic!() };
    assert_eq!((entry.vendor_id.as_deref(), entry.specification_version.as_deref()), (Some("IFX"), Some("2.0")));
    assert_eq!((entry.firmware_version.as_deref(), entry.description.as_deref()), (Some("7.85"), Some("TPM 2.0")));
    assert_eq!(entry.characteristics, ["Family configurable via firmware update"]);
}

#[test]
fn tpm_1_2_tells_its_maker() {
    let root = support::folder("tpm-1.2");
    support::file(&root, "sys/devices/pnp0/00:05/caps", CAPS);
    support::file(&root, "sys/devices/pnp0/00:05/owned", b"0\n");
    support::link(&root, "sys/devices/pnp0/00:05/tpm/tpm0/device", "../../../00:05");
    support::link(&root, "sys/class/tpm/tpm0", "../../devices/pnp0/00:05/tpm/tpm0");
    let tpm = tpm(&root);
    let [device] = &tpm.devices[..] else { panic!() };
    assert_eq!((device.version_major, device.manufacturer.as_deref()), (Some(1), Some("STM")));
    assert_eq!((device.firmware_version.as_deref(), device.owned), (Some("8.16"), Some(false)));
    assert_eq!((device.device.as_deref(), device.tcg_version.as_deref()), (Some("00:05"), Some("1.2")));
}

//! Trusted Platform Modules.

use crate::report::{Tpm, TpmDevice, TpmFirmwareEntry};

use super::page::{Cell, Section, Tone, cell};

/// A line for each module that the kernel drives, with what firmware knows of it; else what firmware knows alone.
pub(super) fn section(tpm: &Tpm) -> Section {
    let mut section = Section::new("TPM");
    for (index, device) in tpm.devices.iter().enumerate() {
        // With one of each, they are the same module; SMBIOS has no other link.
        let entry = tpm.firmware_entries.first().filter(|_| index == 0 && tpm.firmware_entries.len() == 1);
        section.line(
            [version(device), cell(device.name.as_str()), device.driver.clone().into()]
                .into_iter()
                .chain(firmware(entry)),
        );
    }
    for entry in tpm.firmware_entries.iter().filter(|_| tpm.devices.is_empty()) {
        let version = entry.specification_version.as_deref().unwrap_or_default();
        let parts = [cell(format!("TPM {version}").trim_end()), cell("not driven by the kernel").tone(Tone::Warning)];
        section.line(parts.into_iter().chain(firmware(Some(entry))));
    }
    section
}

fn version(device: &TpmDevice) -> Cell {
    cell(match device.version_major {
        Some(1) => "TPM 1.2".to_owned(),
        Some(major) => format!("TPM {major}.0"),
        None => "TPM".to_owned(),
    })
}

fn firmware(entry: Option<&TpmFirmwareEntry>) -> [Cell; 2] {
    let version = entry.and_then(|entry| entry.firmware_version.as_ref()).map(|version| format!("firmware {version}"));
    [entry.and_then(|entry| entry.vendor_id.clone()).into(), version.into()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;

    #[test]
    fn firmware_completes_what_the_kernel_knows() {
        let device = TpmDevice {
            name: "tpm0".into(),
            version_major: Some(2),
            driver: Some("tpm_tis".into()),
            ..TpmDevice::default()
        };
        let entry = TpmFirmwareEntry {
            vendor_id: Some("IFX".into()),
            specification_version: Some("2.0".into()),
            firmware_version: Some("7.85".into()),
            ..TpmFirmwareEntry::default()
        };
        let driven = section(&Tpm { devices: vec![device], firmware_entries: vec![entry.clone()] });
        assert_eq!(plain(&driven), "TPM         TPM 2.0, tpm0, tpm_tis, IFX, firmware 7.85\n");
        let idle = section(&Tpm { devices: vec![], firmware_entries: vec![entry] });
        assert_eq!(plain(&idle), "TPM         TPM 2.0, not driven by the kernel, IFX, firmware 7.85\n");
    }
}

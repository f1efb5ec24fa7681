//! Rules about Trusted Platform Modules.

use super::Observation;
use crate::report::Report;

/// Firmware lists a module that the kernel does not drive.
pub(super) fn no_driver(report: &Report) -> Vec<Observation> {
    let Some(tpm) = report.tpm.as_ref().filter(|tpm| tpm.devices.is_empty()) else { return Vec::new() };
    let listed = tpm.firmware_entries.iter().map(|entry| {
        let vendor = entry.vendor_id.as_deref().unwrap_or("no known vendor");
        Observation::new([vendor], format!("firmware lists a TPM of {vendor} that the kernel does not drive"))
    });
    listed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Tpm, TpmDevice, TpmFirmwareEntry};

    #[test]
    fn a_module_in_use_is_fine() {
        let entry = TpmFirmwareEntry { vendor_id: Some("IFX".into()), ..TpmFirmwareEntry::default() };
        let with = |devices| {
            let tpm = Tpm { devices, firmware_entries: vec![entry.clone()] };
            no_driver(&Report { tpm: Some(tpm), ..Report::default() })
        };
        assert_eq!(with(vec![TpmDevice::default()]), []);
        assert_eq!(with(vec![])[0].message, "firmware lists a TPM of IFX that the kernel does not drive");
    }
}

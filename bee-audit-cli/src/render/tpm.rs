//! Trusted Platform Modules.

use bee_audit::report::{Tpm, TpmDevice};

use super::page::{Section, cell};

/// A line for each module.
pub(super) fn section(tpm: &Tpm) -> Section {
    let mut section = Section::new("TPM");
    for device in &tpm.devices {
        section.line([cell(version(device)), cell(device.name.as_str())]);
    }
    section
}

fn version(device: &TpmDevice) -> String {
    match device.version_major {
        Some(1) => "TPM 1.2".to_owned(),
        Some(major) => format!("TPM {major}.0"),
        None => "TPM".to_owned(),
    }
}

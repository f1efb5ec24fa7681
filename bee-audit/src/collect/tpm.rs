//! Trusted Platform Modules.
//!
//! - *Reports*: each device with version, maker, driver, place and banks of registers; what firmware states of them.
//! - *Reads*: `/sys/class/tpm`; SMBIOS type 43.
//! - *Falls back to*: the version in `caps` before Linux 5.5.
//! - *Needs*: root for SMBIOS.
//! - *Leaves out*: values of registers, endorsement keys, and what else only TPM commands tell.

use super::{Attributes, Outcome, Probe, smbios};
use crate::{
    decode::{
        linux::tpm,
        smbios::{self as standard, Handle},
    },
    host::Host,
    report::{Component, Tpm, TpmDevice, TpmFirmwareEntry},
};

const CLASS: &str = "/sys/class/tpm";

const NAMES: [&str; 10] = [
    "tpm_version_major",
    "device/caps",
    "device/enabled",
    "device/active",
    "device/owned",
    "device/description",
    "device/firmware_node/description",
    "device/firmware_node/path",
    "ppi/version",
    "device/ppi/version",
];

/// Every Trusted Platform Module.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Tpm> {
    let mut probe = Probe::new(host, Component::Tpm);
    let names = probe.list("tpm", CLASS);
    let devices = names.into_iter().map(|name| read_device(&mut probe, name)).collect();
    let table = smbios::read_table(&mut probe);
    let entries = table.iter().flat_map(|table| table.all::<standard::TpmDevice>());
    let firmware_entries = entries.map(|(handle, entry)| firmware_entry(handle, entry)).collect();
    probe.outcome(Tpm { devices, firmware_entries })
}

fn read_device(probe: &mut Probe, name: String) -> TpmDevice {
    let directory = format!("{CLASS}/{name}");
    let attributes = probe.attributes(&name, &directory, &NAMES);
    let capabilities = tpm::capabilities(&attributes.text("device/caps").unwrap_or_default());
    let stated_major = || capabilities.tcg_version.as_deref()?.split('.').next()?.parse().ok();
    TpmDevice {
        version_major: attributes.number("tpm_version_major").or_else(stated_major),
        description: either(&attributes, "device/description", "device/firmware_node/description"),
        device: probe.link_name(&name, &format!("{directory}/device")),
        acpi_path: attributes.text("device/firmware_node/path"),
        driver: probe.link_name(&name, &format!("{directory}/device/driver")),
        manufacturer: capabilities.manufacturer,
        tcg_version: capabilities.tcg_version,
        firmware_version: capabilities.firmware_version,
        enabled: attributes.flag("device/enabled"),
        active: attributes.flag("device/active"),
        owned: attributes.flag("device/owned"),
        ppi_version: either(&attributes, "ppi/version", "device/ppi/version"),
        pcr_banks: read_banks(probe, &name, &directory),
        name,
    }
}

fn either(attributes: &Attributes, name: &str, other: &str) -> Option<String> {
    attributes.text(name).or_else(|| attributes.text(other))
}

/// Folders `pcr-sha256` with one file a register; the files themselves would each cost a TPM command.
fn read_banks(probe: &mut Probe, name: &str, directory: &str) -> std::collections::BTreeMap<String, u32> {
    let folders = probe.list(name, directory);
    let banks = folders.iter().filter_map(|folder| Some((folder.strip_prefix("pcr-")?.to_owned(), folder)));
    let count = |(hash, folder): (String, &String)| {
        let registers = probe.list(name, &format!("{directory}/{folder}"));
        let registers = registers.iter().filter(|register| register.parse::<u32>().is_ok()).count();
        (hash, u32::try_from(registers).unwrap_or(u32::MAX))
    };
    banks.map(count).collect()
}

fn firmware_entry(Handle(handle): Handle, entry: &standard::TpmDevice) -> TpmFirmwareEntry {
    let version = entry.major_specification_version.zip(entry.minor_specification_version);
    TpmFirmwareEntry {
        handle,
        vendor_id: entry.vendor_id.clone(),
        specification_version: version.map(|(major, minor)| format!("{major}.{minor}")),
        firmware_version: entry.firmware_version(),
        description: entry.description.clone(),
        characteristics: entry
            .characteristics
            .map(|characteristics| characteristics.names().into_iter().map(str::to_owned).collect())
            .unwrap_or_default(),
    }
}

//! System firmware: what SMBIOS says of it, and what UEFI shows to the kernel.

use super::secure_boot;
use crate::{
    collect::{Probe, coded, identity},
    decode::{
        smbios::{BiosInformation, BiosLanguage, FirmwareInventory, SystemBootInformation, Table},
        uefi,
    },
    host::{Query, Reply},
    report::{BootEntry, Esrt, EsrtEntry, Firmware, FirmwareComponent, FirmwareMode, Placeholders, Reason, UefiBoot},
};

const FIRMWARE: &str = "/sys/firmware";
const EFI: &str = "/sys/firmware/efi";
const VARIABLES: &str = "/sys/firmware/efi/efivars";
const SUBJECT: &str = "firmware";

pub(super) fn from_table(table: &Table) -> Firmware {
    let language = table.all::<BiosLanguage>().next().map(|(_, it)| it);
    let boot = table.all::<SystemBootInformation>().next().map(|(_, it)| it);
    let firmware = table.all::<BiosInformation>().next().map(|(_, it)| bios(it)).unwrap_or_default();
    Firmware {
        components: table.all::<FirmwareInventory>().map(|(_, it)| component(it)).collect(),
        languages: language.map(|it| it.installable_languages.clone()).unwrap_or_default(),
        current_language: language.and_then(|it| it.current_language.clone()),
        boot_status: boot.and_then(|it| it.boot_status.as_ref()).map(coded),
        ..firmware
    }
}

fn bios(it: &BiosInformation) -> Firmware {
    let mut fillers = Placeholders::new();
    let characteristics = it.characteristics.map(|flags| flags.names()).unwrap_or_default();
    let extension = it.characteristics_extension.map(|flags| flags.names()).unwrap_or_default();
    Firmware {
        vendor: identity(it.vendor.clone(), "vendor", &mut fillers),
        version: identity(it.version.clone(), "version", &mut fillers),
        release_date: identity(it.release_date.clone(), "release_date", &mut fillers),
        release: it.release.map(|release| release.to_string()),
        embedded_controller_release: it.embedded_controller_release.map(|release| release.to_string()),
        rom_size_bytes: it.rom_size_bytes,
        runtime_size_bytes: it.runtime_size_bytes(),
        starting_address_segment: it.starting_address_segment,
        characteristics: characteristics.into_iter().chain(extension).map(str::to_owned).collect(),
        placeholders: fillers,
        ..Firmware::default()
    }
}

fn component(it: &FirmwareInventory) -> FirmwareComponent {
    let mut fillers = Placeholders::new();
    let characteristics = it.characteristics.map(|flags| flags.names()).unwrap_or_default();
    FirmwareComponent {
        component_name: identity(it.component_name.clone(), "component_name", &mut fillers),
        version: identity(it.version.clone(), "version", &mut fillers),
        firmware_id: identity(it.firmware_id.clone(), "firmware_id", &mut fillers),
        release_date: identity(it.release_date.clone(), "release_date", &mut fillers),
        manufacturer: identity(it.manufacturer.clone(), "manufacturer", &mut fillers),
        lowest_supported_version: identity(
            it.lowest_supported_version.clone(),
            "lowest_supported_version",
            &mut fillers,
        ),
        image_size_bytes: it.image_size_bytes,
        characteristics: characteristics.into_iter().map(str::to_owned).collect(),
        state: it.state.as_ref().map(coded),
        associated_handles: it.associated_component_handles.iter().map(|handle| handle.0).collect(),
        placeholders: fillers,
    }
}

/// How the kernel was started, and what UEFI shows.
pub(super) fn read_uefi(probe: &mut Probe, firmware: &mut Firmware) {
    let shown = probe.list(SUBJECT, FIRMWARE);
    let has = |name: &str| shown.iter().any(|shown| shown == name);
    firmware.mode = if has("efi") {
        Some(FirmwareMode::Uefi)
    } else if has("dmi") {
        // ACPI alone proves no BIOS: a hypervisor that starts the kernel by itself gives tables, too.
        Some(FirmwareMode::Bios)
    } else {
        has("devicetree").then_some(FirmwareMode::DeviceTree)
    };
    if firmware.mode == Some(FirmwareMode::Uefi) {
        firmware.uefi_width_bits = probe.attributes(SUBJECT, EFI, &["fw_platform_size"]).number("fw_platform_size");
        report_unmounted(probe);
        secure_boot::read(probe, firmware);
        firmware.boot = read_boot(probe);
        firmware.esrt = read_esrt(probe);
    }
}

/// The kernel has the folder where firmware has variables; it is empty until somebody mounts them.
fn report_unmounted(probe: &mut Probe) {
    let shown = probe.try_ask(&Query::List(VARIABLES.to_owned()));
    if shown.is_ok_and(|shown| shown == Reply::Entries(Vec::new())) {
        probe.gap(SUBJECT, "variables", Reason::DriverNotLoaded, "efivarfs is not mounted");
        probe.hint("mount -t efivarfs none /sys/firmware/efi/efivars");
    }
}

fn variable_path(name: &str) -> String {
    format!("{VARIABLES}/{name}-{}", uefi::GLOBAL_VARIABLE)
}

fn read_numbers(probe: &mut Probe, name: &str) -> Vec<u16> {
    let file = probe.bytes(SUBJECT, &variable_path(name));
    file.and_then(|file| uefi::numbers(&file).ok()).unwrap_or_default()
}

/// Boot entries; none where the variables are not mounted.
fn read_boot(probe: &mut Probe) -> Option<UefiBoot> {
    let suffix = format!("-{}", uefi::GLOBAL_VARIABLE);
    let number = |name: &String| {
        let digits = name.strip_prefix("Boot")?.strip_suffix(&suffix)?;
        u16::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 4)
    };
    let names = probe.list(SUBJECT, VARIABLES);
    let numbers: Vec<u16> = names.iter().filter_map(number).collect();
    let entries = numbers.into_iter().filter_map(|number| read_boot_entry(probe, number)).collect();
    (!names.is_empty()).then(|| UefiBoot {
        current: read_numbers(probe, "BootCurrent").first().copied(),
        next: read_numbers(probe, "BootNext").first().copied(),
        order: read_numbers(probe, "BootOrder"),
        timeout_seconds: read_numbers(probe, "Timeout").first().copied(),
        entries,
    })
}

fn read_boot_entry(probe: &mut Probe, number: u16) -> Option<BootEntry> {
    let name = format!("Boot{number:04X}");
    let file = probe.bytes(SUBJECT, &variable_path(&name))?;
    let option = uefi::LoadOption::decode(&file).map_err(|error| probe.damaged(SUBJECT, &name, &error)).ok()?;
    Some(BootEntry { number, active: option.active(), description: option.description })
}

/// The EFI System Resource Table.
fn read_esrt(probe: &mut Probe) -> Option<Esrt> {
    let folder = format!("{EFI}/esrt");
    let names = probe.list("esrt", &folder);
    if names.is_empty() {
        return None;
    }
    let table = probe.attributes("esrt", &folder, &["fw_resource_version", "fw_resource_count_max"]);
    let entries = probe.list("esrt", &format!("{folder}/entries"));
    Some(Esrt {
        version: table.number("fw_resource_version"),
        maximum_count: table.number("fw_resource_count_max"),
        entries: entries.into_iter().map(|name| read_esrt_entry(probe, &format!("{folder}/entries/{name}"))).collect(),
    })
}

fn read_esrt_entry(probe: &mut Probe, folder: &str) -> EsrtEntry {
    const NAMES: [&str; 7] = [
        "fw_class",
        "fw_type",
        "fw_version",
        "lowest_supported_fw_version",
        "capsule_flags",
        "last_attempt_version",
        "last_attempt_status",
    ];
    let it = probe.attributes("esrt", folder, &NAMES);
    // Version 0 says that nothing was tried (§23.4), and the status then means nothing.
    let attempt = it.number("last_attempt_version").filter(|version: &u32| *version != 0);
    EsrtEntry {
        class: it.text("fw_class"),
        resource_type: it.number("fw_type").map(|code| coded(&uefi::FirmwareResourceType(code))),
        version: it.number("fw_version"),
        lowest_supported_version: it.number("lowest_supported_fw_version"),
        capsule_flags: it.number("capsule_flags"),
        last_attempt_version: attempt,
        last_attempt_status: attempt
            .and_then(|_| it.number("last_attempt_status"))
            .map(|code| coded(&uefi::LastAttemptStatus(code))),
    }
}

//! What the report says of an SMBIOS structure, in dmidecode's form: firmware, processors, memory, slots.

use bee_audit::{
    decode::smbios::SlotWidth,
    report::{CpuSocket, Firmware, FirmwareCache, MemoryArray, MemoryChannel, MemoryDevice, MemoryRange, PciSlot},
    units::{Bytes, Hertz, MegaTransfers, Volts},
};

use crate::{
    reported::{coded, handle, identity, lines},
    text::Field,
    wording::{field, legacy_voltages, size, slot_type, width},
    wording_memory::volts,
};

pub(crate) fn firmware(it: &Firmware) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    let address = it.starting_address_segment.map(|segment| format!("0x{segment:04X}0"));
    vec![
        text("Vendor", &it.vendor, "vendor"),
        text("Version", &it.version, "version"),
        text("Release Date", &it.release_date, "release_date"),
        field("Address", address),
        field("Runtime Size", it.runtime_size_bytes.map(size)),
        field("ROM Size", it.rom_size_bytes.map(size)),
        lines("Characteristics", &it.characteristics),
        field("BIOS Revision", it.release.clone()),
        field("Firmware Revision", it.embedded_controller_release.clone()),
    ]
}

pub(crate) fn languages(it: &Firmware) -> Vec<Field> {
    vec![
        Field { value: it.languages.len().to_string(), ..lines("Installable Languages", &it.languages) },
        field("Currently Installed Language", it.current_language.clone()),
    ]
}

pub(crate) fn socket(it: &CpuSocket) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    let id = u64::from_str_radix(it.id.as_deref().unwrap_or("0x0").trim_start_matches("0x"), 16).unwrap();
    let megahertz = |clock: Option<Hertz>| clock.map(|clock| format!("{} MHz", clock.0 / 1_000_000));
    let voltage = it.voltage_volts.map(|volts| format!("{:.1} V", volts.0));
    let status = match (it.populated, &it.status) {
        (Some(true), Some(status)) => format!("Populated, {}", status.name.as_deref().unwrap_or("<OUT OF SPEC>")),
        _ => "Unpopulated".to_owned(),
    };
    vec![
        text("Socket Designation", &it.designation, "designation"),
        coded("Type", &it.r#type),
        coded("Family", &it.family),
        text("Manufacturer", &it.manufacturer, "manufacturer"),
        Field::new("ID", id.to_le_bytes().map(|octet| format!("{octet:02X}")).join(" ")),
        text("Version", &it.version, "version"),
        field("Voltage", voltage.or_else(|| Some(legacy_voltages(&it.supported_voltages)))),
        field("External Clock", megahertz(it.external_clock_hertz)),
        field("Max Speed", megahertz(it.maximum_speed_hertz)),
        field("Current Speed", megahertz(it.boot_speed_hertz)),
        Field::new("Status", status),
        coded("Upgrade", &it.upgrade),
        handle("L1 Cache Handle", it.l1_cache_handle),
        handle("L2 Cache Handle", it.l2_cache_handle),
        handle("L3 Cache Handle", it.l3_cache_handle),
        text("Serial Number", &it.serial_number, "serial_number"),
        text("Asset Tag", &it.asset_tag, "asset_tag"),
        text("Part Number", &it.part_number, "part_number"),
        field("Core Count", it.cores),
        field("Core Enabled", it.cores_enabled),
        field("Thread Count", it.threads),
        lines("Characteristics", &it.characteristics),
    ]
}

pub(crate) fn cache(it: &FirmwareCache) -> Vec<Field> {
    let configuration = format!(
        "{}, {}, Level {}",
        if it.enabled == Some(true) { "Enabled" } else { "Disabled" },
        if it.socketed == Some(true) { "Socketed" } else { "Not Socketed" },
        it.level.unwrap(),
    );
    let kilobytes = |bytes: Bytes| if bytes.0 == 0 { "0 kB".to_owned() } else { size(bytes) };
    vec![
        field("Socket Designation", it.designation.clone()),
        Field::new("Configuration", configuration),
        coded("Operational Mode", &it.operational_mode),
        coded("Location", &it.location),
        field("Installed Size", it.installed_size_bytes.map(kilobytes)),
        field("Maximum Size", it.maximum_size_bytes.map(kilobytes)),
        lines("Supported SRAM Types", &it.supported_sram_types),
        Field::new("Installed SRAM Type", it.sram_types.join(" ")),
        field("Speed", it.speed_nanoseconds.map(|speed| format!("{speed} ns"))),
        coded("Error Correction Type", &it.error_correction),
        coded("System Type", &it.r#type),
        coded("Associativity", &it.associativity),
    ]
}

pub(crate) fn slot(it: &PciSlot) -> Vec<Field> {
    let code =
        |code: &Option<bee_audit::report::Coded>| code.as_ref().map(|code| SlotWidth(u8::try_from(code.code).unwrap()));
    let bits = code(&it.data_bus_width).and_then(width).map(|width| width + " ").unwrap_or_default();
    let kind = it.kind.as_ref().and_then(|kind| kind.name.as_deref()).unwrap_or("<OUT OF SPEC>");
    let nothing = it.characteristics.is_empty();
    let mut fields = vec![
        field("Designation", it.designation.clone()),
        Field::new("Type", bits + &slot_type(kind)),
        coded("Current Usage", &it.usage),
        coded("Length", &it.length),
        field("ID", it.id),
        Field { value: if nothing { "None" } else { "" }.to_owned(), ..lines("Characteristics", &it.characteristics) },
        field("Bus Address", it.firmware_address.clone()),
        field("Data Bus Width", it.base_data_bus_width.or(Some(0))),
        Field::new("Peer Devices", it.peers.len().to_string()),
        field("PCI Express Generation", it.pci_express_generation),
        field("Slot Physical Width", code(&it.physical_width).and_then(width)),
        field("Pitch", it.pitch_micrometres.map(|pitch| format!("{}.{:02} mm", pitch / 1000, pitch / 10 % 100))),
        coded("Height", &it.height),
    ];
    for (index, peer) in it.peers.iter().enumerate() {
        let text = format!("{} (Width {})", peer.address.as_deref().unwrap_or_default(), peer.data_bus_width);
        fields.push(Field::new(format!("Peer Device {}", index + 1), text));
    }
    fields
}

pub(crate) fn array(it: &MemoryArray) -> Vec<Field> {
    vec![
        coded("Location", &it.location),
        coded("Use", &it.array_use),
        coded("Error Correction Type", &it.error_correction),
        field("Maximum Capacity", it.maximum_capacity_bytes.map(size)),
        field("Number Of Devices", it.slot_count),
    ]
}

pub(crate) fn device(it: &MemoryDevice) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    let bits = |width: Option<u16>| width.map(|width| format!("{width} bits"));
    let volts = |value: Option<Volts>| value.map(volts);
    let speed = |speed: Option<MegaTransfers>| speed.map(|speed| speed.to_string());
    let product = |id: Option<u16>| id.map(|id| format!("{id:#06x}"));
    let part = |bytes: Option<Bytes>| bytes.map(|bytes| if bytes.0 == 0 { "None".to_owned() } else { size(bytes) });
    let installed = it.size_bytes.map(|it| if it.0 == 0 { "No Module Installed".to_owned() } else { size(it) });
    vec![
        handle("Array Handle", it.array_handle),
        field("Total Width", bits(it.total_width_bits)),
        field("Data Width", bits(it.data_width_bits)),
        field("Size", installed),
        coded("Form Factor", &it.form_factor),
        field("Set", it.device_set),
        field("Locator", it.device_locator.clone()),
        field("Bank Locator", it.bank_locator.clone()),
        coded("Type", &it.memory_type),
        Field::new("Type Detail", it.type_details.join(" ")),
        field("Speed", speed(it.speed_mt_s)),
        text("Manufacturer", &it.manufacturer_raw.clone().or(it.manufacturer.clone()), "manufacturer"),
        text("Serial Number", &it.serial_number, "serial_number"),
        text("Asset Tag", &it.asset_tag, "asset_tag"),
        text("Part Number", &it.part_number, "part_number"),
        field("Rank", it.rank_count),
        field("Configured Memory Speed", speed(it.configured_speed_mt_s)),
        field("Minimum Voltage", volts(it.minimum_voltage_volts)),
        field("Maximum Voltage", volts(it.maximum_voltage_volts)),
        field("Configured Voltage", volts(it.configured_voltage_volts)),
        coded("Memory Technology", &it.technology),
        Field::new("Memory Operating Mode Capability", it.operating_modes.join(" ")),
        field("Firmware Version", it.firmware_version.clone()),
        field("Module Manufacturer ID", it.module_manufacturer.clone()),
        field("Module Product ID", product(it.module_product_id)),
        field("Memory Subsystem Controller Manufacturer ID", it.subsystem_controller_manufacturer.clone()),
        field("Memory Subsystem Controller Product ID", product(it.subsystem_controller_product_id)),
        field("Non-Volatile Size", part(it.non_volatile_size_bytes)),
        field("Volatile Size", part(it.volatile_size_bytes)),
        field("Cache Size", part(it.cache_size_bytes)),
        field("Logical Size", part(it.logical_size_bytes)),
    ]
}

fn range(it: &MemoryRange) -> Vec<Field> {
    vec![
        Field::new("Starting Address", format!("0x{:011X}", it.starting_address)),
        Field::new("Ending Address", format!("0x{:011X}", it.ending_address)),
    ]
}

pub(crate) fn array_range(it: &MemoryRange) -> Vec<Field> {
    let mut fields = range(it);
    fields.push(handle("Physical Array Handle", it.handle));
    fields.push(field("Partition Width", it.partition_width));
    fields
}

pub(crate) fn device_range(it: &MemoryRange) -> Vec<Field> {
    let mut fields = range(it);
    fields.push(handle("Physical Device Handle", it.handle));
    fields.push(field("Partition Row Position", it.partition_row_position));
    fields.push(field("Interleave Position", it.interleave_position));
    fields.push(field("Interleaved Data Depth", it.interleaved_data_depth));
    fields
}

pub(crate) fn channel(it: &MemoryChannel) -> Vec<Field> {
    let mut fields = vec![
        coded("Type", &it.channel_type),
        field("Maximal Load", it.maximum_load),
        Field::new("Devices", it.devices.len().to_string()),
    ];
    for (index, device) in it.devices.iter().enumerate() {
        fields.push(Field::new(format!("Device {} Load", index + 1), device.load.to_string()));
        fields.push(handle(&format!("Device {} Handle", index + 1), device.device_handle));
    }
    fields
}

//! Our decoded structures in dmidecode's form: board, processor, cache, slots.

use bee_audit::{
    decode::{
        code::{Code, Flags},
        smbios::*,
    },
    units::Bytes,
};

use crate::{text::Field, wording_memory as memory, wording_other as other};

/// A value, where there is one.
pub(crate) fn field<T: ToString>(name: &str, value: Option<T>) -> Field {
    Field::new(name, value.map(|value| value.to_string()).unwrap_or_default())
}

/// A code by its name.
pub(crate) fn code<C: Code>(name: &str, value: Option<C>) -> Field {
    field(name, value.map(|code| code.name().unwrap_or("<OUT OF SPEC>")))
}

/// Flags, one a line.
pub(crate) fn flags<F: Flags>(name: &str, value: Option<F>) -> Field {
    Field { items: names(value), ..Field::new(name, "") }
}

pub(crate) fn names<F: Flags>(value: Option<F>) -> Vec<String> {
    value.map(|flags| flags.names().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// A size as dmidecode rounds it: the largest unit, or the one below when the number is not whole.
pub(crate) fn size(bytes: Bytes) -> String {
    const UNITS: [&str; 7] = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
    let part = |index: usize| bytes.0 >> (10 * index) & 0x3ff;
    let highest = (0..UNITS.len()).rev().find(|index| part(*index) != 0).unwrap_or(0);
    if highest > 0 && part(highest - 1) != 0 {
        format!("{} {}", part(highest - 1) + (part(highest) << 10), UNITS[highest - 1])
    } else {
        format!("{} {}", part(highest), UNITS[highest])
    }
}

pub(crate) fn handle(name: &str, value: Option<Handle>) -> Field {
    field(name, value)
}

pub(crate) fn list(name: &str, handles: &[Handle]) -> Field {
    Field { items: handles.iter().map(Handle::to_string).collect(), ..Field::new(name, handles.len().to_string()) }
}

/// Every field of a structure in dmidecode's names.
pub(crate) fn fields(structure: &Structure) -> Vec<Field> {
    match &structure.content {
        Body::BiosInformation(bios) => self::bios(bios),
        Body::SystemInformation(it) => system(it),
        Body::BaseboardInformation(it) => baseboard(it),
        Body::SystemEnclosure(it) => chassis(it),
        Body::ProcessorInformation(it) => processor(it),
        Body::CacheInformation(it) => cache(it),
        Body::PortConnector(it) => port(it),
        Body::SystemSlot(it) => slot(it),
        Body::PhysicalMemoryArray(it) => memory::array(it),
        Body::MemoryDevice(it) => memory::device(it),
        Body::MemoryError32(it) => memory::error(&it.0, 8),
        Body::MemoryError64(it) => memory::error(&it.0, 16),
        Body::MemoryArrayMappedAddress(it) => memory::array_address(it),
        Body::MemoryDeviceMappedAddress(it) => memory::device_address(it),
        content => other::fields(content),
    }
}

fn bios(it: &BiosInformation) -> Vec<Field> {
    let mut characteristics = names(it.characteristics);
    characteristics.extend(names(it.characteristics_extension));
    vec![
        field("Vendor", it.vendor.clone()),
        field("Version", it.version.clone()),
        field("Release Date", it.release_date.clone()),
        field("Address", it.starting_address_segment.map(|segment| format!("{segment:#06X}0").replace('X', "x"))),
        field("Runtime Size", it.runtime_size_bytes().map(size)),
        field("ROM Size", it.rom_size_bytes.map(size)),
        Field { items: characteristics, ..Field::new("Characteristics", "") },
        field("BIOS Revision", it.release),
        field("Firmware Revision", it.embedded_controller_release),
    ]
}

fn system(it: &SystemInformation) -> Vec<Field> {
    vec![
        field("Manufacturer", it.manufacturer.clone()),
        field("Product Name", it.product_name.clone()),
        field("Version", it.version.clone()),
        field("Serial Number", it.serial_number.clone()),
        field("UUID", it.uuid),
        code("Wake-up Type", it.wake_up_type),
        field("SKU Number", it.sku_number.clone()),
        field("Family", it.family.clone()),
    ]
}

fn baseboard(it: &BaseboardInformation) -> Vec<Field> {
    vec![
        field("Manufacturer", it.manufacturer.clone()),
        field("Product Name", it.product.clone()),
        field("Version", it.version.clone()),
        field("Serial Number", it.serial_number.clone()),
        field("Asset Tag", it.asset_tag.clone()),
        flags("Features", it.feature_flags),
        field("Location In Chassis", it.location_in_chassis.clone()),
        handle("Chassis Handle", it.chassis_handle),
        code("Type", it.board_type),
        list("Contained Object Handles", &it.contained_object_handles),
    ]
}

fn chassis(it: &SystemEnclosure) -> Vec<Field> {
    let element = |element: &ContainedElement| {
        let name = match element.element {
            ElementType::StructureType(kind) => kind.name(),
            ElementType::BoardType(kind) => kind.name(),
        };
        let (low, high) = (element.minimum, element.maximum);
        let range = if low == high { low.to_string() } else { format!("{low}-{high}") };
        format!("{} ({range})", name.unwrap_or("<OUT OF SPEC>"))
    };
    let elements = it.contained_elements.iter().map(element).collect();
    vec![
        field("Manufacturer", it.manufacturer.clone()),
        code("Type", it.chassis_type),
        field("Lock", it.lock_present.map(|present| if present { "Present" } else { "Not Present" })),
        field("Version", it.version.clone()),
        field("Serial Number", it.serial_number.clone()),
        field("Asset Tag", it.asset_tag.clone()),
        code("Boot-up State", it.boot_up_state),
        code("Power Supply State", it.power_supply_state),
        code("Thermal State", it.thermal_state),
        code("Security Status", it.security_status),
        field("OEM Information", it.oem_defined.map(|number| format!("{number:#010x}"))),
        field("Height", it.height_rack_units.map(|height| format!("{height} U"))),
        field("Number Of Power Cords", it.power_cord_count),
        Field { items: elements, ..Field::new("Contained Elements", it.contained_elements.len().to_string()) },
        field("SKU Number", it.sku_number.clone()),
    ]
}

/// `5V`, `3.3V` and `2.9V` as dmidecode writes them.
pub(crate) fn legacy_voltages(names: &[impl AsRef<str>]) -> String {
    let volts = |name: &str| name.replace("5V", "5.0 V").replace("3V", "3 V").replace("9V", "9 V");
    names.iter().map(|name| volts(name.as_ref())).collect::<Vec<_>>().join(" ")
}

fn processor(it: &ProcessorInformation) -> Vec<Field> {
    let id = it.id.unwrap_or(0).to_le_bytes().map(|octet| format!("{octet:02X}")).join(" ");
    let megahertz = |clock: Option<bee_audit::units::Hertz>| clock.map(|clock| format!("{} MHz", clock.0 / 1_000_000));
    let legacy = it.legacy_voltages.map(|voltages| legacy_voltages(&voltages.names()));
    let status = match (it.socket_populated, it.status) {
        (Some(true), Some(status)) => format!("Populated, {}", status.name().unwrap_or("<OUT OF SPEC>")),
        _ => "Unpopulated".to_owned(),
    };
    vec![
        field("Socket Designation", it.socket_designation.clone()),
        code("Type", it.processor_type),
        code("Family", it.family),
        field("Manufacturer", it.manufacturer.clone()),
        Field::new("ID", id),
        field("Version", it.version.clone()),
        field("Voltage", it.voltage_volts.map(|volts| format!("{:.1} V", volts.0)).or(legacy)),
        field("External Clock", megahertz(it.external_clock_hertz)),
        field("Max Speed", megahertz(it.maximum_speed_hertz)),
        field("Current Speed", megahertz(it.current_speed_hertz)),
        Field::new("Status", status),
        code("Upgrade", it.upgrade),
        handle("L1 Cache Handle", it.l1_cache_handle),
        handle("L2 Cache Handle", it.l2_cache_handle),
        handle("L3 Cache Handle", it.l3_cache_handle),
        field("Serial Number", it.serial_number.clone()),
        field("Asset Tag", it.asset_tag.clone()),
        field("Part Number", it.part_number.clone()),
        field("Core Count", it.core_count),
        field("Core Enabled", it.core_enabled),
        field("Thread Count", it.thread_count),
        flags("Characteristics", it.characteristics),
    ]
}

fn cache(it: &CacheInformation) -> Vec<Field> {
    let configuration = format!(
        "{}, {}, Level {}",
        if it.enabled == Some(true) { "Enabled" } else { "Disabled" },
        if it.socketed == Some(true) { "Socketed" } else { "Not Socketed" },
        it.level.unwrap(),
    );
    let kilobytes = |bytes: Bytes| if bytes.0 == 0 { "0 kB".to_owned() } else { size(bytes) };
    vec![
        field("Socket Designation", it.socket_designation.clone()),
        Field::new("Configuration", configuration),
        code("Operational Mode", it.operational_mode),
        code("Location", it.location),
        field("Installed Size", it.installed_size_bytes.map(kilobytes)),
        field("Maximum Size", it.maximum_size_bytes.map(kilobytes)),
        flags("Supported SRAM Types", it.supported_sram_type),
        Field::new("Installed SRAM Type", names(it.current_sram_type).join(" ")),
        field("Speed", it.speed_nanoseconds.map(|speed| format!("{speed} ns"))),
        code("Error Correction Type", it.error_correction_type),
        code("System Type", it.system_cache_type),
        code("Associativity", it.associativity),
    ]
}

fn port(it: &PortConnector) -> Vec<Field> {
    vec![
        field("Internal Reference Designator", it.internal_reference_designator.clone()),
        code("Internal Connector Type", it.internal_connector_type),
        field("External Reference Designator", it.external_reference_designator.clone()),
        code("External Connector Type", it.external_connector_type),
        code("Port Type", it.port_type),
    ]
}

/// `x16`, `32-bit`; nothing for "other" and "unknown".
pub(crate) fn width(width: SlotWidth) -> Option<String> {
    let name = width.name()?;
    let bits = name.ends_with(" bit").then(|| name.replace(' ', "-"));
    bits.or_else(|| name.split_once(" or ").map(|(_, lanes)| lanes.to_owned()))
}

/// `PCI Express 4` for "PCI Express Gen 4".
pub(crate) fn slot_type(name: &str) -> String {
    name.replace(" Gen ", " ")
}

fn slot(it: &SystemSlot) -> Vec<Field> {
    let width = it.data_bus_width.and_then(width).map(|width| width + " ").unwrap_or_default();
    let kind = it.slot_type.and_then(SlotType::name).unwrap_or("<OUT OF SPEC>");
    let mut characteristics = names(it.characteristics_1);
    characteristics.extend(names(it.characteristics_2));
    let nothing = characteristics.is_empty();
    let mut fields = vec![
        field("Designation", it.designation.clone()),
        Field::new("Type", width + &slot_type(kind)),
        code("Current Usage", it.current_usage),
        code("Length", it.slot_length),
        field("ID", it.id),
        Field { items: characteristics, ..Field::new("Characteristics", if nothing { "None" } else { "" }) },
        field("Bus Address", it.address),
        field("Data Bus Width", it.base_data_bus_width),
        Field::new("Peer Devices", it.peers.len().to_string()),
        field("PCI Express Generation", it.pci_express_generation),
        field("Slot Physical Width", it.physical_width.and_then(self::width)),
        field("Pitch", it.pitch_hundredths_millimetre.map(|pitch| format!("{}.{:02} mm", pitch / 100, pitch % 100))),
        code("Height", it.height),
    ];
    for (index, peer) in it.peers.iter().enumerate() {
        let text = format!("{} (Width {})", peer.address.unwrap(), peer.data_bus_width);
        fields.push(Field::new(format!("Peer Device {}", index + 1), text));
    }
    fields
}

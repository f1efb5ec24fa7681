//! What the report says of an SMBIOS structure, in dmidecode's form: product, boards, firmware, and what they list.

use bee_audit::{
    Report,
    decode::{jedec::ManufacturerId, placeholder},
    report::{
        Baseboard, Chassis, Coded, ContainedElement, HardwareSecurity, IpmiInterface, OnboardDevice, Placeholders,
        PortConnector, PowerSupplySlot, System,
    },
};

use crate::{
    reported_parts as parts, reported_sensors as sensors,
    text::{Field, Printed},
    wording::field,
};

/// Fields that dmidecode prints and the report leaves out, each with its reason.
const LEFT_OUT: &[(u8, &str, &str)] = &[
    (4, "Signature", "derived from the ID by a table of families; the ID is compared"),
    (4, "Flags", "those that the kernel sees are in `models`"),
    (13, "Language Description Format", "how the names are written, which they show"),
    (16, "Error Information Handle", RECORD),
    (17, "Error Information Handle", RECORD),
    (19, "Range Size", "the difference of the addresses"),
    (20, "Range Size", "the difference of the addresses"),
    (20, "Memory Array Mapped Address Handle", "the range of the array holds that of the device"),
    (35, "Management Device Handle", "it is in the list of its device"),
    (38, "Interrupt Polarity", WIRING),
    (38, "Interrupt Trigger Mode", WIRING),
    (39, "Input Voltage Probe Handle", PROBE),
    (39, "Cooling Device Handle", PROBE),
    (39, "Input Current Probe Handle", PROBE),
];

const RECORD: &str = "the record that it refers to is `last_error`";
const WIRING: &str = "the driver's business; the number is there";
const PROBE: &str = "refers to a probe, which has no reading here";

/// Structures of which the report says something.
pub(crate) const KINDS: [u8; 28] =
    [0, 1, 2, 3, 4, 7, 8, 9, 11, 12, 13, 16, 17, 19, 20, 24, 26, 27, 28, 29, 32, 34, 35, 36, 37, 38, 39, 41];

pub(crate) fn is_left_out(kind: u8, name: &str) -> bool {
    LEFT_OUT.iter().any(|(of, field, _)| *of == kind && *field == name)
}

/// `Bank 1, Hex 0xCE` as the maker's name, which the report gives instead.
pub(crate) fn name_makers(printed: &mut Printed) {
    for field in printed.fields.iter_mut().filter(|field| field.name.ends_with("Manufacturer ID")) {
        let (bank, code) = field.value.split_once(", Hex 0x").unwrap_or_default();
        let bank = bank.trim_start_matches("Bank ").parse();
        if let (Ok(bank), Ok(code)) = (bank, u8::from_str_radix(code, 16)) {
            let name = ManufacturerId { bank, code }.name().map(str::to_owned);
            field.value = name.unwrap_or_else(|| format!("JEP106 bank {bank}, code {code:#04x}"));
        }
    }
}

/// Ours for the structure that is the `nth` of its kind.
pub(crate) fn fields(report: &Report, printed: &Printed, nth: usize) -> Option<Vec<Field>> {
    let board = report.board.as_ref()?;
    Some(match printed.kind {
        0 => parts::firmware(&board.firmware),
        1 => system(&board.system),
        2 => baseboard(board.baseboards.get(nth)?),
        3 => chassis(board.chassis.get(nth)?),
        4 => parts::socket(report.cpu.as_ref()?.sockets.get(nth)?),
        7 => parts::cache(report.cpu.as_ref()?.firmware_caches.get(nth)?),
        8 => port(board.ports.get(nth)?),
        9 => parts::slot(report.pcie.as_ref()?.slots.get(nth)?),
        11 => texts(&board.oem_strings, printed),
        12 => texts(&board.configuration_options, printed),
        13 => parts::languages(&board.firmware),
        16 => parts::array(report.memory.as_ref()?.arrays.get(nth)?),
        17 => parts::device(report.memory.as_ref()?.devices.get(nth)?),
        19 => parts::array_range(report.memory.as_ref()?.array_ranges.get(nth)?),
        20 => parts::device_range(report.memory.as_ref()?.device_ranges.get(nth)?),
        24 => security(board.security.as_ref()?),
        26..=29 | 34..=36 => sensors::fields(report.sensors.as_ref()?.firmware.as_ref()?, printed, nth)?,
        37 => parts::channel(report.memory.as_ref()?.channels.get(nth)?),
        32 => vec![coded("Status", &board.firmware.boot_status)],
        38 => ipmi(board.ipmi_interfaces.get(nth)?),
        39 => power_supply(board.power_supplies.get(nth)?),
        41 => onboard_device(board.onboard_devices.iter().filter(|device| device.instance.is_some()).nth(nth)?),
        _ => return None,
    })
}

/// A code by its name.
pub(crate) fn coded(name: &str, value: &Option<Coded>) -> Field {
    field(name, value.as_ref().map(|code| code.name.as_deref().unwrap_or("<OUT OF SPEC>")))
}

/// A list, one item a line.
pub(crate) fn lines(name: &str, items: &[impl ToString]) -> Field {
    Field { items: items.iter().map(ToString::to_string).collect(), ..Field::new(name, "") }
}

/// A text, or the filler that the report keeps apart.
pub(crate) fn identity(name: &str, value: &Option<String>, key: &str, fillers: &Placeholders) -> Field {
    field(name, value.as_ref().or(fillers.get(key)))
}

pub(crate) fn handle(name: &str, value: Option<u16>) -> Field {
    field(name, value.map(|handle| format!("0x{handle:04X}")))
}

fn yes(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

fn system(it: &System) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    vec![
        text("Manufacturer", &it.manufacturer, "manufacturer"),
        text("Product Name", &it.product_name, "product_name"),
        text("Version", &it.version, "version"),
        text("Serial Number", &it.serial_number, "serial_number"),
        text("UUID", &it.uuid, "uuid"),
        coded("Wake-up Type", &it.wake_up_type),
        text("SKU Number", &it.sku_number, "sku_number"),
        text("Family", &it.family, "family"),
    ]
}

fn baseboard(it: &Baseboard) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    let contained: Vec<String> = it.contained_handles.iter().map(|handle| format!("0x{handle:04X}")).collect();
    vec![
        text("Manufacturer", &it.manufacturer, "manufacturer"),
        text("Product Name", &it.product, "product"),
        text("Version", &it.version, "version"),
        text("Serial Number", &it.serial_number, "serial_number"),
        text("Asset Tag", &it.asset_tag, "asset_tag"),
        lines("Features", &it.features),
        text("Location In Chassis", &it.location_in_chassis, "location_in_chassis"),
        handle("Chassis Handle", it.chassis_handle),
        coded("Type", &it.board_type),
        Field { value: contained.len().to_string(), ..lines("Contained Object Handles", &contained) },
    ]
}

fn chassis(it: &Chassis) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    let elements: Vec<String> = it.contained_elements.iter().map(element).collect();
    vec![
        text("Manufacturer", &it.manufacturer, "manufacturer"),
        coded("Type", &it.chassis_type),
        field("Lock", it.lock_present.map(|present| if present { "Present" } else { "Not Present" })),
        text("Version", &it.version, "version"),
        text("Serial Number", &it.serial_number, "serial_number"),
        text("Asset Tag", &it.asset_tag, "asset_tag"),
        coded("Boot-up State", &it.boot_up_state),
        coded("Power Supply State", &it.power_supply_state),
        coded("Thermal State", &it.thermal_state),
        coded("Security Status", &it.security_status),
        field("OEM Information", it.oem_defined.map(|number| format!("{number:#010x}"))),
        field("Height", it.height_rack_units.map(|height| format!("{height} U"))),
        field("Number Of Power Cords", it.power_cord_count),
        Field { value: elements.len().to_string(), ..lines("Contained Elements", &elements) },
        text("SKU Number", &it.sku_number, "sku_number"),
    ]
}

fn element(it: &ContainedElement) -> String {
    let kind = it.structure_type.as_ref().or(it.board_type.as_ref());
    let range =
        if it.minimum == it.maximum { it.minimum.to_string() } else { format!("{}-{}", it.minimum, it.maximum) };
    format!("{} ({range})", kind.and_then(|kind| kind.name.as_deref()).unwrap_or("<OUT OF SPEC>"))
}

fn port(it: &PortConnector) -> Vec<Field> {
    vec![
        field("Internal Reference Designator", it.internal_designator.clone()),
        coded("Internal Connector Type", &it.internal_type),
        field("External Reference Designator", it.external_designator.clone()),
        coded("External Connector Type", &it.external_type),
        coded("Port Type", &it.port_type),
    ]
}

/// The report joins the texts of all structures and leaves out fillers: each that is printed is there, in this order.
fn texts(reported: &[String], printed: &Printed) -> Vec<Field> {
    let mut rest = reported.iter();
    let is_filler = |text: &str| placeholder::is_placeholder(text) || text == "Not Specified";
    let told = printed.fields.iter().map(|theirs| {
        let told =
            if is_filler(&theirs.value) { Some(&theirs.value) } else { rest.find(|text| **text == theirs.value) };
        field(&theirs.name, told)
    });
    told.collect()
}

fn security(it: &HardwareSecurity) -> Vec<Field> {
    vec![
        coded("Power-On Password Status", &it.power_on_password),
        coded("Keyboard Password Status", &it.keyboard_password),
        coded("Administrator Password Status", &it.administrator_password),
        coded("Front Panel Reset Status", &it.front_panel_reset),
    ]
}

fn ipmi(it: &IpmiInterface) -> Vec<Field> {
    let base = it.base_address.map(|address| match it.io_mapped {
        Some(true) => format!("0x{address:016X} (I/O)"),
        Some(false) => format!("0x{address:016X} (Memory-mapped)"),
        None => format!("0x{address:02X} (SMBus)"),
    });
    vec![
        coded("Interface Type", &it.interface_type),
        field("Specification Version", it.specification_version.clone()),
        field("I2C Slave Address", it.i2c_slave_address.map(|address| format!("0x{:02x}", address >> 1))),
        field("NV Storage Device", it.nv_storage_device_address),
        field("NV Storage Device Address", it.nv_storage_device_address),
        field("Base Address", base),
        coded("Register Spacing", &it.register_spacing),
        field("Interrupt Number", it.interrupt_number),
    ]
}

fn power_supply(it: &PowerSupplySlot) -> Vec<Field> {
    let text = |name, value, key| identity(name, value, key, &it.placeholders);
    let status = match (it.present, &it.status) {
        (Some(true), Some(status)) => format!("Present, {}", status.name.as_deref().unwrap_or("<OUT OF SPEC>")),
        _ => "Not Present".to_owned(),
    };
    vec![
        field("Power Unit Group", it.power_unit_group),
        text("Location", &it.location, "location"),
        text("Name", &it.name, "name"),
        text("Manufacturer", &it.manufacturer, "manufacturer"),
        text("Serial Number", &it.serial_number, "serial_number"),
        text("Asset Tag", &it.asset_tag, "asset_tag"),
        text("Model Part Number", &it.part_number, "part_number"),
        text("Revision", &it.revision, "revision"),
        field("Max Power Capacity", it.maximum_power_watts.map(|watts| format!("{} W", watts.0))),
        Field::new("Status", status),
        coded("Type", &it.supply_type),
        coded("Input Voltage Range Switching", &it.input_voltage_switching),
        field("Plugged", it.unplugged.map(|unplugged| yes(!unplugged))),
        field("Hot Replaceable", it.hot_replaceable.map(yes)),
    ]
}

fn onboard_device(it: &OnboardDevice) -> Vec<Field> {
    vec![
        field("Reference Designation", it.designation.clone()),
        coded("Type", &it.device_type),
        field("Status", it.enabled.map(|enabled| if enabled { "Enabled" } else { "Disabled" })),
        field("Type Instance", it.instance),
        field("Bus Address", it.address.clone()),
    ]
}

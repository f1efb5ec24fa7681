//! Our decoded structures in dmidecode's form: lists, devices on the board, power, management.

use bee_audit::decode::smbios::*;

use crate::{
    text::Field,
    wording::{code, field, flags, handle},
    wording_sensors as sensors,
};

pub(crate) fn fields(content: &Body) -> Vec<Field> {
    match content {
        Body::OnBoardDevices(it) => it.devices.iter().flat_map(on_board_device).collect(),
        Body::OemStrings(it) => numbered("String", &it.strings),
        Body::SystemConfigurationOptions(it) => numbered("Option", &it.strings),
        Body::BiosLanguage(it) => language(it),
        Body::GroupAssociations(it) => group(it),
        Body::SystemEventLog(it) => event_log(it),
        Body::BuiltInPointingDevice(it) => {
            vec![code("Type", it.device_type), code("Interface", it.interface), field("Buttons", it.button_count)]
        }
        Body::PortableBattery(it) => battery(it),
        Body::HardwareSecurity(it) => vec![
            code("Power-On Password Status", it.power_on_password),
            code("Keyboard Password Status", it.keyboard_password),
            code("Administrator Password Status", it.administrator_password),
            code("Front Panel Reset Status", it.front_panel_reset),
        ],
        Body::SystemPowerControls(it) => power_controls(it),
        Body::SystemBootInformation(it) => vec![code("Status", it.boot_status)],
        Body::MemoryChannel(it) => channel(it),
        Body::IpmiDevice(it) => ipmi(it),
        Body::SystemPowerSupply(it) => power_supply(it),
        Body::OnboardDeviceExtended(it) => vec![
            field("Reference Designation", it.reference_designation.clone()),
            code("Type", it.device_type),
            field("Status", it.enabled.map(enabled)),
            field("Type Instance", it.device_type_instance),
            field("Bus Address", it.address),
        ],
        Body::TpmDevice(it) => tpm(it),
        Body::SystemReset(it) => reset(it),
        Body::HostInterface(it) => host_interface(it),
        _ => sensors::fields(content),
    }
}

fn enabled(enabled: bool) -> &'static str {
    if enabled { "Enabled" } else { "Disabled" }
}

fn on_board_device(it: &OnBoardDevice) -> Vec<Field> {
    vec![
        code("Type", Some(it.device_type)),
        field("Status", Some(enabled(it.enabled))),
        field("Description", it.description.clone()),
    ]
}

fn numbered(name: &str, strings: &[String]) -> Vec<Field> {
    strings.iter().enumerate().map(|(index, text)| Field::new(format!("{name} {}", index + 1), text)).collect()
}

fn language(it: &BiosLanguage) -> Vec<Field> {
    let count = it.installable_languages.len().to_string();
    vec![
        field("Language Description Format", it.abbreviated.map(|short| if short { "Abbreviated" } else { "Long" })),
        Field { items: it.installable_languages.clone(), ..Field::new("Installable Languages", count) },
        field("Currently Installed Language", it.current_language.clone()),
    ]
}

fn group(it: &GroupAssociations) -> Vec<Field> {
    let item = |item: &GroupItem| format!("{} ({})", item.handle, item.structure_type);
    let items = it.items.iter().map(item).collect();
    vec![field("Name", it.group_name.clone()), Field { items, ..Field::new("Items", it.items.len().to_string()) }]
}

fn event_log(it: &SystemEventLog) -> Vec<Field> {
    let address = it.access_method_address.unwrap();
    let address = match it.access_method.unwrap().0 {
        0..=2 => format!("Index 0x{:04X}, Data 0x{:04X}", address & 0xffff, address >> 16),
        3 => format!("0x{address:08X}"),
        _ => format!("0x{:04X}", address & 0xffff),
    };
    let status = it.status.map(|status| {
        let word = |bit, yes, no| if status.has(bit) { yes } else { no };
        format!("{}, {}", word(0, "Valid", "Invalid"), word(1, "Full", "Not Full"))
    });
    let header = it.data_start_offset.unwrap_or(0).saturating_sub(it.header_start_offset.unwrap_or(0));
    let mut fields = vec![
        field("Area Length", it.area_length.map(|length| format!("{length} bytes"))),
        field("Header Start Offset", it.header_start_offset.map(|offset| format!("0x{offset:04X}"))),
        Field::new("Header Length", format!("{header} bytes")),
        field("Data Start Offset", it.data_start_offset.map(|offset| format!("0x{offset:04X}"))),
        code("Access Method", it.access_method),
        Field::new("Access Address", address),
        field("Status", status),
        field("Change Token", it.change_token.map(|token| format!("0x{token:08X}"))),
        code("Header Format", it.header_format),
        Field::new("Supported Log Type Descriptors", it.supported_types.len().to_string()),
    ];
    for (index, descriptor) in it.supported_types.iter().enumerate() {
        fields.push(code(&format!("Descriptor {}", index + 1), Some(descriptor.log_type)));
        fields.push(code(&format!("Data Format {}", index + 1), Some(descriptor.data_format)));
    }
    fields
}

fn battery(it: &PortableBattery) -> Vec<Field> {
    let capacity = it.design_capacity_milliwatt_hours.map(|capacity| format!("{capacity} mWh"));
    vec![
        field("Location", it.location.clone()),
        field("Manufacturer", it.manufacturer.clone()),
        field("Manufacture Date", it.manufacture_date.clone()),
        field("Serial Number", it.serial_number.clone()),
        field("Name", it.device_name.clone()),
        code("Chemistry", it.device_chemistry),
        field("Design Capacity", capacity),
        field("Design Voltage", it.design_voltage_volts.map(|volts| format!("{:.0} mV", volts.0 * 1000.0))),
        field("SBDS Version", it.sbds_version.clone()),
        field("Maximum Error", it.maximum_error_percent.map(|error| format!("{error}%"))),
        field("SBDS Serial Number", it.serial_number.clone()),
        field("SBDS Manufacture Date", it.manufacture_date.clone()),
        field("SBDS Chemistry", it.sbds_device_chemistry.clone()),
        field("OEM-specific Information", it.oem_specific.map(|number| format!("0x{number:08X}"))),
    ]
}

fn power_controls(it: &SystemPowerControls) -> Vec<Field> {
    let part = |part: Option<u8>| part.map_or("*".to_owned(), |part| format!("{part:02}"));
    let time = format!(
        "{}-{} {}:{}:{}",
        part(it.next_power_on_month),
        part(it.next_power_on_day),
        part(it.next_power_on_hour),
        part(it.next_power_on_minute),
        part(it.next_power_on_second),
    );
    vec![Field::new("Next Scheduled Power-on", time)]
}

fn channel(it: &MemoryChannel) -> Vec<Field> {
    let mut fields = vec![
        code("Type", it.channel_type),
        field("Maximal Load", it.maximum_load),
        Field::new("Devices", it.devices.len().to_string()),
    ];
    for (index, device) in it.devices.iter().enumerate() {
        fields.push(Field::new(format!("Device {} Load", index + 1), device.load.to_string()));
        fields.push(handle(&format!("Device {} Handle", index + 1), device.handle));
    }
    fields
}

fn ipmi(it: &IpmiDevice) -> Vec<Field> {
    let base = it.base_address.map(|address| match it.io_mapped {
        Some(true) => format!("0x{address:016X} (I/O)"),
        Some(false) => format!("0x{address:016X} (Memory-mapped)"),
        None => format!("0x{address:02X} (SMBus)"),
    });
    let level = it.interrupt_level_triggered.map(|level| if level { "Level" } else { "Edge" });
    let polarity = it.interrupt_active_high.map(|high| if high { "Active High" } else { "Active Low" });
    vec![
        code("Interface Type", it.interface_type),
        field("Specification Version", it.specification_version.clone()),
        field("I2C Slave Address", it.i2c_slave_address.map(|address| format!("0x{:02x}", address >> 1))),
        field("NV Storage Device", it.nv_storage_device_address),
        field("NV Storage Device Address", it.nv_storage_device_address),
        field("Base Address", base),
        code("Register Spacing", it.register_spacing),
        field("Interrupt Polarity", polarity),
        field("Interrupt Trigger Mode", level),
        field("Interrupt Number", it.interrupt_number),
    ]
}

fn power_supply(it: &SystemPowerSupply) -> Vec<Field> {
    let yes = |yes: bool| if yes { "Yes" } else { "No" };
    let status = match (it.present, it.status) {
        (Some(true), Some(status)) => format!("Present, {}", status.name().unwrap_or("<OUT OF SPEC>")),
        _ => "Not Present".to_owned(),
    };
    vec![
        field("Power Unit Group", it.power_unit_group),
        field("Location", it.location.clone()),
        field("Name", it.device_name.clone()),
        field("Manufacturer", it.manufacturer.clone()),
        field("Serial Number", it.serial_number.clone()),
        field("Asset Tag", it.asset_tag.clone()),
        field("Model Part Number", it.model_part_number.clone()),
        field("Revision", it.revision_level.clone()),
        field("Max Power Capacity", it.maximum_power_capacity_watts.map(|watts| format!("{} W", watts.0))),
        Field::new("Status", status),
        code("Type", it.power_supply_type),
        code("Input Voltage Range Switching", it.input_voltage_range_switching),
        field("Plugged", it.unplugged.map(|unplugged| yes(!unplugged))),
        field("Hot Replaceable", it.hot_replaceable.map(yes)),
        handle("Input Voltage Probe Handle", it.input_voltage_probe_handle),
        handle("Cooling Device Handle", it.cooling_device_handle),
        handle("Input Current Probe Handle", it.input_current_probe_handle),
    ]
}

fn tpm(it: &TpmDevice) -> Vec<Field> {
    let specification = format!(
        "{}.{}",
        it.major_specification_version.unwrap_or_default(),
        it.minor_specification_version.unwrap_or_default(),
    );
    vec![
        field("Vendor ID", it.vendor_id.clone()),
        Field::new("Specification Version", specification),
        field("Firmware Revision", it.firmware_version()),
        field("Description", it.description.clone()),
        flags("Characteristics", it.characteristics),
        field("OEM-specific Information", it.oem_defined.map(|number| format!("0x{number:08X}"))),
    ]
}

fn reset(it: &SystemReset) -> Vec<Field> {
    let minutes = |minutes: Option<u16>| minutes.map(|minutes| format!("{minutes} min"));
    vec![
        field("Status", it.enabled.map(enabled)),
        field("Watchdog Timer", it.watchdog_timer.map(|present| if present { "Present" } else { "Not Present" })),
        code("Boot Option", it.boot_option),
        code("Boot Option On Limit", it.boot_option_on_limit),
        field("Reset Count", it.reset_count),
        field("Reset Limit", it.reset_limit),
        field("Timer Interval", minutes(it.timer_interval_minutes)),
        field("Timeout", minutes(it.timeout_minutes)),
    ]
}

fn host_interface(it: &HostInterface) -> Vec<Field> {
    let hex = |number: u16| format!("{number:#06x}");
    let mut fields = vec![
        code("Host Interface Type", it.interface_type),
        code("Device Type", it.device_type),
        field("idVendor", it.device.as_ref().map(|device| hex(device.vendor_id))),
        field("idProduct", it.device.as_ref().map(|device| hex(device.device_id))),
    ];
    for protocol in &it.protocols {
        let value = format!("{:02x} ({})", protocol.protocol_type.0, protocol.protocol_type);
        let items = protocol.redfish.as_ref().map(redfish).unwrap_or_default();
        fields.push(Field { items, ..Field::new("Protocol ID", value) });
    }
    fields
}

fn redfish(it: &RedfishOverIp) -> Vec<String> {
    let family = |address: Option<std::net::IpAddr>| if address.unwrap().is_ipv4() { "IPv4" } else { "IPv6" };
    let (host, service) = (family(it.host_ip_address), family(it.service_ip_address));
    vec![
        format!("Service UUID: {}", it.service_uuid.unwrap()),
        format!("Host IP Assignment Type: {}", it.host_ip_assignment.unwrap()),
        format!("Host IP Address Format: {host}"),
        format!("{host} Address: {}", it.host_ip_address.unwrap()),
        format!("{host} Mask: {}", it.host_ip_mask.unwrap()),
        format!("Redfish Service IP Discovery Type: {}", it.service_ip_discovery.unwrap()),
        format!("Redfish Service IP Address Format: {service}"),
        format!("{service} Redfish Service Address: {}", it.service_ip_address.unwrap()),
        format!("{service} Redfish Service Mask: {}", it.service_ip_mask.unwrap()),
        format!("Redfish Service Port: {}", it.service_ip_port.unwrap()),
        format!("Redfish Service Vlan: {}", it.service_vlan_id.unwrap_or(0)),
        format!("Redfish Service Hostname: {}", it.service_hostname.clone().unwrap_or_default()),
    ]
}

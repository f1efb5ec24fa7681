//! Our decoded memory structures in dmidecode's form.

use bee_audit::{
    decode::{jedec::ManufacturerId, smbios::*},
    units::{Bytes, Volts},
};

use crate::{
    text::Field,
    wording::{code, field, handle, names, size},
};

fn error_information(value: Option<ErrorInformation>) -> Field {
    let text = value.map(|value| match value {
        ErrorInformation::NotProvided => "Not Provided".to_owned(),
        ErrorInformation::NoError => "No Error".to_owned(),
        ErrorInformation::Structure(handle) => handle.to_string(),
    });
    field("Error Information Handle", text)
}

pub(crate) fn array(it: &PhysicalMemoryArray) -> Vec<Field> {
    vec![
        code("Location", it.location),
        code("Use", it.array_use),
        code("Error Correction Type", it.error_correction),
        field("Maximum Capacity", it.maximum_capacity_bytes.map(size)),
        error_information(it.error_information),
        field("Number Of Devices", it.memory_device_count),
    ]
}

pub(crate) fn volts(volts: Volts) -> String {
    if volts.0.fract() == 0.0 { format!("{:.1} V", volts.0) } else { format!("{} V", volts.0) }
}

pub(crate) fn device(it: &MemoryDevice) -> Vec<Field> {
    let bits = |width: Option<u16>| width.map(|width| format!("{width} bits"));
    let volts = |value: Option<Volts>| value.map(volts);
    let speed = |speed: Option<bee_audit::units::MegaTransfers>| speed.map(|speed| speed.to_string());
    let maker = |id: Option<ManufacturerId>| id.map(|id| format!("Bank {}, Hex 0x{:02X}", id.bank, id.code));
    let product = |id: Option<u16>| id.map(|id| format!("{id:#06x}"));
    let part = |bytes: Option<Bytes>| bytes.map(|bytes| if bytes.0 == 0 { "None".to_owned() } else { size(bytes) });
    let set = it.device_set.map(|set| match set {
        DeviceSet::None => "None".to_owned(),
        DeviceSet::Number(number) => number.to_string(),
    });
    let installed = it.size_bytes.map(|it| if it.0 == 0 { "No Module Installed".to_owned() } else { size(it) });
    vec![
        handle("Array Handle", it.physical_memory_array_handle),
        error_information(it.error_information),
        field("Total Width", bits(it.total_width_bits)),
        field("Data Width", bits(it.data_width_bits)),
        field("Size", installed),
        code("Form Factor", it.form_factor),
        field("Set", set),
        field("Locator", it.device_locator.clone()),
        field("Bank Locator", it.bank_locator.clone()),
        code("Type", it.memory_type),
        Field::new("Type Detail", names(it.type_detail).join(" ")),
        field("Speed", speed(it.speed_mt_s)),
        field("Manufacturer", it.manufacturer.clone()),
        field("Serial Number", it.serial_number.clone()),
        field("Asset Tag", it.asset_tag.clone()),
        field("Part Number", it.part_number.clone()),
        field("Rank", it.rank_count),
        field("Configured Memory Speed", speed(it.configured_speed_mt_s)),
        field("Minimum Voltage", volts(it.minimum_voltage_volts)),
        field("Maximum Voltage", volts(it.maximum_voltage_volts)),
        field("Configured Voltage", volts(it.configured_voltage_volts)),
        code("Memory Technology", it.technology),
        Field::new("Memory Operating Mode Capability", names(it.operating_mode_capability).join(" ")),
        field("Firmware Version", it.firmware_version.clone()),
        field("Module Manufacturer ID", maker(it.module_manufacturer_id)),
        field("Module Product ID", product(it.module_product_id)),
        field("Memory Subsystem Controller Manufacturer ID", maker(it.subsystem_controller_manufacturer_id)),
        field("Memory Subsystem Controller Product ID", product(it.subsystem_controller_product_id)),
        field("Non-Volatile Size", part(it.non_volatile_size_bytes)),
        field("Volatile Size", part(it.volatile_size_bytes)),
        field("Cache Size", part(it.cache_size_bytes)),
        field("Logical Size", part(it.logical_size_bytes)),
    ]
}

pub(crate) fn error(it: &MemoryError, digits: usize) -> Vec<Field> {
    let address = |address: Option<u64>| address.map(|address| format!("0x{address:0digits$X}"));
    vec![
        code("Type", it.error_type),
        code("Granularity", it.granularity),
        code("Operation", it.operation),
        field("Vendor Syndrome", it.vendor_syndrome.map(|syndrome| format!("0x{syndrome:08X}"))),
        field("Memory Array Address", address(it.memory_array_address)),
        field("Device Address", address(it.device_address)),
        field("Resolution", it.resolution_bytes.map(|resolution| format!("0x{resolution:08X}"))),
    ]
}

fn range(range: Option<AddressRange>) -> Vec<Field> {
    vec![
        field("Starting Address", range.map(|range| format!("0x{:011X}", range.starting_address))),
        field("Ending Address", range.map(|range| format!("0x{:011X}", range.ending_address))),
        field("Range Size", range.and_then(AddressRange::size).map(size)),
    ]
}

pub(crate) fn array_address(it: &MemoryArrayMappedAddress) -> Vec<Field> {
    let mut fields = range(it.range);
    fields.push(handle("Physical Array Handle", it.memory_array_handle));
    fields.push(field("Partition Width", it.partition_width));
    fields
}

pub(crate) fn device_address(it: &MemoryDeviceMappedAddress) -> Vec<Field> {
    let mut fields = range(it.range);
    fields.push(handle("Physical Device Handle", it.memory_device_handle));
    fields.push(handle("Memory Array Mapped Address Handle", it.memory_array_mapped_address_handle));
    fields.push(field("Partition Row Position", it.partition_row_position));
    fields.push(field("Interleave Position", it.interleave_position));
    fields.push(field("Interleaved Data Depth", it.interleaved_data_depth));
    fields
}

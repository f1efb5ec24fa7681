//! What the SMBIOS table says of memory (DSP0134 §7.17 to §7.21, §7.34, §7.38).

use crate::{
    collect::{coded, identity},
    decode::{
        jedec::{ManufacturerId, PrintedManufacturers},
        smbios::{
            self, DeviceSet, ErrorInformation, Handle, MemoryArrayMappedAddress, MemoryArrayUse,
            MemoryDevice as Device, MemoryDeviceMappedAddress, MemoryError, MemoryError32, MemoryError64,
            PhysicalMemoryArray, Table,
        },
    },
    report::{
        Memory, MemoryArray, MemoryChannel, MemoryChannelDevice, MemoryDevice, MemoryErrorRecord, MemoryRange,
        Placeholders,
    },
    units::Bytes,
};

/// Use of an array: system memory (§7.17.2).
const SYSTEM_MEMORY: MemoryArrayUse = MemoryArrayUse(3);

pub(super) fn describe(table: &Table) -> Memory {
    Memory {
        installed_bytes: installed(table),
        devices: table.all::<Device>().map(|(handle, it)| device(table, handle, it)).collect(),
        arrays: table.all::<PhysicalMemoryArray>().map(|(handle, it)| array(table, handle, it)).collect(),
        array_ranges: table.all::<MemoryArrayMappedAddress>().filter_map(|(_, it)| array_range(it)).collect(),
        channels: table.all().map(|(handle, it)| channel(handle, it)).collect(),
        device_ranges: table.all::<MemoryDeviceMappedAddress>().filter_map(|(_, it)| device_range(it)).collect(),
        ..Memory::default()
    }
}

/// Modules that are not in an array for something else, such as flash or video memory.
fn installed(table: &Table) -> Option<Bytes> {
    let is_system = |handle: Option<Handle>| {
        let array = handle.and_then(|handle| table.by_handle::<PhysicalMemoryArray>(handle));
        array.and_then(|array| array.array_use).is_none_or(|array_use| array_use == SYSTEM_MEMORY)
    };
    let devices = table.all::<Device>().map(|(_, device)| device);
    let sizes: Vec<u64> = devices
        .filter(|device| is_system(device.physical_memory_array_handle))
        .filter_map(|device| device.size_bytes.map(|size| size.0))
        .collect();
    (!sizes.is_empty()).then(|| Bytes(sizes.iter().fold(0, |sum, size| sum.saturating_add(*size))))
}

/// The record to which an array or device refers (§7.19, §7.34).
fn last_error(table: &Table, reference: Option<ErrorInformation>) -> Option<MemoryErrorRecord> {
    let Some(ErrorInformation::Structure(handle)) = reference else { return None };
    let narrow = || table.by_handle::<MemoryError32>(handle).map(|error| &error.0);
    let it: &MemoryError = narrow().or_else(|| table.by_handle::<MemoryError64>(handle).map(|error| &error.0))?;
    Some(MemoryErrorRecord {
        error_type: it.error_type.as_ref().map(coded),
        granularity: it.granularity.as_ref().map(coded),
        operation: it.operation.as_ref().map(coded),
        vendor_syndrome: it.vendor_syndrome,
        memory_array_address: it.memory_array_address,
        device_address: it.device_address,
        resolution_bytes: it.resolution_bytes.map(|octets| Bytes(octets.into())),
    })
}

fn array(table: &Table, handle: Handle, it: &PhysicalMemoryArray) -> MemoryArray {
    MemoryArray {
        handle: handle.0,
        location: it.location.as_ref().map(coded),
        array_use: it.array_use.as_ref().map(coded),
        error_correction: it.error_correction.as_ref().map(coded),
        maximum_capacity_bytes: it.maximum_capacity_bytes,
        slot_count: it.memory_device_count,
        last_error: last_error(table, it.error_information),
    }
}

fn array_range(it: &MemoryArrayMappedAddress) -> Option<MemoryRange> {
    let range = it.range?;
    Some(MemoryRange {
        handle: it.memory_array_handle.map(|handle| handle.0),
        starting_address: range.starting_address,
        ending_address: range.ending_address,
        partition_width: it.partition_width,
        ..MemoryRange::default()
    })
}

fn device_range(it: &MemoryDeviceMappedAddress) -> Option<MemoryRange> {
    let range = it.range?;
    Some(MemoryRange {
        handle: it.memory_device_handle.map(|handle| handle.0),
        starting_address: range.starting_address,
        ending_address: range.ending_address,
        partition_width: None,
        partition_row_position: it.partition_row_position,
        interleave_position: it.interleave_position,
        interleaved_data_depth: it.interleaved_data_depth,
    })
}

fn channel(handle: Handle, it: &smbios::MemoryChannel) -> MemoryChannel {
    let device = |device: &smbios::MemoryChannelDevice| MemoryChannelDevice {
        load: device.load,
        device_handle: device.handle.map(|handle| handle.0),
    };
    MemoryChannel {
        handle: handle.0,
        channel_type: it.channel_type.as_ref().map(coded),
        maximum_load: it.maximum_load,
        devices: it.devices.iter().map(device).collect(),
    }
}

fn device(table: &Table, handle: Handle, it: &Device) -> MemoryDevice {
    let mut fillers = Placeholders::new();
    let written = identity(it.manufacturer.clone(), "manufacturer", &mut fillers);
    let printed = written.as_deref().and_then(PrintedManufacturers::parse);
    let manufacturer = printed.and_then(|printed| printed.module.name()).map(str::to_owned).or(written.clone());
    MemoryDevice {
        handle: handle.0,
        array_handle: it.physical_memory_array_handle.map(|handle| handle.0),
        device_set: match it.device_set {
            Some(DeviceSet::Number(number)) => Some(number),
            Some(DeviceSet::None) | None => None,
        },
        device_locator: it.device_locator.clone(),
        bank_locator: it.bank_locator.clone(),
        populated: it.populated(),
        size_bytes: it.size_bytes,
        form_factor: it.form_factor.as_ref().map(coded),
        memory_type: it.memory_type.as_ref().map(coded),
        type_details: texts(it.type_detail.map(|flags| flags.names())),
        speed_mt_s: it.speed_mt_s,
        configured_speed_mt_s: it.configured_speed_mt_s,
        manufacturer_raw: written.filter(|written| manufacturer.as_ref() != Some(written)),
        manufacturer,
        dram_manufacturer: printed.and_then(|printed| printed.dram).map(named),
        rcd_manufacturer: it.rcd_manufacturer_id.or(printed.and_then(|printed| printed.register)).map(named),
        part_number: identity(it.part_number.clone(), "part_number", &mut fillers),
        serial_number: identity(it.serial_number.clone(), "serial_number", &mut fillers),
        asset_tag: identity(it.asset_tag.clone(), "asset_tag", &mut fillers),
        rank_count: it.rank_count,
        total_width_bits: it.total_width_bits,
        data_width_bits: it.data_width_bits,
        minimum_voltage_volts: it.minimum_voltage_volts,
        maximum_voltage_volts: it.maximum_voltage_volts,
        configured_voltage_volts: it.configured_voltage_volts,
        technology: it.technology.as_ref().map(coded),
        firmware_version: it.firmware_version.clone(),
        last_error: last_error(table, it.error_information),
        placeholders: fillers,
        ..parts(it)
    }
}

/// What later revisions add: identities of the module's parts, and sizes of what is not plain memory.
fn parts(it: &Device) -> MemoryDevice {
    MemoryDevice {
        operating_modes: texts(it.operating_mode_capability.map(|flags| flags.names())),
        module_manufacturer: it.module_manufacturer_id.map(named),
        module_product_id: it.module_product_id,
        subsystem_controller_manufacturer: it.subsystem_controller_manufacturer_id.map(named),
        subsystem_controller_product_id: it.subsystem_controller_product_id,
        non_volatile_size_bytes: it.non_volatile_size_bytes,
        volatile_size_bytes: it.volatile_size_bytes,
        cache_size_bytes: it.cache_size_bytes,
        logical_size_bytes: it.logical_size_bytes,
        pmic0_manufacturer: it.pmic0_manufacturer_id.map(named),
        pmic0_revision: it.pmic0_revision,
        rcd_revision: it.rcd_revision,
        ..MemoryDevice::default()
    }
}

fn texts(names: Option<Vec<&'static str>>) -> Vec<String> {
    names.unwrap_or_default().into_iter().map(str::to_owned).collect()
}

/// The name of a JEP106 identity; bank and code where the list does not know it.
pub(super) fn named(id: ManufacturerId) -> String {
    id.name().map_or_else(|| format!("JEP106 bank {}, code {:#04x}", id.bank, id.code), str::to_owned)
}

//! Sockets and caches as firmware states them (SMBIOS types 4 and 7).

use crate::{
    collect::{Probe, coded, identity, smbios},
    decode::{
        code::{Code, Flags},
        smbios::{CacheInformation, Handle, ProcessorInformation},
    },
    report::{Coded, CpuSocket, FirmwareCache, Placeholders},
};

/// Every socket, empty ones too, and every cache, in the order of the table.
pub(super) fn read(probe: &mut Probe) -> (Vec<CpuSocket>, Vec<FirmwareCache>) {
    let Some(table) = smbios::read_table(probe) else { return Default::default() };
    let sockets = table.all::<ProcessorInformation>().map(|(handle, processor)| socket(handle, processor));
    let caches = table.all::<CacheInformation>().map(|(handle, information)| cache(handle, information));
    (sockets.collect(), caches.collect())
}

fn socket(Handle(handle): Handle, processor: &ProcessorInformation) -> CpuSocket {
    let mut placeholders = Placeholders::new();
    let mut named = |field: &str, text: &Option<String>| identity(text.clone(), field, &mut placeholders);
    CpuSocket {
        handle,
        designation: named("designation", &processor.socket_designation),
        populated: processor.socket_populated,
        status: code(processor.status),
        r#type: code(processor.processor_type),
        family: code(processor.family),
        manufacturer: named("manufacturer", &processor.manufacturer),
        version: named("version", &processor.version),
        id: processor.id.map(|id| format!("{id:#018x}")),
        voltage_volts: processor.voltage_volts,
        supported_voltages: names(processor.legacy_voltages),
        external_clock_hertz: processor.external_clock_hertz,
        maximum_speed_hertz: processor.maximum_speed_hertz,
        boot_speed_hertz: processor.current_speed_hertz,
        upgrade: code(processor.upgrade),
        socket_type: processor.socket_type.clone(),
        l1_cache_handle: processor.l1_cache_handle.map(|Handle(handle)| handle),
        l2_cache_handle: processor.l2_cache_handle.map(|Handle(handle)| handle),
        l3_cache_handle: processor.l3_cache_handle.map(|Handle(handle)| handle),
        serial_number: named("serial_number", &processor.serial_number),
        asset_tag: named("asset_tag", &processor.asset_tag),
        part_number: named("part_number", &processor.part_number),
        cores: processor.core_count,
        cores_enabled: processor.core_enabled,
        threads: processor.thread_count,
        threads_enabled: processor.thread_enabled,
        characteristics: names(processor.characteristics),
        placeholders,
    }
}

fn cache(Handle(handle): Handle, cache: &CacheInformation) -> FirmwareCache {
    FirmwareCache {
        handle,
        designation: cache.socket_designation.clone(),
        level: cache.level,
        r#type: code(cache.system_cache_type),
        enabled: cache.enabled,
        socketed: cache.socketed,
        location: code(cache.location),
        operational_mode: code(cache.operational_mode),
        maximum_size_bytes: cache.maximum_size_bytes,
        installed_size_bytes: cache.installed_size_bytes,
        supported_sram_types: names(cache.supported_sram_type),
        sram_types: names(cache.current_sram_type),
        speed_nanoseconds: cache.speed_nanoseconds,
        error_correction: code(cache.error_correction_type),
        associativity: code(cache.associativity),
    }
}

fn code(code: Option<impl Code>) -> Option<Coded> {
    code.map(|code| coded(&code))
}

fn names(flags: Option<impl Flags>) -> Vec<String> {
    flags.map(|flags| flags.names().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

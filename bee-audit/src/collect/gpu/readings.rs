//! Readings of a GPU as the report has them.

use crate::{
    collect::identity,
    decode::nvidia::{Gpu as Told, Readings, pci_address},
    report::{
        Gpu, GpuClockEvents, GpuClocks, GpuEcc, GpuEccCounts, GpuFabric, GpuInforom, GpuLink, GpuMemory, GpuMig,
        GpuModes, GpuModulePower, GpuPlatform, GpuPower, GpuRemappedRows, GpuRetiredPages, GpuSramSources,
        GpuTemperature, GpuUtilization, MigDevice, MigProfile, NvLink, Placeholders,
    },
    units::{Bytes, Celsius, Hertz, Joules, Percent, Seconds, Volts, Watts},
};

/// What a field of the report takes from readings.
trait Held: Sized {
    fn held(readings: &Readings, name: &str) -> Option<Self>;
}

/// Implements [`Held`]: type, accessor, what makes the type from what that gives.
macro_rules! held {
    ($($type:ty, $accessor:ident, $make:expr;)*) => { $(
        impl Held for $type {
            fn held(readings: &Readings, name: &str) -> Option<$type> {
                readings.$accessor(name).map($make)
            }
        }
    )* };
}

held! {
    String, text, |text| text;
    bool, flag, |flag| flag;
    u8, count, |count| count;
    u32, count, |count| count;
    u64, count, |count| count;
    Bytes, count, Bytes;
    Hertz, count, Hertz;
    Celsius, decimal, Celsius;
    Joules, decimal, Joules;
    Percent, decimal, Percent;
    Seconds, decimal, Seconds;
    Volts, decimal, Volts;
    Watts, decimal, Watts;
}

/// A structure whose fields are readings under their own names behind a prefix; others with what they hold.
macro_rules! taken {
    ($readings:expr, $prefix:literal, $type:ident { $($field:ident),* $(,)? } $(, $other:ident: $value:expr)* $(,)?) => {
        $type {
            $($field: Held::held($readings, concat!($prefix, stringify!($field))),)*
            $($other: $value,)*
        }
    };
}

/// Enters what was told of a GPU.
pub(super) fn enter(gpu: &mut Gpu, told: Told) {
    let readings = &told.readings;
    let mut placeholders = Placeholders::new();
    let mut named = |name: &str| identity(readings.text(name), name, &mut placeholders);
    *gpu = Gpu {
        serial_number: named("serial_number"),
        board_part_number: named("board_part_number"),
        platform: GpuPlatform { chassis_serial_number: named("platform.chassis_serial_number"), ..platform(readings) },
        inforom: inforom(readings),
        modes: modes(readings),
        mig: mig(readings, &told),
        link: link(readings),
        memory: memory(readings),
        utilization: utilization(readings),
        ecc: ecc(readings),
        retired_pages: retired_pages(readings),
        remapped_rows: remapped_rows(readings),
        temperature: temperature(readings),
        power: power(readings),
        clocks: clocks(readings),
        clock_events: clock_events(readings),
        fabric: fabric(readings),
        ..what_it_is(readings, std::mem::take(gpu))
    };
    gpu.index = told.index;
    gpu.processes = told.processes;
    gpu.placeholders = placeholders;
    gpu.nvlinks = told.nvlinks.iter().map(|(number, link)| nvlink(*number, link)).collect();
    gpu.other = told.other;
}

fn what_it_is(readings: &Readings, gpu: Gpu) -> Gpu {
    Gpu {
        name: Held::held(readings, "name"),
        brand: Held::held(readings, "brand"),
        architecture: Held::held(readings, "architecture"),
        compute_capability: Held::held(readings, "compute_capability"),
        cores: Held::held(readings, "cores"),
        uuid: Held::held(readings, "uuid"),
        pdi: Held::held(readings, "pdi"),
        minor_number: Held::held(readings, "minor_number"),
        vbios_version: Held::held(readings, "vbios_version"),
        gsp_firmware_version: Held::held(readings, "gsp_firmware_version"),
        multi_gpu_board: Held::held(readings, "multi_gpu_board"),
        board_id: Held::held(readings, "board_id"),
        gpu_part_number: Held::held(readings, "gpu_part_number"),
        fru_part_number: Held::held(readings, "fru_part_number"),
        fan_speed_percent: Held::held(readings, "fan_speed_percent"),
        performance_state: Held::held(readings, "performance_state"),
        recovery_action: Held::held(readings, "recovery_action"),
        reset_required: Held::held(readings, "reset_required"),
        drain_and_reset_recommended: Held::held(readings, "drain_and_reset_recommended"),
        ..gpu
    }
}

fn platform(readings: &Readings) -> GpuPlatform {
    taken!(
        readings,
        "platform.",
        GpuPlatform { chassis_serial_number, slot_number, tray_index, host_id, peer_type, module_id, fabric_guid }
    )
}

fn inforom(readings: &Readings) -> GpuInforom {
    taken!(
        readings,
        "inforom.",
        GpuInforom {
            image_version,
            oem_version,
            ecc_version,
            power_version,
            valid,
            configuration_checksum,
            last_flush,
            last_flush_seconds
        }
    )
}

fn modes(readings: &Readings) -> GpuModes {
    taken!(
        readings,
        "modes.",
        GpuModes {
            persistence,
            addressing,
            accounting,
            accounting_buffer_size,
            compute,
            display_attached,
            display_active,
            operation,
            pending_operation,
            chip_to_chip,
            sparse_operation,
            virtualization,
            host_vgpu,
            heterogeneous_vgpu,
            dram_encryption,
            pending_dram_encryption,
            relaxed_ordering,
            extended_gpu_memory,
            gsp_firmware,
            auto_boost,
            auto_boost_default,
            power_management
        }
    )
}

fn mig(readings: &Readings, told: &Told) -> GpuMig {
    let devices = told.mig_devices.iter().map(mig_device).collect();
    let profiles = told.mig_profiles.iter().map(mig_profile).collect();
    taken!(readings, "mig.", GpuMig { enabled, pending, max_devices }, profiles: profiles, devices: devices)
}

fn mig_device(readings: &Readings) -> MigDevice {
    taken!(
        readings,
        "",
        MigDevice {
            index,
            uuid,
            name,
            gpu_instance_id,
            compute_instance_id,
            multiprocessors,
            copy_engines,
            encoders,
            decoders,
            ofa_engines,
            jpeg_engines,
            sram_uncorrectable,
            memory_total_bytes,
            memory_reserved_bytes,
            memory_used_bytes,
            memory_free_bytes,
            bar1_total_bytes,
            bar1_used_bytes,
            bar1_free_bytes
        }
    )
}

fn mig_profile(readings: &Readings) -> MigProfile {
    taken!(readings, "", MigProfile { name, id, max_instances, multiprocessors, memory_bytes })
}

fn nvlink(number: u32, readings: &Readings) -> NvLink {
    let address = readings.text("remote_pci_address").and_then(|address| pci_address(&address));
    taken!(
        readings,
        "",
        NvLink {
            active,
            version,
            speed_megabytes_s,
            remote_type,
            replay_errors,
            recovery_errors,
            crc_flit_errors,
            crc_data_errors
        },
        number: number,
        remote_pci_address: address,
    )
}

fn link(readings: &Readings) -> GpuLink {
    taken!(
        readings,
        "link.",
        GpuLink {
            generation,
            max_generation,
            device_generation,
            device_max_generation,
            host_max_generation,
            width,
            max_width,
            replays,
            replay_rollovers,
            bridge_type,
            bridge_firmware,
            outbound_atomics,
            inbound_atomics
        }
    )
}

fn memory(readings: &Readings) -> GpuMemory {
    taken!(
        readings,
        "memory.",
        GpuMemory {
            total_bytes,
            reserved_bytes,
            used_bytes,
            free_bytes,
            bar1_total_bytes,
            bar1_used_bytes,
            bar1_free_bytes,
            protected_total_bytes,
            protected_used_bytes,
            protected_free_bytes,
            bus_width_bits
        }
    )
}

fn utilization(readings: &Readings) -> GpuUtilization {
    taken!(
        readings,
        "utilization.",
        GpuUtilization { gpu_percent, memory_percent, encoder_percent, decoder_percent, jpeg_percent, ofa_percent }
    )
}

fn ecc(readings: &Readings) -> GpuEcc {
    taken!(readings, "ecc.", GpuEcc { enabled, pending, sram_threshold_exceeded, channel_repair_pending, tpc_repair_pending, unrepairable_memory }, volatile: taken!(readings, "ecc.volatile.", GpuEccCounts { sram_correctable, sram_uncorrectable, sram_uncorrectable_parity, sram_uncorrectable_secded, dram_correctable, dram_uncorrectable }), aggregate: taken!(readings, "ecc.aggregate.", GpuEccCounts { sram_correctable, sram_uncorrectable, sram_uncorrectable_parity, sram_uncorrectable_secded, dram_correctable, dram_uncorrectable }), sram_sources: taken!(readings, "ecc.sram_sources.", GpuSramSources { l2, sm, microcontroller, pcie, other }))
}

fn retired_pages(readings: &Readings) -> GpuRetiredPages {
    taken!(readings, "retired_pages.", GpuRetiredPages { single_bit, double_bit, pending })
}

fn remapped_rows(readings: &Readings) -> GpuRemappedRows {
    taken!(
        readings,
        "remapped_rows.",
        GpuRemappedRows {
            correctable,
            uncorrectable,
            inactive_correctable,
            inactive_uncorrectable,
            pending,
            failure,
            max_banks,
            high_banks,
            partial_banks,
            low_banks,
            none_banks
        }
    )
}

fn temperature(readings: &Readings) -> GpuTemperature {
    taken!(
        readings,
        "temperature.",
        GpuTemperature {
            gpu_celsius,
            memory_celsius,
            margin_celsius,
            shutdown_celsius,
            slowdown_celsius,
            max_operating_celsius,
            max_memory_celsius,
            shutdown_margin_celsius,
            slowdown_margin_celsius,
            max_operating_margin_celsius,
            max_memory_margin_celsius,
            target_celsius,
            min_target_celsius,
            max_target_celsius
        }
    )
}

fn power(readings: &Readings) -> GpuPower {
    taken!(readings, "power.", GpuPower { draw_watts, instant_draw_watts, limit_watts, requested_limit_watts, default_limit_watts, min_limit_watts, max_limit_watts, memory_draw_watts, memory_instant_draw_watts, energy_joules, smoothing, requested_profiles, enforced_profiles, edpp_multiplier_percent, graphics_volts }, module: taken!(readings, "power.module.", GpuModulePower { draw_watts, instant_draw_watts, limit_watts, requested_limit_watts, default_limit_watts, min_limit_watts, max_limit_watts }))
}

fn clocks(readings: &Readings) -> GpuClocks {
    taken!(
        readings,
        "clocks.",
        GpuClocks {
            graphics_hertz,
            sm_hertz,
            memory_hertz,
            video_hertz,
            application_graphics_hertz,
            application_memory_hertz,
            default_application_graphics_hertz,
            default_application_memory_hertz,
            deferred_memory_hertz,
            max_graphics_hertz,
            max_sm_hertz,
            max_memory_hertz,
            max_video_hertz,
            max_customer_boost_hertz
        }
    )
}

fn clock_events(readings: &Readings) -> GpuClockEvents {
    taken!(
        readings,
        "clock_events.",
        GpuClockEvents {
            idle,
            application_clocks,
            power_cap,
            hardware,
            hardware_thermal,
            hardware_power_brake,
            sync_boost,
            thermal,
            display_clocks,
            power_cap_seconds,
            sync_boost_seconds,
            thermal_seconds,
            hardware_thermal_seconds,
            hardware_power_brake_seconds
        }
    )
}

fn fabric(readings: &Readings) -> GpuFabric {
    taken!(
        readings,
        "fabric.",
        GpuFabric {
            state,
            status,
            clique_id,
            cluster_uuid,
            health,
            bandwidth,
            route_recovery_in_progress,
            route_unhealthy,
            access_timeout_recovery,
            incorrect_configuration,
            partition_assigned
        }
    )
}

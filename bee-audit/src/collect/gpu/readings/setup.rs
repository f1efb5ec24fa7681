//! How a GPU is made up and set up.

use super::{Held, taken};
use crate::{
    decode::nvidia::{Gpu as Told, Readings, pci_address},
    report::{
        C2cLink, GpuInforom, GpuLink, GpuLinkErrors, GpuMig, GpuModes, GpuPlatform, MigDevice, MigProfile, NvLink,
    },
};

pub(super) fn platform(readings: &Readings) -> GpuPlatform {
    taken!(
        readings,
        "platform.",
        GpuPlatform { chassis_serial_number, slot_number, tray_index, host_id, peer_type, module_id, fabric_guid }
    )
}

pub(super) fn inforom(readings: &Readings) -> GpuInforom {
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
            driver_loaded_seconds,
            last_flush,
            last_flush_seconds
        }
    )
}

pub(super) fn modes(readings: &Readings) -> GpuModes {
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
            nvlink_encryption,
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
            power_management,
            compute_partition,
            memory_partition
        }
    )
}

pub(super) fn mig(readings: &Readings, told: &Told) -> GpuMig {
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

pub(super) fn nvlink(number: u32, readings: &Readings) -> NvLink {
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
            crc_data_errors,
            malformed_packets,
            buffer_overruns,
            receive_errors,
            remote_receive_errors,
            local_integrity_errors,
            successful_recoveries,
            failed_recoveries,
            effective_errors,
            symbol_errors
        },
        number: number,
        remote_pci_address: address,
    )
}

pub(super) fn c2c_link(number: u32, readings: &Readings) -> C2cLink {
    taken!(
        readings,
        "",
        C2cLink { active, speed_megabytes_s, crc_errors, replay_errors, repeated_replay_errors },
        number: number,
    )
}

pub(super) fn link(readings: &Readings) -> GpuLink {
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
            recoveries,
            bridge_type,
            bridge_firmware,
            outbound_atomics,
            inbound_atomics
        },
        errors: link_errors(readings),
    )
}

fn link_errors(readings: &Readings) -> GpuLinkErrors {
    taken!(
        readings,
        "link.errors.",
        GpuLinkErrors {
            correctable,
            nonfatal,
            fatal,
            receiver,
            bad_tlp,
            bad_dllp,
            lcrc,
            naks_received,
            naks_sent,
            unsupported_requests
        }
    )
}

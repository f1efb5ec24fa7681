//! How a GPU is at the moment, and what its memories went through.

use super::{Held, taken};
use crate::{
    decode::nvidia::Readings,
    report::{
        GpuClockEvents, GpuClocks, GpuEcc, GpuEccCounts, GpuFabric, GpuMemory, GpuModulePower, GpuPower,
        GpuRemappedBanks, GpuRemappedRows, GpuRetiredPages, GpuSramSources, GpuTemperature, GpuUtilization,
    },
};

pub(super) fn memory(readings: &Readings) -> GpuMemory {
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
            vendor,
            bus_width_bits,
            numa_node
        }
    )
}

pub(super) fn utilization(readings: &Readings) -> GpuUtilization {
    taken!(
        readings,
        "utilization.",
        GpuUtilization { gpu_percent, memory_percent, encoder_percent, decoder_percent, jpeg_percent, ofa_percent }
    )
}

pub(super) fn ecc(readings: &Readings) -> GpuEcc {
    taken!(
        readings,
        "ecc.",
        GpuEcc {
            enabled,
            pending,
            sram_threshold_exceeded,
            channel_repair_pending,
            tpc_repair_pending,
            unrepairable_memory
        },
        volatile: volatile(readings),
        aggregate: aggregate(readings),
        sram_sources: taken!(readings, "ecc.sram_sources.", GpuSramSources { l2, sm, microcontroller, pcie, other }),
    )
}

/// Counts of a period, whose prefix is a literal.
macro_rules! counts {
    ($readings:expr, $prefix:literal) => {
        taken!(
            $readings,
            $prefix,
            GpuEccCounts {
                sram_correctable,
                sram_uncorrectable,
                sram_uncorrectable_parity,
                sram_uncorrectable_secded,
                dram_correctable,
                dram_uncorrectable
            }
        )
    };
}

fn volatile(readings: &Readings) -> GpuEccCounts {
    counts!(readings, "ecc.volatile.")
}

fn aggregate(readings: &Readings) -> GpuEccCounts {
    counts!(readings, "ecc.aggregate.")
}

pub(super) fn retired_pages(readings: &Readings) -> GpuRetiredPages {
    taken!(readings, "retired_pages.", GpuRetiredPages { single_bit, double_bit, pending })
}

pub(super) fn remapped_rows(readings: &Readings) -> GpuRemappedRows {
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

pub(super) fn remapped_banks(readings: &Readings) -> GpuRemappedBanks {
    taken!(readings, "remapped_banks.", GpuRemappedBanks { active, inactive, pending, max_groups, none_groups })
}

pub(super) fn temperature(readings: &Readings) -> GpuTemperature {
    taken!(
        readings,
        "temperature.",
        GpuTemperature {
            gpu_celsius,
            hotspot_celsius,
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

pub(super) fn power(readings: &Readings) -> GpuPower {
    taken!(
        readings,
        "power.",
        GpuPower {
            draw_watts,
            instant_draw_watts,
            limit_watts,
            requested_limit_watts,
            default_limit_watts,
            min_limit_watts,
            max_limit_watts,
            memory_draw_watts,
            memory_instant_draw_watts,
            energy_joules,
            smoothing,
            requested_profiles,
            enforced_profiles,
            edpp_multiplier_percent,
            graphics_volts
        },
        module: module_power(readings),
    )
}

fn module_power(readings: &Readings) -> GpuModulePower {
    taken!(
        readings,
        "power.module.",
        GpuModulePower {
            draw_watts,
            instant_draw_watts,
            limit_watts,
            requested_limit_watts,
            default_limit_watts,
            min_limit_watts,
            max_limit_watts
        }
    )
}

pub(super) fn clocks(readings: &Readings) -> GpuClocks {
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

pub(super) fn clock_events(readings: &Readings) -> GpuClockEvents {
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

pub(super) fn fabric(readings: &Readings) -> GpuFabric {
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
            partition_assigned,
            global_fabric_manager
        }
    )
}

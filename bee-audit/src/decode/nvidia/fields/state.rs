//! The fields that tell how a GPU is: memory, errors, temperature, power, clocks, fabric.
//!
//! Document: as in [`super`].

use super::{Field, fields};

/// In the order of `nvidia-smi -q`.
pub(super) const TABLES: [&[Field]; 6] = [MEMORY, ERRORS, TEMPERATURE, POWER, CLOCKS, FABRIC];

fields! {
    /// Memory and how busy it is (nvidia-smi manual, "FB Memory Usage" and "Utilization").
    MEMORY:
    "memory.total_bytes", Size, "fb_memory_usage/total", "FB Memory Usage/Total", "memory.total";
    "memory.reserved_bytes", Size, "fb_memory_usage/reserved", "FB Memory Usage/Reserved", "memory.reserved";
    "memory.used_bytes", Size, "fb_memory_usage/used", "FB Memory Usage/Used", "memory.used";
    "memory.free_bytes", Size, "fb_memory_usage/free", "FB Memory Usage/Free", "memory.free";
    "memory.bar1_total_bytes", Size, "bar1_memory_usage/total", "BAR1 Memory Usage/Total", "";
    "memory.bar1_used_bytes", Size, "bar1_memory_usage/used", "BAR1 Memory Usage/Used", "";
    "memory.bar1_free_bytes", Size, "bar1_memory_usage/free", "BAR1 Memory Usage/Free", "";
    "memory.protected_total_bytes", Size,
        "cc_protected_memory_usage/total", "Conf Compute Protected Memory Usage/Total", "protected_memory.total";
    "memory.protected_used_bytes", Size,
        "cc_protected_memory_usage/used", "Conf Compute Protected Memory Usage/Used", "protected_memory.used";
    "memory.protected_free_bytes", Size,
        "cc_protected_memory_usage/free", "Conf Compute Protected Memory Usage/Free", "protected_memory.free";
    "utilization.gpu_percent", Quantity, "utilization/gpu_util", "Utilization/GPU", "utilization.gpu";
    "utilization.memory_percent", Quantity, "utilization/memory_util", "Utilization/Memory", "utilization.memory";
    "utilization.encoder_percent", Quantity, "utilization/encoder_util", "Utilization/Encoder", "utilization.encoder";
    "utilization.decoder_percent", Quantity, "utilization/decoder_util", "Utilization/Decoder", "utilization.decoder";
    "utilization.jpeg_percent", Quantity, "utilization/jpeg_util", "Utilization/JPEG", "utilization.jpeg";
    "utilization.ofa_percent", Quantity, "utilization/ofa_util", "Utilization/OFA", "utilization.ofa";
}

fields! {
    /// Errors of memory and what became of them (nvidia-smi manual, "ECC Errors", "Page Retirement", "Row Remapper").
    ERRORS:
    "ecc.enabled", Flag, "ecc_mode/current_ecc", "ECC Mode/Current", "ecc.mode.current";
    "ecc.pending", Flag, "ecc_mode/pending_ecc", "ECC Mode/Pending", "ecc.mode.pending";
    "ecc.volatile.sram_correctable", Count,
        "ecc_errors/volatile/sram_correctable",
        "ECC Errors/Volatile/SRAM Correctable", "ecc.errors.corrected.volatile.sram";
    "ecc.volatile.sram_uncorrectable", Count,
        "ecc_errors/volatile/sram_uncorrectable",
        "ECC Errors/Volatile/SRAM Uncorrectable", "ecc.errors.uncorrected.volatile.sram";
    "ecc.volatile.sram_uncorrectable_parity", Count,
        "ecc_errors/volatile/sram_uncorrectable_parity",
        "ECC Errors/Volatile/SRAM Uncorrectable Parity", "ecc.errors.uncorrected.volatile.sram.parity";
    "ecc.volatile.sram_uncorrectable_secded", Count,
        "ecc_errors/volatile/sram_uncorrectable_secded",
        "ECC Errors/Volatile/SRAM Uncorrectable SEC-DED", "ecc.errors.uncorrected.volatile.sram.secded";
    "ecc.volatile.dram_correctable", Count,
        "ecc_errors/volatile/dram_correctable",
        "ECC Errors/Volatile/DRAM Correctable", "ecc.errors.corrected.volatile.dram";
    "ecc.volatile.dram_uncorrectable", Count,
        "ecc_errors/volatile/dram_uncorrectable",
        "ECC Errors/Volatile/DRAM Uncorrectable", "ecc.errors.uncorrected.volatile.dram";
    "ecc.aggregate.sram_correctable", Count,
        "ecc_errors/aggregate/sram_correctable",
        "ECC Errors/Aggregate/SRAM Correctable", "ecc.errors.corrected.aggregate.sram";
    "ecc.aggregate.sram_uncorrectable", Count,
        "ecc_errors/aggregate/sram_uncorrectable",
        "ECC Errors/Aggregate/SRAM Uncorrectable", "ecc.errors.uncorrected.aggregate.sram";
    "ecc.aggregate.sram_uncorrectable_parity", Count,
        "ecc_errors/aggregate/sram_uncorrectable_parity",
        "ECC Errors/Aggregate/SRAM Uncorrectable Parity", "ecc.errors.uncorrected.aggregate.sram.parity";
    "ecc.aggregate.sram_uncorrectable_secded", Count,
        "ecc_errors/aggregate/sram_uncorrectable_secded",
        "ECC Errors/Aggregate/SRAM Uncorrectable SEC-DED", "ecc.errors.uncorrected.aggregate.sram.secded";
    "ecc.aggregate.dram_correctable", Count,
        "ecc_errors/aggregate/dram_correctable",
        "ECC Errors/Aggregate/DRAM Correctable", "ecc.errors.corrected.aggregate.dram";
    "ecc.aggregate.dram_uncorrectable", Count,
        "ecc_errors/aggregate/dram_uncorrectable",
        "ECC Errors/Aggregate/DRAM Uncorrectable", "ecc.errors.uncorrected.aggregate.dram";
    "ecc.sram_threshold_exceeded", Flag,
        "ecc_errors/aggregate/sram_threshold_exceeded",
        "ECC Errors/Aggregate/SRAM Threshold Exceeded", "ecc.errors.uncorrected.aggregate.sram.thresholdExceeded";
    "ecc.sram_sources.l2", Count,
        "ecc_errors/aggregate_uncorrectable_sram_sources/sram_l2",
        "ECC Errors/Aggregate Uncorrectable SRAM Sources/SRAM L2", "ecc.errors.uncorrected.aggregate.sram.l2";
    "ecc.sram_sources.sm", Count,
        "ecc_errors/aggregate_uncorrectable_sram_sources/sram_sm",
        "ECC Errors/Aggregate Uncorrectable SRAM Sources/SRAM SM", "ecc.errors.uncorrected.aggregate.sram.sm";
    "ecc.sram_sources.microcontroller", Count,
        "ecc_errors/aggregate_uncorrectable_sram_sources/sram_microcontroller",
        "ECC Errors/Aggregate Uncorrectable SRAM Sources/SRAM Microcontroller",
        "ecc.errors.uncorrected.aggregate.sram.mcu";
    "ecc.sram_sources.pcie", Count,
        "ecc_errors/aggregate_uncorrectable_sram_sources/sram_pcie",
        "ECC Errors/Aggregate Uncorrectable SRAM Sources/SRAM PCIE", "ecc.errors.uncorrected.aggregate.sram.pcie";
    "ecc.sram_sources.other", Count,
        "ecc_errors/aggregate_uncorrectable_sram_sources/sram_other",
        "ECC Errors/Aggregate Uncorrectable SRAM Sources/SRAM Other", "ecc.errors.uncorrected.aggregate.sram.other";
    "ecc.channel_repair_pending", Flag, "ecc_errors/channel_repair_pending", "ECC Errors/Channel Repair Pending", "";
    "ecc.tpc_repair_pending", Flag, "ecc_errors/tpc_repair_pending", "ECC Errors/TPC Repair Pending", "";
    "ecc.unrepairable_memory", Flag, "ecc_errors/unrepairable_memory", "ECC Errors/Unrepairable Memory", "";
    "retired_pages.single_bit", Count,
        "retired_pages/multiple_single_bit_retirement/retired_count",
        "Retired Pages/Single Bit ECC", "retired_pages.single_bit_ecc.count";
    "retired_pages.double_bit", Count,
        "retired_pages/double_bit_retirement/retired_count",
        "Retired Pages/Double Bit ECC", "retired_pages.double_bit.count";
    "retired_pages.pending", Flag,
        "retired_pages/pending_retirement|retired_pages/pending_blacklist",
        "Retired Pages/Pending Page Blacklist", "retired_pages.pending";
    "remapped_rows.correctable", Count,
        "remapped_rows/remapped_row_corr", "Remapped Rows/Correctable Error", "remapped_rows.correctable";
    "remapped_rows.uncorrectable", Count,
        "remapped_rows/remapped_row_unc", "Remapped Rows/Uncorrectable Error", "remapped_rows.uncorrectable";
    "remapped_rows.inactive_correctable", Count,
        "remapped_rows/remapped_row_corr_inactive", "Remapped Rows/Inactive Correctable Error",
        "remapped_rows.correctable_inactive";
    "remapped_rows.inactive_uncorrectable", Count,
        "remapped_rows/remapped_row_unc_inactive", "Remapped Rows/Inactive Uncorrectable Error",
        "remapped_rows.uncorrectable_inactive";
    "remapped_rows.pending", Flag,
        "remapped_rows/remapped_row_pending|remapped_rows",
        "Remapped Rows/Pending|Remapped Rows", "remapped_rows.pending";
    "remapped_rows.failure", Flag,
        "remapped_rows/remapped_row_failure", "Remapped Rows/Remapping Failure Occurred", "remapped_rows.failure";
    "remapped_rows.max_banks", Count,
        "remapped_rows/row_remapper_histogram/row_remapper_histogram_max",
        "Remapped Rows/Bank Remap Availability Histogram/Max", "remapped_rows.histogram.max";
    "remapped_rows.high_banks", Count,
        "remapped_rows/row_remapper_histogram/row_remapper_histogram_high",
        "Remapped Rows/Bank Remap Availability Histogram/High", "remapped_rows.histogram.high";
    "remapped_rows.partial_banks", Count,
        "remapped_rows/row_remapper_histogram/row_remapper_histogram_partial",
        "Remapped Rows/Bank Remap Availability Histogram/Partial", "remapped_rows.histogram.partial";
    "remapped_rows.low_banks", Count,
        "remapped_rows/row_remapper_histogram/row_remapper_histogram_low",
        "Remapped Rows/Bank Remap Availability Histogram/Low", "remapped_rows.histogram.low";
    "remapped_rows.none_banks", Count,
        "remapped_rows/row_remapper_histogram/row_remapper_histogram_none",
        "Remapped Rows/Bank Remap Availability Histogram/None", "remapped_rows.histogram.none";
}

fields! {
    /// Temperatures; a margin (T.Limit) is the distance to a threshold and may be negative (nvidia-smi manual,
    /// "Temperature").
    TEMPERATURE:
    "temperature.gpu_celsius", Quantity, "temperature/gpu_temp", "Temperature/GPU Current Temp", "temperature.gpu";
    "temperature.memory_celsius", Quantity,
        "temperature/memory_temp", "Temperature/Memory Current Temp", "temperature.memory";
    "temperature.margin_celsius", Quantity,
        "temperature/gpu_temp_tlimit", "Temperature/GPU T.Limit Temp", "temperature.gpu.tlimit";
    "temperature.shutdown_celsius", Quantity, "temperature/gpu_temp_max_threshold", "Temperature/GPU Shutdown Temp", "";
    "temperature.slowdown_celsius", Quantity,
        "temperature/gpu_temp_slow_threshold", "Temperature/GPU Slowdown Temp", "";
    "temperature.max_operating_celsius", Quantity,
        "temperature/gpu_temp_max_gpu_threshold", "Temperature/GPU Max Operating Temp", "";
    "temperature.max_memory_celsius", Quantity,
        "temperature/gpu_temp_max_mem_threshold", "Temperature/Memory Max Operating Temp", "";
    "temperature.shutdown_margin_celsius", Quantity,
        "temperature/gpu_temp_max_tlimit_threshold", "Temperature/GPU Shutdown T.Limit Temp", "";
    "temperature.slowdown_margin_celsius", Quantity,
        "temperature/gpu_temp_slow_tlimit_threshold", "Temperature/GPU Slowdown T.Limit Temp", "";
    "temperature.max_operating_margin_celsius", Quantity,
        "temperature/gpu_temp_max_gpu_tlimit_threshold", "Temperature/GPU Max Operating T.Limit Temp", "";
    "temperature.max_memory_margin_celsius", Quantity,
        "temperature/gpu_temp_max_mem_tlimit_threshold", "Temperature/Memory Max Operating T.Limit Temp", "";
    "temperature.target_celsius", Quantity,
        "temperature/gpu_target_temperature", "Temperature/GPU Target Temperature", "";
    "temperature.min_target_celsius", Quantity, "supported_gpu_target_temp/gpu_target_temp_min", "", "";
    "temperature.max_target_celsius", Quantity, "supported_gpu_target_temp/gpu_target_temp_max", "", "";
}

fields! {
    /// Power and its limits (nvidia-smi manual, "Power Readings").
    POWER:
    "modes.power_management", Flag, "power_readings/power_management", "", "power.management";
    "power.draw_watts", Quantity,
        "gpu_power_readings/average_power_draw|gpu_power_readings/power_draw|power_readings/power_draw",
        "GPU Power Readings/Average Power Draw|GPU Power Readings/Power Draw", "power.draw.average|power.draw";
    "power.instant_draw_watts", Quantity,
        "gpu_power_readings/instant_power_draw", "GPU Power Readings/Instantaneous Power Draw", "power.draw.instant";
    "power.limit_watts", Quantity,
        "gpu_power_readings/current_power_limit|power_readings/enforced_power_limit",
        "GPU Power Readings/Current Power Limit", "enforced.power.limit";
    "power.requested_limit_watts", Quantity,
        "gpu_power_readings/requested_power_limit|power_readings/power_limit",
        "GPU Power Readings/Requested Power Limit", "power.limit";
    "power.default_limit_watts", Quantity,
        "gpu_power_readings/default_power_limit|power_readings/default_power_limit",
        "GPU Power Readings/Default Power Limit", "power.default_limit";
    "power.min_limit_watts", Quantity,
        "gpu_power_readings/min_power_limit|power_readings/min_power_limit",
        "GPU Power Readings/Min Power Limit", "power.min_limit";
    "power.max_limit_watts", Quantity,
        "gpu_power_readings/max_power_limit|power_readings/max_power_limit",
        "GPU Power Readings/Max Power Limit", "power.max_limit";
    "power.module.draw_watts", Quantity,
        "module_power_readings/average_power_draw|module_power_readings/power_draw",
        "Module Power Readings/Average Power Draw|Module Power Readings/Power Draw", "module.power.draw.average";
    "power.module.instant_draw_watts", Quantity,
        "module_power_readings/instant_power_draw",
        "Module Power Readings/Instantaneous Power Draw", "module.power.draw.instant";
    "power.module.limit_watts", Quantity,
        "module_power_readings/current_power_limit",
        "Module Power Readings/Current Power Limit", "module.enforced.power.limit";
    "power.module.requested_limit_watts", Quantity,
        "module_power_readings/requested_power_limit",
        "Module Power Readings/Requested Power Limit", "module.power.limit";
    "power.module.default_limit_watts", Quantity,
        "module_power_readings/default_power_limit",
        "Module Power Readings/Default Power Limit", "module.power.default_limit";
    "power.module.min_limit_watts", Quantity,
        "module_power_readings/min_power_limit", "Module Power Readings/Min Power Limit", "module.power.min_limit";
    "power.module.max_limit_watts", Quantity,
        "module_power_readings/max_power_limit", "Module Power Readings/Max Power Limit", "module.power.max_limit";
    "power.memory_draw_watts", Quantity,
        "gpu_memory_power_readings/average_power_draw", "GPU Memory Power Readings/Average Power Draw", "";
    "power.memory_instant_draw_watts", Quantity,
        "gpu_memory_power_readings/instant_power_draw", "GPU Memory Power Readings/Instantaneous Power Draw", "";
    "power.smoothing", Text, "power_smoothing", "Power Smoothing", "";
    "power.requested_profiles", Text,
        "power_profiles/power_profile_requested_profiles", "Workload Power Profiles/Requested Profiles", "";
    "power.enforced_profiles", Text,
        "power_profiles/power_profile_enforced_profiles", "Workload Power Profiles/Enforced Profiles", "";
    "power.edpp_multiplier_percent", Quantity, "edpp_multiplier", "EDPp Multiplier", "edpp_multiplier";
    "power.graphics_volts", Quantity, "voltage/graphics_volt", "Voltage/Graphics", "";
}

fields! {
    /// Clocks (nvidia-smi manual, "Clocks").
    CLOCKS:
    "clocks.graphics_hertz", Size, "clocks/graphics_clock", "Clocks/Graphics", "clocks.current.graphics";
    "clocks.sm_hertz", Size, "clocks/sm_clock", "Clocks/SM", "clocks.current.sm";
    "clocks.memory_hertz", Size, "clocks/mem_clock", "Clocks/Memory", "clocks.current.memory";
    "clocks.video_hertz", Size, "clocks/video_clock", "Clocks/Video", "clocks.current.video";
    "clocks.application_graphics_hertz", Size,
        "applications_clocks/graphics_clock", "Applications Clocks/Graphics", "clocks.applications.graphics";
    "clocks.application_memory_hertz", Size,
        "applications_clocks/mem_clock", "Applications Clocks/Memory", "clocks.applications.memory";
    "clocks.default_application_graphics_hertz", Size,
        "default_applications_clocks/graphics_clock",
        "Default Applications Clocks/Graphics", "clocks.default_applications.graphics";
    "clocks.default_application_memory_hertz", Size,
        "default_applications_clocks/mem_clock",
        "Default Applications Clocks/Memory", "clocks.default_applications.memory";
    "clocks.deferred_memory_hertz", Size, "deferred_clocks/mem_clock", "Deferred Clocks/Memory", "";
    "clocks.max_graphics_hertz", Size, "max_clocks/graphics_clock", "Max Clocks/Graphics", "clocks.max.graphics";
    "clocks.max_sm_hertz", Size, "max_clocks/sm_clock", "Max Clocks/SM", "clocks.max.sm";
    "clocks.max_memory_hertz", Size, "max_clocks/mem_clock", "Max Clocks/Memory", "clocks.max.memory";
    "clocks.max_video_hertz", Size, "max_clocks/video_clock", "Max Clocks/Video", "";
    "clocks.max_customer_boost_hertz", Size,
        "max_customer_boost_clocks/graphics_clock", "Max Customer Boost Clocks/Graphics", "";
}

fields! {
    /// The NVLink fabric (`nvmlGpuFabricInfoV_t`).
    FABRIC:
    "fabric.state", Text, "fabric/state", "Fabric/State", "fabric.state";
    "fabric.status", Text, "fabric/status", "Fabric/Status", "fabric.status";
    "fabric.clique_id", Count, "fabric/cliqueId", "Fabric/CliqueId", "fabric.cliqueId";
    "fabric.cluster_uuid", Text, "fabric/clusterUuid", "Fabric/ClusterUUID", "fabric.clusterUuid";
    "fabric.health", Text, "fabric/health/summary", "Fabric/Health/Summary", "fabric.health.summary";
    "fabric.bandwidth", Text, "fabric/health/bandwidth", "Fabric/Health/Bandwidth", "fabric.health.bandwidth";
    "fabric.route_recovery_in_progress", Flag,
        "fabric/health/route_recovery_in_progress",
        "Fabric/Health/Route Recovery in progress", "fabric.health.route_recovery_in_progress";
    "fabric.route_unhealthy", Flag,
        "fabric/health/route_unhealthy", "Fabric/Health/Route Unhealthy", "fabric.health.route_unhealthy";
    "fabric.access_timeout_recovery", Flag,
        "fabric/health/access_timeout_recovery",
        "Fabric/Health/Access Timeout Recovery", "fabric.health.access_timeout_recovery";
    "fabric.incorrect_configuration", Text,
        "fabric/health/incorrect_configuration",
        "Fabric/Health/Incorrect Configuration", "fabric.health.incorrect_configuration";
    "fabric.partition_assigned", Flag, "fabric/health/partition_assigned",
        "Fabric/Health/Partition Assigned", "fabric.health.partition_assigned";
}

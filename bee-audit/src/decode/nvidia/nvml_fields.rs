//! Where the library's answers have the fields of a GPU, and in which unit.
//!
//! Document: NVIDIA, *NVML API Reference Guide*, vR580, §4.14 to §4.27. A call is written with its arguments; a member of a
//! structure stands behind a point. Of several calls the first that has an answer counts: later drivers have later
//! versions of a function.

use super::codes;

/// In what an answer is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// Words.
    Text,
    /// 0 or 1.
    Flag,
    /// A number as it is, octets included.
    Count,
    /// 10⁶ octets as NVML counts them (2²⁰), or MHz.
    Mega(i64),
    /// Degrees Celsius, percent.
    Whole,
    /// Milliwatts, millijoules.
    Thousandth,
    /// Microseconds.
    Millionth,
    /// Nanoseconds.
    Billionth,
    /// A hexadecimal number.
    Hexadecimal,
    /// Several bits of a number: the first of them, and how many.
    Bits(u32, u32, fn(u32) -> Option<&'static str>),
    /// A bit of a mask.
    Bit(u32),
    /// A code with a name.
    Code(fn(u32) -> Option<&'static str>),
    /// A UUID of 32 digits.
    Uuid,
    /// Names of bits.
    Names(&'static [&'static str]),
}

/// Name of a code, for [`Unit::Code`].
macro_rules! name_of {
    ($type:ident) => {
        Unit::Code(|code| codes::$type(code).name())
    };
}

/// A field, the calls that answer it, and their unit.
pub(super) type Row = (&'static str, &'static str, Unit);

/// Atomic operations (`NVML_PCIE_ATOMICS_CAP_*`, as `nvidia-smi` prints them).
const ATOMICS: &[&str] = &["FETCHADD_32", "FETCHADD_64", "SWAP_32", "SWAP_64", "CAS_32", "CAS_64", "CAS_128"];
const HEALTH: &[&str] = &["", "True", "False"];
const BANDWIDTH: &[&str] = &["", "Degraded", "Full"];

/// The fields that the library answers, in the order of `nvidia-smi -q`.
pub(super) const ROWS: &[Row] = &[
    ("name", "nvmlDeviceGetName", Unit::Text),
    ("brand", "nvmlDeviceGetBrand", name_of!(Brand)),
    ("architecture", "nvmlDeviceGetArchitecture", name_of!(Architecture)),
    ("cores", "nvmlDeviceGetNumGpuCores", Unit::Count),
    ("serial_number", "nvmlDeviceGetSerial", Unit::Text),
    ("uuid", "nvmlDeviceGetUUID", Unit::Text),
    ("pdi", "nvmlDeviceGetPdi.value", Unit::Text),
    ("minor_number", "nvmlDeviceGetMinorNumber", Unit::Count),
    ("vbios_version", "nvmlDeviceGetVbiosVersion", Unit::Text),
    ("gsp_firmware_version", "nvmlDeviceGetGspFirmwareVersion", Unit::Text),
    ("multi_gpu_board", "nvmlDeviceGetMultiGpuBoard", Unit::Flag),
    ("board_id", "nvmlDeviceGetBoardId", Unit::Hexadecimal),
    ("board_part_number", "nvmlDeviceGetBoardPartNumber", Unit::Text),
    ("fan_speed_percent", "nvmlDeviceGetFanSpeed", Unit::Whole),
    ("recovery_action", "nvmlDeviceGetFieldValues(230)", name_of!(RecoveryAction)),
    ("reset_required", "nvmlDeviceGetFieldValues(226)", Unit::Flag),
    ("drain_and_reset_recommended", "nvmlDeviceGetFieldValues(227)", Unit::Flag),
    ("platform.chassis_serial_number", "nvmlDeviceGetPlatformInfo.chassisSerialNumber", Unit::Text),
    ("platform.slot_number", "nvmlDeviceGetPlatformInfo.slotNumber", Unit::Count),
    ("platform.tray_index", "nvmlDeviceGetPlatformInfo.trayIndex", Unit::Count),
    ("platform.host_id", "nvmlDeviceGetPlatformInfo.hostId", Unit::Count),
    ("platform.peer_type", "nvmlDeviceGetPlatformInfo.peerType", name_of!(PeerType)),
    ("platform.module_id", "nvmlDeviceGetModuleId", Unit::Count),
    ("platform.fabric_guid", "nvmlDeviceGetPlatformInfo.ibGuid", Unit::Text),
    ("inforom.image_version", "nvmlDeviceGetInforomImageVersion", Unit::Text),
    ("inforom.oem_version", "nvmlDeviceGetInforomVersion(0)", Unit::Text),
    ("inforom.ecc_version", "nvmlDeviceGetInforomVersion(1)", Unit::Text),
    ("inforom.power_version", "nvmlDeviceGetInforomVersion(2)", Unit::Text),
    ("inforom.valid", "nvmlDeviceValidateInforom", Unit::Flag),
    ("inforom.configuration_checksum", "nvmlDeviceGetInforomConfigurationChecksum", Unit::Hexadecimal),
    ("inforom.last_flush_seconds", "nvmlDeviceGetLastBBXFlushTime.durationUs", Unit::Millionth),
    ("modes.persistence", "nvmlDeviceGetPersistenceMode", Unit::Flag),
    ("modes.addressing", "nvmlDeviceGetAddressingMode.value", name_of!(AddressingMode)),
    ("modes.accounting", "nvmlDeviceGetAccountingMode", Unit::Flag),
    ("modes.accounting_buffer_size", "nvmlDeviceGetAccountingBufferSize", Unit::Count),
    ("modes.compute", "nvmlDeviceGetComputeMode", name_of!(ComputeMode)),
    ("modes.display_attached", "nvmlDeviceGetDisplayMode", Unit::Flag),
    ("modes.display_active", "nvmlDeviceGetDisplayActive", Unit::Flag),
    ("modes.operation", "nvmlDeviceGetGpuOperationMode.current", name_of!(OperationMode)),
    ("modes.pending_operation", "nvmlDeviceGetGpuOperationMode.pending", name_of!(OperationMode)),
    ("modes.chip_to_chip", "nvmlDeviceGetC2cModeInfoV.isC2cEnabled", name_of!(EnableState)),
    ("modes.virtualization", "nvmlDeviceGetVirtualizationMode", name_of!(VirtualizationMode)),
    ("modes.host_vgpu", "nvmlDeviceGetHostVgpuMode", name_of!(HostVgpuMode)),
    ("modes.dram_encryption", "nvmlDeviceGetDramEncryptionMode.current", Unit::Flag),
    ("modes.pending_dram_encryption", "nvmlDeviceGetDramEncryptionMode.pending", Unit::Flag),
    ("modes.extended_gpu_memory", "nvmlDeviceGetCapabilities.capMask", Unit::Bit(0)),
    ("modes.gsp_firmware", "nvmlDeviceGetGspFirmwareMode.isEnabled", Unit::Flag),
    ("modes.auto_boost", "nvmlDeviceGetAutoBoostedClocksEnabled.isEnabled", Unit::Flag),
    ("modes.auto_boost_default", "nvmlDeviceGetAutoBoostedClocksEnabled.defaultIsEnabled", Unit::Flag),
    ("modes.power_management", "nvmlDeviceGetPowerManagementMode", Unit::Flag),
    ("mig.enabled", "nvmlDeviceGetMigMode.currentMode", Unit::Flag),
    ("mig.pending", "nvmlDeviceGetMigMode.pendingMode", Unit::Flag),
    ("mig.max_devices", "nvmlDeviceGetMaxMigDeviceCount", Unit::Count),
    ("link.generation", "nvmlDeviceGetCurrPcieLinkGeneration", Unit::Count),
    ("link.max_generation", "nvmlDeviceGetMaxPcieLinkGeneration", Unit::Count),
    ("link.device_max_generation", "nvmlDeviceGetGpuMaxPcieLinkGeneration", Unit::Count),
    ("link.width", "nvmlDeviceGetCurrPcieLinkWidth", Unit::Count),
    ("link.max_width", "nvmlDeviceGetMaxPcieLinkWidth", Unit::Count),
    ("link.replays", "nvmlDeviceGetPcieReplayCounter", Unit::Count),
    ("link.replay_rollovers", "nvmlDeviceGetFieldValues(95)", Unit::Count),
    ("link.outbound_atomics", "nvmlDeviceGetFieldValues(228)", Unit::Names(ATOMICS)),
    ("link.inbound_atomics", "nvmlDeviceGetFieldValues(229)", Unit::Names(ATOMICS)),
    ("memory.total_bytes", "nvmlDeviceGetMemoryInfo_v2.total nvmlDeviceGetMemoryInfo.total", Unit::Count),
    ("memory.reserved_bytes", "nvmlDeviceGetMemoryInfo_v2.reserved", Unit::Count),
    ("memory.used_bytes", "nvmlDeviceGetMemoryInfo_v2.used nvmlDeviceGetMemoryInfo.used", Unit::Count),
    ("memory.free_bytes", "nvmlDeviceGetMemoryInfo_v2.free nvmlDeviceGetMemoryInfo.free", Unit::Count),
    ("memory.bar1_total_bytes", "nvmlDeviceGetBAR1MemoryInfo.bar1Total", Unit::Count),
    ("memory.bar1_used_bytes", "nvmlDeviceGetBAR1MemoryInfo.bar1Used", Unit::Count),
    ("memory.bar1_free_bytes", "nvmlDeviceGetBAR1MemoryInfo.bar1Free", Unit::Count),
    ("memory.protected_total_bytes", "nvmlDeviceGetConfComputeProtectedMemoryUsage.total", Unit::Count),
    ("memory.protected_used_bytes", "nvmlDeviceGetConfComputeProtectedMemoryUsage.used", Unit::Count),
    ("memory.protected_free_bytes", "nvmlDeviceGetConfComputeProtectedMemoryUsage.free", Unit::Count),
    ("memory.bus_width_bits", "nvmlDeviceGetMemoryBusWidth", Unit::Count),
    ("utilization.gpu_percent", "nvmlDeviceGetUtilizationRates.gpu", Unit::Whole),
    ("utilization.memory_percent", "nvmlDeviceGetUtilizationRates.memory", Unit::Whole),
    ("utilization.encoder_percent", "nvmlDeviceGetEncoderUtilization.utilization", Unit::Whole),
    ("utilization.decoder_percent", "nvmlDeviceGetDecoderUtilization.utilization", Unit::Whole),
    ("utilization.jpeg_percent", "nvmlDeviceGetJpgUtilization.utilization", Unit::Whole),
    ("utilization.ofa_percent", "nvmlDeviceGetOfaUtilization.utilization", Unit::Whole),
    ("ecc.enabled", "nvmlDeviceGetEccMode.current", Unit::Flag),
    ("ecc.pending", "nvmlDeviceGetEccMode.pending", Unit::Flag),
    (
        "ecc.volatile.sram_correctable",
        "nvmlDeviceGetSramEccErrorStatus.volatileCor nvmlDeviceGetMemoryErrorCounter(0,0,7)",
        Unit::Count,
    ),
    ("ecc.volatile.sram_uncorrectable", "nvmlDeviceGetMemoryErrorCounter(1,0,7)", Unit::Count),
    ("ecc.volatile.sram_uncorrectable_parity", "nvmlDeviceGetSramEccErrorStatus.volatileUncParity", Unit::Count),
    ("ecc.volatile.sram_uncorrectable_secded", "nvmlDeviceGetSramEccErrorStatus.volatileUncSecDed", Unit::Count),
    ("ecc.volatile.dram_correctable", "nvmlDeviceGetMemoryErrorCounter(0,0,2)", Unit::Count),
    ("ecc.volatile.dram_uncorrectable", "nvmlDeviceGetMemoryErrorCounter(1,0,2)", Unit::Count),
    (
        "ecc.aggregate.sram_correctable",
        "nvmlDeviceGetSramEccErrorStatus.aggregateCor nvmlDeviceGetMemoryErrorCounter(0,1,7)",
        Unit::Count,
    ),
    ("ecc.aggregate.sram_uncorrectable", "nvmlDeviceGetMemoryErrorCounter(1,1,7)", Unit::Count),
    ("ecc.aggregate.sram_uncorrectable_parity", "nvmlDeviceGetSramEccErrorStatus.aggregateUncParity", Unit::Count),
    ("ecc.aggregate.sram_uncorrectable_secded", "nvmlDeviceGetSramEccErrorStatus.aggregateUncSecDed", Unit::Count),
    ("ecc.aggregate.dram_correctable", "nvmlDeviceGetMemoryErrorCounter(0,1,2)", Unit::Count),
    ("ecc.aggregate.dram_uncorrectable", "nvmlDeviceGetMemoryErrorCounter(1,1,2)", Unit::Count),
    ("ecc.sram_threshold_exceeded", "nvmlDeviceGetSramEccErrorStatus.bThresholdExceeded", Unit::Flag),
    ("ecc.sram_sources.l2", "nvmlDeviceGetSramEccErrorStatus.aggregateUncBucketL2", Unit::Count),
    ("ecc.sram_sources.sm", "nvmlDeviceGetSramEccErrorStatus.aggregateUncBucketSm", Unit::Count),
    ("ecc.sram_sources.microcontroller", "nvmlDeviceGetSramEccErrorStatus.aggregateUncBucketMcu", Unit::Count),
    ("ecc.sram_sources.pcie", "nvmlDeviceGetSramEccErrorStatus.aggregateUncBucketPcie", Unit::Count),
    ("ecc.sram_sources.other", "nvmlDeviceGetSramEccErrorStatus.aggregateUncBucketOther", Unit::Count),
    ("ecc.channel_repair_pending", "nvmlDeviceGetRepairStatus.bChannelRepairPending", Unit::Flag),
    ("ecc.tpc_repair_pending", "nvmlDeviceGetRepairStatus.bTpcRepairPending", Unit::Flag),
    ("retired_pages.single_bit", "nvmlDeviceGetFieldValues(29)", Unit::Count),
    ("retired_pages.double_bit", "nvmlDeviceGetFieldValues(30)", Unit::Count),
    ("retired_pages.pending", "nvmlDeviceGetFieldValues(31)", Unit::Flag),
    ("remapped_rows.correctable", "nvmlDeviceGetRemappedRows.corrRows", Unit::Count),
    ("remapped_rows.uncorrectable", "nvmlDeviceGetRemappedRows.uncRows", Unit::Count),
    ("remapped_rows.pending", "nvmlDeviceGetRemappedRows.isPending", Unit::Flag),
    ("remapped_rows.failure", "nvmlDeviceGetRemappedRows.failureOccurred", Unit::Flag),
    ("remapped_rows.max_banks", "nvmlDeviceGetRowRemapperHistogram.max", Unit::Count),
    ("remapped_rows.high_banks", "nvmlDeviceGetRowRemapperHistogram.high", Unit::Count),
    ("remapped_rows.partial_banks", "nvmlDeviceGetRowRemapperHistogram.partial", Unit::Count),
    ("remapped_rows.low_banks", "nvmlDeviceGetRowRemapperHistogram.low", Unit::Count),
    ("remapped_rows.none_banks", "nvmlDeviceGetRowRemapperHistogram.none", Unit::Count),
    ("temperature.gpu_celsius", "nvmlDeviceGetTemperature(0)", Unit::Whole),
    ("temperature.memory_celsius", "nvmlDeviceGetFieldValues(82)", Unit::Whole),
    ("temperature.margin_celsius", "nvmlDeviceGetMarginTemperature.marginTemperature", Unit::Whole),
    ("temperature.shutdown_celsius", "nvmlDeviceGetTemperatureThreshold(0)", Unit::Whole),
    ("temperature.slowdown_celsius", "nvmlDeviceGetTemperatureThreshold(1)", Unit::Whole),
    ("temperature.max_operating_celsius", "nvmlDeviceGetTemperatureThreshold(3)", Unit::Whole),
    ("temperature.max_memory_celsius", "nvmlDeviceGetTemperatureThreshold(2)", Unit::Whole),
    ("temperature.shutdown_margin_celsius", "nvmlDeviceGetFieldValues(193)", Unit::Whole),
    ("temperature.slowdown_margin_celsius", "nvmlDeviceGetFieldValues(194)", Unit::Whole),
    ("temperature.max_operating_margin_celsius", "nvmlDeviceGetFieldValues(196)", Unit::Whole),
    ("temperature.max_memory_margin_celsius", "nvmlDeviceGetFieldValues(195)", Unit::Whole),
    ("power.draw_watts", "nvmlDeviceGetFieldValues(185,0) nvmlDeviceGetPowerUsage", Unit::Thousandth),
    ("power.instant_draw_watts", "nvmlDeviceGetFieldValues(186,0)", Unit::Thousandth),
    ("power.limit_watts", "nvmlDeviceGetFieldValues(190,0) nvmlDeviceGetEnforcedPowerLimit", Unit::Thousandth),
    (
        "power.requested_limit_watts",
        "nvmlDeviceGetFieldValues(192,0) nvmlDeviceGetPowerManagementLimit",
        Unit::Thousandth,
    ),
    (
        "power.default_limit_watts",
        "nvmlDeviceGetFieldValues(189,0) nvmlDeviceGetPowerManagementDefaultLimit",
        Unit::Thousandth,
    ),
    (
        "power.min_limit_watts",
        "nvmlDeviceGetFieldValues(187,0) nvmlDeviceGetPowerManagementLimitConstraints.minLimit",
        Unit::Thousandth,
    ),
    (
        "power.max_limit_watts",
        "nvmlDeviceGetFieldValues(188,0) nvmlDeviceGetPowerManagementLimitConstraints.maxLimit",
        Unit::Thousandth,
    ),
    ("power.module.draw_watts", "nvmlDeviceGetFieldValues(185,1)", Unit::Thousandth),
    ("power.module.instant_draw_watts", "nvmlDeviceGetFieldValues(186,1)", Unit::Thousandth),
    ("power.module.limit_watts", "nvmlDeviceGetFieldValues(190,1)", Unit::Thousandth),
    ("power.module.requested_limit_watts", "nvmlDeviceGetFieldValues(192,1)", Unit::Thousandth),
    ("power.module.default_limit_watts", "nvmlDeviceGetFieldValues(189,1)", Unit::Thousandth),
    ("power.module.min_limit_watts", "nvmlDeviceGetFieldValues(187,1)", Unit::Thousandth),
    ("power.module.max_limit_watts", "nvmlDeviceGetFieldValues(188,1)", Unit::Thousandth),
    ("power.memory_draw_watts", "nvmlDeviceGetFieldValues(185,2)", Unit::Thousandth),
    ("power.memory_instant_draw_watts", "nvmlDeviceGetFieldValues(186,2)", Unit::Thousandth),
    ("power.energy_joules", "nvmlDeviceGetTotalEnergyConsumption", Unit::Thousandth),
    ("clocks.graphics_hertz", "nvmlDeviceGetClockInfo(0)", Unit::Mega(1_000_000)),
    ("clocks.sm_hertz", "nvmlDeviceGetClockInfo(1)", Unit::Mega(1_000_000)),
    ("clocks.memory_hertz", "nvmlDeviceGetClockInfo(2)", Unit::Mega(1_000_000)),
    ("clocks.video_hertz", "nvmlDeviceGetClockInfo(3)", Unit::Mega(1_000_000)),
    ("clocks.application_graphics_hertz", "nvmlDeviceGetApplicationsClock(0)", Unit::Mega(1_000_000)),
    ("clocks.application_memory_hertz", "nvmlDeviceGetApplicationsClock(2)", Unit::Mega(1_000_000)),
    ("clocks.default_application_graphics_hertz", "nvmlDeviceGetDefaultApplicationsClock(0)", Unit::Mega(1_000_000)),
    ("clocks.default_application_memory_hertz", "nvmlDeviceGetDefaultApplicationsClock(2)", Unit::Mega(1_000_000)),
    ("clocks.max_graphics_hertz", "nvmlDeviceGetMaxClockInfo(0)", Unit::Mega(1_000_000)),
    ("clocks.max_sm_hertz", "nvmlDeviceGetMaxClockInfo(1)", Unit::Mega(1_000_000)),
    ("clocks.max_memory_hertz", "nvmlDeviceGetMaxClockInfo(2)", Unit::Mega(1_000_000)),
    ("clocks.max_video_hertz", "nvmlDeviceGetMaxClockInfo(3)", Unit::Mega(1_000_000)),
    ("clocks.max_customer_boost_hertz", "nvmlDeviceGetMaxCustomerBoostClock(0)", Unit::Mega(1_000_000)),
    (
        "clock_events.idle",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(0),
    ),
    (
        "clock_events.application_clocks",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(1),
    ),
    (
        "clock_events.power_cap",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(2),
    ),
    (
        "clock_events.hardware",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(3),
    ),
    (
        "clock_events.sync_boost",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(4),
    ),
    (
        "clock_events.thermal",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(5),
    ),
    (
        "clock_events.hardware_thermal",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(6),
    ),
    (
        "clock_events.hardware_power_brake",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(7),
    ),
    (
        "clock_events.display_clocks",
        "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons",
        Unit::Bit(8),
    ),
    ("clock_events.power_cap_seconds", "nvmlDeviceGetFieldValues(74)", Unit::Billionth),
    ("clock_events.sync_boost_seconds", "nvmlDeviceGetFieldValues(76)", Unit::Billionth),
    ("clock_events.thermal_seconds", "nvmlDeviceGetFieldValues(251)", Unit::Billionth),
    ("clock_events.hardware_thermal_seconds", "nvmlDeviceGetFieldValues(252)", Unit::Billionth),
    ("clock_events.hardware_power_brake_seconds", "nvmlDeviceGetFieldValues(253)", Unit::Billionth),
    ("fabric.state", "nvmlDeviceGetGpuFabricInfoV.state", name_of!(FabricState)),
    ("fabric.status", "nvmlDeviceGetGpuFabricInfoV.status", name_of!(Return)),
    ("fabric.clique_id", "nvmlDeviceGetGpuFabricInfoV.cliqueId", Unit::Count),
    ("fabric.cluster_uuid", "nvmlDeviceGetGpuFabricInfoV.clusterUuid", Unit::Uuid),
    ("fabric.bandwidth", "nvmlDeviceGetGpuFabricInfoV.healthMask", Unit::Bits(0, 2, |code| named(BANDWIDTH, code))),
    (
        "fabric.route_recovery_in_progress",
        "nvmlDeviceGetGpuFabricInfoV.healthMask",
        Unit::Bits(2, 2, |code| named(HEALTH, code)),
    ),
    ("fabric.route_unhealthy", "nvmlDeviceGetGpuFabricInfoV.healthMask", Unit::Bits(4, 2, |code| named(HEALTH, code))),
    (
        "fabric.access_timeout_recovery",
        "nvmlDeviceGetGpuFabricInfoV.healthMask",
        Unit::Bits(6, 2, |code| named(HEALTH, code)),
    ),
    (
        "fabric.incorrect_configuration",
        "nvmlDeviceGetGpuFabricInfoV.healthMask",
        Unit::Bits(8, 4, |code| codes::IncorrectConfiguration(code).name()),
    ),
];

/// The same of a part, behind its handle.
pub(super) const MIG_DEVICE: &[Row] = &[
    ("uuid", "nvmlDeviceGetUUID", Unit::Text),
    ("name", "nvmlDeviceGetName", Unit::Text),
    ("gpu_instance_id", "nvmlDeviceGetGpuInstanceId", Unit::Count),
    ("compute_instance_id", "nvmlDeviceGetComputeInstanceId", Unit::Count),
    ("multiprocessors", "nvmlDeviceGetAttributes_v2.multiprocessorCount", Unit::Count),
    ("copy_engines", "nvmlDeviceGetAttributes_v2.sharedCopyEngineCount", Unit::Count),
    ("decoders", "nvmlDeviceGetAttributes_v2.sharedDecoderCount", Unit::Count),
    ("encoders", "nvmlDeviceGetAttributes_v2.sharedEncoderCount", Unit::Count),
    ("jpeg_engines", "nvmlDeviceGetAttributes_v2.sharedJpegCount", Unit::Count),
    ("ofa_engines", "nvmlDeviceGetAttributes_v2.sharedOfaCount", Unit::Count),
    ("memory_total_bytes", "nvmlDeviceGetMemoryInfo.total", Unit::Count),
    ("memory_used_bytes", "nvmlDeviceGetMemoryInfo.used", Unit::Count),
    ("memory_free_bytes", "nvmlDeviceGetMemoryInfo.free", Unit::Count),
];

/// The same of a size of parts; `#` is its number.
pub(super) const MIG_PROFILE: &[Row] = &[
    ("name", "nvmlDeviceGetGpuInstanceProfileInfoV(#).name", Unit::Text),
    ("id", "nvmlDeviceGetGpuInstanceProfileInfoV(#).id", Unit::Count),
    ("max_instances", "nvmlDeviceGetGpuInstanceProfileInfoV(#).instanceCount", Unit::Count),
    ("multiprocessors", "nvmlDeviceGetGpuInstanceProfileInfoV(#).multiprocessorCount", Unit::Count),
    ("memory_bytes", "nvmlDeviceGetGpuInstanceProfileInfoV(#).memorySizeMB", Unit::Mega(1 << 20)),
];

/// The same of an NVLink; `#` is its number.
pub(super) const NVLINK: &[Row] = &[
    ("active", "nvmlDeviceGetNvLinkState(#)", Unit::Flag),
    ("version", "nvmlDeviceGetNvLinkVersion(#)", name_of!(NvLinkVersion)),
    ("speed_megabytes_s", "nvmlDeviceGetFieldValues(164,#)", Unit::Count),
    ("remote_pci_address", "nvmlDeviceGetNvLinkRemotePciInfo_v2(#).busId", Unit::Text),
    ("remote_type", "nvmlDeviceGetNvLinkRemoteDeviceType(#)", name_of!(RemoteDeviceType)),
    ("replay_errors", "nvmlDeviceGetNvLinkErrorCounter(#,0)", Unit::Count),
    ("recovery_errors", "nvmlDeviceGetNvLinkErrorCounter(#,1)", Unit::Count),
    ("crc_flit_errors", "nvmlDeviceGetNvLinkErrorCounter(#,2)", Unit::Count),
    ("crc_data_errors", "nvmlDeviceGetNvLinkErrorCounter(#,3)", Unit::Count),
];

/// The name of a small code; an empty one is none.
fn named(names: &'static [&'static str], code: u32) -> Option<&'static str> {
    names.get(usize::try_from(code).ok()?).copied().filter(|name| !name.is_empty())
}

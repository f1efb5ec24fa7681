//! Where the library's answers have the fields of a GPU, and in which unit.
//!
//! Document: NVIDIA, *NVML API Reference Guide*, vR580, §4.14 to §4.27, and `nvml.h` of CUDA 13.5. A call is written
//! with its arguments; a member of a structure stands behind a point. Of several calls the first that has an answer
//! counts: later drivers have later versions of a function.

mod state;

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
    /// Degrees Celsius, percent, seconds.
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
        $crate::decode::nvidia::nvml_fields::Unit::Code(|code| $crate::decode::nvidia::codes::$type(code).name())
    };
}
use name_of;

/// A field, the calls that answer it, and their unit.
pub(super) type Row = (&'static str, &'static str, Unit);

/// Atomic operations (`NVML_PCIE_ATOMICS_CAP_*`, as `nvidia-smi` prints them).
const ATOMICS: &[&str] = &["FETCHADD_32", "FETCHADD_64", "SWAP_32", "SWAP_64", "CAS_32", "CAS_64", "CAS_128"];

/// The fields that the library answers, in the order of `nvidia-smi -q`.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    IDENTITY.iter().chain(state::ROWS)
}

/// What the GPU is and how it is set up.
const IDENTITY: &[Row] = &[
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
    ("inforom.driver_loaded_seconds", "nvmlDeviceGetBBXTimeData_v1.timeRun", Unit::Whole),
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
    ("modes.nvlink_encryption", "nvmlDeviceGetNvLinkInfo.isNvleEnabled", Unit::Flag),
    ("modes.virtualization", "nvmlDeviceGetVirtualizationMode", name_of!(VirtualizationMode)),
    ("modes.host_vgpu", "nvmlDeviceGetHostVgpuMode", name_of!(HostVgpuMode)),
    ("modes.heterogeneous_vgpu", "nvmlDeviceGetVgpuHeterogeneousMode.mode", name_of!(EnableState)),
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
    ("link.device_generation", "nvmlDeviceGetCurrPcieLinkGeneration", Unit::Count),
    ("link.device_max_generation", "nvmlDeviceGetGpuMaxPcieLinkGeneration", Unit::Count),
    ("link.width", "nvmlDeviceGetCurrPcieLinkWidth", Unit::Count),
    ("link.max_width", "nvmlDeviceGetMaxPcieLinkWidth", Unit::Count),
    ("link.replays", "nvmlDeviceGetPcieReplayCounter", Unit::Count),
    ("link.replay_rollovers", "nvmlDeviceGetFieldValues(95)", Unit::Count),
    ("link.recoveries", "nvmlDeviceGetFieldValues(169)", Unit::Count),
    ("link.errors.correctable", "nvmlDeviceGetFieldValues(173)", Unit::Count),
    ("link.errors.nonfatal", "nvmlDeviceGetFieldValues(179)", Unit::Count),
    ("link.errors.fatal", "nvmlDeviceGetFieldValues(180)", Unit::Count),
    ("link.errors.receiver", "nvmlDeviceGetFieldValues(175)", Unit::Count),
    ("link.errors.bad_tlp", "nvmlDeviceGetFieldValues(176)", Unit::Count),
    ("link.errors.bad_dllp", "nvmlDeviceGetFieldValues(178)", Unit::Count),
    ("link.errors.lcrc", "nvmlDeviceGetFieldValues(182)", Unit::Count),
    ("link.errors.naks_received", "nvmlDeviceGetFieldValues(174)", Unit::Count),
    ("link.errors.naks_sent", "nvmlDeviceGetFieldValues(177)", Unit::Count),
    ("link.errors.unsupported_requests", "nvmlDeviceGetFieldValues(181)", Unit::Count),
    ("link.bridge_type", "nvmlDeviceGetBridgeChipInfo.type", name_of!(BridgeChip)),
    ("link.bridge_firmware", "nvmlDeviceGetBridgeChipInfo.fwVersion", Unit::Text),
    ("link.outbound_atomics", "nvmlDeviceGetFieldValues(228)", Unit::Names(ATOMICS)),
    ("link.inbound_atomics", "nvmlDeviceGetFieldValues(229)", Unit::Names(ATOMICS)),
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
    ("sram_uncorrectable", "nvmlDeviceGetMemoryErrorCounter(1,0,7)", Unit::Count),
    ("memory_total_bytes", "nvmlDeviceGetMemoryInfo.total", Unit::Count),
    ("memory_reserved_bytes", "nvmlDeviceGetMemoryInfo_v2.reserved", Unit::Count),
    ("memory_used_bytes", "nvmlDeviceGetMemoryInfo.used", Unit::Count),
    ("memory_free_bytes", "nvmlDeviceGetMemoryInfo.free", Unit::Count),
    ("bar1_total_bytes", "nvmlDeviceGetBAR1MemoryInfo.bar1Total", Unit::Count),
    ("bar1_used_bytes", "nvmlDeviceGetBAR1MemoryInfo.bar1Used", Unit::Count),
    ("bar1_free_bytes", "nvmlDeviceGetBAR1MemoryInfo.bar1Free", Unit::Count),
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
    ("malformed_packets", "nvmlDeviceGetFieldValues(206,#)", Unit::Count),
    ("buffer_overruns", "nvmlDeviceGetFieldValues(207,#)", Unit::Count),
    ("receive_errors", "nvmlDeviceGetFieldValues(208,#)", Unit::Count),
    ("remote_receive_errors", "nvmlDeviceGetFieldValues(209,#)", Unit::Count),
    ("local_integrity_errors", "nvmlDeviceGetFieldValues(211,#)", Unit::Count),
    ("successful_recoveries", "nvmlDeviceGetFieldValues(213,#)", Unit::Count),
    ("failed_recoveries", "nvmlDeviceGetFieldValues(214,#)", Unit::Count),
    ("effective_errors", "nvmlDeviceGetFieldValues(219,#)", Unit::Count),
    ("symbol_errors", "nvmlDeviceGetFieldValues(221,#)", Unit::Count),
];

/// The same of a link to the processor; `#` is its number.
pub(super) const C2C_LINK: &[Row] = &[
    ("active", "nvmlDeviceGetFieldValues(171,#)", Unit::Flag),
    ("speed_megabytes_s", "nvmlDeviceGetFieldValues(172,#)", Unit::Count),
    ("crc_errors", "nvmlDeviceGetFieldValues(231,#)", Unit::Count),
    ("replay_errors", "nvmlDeviceGetFieldValues(232,#)", Unit::Count),
    ("repeated_replay_errors", "nvmlDeviceGetFieldValues(233,#)", Unit::Count),
];

/// The same of the way to another GPU; `#` is that one's number.
pub(super) const WAY: &[Row] = &[
    ("connection", "nvmlDeviceGetTopologyCommonAncestor(#)", name_of!(TopologyLevel)),
    ("read_access", "nvmlDeviceGetP2PStatus(#,0)", name_of!(PeerStatus)),
    ("nvlink_access", "nvmlDeviceGetP2PStatus(#,2)", name_of!(PeerStatus)),
];

//! Functions of the library's common shapes.

use std::ffi::c_char;

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};

use super::{look_up, number, of_device, status, write};

texts!(
    nvmlDeviceGetName,
    nvmlDeviceGetSerial,
    nvmlDeviceGetUUID,
    nvmlDeviceGetVbiosVersion,
    nvmlDeviceGetBoardPartNumber,
    nvmlDeviceGetInforomImageVersion,
    nvmlDeviceGetGspFirmwareVersion
);
numbers!(u32: nvmlDeviceGetBrand, nvmlDeviceGetArchitecture, nvmlDeviceGetNumGpuCores, nvmlDeviceGetMinorNumber,
    nvmlDeviceGetMultiGpuBoard, nvmlDeviceGetBoardId, nvmlDeviceGetModuleId, nvmlDeviceGetPersistenceMode,
    nvmlDeviceGetComputeMode, nvmlDeviceGetDisplayMode, nvmlDeviceGetDisplayActive, nvmlDeviceGetAccountingMode,
    nvmlDeviceGetAccountingBufferSize, nvmlDeviceGetVirtualizationMode, nvmlDeviceGetHostVgpuMode,
    nvmlDeviceGetCurrPcieLinkGeneration, nvmlDeviceGetMaxPcieLinkGeneration, nvmlDeviceGetGpuMaxPcieLinkGeneration,
    nvmlDeviceGetCurrPcieLinkWidth, nvmlDeviceGetMaxPcieLinkWidth, nvmlDeviceGetPcieReplayCounter,
    nvmlDeviceGetMemoryBusWidth, nvmlDeviceGetPerformanceState, nvmlDeviceGetFanSpeed, nvmlDeviceGetPowerManagementMode,
    nvmlDeviceGetPowerManagementLimit, nvmlDeviceGetPowerManagementDefaultLimit, nvmlDeviceGetEnforcedPowerLimit,
    nvmlDeviceGetPowerUsage, nvmlDeviceGetInforomConfigurationChecksum, nvmlDeviceGetNumaNodeId, nvmlDeviceGetMaxMigDeviceCount,
    nvmlDeviceGetGpuInstanceId, nvmlDeviceGetComputeInstanceId);
numbers!(u64: nvmlDeviceGetTotalEnergyConsumption, nvmlDeviceGetCurrentClocksEventReasons,
    nvmlDeviceGetCurrentClocksThrottleReasons);
numbers_of!(u32: nvmlDeviceGetTemperature, nvmlDeviceGetTemperatureThreshold, nvmlDeviceGetClockInfo,
    nvmlDeviceGetMaxClockInfo, nvmlDeviceGetApplicationsClock, nvmlDeviceGetDefaultApplicationsClock,
    nvmlDeviceGetMaxCustomerBoostClock, nvmlDeviceGetNvLinkState, nvmlDeviceGetNvLinkVersion,
    nvmlDeviceGetNvLinkRemoteDeviceType);
pairs!(
    nvmlDeviceGetEccMode(current, pending),
    nvmlDeviceGetMigMode(currentMode, pendingMode),
    nvmlDeviceGetGspFirmwareMode(isEnabled, defaultMode),
    nvmlDeviceGetPowerManagementLimitConstraints(minLimit, maxLimit),
    nvmlDeviceGetCudaComputeCapability(major, minor),
    nvmlDeviceGetEncoderUtilization(utilization, samplingPeriodUs),
    nvmlDeviceGetDecoderUtilization(utilization, samplingPeriodUs),
    nvmlDeviceGetJpgUtilization(utilization, samplingPeriodUs),
    nvmlDeviceGetOfaUtilization(utilization, samplingPeriodUs),
    nvmlDeviceGetGpuOperationMode(current, pending),
    nvmlDeviceGetAutoBoostedClocksEnabled(isEnabled, defaultIsEnabled)
);
structures! {
    nvmlDeviceGetMemoryInfo_v2: nvmlMemory_v2_t { total, reserved, free, used }
    nvmlDeviceGetMemoryInfo: nvmlMemory_t { total, free, used }
    nvmlDeviceGetBAR1MemoryInfo: nvmlBAR1Memory_t { bar1Total, bar1Free, bar1Used }
    nvmlDeviceGetUtilizationRates: nvmlUtilization_t { gpu, memory }
    nvmlDeviceGetRowRemapperHistogram: nvmlRowRemapperHistogramValues_t { max, high, partial, low, none }
    nvmlDeviceGetSramEccErrorStatus: nvmlEccSramErrorStatus_v1_t {
        aggregateUncParity, aggregateUncSecDed, aggregateCor, volatileUncParity, volatileUncSecDed, volatileCor,
        aggregateUncBucketL2, aggregateUncBucketSm, aggregateUncBucketPcie, aggregateUncBucketMcu,
        aggregateUncBucketOther, bThresholdExceeded
    }
    nvmlDeviceGetRepairStatus: nvmlRepairStatus_v1_t { bChannelRepairPending, bTpcRepairPending }
    nvmlDeviceGetMarginTemperature: nvmlMarginTemperature_v1_t { marginTemperature }
    nvmlDeviceGetTemperatureV: nvmlTemperature_v1_t { temperature }
    nvmlDeviceGetC2cModeInfoV: nvmlC2cModeInfo_v1_t { isC2cEnabled }
    nvmlDeviceGetAddressingMode: nvmlDeviceAddressingMode_v1_t { value }
    nvmlDeviceGetPdi: nvmlPdi_v1_t { value }
    nvmlDeviceGetCapabilities: nvmlDeviceCapabilities_v1_t { capMask }
    nvmlDeviceGetConfComputeProtectedMemoryUsage: nvmlMemory_t { total, free, used }
    nvmlDeviceGetVgpuHeterogeneousMode: nvmlVgpuHeterogeneousMode_v1_t { mode }
    nvmlDeviceGetAttributes_v2: nvmlDeviceAttributes_t {
        multiprocessorCount, sharedCopyEngineCount, sharedDecoderCount, sharedEncoderCount, sharedJpegCount,
        sharedOfaCount
    }
}

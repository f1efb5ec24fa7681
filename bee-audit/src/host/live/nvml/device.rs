//! What the library says of one GPU (NVML §4.14 to §4.22), in the order of its questions.

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

mod fields;
mod links;
mod memory_errors;
mod parts;
mod structures;

use std::ffi::{CStr, c_void};

use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::{
    answers::{Answers, function},
    library::Library,
};
use crate::host::Error;

const TEXTS: [&CStr; 7] = [
    c"nvmlDeviceGetName",
    c"nvmlDeviceGetSerial",
    c"nvmlDeviceGetUUID",
    c"nvmlDeviceGetVbiosVersion",
    c"nvmlDeviceGetBoardPartNumber",
    c"nvmlDeviceGetInforomImageVersion",
    c"nvmlDeviceGetGspFirmwareVersion",
];

const NUMBERS: [&CStr; 31] = [
    c"nvmlDeviceGetBrand",
    c"nvmlDeviceGetArchitecture",
    c"nvmlDeviceGetNumGpuCores",
    c"nvmlDeviceGetMinorNumber",
    c"nvmlDeviceGetMultiGpuBoard",
    c"nvmlDeviceGetBoardId",
    c"nvmlDeviceGetModuleId",
    c"nvmlDeviceGetNumaNodeId",
    c"nvmlDeviceGetInforomConfigurationChecksum",
    c"nvmlDeviceGetPersistenceMode",
    c"nvmlDeviceGetComputeMode",
    c"nvmlDeviceGetDisplayMode",
    c"nvmlDeviceGetDisplayActive",
    c"nvmlDeviceGetAccountingMode",
    c"nvmlDeviceGetAccountingBufferSize",
    c"nvmlDeviceGetVirtualizationMode",
    c"nvmlDeviceGetHostVgpuMode",
    c"nvmlDeviceGetCurrPcieLinkGeneration",
    c"nvmlDeviceGetMaxPcieLinkGeneration",
    c"nvmlDeviceGetGpuMaxPcieLinkGeneration",
    c"nvmlDeviceGetCurrPcieLinkWidth",
    c"nvmlDeviceGetMaxPcieLinkWidth",
    c"nvmlDeviceGetPcieReplayCounter",
    c"nvmlDeviceGetMemoryBusWidth",
    c"nvmlDeviceGetPerformanceState",
    c"nvmlDeviceGetFanSpeed",
    c"nvmlDeviceGetPowerManagementMode",
    c"nvmlDeviceGetPowerManagementLimit",
    c"nvmlDeviceGetPowerManagementDefaultLimit",
    c"nvmlDeviceGetEnforcedPowerLimit",
    c"nvmlDeviceGetPowerUsage",
];

const WIDE_NUMBERS: [&CStr; 3] = [
    c"nvmlDeviceGetTotalEnergyConsumption",
    c"nvmlDeviceGetCurrentClocksEventReasons",
    c"nvmlDeviceGetCurrentClocksThrottleReasons",
];

/// Functions with an argument: temperatures and thresholds (targets from 4), clocks of graphics, multiprocessors,
/// memory and video.
const NUMBERS_OF: [(&CStr, &[u32]); 7] = [
    (c"nvmlDeviceGetTemperature", &[0]),
    (c"nvmlDeviceGetTemperatureThreshold", &[0, 1, 2, 3, 4, 5, 6]),
    (c"nvmlDeviceGetClockInfo", &[0, 1, 2, 3]),
    (c"nvmlDeviceGetMaxClockInfo", &[0, 1, 2, 3]),
    (c"nvmlDeviceGetApplicationsClock", &[0, 2]),
    (c"nvmlDeviceGetDefaultApplicationsClock", &[0, 2]),
    (c"nvmlDeviceGetMaxCustomerBoostClock", &[0]),
];

const PAIRS: [(&CStr, [&str; 2]); 10] = [
    (c"nvmlDeviceGetEccMode", ["current", "pending"]),
    (c"nvmlDeviceGetGspFirmwareMode", ["isEnabled", "defaultMode"]),
    (c"nvmlDeviceGetGpuOperationMode", ["current", "pending"]),
    (c"nvmlDeviceGetAutoBoostedClocksEnabled", ["isEnabled", "defaultIsEnabled"]),
    (c"nvmlDeviceGetPowerManagementLimitConstraints", ["minLimit", "maxLimit"]),
    (c"nvmlDeviceGetCudaComputeCapability", ["major", "minor"]),
    (c"nvmlDeviceGetEncoderUtilization", ["utilization", "samplingPeriodUs"]),
    (c"nvmlDeviceGetDecoderUtilization", ["utilization", "samplingPeriodUs"]),
    (c"nvmlDeviceGetJpgUtilization", ["utilization", "samplingPeriodUs"]),
    (c"nvmlDeviceGetOfaUtilization", ["utilization", "samplingPeriodUs"]),
];

/// Objects of the InfoROM: OEM, ECC, power.
const INFOROM_OBJECTS: [u32; 3] = [0, 1, 2];

/// Everything of the GPU with this index.
pub(super) fn ask(library: &Library, index: u32) -> Result<String, Error> {
    let mut answers = Answers::new(library, library.device(index)?);
    TEXTS.iter().for_each(|name| answers.text(name));
    INFOROM_OBJECTS.iter().for_each(|object| answers.text_of(c"nvmlDeviceGetInforomVersion", *object));
    validate_inforom(&mut answers);
    for name in NUMBERS {
        answers.number::<u32>(name);
    }
    for name in WIDE_NUMBERS {
        answers.number::<u64>(name);
    }
    for (name, argument) in NUMBERS_OF.iter().flat_map(|(name, all)| all.iter().map(move |one| (name, one))) {
        answers.number_of::<u32>(name, *argument);
    }
    for (name, members) in PAIRS {
        answers.pair(name, members);
    }
    structures::ask(&mut answers);
    memory_errors::ask(&mut answers);
    fields::ask(&mut answers);
    links::ask(&mut answers, index);
    parts::ask(&mut answers);
    Ok(answers.lines)
}

/// Reads the InfoROM and checks it: 14 is `NVML_ERROR_CORRUPTED_INFOROM`.
fn validate_inforom(answers: &mut Answers) {
    let (call, device) = ("nvmlDeviceValidateInforom", answers.device);
    // SAFETY: `f(nvmlDevice_t)` (nvml.h).
    if answers.call(call, c"nvmlDeviceValidateInforom", |f| unsafe { function!(f, Device)(device) }) {
        answers.value(call, 1);
    }
}

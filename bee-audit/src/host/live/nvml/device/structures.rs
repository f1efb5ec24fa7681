//! Answers that are structures: memory, modes, fabric, platform (`nvml.h` of CUDA 13.5; those that nvml-wrapper-sys
//! declares are laid out as there).

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::{CStr, c_ulong, c_void};

use nvml_wrapper_sys::bindings as nvml;
use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::super::answers::{Answers, c_text, function, members, versioned, words};

pub(super) fn ask(answers: &mut Answers) {
    address(answers);
    memory(answers);
    let protected = nvml::nvmlMemory_t { total: 0, free: 0, used: 0 };
    members!(answers, c"nvmlDeviceGetConfComputeProtectedMemoryUsage", protected, total, free, used);
    let utilization = nvml::nvmlUtilization_t { gpu: 0, memory: 0 };
    members!(answers, c"nvmlDeviceGetUtilizationRates", utilization, gpu, memory);
    members!(answers, c"nvmlDeviceGetTemperatureV", versioned!(nvml::nvmlTemperature_v1_t, 1), temperature);
    members!(
        answers,
        c"nvmlDeviceGetMarginTemperature",
        versioned!(nvml::nvmlMarginTemperature_v1_t, 1),
        marginTemperature
    );
    members!(answers, c"nvmlDeviceGetC2cModeInfoV", nvml::nvmlC2cModeInfo_v1_t { isC2cEnabled: 0 }, isC2cEnabled);
    members!(answers, c"nvmlDeviceGetAddressingMode", versioned!(nvml::nvmlDeviceAddressingMode_v1_t, 1), value);
    if let Some(pdi) = answers.structure(c"nvmlDeviceGetPdi", versioned!(nvml::nvmlPdi_v1_t, 1)) {
        answers.value("nvmlDeviceGetPdi.value", format_args!("{:#x}", pdi.value));
    }
    members!(answers, c"nvmlDeviceGetCapabilities", versioned!(nvml::nvmlDeviceCapabilities_v1_t, 1), capMask);
    let heterogeneous = versioned!(nvml::nvmlVgpuHeterogeneousMode_v1_t, 1);
    members!(answers, c"nvmlDeviceGetVgpuHeterogeneousMode", heterogeneous, mode);
    platform(answers);
    fabric(answers);
    encryption(answers);
    last_flush(answers);
    members!(answers, c"nvmlDeviceGetBBXTimeData_v1", BlackBoxTime::default(), timeRun);
    bridges(answers);
    power_profiles(answers);
}

/// Memory and the window to it, of a GPU or of a part.
pub(super) fn memory(answers: &mut Answers) {
    members!(answers, c"nvmlDeviceGetMemoryInfo_v2", versioned!(nvml::nvmlMemory_v2_t, 2), total, reserved, free, used);
    let memory = nvml::nvmlMemory_t { total: 0, free: 0, used: 0 };
    members!(answers, c"nvmlDeviceGetMemoryInfo", memory, total, free, used);
    let bar1 = nvml::nvmlBAR1Memory_t { bar1Total: 0, bar1Free: 0, bar1Used: 0 };
    members!(answers, c"nvmlDeviceGetBAR1MemoryInfo", bar1, bar1Total, bar1Free, bar1Used);
}

fn address(answers: &mut Answers) {
    // SAFETY: a structure of numbers and characters, for which zeros are values.
    let pci = unsafe { std::mem::zeroed::<nvml::nvmlPciInfo_t>() };
    if let Some(pci) = answers.structure(c"nvmlDeviceGetPciInfo_v3", pci) {
        answers.value("nvmlDeviceGetPciInfo_v3.busId", c_text(&pci.busId));
    }
}

fn platform(answers: &mut Answers) {
    let call = "nvmlDeviceGetPlatformInfo";
    let asked = versioned!(nvml::nvmlPlatformInfo_v2_t, 2);
    if let Some(platform) = answers.structure(c"nvmlDeviceGetPlatformInfo", asked) {
        answers.value(&format!("{call}.chassisSerialNumber"), words(&platform.chassisSerialNumber));
        answers.value(&format!("{call}.slotNumber"), platform.slotNumber);
        answers.value(&format!("{call}.trayIndex"), platform.trayIndex);
        answers.value(&format!("{call}.hostId"), platform.hostId);
        answers.value(&format!("{call}.peerType"), platform.peerType);
        answers.value(&format!("{call}.ibGuid"), hexadecimal(&platform.ibGuid));
    }
}

/// In the third form, which has a summary, else in the second.
fn fabric(answers: &mut Answers) {
    const NAME: &CStr = c"nvmlDeviceGetGpuFabricInfoV";
    let (call, device) = ("nvmlDeviceGetGpuFabricInfoV", answers.device);
    let mut fabric = versioned!(nvml::nvmlGpuFabricInfo_v3_t, 3);
    let third = answers.library.symbol(NAME).map(|f| {
        // SAFETY: `f(device, nvmlGpuFabricInfoV_t *)`; the version says which form it is.
        unsafe { function!(f, Device, *mut nvml::nvmlGpuFabricInfo_v3_t)(device, &raw mut fabric) }
    });
    if third == Some(0) {
        answers.value(&format!("{call}.healthSummary"), fabric.healthSummary);
    } else {
        let Some(second) = answers.structure(NAME, versioned!(nvml::nvmlGpuFabricInfo_v2_t, 2)) else { return };
        (fabric.clusterUuid, fabric.status, fabric.cliqueId) = (second.clusterUuid, second.status, second.cliqueId);
        (fabric.state, fabric.healthMask) = (second.state, second.healthMask);
    }
    answers.value(&format!("{call}.clusterUuid"), hexadecimal(&fabric.clusterUuid));
    answers.value(&format!("{call}.status"), fabric.status);
    answers.value(&format!("{call}.cliqueId"), fabric.cliqueId);
    answers.value(&format!("{call}.state"), fabric.state);
    answers.value(&format!("{call}.healthMask"), fabric.healthMask);
}

fn encryption(answers: &mut Answers) {
    type State = nvml::nvmlDramEncryptionInfo_v1_t;
    let (call, device) = ("nvmlDeviceGetDramEncryptionMode", answers.device);
    let (mut current, mut pending) = (versioned!(State, 1), versioned!(State, 1));
    // SAFETY: `f(device, nvmlDramEncryptionInfo_t *, nvmlDramEncryptionInfo_t *)`.
    let filled = answers.call(call, c"nvmlDeviceGetDramEncryptionMode", |f| unsafe {
        function!(f, Device, *mut State, *mut State)(device, &raw mut current, &raw mut pending)
    });
    if filled {
        answers.value(&format!("{call}.current"), current.encryptionState);
        answers.value(&format!("{call}.pending"), pending.encryptionState);
    }
}

/// `nvmlBBXTimeData_v1_t`, newer than the bindings.
#[repr(C)]
#[derive(Clone, Copy, Default)]
#[expect(non_snake_case, reason = "names of nvml.h")]
struct BlackBoxTime {
    timeRun: u32,
}

/// How long the last write of the black box recorder took; of its time the unit is not documented.
fn last_flush(answers: &mut Answers) {
    let (call, device) = ("nvmlDeviceGetLastBBXFlushTime", answers.device);
    let (mut timestamp, mut duration) = (0_u64, c_ulong::default());
    // SAFETY: `f(device, unsigned long long *, unsigned long *)`.
    let filled = answers.call(call, c"nvmlDeviceGetLastBBXFlushTime", |f| unsafe {
        function!(f, Device, *mut u64, *mut c_ulong)(device, &raw mut timestamp, &raw mut duration)
    });
    if filled {
        answers.value(&format!("{call}.durationUs"), duration);
    }
}

/// The first bridge of a board with several GPUs.
fn bridges(answers: &mut Answers) {
    let call = "nvmlDeviceGetBridgeChipInfo";
    // SAFETY: a structure of numbers, for which zeros are values.
    let bridges = unsafe { std::mem::zeroed::<nvml::nvmlBridgeChipHierarchy_t>() };
    let bridges = answers.structure(c"nvmlDeviceGetBridgeChipInfo", bridges);
    if let Some(bridge) = bridges.filter(|bridges| bridges.bridgeCount > 0).map(|bridges| bridges.bridgeChipInfo[0]) {
        answers.value(&format!("{call}.type"), bridge.type_);
        answers.value(&format!("{call}.fwVersion"), bridge.fwVersion);
    }
}

/// Workload power profiles, of which the first 32 have names.
fn power_profiles(answers: &mut Answers) {
    let call = "nvmlDeviceWorkloadPowerProfileGetCurrentProfiles";
    let profiles = versioned!(nvml::nvmlWorkloadPowerProfileCurrentProfiles_v1_t, 1);
    if let Some(profiles) = answers.structure(c"nvmlDeviceWorkloadPowerProfileGetCurrentProfiles", profiles) {
        answers.value(&format!("{call}.requestedProfilesMask"), profiles.requestedProfilesMask.mask[0]);
        answers.value(&format!("{call}.enforcedProfilesMask"), profiles.enforcedProfilesMask.mask[0]);
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

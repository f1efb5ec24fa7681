//! Parts of a GPU: MIG devices and their profiles (NVML §4.27), programs.

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::{CStr, c_void};

use nvml_wrapper_sys::bindings as nvml;
use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::{
    super::{
        answers::{Answers, c_text, function, version},
        library::FUNCTION_NOT_FOUND,
    },
    memory_errors, structures,
};

/// `NVML_GPU_INSTANCE_PROFILE_COUNT`, 18 in CUDA 13.5, and some.
const MOST_PROFILES: u32 = 32;
/// The most parts of a GPU; there are seven.
const MOST_PARTS: u32 = 64;
/// `NVML_ERROR_INSUFFICIENT_SIZE`: the count is right, and more than the nothing that was offered.
const INSUFFICIENT_SIZE: u32 = 7;

pub(super) fn ask(answers: &mut Answers) {
    processes(answers, c"nvmlDeviceGetComputeRunningProcesses_v3");
    processes(answers, c"nvmlDeviceGetGraphicsRunningProcesses_v3");
    if answers.pair(c"nvmlDeviceGetMigMode", ["currentMode", "pendingMode"]) {
        (0..MOST_PROFILES).for_each(|profile| ask_profile(answers, profile));
        let most = answers.number::<u32>(c"nvmlDeviceGetMaxMigDeviceCount").unwrap_or_default();
        (0..most.min(MOST_PARTS)).for_each(|index| ask_part(answers, index));
    }
}

/// How many there are: nothing more is asked of programs.
fn processes(answers: &mut Answers, name: &CStr) {
    let (call, device, mut count) = (name.to_string_lossy(), answers.device, 0_u32);
    let status = answers.library.symbol(name).map(|f| {
        // SAFETY: `f(device, unsigned *count, nvmlProcessInfo_t *)`; with a count of 0 there is nothing to fill.
        unsafe {
            function!(f, Device, *mut u32, *mut nvml::nvmlProcessInfo_t)(device, &raw mut count, std::ptr::null_mut())
        }
    });
    match status {
        Some(0 | INSUFFICIENT_SIZE) => answers.value(&call, count),
        status => answers.refusal(&call, status.unwrap_or(FUNCTION_NOT_FOUND)),
    }
}

/// A size of parts; a profile that the GPU does not have is no refusal worth keeping.
fn ask_profile(answers: &mut Answers, profile: u32) {
    type Profile = nvml::nvmlGpuInstanceProfileInfo_v2_t;
    let device = answers.device;
    // SAFETY: a structure of numbers and characters, for which zeros are values.
    let mut value = unsafe { std::mem::zeroed::<Profile>() };
    value.version = version::<Profile>(2);
    let status = answers.library.symbol(c"nvmlDeviceGetGpuInstanceProfileInfoV").map(|f| {
        // SAFETY: `f(device, unsigned, nvmlGpuInstanceProfileInfo_v2_t *)`.
        unsafe { function!(f, Device, u32, *mut Profile)(device, profile, &raw mut value) }
    });
    if status == Some(0) {
        let call = format!("nvmlDeviceGetGpuInstanceProfileInfoV({profile})");
        answers.value(&format!("{call}.id"), value.id);
        answers.value(&format!("{call}.name"), c_text(&value.name));
        answers.value(&format!("{call}.instanceCount"), value.instanceCount);
        answers.value(&format!("{call}.multiprocessorCount"), value.multiprocessorCount);
        answers.value(&format!("{call}.memorySizeMB"), value.memorySizeMB);
    }
}

/// A part, which answers like a device; a place without one is none.
fn ask_part(answers: &mut Answers, index: u32) {
    let (whole, mut part): (Device, Device) = (answers.device, std::ptr::null_mut());
    let status = answers.library.symbol(c"nvmlDeviceGetMigDeviceHandleByIndex").map(|f| {
        // SAFETY: `f(device, unsigned, nvmlDevice_t *)`.
        unsafe { function!(f, Device, u32, *mut Device)(whole, index, &raw mut part) }
    });
    if status != Some(0) {
        return;
    }
    answers.prefix = format!("nvmlDeviceGetMigDeviceHandleByIndex({index})/");
    answers.device = part;
    answers.text(c"nvmlDeviceGetUUID");
    answers.text(c"nvmlDeviceGetName");
    answers.number::<u32>(c"nvmlDeviceGetGpuInstanceId");
    answers.number::<u32>(c"nvmlDeviceGetComputeInstanceId");
    structures::memory(answers);
    memory_errors::error_counter(answers, 1, 0, 7);
    // SAFETY: a structure of numbers, for which zeros are values.
    let attributes = unsafe { std::mem::zeroed::<nvml::nvmlDeviceAttributes_t>() };
    if let Some(part) = answers.structure(c"nvmlDeviceGetAttributes_v2", attributes) {
        let call = "nvmlDeviceGetAttributes_v2";
        answers.value(&format!("{call}.multiprocessorCount"), part.multiprocessorCount);
        answers.value(&format!("{call}.sharedCopyEngineCount"), part.sharedCopyEngineCount);
        answers.value(&format!("{call}.sharedDecoderCount"), part.sharedDecoderCount);
        answers.value(&format!("{call}.sharedEncoderCount"), part.sharedEncoderCount);
        answers.value(&format!("{call}.sharedJpegCount"), part.sharedJpegCount);
        answers.value(&format!("{call}.sharedOfaCount"), part.sharedOfaCount);
    }
    answers.prefix.clear();
    answers.device = whole;
}

//! Parts of a GPU: NVLinks (NVML §4.20), MIG devices and their profiles (§4.27), programs.

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::{CStr, c_void};

use nvml_wrapper_sys::bindings as nvml;
use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::{
    super::answers::{Answers, function, text_of, version},
    fields,
};

/// `NVML_NVLINK_MAX_LINKS`.
const MOST_LINKS: u32 = 18;
/// `NVML_GPU_INSTANCE_PROFILE_COUNT` and some.
const MOST_PROFILES: u32 = 16;
/// The most parts of a GPU; there are seven.
const MOST_PARTS: u32 = 64;
/// `NVML_ERROR_INSUFFICIENT_SIZE`: the count is right, and more than the nothing that was offered.
const INSUFFICIENT_SIZE: u32 = 7;

pub(super) fn ask(answers: &mut Answers) {
    for link in 0..MOST_LINKS {
        // The first link that is not there ends them.
        if answers.number_of::<u32>(c"nvmlDeviceGetNvLinkState", link).is_none() {
            break;
        }
        ask_link(answers, link);
    }
    processes(answers, c"nvmlDeviceGetComputeRunningProcesses_v3");
    processes(answers, c"nvmlDeviceGetGraphicsRunningProcesses_v3");
    if answers.pair(c"nvmlDeviceGetMigMode", ["currentMode", "pendingMode"]) {
        (0..MOST_PROFILES).for_each(|profile| ask_profile(answers, profile));
        let most = answers.number::<u32>(c"nvmlDeviceGetMaxMigDeviceCount").unwrap_or_default();
        (0..most.min(MOST_PARTS)).for_each(|index| ask_part(answers, index));
    }
}

fn ask_link(answers: &mut Answers, link: u32) {
    answers.number_of::<u32>(c"nvmlDeviceGetNvLinkVersion", link);
    answers.number_of::<u32>(c"nvmlDeviceGetNvLinkRemoteDeviceType", link);
    (0..4).for_each(|counter| answers.number_of_two(c"nvmlDeviceGetNvLinkErrorCounter", link, counter));
    fields::value(answers, &format!("nvmlDeviceGetFieldValues(164,{link})"), 164, link);
    let (call, device) = (format!("nvmlDeviceGetNvLinkRemotePciInfo_v2({link})"), answers.device);
    // SAFETY: a structure of numbers and characters, for which zeros are values.
    let mut pci = unsafe { std::mem::zeroed::<nvml::nvmlPciInfo_t>() };
    // SAFETY: `f(device, unsigned, nvmlPciInfo_t *)`.
    let filled = answers.call(&call, c"nvmlDeviceGetNvLinkRemotePciInfo_v2", |f| unsafe {
        function!(f, Device, u32, *mut nvml::nvmlPciInfo_t)(device, link, &raw mut pci)
    });
    if filled {
        answers.value(&format!("{call}.busId"), text_of(&pci.busId));
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
        status => answers.refusal(&call, status.unwrap_or(super::FUNCTION_NOT_FOUND)),
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
        answers.value(&format!("{call}.name"), text_of(&value.name));
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
    let memory = nvml::nvmlMemory_t { total: 0, free: 0, used: 0 };
    if let Some(memory) = answers.structure(c"nvmlDeviceGetMemoryInfo", memory) {
        answers.value("nvmlDeviceGetMemoryInfo.total", memory.total);
        answers.value("nvmlDeviceGetMemoryInfo.free", memory.free);
        answers.value("nvmlDeviceGetMemoryInfo.used", memory.used);
    }
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

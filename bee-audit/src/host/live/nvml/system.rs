//! What the library says of the machine (NVML §4.13).

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::{CStr, c_void};

use nvml_wrapper_sys::bindings::{
    nvmlConfComputeSystemCaps_t as Capabilities, nvmlConfComputeSystemState_t as State, nvmlExcludedDeviceInfo_t,
    nvmlSystemConfComputeSettings_v1_t as Settings,
};

use super::{
    answers::{Answers, c_text, function, version},
    library::Library,
};

/// How many GPUs the driver was told to leave alone.
const EXCLUDED: &CStr = c"nvmlGetExcludedDeviceCount";
/// The most of them that are told.
const MOST_EXCLUDED: u32 = 64;

pub(super) fn ask(library: &Library) -> String {
    let mut answers = Answers::new(library, std::ptr::null_mut());
    for name in [c"nvmlSystemGetDriverVersion", c"nvmlSystemGetNVMLVersion"] {
        answers.told(name, library.text(name));
    }
    for name in [
        c"nvmlSystemGetCudaDriverVersion_v2",
        c"nvmlDeviceGetCount_v2",
        c"nvmlSystemGetConfComputeGpusReadyState",
        EXCLUDED,
    ] {
        answers.told(name, library.number(name));
    }
    capabilities(&mut answers);
    confidential_computing(&mut answers);
    excluded(&mut answers);
    answers.lines
}

/// What processors and GPUs can do in confidence.
fn capabilities(answers: &mut Answers) {
    let call = "nvmlSystemGetConfComputeCapabilities";
    let mut capabilities = Capabilities { cpuCaps: 0, gpusCaps: 0 };
    // SAFETY: `f(nvmlConfComputeSystemCaps_t *)`.
    let filled = answers.call(call, c"nvmlSystemGetConfComputeCapabilities", |f| unsafe {
        function!(f, *mut Capabilities)(&raw mut capabilities)
    });
    if filled {
        answers.value("nvmlSystemGetConfComputeCapabilities.cpuCaps", capabilities.cpuCaps);
        answers.value("nvmlSystemGetConfComputeCapabilities.gpusCaps", capabilities.gpusCaps);
    }
}

/// Whether the machine computes in confidence, and how: in the newer form, else in the older.
fn confidential_computing(answers: &mut Answers) {
    // SAFETY: a structure of numbers, for which zeros are values.
    let mut settings = unsafe { std::mem::zeroed::<Settings>() };
    settings.version = version::<Settings>(1);
    let call = "nvmlSystemGetConfComputeSettings";
    // SAFETY: `f(nvmlSystemConfComputeSettings_t *)`; the version says which form it is.
    let filled = answers
        .call(call, c"nvmlSystemGetConfComputeSettings", |f| unsafe { function!(f, *mut Settings)(&raw mut settings) });
    if filled {
        answers.value("nvmlSystemGetConfComputeSettings.environment", settings.environment);
        answers.value("nvmlSystemGetConfComputeSettings.ccFeature", settings.ccFeature);
        answers.value("nvmlSystemGetConfComputeSettings.devToolsMode", settings.devToolsMode);
        answers.value("nvmlSystemGetConfComputeSettings.multiGpuMode", settings.multiGpuMode);
        return;
    }
    let mut state = State { environment: 0, ccFeature: 0, devToolsMode: 0 };
    let call = "nvmlSystemGetConfComputeState";
    // SAFETY: `f(nvmlConfComputeSystemState_t *)`.
    let filled =
        answers.call(call, c"nvmlSystemGetConfComputeState", |f| unsafe { function!(f, *mut State)(&raw mut state) });
    if filled {
        answers.value("nvmlSystemGetConfComputeState.environment", state.environment);
        answers.value("nvmlSystemGetConfComputeState.ccFeature", state.ccFeature);
        answers.value("nvmlSystemGetConfComputeState.devToolsMode", state.devToolsMode);
    }
}

/// GPUs that the driver was told to leave alone.
fn excluded(answers: &mut Answers) {
    let count = answers.library.number(EXCLUDED).unwrap_or_default();
    for index in 0..count.min(MOST_EXCLUDED) {
        let call = format!("nvmlGetExcludedDeviceInfoByIndex({index})");
        // SAFETY: numbers and characters, for which zeros are values.
        let mut device = unsafe { std::mem::zeroed::<nvmlExcludedDeviceInfo_t>() };
        // SAFETY: `f(unsigned, nvmlExcludedDeviceInfo_t *)`.
        let filled = answers.call(&call, c"nvmlGetExcludedDeviceInfoByIndex", |f| unsafe {
            function!(f, u32, *mut nvmlExcludedDeviceInfo_t)(index, &raw mut device)
        });
        if filled {
            answers.value(&format!("{call}.busId"), c_text(&device.pciInfo.busId));
        }
    }
}

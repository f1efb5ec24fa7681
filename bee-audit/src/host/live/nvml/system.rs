//! What the library says of the machine (NVML §4.13).

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::{c_char, c_void};

use nvml_wrapper_sys::bindings::{
    nvmlConfComputeSystemCaps_t as Capabilities, nvmlConfComputeSystemState_t as State, nvmlExcludedDeviceInfo_t,
    nvmlSystemConfComputeSettings_v1_t as Settings,
};

use super::{
    answers::{Answers, function, text_of, version},
    library::Library,
};

/// The most excluded GPUs that are told.
const MOST_EXCLUDED: u32 = 64;

pub(super) fn ask(library: &Library) -> String {
    let mut answers = Answers::new(library, std::ptr::null_mut());
    for (call, name) in [
        ("nvmlSystemGetDriverVersion", c"nvmlSystemGetDriverVersion"),
        ("nvmlSystemGetNVMLVersion", c"nvmlSystemGetNVMLVersion"),
    ] {
        let mut text: [c_char; 96] = [0; 96];
        // SAFETY: `f(char *, unsigned length)`, told how much there is to fill.
        let filled = answers.call(call, name, |f| unsafe { function!(f, *mut c_char, u32)(text.as_mut_ptr(), 96) });
        if filled {
            answers.value(call, text_of(&text));
        }
    }
    number(&mut answers, "nvmlSystemGetCudaDriverVersion_v2", c"nvmlSystemGetCudaDriverVersion_v2");
    number(&mut answers, "nvmlDeviceGetCount_v2", c"nvmlDeviceGetCount_v2");
    number(&mut answers, "nvmlSystemGetConfComputeGpusReadyState", c"nvmlSystemGetConfComputeGpusReadyState");
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

/// `f(out)` with a number of 32 bits.
fn number(answers: &mut Answers, call: &str, name: &std::ffi::CStr) -> Option<u32> {
    let mut value = 0_u32;
    // SAFETY: the callers name functions of this shape.
    let filled = answers.call(call, name, |f| unsafe { function!(f, *mut u32)(&raw mut value) });
    filled.then(|| answers.value(call, value)).map(|()| value)
}

/// GPUs that the driver was told to leave alone.
fn excluded(answers: &mut Answers) {
    let count = number(answers, "nvmlGetExcludedDeviceCount", c"nvmlGetExcludedDeviceCount").unwrap_or_default();
    for index in 0..count.min(MOST_EXCLUDED) {
        let call = format!("nvmlGetExcludedDeviceInfoByIndex({index})");
        // SAFETY: numbers and characters, for which zeros are values.
        let mut device = unsafe { std::mem::zeroed::<nvmlExcludedDeviceInfo_t>() };
        // SAFETY: `f(unsigned, nvmlExcludedDeviceInfo_t *)`.
        let filled = answers.call(&call, c"nvmlGetExcludedDeviceInfoByIndex", |f| unsafe {
            function!(f, u32, *mut nvmlExcludedDeviceInfo_t)(index, &raw mut device)
        });
        if filled {
            answers.value(&format!("{call}.busId"), text_of(&device.pciInfo.busId));
        }
    }
}

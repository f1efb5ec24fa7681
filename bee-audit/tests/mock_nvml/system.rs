//! The library itself, the machine, and which devices there are.

use std::ffi::c_char;

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};

use super::{NOT_SUPPORTED, answers, fill, look_up, status, write};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlInit_v2() -> u32 {
    match look_up(answers().get("system"), "nvmlInit_v2") {
        Err(NOT_SUPPORTED) | Ok(_) => 0,
        Err(status) => status,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlSystemGetDriverVersion(text: *mut c_char, length: u32) -> u32 {
    write(look_up(answers().get("system"), "nvmlSystemGetDriverVersion"), text, length)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlSystemGetNVMLVersion(text: *mut c_char, length: u32) -> u32 {
    write(look_up(answers().get("system"), "nvmlSystemGetNVMLVersion"), text, length)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlSystemGetCudaDriverVersion_v2(out: *mut i32) -> u32 {
    let value = look_up(answers().get("system"), "nvmlSystemGetCudaDriverVersion_v2");
    // SAFETY: the caller has room for the number.
    status(value.map(|value| unsafe { *out = value.as_i64().unwrap_or_default() as i32 }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetCount_v2(out: *mut u32) -> u32 {
    let count = answers()["devices"].as_array().map_or(0, Vec::len);
    // SAFETY: the caller has room for the number.
    unsafe { *out = count as u32 };
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetHandleByIndex_v2(index: u32, out: *mut Device) -> u32 {
    let answers = answers()["devices"].get(index as usize);
    match look_up(answers, "nvmlDeviceGetHandleByIndex_v2") {
        Ok(_) | Err(NOT_SUPPORTED) => {
            // SAFETY: the caller has room for the handle.
            unsafe { *out = (index as usize + 1) as Device };
            0
        }
        Err(status) => status,
    }
}

fn system_number(call: &str) -> Result<u32, u32> {
    look_up(answers().get("system"), call)?.as_u64().map(|value| value as u32).ok_or(NOT_SUPPORTED)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlSystemGetConfComputeSettings(out: *mut nvml::nvmlSystemConfComputeSettings_v1_t) -> u32 {
    let member = |name: &str| system_number(&format!("nvmlSystemGetConfComputeSettings.{name}"));
    status((|| {
        // SAFETY: the caller has room for the structure.
        unsafe {
            (*out).environment = member("environment")?;
            (*out).ccFeature = member("ccFeature")?;
            (*out).devToolsMode = member("devToolsMode")?;
            (*out).multiGpuMode = member("multiGpuMode")?;
        }
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlSystemGetConfComputeCapabilities(out: *mut nvml::nvmlConfComputeSystemCaps_t) -> u32 {
    let member = |name: &str| system_number(&format!("nvmlSystemGetConfComputeCapabilities.{name}"));
    status((|| {
        // SAFETY: the caller has room for the structure.
        unsafe { ((*out).cpuCaps, (*out).gpusCaps) = (member("cpuCaps")?, member("gpusCaps")?) };
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlSystemGetConfComputeGpusReadyState(out: *mut u32) -> u32 {
    // SAFETY: the caller has room for the number.
    status(system_number("nvmlSystemGetConfComputeGpusReadyState").map(|value| unsafe { *out = value }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlGetExcludedDeviceCount(out: *mut u32) -> u32 {
    // SAFETY: the caller has room for the number.
    status(system_number("nvmlGetExcludedDeviceCount").map(|value| unsafe { *out = value }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlGetExcludedDeviceInfoByIndex(index: u32, out: *mut nvml::nvmlExcludedDeviceInfo_t) -> u32 {
    let found = look_up(answers().get("system"), &format!("nvmlGetExcludedDeviceInfoByIndex({index}).busId"));
    // SAFETY: the caller has room for the structure.
    let out = unsafe { &mut *out };
    status(found.map(|text| fill(&mut out.pciInfo.busId, text.as_str().unwrap_or_default())))
}

//! Parts of a device (MIG).

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};
use serde_json::Value;

use super::{fill, look_up, number, of_device, status};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetMigDeviceHandleByIndex(device: Device, index: u32, out: *mut Device) -> u32 {
    const NOT_FOUND: u32 = 6;
    let (answers, _) = of_device(device);
    let prefix = format!("nvmlDeviceGetMigDeviceHandleByIndex({index})/");
    let is_there = answers.and_then(Value::as_object).is_some_and(|all| all.keys().any(|key| key.starts_with(&prefix)));
    // SAFETY: the caller has room for the handle.
    unsafe { *out = (device as usize | (index as usize + 1) << 8) as Device };
    if is_there { 0 } else { NOT_FOUND }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetGpuInstanceProfileInfoV(
    device: Device,
    profile: u32,
    out: *mut nvml::nvmlGpuInstanceProfileInfo_v2_t,
) -> u32 {
    let call = format!("nvmlDeviceGetGpuInstanceProfileInfoV({profile})");
    let member = |name: &str| number(device, &format!("{call}.{name}"));
    let (answers, _) = of_device(device);
    status((|| {
        let name = look_up(answers, &format!("{call}.name"))?.as_str().unwrap_or_default();
        // SAFETY: the caller has room for the structure.
        let out = unsafe { &mut *out };
        fill(&mut out.name, name);
        out.id = member("id")? as u32;
        out.instanceCount = member("instanceCount")? as u32;
        out.multiprocessorCount = member("multiprocessorCount")? as u32;
        out.memorySizeMB = member("memorySizeMB")? as u64;
        Ok(())
    })())
}

//! Functions of a device with shapes of their own.

use std::ffi::{c_char, c_ulong, c_void};

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};
use serde_json::Value;

use super::{fill, look_up, number, of_device, status, write};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetPciInfo_v3(device: Device, out: *mut nvml::nvmlPciInfo_t) -> u32 {
    let (answers, _) = of_device(device);
    let found = look_up(answers, "nvmlDeviceGetPciInfo_v3.busId");
    // SAFETY: the caller has room for the structure.
    let out = unsafe { &mut *out };
    status(found.map(|text| fill(&mut out.busId, text.as_str().unwrap_or_default())))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetInforomVersion(
    device: Device,
    object: u32,
    text: *mut c_char,
    length: u32,
) -> u32 {
    let (answers, _) = of_device(device);
    write(look_up(answers, &format!("nvmlDeviceGetInforomVersion({object})")), text, length)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceValidateInforom(device: Device) -> u32 {
    status(number(device, "nvmlDeviceValidateInforom").map(drop))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetMemoryErrorCounter(
    device: Device,
    kind: u32,
    period: u32,
    place: u32,
    out: *mut u64,
) -> u32 {
    let call = format!("nvmlDeviceGetMemoryErrorCounter({kind},{period},{place})");
    // SAFETY: the caller has room for the number.
    status(number(device, &call).map(|value| unsafe { *out = value as u64 }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetRemappedRows(
    device: Device,
    correctable: *mut u32,
    uncorrectable: *mut u32,
    pending: *mut u32,
    failure: *mut u32,
) -> u32 {
    let member = |name: &str| number(device, &format!("nvmlDeviceGetRemappedRows.{name}")).map(|value| value as u32);
    status((|| {
        // SAFETY: the caller has room for the numbers.
        unsafe {
            *correctable = member("corrRows")?;
            *uncorrectable = member("uncRows")?;
            *pending = member("isPending")?;
            *failure = member("failureOccurred")?;
        }
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetLastBBXFlushTime(device: Device, time: *mut u64, duration: *mut c_ulong) -> u32 {
    // SAFETY: the caller has room for the numbers.
    status(number(device, "nvmlDeviceGetLastBBXFlushTime.durationUs").map(|value| unsafe {
        (*time, *duration) = (1, value as c_ulong);
    }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetFieldValues(
    device: Device,
    count: i32,
    values: *mut nvml::nvmlFieldValue_t,
) -> u32 {
    // SAFETY: the caller has `count` values there.
    for value in unsafe { std::slice::from_raw_parts_mut(values, count as usize) } {
        let scoped = format!("nvmlDeviceGetFieldValues({},{})", value.fieldId, value.scopeId);
        let plain = format!("nvmlDeviceGetFieldValues({})", value.fieldId);
        match number(device, &scoped).or_else(|_| number(device, &plain)) {
            Ok(number) => {
                // A margin is a signed number of 32 bits (5), a counter an unsigned one of 64 (3).
                value.valueType = if number < 0 { 5 } else { 3 };
                value.value.ullVal = number as u64;
            }
            Err(status) => value.nvmlReturn = status,
        }
    }
    0
}

/// Writes the octets of hexadecimal digits.
fn fill_octets(octets: &mut [u8], value: &Value) {
    let digits = value.as_str().unwrap_or_default();
    for (at, octet) in octets.iter_mut().enumerate() {
        *octet = digits.get(at * 2..at * 2 + 2).map_or(0, |pair| u8::from_str_radix(pair, 16).unwrap());
    }
}

/// In its third form; a file that has no summary is that of a library which knows the second only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetGpuFabricInfoV(device: Device, out: *mut nvml::nvmlGpuFabricInfo_v3_t) -> u32 {
    const VERSION_MISMATCH: u32 = 25;
    let member = |name: &str| number(device, &format!("nvmlDeviceGetGpuFabricInfoV.{name}"));
    let (answers, _) = of_device(device);
    status((|| {
        fill_octets(
            // SAFETY: the caller has room for the structure.
            unsafe { &mut (*out).clusterUuid },
            look_up(answers, "nvmlDeviceGetGpuFabricInfoV.clusterUuid")?,
        );
        // SAFETY: as above; the summary is there in the third form alone.
        unsafe {
            (*out).status = member("status")? as u32;
            (*out).cliqueId = member("cliqueId")? as u32;
            (*out).state = member("state")? as _;
            (*out).healthMask = member("healthMask")? as u32;
            if (*out).version >> 24 == 3 {
                (*out).healthSummary = member("healthSummary").map_err(|_| VERSION_MISMATCH)? as u8;
            }
        }
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetPlatformInfo(device: Device, out: *mut nvml::nvmlPlatformInfo_v2_t) -> u32 {
    let member = |name: &str| number(device, &format!("nvmlDeviceGetPlatformInfo.{name}")).map(|value| value as u8);
    let (answers, _) = of_device(device);
    status((|| {
        // SAFETY: the caller has room for the structure.
        let out = unsafe { &mut *out };
        let serial = look_up(answers, "nvmlDeviceGetPlatformInfo.chassisSerialNumber")?.as_str().unwrap_or_default();
        out.chassisSerialNumber.iter_mut().zip(serial.bytes()).for_each(|(place, octet)| *place = octet);
        fill_octets(&mut out.ibGuid, look_up(answers, "nvmlDeviceGetPlatformInfo.ibGuid")?);
        out.slotNumber = member("slotNumber")?;
        out.trayIndex = member("trayIndex")?;
        out.hostId = member("hostId")?;
        out.peerType = member("peerType")?;
        Ok(())
    })())
}

/// Members of 32 bits in a row.
unsafe fn words(device: Device, call: &str, members: &[&str], out: *mut u32) -> u32 {
    let values: Result<Vec<i64>, u32> = members.iter().map(|name| number(device, &format!("{call}.{name}"))).collect();
    // SAFETY: the caller has as many numbers there.
    let write = |(at, value): (usize, i64)| unsafe { *out.add(at) = value as u32 };
    status(values.map(|values| values.into_iter().enumerate().for_each(write)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetRemappedRows_v2(device: Device, out: *mut u32) -> u32 {
    let members = [
        "corrActiveRemaps",
        "corrInactiveRemaps",
        "uncActiveRemaps",
        "uncInactiveRemaps",
        "bPending",
        "bFailureOccurred",
    ];
    // SAFETY: the structure is six numbers.
    unsafe { words(device, "nvmlDeviceGetRemappedRows_v2", &members, out) }
}

/// A number, as `nvml.h` has it; a file that has a version is that of a library which wants one before it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetUnrepairableMemoryFlag_v1(device: Device, out: *mut u32) -> u32 {
    const VERSION_MISMATCH: u32 = 25;
    const CALL: &str = "nvmlDeviceGetUnrepairableMemoryFlag_v1";
    // SAFETY: the structure is a number, or two.
    unsafe {
        match number(device, &format!("{CALL}.version")) {
            Ok(version) if i64::from(*out) != version => VERSION_MISMATCH,
            Ok(_) => words(device, CALL, &["bUnrepairableMemory"], out.add(1)),
            Err(_) => words(device, CALL, &["bUnrepairableMemory"], out),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetBankRemapperStatus_v1(device: Device, out: *mut u32) -> u32 {
    let members = ["activeRemappings", "inactiveRemappings", "bPending", "maxSpareGroupCount", "noSpareGroupCount"];
    // SAFETY: the structure is five numbers.
    unsafe { words(device, "nvmlDeviceGetBankRemapperStatus_v1", &members, out) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetBBXTimeData_v1(device: Device, out: *mut u32) -> u32 {
    // SAFETY: the structure is a number.
    unsafe { words(device, "nvmlDeviceGetBBXTimeData_v1", &["timeRun"], out) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetBridgeChipInfo(device: Device, out: *mut nvml::nvmlBridgeChipHierarchy_t) -> u32 {
    let member = |name: &str| number(device, &format!("nvmlDeviceGetBridgeChipInfo.{name}")).map(|value| value as u32);
    status((|| {
        // SAFETY: the caller has room for the structure.
        let out = unsafe { &mut *out };
        (out.bridgeChipInfo[0].type_, out.bridgeChipInfo[0].fwVersion) = (member("type")?, member("fwVersion")?);
        out.bridgeCount = 1;
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceWorkloadPowerProfileGetCurrentProfiles(
    device: Device,
    out: *mut nvml::nvmlWorkloadPowerProfileCurrentProfiles_v1_t,
) -> u32 {
    let mask = |name: &str| number(device, &format!("nvmlDeviceWorkloadPowerProfileGetCurrentProfiles.{name}"));
    status((|| {
        // SAFETY: the caller has room for the structure.
        let out = unsafe { &mut *out };
        out.requestedProfilesMask.mask[0] = mask("requestedProfilesMask")? as u32;
        out.enforcedProfilesMask.mask[0] = mask("enforcedProfilesMask")? as u32;
        Ok(())
    })())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetComputeRunningProcesses_v3(
    device: Device,
    count: *mut u32,
    _: *mut c_void,
) -> u32 {
    const INSUFFICIENT_SIZE: u32 = 7;
    match number(device, "nvmlDeviceGetComputeRunningProcesses_v3") {
        Ok(running) => {
            // SAFETY: the caller has room for the number.
            unsafe { *count = running as u32 };
            if running > 0 { INSUFFICIENT_SIZE } else { 0 }
        }
        Err(status) => status,
    }
}

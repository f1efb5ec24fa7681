//! A `libnvidia-ml.so.1` that answers from a JSON file beside it, `libnvidia-ml.so.1.json`.
//!
//! `{"system": {CALL: ANSWER, …}, "devices": [{CALL: ANSWER, …}, …]}`, where a call is written as a recording writes it
//! (`nvmlDeviceGetMemoryInfo_v2.total`, `nvmlDeviceGetTemperature(0)`) and an answer is a value, or
//! `{"status": 15}`, for every call of a device behind `*`, `{"hang": SECONDS}`, `{"crash": true}`. A call that is not there is not supported (3).
//! A symbol is made to be missing by whoever copies the library: see `tests/nvml.rs`.

#![expect(unsafe_code, reason = "the other side of a C interface")]
#![expect(clippy::missing_safety_doc, reason = "the contract is nvml.h")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "the file holds what the C types hold"
)]
#![allow(missing_docs, non_snake_case, reason = "names are those of nvml.h")]

use std::{
    ffi::{CStr, c_char, c_ulong, c_void},
    sync::OnceLock,
    time::Duration,
};

use nvml_wrapper_sys::bindings::{self as nvml, nvmlDevice_t as Device};
use serde_json::Value;

const NOT_SUPPORTED: u32 = 3;
const INVALID_ARGUMENT: u32 = 2;

static ANSWERS: OnceLock<Value> = OnceLock::new();

/// The file beside this library.
fn answers() -> &'static Value {
    ANSWERS.get_or_init(|| {
        // SAFETY: the address is that of a function of this library.
        let path = unsafe {
            let mut place = std::mem::zeroed::<libc::Dl_info>();
            libc::dladdr(answers as *const c_void, &raw mut place);
            CStr::from_ptr(place.dli_fname).to_string_lossy().into_owned()
        };
        serde_json::from_slice(&std::fs::read(path + ".json").unwrap()).unwrap()
    })
}

/// Handles are numbers: a GPU's index plus 1; a part's index plus 1 in the second octet.
fn of_device(device: Device) -> (Option<&'static Value>, String) {
    let handle = device as usize;
    let answers = answers()["devices"].get((handle & 0xff).wrapping_sub(1));
    let part = (handle >> 8).checked_sub(1);
    (answers, part.map_or_else(String::new, |part| format!("nvmlDeviceGetMigDeviceHandleByIndex({part})/")))
}

/// What the file says: a value, or the status to return. A function that hangs or crashes does so here.
fn look_up(answers: Option<&'static Value>, call: &str) -> Result<&'static Value, u32> {
    let function = call.split(['.', '(']).next().unwrap();
    let all = answers.ok_or(INVALID_ARGUMENT)?;
    if let Some(status) = all["*"]["status"].as_u64().filter(|_| function != "nvmlDeviceGetHandleByIndex_v2") {
        return Err(status as u32);
    }
    let answer = all.get(call).or_else(|| all.get(function)).ok_or(NOT_SUPPORTED)?;
    if let Some(seconds) = answer["hang"].as_f64() {
        std::thread::sleep(Duration::from_secs_f64(seconds));
    }
    if answer["crash"] == true {
        // SAFETY: a crash is what was asked for.
        unsafe { libc::abort() };
    }
    match answer["status"].as_u64() {
        Some(status) => Err(status as u32),
        None => Ok(answer),
    }
}

fn number(device: Device, call: &str) -> Result<i64, u32> {
    let (answers, part) = of_device(device);
    look_up(answers, &(part + call))?.as_i64().ok_or(NOT_SUPPORTED)
}

fn status(done: Result<(), u32>) -> u32 {
    done.err().unwrap_or(0)
}

/// Writes a text with its NUL.
fn write(answer: Result<&'static Value, u32>, text: *mut c_char, length: u32) -> u32 {
    status(answer.and_then(|answer| {
        let value = answer.as_str().ok_or(NOT_SUPPORTED)?;
        assert!(value.len() < length as usize);
        // SAFETY: the caller has `length` octets there.
        unsafe {
            std::ptr::copy_nonoverlapping(value.as_ptr().cast(), text, value.len());
            *text.add(value.len()) = 0;
        }
        Ok(())
    }))
}

/// Copies a text into an array of a structure.
fn fill(array: &mut [c_char], text: &str) {
    array.iter_mut().zip(text.bytes()).for_each(|(place, octet)| *place = octet as c_char);
}

macro_rules! texts {
    ($($name:ident),*) => { $(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(device: Device, text: *mut c_char, length: u32) -> u32 {
            let (answers, part) = of_device(device);
            write(look_up(answers, &(part + stringify!($name))), text, length)
        }
    )* };
}

macro_rules! numbers {
    ($type:ty: $($name:ident),*) => { $(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(device: Device, out: *mut $type) -> u32 {
            // SAFETY: the caller has room for the number.
            status(number(device, stringify!($name)).map(|value| unsafe { *out = value as $type }))
        }
    )* };
}

macro_rules! numbers_of {
    ($type:ty: $($name:ident),*) => { $(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(device: Device, argument: u32, out: *mut $type) -> u32 {
            let call = format!("{}({argument})", stringify!($name));
            // SAFETY: the caller has room for the number.
            status(number(device, &call).map(|value| unsafe { *out = value as $type }))
        }
    )* };
}

macro_rules! pairs {
    ($($name:ident($first:ident, $second:ident)),*) => { $(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(device: Device, first: *mut u32, second: *mut u32) -> u32 {
            let member = |name: &str| number(device, &format!("{}.{name}", stringify!($name)));
            let values = member(stringify!($first)).and_then(|value| Ok((value, member(stringify!($second))?)));
            // SAFETY: the caller has room for both numbers.
            status(values.map(|(a, b)| unsafe { (*first, *second) = (a as u32, b as u32) }))
        }
    )* };
}

macro_rules! structures {
    ($($name:ident: $type:ident { $($member:ident),* })*) => { $(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(device: Device, out: *mut nvml::$type) -> u32 {
            let member = |name: &str| number(device, &format!("{}.{name}", stringify!($name)));
            status((|| {
                // SAFETY: the caller has room for the structure.
                unsafe { $((*out).$member = member(stringify!($member))? as _;)* }
                Ok(())
            })())
        }
    )* };
}

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
    nvmlDeviceGetPowerUsage, nvmlDeviceGetInforomConfigurationChecksum, nvmlDeviceGetMaxMigDeviceCount,
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
    nvmlDeviceGetDecoderUtilization(utilization, samplingPeriodUs)
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
    nvmlDeviceGetC2cModeInfoV: nvmlC2cModeInfo_v1_t { isC2cEnabled }
    nvmlDeviceGetAddressingMode: nvmlDeviceAddressingMode_v1_t { value }
    nvmlDeviceGetPdi: nvmlPdi_v1_t { value }
    nvmlDeviceGetAttributes_v2: nvmlDeviceAttributes_t {
        multiprocessorCount, sharedCopyEngineCount, sharedDecoderCount, sharedEncoderCount, sharedJpegCount,
        sharedOfaCount
    }
}

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

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetNvLinkErrorCounter(
    device: Device,
    link: u32,
    counter: u32,
    out: *mut u64,
) -> u32 {
    let call = format!("nvmlDeviceGetNvLinkErrorCounter({link},{counter})");
    // SAFETY: the caller has room for the number.
    status(number(device, &call).map(|value| unsafe { *out = value as u64 }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nvmlDeviceGetNvLinkRemotePciInfo_v2(
    device: Device,
    link: u32,
    out: *mut nvml::nvmlPciInfo_t,
) -> u32 {
    let (answers, _) = of_device(device);
    let found = look_up(answers, &format!("nvmlDeviceGetNvLinkRemotePciInfo_v2({link}).busId"));
    // SAFETY: the caller has room for the structure.
    let out = unsafe { &mut *out };
    status(found.map(|text| fill(&mut out.busId, text.as_str().unwrap_or_default())))
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

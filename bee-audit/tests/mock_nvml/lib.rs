//! A `libnvidia-ml.so.1` that answers from a JSON file beside it, `libnvidia-ml.so.1.json`.
//!
//! `{"system": {CALL: ANSWER, …}, "devices": [{CALL: ANSWER, …}, …]}`, where a call is written as a recording writes it
//! (`nvmlDeviceGetMemoryInfo_v2.total`, `nvmlDeviceGetTemperature(0)`) and an answer is a value, or
//! `{"status": 15}`, for every call of a device behind `*`, `{"hang": SECONDS}`, `{"crash": true}`. A call that is not
//! there is not supported (3). A symbol is made to be missing by whoever copies the library: see `tests/nvml.rs`.

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
    ffi::{CStr, c_char, c_void},
    sync::OnceLock,
    time::Duration,
};

use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;
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

pub mod device;
pub mod links;
pub mod parts;
pub mod plain;
pub mod system;

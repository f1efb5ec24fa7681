//! Field values (`nvmlDeviceGetFieldValues`, NVML §4.22): each has a status of its own.
//!
//! Numbers are those of `nvml.h` of CUDA 13.0 to 13.5. Drivers from 575 to 580.81 number what is 251 to 273 in another
//! order (nvidia-ml-py 12.575.51 and 13.580.65 against 12.570.172 and 13.580.82); a line has the number that a field
//! has otherwise.

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::c_void;

use nvml_wrapper_sys::bindings::{nvmlDevice_t as Device, nvmlFieldValue_t};

use super::super::{
    answers::{Answers, function},
    library::Library,
};

/// Numbers of fields with the scopes that they are asked for: of power 0 is the GPU, 1 the module, 2 the memory.
const FIELDS: [(u32, &[u32]); 39] = [
    (29, &[0]),
    (30, &[0]),
    (31, &[0]),
    (74, &[0]),
    (76, &[0]),
    (82, &[0]),
    (95, &[0]),
    (169, &[0]),
    (173, &[0]),
    (174, &[0]),
    (175, &[0]),
    (176, &[0]),
    (177, &[0]),
    (178, &[0]),
    (179, &[0]),
    (180, &[0]),
    (181, &[0]),
    (182, &[0]),
    (185, &[0, 1, 2]),
    (186, &[0, 1, 2]),
    (187, &[0, 1]),
    (188, &[0, 1]),
    (189, &[0, 1]),
    (190, &[0, 1]),
    (192, &[0, 1]),
    (193, &[0]),
    (194, &[0]),
    (195, &[0]),
    (196, &[0]),
    (226, &[0]),
    (227, &[0]),
    (228, &[0]),
    (229, &[0]),
    (230, &[0]),
    (251, &[0]),
    (269, &[0]),
    (270, &[0]),
    (271, &[0]),
    (274, &[0]),
];

pub(super) fn ask(answers: &mut Answers) {
    let driver = driver_version(answers.library);
    for (field, scopes) in FIELDS {
        for scope in scopes {
            let call = if scopes.len() > 1 { format!("({field},{scope})") } else { format!("({field})") };
            value(answers, &format!("nvmlDeviceGetFieldValues{call}"), number(field, driver), *scope);
        }
    }
}

/// The number by which a driver knows a field.
fn number(field: u32, driver: Option<Version>) -> u32 {
    let is_reordered = driver.is_some_and(|driver| ((575, 0)..(580, 82)).contains(&driver));
    match field {
        // Power smoothing.
        251..=268 if is_reordered => field + 5,
        // Events of clocks, and synchronous balancing of power.
        269..=273 if is_reordered => field - 18,
        field => field,
    }
}

/// One field of one scope, such as a link: its number in words.
pub(super) fn value(answers: &mut Answers, call: &str, field: u32, scope: u32) -> Option<String> {
    let device = answers.device;
    // SAFETY: a structure of numbers and a union of numbers, for which zeros are values.
    let mut value = unsafe { std::mem::zeroed::<nvmlFieldValue_t>() };
    (value.fieldId, value.scopeId) = (field, scope);
    // SAFETY: `f(device, int, nvmlFieldValue_t *)` with one value, which outlives the call.
    let filled = answers.call(call, c"nvmlDeviceGetFieldValues", |f| unsafe {
        function!(f, Device, i32, *mut nvmlFieldValue_t)(device, 1, &raw mut value)
    });
    if !filled {
        return None;
    }
    if value.nvmlReturn != 0 {
        answers.refusal(call, value.nvmlReturn);
        return None;
    }
    // SAFETY: `valueType` says which member the library filled (`nvmlValueType_t`); all octets were zeros before.
    let number = unsafe {
        match value.valueType {
            0 => value.value.dVal.to_string(),
            1 => value.value.uiVal.to_string(),
            2 => value.value.ulVal.to_string(),
            4 => value.value.sllVal.to_string(),
            5 => value.value.siVal.to_string(),
            6 => value.value.usVal.to_string(),
            _ => value.value.ullVal.to_string(),
        }
    };
    answers.value(call, &number);
    Some(number)
}

/// Of a driver: 580, 105 of `580.105.08`.
type Version = (u32, u32);

/// Of the driver; `None` where it does not say.
fn driver_version(library: &Library) -> Option<Version> {
    let version = library.text(c"nvmlSystemGetDriverVersion").ok()?;
    let mut numbers = version.split('.').map_while(|part| part.parse::<u32>().ok());
    Some((numbers.next()?, numbers.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_the_number_of_its_driver() {
        let asked = [230, 251, 269, 274];
        let numbers = |driver| asked.map(|field| number(field, driver));
        assert_eq!(numbers(Some((570, 172))), asked);
        assert_eq!(numbers(Some((575, 51))), [230, 256, 251, 274]);
        assert_eq!(numbers(Some((580, 65))), [230, 256, 251, 274]);
        assert_eq!(numbers(Some((580, 82))), asked);
        assert_eq!(numbers(None), asked);
    }
}

//! Field values (`nvmlDeviceGetFieldValues`, NVML §4.22): each has a status of its own.
//!
//! NVIDIA gave numbers 251 to 268 new meanings in driver 580.82 and moved what they had meant up by 18; a line has the
//! number that a field has had since.

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::ffi::{c_char, c_void};

use nvml_wrapper_sys::bindings::{nvmlDevice_t as Device, nvmlFieldValue_t};

use super::super::answers::{Answers, function, text_of};

/// Numbers of fields with the scopes that they are asked for: of power 0 is the GPU, 1 the module, 2 the memory.
const FIELDS: [(u32, &[u32]); 30] = [
    (29, &[0]),
    (30, &[0]),
    (31, &[0]),
    (74, &[0]),
    (76, &[0]),
    (82, &[0]),
    (91, &[0]),
    (95, &[0]),
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
    (147, &[0]),
];

pub(super) fn ask(answers: &mut Answers) {
    let is_renumbered = is_renumbered(answers);
    for (field, scopes) in FIELDS {
        let number = match field {
            251..=268 if !is_renumbered => continue,
            269..=273 if !is_renumbered => field - 18,
            field => field,
        };
        for scope in scopes {
            let call = if scopes.len() > 1 { format!("({field},{scope})") } else { format!("({field})") };
            value(answers, &format!("nvmlDeviceGetFieldValues{call}"), number, *scope);
        }
    }
}

/// One field of one scope, such as a link.
pub(super) fn value(answers: &mut Answers, call: &str, field: u32, scope: u32) {
    let device = answers.device;
    // SAFETY: a structure of numbers and a union of numbers, for which zeros are values.
    let mut value = unsafe { std::mem::zeroed::<nvmlFieldValue_t>() };
    (value.fieldId, value.scopeId) = (field, scope);
    // SAFETY: `f(device, int, nvmlFieldValue_t *)` with one value, which outlives the call.
    let filled = answers.call(call, c"nvmlDeviceGetFieldValues", |f| unsafe {
        function!(f, Device, i32, *mut nvmlFieldValue_t)(device, 1, &raw mut value)
    });
    if !filled {
        return;
    }
    if value.nvmlReturn != 0 {
        return answers.refusal(call, value.nvmlReturn);
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
    answers.value(call, number);
}

/// Whether the driver is 580.82 or later (NVML, *Known issues*).
fn is_renumbered(answers: &Answers) -> bool {
    let mut text: [c_char; 96] = [0; 96];
    let status = answers.library.symbol(c"nvmlSystemGetDriverVersion").map(|f| {
        // SAFETY: `f(char *, unsigned length)`, told how much there is to fill.
        unsafe { function!(f, *mut c_char, u32)(text.as_mut_ptr(), 96) }
    });
    let version = text_of(&text);
    let mut numbers = version.split('.').filter_map(|part| part.parse::<u32>().ok());
    status == Some(0) && (numbers.next(), numbers.next()) >= (Some(580), Some(82))
}

//! Calls of the library's common shapes, each answer a line: `CALL = VALUE` or `CALL ! STATUS`.

#![expect(unsafe_code, reason = "calls into NVML; every one reads")]

use std::{
    ffi::{CStr, c_char, c_void},
    fmt::{Display, Write as _},
};

use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::library::{FUNCTION_NOT_FOUND, Library};

/// Makes a function of an address.
macro_rules! function {
    ($address:expr, $($argument:ty),*) => {
        std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($argument),*) -> u32>($address)
    };
}
pub(super) use function;

/// A structure of zeros, with its version.
macro_rules! versioned {
    ($type:ty, $number:literal) => {{
        // SAFETY: a structure of numbers, for which zeros are values.
        let mut value = unsafe { std::mem::zeroed::<$type>() };
        value.version = $crate::host::live::nvml::answers::version::<$type>($number);
        value
    }};
}
pub(super) use versioned;

/// Asks for a structure and writes its members down.
macro_rules! members {
    ($answers:expr, $name:literal, $value:expr, $($member:ident),*) => {
        if let Some(value) = $answers.structure($name, $value) {
            let call = $name.to_string_lossy();
            $($answers.value(&format!(concat!("{}.", stringify!($member)), call), value.$member);)*
        }
    };
}
pub(super) use members;

/// The device that is asked, and what it has answered.
pub(super) struct Answers<'a> {
    pub(super) library: &'a Library,
    pub(super) device: Device,
    /// What comes before each call: a part of the device.
    pub(super) prefix: String,
    pub(super) lines: String,
}

impl<'a> Answers<'a> {
    pub(super) fn new(library: &'a Library, device: Device) -> Answers<'a> {
        Answers { library, device, prefix: String::new(), lines: String::new() }
    }

    pub(super) fn value(&mut self, call: &str, value: impl Display) {
        let escaped: String = value.to_string().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let _to_memory = writeln!(self.lines, "{}{call} = {escaped}", self.prefix);
    }

    pub(super) fn refusal(&mut self, call: &str, status: u32) {
        let _to_memory = writeln!(self.lines, "{}{call} ! {status}", self.prefix);
    }

    /// Writes down what a function of the whole machine gave.
    pub(super) fn told(&mut self, name: &CStr, told: Result<impl Display, u32>) {
        let call = name.to_string_lossy();
        match told {
            Ok(value) => self.value(&call, value),
            Err(status) => self.refusal(&call, status),
        }
    }

    /// Calls the function `name`; whether it succeeded. A refusal is written down as `call`.
    pub(super) fn call(&mut self, call: &str, name: &CStr, with: impl FnOnce(*mut c_void) -> u32) -> bool {
        let status = self.library.symbol(name).map_or(FUNCTION_NOT_FOUND, with);
        if status != 0 {
            self.refusal(call, status);
        }
        status == 0
    }

    /// `f(device, out)`, the structure that it fills; `value` says what it is before.
    pub(super) fn structure<T: Copy>(&mut self, name: &CStr, mut value: T) -> Option<T> {
        let (call, device) = (name.to_string_lossy(), self.device);
        // SAFETY: the callers name functions of this shape whose structure is `T` (nvml.h); it outlives the call.
        let filled = self.call(&call, name, |f| unsafe { function!(f, Device, *mut T)(device, &raw mut value) });
        filled.then_some(value)
    }

    /// `f(device, out)` with a number.
    pub(super) fn number<T: Copy + Default + Display>(&mut self, name: &CStr) -> Option<T> {
        let value = self.structure(name, T::default())?;
        self.value(&name.to_string_lossy(), value);
        Some(value)
    }

    /// `f(device, argument, out)` with a number.
    pub(super) fn number_of<T: Copy + Default + Display>(&mut self, name: &CStr, argument: u32) -> Option<T> {
        let (call, device, mut value) = (format!("{}({argument})", name.to_string_lossy()), self.device, T::default());
        // SAFETY: the callers name functions of this shape whose result is a `T` (nvml.h).
        let filled =
            self.call(&call, name, |f| unsafe { function!(f, Device, u32, *mut T)(device, argument, &raw mut value) });
        filled.then(|| self.value(&call, value)).map(|()| value)
    }

    /// `f(device, argument, second, out)` with a wide number.
    pub(super) fn number_of_two(&mut self, name: &CStr, argument: u32, second: u32) {
        let call = format!("{}({argument},{second})", name.to_string_lossy());
        let (device, mut value) = (self.device, 0_u64);
        // SAFETY: the callers name functions of this shape (nvml.h).
        let filled = self.call(&call, name, |f| unsafe {
            function!(f, Device, u32, u32, *mut u64)(device, argument, second, &raw mut value)
        });
        if filled {
            self.value(&call, value);
        }
    }

    /// `f(device, first, second)` with two numbers, under their names.
    pub(super) fn pair(&mut self, name: &CStr, members: [&str; 2]) -> bool {
        let (call, device, mut values) = (name.to_string_lossy(), self.device, [0_u32; 2]);
        let [first, second] = &mut values;
        // SAFETY: the callers name functions of this shape (nvml.h): two results of 32 bits.
        let filled =
            self.call(&call, name, |f| unsafe { function!(f, Device, *mut u32, *mut u32)(device, first, second) });
        if filled {
            members.iter().zip(values).for_each(|(member, value)| self.value(&format!("{call}.{member}"), value));
        }
        filled
    }

    /// `f(device, text, length)`.
    pub(super) fn text(&mut self, name: &CStr) {
        let (call, device, mut text) = (name.to_string_lossy(), self.device, [0; LONGEST]);
        // SAFETY: the callers name functions of this shape, which are told how much there is to fill (nvml.h).
        let filled = self.call(&call, name, |f| unsafe {
            function!(f, Device, *mut c_char, u32)(device, text.as_mut_ptr().cast(), LENGTH)
        });
        if filled {
            self.value(&call, words(&text));
        }
    }

    /// `f(device, argument, text, length)`.
    pub(super) fn text_of(&mut self, name: &CStr, argument: u32) {
        let (call, device, mut text) = (format!("{}({argument})", name.to_string_lossy()), self.device, [0; LONGEST]);
        // SAFETY: as above, with an argument before.
        let filled = self.call(&call, name, |f| unsafe {
            function!(f, Device, u32, *mut c_char, u32)(device, argument, text.as_mut_ptr().cast(), LENGTH)
        });
        if filled {
            self.value(&call, words(&text));
        }
    }
}

/// More than any of the library's texts (`NVML_DEVICE_UUID_V2_BUFFER_SIZE` is 96).
const LONGEST: usize = 256;
const LENGTH: u32 = 256;

/// Up to the first NUL; what is no UTF-8 is replaced.
pub(super) fn words(octets: &[u8]) -> String {
    let end = octets.iter().position(|octet| *octet == 0).unwrap_or(octets.len());
    String::from_utf8_lossy(octets.get(..end).unwrap_or_default()).into_owned()
}

/// The same of the library's own characters.
pub(super) fn c_text(characters: &[c_char]) -> String {
    words(&characters.iter().map(|character| character.to_ne_bytes()[0]).collect::<Vec<_>>())
}

/// What a structure's version field holds: its size, and the number of its version (`NVML_STRUCT_VERSION`).
pub(super) fn version<T>(number: u32) -> u32 {
    u32::try_from(size_of::<T>()).unwrap_or_default() | number << 24
}

//! Finding and loading the library.

#![expect(unsafe_code, reason = "a library that is loaded while running")]

use std::{
    ffi::{CStr, CString, c_char, c_void},
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
};

use nvml_wrapper_sys::bindings::nvmlDevice_t as Device;

use super::answers::{c_text, function};
use crate::host::Error;

/// `NVML_ERROR_DRIVER_NOT_LOADED`.
const DRIVER_NOT_LOADED: u32 = 9;
/// `NVML_ERROR_FUNCTION_NOT_FOUND`: the library lacks the symbol.
pub(super) const FUNCTION_NOT_FOUND: u32 = 13;

const NAME: &CStr = c"libnvidia-ml.so.1";
/// Where it is when the loader does not know it: other distributions, NixOS, containers, GKE.
const FOLDERS: [&str; 8] = [
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/aarch64-linux-gnu",
    "usr/lib64",
    "usr/lib",
    "run/opengl-driver/lib",
    "run/nvidia/driver/usr/lib64",
    "run/nvidia/driver/usr/lib/x86_64-linux-gnu",
    "usr/local/nvidia/lib64",
];
/// What the kernel's driver shows: without it the library would try to load the driver.
const DRIVER: [&str; 2] = ["proc/driver/nvidia/version", "sys/module/nvidia"];

/// The library, initialised.
pub(super) struct Library {
    pub(super) root: PathBuf,
    handle: *mut c_void,
}

impl Library {
    /// Loads and initialises it; [`Error::Absent`] where there is none. A driver that is not loaded stays so.
    pub(super) fn load(root: &Path) -> Result<Library, Error> {
        let handle = open(root).ok_or(Error::Absent)?;
        let library = Library { root: root.to_owned(), handle };
        if !DRIVER.iter().any(|place| root.join(place).exists()) {
            return Err(Error::Nvml { status: DRIVER_NOT_LOADED });
        }
        let initialise = library.symbol(c"nvmlInit_v2").ok_or(Error::Nvml { status: FUNCTION_NOT_FOUND })?;
        // SAFETY: `nvmlReturn_t nvmlInit_v2(void)` (NVML §4.11); the library stays loaded.
        let status = unsafe {
            let initialise: unsafe extern "C" fn() -> u32 = std::mem::transmute(initialise);
            initialise()
        };
        if status == 0 { Ok(library) } else { Err(Error::Nvml { status }) }
    }

    /// The GPU with this index.
    pub(super) fn device(&self, index: u32) -> Result<Device, Error> {
        let mut device: Device = std::ptr::null_mut();
        let status = self.symbol(c"nvmlDeviceGetHandleByIndex_v2").map_or(FUNCTION_NOT_FOUND, |f| {
            // SAFETY: `f(unsigned, nvmlDevice_t *)` (nvml.h).
            unsafe { function!(f, u32, *mut Device)(index, &raw mut device) }
        });
        if status == 0 { Ok(device) } else { Err(Error::Nvml { status }) }
    }

    /// `f(text, length)` of the whole machine; its status where it refuses.
    pub(super) fn text(&self, name: &CStr) -> Result<String, u32> {
        let mut text: [c_char; 96] = [0; 96];
        let status = self.symbol(name).map_or(FUNCTION_NOT_FOUND, |f| {
            // SAFETY: the callers name functions of this shape, which are told how much there is to fill (nvml.h).
            unsafe { function!(f, *mut c_char, u32)(text.as_mut_ptr(), 96) }
        });
        if status == 0 { Ok(c_text(&text)) } else { Err(status) }
    }

    /// `f(out)` of the whole machine, with a number of 32 bits; its status where it refuses.
    pub(super) fn number(&self, name: &CStr) -> Result<u32, u32> {
        let mut value = 0_u32;
        let status = self.symbol(name).map_or(FUNCTION_NOT_FOUND, |f| {
            // SAFETY: the callers name functions of this shape (nvml.h).
            unsafe { function!(f, *mut u32)(&raw mut value) }
        });
        if status == 0 { Ok(value) } else { Err(status) }
    }

    /// Address of a function; `None` in a library that lacks it.
    pub(super) fn symbol(&self, name: &CStr) -> Option<*mut c_void> {
        // SAFETY: the handle is that of a loaded library, which is never unloaded; the name ends with NUL.
        let address = unsafe { libc::dlsym(self.handle, name.as_ptr()) };
        (!address.is_null()).then_some(address)
    }
}

/// By its name where this machine's root is asked, then in the folders below `root`.
fn open(root: &Path) -> Option<*mut c_void> {
    let by_name = (root == Path::new("/")).then(|| NAME.to_owned());
    let placed = FOLDERS.iter().map(|folder| root.join(folder).join("libnvidia-ml.so.1"));
    let placed = placed.filter(|path| path.exists()).filter_map(|path| CString::new(path.as_os_str().as_bytes()).ok());
    by_name.into_iter().chain(placed).find_map(|name| {
        // SAFETY: the name ends with NUL. What the library does when it is loaded is the risk of this worker process.
        let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        (!handle.is_null()).then_some(handle)
    })
}

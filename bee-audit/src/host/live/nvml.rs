//! NVIDIA's management library (NVML), loaded when it is asked for and kept as long as its worker.
//!
//! Document: NVIDIA, *NVML API Reference Guide*, vR580, and `nvml.h` of CUDA 13.5. Every symbol is looked up by itself:
//! a driver that lacks one is an older driver, not a broken one. Types come from `nvml-wrapper-sys`, which is made from
//! `nvml.h`.

mod answers;
mod device;
mod library;
mod system;

use std::{cell::RefCell, path::Path};

use library::Library;

use crate::host::{Error, NvmlRequest, Reply, worker::inside_nvml};

thread_local! {
    /// The library of this worker: initialising it takes seconds on a machine with eight GPUs.
    static LIBRARY: RefCell<Option<Library>> = const { RefCell::new(None) };
}

/// Asks the library that is found below `root`.
pub(super) fn ask(root: &Path, request: NvmlRequest) -> Result<Reply, Error> {
    LIBRARY.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|library| library.root != root) {
            *kept = Some(inside_nvml(|| Library::load(root))?);
        }
        let library = kept.as_ref().ok_or(Error::Absent)?;
        let lines = inside_nvml(|| match request {
            NvmlRequest::System => Ok(system::ask(library)),
            NvmlRequest::Device(index) => device::ask(library, index),
        });
        Ok(Reply::Bytes(lines?.into_bytes()))
    })
}

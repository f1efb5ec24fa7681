//! execve(2) with everything laid out beforehand: nix collects the pointers in the call, which allocates.

#![expect(unsafe_code, reason = "a system call that nix wraps with an allocation")]

use std::{
    ffi::{CStr, CString, c_char},
    ptr,
};

use nix::errno::Errno;

/// A program with its arguments and environment as execve(2) takes them.
pub(crate) struct Program {
    path: CString,
    arguments: Texts,
    environment: Texts,
}

/// Texts, and the list of pointers to them that a null ends.
struct Texts {
    pointers: Vec<*const c_char>,
    /// Owns what the pointers point to.
    _texts: Vec<CString>,
}

impl Texts {
    fn new(texts: Vec<CString>) -> Texts {
        let pointers = texts.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect();
        Texts { pointers, _texts: texts }
    }
}

impl Program {
    /// `arguments` begin with the program's own name; each of `environment` is `NAME=value`.
    pub(crate) fn new(path: CString, arguments: Vec<CString>, environment: Vec<CString>) -> Program {
        Program { path, arguments: Texts::new(arguments), environment: Texts::new(environment) }
    }

    pub(crate) fn path(&self) -> &CStr {
        &self.path
    }

    /// Becomes the program, or returns why not. Async-signal-safe.
    pub(crate) fn exec(&self) -> Errno {
        // SAFETY: both lists end in a null, and their texts live as long as `self`.
        unsafe {
            libc::execve(self.path.as_ptr(), self.arguments.pointers.as_ptr(), self.environment.pointers.as_ptr());
        }
        Errno::last()
    }
}

//! Faults of PID 1 itself. The kernel panics when it ends; instead it becomes a new program, its own again, that brings
//! up the emergency shell. Its children stay its children.
//!
//! Everything here is async-signal-safe (signal-safety(7)).

#![expect(unsafe_code, reason = "signal handlers, and execve from within one")]

use std::{cell::UnsafeCell, ffi::CStr, ptr};

use nix::{
    errno::Errno,
    sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction},
};

/// What a faulty program gets from the kernel, and from abort(3).
const FAULTS: [Signal; 5] = [Signal::SIGSEGV, Signal::SIGBUS, Signal::SIGFPE, Signal::SIGILL, Signal::SIGABRT];

/// The stack of the handler: a fault may be that the usual one is full. More than any processor's registers take.
const STACK: usize = 64 << 10;
static OTHER_STACK: Stack = Stack(UnsafeCell::new([0; STACK]));

struct Stack(UnsafeCell<[u8; STACK]>);

// SAFETY: only the kernel uses it, for one handler at a time, which has all signals blocked.
unsafe impl Sync for Stack {}

/// Every signal but those of faults: a blocked one of these ends the process.
pub(crate) fn others() -> SigSet {
    let mut others = SigSet::all();
    FAULTS.into_iter().for_each(|fault| others.remove(fault));
    others
}

/// From now on a fault starts this program anew, with `--crashed` and the number of the signal.
pub(crate) fn survive() -> nix::Result<()> {
    let stack = libc::stack_t { ss_sp: OTHER_STACK.0.get().cast(), ss_flags: 0, ss_size: STACK };
    // SAFETY: it is there for as long as this program, and nobody else has it.
    Errno::result(unsafe { libc::sigaltstack(&raw const stack, ptr::null_mut()) })?;
    let flags = SaFlags::SA_SIGINFO | SaFlags::SA_ONSTACK;
    // One at a time: several that are sent together would fill that stack, and the kernel then ends the process.
    let action = SigAction::new(SigHandler::SigAction(start_anew), flags, SigSet::all());
    for fault in FAULTS {
        // SAFETY: the handler only makes system calls, and uses no state of what it interrupts.
        unsafe { sigaction(fault, &action) }?;
    }
    // One that this program was started in handling is still blocked.
    FAULTS.into_iter().collect::<SigSet>().thread_unblock()
}

extern "C" fn start_anew(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid structure to a handler with SA_SIGINFO; the rest are system calls on constants.
    unsafe {
        let is_sent = (*info).si_code <= 0;
        if is_sent && (*info).si_pid() != libc::getpid() {
            // Somebody plays with signals; nothing is broken.
            return;
        }
        let arguments = [c"bee-boot".as_ptr(), c"--crashed".as_ptr(), number(signal).as_ptr(), ptr::null()];
        libc::execve(c"/proc/self/exe".as_ptr(), arguments.as_ptr(), libc::environ.cast_const().cast());
        // The machine goes on without its PID 1, which is better than a panic.
        loop {
            libc::pause();
        }
    }
}

fn number(signal: libc::c_int) -> &'static CStr {
    match signal {
        libc::SIGSEGV => c"11",
        libc::SIGBUS => c"7",
        libc::SIGFPE => c"8",
        libc::SIGILL => c"4",
        _ => c"6",
    }
}

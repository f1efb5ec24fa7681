//! Opening terminals, the console among them: never waiting for a carrier, and never making one this session's own
//! (open(2), termios(3)).

use std::{fs::File, io, os::unix::fs::OpenOptionsExt as _};

use nix::fcntl::{FcntlArg, OFlag, fcntl};

/// How PID 1 opens what may be a terminal.
pub(crate) const QUIETLY: i32 = libc::O_NOCTTY | libc::O_NONBLOCK | libc::O_CLOEXEC;

/// Opens a terminal as the standard streams of programs, which expect to wait for input and output.
pub(crate) fn for_programs(path: &str) -> io::Result<File> {
    let file = File::options().read(true).write(true).custom_flags(QUIETLY).open(path)?;
    fcntl(&file, FcntlArg::F_SETFL(OFlag::empty()))?;
    Ok(file)
}

/// Opens a terminal for what PID 1 itself says, which never waits.
pub(crate) fn for_messages(path: &str) -> io::Result<File> {
    File::options().write(true).custom_flags(QUIETLY).open(path)
}

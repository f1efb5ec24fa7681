//! Processes that are split off, and sockets that are handed to them.

#![expect(unsafe_code, reason = "fork(2), and ownership of a descriptor that was received")]

use std::{
    io::IoSliceMut,
    os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd, RawFd},
};

use nix::{
    errno::Errno,
    sys::socket::{ControlMessageOwned, MsgFlags, recvmsg},
    unistd::{ForkResult, Pid, fork},
};

/// Splits this process in two; gives the child's process id, and in the child nothing.
///
/// Fails with EDEADLK where this process has threads: what another one has locked would stay locked in the child.
pub(in crate::host) fn split() -> nix::Result<Option<Pid>> {
    let threads = std::fs::read_dir("/proc/self/task").map(Iterator::count);
    if threads.is_ok_and(|count| count > 1) {
        return Err(Errno::EDEADLK);
    }
    // SAFETY: there is no other thread, so the child may go on as any process does (signal-safety(7)).
    match unsafe { fork() }? {
        ForkResult::Parent { child } => Ok(Some(child)),
        ForkResult::Child => Ok(None),
    }
}

/// Receives one message and the descriptor that may come with it; gives the message's length, 0 where the sender is
/// gone.
pub(in crate::host) fn receive(socket: &OwnedFd, message: &mut [u8]) -> nix::Result<(usize, Option<OwnedFd>)> {
    let mut enclosed = nix::cmsg_space!(RawFd);
    let mut parts = [IoSliceMut::new(message)];
    let received = recvmsg::<()>(socket.as_raw_fd(), &mut parts, Some(&mut enclosed), MsgFlags::MSG_CMSG_CLOEXEC)?;
    let mut descriptors = received.cmsgs()?.flat_map(|part| match part {
        ControlMessageOwned::ScmRights(descriptors) => descriptors,
        _ => Vec::new(),
    });
    // SAFETY: the kernel has just made this descriptor for us, and nobody else has it.
    let descriptor = descriptors.next().map(|descriptor| unsafe { OwnedFd::from_raw_fd(descriptor) });
    Ok((received.bytes, descriptor))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_program_with_threads_is_not_split() {
        let other = std::thread::spawn(std::thread::park);
        assert_eq!(super::split(), Err(super::Errno::EDEADLK));
        other.thread().unpark();
        other.join().unwrap();
    }
}

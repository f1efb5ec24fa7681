//! The socket on which services say that they are ready (sd_notify(3)), and who is believed.
//!
//! The kernel says which process sent a datagram (unix(7), `SCM_CREDENTIALS`); what is said counts for the service
//! whose main process that is, or to whose session it belongs. Only the owner of the socket's file may send at all.

use std::{
    fs::{self, Permissions},
    io::{self, IoSliceMut},
    os::{
        fd::{AsFd, AsRawFd as _, BorrowedFd},
        unix::{fs::PermissionsExt as _, net::UnixDatagram},
    },
    path::{Path, PathBuf},
};

use nix::{
    cmsg_space,
    errno::Errno,
    sys::socket::{ControlMessageOwned, MsgFlags, UnixCredentials, recvmsg, setsockopt, sockopt},
    unistd::{Pid, getsid},
};

use crate::notify;

/// The socket, and its place in the file system.
#[derive(Debug)]
pub(super) struct Notifications {
    socket: UnixDatagram,
    path: PathBuf,
}

/// One datagram and who sent it.
pub(super) struct Datagram {
    pub(super) sender: Pid,
    pub(super) content: Vec<u8>,
}

impl Datagram {
    /// The processes for which this datagram counts: its sender, and the one that leads the sender's session.
    pub(super) fn speaks_for(&self) -> impl Iterator<Item = Pid> {
        let leader = getsid(Some(self.sender)).ok();
        [self.sender].into_iter().chain(leader)
    }
}

impl Notifications {
    /// Listens at `path`, in a folder that is made if need be; both for the owner alone.
    pub(super) fn listen(path: &Path) -> io::Result<Notifications> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // One that an earlier run has left.
        let _none = fs::remove_file(path);
        let socket = UnixDatagram::bind(path)?;
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
        socket.set_nonblocking(true)?;
        setsockopt(&socket, sockopt::PassCred, &true)?;
        Ok(Notifications { socket, path: path.to_owned() })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The next datagram; `None` when there is none. One without a sender, or too long, is skipped.
    pub(super) fn next(&self) -> Option<Datagram> {
        loop {
            match self.receive() {
                Ok(Some(datagram)) => return Some(datagram),
                Ok(None) | Err(Errno::EINTR) => {}
                Err(_) => return None,
            }
        }
    }

    fn receive(&self) -> nix::Result<Option<Datagram>> {
        let mut octets = [0; notify::LONGEST];
        let mut slices = [IoSliceMut::new(&mut octets)];
        // Room for credentials alone: descriptors that somebody sends along are closed by the kernel.
        let mut control = cmsg_space!(UnixCredentials);
        let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_CMSG_CLOEXEC;
        let message = recvmsg::<()>(self.socket.as_raw_fd(), &mut slices, Some(&mut control), flags)?;
        let length = message.bytes;
        let is_whole = !message.flags.contains(MsgFlags::MSG_TRUNC);
        let sender = message.cmsgs()?.find_map(|control| match control {
            ControlMessageOwned::ScmCredentials(from) if from.pid() > 0 => Some(Pid::from_raw(from.pid())),
            _ => None,
        });
        let content = octets.get(..length).filter(|_| is_whole);
        Ok(sender.zip(content).map(|(sender, content)| Datagram { sender, content: content.to_vec() }))
    }
}

impl AsFd for Notifications {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Drop for Notifications {
    fn drop(&mut self) {
        // Nobody listens any more; a file that is gone already is as good.
        let _gone = fs::remove_file(&self.path);
    }
}

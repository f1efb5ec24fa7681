//! Management controllers: the ioctls of `ipmi_devintf`, reading requests only.
//!
//! Document: Linux `Documentation/driver-api/ipmi.rst` and UAPI `linux/ipmi.h`. The kernel gives each open file its own
//! replies; one that comes after its asker went on is recognised by its message ID and dropped.

#![expect(unsafe_code, reason = "ioctls")]

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    ffi::{c_int, c_long, c_short, c_uchar, c_uint, c_ushort},
    fs::{File, OpenOptions},
    io,
    os::fd::{AsFd, AsRawFd},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::host::{
    Error, IpmiRequest, IpmiTarget, Query, Reply,
    query::{IpmiCommand, is_ipmi_interface},
};

/// `struct ipmi_msg`.
#[repr(C)]
struct Message {
    netfn: c_uchar,
    cmd: c_uchar,
    data_len: c_ushort,
    data: *mut c_uchar,
}

/// `struct ipmi_system_interface_addr` and `struct ipmi_ipmb_addr`: the first has its logical unit where the second has
/// a slave address.
#[repr(C)]
#[derive(Default)]
struct Address {
    addr_type: c_int,
    channel: c_short,
    octets: [c_uchar; 32],
}

/// `struct ipmi_req`.
#[repr(C)]
struct Request {
    addr: *mut Address,
    addr_len: c_uint,
    msgid: c_long,
    msg: Message,
}

/// `struct ipmi_recv`.
#[repr(C)]
struct Received {
    recv_type: c_int,
    addr: *mut Address,
    addr_len: c_uint,
    msgid: c_long,
    msg: Message,
}

/// `IPMI_SYSTEM_INTERFACE_ADDR_TYPE` on `IPMI_BMC_CHANNEL`, `IPMI_IPMB_ADDR_TYPE`.
const SYSTEM_INTERFACE: (c_int, c_short) = (0x0c, 0x0f);
const IPMB: c_int = 0x01;
/// `IPMI_RESPONSE_RECV_TYPE`.
const RESPONSE: c_int = 1;

/// `_IOR('i', 13, struct ipmi_req)` and `_IOWR('i', 11, struct ipmi_recv)`.
const IPMICTL_SEND_COMMAND: u32 = ioctl_number(2, 13, size_of::<Request>());
const IPMICTL_RECEIVE_MSG_TRUNC: u32 = ioctl_number(3, 11, size_of::<Received>());

#[expect(clippy::cast_possible_truncation, reason = "a structure of some dozen octets")]
const fn ioctl_number(direction: u32, number: u32, size: usize) -> u32 {
    direction << 30 | (size as u32) << 16 | (b'i' as u32) << 8 | number
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(IPMICTL_SEND_COMMAND == 0x8028_690d && IPMICTL_RECEIVE_MSG_TRUNC == 0xc030_690b);

/// More than a message of the kernel's (`IPMI_MAX_MSG_LENGTH`, 272) holds.
const LONGEST_MESSAGE: usize = 1024;
/// Completion code of a controller that is busy (IPMI §5.2), and how long it is left alone then.
const NODE_BUSY: u8 = 0xc0;
const PAUSE: Duration = Duration::from_millis(50);

/// An open interface. Closing one costs the kernel some milliseconds, so it stays open for the next request.
struct Interface {
    path: PathBuf,
    device: File,
    /// Message ID of the last request.
    last: c_long,
    /// Requests that were sent ahead, with their message IDs.
    ahead: VecDeque<(IpmiTarget, IpmiCommand, c_long)>,
    /// Replies to these that came before they were asked for.
    early: HashMap<c_long, Vec<u8>>,
}

/// How many requests the kernel holds for us; it takes more from one user than this.
const MOST_AHEAD: usize = 8;

thread_local! {
    static INTERFACE: RefCell<Option<Interface>> = const { RefCell::new(None) };
}

/// Asks the controller behind `device`; the answer is without its completion code.
pub(super) fn ask(
    root: &Path,
    device: &str,
    target: IpmiTarget,
    request: IpmiRequest,
    patience: Duration,
) -> Result<Reply, Error> {
    if !is_ipmi_interface(device) {
        return Err(Error::Absent);
    }
    with_interface(root, device, |interface| {
        interface.ask(target, &request.command(), Instant::now() + patience).map(Reply::Bytes)
    })
}

/// Sends the requests among `queries` that are to be answered next, so that the controller need not wait for us between
/// them. What cannot be sent now is sent when it is asked for.
pub(super) fn send_ahead<'a>(root: &Path, queries: impl Iterator<Item = &'a Query>) {
    for query in queries.take(MOST_AHEAD) {
        let Query::Ipmi { device, target, request } = query else { return };
        let sent = with_interface(root, device, |interface| interface.send_ahead(*target, request.command()));
        if sent.is_err() {
            return;
        }
    }
}

fn with_interface<T>(
    root: &Path,
    device: &str,
    work: impl FnOnce(&mut Interface) -> Result<T, Error>,
) -> Result<T, Error> {
    let path = root.join(device.trim_start_matches('/'));
    INTERFACE.with_borrow_mut(|open| {
        let mut interface = match open.take().filter(|interface| interface.path == path) {
            Some(interface) => interface,
            None => Interface::open(path)?,
        };
        let done = work(&mut interface);
        *open = Some(interface);
        done
    })
}

impl Interface {
    fn open(path: PathBuf) -> Result<Interface, Error> {
        let device = OpenOptions::new().read(true).write(true).open(&path)?;
        Ok(Interface { path, device, last: 0, ahead: VecDeque::new(), early: HashMap::new() })
    }

    /// One request, put again while the controller is busy.
    fn ask(&mut self, target: IpmiTarget, command: &IpmiCommand, deadline: Instant) -> Result<Vec<u8>, Error> {
        let mut sent = self.ahead.iter().position(|(to, ahead, _)| (to, ahead) == (&target, command));
        loop {
            let id = match sent.take().and_then(|at| self.ahead.remove(at)) {
                Some((.., id)) => id,
                None => self.send(target, command)?,
            };
            let answer = self.receive(id, deadline)?;
            match answer.split_first() {
                Some((0, data)) => return Ok(data.to_vec()),
                Some((&NODE_BUSY, _)) if Instant::now() + PAUSE < deadline => thread::sleep(PAUSE),
                Some((&NODE_BUSY, _)) => return Err(Error::Busy),
                Some((code, _)) => return Err(Error::IpmiCompletion { code: *code }),
                None => return Err(Error::Failed { errno: libc::EIO }),
            }
        }
    }

    /// Sends a request that will be asked for, unless enough are on their way.
    fn send_ahead(&mut self, target: IpmiTarget, command: IpmiCommand) -> Result<(), Error> {
        let is_sent = self.ahead.iter().any(|(to, ahead, _)| (*to, ahead) == (target, &command));
        if !is_sent && self.ahead.len() < MOST_AHEAD {
            let id = self.send(target, &command)?;
            self.ahead.push_back((target, command, id));
        }
        Ok(())
    }

    /// Sends a request; gives its message ID.
    fn send(&mut self, target: IpmiTarget, command: &IpmiCommand) -> Result<c_long, Error> {
        let mut address = Address::default();
        match target.bridge {
            None => {
                (address.addr_type, address.channel) = SYSTEM_INTERFACE;
                address.octets[0] = target.logical_unit;
            }
            Some((channel, slave)) => {
                (address.addr_type, address.channel) = (IPMB, channel.into());
                (address.octets[0], address.octets[1]) = (slave, target.logical_unit);
            }
        }
        let mut data = command.data.clone();
        self.last += 1;
        let mut request = Request {
            addr: &raw mut address,
            addr_len: length_of::<Address>(),
            msgid: self.last,
            msg: Message {
                netfn: command.network_function,
                cmd: command.command,
                data_len: c_ushort::try_from(data.len()).unwrap_or_default(),
                data: data.as_mut_ptr(),
            },
        };
        // SAFETY: the device is open; `request` is the structure that the command takes, with the addresses and lengths
        // of `address` and `data`, which outlive the call; the kernel copies both. The request reads (`IpmiRequest`).
        let status = unsafe { libc::ioctl(self.device.as_raw_fd(), IPMICTL_SEND_COMMAND as _, &raw mut request) };
        if status < 0 { Err(io::Error::last_os_error().into()) } else { Ok(self.last) }
    }

    /// The reply to request `wanted`, completion code first. Replies to those that were sent ahead are kept; replies
    /// that nobody waits for any more are dropped.
    fn receive(&mut self, wanted: c_long, deadline: Instant) -> Result<Vec<u8>, Error> {
        loop {
            if let Some(reply) = self.early.remove(&wanted) {
                return Ok(reply);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let mut readable = [PollFd::new(self.device.as_fd(), PollFlags::POLLIN)];
            let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
            if left.is_zero() || poll(&mut readable, timeout).map_err(io::Error::from)? == 0 {
                return Err(Error::TimedOut);
            }
            let (id, kind, reply) = self.receive_any()?;
            let is_awaited = id == wanted || self.ahead.iter().any(|(.., ahead)| *ahead == id);
            if is_awaited && kind == RESPONSE {
                self.early.insert(id, reply);
            }
        }
    }

    fn receive_any(&self) -> Result<(c_long, c_int, Vec<u8>), Error> {
        let (mut address, mut data) = (Address::default(), vec![0; LONGEST_MESSAGE]);
        let mut received = Received {
            recv_type: 0,
            addr: &raw mut address,
            addr_len: length_of::<Address>(),
            msgid: 0,
            msg: Message {
                netfn: 0,
                cmd: 0,
                data_len: c_ushort::try_from(data.len()).unwrap_or_default(),
                data: data.as_mut_ptr(),
            },
        };
        // SAFETY: the device is open; `received` is the structure that the command fills in, with the addresses and
        // lengths of `address` and `data`, which outlive the call; the kernel writes no more than these lengths.
        let status = unsafe { libc::ioctl(self.device.as_raw_fd(), IPMICTL_RECEIVE_MSG_TRUNC as _, &raw mut received) };
        if status < 0 {
            return Err(io::Error::last_os_error().into());
        }
        data.truncate(received.msg.data_len.into());
        Ok((received.msgid, received.recv_type, data))
    }
}

fn length_of<T>() -> c_uint {
    c_uint::try_from(size_of::<T>()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_interface_is_not_asked() {
        let ask = |root: &str, device| {
            let patience = Duration::from_secs(1);
            ask(Path::new(root), device, IpmiTarget::default(), IpmiRequest::DeviceId, patience)
        };
        assert_eq!(ask("/", "/dev/null"), Err(Error::Absent));
        assert_eq!(ask("/nowhere", "/dev/ipmi0"), Err(Error::Absent));
    }
}

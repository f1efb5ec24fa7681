//! The `ethtool` family of generic netlink, of which one message is used: `ETHTOOL_MSG_MODULE_EEPROM_GET`.
//!
//! It is here because of modules with CMIS (QSFP-DD, OSFP): their lanes are on pages that the ioctl cannot name, and
//! drivers refuse them there altogether.

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    os::fd::FromRawFd as _,
    sync::OnceLock,
};

use crate::host::{Error, EthtoolRequest, ModulePage};

/// `GENL_ID_CTRL`, `CTRL_CMD_GETFAMILY`, `CTRL_ATTR_FAMILY_NAME`, `CTRL_ATTR_FAMILY_ID` (`linux/genetlink.h`).
const CONTROL: u16 = 0x10;
const GET_FAMILY: u8 = 3;
const FAMILY_NAME: u16 = 2;
const FAMILY_ID: u16 = 1;
/// `ETHTOOL_A_MODULE_EEPROM_*`, `ETHTOOL_A_HEADER_DEV_NAME` (`linux/ethtool_netlink.h`).
const HEADER: u16 = 1;
const HEADER_NAME: u16 = 2;
const OFFSET: u16 = 2;
const LENGTH: u16 = 3;
const PAGE: u16 = 4;
const BANK: u16 = 5;
const ADDRESS: u16 = 6;
const DATA: u16 = 7;
/// `NLA_F_NESTED`; the type of an attribute is in the 14 bits below (`linux/netlink.h`).
const NESTED: u16 = 0x8000;
const TYPE: u16 = 0x3fff;
/// `struct nlmsghdr`, and `struct genlmsghdr` behind it.
const MESSAGE_HEAD: usize = 16;
const HEAD: usize = MESSAGE_HEAD + 4;
/// Octets of a page.
const HALF: u32 = 128;
/// More than any reply that is asked for.
const LARGEST_REPLY: usize = 8192;

/// The number that the kernel gave to the family when it started.
static FAMILY: OnceLock<u16> = OnceLock::new();

/// The octets of `page` of the module in `interface`.
pub(super) fn octets(interface: &str, page: ModulePage) -> Result<Vec<u8>, Error> {
    let mut socket = open()?;
    let family = match FAMILY.get() {
        Some(family) => *family,
        None => {
            let family = family(&mut socket)?;
            *FAMILY.get_or_init(|| family)
        }
    };
    let (address, number, offset) = page.place();
    let name = [interface.as_bytes(), b"\0"].concat();
    let attributes = [
        attribute(HEADER | NESTED, &attribute(HEADER_NAME, &name)),
        attribute(OFFSET, &offset.to_ne_bytes()),
        attribute(LENGTH, &HALF.to_ne_bytes()),
        attribute(PAGE, &[number]),
        attribute(BANK, &[0]),
        attribute(ADDRESS, &[address]),
    ];
    let command = u8::try_from(EthtoolRequest::ModulePage(page).command()).unwrap_or_default();
    let reply = exchange(&mut socket, family, command, &attributes.concat())?;
    find(&reply, DATA).map(<[u8]>::to_vec).ok_or(Error::Failed { errno: libc::EBADMSG })
}

fn open() -> Result<File, Error> {
    // SAFETY: the call takes three numbers and gives a new file descriptor or -1.
    let descriptor =
        unsafe { libc::socket(libc::AF_NETLINK, libc::SOCK_RAW | libc::SOCK_CLOEXEC, libc::NETLINK_GENERIC) };
    if descriptor < 0 {
        return Err(io::Error::last_os_error().into());
    }
    // SAFETY: the descriptor was made above and belongs to nobody else.
    Ok(unsafe { File::from_raw_fd(descriptor) })
}

/// The family's number; a kernel that does not know it cannot read modules in this way.
fn family(socket: &mut File) -> Result<u16, Error> {
    let reply = exchange(socket, CONTROL, GET_FAMILY, &attribute(FAMILY_NAME, b"ethtool\0"));
    let reply = reply.map_err(|error| if error == Error::Absent { Error::Unsupported } else { error })?;
    let number = find(&reply, FAMILY_ID).and_then(|octets| octets.first_chunk());
    number.map(|octets| u16::from_ne_bytes(*octets)).ok_or(Error::Unsupported)
}

/// Sends a request and returns the attributes of the reply.
fn exchange(socket: &mut File, family: u16, command: u8, attributes: &[u8]) -> Result<Vec<u8>, Error> {
    let length = u32::try_from(HEAD + attributes.len()).unwrap_or(u32::MAX);
    let flags = u16::try_from(libc::NLM_F_REQUEST).unwrap_or_default();
    let mut message = Vec::with_capacity(HEAD + attributes.len());
    message.extend(length.to_ne_bytes());
    message.extend(family.to_ne_bytes());
    message.extend(flags.to_ne_bytes());
    // Sequence number and port: the socket sees no messages but the one reply.
    message.extend([0; 8]);
    message.extend([command, 1, 0, 0]);
    message.extend(attributes);
    socket.write_all(&message)?;
    let mut reply = vec![0; LARGEST_REPLY];
    let read = socket.read(&mut reply)?;
    reply.truncate(read);
    attributes_of(&reply)
}

/// The attributes of a message, or the error that it tells (`struct nlmsgerr`: a negated number).
fn attributes_of(message: &[u8]) -> Result<Vec<u8>, Error> {
    let bad = Error::Failed { errno: libc::EBADMSG };
    let length = message.first_chunk().map(|octets| u32::from_ne_bytes(*octets)).ok_or(bad.clone())?;
    let message = usize::try_from(length).ok().and_then(|length| message.get(..length)).ok_or(bad.clone())?;
    let kind = message.get(4..).and_then(|rest| rest.first_chunk()).map(|octets| u16::from_ne_bytes(*octets));
    if kind.map(i32::from) == Some(libc::NLMSG_ERROR) {
        let error = message.get(MESSAGE_HEAD..).and_then(|rest| rest.first_chunk());
        return Err(error.map_or(bad, |octets| match i32::from_ne_bytes(*octets).saturating_neg() {
            // How drivers say that the cage is empty, or the page not there: nothing to ask for by ioctl, too, which
            // some of them write into the kernel's log.
            libc::EINVAL => Error::Absent,
            errno => Error::from_errno(errno),
        }));
    }
    message.get(HEAD..).map(<[u8]>::to_vec).ok_or(bad)
}

/// An attribute (`struct nlattr`), filled up to a multiple of four octets.
fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(4 + value.len()).unwrap_or(u16::MAX);
    let mut octets = [length.to_ne_bytes(), kind.to_ne_bytes()].concat();
    octets.extend(value);
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets
}

/// The value of the attribute `kind`.
fn find(mut attributes: &[u8], kind: u16) -> Option<&[u8]> {
    loop {
        let [a, b, c, d] = *attributes.first_chunk()?;
        let length = usize::from(u16::from_ne_bytes([a, b]));
        let value = attributes.get(4..length)?;
        if u16::from_ne_bytes([c, d]) & TYPE == kind {
            return Some(value);
        }
        attributes = attributes.get(length.next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_behind_others() {
        let attributes = [attribute(HEADER | NESTED, &attribute(HEADER_NAME, b"eth0\0")), attribute(DATA, &[3, 4, 7])];
        assert_eq!(find(&attributes.concat(), DATA), Some([3u8, 4, 7].as_slice()));
        assert_eq!(find(&attributes.concat(), HEADER), Some(attribute(HEADER_NAME, b"eth0\0").as_slice()));
        assert_eq!(find(&attributes.concat(), PAGE), None);
        for end in 0..attributes.concat().len() - 1 {
            assert_eq!(find(&attributes.concat()[..end], DATA), None);
        }
        assert_eq!(find(&[0; 64], DATA), None);
        assert_eq!(find(&[1, 0, 0, 0, 0, 0, 0, 0], DATA), None);
    }

    #[test]
    fn errors_are_told_by_their_number() {
        let error = |errno: i32| {
            let mut message = vec![36, 0, 0, 0, 2, 0];
            message.resize(MESSAGE_HEAD, 0);
            message.extend((-errno).to_ne_bytes());
            message.resize(36, 0);
            attributes_of(&message)
        };
        assert_eq!(error(libc::EOPNOTSUPP), Err(Error::Unsupported));
        assert_eq!([error(libc::ENODEV), error(libc::EINVAL)], [Err(Error::Absent), Err(Error::Absent)]);
        assert_eq!(error(libc::EPERM), Err(Error::Denied));
        assert_eq!(attributes_of(&[20, 0, 0]), Err(Error::Failed { errno: libc::EBADMSG }));
    }

    #[test]
    fn the_kernel_knows_the_family_and_the_loopback_interface_has_no_module() {
        let Ok(mut socket) = open() else { return };
        let Ok(number) = family(&mut socket) else { return };
        assert!(number > CONTROL);
        let refused = octets("lo", ModulePage::LowerMemory);
        assert!(matches!(refused, Err(Error::Unsupported | Error::Denied)), "{refused:?}");
    }
}

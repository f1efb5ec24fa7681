//! Network drivers: the `SIOCETHTOOL` ioctl, reading commands only, and netlink for pages of plug-in modules.
//!
//! Where the caller must state beforehand how much it takes (strings, statistics, masks), that is found out here; a
//! reply is what the kernel wrote.

#![expect(unsafe_code, reason = "an ioctl")]

mod netlink;

use std::{
    io,
    os::{fd::AsRawFd, unix::net::UnixDatagram},
};

use crate::host::{Error, EthtoolRequest, Reply};

/// `ETHTOOL_GSSET_INFO`: how many strings a set has.
const GSSET_INFO: u32 = 0x37;
/// `ETHTOOL_GMODULEINFO`: how large a plug-in module's memory is.
const GMODULEINFO: u32 = 0x42;
/// More than any driver states; the largest map is of 640 octets (`ETH_MODULE_SFF_8636_MAX_LEN`).
const LARGEST_MODULE: u32 = 1 << 16;
/// `ETH_SS_STATS` and `ETH_SS_FEATURES`.
const STATISTICS_SET: u32 = 1;
const FEATURES_SET: u32 = 4;
/// More than any driver has; a larger set is refused with `EFBIG`.
const MOST_STRINGS: usize = 1 << 16;

/// Asks the driver of `interface`.
pub(super) fn ask(interface: &str, request: EthtoolRequest) -> Result<Reply, Error> {
    let driver = Driver::of(interface)?;
    let command = request.command();
    let bytes = match request {
        EthtoolRequest::DriverInformation => driver.exchange(command, &[], 196)?,
        EthtoolRequest::ForwardErrorCorrection => driver.exchange(command, &[], 16)?,
        EthtoolRequest::LegacySettings => driver.exchange(command, &[], 44)?,
        EthtoolRequest::Link => driver.exchange(command, &[], 8)?,
        EthtoolRequest::LinkSettings => driver.link_settings(command)?,
        EthtoolRequest::ModuleEeprom => driver.module_eeprom(command)?,
        EthtoolRequest::ModulePage(page) => netlink::octets(interface, page)?,
        EthtoolRequest::PermanentAddress => driver.sized(command, 8, 32, 1)?,
        EthtoolRequest::Features => driver.sized(command, 8, 16, 16)?,
        EthtoolRequest::StatisticNames => driver.strings(command, STATISTICS_SET)?,
        EthtoolRequest::FeatureNames => driver.strings(command, FEATURES_SET)?,
        EthtoolRequest::Statistics => driver.statistics(command)?,
    };
    Ok(Reply::Bytes(bytes))
}

/// The driver of one interface.
struct Driver {
    /// Any socket will do.
    socket: UnixDatagram,
    name: [libc::c_char; libc::IFNAMSIZ],
}

impl Driver {
    fn of(interface: &str) -> Result<Driver, Error> {
        let mut name = [0; libc::IFNAMSIZ];
        // The last octet stays NUL; the kernel knows no longer names.
        if interface.len() >= name.len() {
            return Err(Error::Absent);
        }
        for (place, octet) in name.iter_mut().zip(interface.bytes()) {
            *place = libc::c_char::from_ne_bytes([octet]);
        }
        Ok(Driver { socket: UnixDatagram::unbound()?, name })
    }

    /// Gives the kernel `command` and the words after it, and `length` octets to write its answer into, of which it
    /// writes at most that many.
    fn exchange(&self, command: u32, words: &[u32], length: usize) -> Result<Vec<u8>, Error> {
        let mut buffer: Vec<u8> = [command].iter().chain(words).flat_map(|word| word.to_ne_bytes()).collect();
        buffer.resize(length.max(buffer.len()), 0);
        let mut request = libc::ifreq {
            ifr_name: self.name,
            ifr_ifru: libc::__c_anonymous_ifr_ifru { ifru_data: buffer.as_mut_ptr().cast() },
        };
        // SAFETY: the socket is open; `request` is the structure that SIOCETHTOOL takes, with a name that ends in NUL
        // and a pointer to `buffer`, which outlives the call. The command reads only (`EthtoolRequest`), and each
        // caller passes a `length` of at least what the kernel writes for it.
        let status = unsafe { libc::ioctl(self.socket.as_raw_fd(), libc::SIOCETHTOOL as _, &raw mut request) };
        if status < 0 { Err(io::Error::last_os_error().into()) } else { Ok(buffer) }
    }

    /// A structure whose second word is the number of entries of `entry` octets that it has room for (`room` of them),
    /// and in the answer how many there are.
    fn sized(&self, command: u32, head: usize, room: u32, entry: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = self.exchange(command, &[room], head + to_usize(room) * entry)?;
        let count = word(&bytes, 4).min(room);
        bytes.truncate(head + to_usize(count) * entry);
        Ok(bytes)
    }

    /// The handshake of `struct ethtool_link_settings`: asked with no room for masks, the kernel states the negated
    /// number of words of each of the three.
    fn link_settings(&self, command: u32) -> Result<Vec<u8>, Error> {
        const HEAD: usize = 48;
        /// `link_mode_masks_nwords`.
        const WORDS: usize = 15;
        const MOST: usize = HEAD + 3 * 4 * 127;
        let stated = self.exchange(command, &[], MOST)?;
        let words = stated.get(WORDS).map_or(0, |octet| i8::from_ne_bytes([*octet]).unsigned_abs()).min(127);
        let mut bytes = self.exchange(command, &[0, 0, u32::from_ne_bytes([0, 0, 0, words])], MOST)?;
        bytes.truncate(HEAD + 3 * 4 * usize::from(words));
        Ok(bytes)
    }

    /// `struct ethtool_eeprom` (command, magic, offset, length, octets), all that `struct ethtool_modinfo` states.
    fn module_eeprom(&self, command: u32) -> Result<Vec<u8>, Error> {
        const HEAD: usize = 16;
        let length = word(&self.exchange(GMODULEINFO, &[], 44)?, 8);
        if length > LARGEST_MODULE {
            return Err(Error::Failed { errno: libc::EFBIG });
        }
        self.exchange(command, &[0, 0, length], HEAD + to_usize(length))
    }

    /// `struct ethtool_gstrings`.
    fn strings(&self, command: u32, set: u32) -> Result<Vec<u8>, Error> {
        const HEAD: usize = 12;
        const STRING: usize = 32;
        let count = self.count(set)?;
        let mut bytes = self.exchange(command, &[set, to_u32(count)], HEAD + roomy(count) * STRING)?;
        bytes.truncate(HEAD + to_usize(word(&bytes, 8)) * STRING);
        Ok(bytes)
    }

    /// `struct ethtool_stats`.
    fn statistics(&self, command: u32) -> Result<Vec<u8>, Error> {
        const HEAD: usize = 8;
        let count = self.count(STATISTICS_SET)?;
        let mut bytes = self.exchange(command, &[to_u32(count)], HEAD + roomy(count) * 8)?;
        bytes.truncate(HEAD + to_usize(word(&bytes, 4)) * 8);
        Ok(bytes)
    }

    /// How many strings `set` has (`struct ethtool_sset_info`: a mask of sets, then a number for each that the driver
    /// has).
    fn count(&self, set: u32) -> Result<usize, Error> {
        let answer = self.exchange(GSSET_INFO, &[0, 1 << set, 0], 16 + 4)?;
        if word(&answer, 8) == 0 {
            return Err(Error::Unsupported);
        }
        let count = to_usize(word(&answer, 16));
        if count > MOST_STRINGS { Err(Error::Failed { errno: libc::EFBIG }) } else { Ok(count) }
    }
}

/// Room for more entries than were just counted: a driver that gains queues meanwhile writes more of them.
fn roomy(count: usize) -> usize {
    count * 2 + 4096
}

/// The word at `offset` in the machine's order.
fn word(bytes: &[u8], offset: usize) -> u32 {
    bytes.get(offset..).and_then(|rest| rest.first_chunk()).map_or(0, |octets| u32::from_ne_bytes(*octets))
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_that_is_not_there_is_absent() {
        for request in EthtoolRequest::ALL {
            let refused = ask("none-such", request);
            // Netlink asks for the privilege first.
            let is_denied = refused == Err(Error::Denied) && matches!(request, EthtoolRequest::ModulePage(_));
            assert!(refused == Err(Error::Absent) || is_denied, "{request:?}: {refused:?}");
            assert_eq!(ask("longer-than-any-name", request), Err(Error::Absent));
        }
    }

    #[test]
    fn the_loopback_interface_has_features_and_no_driver_statistics() {
        let Ok(Reply::Bytes(features)) = ask("lo", EthtoolRequest::Features) else { return };
        let Ok(Reply::Bytes(names)) = ask("lo", EthtoolRequest::FeatureNames) else { panic!("features without names") };
        assert_eq!(features.len(), 8 + to_usize(word(&features, 4)) * 16);
        assert_eq!(names.len(), 12 + to_usize(word(&names, 8)) * 32);
        assert_eq!(ask("lo", EthtoolRequest::Statistics), Err(Error::Unsupported));
    }
}

//! IP addresses: what stands for them, and where text holds them.
//!
//! Documents: RFC 4291 §2.5.1 and appendix A (an interface identifier made of a MAC address), RFC 5952 (text), RFC 9637
//! (3fff::/20), RFC 1112 §4 (240.0.0.0/4).

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::{
    identity::{Identity, OUI_DIGITS},
    redact::from_hex,
    token::Key,
};
use crate::decode::hex;

/// The token for an address. Each of its numbers keeps its count of digits, so that text keeps its length; addresses of
/// one network stay in one network, private and link-local ones private and link-local, and no other is ever routed.
pub(super) fn token(key: Key, address: IpAddr) -> IpAddr {
    match address {
        address if is_common(address) => address,
        IpAddr::V4(address) => IpAddr::V4(ipv4(key, address)),
        IpAddr::V6(address) => IpAddr::V6(match address.to_ipv4_mapped() {
            Some(address) => ipv4(key, address).to_ipv6_mapped(),
            None => ipv6(key, address),
        }),
    }
}

/// Unspecified, loopback and multicast addresses, and masks, tell nothing of a machine.
pub(super) fn is_common(address: IpAddr) -> bool {
    let is_mask = |address: u32| address.leading_ones() >= 8 && address.leading_ones() + address.trailing_zeros() >= 32;
    let common = address.is_unspecified() || address.is_loopback() || address.is_multicast();
    common || matches!(address, IpAddr::V4(address) if is_mask(address.to_bits()))
}

fn ipv4(key: Key, address: Ipv4Addr) -> Ipv4Addr {
    let octets = address.octets();
    let kept = match octets {
        [10, ..] => 1,
        [172, 16..=31, ..] | [192, 168, ..] | [169, 254, ..] => 2,
        _ => 0,
    };
    let mut token = octets;
    for (at, octet) in token.iter_mut().enumerate().skip(kept) {
        let random = key.octet(octets.get(..at).unwrap_or_default());
        *octet = match (at, *octet) {
            (0, 0..=9) => 0,
            (0, 10..=99) => 10,
            (0, _) => 240 + random % 15,
            (_, digit @ 0..=9) => turned(digit, random, 0, 10),
            (_, number @ 10..=99) => turned(number, random, 10, 90),
            (_, number) => turned(number, random, 100, 156),
        };
    }
    Ipv4Addr::from(token)
}

/// Another number of the `size` from `first` on; different ones stay different.
fn turned<N: Into<u32> + TryFrom<u32> + Copy>(number: N, random: u8, first: u32, size: u32) -> N {
    let shift = 1 + u32::from(random) % (size - 1);
    N::try_from(first + (number.into() - first + shift) % size).unwrap_or(number)
}

fn ipv6(key: Key, address: Ipv6Addr) -> Ipv6Addr {
    let octets = address.octets();
    let mut groups = address.segments();
    for (at, group) in groups.iter_mut().enumerate() {
        let random = key.octet(octets.get(..2 * at).unwrap_or_default());
        *group = match (at, *group) {
            (0, 0x2000..=0x3fff) => 0x3fff,
            (0, 0xfc00..=0xfdff) => *group & 0xff00 | u16::from(random),
            // Link-local; and zeros are what `::` stands for.
            (0, _) | (_, 0) => *group,
            (_, group @ 0x1..=0xf) => turned(group, random, 0x1, 0xf),
            (_, group @ 0x10..=0xff) => turned(group, random, 0x10, 0xf0),
            (_, group @ 0x100..=0xfff) => turned(group, random, 0x100, 0xf00),
            (_, group) => turned(group, random, 0x1000, 0xf000),
        };
    }
    let token = Ipv6Addr::from(groups).octets();
    let identifier = interface_identifier(key, &octets);
    let prefix = token.get(..8).unwrap_or_default();
    let whole = identifier.and_then(|identifier| <[u8; 16]>::try_from([prefix, &identifier].concat()).ok());
    Ipv6Addr::from(whole.unwrap_or(token))
}

/// The interface identifier that the token of a MAC address gives, when the address has one of a MAC address: `ff:fe`
/// in its middle, the second lowest bit of the first octet inverted.
fn interface_identifier(key: Key, address: &[u8; 16]) -> Option<Vec<u8>> {
    let [.., a, b, c, 0xff, 0xfe, d, e, f] = *address else { return None };
    let mac = from_hex(&key.hex(&hex(&[a ^ 2, b, c, d, e, f]), OUI_DIGITS));
    let [a, b, c, d, e, f] = *mac.as_slice() else { return None };
    Some(vec![a ^ 2, b, c, 0xff, 0xfe, d, e, f])
}

/// How text writes addresses, with their tokens.
#[derive(Default)]
pub(super) struct Addresses(Vec<(String, String)>);

impl Addresses {
    pub(super) fn of(found: impl Iterator<Item = IpAddr>, key: Key) -> Addresses {
        let mut texts = BTreeMap::new();
        for address in found {
            let token = token(key, address);
            let texts_of =
                |address: IpAddr| [address.to_string(), address.to_string().to_uppercase(), in_full(address)];
            texts.extend(texts_of(address).into_iter().zip(texts_of(token)));
        }
        Addresses(texts.into_iter().collect())
    }

    /// The bytes with tokens for addresses that stand alone: `192.0.2.1` does not stand in `192.0.2.11`.
    pub(super) fn replaced(&self, bytes: Vec<u8>) -> Vec<u8> {
        if self.0.is_empty() {
            return bytes;
        }
        let mut replaced = Vec::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        let mut before = None;
        while let [next, behind @ ..] = rest {
            let found = self.0.iter().find(|(text, _)| {
                let following = rest.strip_prefix(text.as_bytes());
                following.is_some_and(|following| stands_alone(text, before, following.first().copied()))
            });
            let (text, token) = found.map_or((&[][..], &[][..]), |(text, token)| (text.as_bytes(), token.as_bytes()));
            if text.is_empty() {
                replaced.push(*next);
                before = Some(*next);
                rest = behind;
            } else {
                replaced.extend(token);
                before = text.last().copied();
                rest = rest.get(text.len()..).unwrap_or_default();
            }
        }
        replaced
    }
}

fn stands_alone(text: &str, before: Option<u8>, after: Option<u8>) -> bool {
    let is_part = |byte: u8| match text.contains(':') {
        true => byte.is_ascii_hexdigit() || byte == b':',
        false => byte.is_ascii_digit(),
    };
    !before.is_some_and(|byte| is_part(byte) || byte == b'.') && !after.is_some_and(is_part)
}

/// All digits of an IPv6 address, as the kernel writes one.
fn in_full(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments().map(|group| format!("{group:04x}")).join(":"),
    }
}

/// The address in a word such as `192.0.2.11`, `fe80::1/64` or `[fe80::1]`.
pub(super) fn in_word(word: &str) -> Option<Identity> {
    let address = word.split(['/', '%']).next()?.trim_matches(['[', ']', ',']);
    address.parse().ok().map(Identity::Address)
}

/// What `ip=` among the kernel's parameters tells: addresses, those of IPv6 in brackets, and as the fifth field the
/// host's name (Linux, Documentation/admin-guide/nfs/nfsroot.rst; dracut.cmdline(7)).
pub(super) fn in_ip_parameter(value: &str) -> Vec<Identity> {
    let bracketed = value.split('[').skip(1).filter_map(|part| in_word(part.split(']').next()?));
    let outside = without_brackets(value);
    let addresses = bracketed.chain(outside.split(':').filter_map(in_word));
    addresses.chain(name_in(&outside).map(|name| Identity::Name(name.to_owned()))).collect()
}

/// The kernel's parameters with the name in `ip=` replaced, which may be too short to be replaced wherever it occurs.
pub(super) fn rewrite_name(line: &str, replace: impl Fn(&str) -> String) -> String {
    let words = line.split(' ').map(|word| {
        let outside = word.strip_prefix("ip=").map(without_brackets);
        match outside.as_deref().and_then(name_in) {
            Some(name) => word.replacen(&format!(":{name}"), &format!(":{}", replace(name)), 1),
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn without_brackets(value: &str) -> String {
    value.split('[').map(|part| part.split_once(']').map_or(part, |(_, after)| after)).collect()
}

fn name_in(fields: &str) -> Option<&str> {
    fields.split(':').nth(4).map(str::trim).filter(|name| !name.is_empty() && in_word(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::from_text("test")
    }

    fn told(address: &str) -> String {
        token(key(), address.parse().unwrap()).to_string()
    }

    #[test]
    fn a_token_has_the_shape_of_its_address() {
        for address in ["192.0.2.11", "10.1.22.133", "192.168.0.5", "2001:db8::11", "fe80::1", "fd12:3456::a0:9"] {
            assert_eq!(told(address).len(), address.len(), "{address} {}", told(address));
            assert_ne!(told(address), address);
            assert_eq!(told(address), told(address));
            assert_ne!(token(Key::from_text("other"), address.parse().unwrap()).to_string(), told(address));
        }
        let network = |address: &str| told(address).rsplit_once('.').unwrap().0.to_owned();
        assert_eq!(network("192.0.2.11"), network("192.0.2.1"));
        assert!(told("10.1.2.3").starts_with("10.") && told("192.168.7.7").starts_with("192.168."));
        assert!(told("198.51.100.7").starts_with("24") && told("2001:db8::1").starts_with("3fff:"));
    }

    #[test]
    fn what_every_machine_has_stays() {
        for address in ["0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.0", "255.255.255.255", "::", "::1", "ff02::1"]
        {
            assert_eq!(told(address), address);
        }
    }

    #[test]
    fn an_address_made_of_a_mac_address_is_made_of_its_token() {
        let mac = from_hex(&key().hex("525400123461", OUI_DIGITS));
        let made = format!("fe80::5054:ff:fe{:02x}:{:x}", mac[3], u16::from_be_bytes([mac[4], mac[5]]));
        assert_eq!(told("fe80::5054:ff:fe12:3461"), made);
    }

    #[test]
    fn addresses_in_text_are_whole() {
        let found = ["192.0.2.1", "192.0.2.11", "2001:db8::1"].map(|address| address.parse().unwrap());
        let addresses = Addresses::of(found.into_iter(), key());
        let text = "192.0.2.11 gateway 192.0.2.1. not 192.0.2.111; 2001:db8::1/64 2001:db8::12 2001:0DB8::1";
        let (short, long, six) = (told("192.0.2.1"), told("192.0.2.11"), told("2001:db8::1"));
        let expected = format!("{long} gateway {short}. not 192.0.2.111; {six}/64 2001:db8::12 2001:0DB8::1");
        assert_eq!(String::from_utf8(addresses.replaced(text.into())).unwrap(), expected);
    }

    #[test]
    fn the_kernels_parameter_tells_addresses_and_a_name() {
        let address = |text: &str| Identity::Address(text.parse().unwrap());
        let found = in_ip_parameter("192.0.2.7:192.0.2.2:192.0.2.1:255.255.255.0:node7:eth0:none:192.0.2.53");
        let addresses = ["192.0.2.7", "192.0.2.2", "192.0.2.1", "255.255.255.0", "192.0.2.53"].map(address);
        assert_eq!(found, [addresses.as_slice(), &[Identity::Name("node7".into())]].concat());
        let found = in_ip_parameter("[2001:db8::7]::[fe80::1]:64:node7:eth0:none");
        assert_eq!(found, [address("2001:db8::7"), address("fe80::1"), Identity::Name("node7".into())]);
        assert_eq!(in_ip_parameter("dhcp"), []);
        let line = rewrite_name("quiet ip=[2001:db8::7]::[fe80::1]:64:n7:eth0:none\n", str::to_uppercase);
        assert_eq!(line, "quiet ip=[2001:db8::7]::[fe80::1]:64:N7:eth0:none\n");
    }
}

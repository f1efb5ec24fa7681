//! LAN configuration parameters of a channel.
//!
//! Document: IPMI §23.2 (Get LAN Configuration Parameters), table 23-4 (parameters; 50 and above are IPv6's, of errata
//! 7).
//!
//! Real firmware: answers a parameter that it lacks with 80h, or with zeros.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use super::at_least;
use crate::decode::{Error, Fields, code::codes};

codes! {
    /// How the address comes about (table 23-4, parameter 4).
    pub struct AddressSource(u8) {
        0 => "unspecified", 1 => "static address", 2 => "DHCP", 3 => "loaded by BIOS or system software",
        4 => "other assignment protocol",
    }
    /// How an IPv6 address comes about (parameters 56 and 59, byte 2, bits 3:0).
    pub struct Ipv6Source(u8) { 0 => "static", 1 => "SLAAC", 2 => "DHCPv6" }
    /// State of an IPv6 address (parameters 56 and 59, byte 20).
    pub struct Ipv6Status(u8) {
        0 => "active", 1 => "disabled", 2 => "pending", 3 => "failed", 4 => "deprecated", 5 => "invalid",
    }
}

/// The value of a parameter: an answer without completion code and parameter revision (§23.2, bytes 1 and 2).
#[derive(Debug, Clone)]
pub struct LanValue(Vec<u8>);

impl LanValue {
    /// Of an answer without its completion code. Fails when it is empty.
    pub fn decode(bytes: &[u8]) -> Result<LanValue, Error> {
        Ok(LanValue(at_least(bytes, 1)?.get(1..).unwrap_or_default().to_vec()))
    }

    /// An address; none for 0.0.0.0.
    pub fn ipv4(&self) -> Option<Ipv4Addr> {
        self.0.array::<4>(0).map(Ipv4Addr::from).filter(|address| !address.is_unspecified())
    }

    /// A MAC address in colons; none when all octets are 0.
    pub fn mac(&self) -> Option<String> {
        let octets = self.0.array::<6>(0).filter(|octets| *octets != [0; 6])?;
        Some(octets.map(|octet| format!("{octet:02x}")).join(":"))
    }

    /// Where the address comes from (parameter 4, bits 3:0).
    pub fn address_source(&self) -> Option<AddressSource> {
        self.0.byte(0).map(|source| AddressSource(source & 0x0f))
    }

    /// The VLAN; none when it is disabled (parameter 20, bit 15).
    pub fn vlan(&self) -> Option<u16> {
        self.0.u16_le(0).filter(|value| value & 0x8000 != 0).map(|value| value & 0x0fff)
    }

    /// A single octet.
    pub fn octet(&self) -> Option<u8> {
        self.0.byte(0)
    }

    /// Cipher suite IDs (parameter 23) after a reserved octet.
    pub fn cipher_suites(&self) -> Vec<u8> {
        self.0.get(1..).unwrap_or_default().to_vec()
    }

    /// How many static and dynamic addresses of IPv6 there can be (parameter 55, octets 1 and 2).
    pub fn ipv6_counts(&self) -> Option<(u8, u8)> {
        self.0.byte(0).zip(self.0.byte(1))
    }

    /// One IPv6 address after its set selector (parameters 56 and 59); none when it is `::`.
    pub fn ipv6(&self) -> Option<Ipv6Address> {
        let address = self.0.array::<16>(2).map(Ipv6Addr::from).filter(|address| !address.is_unspecified())?;
        Some(Ipv6Address {
            address,
            prefix_length: self.0.byte(18)?,
            source: Ipv6Source(self.0.byte(1)? & 0x0f),
            status: Ipv6Status(self.0.byte(19)?),
        })
    }
}

/// An IPv6 address (parameters 56 and 59).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ipv6Address {
    /// The address.
    pub address: Ipv6Addr,
    /// Length of its prefix in bits.
    pub prefix_length: u8,
    /// How it came about.
    pub source: Ipv6Source,
    /// Its state.
    pub status: Ipv6Status,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_their_parameter() {
        let value = |bytes: &'static [u8]| LanValue::decode(bytes).unwrap();
        assert_eq!(value(&[0x11, 10, 0, 0, 2]).ipv4(), Some(Ipv4Addr::new(10, 0, 0, 2)));
        assert_eq!(value(&[0x11, 0, 0, 0, 0]).ipv4(), None);
        assert_eq!(value(&[0x11, 0x52, 0x54, 0, 1, 2, 3]).mac().as_deref(), Some("52:54:00:01:02:03"));
        assert_eq!(value(&[0x11, 2]).address_source().and_then(AddressSource::name), Some("DHCP"));
        assert_eq!(value(&[0x11, 100, 0x80]).vlan(), Some(100));
        assert_eq!(value(&[0x11, 100, 0x00]).vlan(), None);
        assert_eq!(value(&[0x11, 0, 3, 17]).cipher_suites(), [3, 17]);
        assert!(LanValue::decode(&[]).is_err());
    }

    #[test]
    fn an_ipv6_address_comes_with_its_prefix() {
        let bytes = [0x11, 0, 0x81, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 64, 0];
        let address = LanValue::decode(&bytes).unwrap().ipv6().unwrap();
        assert_eq!((address.address.to_string().as_str(), address.prefix_length), ("fe80::1", 64));
        assert_eq!((address.source.name(), address.status.name()), (Some("SLAAC"), Some("active")));
    }
}

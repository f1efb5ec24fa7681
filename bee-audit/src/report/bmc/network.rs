//! Channels over which the controller can be reached.

use serde::{Deserialize, Serialize};

use super::super::Coded;

/// One channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcChannel {
    /// Its number.
    pub number: u8,
    /// Medium.
    pub medium: Coded,
    /// Protocol.
    pub protocol: Coded,
    /// How many sessions are active.
    pub active_sessions: u8,
    /// Network configuration; LAN channels only.
    pub lan: Option<BmcLan>,
}

/// Network configuration of a LAN channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcLan {
    /// IPv4 address.
    pub ip_address: Option<String>,
    /// How it comes about.
    pub ip_address_source: Option<Coded>,
    /// Subnet mask.
    pub subnet_mask: Option<String>,
    /// MAC address.
    pub mac_address: Option<String>,
    /// Default gateway.
    pub default_gateway: Option<String>,
    /// Its MAC address.
    pub default_gateway_mac_address: Option<String>,
    /// VLAN; `null` when disabled.
    pub vlan_id: Option<u16>,
    /// Priority on that VLAN.
    pub vlan_priority: Option<u8>,
    /// Cipher suites that sessions may use, by their number.
    pub cipher_suites: Vec<u8>,
    /// IPv6 addresses: static ones, then dynamic ones.
    pub ipv6_addresses: Vec<BmcIpv6Address>,
}

/// An IPv6 address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcIpv6Address {
    /// The address.
    pub address: String,
    /// Length of its prefix in bits.
    pub prefix_length: u8,
    /// How it comes about.
    pub source: Coded,
    /// Its state.
    pub status: Coded,
}

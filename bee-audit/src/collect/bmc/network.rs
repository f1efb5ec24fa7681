//! Channels, and the network configuration of those that are LANs.
//!
//! IPMI §22.24, §23.2. Channels 0 to Bh are the implementation's choice, Fh is the system interface (table 6-1).

use super::session::Session;
use crate::{
    collect::coded,
    decode::ipmi::{channel::ChannelInfo, lan::LanValue},
    host::{Error, IpmiRequest, IpmiTarget, LanParameter},
    report::{BmcChannel, BmcIpv6Address, BmcLan},
};

const BMC: IpmiTarget = IpmiTarget { bridge: None, logical_unit: 0 };
/// Every channel that a controller can have, and the first of them.
const CHANNELS: [u8; 13] = [FIRST, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb, 0xf];
pub(super) const FIRST: u8 = 0;
/// Parameters that are read of every LAN channel.
const ALWAYS: [LanParameter; 10] = [
    LanParameter::CipherSuiteCount,
    LanParameter::CipherSuites,
    LanParameter::VlanId,
    LanParameter::Address,
    LanParameter::AddressSource,
    LanParameter::SubnetMask,
    LanParameter::MacAddress,
    LanParameter::DefaultGateway,
    LanParameter::DefaultGatewayMac,
    LanParameter::Ipv6Support,
];
/// Bits of parameter 50: IPv6 addresses can be configured.
const IPV6_SUPPORT: u8 = 0b0111;
/// More IPv6 addresses of a kind than are asked for.
const MOST_IPV6_SETS: u8 = 16;
/// Channels that are not in use say so with a medium of 0, or are refused.
const NO_MEDIUM: u8 = 0;
/// What a controller says that does not know a request (§5.2).
const INVALID_COMMAND: Error = Error::IpmiCompletion { code: 0xc1 };

/// Every channel that is in use.
pub(super) fn read(session: &mut Session) -> Vec<BmcChannel> {
    let mut channels = Vec::new();
    for number in CHANNELS {
        let request = IpmiRequest::ChannelInfo(number);
        let answer = session.ask(request);
        if answer == Err(INVALID_COMMAND) {
            // The same for all channels.
            break;
        }
        let channel = session.judge(BMC, request, answer, ChannelInfo::decode);
        channels.extend(channel.and_then(|channel| report(session, number, &channel)));
        if number == FIRST {
            session.prepare(BMC, CHANNELS.map(IpmiRequest::ChannelInfo));
        }
    }
    channels
}

fn report(session: &mut Session, number: u8, channel: &ChannelInfo) -> Option<BmcChannel> {
    (channel.medium.0 != NO_MEDIUM).then(|| BmcChannel {
        number,
        medium: coded(&channel.medium),
        protocol: coded(&channel.protocol),
        active_sessions: channel.active_sessions,
        lan: channel.medium.is_lan().then(|| read_lan(session, number)),
    })
}

/// Asks for parameters of one channel.
struct Parameters<'s, 'a, 'b> {
    session: &'s mut Session<'a, 'b>,
    channel: u8,
}

impl Parameters<'_, '_, '_> {
    fn read<T>(&mut self, parameter: LanParameter, of: impl FnOnce(&LanValue) -> Option<T>) -> Option<T> {
        self.read_set(parameter, 0, of)
    }

    fn read_set<T>(&mut self, parameter: LanParameter, set: u8, of: impl FnOnce(&LanValue) -> Option<T>) -> Option<T> {
        let request = IpmiRequest::LanParameter { channel: self.channel, parameter, set };
        self.session.read(BMC, request, |bytes| LanValue::decode(bytes).map(|value| of(&value))).flatten()
    }
}

fn read_lan(session: &mut Session, channel: u8) -> BmcLan {
    let requests = ALWAYS.map(|parameter| IpmiRequest::LanParameter { channel, parameter, set: 0 });
    session.prepare(BMC, requests);
    let mut parameters = Parameters { session, channel };
    let address = |value: &LanValue| value.ipv4().map(|address| address.to_string());
    let suites = parameters.read(LanParameter::CipherSuiteCount, LanValue::octet).unwrap_or_default();
    let vlan_id = parameters.read(LanParameter::VlanId, LanValue::vlan);
    BmcLan {
        ip_address: parameters.read(LanParameter::Address, address),
        ip_address_source: parameters.read(LanParameter::AddressSource, LanValue::address_source).as_ref().map(coded),
        subnet_mask: parameters.read(LanParameter::SubnetMask, address),
        mac_address: parameters.read(LanParameter::MacAddress, LanValue::mac),
        default_gateway: parameters.read(LanParameter::DefaultGateway, address),
        default_gateway_mac_address: parameters.read(LanParameter::DefaultGatewayMac, LanValue::mac),
        vlan_id,
        vlan_priority: vlan_id.and_then(|_| parameters.read(LanParameter::VlanPriority, LanValue::octet)),
        cipher_suites: read_cipher_suites(&mut parameters, suites),
        ipv6_addresses: read_ipv6(&mut parameters),
    }
}

fn read_cipher_suites(parameters: &mut Parameters<'_, '_, '_>, count: u8) -> Vec<u8> {
    if count == 0 {
        return Vec::new();
    }
    let suites = parameters.read(LanParameter::CipherSuites, |value| Some(value.cipher_suites())).unwrap_or_default();
    suites.into_iter().take(count.into()).collect()
}

fn read_ipv6(parameters: &mut Parameters<'_, '_, '_>) -> Vec<BmcIpv6Address> {
    let support = parameters.read(LanParameter::Ipv6Support, LanValue::octet).unwrap_or_default();
    // 0 is IPv4 only: the parameters below then say nothing that is in force.
    if support & IPV6_SUPPORT == 0 {
        return Vec::new();
    }
    if parameters.read(LanParameter::AddressingEnables, LanValue::octet).unwrap_or_default() == 0 {
        return Vec::new();
    }
    let counts = parameters.read(LanParameter::Ipv6Status, LanValue::ipv6_counts).unwrap_or_default();
    let kinds = [(LanParameter::Ipv6StaticAddress, counts.0), (LanParameter::Ipv6DynamicAddress, counts.1)];
    let sets = kinds
        .into_iter()
        .flat_map(|(parameter, count)| (0..count.min(MOST_IPV6_SETS)).map(move |set| (parameter, set)));
    let addresses = sets.filter_map(|(parameter, set)| parameters.read_set(parameter, set, LanValue::ipv6));
    addresses
        .map(|it| BmcIpv6Address {
            address: it.address.to_string(),
            prefix_length: it.prefix_length,
            source: coded(&it.source),
            status: coded(&it.status),
        })
        .collect()
}

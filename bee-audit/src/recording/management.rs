//! What names a management controller in a recording: its addresses, GUIDs, names, as octets and as a tool prints them.
//!
//! Documents: IPMI 2.0 §20.8 (GUIDs), §23.2 with table 23-4 (LAN configuration parameters); DCMI 1.5 §6.4.1 (asset
//! tag), §6.4.6.1 (identifier); DSP0134 §7.43 and DSP0270 1.3 §8.4 (host interface with a Redfish service);
//! ipmitool(1).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{
    address,
    identity::{Identity, OUI_DIGITS},
    token::Key,
};
use crate::{
    decode::{
        Fields,
        ipmi::{dcmi, lan::LanValue},
        smbios::{self, Frame, HostInterface, Table},
    },
    host::{IpmiRequest, LanParameter, Query},
};

/// Identities in an answer of a management controller.
pub(super) fn in_answer(request: IpmiRequest, bytes: &[u8]) -> Vec<Identity> {
    let text = || dcmi::text_part(bytes).ok().and_then(|(_, part)| dcmi::whole_text(part));
    match request {
        IpmiRequest::DeviceGuid | IpmiRequest::SystemGuid => bytes.array(0).map(Identity::Uuid).into_iter().collect(),
        IpmiRequest::LanParameter { parameter, .. } => in_lan_parameter(parameter, bytes).into_iter().collect(),
        IpmiRequest::DcmiAssetTag(_) => text().map(Identity::Text).into_iter().collect(),
        IpmiRequest::DcmiControllerIdentifier(_) => text().map(Identity::Name).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn in_lan_parameter(parameter: LanParameter, bytes: &[u8]) -> Option<Identity> {
    let value = LanValue::decode(bytes).ok()?;
    match parameter {
        LanParameter::MacAddress | LanParameter::DefaultGatewayMac => {
            value.mac().map(|digits| Identity::Hex { digits, kept: OUI_DIGITS })
        }
        LanParameter::Address | LanParameter::DefaultGateway => value.ipv4().map(IpAddr::V4).map(Identity::Address),
        LanParameter::Ipv6StaticAddress | LanParameter::Ipv6DynamicAddress => {
            value.ipv6().map(|ipv6| Identity::Address(IpAddr::V6(ipv6.address)))
        }
        _ => None,
    }
}

/// The answer to `query` with tokens where nothing but the place tells an address or a name; `None` for other answers.
pub(super) fn rewrite(query: &Query, bytes: &[u8], key: Key, replace: impl Fn(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let Query::Ipmi { request, .. } = query else { return None };
    let mut changed = bytes.to_vec();
    match request {
        // Behind the parameter's revision.
        IpmiRequest::LanParameter { parameter: LanParameter::Address | LanParameter::DefaultGateway, .. } => {
            replace_ipv4(&mut changed, 1, key);
        }
        // Behind revision, set selector and source.
        IpmiRequest::LanParameter {
            parameter: LanParameter::Ipv6StaticAddress | LanParameter::Ipv6DynamicAddress,
            ..
        } => replace_ipv6(&mut changed, 3, key),
        IpmiRequest::DcmiControllerIdentifier(_) => {
            let (_, part) = dcmi::text_part(bytes).ok()?;
            let head = bytes.get(..bytes.len().checked_sub(part.len())?)?;
            changed = [head, &replace(part)].concat();
        }
        _ => return None,
    }
    Some(changed)
}

/// Puts the token in the place of the address at `offset`, where there are octets enough.
fn replace_ipv4(bytes: &mut [u8], offset: usize, key: Key) {
    let token = bytes.array::<4>(offset).map(|octets| address::token(key, Ipv4Addr::from(octets).into()));
    if let (Some(IpAddr::V4(token)), Some(place)) = (token, bytes.get_mut(offset..offset + 4)) {
        place.copy_from_slice(&token.octets());
    }
}

fn replace_ipv6(bytes: &mut [u8], offset: usize, key: Key) {
    let token = bytes.array::<16>(offset).map(|octets| address::token(key, Ipv6Addr::from(octets).into()));
    if let (Some(IpAddr::V6(token)), Some(place)) = (token, bytes.get_mut(offset..offset + 16)) {
        place.copy_from_slice(&token.octets());
    }
}

/// Identities in the host interfaces of an SMBIOS table.
pub(super) fn in_host_interfaces(table: &[u8]) -> Vec<Identity> {
    let services = smbios::frames(table).flat_map(|frame| services(&frame));
    let mut found: Vec<Identity> = services.filter_map(|place| table.array(place)).map(Identity::Uuid).collect();
    let Ok(decoded) = Table::decode_bare(table, None) else { return found };
    for (_, interface) in decoded.all::<HostInterface>() {
        if let Some(device) = &interface.device {
            let mac = device.mac_address.clone().map(|digits| Identity::Hex { digits, kept: OUI_DIGITS });
            found.extend(device.serial_number.clone().map(Identity::Text).into_iter().chain(mac));
        }
        for service in interface.protocols.iter().filter_map(|protocol| protocol.redfish.as_ref()) {
            let addresses = [service.host_ip_address, service.service_ip_address].into_iter().flatten();
            found.extend(addresses.map(Identity::Address));
            found.extend(service.service_hostname.clone().map(Identity::Name));
        }
    }
    found
}

/// The table, in which identities are replaced already, with tokens for the addresses and names in its host interfaces.
pub(super) fn rewrite_host_interfaces(mut table: Vec<u8>, key: Key, replace: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let places: Vec<usize> = smbios::frames(&table).flat_map(|frame| services(&frame)).collect();
    for place in places {
        for (format, address) in [(0x11, 0x12), (0x33, 0x34)] {
            match table.get(place + format) {
                Some(1) => replace_ipv4(&mut table, place + address, key),
                Some(2) => replace_ipv6(&mut table, place + address, key),
                _ => {}
            }
        }
        let length = table.get(place + 0x5a).copied().map_or(0, usize::from);
        if let Some(name) = table.get_mut(place + 0x5b..place + 0x5b + length) {
            let token = replace(name);
            if token.len() == name.len() {
                name.copy_from_slice(&token);
            }
        }
    }
    table
}

/// Where in the table the records of Redfish over IP begin (protocol type 4), behind their type and length.
fn services(frame: &Frame<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    let formatted = frame.formatted();
    let count = 0x06 + usize::from(formatted.byte(0x05).unwrap_or_default());
    let records = if frame.kind == 42 { formatted.byte(count).unwrap_or_default() } else { 0 };
    let mut record = count + 1;
    for _ in 0..records {
        let (Some(kind), Some(length)) = (formatted.byte(record), formatted.byte(record + 1)) else { break };
        // Both addresses are before 44h.
        if kind == 0x04 && length >= 0x44 && formatted.len() >= record + 2 + usize::from(length) {
            found.push(frame.offset + record + 2);
        }
        record += 2 + usize::from(length);
    }
    found
}

/// Identities in what ipmitool printed: addresses, the identifier and a community string that somebody chose.
pub(super) fn in_ipmitool(output: &str) -> Vec<Identity> {
    let lines = output.lines().filter_map(|line| line.split_once(':'));
    let found = lines.flat_map(|(label, value)| {
        let value = value.trim();
        let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
        if says(&["Identifier String", "Hostname", "Host Name"]) {
            vec![Identity::Name(value.to_owned())]
        } else if says(&["Community String"]) && value != "public" {
            vec![Identity::Text(value.to_owned())]
        } else if says(&["IP", "Address", "Gateway", "MAC", "DNS"]) {
            value.split_ascii_whitespace().filter_map(|word| address::in_word(word).or_else(|| mac(word))).collect()
        } else {
            Vec::new()
        }
    });
    found.collect()
}

fn mac(word: &str) -> Option<Identity> {
    let octets = word
        .split(':')
        .filter(|octet| octet.len() == 2 && octet.chars().all(|digit| digit.is_ascii_hexdigit()))
        .count();
    (octets == 6 && word.len() == 17).then(|| Identity::Hex { digits: word.to_owned(), kept: OUI_DIGITS })
}

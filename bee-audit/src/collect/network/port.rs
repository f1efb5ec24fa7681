//! One interface: its attributes, and its driver's answers.

use std::collections::BTreeMap;

use super::{
    super::{Probe, coded, files},
    adapter::last_name,
    link, module,
};
use crate::{
    decode::{
        self,
        linux::{
            ethtool::{FecParameters, decode_features, decode_permanent_address, decode_statistics, decode_strings},
            net_class::{AddressOrigin, HardwareType, counts_errors},
        },
    },
    host::{EthtoolRequest, Query, Reply},
    report::{ForwardErrorCorrection, NetworkPort, PortErrors, PortFeatures},
    units::Bytes,
};

/// Attributes of an interface (Documentation/ABI/testing/sysfs-class-net).
const ATTRIBUTES: [&str; 16] = [
    "addr_assign_type",
    "address",
    "carrier",
    "carrier_changes",
    "carrier_down_count",
    "carrier_up_count",
    "dev_port",
    "duplex",
    "flags",
    "mtu",
    "operstate",
    "phys_port_id",
    "phys_port_name",
    "phys_switch_id",
    "speed",
    "type",
];

/// Counters that every driver has (Documentation/ABI/testing/sysfs-class-net-statistics).
const COUNTERS: [&str; 17] = [
    "collisions",
    "rx_crc_errors",
    "rx_dropped",
    "rx_errors",
    "rx_fifo_errors",
    "rx_frame_errors",
    "rx_length_errors",
    "rx_missed_errors",
    "rx_nohandler",
    "rx_over_errors",
    "tx_aborted_errors",
    "tx_carrier_errors",
    "tx_dropped",
    "tx_errors",
    "tx_fifo_errors",
    "tx_heartbeat_errors",
    "tx_window_errors",
];

/// `IFF_UP` of `flags` (Linux UAPI `linux/if.h`).
const IFF_UP: u32 = 1;

/// The files and links that [`read`] will ask for.
pub(super) fn queries(directory: &str) -> Vec<Query> {
    let links = ["phy80211", "master"].map(|name| Query::Link(format!("{directory}/{name}")));
    let counters = files(&format!("{directory}/statistics"), &COUNTERS);
    files(directory, &ATTRIBUTES).into_iter().chain(counters).chain(links).collect()
}

/// Reads the interface in `directory`; `asleep` tells that its driver must not be asked.
pub(super) fn read(probe: &mut Probe, directory: &str, asleep: bool) -> NetworkPort {
    let name = last_name(directory);
    let attributes = probe.optional_attributes(name, directory, &ATTRIBUTES);
    let flags: Option<u32> = attributes.number("flags");
    let (link, link_modes) = link::read(probe, name, &attributes, asleep);
    let module = if asleep { None } else { module::read(probe, name, &link) };
    NetworkPort {
        hardware_type: attributes.number("type").map(|code| coded(&HardwareType(code))),
        mac_address: attributes.text("address").filter(|address| address.contains(|digit: char| !"0:".contains(digit))),
        mac_address_origin: attributes.number("addr_assign_type").map(|code| coded(&AddressOrigin(code))),
        device_port: attributes.number("dev_port"),
        physical_port_name: attributes.text("phys_port_name"),
        physical_port_id: attributes.text("phys_port_id"),
        physical_switch_id: attributes.text("phys_switch_id"),
        wireless_phy: probe.link_name(name, &format!("{directory}/phy80211")),
        maximum_transmission_unit_bytes: attributes.number("mtu").map(Bytes),
        administratively_up: flags.map(|flags| flags & IFF_UP != 0),
        operational_state: attributes.text("operstate"),
        carrier: attributes.flag("carrier"),
        carrier_changes: attributes.number("carrier_changes"),
        carrier_up_count: attributes.number("carrier_up_count"),
        carrier_down_count: attributes.number("carrier_down_count"),
        master: probe.link_name(name, &format!("{directory}/master")),
        link,
        link_modes,
        module,
        errors: read_errors(probe, name, directory),
        name: name.to_owned(),
        ..if asleep { NetworkPort::default() } else { ask_port(probe, name) }
    }
}

/// What only the driver knows, apart from the link.
fn ask_port(probe: &mut Probe, name: &str) -> NetworkPort {
    let address = ask_driver(probe, name, EthtoolRequest::PermanentAddress, decode_permanent_address).flatten();
    let fec = ask_driver(probe, name, EthtoolRequest::ForwardErrorCorrection, FecParameters::decode);
    let names = |flags: &[&str]| flags.iter().map(|name| (*name).to_owned()).collect();
    NetworkPort {
        permanent_mac_address: address.map(|octets| colons(&octets)),
        forward_error_correction: fec.map(|fec| ForwardErrorCorrection {
            active: names(&fec.active.names()),
            configured: names(&fec.configured.names()),
        }),
        features: read_features(probe, name),
        driver_errors: read_driver_errors(probe, name),
        ..NetworkPort::default()
    }
}

/// Asks the driver of `interface`; `None`, without a gap, for what it does not offer.
pub(super) fn ask_driver<T>(
    probe: &mut Probe,
    interface: &str,
    request: EthtoolRequest,
    decode: fn(&[u8]) -> Result<T, decode::Error>,
) -> Option<T> {
    let query = Query::Ethtool { interface: interface.to_owned(), request };
    let Reply::Bytes(bytes) = probe.ask_if_supported(interface, &query)? else { return None };
    decode(&bytes).map_err(|error| probe.damaged(interface, request.word(), &error)).ok()
}

/// Octets as the kernel writes an address: `3c:ec:ef:12:34:56`.
fn colons(octets: &[u8]) -> String {
    let pairs: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    pairs.join(":")
}

/// Sorts the features by state; names and states come in the same order.
fn read_features(probe: &mut Probe, name: &str) -> Option<PortFeatures> {
    let states = ask_driver(probe, name, EthtoolRequest::Features, decode_features)?;
    let names = ask_driver(probe, name, EthtoolRequest::FeatureNames, decode_strings)?;
    let mut features = PortFeatures::default();
    for (name, state) in names.into_iter().zip(states) {
        let list = match (state.active, state.changeable) {
            (true, true) => &mut features.on,
            (true, false) => &mut features.on_fixed,
            (false, true) => &mut features.off,
            (false, false) => continue,
        };
        list.extend(name);
    }
    Some(features)
}

/// The driver's statistics that count errors and are not 0.
fn read_driver_errors(probe: &mut Probe, name: &str) -> BTreeMap<String, u64> {
    let names = ask_driver(probe, name, EthtoolRequest::StatisticNames, decode_strings).unwrap_or_default();
    if !names.iter().flatten().any(|name| counts_errors(name)) {
        return BTreeMap::new();
    }
    let values = ask_driver(probe, name, EthtoolRequest::Statistics, decode_statistics).unwrap_or_default();
    let statistics = names.into_iter().zip(values).filter_map(|(name, value)| Some((name?, value)));
    statistics.filter(|(name, value)| *value != 0 && counts_errors(name)).collect()
}

/// What [`COUNTERS`] tell.
fn read_errors(probe: &mut Probe, name: &str, directory: &str) -> PortErrors {
    let counters = probe.optional_attributes(name, &format!("{directory}/statistics"), &COUNTERS);
    PortErrors {
        collisions: counters.number("collisions"),
        rx_crc_errors: counters.number("rx_crc_errors"),
        rx_dropped: counters.number("rx_dropped"),
        rx_errors: counters.number("rx_errors"),
        rx_fifo_errors: counters.number("rx_fifo_errors"),
        rx_frame_errors: counters.number("rx_frame_errors"),
        rx_length_errors: counters.number("rx_length_errors"),
        rx_missed_errors: counters.number("rx_missed_errors"),
        rx_nohandler: counters.number("rx_nohandler"),
        rx_over_errors: counters.number("rx_over_errors"),
        tx_aborted_errors: counters.number("tx_aborted_errors"),
        tx_carrier_errors: counters.number("tx_carrier_errors"),
        tx_dropped: counters.number("tx_dropped"),
        tx_errors: counters.number("tx_errors"),
        tx_fifo_errors: counters.number("tx_fifo_errors"),
        tx_heartbeat_errors: counters.number("tx_heartbeat_errors"),
        tx_window_errors: counters.number("tx_window_errors"),
    }
}

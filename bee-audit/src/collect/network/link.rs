//! The link of an interface: state, and what both ends can do.

use super::{
    super::{Attributes, Probe, coded},
    port::ask_driver,
};
use crate::{
    decode::linux::ethtool::{self, Autonegotiation, Duplex, LinkModeKind, LinkSettings, decode_link},
    host::EthtoolRequest,
    report::{LinkMode, LinkModes, PortLink, PortLinkModes},
    units::BitsPerSecond,
};

/// Asks the driver, and where it cannot be asked takes `speed` and `duplex` of the interface's `attributes`.
pub(super) fn read(probe: &mut Probe, name: &str, attributes: &Attributes, asleep: bool) -> (PortLink, PortLinkModes) {
    let settings = if asleep { None } else { read_settings(probe, name) };
    let Some(settings) = settings else { return (from_attributes(attributes), PortLinkModes::default()) };
    let link = PortLink {
        detected: ask_driver(probe, name, EthtoolRequest::Link, decode_link),
        speed_bits_per_second: settings.speed,
        duplex: settings.duplex.as_ref().map(coded),
        autonegotiation: on_or_off(settings.autonegotiation),
        port_type: Some(coded(&settings.port)),
        transceiver: Some(coded(&settings.transceiver)),
        crossover: settings.mdix.as_ref().map(coded),
        crossover_setting: settings.mdix_control.as_ref().map(coded),
    };
    let modes = PortLinkModes {
        supported: link_modes(&settings.supported),
        advertised: link_modes(&settings.advertised),
        partner: link_modes(&settings.partner),
    };
    (link, modes)
}

fn read_settings(probe: &mut Probe, name: &str) -> Option<LinkSettings> {
    ask_driver(probe, name, EthtoolRequest::LinkSettings, LinkSettings::decode)
        .or_else(|| ask_driver(probe, name, EthtoolRequest::LegacySettings, LinkSettings::decode_legacy))
}

/// `speed` is in Mbit/s, -1 when unknown; `duplex` is `full` or `half`.
fn from_attributes(attributes: &Attributes) -> PortLink {
    let megabits: Option<u32> = attributes.number("speed");
    let duplex = match attributes.text("duplex").as_deref() {
        Some("half") => Some(Duplex(0)),
        Some("full") => Some(Duplex(1)),
        _ => None,
    };
    PortLink {
        speed_bits_per_second: megabits.map(|megabits| BitsPerSecond(u64::from(megabits) * 1_000_000)),
        duplex: duplex.as_ref().map(coded),
        ..PortLink::default()
    }
}

/// `AUTONEG_DISABLE` is 0, `AUTONEG_ENABLE` is 1.
fn on_or_off(autonegotiation: Autonegotiation) -> Option<bool> {
    match autonegotiation.0 {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// `None` for a mask without any bit: the driver tells nothing.
fn link_modes(mask: &ethtool::LinkModes) -> Option<LinkModes> {
    if mask.is_empty() {
        return None;
    }
    let names = |kind| mask.of_kind(kind).filter_map(|bit| bit.name().map(str::to_owned)).collect();
    let modes = mask.of_kind(LinkModeKind::Mode).filter_map(|bit| {
        let mode = LinkMode { name: bit.name()?.to_owned(), speed_bits_per_second: bit.speed()?, lanes: bit.lanes() };
        Some(mode)
    });
    Some(LinkModes {
        autonegotiation: mask.of_kind(LinkModeKind::Autonegotiation).next().is_some(),
        ports: names(LinkModeKind::Port),
        pause: names(LinkModeKind::Pause),
        forward_error_correction: names(LinkModeKind::ForwardErrorCorrection),
        modes: modes.collect(),
        unknown_bits: mask.of_kind(LinkModeKind::Unknown).map(|bit| bit.0).collect(),
    })
}

//! Rules about network ports.

pub(super) mod module;

use super::Observation;
use crate::{
    report::{LinkModes, NetworkPort, RdmaDevice, RdmaPort, Report},
    units::BitsPerSecond,
};

/// Fewer errors than this are left alone: links make a few while they come up.
const FEW: u64 = 10;

/// A port transmits in one direction at a time.
pub(super) fn half_duplex(report: &Report) -> Vec<Observation> {
    let half = ports(report).filter(|port| {
        let duplex = port.link.duplex.as_ref().and_then(|duplex| duplex.name.as_deref());
        duplex == Some("Half") && port.link.speed_bits_per_second.is_some()
    });
    half.map(|port| Observation::new([&port.name], format!("{} runs half duplex", port.name))).collect()
}

/// A link is slower than what both partners say that they can do.
pub(super) fn slow_link(report: &Report) -> Vec<Observation> {
    let slow = ports(report).filter_map(|port| {
        let speed = port.link.speed_bits_per_second?;
        let best = best_common(port.link_modes.supported.as_ref()?, port.link_modes.partner.as_ref()?)?;
        let message = format!("{} runs at {speed}, both ends can do {best}", port.name);
        (speed.0 > 0 && speed < best).then(|| Observation::new([&port.name], message))
    });
    slow.collect()
}

fn best_common(own: &LinkModes, partner: &LinkModes) -> Option<BitsPerSecond> {
    let common = own.modes.iter().filter(|mode| partner.modes.iter().any(|other| other.name == mode.name));
    common.map(|mode| mode.speed_bits_per_second.0).max().map(BitsPerSecond)
}

/// A port received or sent frames that the cable, the transceiver or the partner damaged.
pub(super) fn link_errors(report: &Report) -> Vec<Observation> {
    let damaged = ports(report).filter_map(|port| {
        let errors = &port.errors;
        let counters = [
            ("CRC errors", errors.rx_crc_errors),
            ("alignment errors", errors.rx_frame_errors),
            ("carrier losses", errors.tx_carrier_errors),
            ("late collisions", errors.tx_window_errors),
        ];
        let parts = more_than_few(counters);
        let message = format!("{} had {}", port.name, parts.join(", "));
        (!parts.is_empty()).then(|| Observation::new([&port.name], message))
    });
    damaged.collect()
}

/// The link of a port went away more than a few times.
pub(super) fn link_flaps(report: &Report) -> Vec<Observation> {
    let flapping = ports(report).filter_map(|port| {
        let times = port.carrier_down_count.filter(|times| *times >= FEW)?;
        Some(Observation::new([&port.name], format!("the link of {} went away {times} times", port.name)))
    });
    flapping.collect()
}

/// An RDMA port counts errors of its physical link.
pub(super) fn rdma_errors(report: &Report) -> Vec<Observation> {
    const COUNTERS: [&str; 5] =
        ["symbol_error", "link_error_recovery", "link_downed", "port_rcv_errors", "local_link_integrity_errors"];
    let failing = rdma_ports(report).filter_map(|(device, port)| {
        let parts = more_than_few(COUNTERS.map(|name| (name, port.counters.get(name).copied())));
        let name = format!("{} port {}", device.name, port.number);
        let message = format!("{name} had {}", parts.join(", "));
        (!parts.is_empty()).then(|| Observation::new([name], message))
    });
    failing.collect()
}

/// `12 CRC errors` for each counter that reached more than a few.
fn more_than_few<const N: usize>(counters: [(&str, Option<u64>); N]) -> Vec<String> {
    let reached = counters.into_iter().filter_map(|(name, count)| Some((name, count.filter(|count| *count >= FEW)?)));
    reached.map(|(name, count)| format!("{count} {name}")).collect()
}

fn ports(report: &Report) -> impl Iterator<Item = &NetworkPort> {
    report.network.iter().flat_map(|network| &network.adapters).flat_map(|adapter| &adapter.ports)
}

fn rdma_ports(report: &Report) -> impl Iterator<Item = (&RdmaDevice, &RdmaPort)> {
    let devices = report.network.iter().flat_map(|network| &network.adapters).flat_map(|adapter| &adapter.rdma_devices);
    devices.flat_map(|device| device.ports.iter().map(move |port| (device, port)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Coded, LinkMode, Network, NetworkAdapter, PortErrors, PortLink, PortLinkModes};

    fn report(port: NetworkPort) -> Report {
        let port = NetworkPort { name: "eno1".into(), ..port };
        let adapter = NetworkAdapter { ports: vec![port], ..NetworkAdapter::default() };
        Report { network: Some(Network { adapters: vec![adapter] }), ..Report::default() }
    }

    fn modes(speeds: &[u64]) -> Option<LinkModes> {
        let mode = |speed: &u64| LinkMode {
            name: format!("{speed}baseT/Full"),
            speed_bits_per_second: BitsPerSecond(*speed),
            lanes: None,
        };
        Some(LinkModes { modes: speeds.iter().map(mode).collect(), ..LinkModes::default() })
    }

    #[test]
    fn a_link_is_judged_by_what_both_partners_can_do() {
        let link = |speed, partner: &[u64]| {
            let link = PortLink { speed_bits_per_second: Some(BitsPerSecond(speed)), ..PortLink::default() };
            let supported = modes(&[1_000_000_000, 10_000_000_000]);
            let link_modes = PortLinkModes { supported, partner: modes(partner), ..PortLinkModes::default() };
            slow_link(&report(NetworkPort { link, link_modes, ..NetworkPort::default() }))
        };
        assert_eq!(link(1_000_000_000, &[1_000_000_000]), []);
        assert_eq!(link(10_000_000_000, &[1_000_000_000, 10_000_000_000]), []);
        assert_eq!(
            link(1_000_000_000, &[1_000_000_000, 10_000_000_000]),
            [Observation::new(["eno1"], "eno1 runs at 1 Gbit/s, both ends can do 10 Gbit/s")]
        );
    }

    #[test]
    fn half_duplex_counts_on_a_link_only() {
        let duplex = Some(Coded { code: 0, name: Some("Half".into()) });
        let down = PortLink { duplex: duplex.clone(), ..PortLink::default() };
        assert_eq!(half_duplex(&report(NetworkPort { link: down, ..NetworkPort::default() })), []);
        let speed_bits_per_second = Some(BitsPerSecond(100_000_000));
        let up = PortLink { duplex, speed_bits_per_second, ..PortLink::default() };
        let found = half_duplex(&report(NetworkPort { link: up, ..NetworkPort::default() }));
        assert_eq!(found, [Observation::new(["eno1"], "eno1 runs half duplex")]);
    }

    #[test]
    fn a_few_errors_are_normal() {
        let errors = |count| {
            let errors =
                PortErrors { rx_crc_errors: Some(count), tx_carrier_errors: Some(99), ..PortErrors::default() };
            link_errors(&report(NetworkPort { errors, ..NetworkPort::default() }))
        };
        assert_eq!(errors(9)[0].message, "eno1 had 99 carrier losses");
        assert_eq!(errors(10)[0].message, "eno1 had 10 CRC errors, 99 carrier losses");
        assert_eq!(link_errors(&report(NetworkPort::default())), []);
        let flaps =
            |times| link_flaps(&report(NetworkPort { carrier_down_count: Some(times), ..NetworkPort::default() }));
        assert_eq!(flaps(9), []);
        assert_eq!(flaps(40)[0].message, "the link of eno1 went away 40 times");
    }

    #[test]
    fn rdma_ports_are_judged_by_their_link() {
        let counters = [("symbol_error".to_owned(), 65_535), ("port_rcv_data".to_owned(), 1 << 40)].into();
        let ports = vec![RdmaPort { number: 1, counters, ..RdmaPort::default() }];
        let device = RdmaDevice { name: "mlx5_0".into(), ports, ..RdmaDevice::default() };
        let adapter = NetworkAdapter { rdma_devices: vec![device], ..NetworkAdapter::default() };
        let report = Report { network: Some(Network { adapters: vec![adapter] }), ..Report::default() };
        let found = rdma_errors(&report);
        assert_eq!(found, [Observation::new(["mlx5_0 port 1"], "mlx5_0 port 1 had 65535 symbol_error")]);
    }
}

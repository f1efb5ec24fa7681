//! Network ports.

use crate::{
    report::{Network, NetworkAdapter, NetworkModule, NetworkPort, Pcie, RdmaDevice, RdmaPort},
    units::BitsPerSecond,
};

use super::{
    page::{Cell, Section, Tone, cell},
    phrase::{alike, times, words},
};

/// Alike adapters together, below them a row for each port: its name, its burnt-in address, its link, its place; and
/// one for what is plugged into it.
pub(super) fn section(network: &Network, pcie: Option<&Pcie>) -> Section {
    let mut section = Section::new("NETWORK");
    let mut rows = Vec::new();
    for (described, adapters) in alike(&network.adapters, |adapter| description(adapter, pcie)) {
        rows.push(vec![cell(times(adapters.len(), &described)).tone(Tone::Strong)]);
        rows.extend(adapters.into_iter().flat_map(adapter_rows));
    }
    section.table(rows);
    section
}

/// `Intel Ethernet Controller E810-XXV, ice, firmware 4.40`
fn description(adapter: &NetworkAdapter, pcie: Option<&Pcie>) -> String {
    let mut functions = pcie.iter().flat_map(|pcie| &pcie.functions);
    let function = functions.find(|function| Some(&function.address) == adapter.pci_address.as_ref());
    let firmware = adapter.firmware_version.as_ref().map(|version| format!("firmware {version}"));
    let board = adapter.rdma_devices.first().and_then(|device| device.board_id.clone());
    let known = [function.map(super::pcie::name), board, adapter.driver.clone(), firmware];
    let description = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if description.is_empty() { adapter.address.clone() } else { description }
}

fn adapter_rows(adapter: &NetworkAdapter) -> Vec<Vec<Cell>> {
    let ports = adapter
        .ports
        .iter()
        .flat_map(|port| std::iter::once(port_row(port, adapter)).chain(port.module.iter().map(module_row)));
    ports.chain(adapter.rdma_devices.iter().flat_map(|device| rdma_rows(device, adapter))).collect()
}

fn port_row(port: &NetworkPort, adapter: &NetworkAdapter) -> Vec<Cell> {
    vec![
        cell(format!("  {}", port.name)),
        port.permanent_mac_address.as_deref().or(port.mac_address.as_deref()).map(address).into(),
        link(port),
        cell(adapter.address.as_str()),
    ]
}

/// `QSFP28`, its serial number, `26.4 °C, FINISAR CORP FTLC9551REPM`.
fn module_row(module: &NetworkModule) -> Vec<Cell> {
    let kind = module.identifier.name.as_deref().unwrap_or("module");
    let made = words([module.vendor_name.as_deref(), module.part_number.as_deref()]);
    let temperature = module.diagnostics.as_ref().and_then(|diagnostics| diagnostics.temperature_celsius);
    let temperature = temperature.map(|celsius| format!("{:.1} °C", celsius.0));
    let known: Vec<String> = temperature.into_iter().chain([made]).filter(|part| !part.is_empty()).collect();
    vec![
        cell(format!("    {kind}")),
        Cell::from(module.serial_number.clone()).whole(),
        cell(known.join(", ")).whole(),
        Cell::default(),
    ]
}

/// The address; of IP over InfiniBand's 20 octets the last 8, which are the port's GUID (RFC 4391 §9.1.1).
fn address(octets: &str) -> String {
    const GUID: usize = 8 * 3 - 1;
    let start = octets.len().saturating_sub(GUID);
    if octets.len() > GUID { octets.get(start..).unwrap_or(octets).to_owned() } else { octets.to_owned() }
}

/// `25 Gbit/s`, `1 of 25 Gbit/s`, `100 Mbit/s half duplex`, `speed unknown` of one that is up, `no link`, `off`.
fn link(port: &NetworkPort) -> Cell {
    if port.administratively_up == Some(false) {
        return cell("off").tone(Tone::Faint);
    }
    if port.carrier.or(port.link.detected) == Some(false) {
        return cell("no link").tone(Tone::Faint);
    }
    let Some(speed) = port.link.speed_bits_per_second else {
        let is_up = port.carrier.or(port.link.detected) == Some(true);
        return cell(if is_up { "speed unknown" } else { "" });
    };
    if port.link.duplex.as_ref().is_some_and(|duplex| duplex.name.as_deref() == Some("Half")) {
        return cell(format!("{speed} half duplex")).tone(Tone::Warning);
    }
    let modes = port.link_modes.supported.iter().flat_map(|supported| &supported.modes);
    let best = modes.map(|mode| mode.speed_bits_per_second.0).max();
    match best {
        Some(best) if speed.0 < best => cell(format!("{speed} of {}", BitsPerSecond(best))),
        _ => cell(speed.to_string()),
    }
}

/// Ports of InfiniBand; those of Ethernet are network interfaces already.
fn rdma_rows(device: &RdmaDevice, adapter: &NetworkAdapter) -> Vec<Vec<Cell>> {
    let has_interfaces = !adapter.ports.is_empty();
    let shown = device.ports.iter().filter(|port| !has_interfaces || port.link_layer.as_deref() == Some("InfiniBand"));
    shown.map(|port| rdma_row(device, port, adapter)).collect()
}

fn rdma_row(device: &RdmaDevice, port: &RdmaPort, adapter: &NetworkAdapter) -> Vec<Cell> {
    let rate = port.rate.as_ref().map(|rate| rate.bits_per_second.to_string());
    let generation = port.rate.as_ref().and_then(|rate| rate.generation.as_deref());
    let state = port.state.as_ref().and_then(|state| state.name.as_deref());
    vec![
        cell(format!("  {} port {}", device.name, port.number)),
        device.node_guid.clone().into(),
        cell(words([port.link_layer.as_deref(), rate.as_deref(), generation, state])),
        cell(adapter.address.as_str()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{Coded, LinkMode, LinkModes, ModuleDiagnostics, PortLink, PortLinkModes, RdmaRate},
        units::Celsius,
    };

    fn port(name: &str, up: bool, carrier: Option<bool>, speed: Option<u64>, duplex: &str) -> NetworkPort {
        let mode = LinkMode {
            name: "25000baseCR/Full".into(),
            speed_bits_per_second: BitsPerSecond(25_000_000_000),
            lanes: Some(1),
        };
        NetworkPort {
            name: name.into(),
            permanent_mac_address: Some("3c:fd:fe:00:00:01".into()),
            administratively_up: Some(up),
            carrier,
            link: PortLink {
                speed_bits_per_second: speed.map(BitsPerSecond),
                duplex: Some(Coded { code: 0, name: Some(duplex.into()) }),
                ..PortLink::default()
            },
            link_modes: PortLinkModes {
                supported: Some(LinkModes { modes: vec![mode], ..LinkModes::default() }),
                ..PortLinkModes::default()
            },
            ..NetworkPort::default()
        }
    }

    #[test]
    fn each_port_tells_its_link() {
        let mut with_module = port("ens1f0", true, Some(true), Some(25_000_000_000), "Full");
        with_module.module = Some(NetworkModule {
            identifier: Coded { code: 3, name: Some("SFP/SFP+/SFP28".into()) },
            vendor_name: Some("FINISAR CORP.".into()),
            part_number: Some("FTLX8571D3BCL".into()),
            serial_number: Some("ALX0001".into()),
            diagnostics: Some(ModuleDiagnostics {
                temperature_celsius: Some(Celsius(31.52)),
                ..ModuleDiagnostics::default()
            }),
            ..NetworkModule::default()
        });
        let ethernet = NetworkAdapter {
            address: "0000:3b:00.0".into(),
            driver: Some("ice".into()),
            firmware_version: Some("4.40 0x8001c967".into()),
            ports: vec![
                with_module,
                port("ens1f1", true, Some(true), Some(1_000_000_000), "Full"),
                port("ens1f2", true, Some(true), Some(100_000_000), "Half"),
                port("ens1f3", true, Some(false), None, "Full"),
                port("ens1f4", false, None, None, "Full"),
                port("ens1f5", true, Some(true), None, "Unknown"),
            ],
            ..NetworkAdapter::default()
        };
        let rate = RdmaRate {
            bits_per_second: BitsPerSecond(400_000_000_000),
            lanes: Some(4),
            generation: Some("NDR".into()),
        };
        let infiniband = RdmaDevice {
            name: "mlx5_0".into(),
            node_guid: Some("a088:c203:0045:0001".into()),
            hca_type: Some("MT4129".into()),
            board_id: Some("MT_0000000838".into()),
            firmware_version: Some("28.39.2048".into()),
            ports: vec![RdmaPort {
                number: 1,
                link_layer: Some("InfiniBand".into()),
                state: Some(Coded { code: 4, name: Some("ACTIVE".into()) }),
                rate: Some(rate),
                ..RdmaPort::default()
            }],
            ..RdmaDevice::default()
        };
        let adapter = NetworkAdapter {
            address: "0000:9a:00.0".into(),
            driver: Some("mlx5_core".into()),
            rdma_devices: vec![infiniband],
            ..NetworkAdapter::default()
        };
        let network = Network { adapters: vec![ethernet, adapter] };
        insta::assert_snapshot!(plain(&section(&network, None)));
    }
}

//! What `ethtool` and `ip` printed on the recorded machines (`root/share/tools` in `fixtures/hosts/*`), field by field
//! against the report of the same machine.

use std::collections::BTreeMap;

use bee_audit::report::{Component, LinkModes, Network, NetworkAdapter, NetworkPort};

#[path = "support/guest.rs"]
mod guest;

use guest::{Comparison, Guest, guests};

/// Lines of `ethtool` that the report has no field for, and why.
const LEFT_OUT: [(&str, &str); 4] = [
    ("Supports Wake-on", "configuration of the operating system"),
    ("Wake-on", "configuration of the operating system"),
    ("Current message level", "verbosity of the driver's messages"),
    ("PHYAD", "address on the management bus inside the adapter, 0 wherever there is none"),
];

/// Features that `ethtool -k` prints under a name of its own, for one or several of the kernel's.
const OLD_NAMES: [&str; 13] = [
    "generic-receive-offload",
    "generic-segmentation-offload",
    "large-receive-offload",
    "ntuple-filters",
    "receive-hashing",
    "rx-checksumming",
    "rx-vlan-offload",
    "scatter-gather",
    "tcp-segmentation-offload",
    "tx-checksumming",
    "tx-vlan-offload",
    "tx-gso-list",
    "udp-fragmentation-offload",
];

#[test]
fn the_report_agrees_with_ethtool_and_ip() {
    for guest in guests() {
        println!("{}", guest.name);
        let network = guest.report(&[Component::Network]).network.unwrap();
        let mut comparison = Comparison::default();
        for adapter in &network.adapters {
            for port in &adapter.ports {
                compare_port(&mut comparison, &guest, adapter, port);
            }
        }
        if let Some(links) = guest.printed_json("ip-link.json") {
            compare_ip(&mut comparison, &network, &links);
        }
        comparison.close(&[("settings", 10), ("driver", 4), ("features", 40), ("ip", 13)]);
    }
}

fn compare_port(comparison: &mut Comparison, guest: &Guest, adapter: &NetworkAdapter, port: &NetworkPort) {
    let tool = |command: &str| guest.printed(&format!("{command}-{}.txt", port.name));
    if let Some(text) = tool("ethtool") {
        compare_settings(comparison, port, &fields(&text));
    }
    if let Some(text) = tool("ethtool-driver") {
        compare_driver(comparison, adapter, &fields(&text));
    }
    if let Some(text) = tool("ethtool-permanent-address") {
        let address = port.permanent_mac_address.as_deref().unwrap_or("not set");
        comparison.same("permanent address", &port.name, address, fields(&text)["Permanent address"].as_str());
    }
    if let Some(text) = tool("ethtool-features") {
        compare_features(comparison, port, &text);
    }
    if let Some(text) = tool("ethtool-statistics") {
        compare_statistics(comparison, port, &fields(&text));
    }
}

/// `Name: value` lines; lines without a colon go on with the value before.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.split_once(':'), fields.last_mut()) {
            (Some((name, value)), _) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
            (None, Some((_, value))) => *value = format!("{value} {}", line.trim()),
            (None, None) => {}
        }
    }
    fields.into_iter().map(|(name, value)| (name, value.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

fn compare_settings(comparison: &mut Comparison, port: &NetworkPort, fields: &BTreeMap<String, String>) {
    let (link, modes) = (&port.link, &port.link_modes);
    let name = |coded: &Option<bee_audit::report::Coded>| coded.as_ref().and_then(|coded| coded.name.clone());
    for (field, value) in fields {
        let told = match field.as_str() {
            "Speed" => {
                link.speed_bits_per_second.map_or("Unknown!".into(), |speed| format!("{}Mb/s", speed.0 / 1_000_000))
            }
            "Duplex" => name(&link.duplex).unwrap_or("Unknown! (255)".into()),
            "Auto-negotiation" => if link.autonegotiation == Some(true) { "on" } else { "off" }.into(),
            "Port" => name(&link.port_type).unwrap_or_default(),
            "Transceiver" => name(&link.transceiver).unwrap_or_default(),
            "MDI-X" => crossover(port),
            "Link detected" => if link.detected == Some(true) { "yes" } else { "no" }.into(),
            "Supported ports" => match modes.supported.as_ref().map(|modes| modes.ports.join(" ")) {
                Some(ports) if !ports.is_empty() => format!("[ {ports} ]"),
                _ => "[ ]".into(),
            },
            _ => match told_of_modes(field, port) {
                Some(told) => told,
                None => {
                    let explained = field.starts_with("Settings for") || LEFT_OUT.iter().any(|(name, _)| name == field);
                    // The bits of the message level follow on a line of their own.
                    assert!(explained, "{}: {field:?} is neither compared nor explained", port.name);
                    continue;
                }
            },
        };
        comparison.same("settings", &format!("{} {field}", port.name), told, value);
    }
}

/// `off (auto)`: the state, and how it came about.
fn crossover(port: &NetworkPort) -> String {
    let code = |coded: &Option<bee_audit::report::Coded>| coded.as_ref().map(|coded| coded.code);
    let state = match code(&port.link.crossover) {
        Some(1) => "off",
        Some(2) => "on",
        _ => "Unknown",
    };
    match code(&port.link.crossover_setting) {
        Some(1) => "off (forced)".into(),
        Some(2) => "on (forced)".into(),
        Some(3) => format!("{state} (auto)"),
        _ => state.into(),
    }
}

/// The lines on what the port and its partner can do.
fn told_of_modes(field: &str, port: &NetworkPort) -> Option<String> {
    let modes = &port.link_modes;
    let (side, rest) = match field.split_once(' ')? {
        ("Supported" | "Supports", rest) => (&modes.supported, rest),
        ("Advertised", rest) => (&modes.advertised, rest),
        ("Link", rest) => (&modes.partner, rest.strip_prefix("partner advertised ")?),
        _ => return None,
    };
    let nothing = LinkModes::default();
    let side = side.as_ref().unwrap_or(&nothing);
    let list = |names: Vec<&str>| if names.is_empty() { "Not reported".to_owned() } else { names.join(" ") };
    Some(match rest {
        "link modes" => list(side.modes.iter().map(|mode| mode.name.as_str()).collect()),
        "FEC modes" => list(side.forward_error_correction.iter().map(String::as_str).collect()),
        "auto-negotiation" => if side.autonegotiation { "Yes" } else { "No" }.to_owned(),
        "pause frame use" => match (side.pause.iter().any(|bit| bit == "Pause"), side.pause.len()) {
            (false, 0) => "No",
            (true, 1) => "Symmetric",
            (true, _) => "Symmetric Receive-only",
            (false, _) => "Transmit-only",
        }
        .to_owned(),
        _ => return None,
    })
}

fn compare_driver(comparison: &mut Comparison, adapter: &NetworkAdapter, fields: &BTreeMap<String, String>) {
    let mut same = |field: &str, told: &Option<String>| {
        let printed = fields[field].as_str();
        let printed = if printed == "N/A" { "" } else { printed };
        comparison.same(
            "driver",
            &format!("{} {field}", adapter.address),
            told.as_deref().unwrap_or_default(),
            printed,
        );
    };
    same("driver", &adapter.driver);
    same("version", &adapter.driver_version);
    same("firmware-version", &adapter.firmware_version);
    same("expansion-rom-version", &adapter.expansion_rom_version);
    if adapter.bus.as_deref() != Some("usb") {
        same("bus-info", &adapter.pci_address);
    }
}

fn compare_features(comparison: &mut Comparison, port: &NetworkPort, text: &str) {
    let features = port.features.clone().unwrap_or_default();
    for line in text.lines().skip(1) {
        let (feature, state) = line.trim().split_once(": ").unwrap();
        let is_in = |list: &[String]| list.iter().any(|name| name == feature);
        let told = if is_in(&features.on) {
            "on"
        } else if is_in(&features.on_fixed) {
            "on [fixed]"
        } else if is_in(&features.off) {
            "off"
        } else {
            "off [fixed]"
        };
        if !OLD_NAMES.contains(&feature) {
            let state = state.split(" [requested").next().unwrap();
            comparison.same("features", &format!("{} {feature}", port.name), told, state);
        }
    }
}

/// Every error that the report tells is printed, and every statistic that is called an error and is not 0 is told.
fn compare_statistics(comparison: &mut Comparison, port: &NetworkPort, fields: &BTreeMap<String, String>) {
    for (name, value) in &port.driver_errors {
        comparison.same(
            "statistics",
            &format!("{} {name}", port.name),
            value.to_string(),
            fields.get(name).map_or("", String::as_str),
        );
    }
    for (name, value) in fields.iter().filter(|(name, value)| name.contains("error") && *value != "0") {
        let told = port.driver_errors.get(name).map(u64::to_string);
        comparison.same("statistics", &format!("{} {name}", port.name), told.unwrap_or_default(), value);
    }
}

/// `ip -d -j -s link`.
fn compare_ip(comparison: &mut Comparison, network: &Network, links: &serde_json::Value) {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for adapter in &network.adapters {
        for port in &adapter.ports {
            let links = links.as_array().unwrap();
            let Some(link) = links.iter().find(|link| link["ifname"] == port.name.as_str()) else {
                comparison.lacks(format!("{}: ip knows no such interface", port.name));
                continue;
            };
            let mut same = |what: &str, told: Option<String>, printed: &serde_json::Value| {
                comparison.same("ip", &format!("{} {what}", port.name), told.unwrap_or_default(), text(printed));
            };
            same("mtu", port.maximum_transmission_unit_bytes.map(|bytes| bytes.0.to_string()), &link["mtu"]);
            same("address", port.mac_address.clone(), &link["address"]);
            same("operstate", port.operational_state.as_ref().map(|state| state.to_uppercase()), &link["operstate"]);
            let up = link["flags"].as_array().unwrap().iter().any(|flag| flag == "UP");
            same("UP", port.administratively_up.map(|up| up.to_string()), &up.into());
            if let Some(parent) = link.get("parentdev") {
                same("parentdev", Some(adapter.address.clone()), parent);
                same("parentbus", adapter.bus.clone(), &link["parentbus"]);
            }
            let (rx, tx) = (&link["stats64"]["rx"], &link["stats64"]["tx"]);
            let count = |count: Option<u64>| count.map(|count| count.to_string());
            same("rx errors", count(port.errors.rx_errors), &rx["errors"]);
            same("rx dropped", count(port.errors.rx_dropped), &rx["dropped"]);
            same("rx over errors", count(port.errors.rx_over_errors), &rx["over_errors"]);
            same("tx errors", count(port.errors.tx_errors), &tx["errors"]);
            same("tx dropped", count(port.errors.tx_dropped), &tx["dropped"]);
            same("tx carrier errors", count(port.errors.tx_carrier_errors), &tx["carrier_errors"]);
            same("collisions", count(port.errors.collisions), &tx["collisions"]);
        }
    }
    let hardware = links.as_array().unwrap().iter().filter(|link| link.get("parentdev").is_some()).count();
    let ports: usize = network.adapters.iter().map(|adapter| adapter.ports.len()).sum();
    comparison.same("interfaces with hardware", "", ports.to_string(), hardware.to_string());
}

//! RDMA devices (Documentation/ABI/stable/sysfs-class-infiniband).

use std::collections::BTreeMap;

use super::{
    super::{Probe, coded},
    adapter::last_name,
};
use crate::{
    decode::linux::infiniband::{NodeType, PortPhysicalState, PortState, Rate, numbered},
    report::{RdmaDevice, RdmaPort, RdmaRate},
};

/// Reads the RDMA device in `directory`.
pub(super) fn read(probe: &mut Probe, directory: &str) -> RdmaDevice {
    let name = last_name(directory);
    let names = ["board_id", "fw_ver", "hca_type", "hw_rev", "node_desc", "node_guid", "node_type", "sys_image_guid"];
    let attributes = probe.optional_attributes(name, directory, &names);
    let verbs = probe.list(name, &format!("{directory}/device/infiniband_verbs"));
    let ports = probe.list(name, &format!("{directory}/ports"));
    let mut ports: Vec<u32> = ports.iter().filter_map(|port| port.parse().ok()).collect();
    ports.sort_unstable();
    RdmaDevice {
        board_id: attributes.text("board_id"),
        hca_type: attributes.text("hca_type"),
        hardware_revision: attributes.text("hw_rev"),
        firmware_version: attributes.text("fw_ver"),
        node_type: attributes.text("node_type").and_then(|text| numbered(&text)).map(|code| coded(&NodeType(code))),
        node_guid: attributes.text("node_guid"),
        system_image_guid: attributes.text("sys_image_guid"),
        node_description: attributes.text("node_desc"),
        verbs_device: verbs.into_iter().next(),
        ports: ports.into_iter().map(|number| read_port(probe, name, directory, number)).collect(),
        name: name.to_owned(),
    }
}

fn read_port(probe: &mut Probe, device: &str, directory: &str, number: u32) -> RdmaPort {
    let directory = format!("{directory}/ports/{number}");
    let subject = format!("{device} port {number}");
    let names = ["cap_mask", "gids/0", "lid", "link_layer", "phys_state", "rate", "sm_lid", "state"];
    let attributes = probe.optional_attributes(&subject, &directory, &names);
    let code = |name| attributes.text(name).and_then(|text| numbered(&text));
    RdmaPort {
        number,
        link_layer: attributes.text("link_layer"),
        state: code("state").map(|code| coded(&PortState(code))),
        physical_state: code("phys_state").map(|code| coded(&PortPhysicalState(code))),
        rate: attributes.text("rate").and_then(|text| Rate::decode(&text)).map(|rate| RdmaRate {
            bits_per_second: rate.bits_per_second,
            lanes: rate.lanes,
            generation: rate.generation,
        }),
        local_identifier: attributes.number("lid"),
        subnet_manager_local_identifier: attributes.number("sm_lid"),
        capability_mask: attributes.number("cap_mask"),
        global_identifier: attributes.text("gids/0"),
        counters: read_counters(probe, &subject, &format!("{directory}/counters")),
        hardware_counters: read_counters(probe, &subject, &format!("{directory}/hw_counters")),
    }
}

/// Every file of a directory that holds a number. `lifespan` is no counter: it is how long values are kept.
fn read_counters(probe: &mut Probe, subject: &str, directory: &str) -> BTreeMap<String, u64> {
    let mut names = probe.list(subject, directory);
    names.retain(|name| name != "lifespan");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let values = probe.optional_attributes(subject, directory, &names);
    names.into_iter().filter_map(|name| Some((name.to_owned(), values.number(name)?))).collect()
}

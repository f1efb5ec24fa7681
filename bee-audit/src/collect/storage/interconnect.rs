//! What lies between a SCSI host and its devices: SAS, Fibre Channel, iSCSI.

use crate::{
    collect::Probe,
    decode::linux::{device_path::DevicePath, storage_text},
    report::{IscsiSession, RemotePort, SasLink, SasPhy},
    units::BitsPerSecond,
};

const PHY_ATTRIBUTES: [&str; 7] = [
    "phy_identifier",
    "negotiated_linkrate",
    "maximum_linkrate_hw",
    "invalid_dword_count",
    "running_disparity_error_count",
    "loss_of_dword_sync_count",
    "phy_reset_problem_count",
];

/// The SAS end device of a drive with the phys of its port.
pub(super) fn read_sas(probe: &mut Probe, subject: &str, path: &DevicePath) -> Option<SasLink> {
    let end_device = path.sas_end_device()?;
    // Bay and enclosure are EINVAL or ENXIO where nobody told the controller.
    let names = ["sas_address", "target_port_protocols", "bay_identifier", "enclosure_identifier"];
    let attributes = probe.optional_attributes(subject, &format!("/sys/class/sas_device/{end_device}"), &names);
    let protocols = attributes.text("target_port_protocols").filter(|text| text != "none").unwrap_or_default();
    Some(SasLink {
        end_device: end_device.to_owned(),
        expander: path.sas_expander().map(str::to_owned),
        address: attributes.text("sas_address").and_then(|text| storage_text::identifier(&text)),
        target_protocols: protocols.split(", ").filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        bay: attributes.number("bay_identifier"),
        enclosure_identifier: attributes.text("enclosure_identifier").and_then(|text| storage_text::identifier(&text)),
        phys: read_phys(probe, subject, path),
    })
}

fn read_phys(probe: &mut Probe, subject: &str, path: &DevicePath) -> Vec<SasPhy> {
    let Some(port) = path.sas_port() else { return Vec::new() };
    let names = probe.list(subject, &port);
    let phys = names.into_iter().filter(|name| name.starts_with("phy-"));
    phys.map(|name| {
        let attributes = probe.optional_attributes(subject, &format!("/sys/class/sas_phy/{name}"), &PHY_ATTRIBUTES);
        let rate = |name: &str| storage_text::bits_per_second(&attributes.text(name)?).map(BitsPerSecond);
        SasPhy {
            identifier: attributes.number("phy_identifier"),
            speed_bits_per_second: rate("negotiated_linkrate"),
            maximum_speed_bits_per_second: rate("maximum_linkrate_hw"),
            invalid_dwords: attributes.number("invalid_dword_count"),
            running_disparity_errors: attributes.number("running_disparity_error_count"),
            losses_of_dword_synchronization: attributes.number("loss_of_dword_sync_count"),
            phy_reset_problems: attributes.number("phy_reset_problem_count"),
            name,
        }
    })
    .collect()
}

/// The remote port behind which a drive is.
pub(super) fn read_remote_port(probe: &mut Probe, subject: &str, path: &DevicePath) -> Option<RemotePort> {
    let name = path.remote_port()?;
    let names = ["port_name", "node_name", "port_state"];
    let attributes = probe.optional_attributes(subject, &format!("/sys/class/fc_remote_ports/{name}"), &names);
    Some(RemotePort {
        name: name.to_owned(),
        port_name: attributes.text("port_name").and_then(|text| storage_text::identifier(&text)),
        node_name: attributes.text("node_name").and_then(|text| storage_text::identifier(&text)),
        state: attributes.text("port_state"),
    })
}

/// The iSCSI session in which a drive is. Names and passwords of CHAP are beside these attributes, and not read.
pub(super) fn read_iscsi(probe: &mut Probe, subject: &str, path: &DevicePath) -> Option<IscsiSession> {
    let name = path.iscsi_session()?;
    let session =
        probe.optional_attributes(subject, &format!("/sys/class/iscsi_session/{name}"), &["targetname", "state"]);
    let connection = format!("/sys/class/iscsi_connection/connection{}:0", name.trim_start_matches("session"));
    let connection = probe.optional_attributes(subject, &connection, &["persistent_address", "persistent_port"]);
    Some(IscsiSession {
        name: name.to_owned(),
        target_name: session.text("targetname"),
        state: session.text("state"),
        address: connection.text("persistent_address"),
        port: connection.number("persistent_port"),
    })
}

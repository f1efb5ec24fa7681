//! Where a recording holds what names this one machine or its parts: serials, addresses, UUIDs, host names.

use std::net::IpAddr;

use super::{address, enclosure, identify, ipmi, management, megaraid, module, nvidia, raid, spd};
use crate::{
    decode::{
        self, Fields,
        linux::device_path::is_pci_address,
        pci::{ConfigurationSpace, extended::Body, vpd::VitalProductData},
        placeholder,
        scsi::{designator::Designator, log_page::LogParameters, phy_log::ProtocolSpecificPort},
        smbios,
        tool::{dmidecode::HexDump, nvme_cli, smartctl::Smartctl},
    },
    host::{
        EthtoolRequest, NvmeRequest, NvmeTool, NvmeToolForm, Query, Recording, Reply, ScsiLogPage, ScsiRequest,
        ScsiVpdPage, Tool,
    },
};

/// Something that names one machine or part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    /// A serial number or asset tag.
    Text(String),
    /// A host name, which may be an ordinary word.
    Name(String),
    /// A number in hexadecimal digits, of which the first `kept` name the maker.
    Hex { digits: String, kept: usize },
    /// A Device Serial Number as configuration space stores it, the least significant octet first.
    DeviceSerial([u8; 8]),
    /// A UUID as SMBIOS stores it.
    Uuid([u8; 16]),
    /// An IP address.
    Address(IpAddr),
}

/// Digits of a hexadecimal identity that an IEEE registration authority gave to its maker.
pub(super) const OUI_DIGITS: usize = 6;

/// Files that hold nothing but a serial number, asset tag or the like.
const SERIALS: [&str; 20] = [
    "serial",
    "serial_number",
    "serial_num",
    "serialnum",
    "targetname",
    "product_serial",
    "board_serial",
    "chassis_serial",
    "board_asset_tag",
    "chassis_asset_tag",
    "product_uuid",
    "uuid",
    "cid",
    "unique_id",
    "ppin",
    "sn",
    "fguid",
    "node_guid",
    "sys_image_guid",
    "port_guid",
];

/// String fields of SMBIOS structures that hold a serial number or asset tag: type, offsets (DSP0134 §7.2.. §7.44).
const SMBIOS_STRINGS: [(u8, &[usize]); 7] = [
    (1, &[0x07]),
    (2, &[0x07, 0x08]),
    (3, &[0x07, 0x08]),
    (4, &[0x20, 0x21]),
    (17, &[0x18, 0x19]),
    (22, &[0x07]),
    (39, &[0x08, 0x09]),
];

/// Every identity in `recording`.
pub(super) fn find(recording: &Recording) -> Vec<Identity> {
    let answers = recording.answers.iter();
    let found = answers.flat_map(|(query, answer)| match (query, answer) {
        (query, Ok(Reply::Bytes(bytes))) if identify::place(query).is_some() => in_identify_device(query, bytes),
        (Query::Read(path), Ok(Reply::Bytes(bytes))) => {
            let module = spd::serial_number(query, bytes).map(Identity::Text);
            in_file(path, bytes).into_iter().chain(module).collect()
        }
        (Query::Smartctl { .. }, Ok(Reply::Bytes(bytes))) => {
            let serial = Smartctl::decode(bytes).ok().and_then(|told| told.serial_number);
            serial.map(Identity::Text).into_iter().collect()
        }
        (Query::Tool(Tool::Raid(_)), Ok(Reply::Bytes(bytes))) => raid::identities(bytes),
        (Query::Tool(Tool::DmidecodeHexDump), Ok(Reply::Bytes(bytes))) => {
            in_smbios(&HexDump::of(&String::from_utf8_lossy(bytes)).table)
        }
        (Query::Ethtool { request: EthtoolRequest::PermanentAddress, .. }, Ok(Reply::Bytes(bytes))) => {
            // struct ethtool_perm_addr: command, size, octets (linux/ethtool.h).
            vec![Identity::Hex { digits: decode::hex(bytes.get(8..).unwrap_or_default()), kept: OUI_DIGITS }]
        }
        (Query::Ethtool { .. }, Ok(Reply::Bytes(bytes))) => {
            module::serial_number(query, bytes).map(Identity::Text).into_iter().collect()
        }
        (Query::Nvml(_) | Query::Tool(Tool::NvidiaSmiXml | Tool::NvidiaSmiCsv), Ok(Reply::Bytes(bytes))) => {
            nvidia::identities(&String::from_utf8_lossy(bytes))
        }
        (Query::KernelLog(_), Ok(Reply::Bytes(bytes))) => nvidia::in_kernel_log(&String::from_utf8_lossy(bytes)),
        (Query::Megaraid { request, .. }, Ok(Reply::Bytes(bytes))) => megaraid::identities(*request, bytes),
        (Query::NvmeAdmin { request, .. }, Ok(Reply::Bytes(bytes))) => in_nvme(*request, bytes),
        (Query::NvmeTool { tool, form, .. }, Ok(Reply::Bytes(bytes))) => in_nvme_tool(*tool, *form, bytes),
        (Query::Ipmi { request, .. }, Ok(Reply::Bytes(bytes))) => management::in_answer(*request, bytes),
        (Query::Tool(Tool::Ipmitool(_)), Ok(Reply::Bytes(bytes))) => {
            management::in_ipmitool(&String::from_utf8_lossy(bytes))
        }
        (Query::Scsi { request, .. }, Ok(Reply::Bytes(bytes))) => in_scsi(*request, bytes),
        _ => Vec::new(),
    });
    let on_frus = ipmi::devices(recording).into_values().flat_map(|content| ipmi::identities(&content));
    found.chain(on_frus).filter(|identity| !is_filler(identity)).collect()
}

fn in_file(path: &str, bytes: &[u8]) -> Vec<Identity> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let text = || decode::text(bytes).into_iter();
    match name {
        "DMI" => in_smbios(bytes),
        "config" => device_serial_number(bytes).into_iter().collect(),
        "vpd" => in_vpd(bytes),
        "information" if path.starts_with("/proc/driver/nvidia/gpus/") => {
            nvidia::in_information(&String::from_utf8_lossy(bytes))
        }
        "vpd_pg80" => in_scsi(ScsiRequest::VitalProductData(ScsiVpdPage::UnitSerialNumber), bytes),
        "vpd_pg83" => in_scsi(ScsiRequest::VitalProductData(ScsiVpdPage::DeviceIdentification), bytes),
        "id" if path.contains("/enclosure/") => text().filter_map(|text| numbered(&text)).collect(),
        _ if name.starts_with("ipmitool") => management::in_ipmitool(&String::from_utf8_lossy(bytes)),
        "hostname" => text().map(Identity::Name).collect(),
        "cmdline" => in_command_line(&String::from_utf8_lossy(bytes)),
        "wwid"
        | "subsysnqn"
        | "address"
        | "eui"
        | "nguid"
        | "sas_address"
        | "host_sas_address"
        | "port_name"
        | "node_name"
        | "fabric_name"
        | "enclosure_identifier"
        | "permaddr" => text().filter_map(|text| numbered(&text)).collect(),
        // Made from a MAC address or GUID, by some drivers backwards.
        "phys_port_id" | "phys_switch_id" => text().map(|digits| Identity::Hex { digits, kept: 0 }).collect(),
        // A subnet's prefix, then the port's GUID (IBA vol. 1 §4.1.1) or an IP address.
        _ if path.contains("/gids/") => text().filter_map(|text| numbered(text.get(20..)?)).collect(),
        _ if SERIALS.contains(&name) => text().map(Identity::Text).collect(),
        _ => Vec::new(),
    }
}

/// UUIDs of file systems, MAC and IP addresses, and secrets among the kernel's parameters
/// (Linux, Documentation/admin-guide/kernel-parameters.rst, nfs/nfsroot.rst).
fn in_command_line(line: &str) -> Vec<Identity> {
    let parameters = line.split_ascii_whitespace().filter_map(|word| word.split_once('='));
    let identity = |(name, value): (&str, &str)| match name {
        "ip" => address::in_ip_parameter(value),
        "nameserver" => address::in_word(value).into_iter().collect(),
        _ if ["pass", "secret", "token"].iter().any(|word| name.contains(word)) => {
            vec![Identity::Text(value.to_owned())]
        }
        _ => numbered(value.rsplit('=').next().unwrap_or(value)).into_iter().collect(),
    };
    parameters.flat_map(identity).collect()
}

/// `a4:bf:01:23:45:67`, `naa.5000c500a1b2c3d4`, `0x5000…`, `eui.…`, `…uuid:…`: the number after its prefix.
fn numbered(text: &str) -> Option<Identity> {
    let start = text.rfind("uuid:").map(|at| at + 5).or_else(|| text.find('.').map(|at| at + 1));
    let digits = text.get(start.unwrap_or(0)..)?.trim_start_matches("0x");
    let hexadecimal = digits.chars().filter(char::is_ascii_hexdigit).count();
    let separated = digits.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '-' | ' '));
    // A PCI address (`0000:00:1f.2`) or an IP address is no identity of a part.
    (separated && hexadecimal >= 12).then(|| Identity::Hex { digits: digits.to_owned(), kept: OUI_DIGITS })
}

fn in_smbios(table: &[u8]) -> Vec<Identity> {
    let mut found = management::in_host_interfaces(table);
    for frame in smbios::frames(table) {
        let fields = SMBIOS_STRINGS.iter().filter(|(kind, _)| *kind == frame.kind).flat_map(|(_, offsets)| *offsets);
        found.extend(fields.filter_map(|offset| frame.string(*offset)).map(Identity::Text));
        // System Information, offset 08h (§7.2.1).
        found.extend((frame.kind == 1).then(|| frame.formatted().array(8)).flatten().map(Identity::Uuid));
    }
    found
}

/// The Device Serial Number capability (PCIe 6.0 §7.9.3).
fn device_serial_number(config: &[u8]) -> Option<Identity> {
    let capabilities = ConfigurationSpace::decode(config).ok()?.extended_capabilities?;
    capabilities.into_iter().find_map(|capability| match capability.body {
        Some(Body::DeviceSerialNumber(serial)) => Some(Identity::DeviceSerial(serial.0.to_le_bytes())),
        _ => None,
    })
}

/// Serial number and asset tag (PCI 3.0 appendix I.3).
fn in_vpd(bytes: &[u8]) -> Vec<Identity> {
    let Ok(vpd) = VitalProductData::decode(bytes) else { return Vec::new() };
    let fields = vpd.read_only.into_iter().chain(vpd.read_write);
    let serials = fields.filter(|field| matches!(field.keyword.as_str(), "SN" | "YA"));
    serials.filter_map(|field| field.text).map(Identity::Text).collect()
}

/// Serial number, FRU globally unique identifier and qualified name of a controller, NGUID and EUI64 of a namespace
/// (NVM Express Base 2.0 §5.17.2.1, NVM Command Set 1.0 §4.1.5.1).
fn in_nvme(request: NvmeRequest, bytes: &[u8]) -> Vec<Identity> {
    let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    let number = |octets: &[u8]| Identity::Hex { digits: decode::hex(octets), kept: OUI_DIGITS };
    match request {
        NvmeRequest::IdentifyController => {
            let serial = decode::text(part(4, 24)).map(Identity::Text);
            let name = decode::text(part(768, 1024)).and_then(|name| numbered(&name));
            [serial, name, Some(number(part(112, 128)))].into_iter().flatten().collect()
        }
        NvmeRequest::IdentifyNamespace { .. } => vec![number(part(104, 120)), number(part(120, 128))],
        _ => Vec::new(),
    }
}

/// Likewise in what nvme-cli shows.
fn in_nvme_tool(tool: NvmeTool, form: NvmeToolForm, output: &[u8]) -> Vec<Identity> {
    let told = |structure: fn(&[u8]) -> Result<Vec<u8>, decode::Error>| match form {
        NvmeToolForm::Binary => output.to_vec(),
        NvmeToolForm::Json => structure(output).unwrap_or_default(),
    };
    match tool {
        NvmeTool::IdentifyController => in_nvme(NvmeRequest::IdentifyController, &told(nvme_cli::identify_controller)),
        NvmeTool::IdentifyNamespace { namespace } => {
            in_nvme(NvmeRequest::IdentifyNamespace { namespace }, &told(nvme_cli::identify_namespace))
        }
        _ => Vec::new(),
    }
}

/// Unit serial number (SPC-5 §7.7.20), names of unit, ports and device (§7.7.6); SAS addresses of a drive and of what
/// it is attached to (SPL-4 §9.2.8); what enclosures tell.
fn in_scsi(request: ScsiRequest, bytes: &[u8]) -> Vec<Identity> {
    match request {
        ScsiRequest::VitalProductData(ScsiVpdPage::UnitSerialNumber) => {
            decode::text(bytes.get(4..).unwrap_or_default()).map(Identity::Text).into_iter().collect()
        }
        ScsiRequest::VitalProductData(ScsiVpdPage::DeviceIdentification) => {
            let Ok((designators, _)) = Designator::decode_page(bytes) else { return Vec::new() };
            designators.iter().filter_map(|designator| numbered(&designator.value()?)).collect()
        }
        ScsiRequest::LogSense(ScsiLogPage::ProtocolSpecificPort) => {
            let Ok(page) = LogParameters::decode(bytes) else { return Vec::new() };
            let phys = ProtocolSpecificPort::all_of(&page).into_iter().flat_map(|port| port.phys);
            let addresses = phys.flat_map(|phy| [phy.sas_address, phy.attached_sas_address]);
            addresses.flatten().map(|digits| Identity::Hex { digits, kept: OUI_DIGITS }).collect()
        }
        ScsiRequest::ReceiveDiagnosticResults(_) => enclosure::identities(bytes),
        _ => Vec::new(),
    }
}

/// Serial number and world wide name (ACS-3 §7.12.7).
fn in_identify_device(query: &Query, bytes: &[u8]) -> Vec<Identity> {
    let Some(drive) = identify::decode(query, bytes) else { return Vec::new() };
    let name = drive.world_wide_name.map(|name| Identity::Hex { digits: format!("{name:016x}"), kept: OUI_DIGITS });
    drive.serial_number.map(Identity::Text).into_iter().chain(name).collect()
}

/// Filler is no identity, and neither is a number without any information.
fn is_filler(identity: &Identity) -> bool {
    let dull = |octets: &[u8]| octets.iter().all(|octet| *octet == 0) || octets.iter().all(|octet| *octet == 0xff);
    match identity {
        // The serial number of a USB root hub is its controller's PCI address.
        Identity::Text(text) => placeholder::is_placeholder(text) || text.len() < 3 || is_pci_address(text),
        Identity::Name(name) => name == "localhost" || name.starts_with('('),
        Identity::Hex { digits, .. } => {
            let mut digits = digits.chars().filter(char::is_ascii_hexdigit);
            let first = digits.next();
            digits.all(|digit| Some(digit) == first)
        }
        Identity::DeviceSerial(octets) => dull(octets),
        Identity::Uuid(octets) => dull(octets),
        Identity::Address(address) => address::is_common(*address),
    }
}

//! Management Controller Host Interface (type 42): how the operating system reaches the management controller.
//!
//! Document: DSP0134 §7.43, §7.43.1 (interface), §7.43.2 (protocols); DSP0270 1.3 §8 (Redfish over IP, USB and PCI
//! network devices). An address and port of the Redfish service on the machine itself are here.
//!
//! Real firmware: 19.9 % of servers have it; addresses of all zeros while the controller has not started; before 3.2
//! some wrote only the interface type and vendor data, without protocol records.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use super::{Frame, PciAddress, Uuid};
use crate::decode::{Fields as _, code::codes, hex, text};

/// Type 42.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HostInterface {
    /// Interface (offset 04h).
    pub interface_type: Option<HostInterfaceType>,
    /// Kind of network device, where the interface is one (06h; DSP0270 §8.3).
    pub device_type: Option<NetworkDeviceType>,
    /// The interface's own data behind the device type, in hexadecimal digits (07h).
    pub interface_data: Option<String>,
    /// The device, where its form is known (DSP0270 §8.3.1–§8.3.4).
    pub device: Option<NetworkDevice>,
    /// Protocols over it (06h + n).
    pub protocols: Vec<Protocol>,
}

/// A network device as a host interface describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NetworkDevice {
    /// Vendor: USB idVendor or PCI vendor ID.
    pub vendor_id: u16,
    /// Product: USB idProduct or PCI device ID.
    pub device_id: u16,
    /// PCI subsystem vendor ID.
    pub subsystem_vendor_id: Option<u16>,
    /// PCI subsystem ID.
    pub subsystem_id: Option<u16>,
    /// Serial number of a USB device.
    pub serial_number: Option<String>,
    /// MAC address.
    pub mac_address: Option<String>,
    /// PCI address.
    pub address: Option<PciAddress>,
}

/// One protocol record (§7.43, offset 07h + n).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Protocol {
    /// Protocol.
    pub protocol_type: ProtocolType,
    /// Its data in hexadecimal digits.
    pub bytes: String,
    /// Its data, where the protocol is Redfish over IP.
    pub redfish: Option<RedfishOverIp>,
}

/// Redfish over IP (DSP0270 §8.4).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RedfishOverIp {
    /// UUID of the service (offset 00h).
    pub service_uuid: Option<Uuid>,
    /// How the host gets its address (10h).
    pub host_ip_assignment: Option<IpAssignment>,
    /// The host's address (11h, 12h).
    pub host_ip_address: Option<IpAddr>,
    /// Its mask (22h).
    pub host_ip_mask: Option<IpAddr>,
    /// How the service's address is found (32h).
    pub service_ip_discovery: Option<IpAssignment>,
    /// The service's address (33h, 34h).
    pub service_ip_address: Option<IpAddr>,
    /// Its mask (44h).
    pub service_ip_mask: Option<IpAddr>,
    /// Its port (54h).
    pub service_ip_port: Option<u16>,
    /// Its VLAN (56h).
    pub service_vlan_id: Option<u32>,
    /// Its host name (5Ah, 5Bh).
    pub service_hostname: Option<String>,
}

codes! {
    /// Host interface (§7.43.1; MCTP host interface numbers of DSP0239).
    pub struct HostInterfaceType(u8) {
        0x02 => "KCS: Keyboard Controller Style", 0x03 => "8250 UART Register Compatible",
        0x04 => "16450 UART Register Compatible", 0x05 => "16550/16550A UART Register Compatible",
        0x06 => "16650/16650A UART Register Compatible", 0x07 => "16750/16750A UART Register Compatible",
        0x08 => "16850/16850A UART Register Compatible", 0x09 => "I2C/SMBUS", 0x0a => "I3C", 0x0b => "PCIe VDM",
        0x0c => "MMBI", 0x0d => "PCC", 0x0e => "UCIe", 0x0f => "USB", 0x40 => "Network", 0xf0 => "OEM",
    }
    /// Kind of network device (DSP0270 §8.3, table 3).
    pub struct NetworkDeviceType(u8) {
        0x02 => "USB Network Interface", 0x03 => "PCI/PCIe Network Interface", 0x04 => "USB Network Interface v2",
        0x05 => "PCI/PCIe Network Interface v2", 0x80..=0xff => "OEM",
    }
    /// Protocol over a host interface (§7.43.2).
    pub struct ProtocolType(u8) { 0x02 => "IPMI", 0x03 => "MCTP", 0x04 => "Redfish over IP", 0xf0 => "OEM" }
    /// How an address is assigned or found (DSP0270 §8.4).
    pub struct IpAssignment(u8) {
        0x00 => "Unknown", 0x01 => "Static", 0x02 => "DHCP", 0x03 => "AutoConf", 0x04 => "Host Selected",
    }
}

const NETWORK: HostInterfaceType = HostInterfaceType(0x40);

impl HostInterface {
    pub(super) fn decode(frame: &Frame<'_>) -> HostInterface {
        let interface_type = frame.byte(0x04).map(HostInterfaceType);
        let length = usize::from(frame.byte(0x05).unwrap_or(0));
        let own = frame.bytes(0x06, length).unwrap_or_default();
        let kind = own.first().copied().filter(|_| interface_type == Some(NETWORK)).map(NetworkDeviceType);
        let rest = if kind.is_some() { own.get(1..).unwrap_or_default() } else { own };
        HostInterface {
            interface_type,
            device_type: kind,
            interface_data: Some(hex(rest)).filter(|digits| !digits.is_empty()),
            device: kind.and_then(|kind| NetworkDevice::decode(kind, rest, frame)),
            protocols: protocols(frame, 0x06 + length),
        }
    }
}

/// A count, then records of type, length and data; a record that does not fit ends the list (§7.43, offset 06h + n).
fn protocols(frame: &Frame<'_>, offset: usize) -> Vec<Protocol> {
    let mut rest = frame.formatted().get(offset + 1..).unwrap_or_default();
    let mut protocols = Vec::new();
    for _ in 0..frame.byte(offset).unwrap_or(0) {
        let [protocol_type, length, behind @ ..] = rest else { break };
        let Some(bytes) = behind.get(..usize::from(*length)) else { break };
        let protocol_type = ProtocolType(*protocol_type);
        let redfish = (protocol_type == ProtocolType(4)).then(|| RedfishOverIp::decode(bytes, frame));
        protocols.push(Protocol { protocol_type, bytes: hex(bytes), redfish });
        rest = behind.get(usize::from(*length)..).unwrap_or_default();
    }
    protocols
}

impl NetworkDevice {
    /// Offsets here are one less than the document's, which count the device type (DSP0270 §8.3.1–§8.3.4); version 2
    /// of both begins with its own length.
    fn decode(kind: NetworkDeviceType, bytes: &[u8], frame: &Frame<'_>) -> Option<NetworkDevice> {
        match kind.0 {
            // Length and descriptor type stand before the text of a USB string descriptor (UTF-16).
            0x02 => {
                let serial_number = bytes.get(4..).and_then(usb_string);
                Some(NetworkDevice { serial_number, ..NetworkDevice::ids(bytes, 0)? })
            }
            0x03 => NetworkDevice::pci(bytes, 0),
            0x04 => Some(NetworkDevice {
                serial_number: frame.string(0x06 + 1 + 5),
                mac_address: bytes.array::<6>(6).map(mac),
                ..NetworkDevice::ids(bytes, 1)?
            }),
            0x05 => Some(NetworkDevice {
                mac_address: bytes.array::<6>(9).map(mac),
                address: PciAddress::decode(bytes, 15),
                ..NetworkDevice::pci(bytes, 1)?
            }),
            _ => None,
        }
    }

    fn ids(bytes: &[u8], offset: usize) -> Option<NetworkDevice> {
        Some(NetworkDevice {
            vendor_id: bytes.u16_le(offset)?,
            device_id: bytes.u16_le(offset + 2)?,
            subsystem_vendor_id: None,
            subsystem_id: None,
            serial_number: None,
            mac_address: None,
            address: None,
        })
    }

    fn pci(bytes: &[u8], offset: usize) -> Option<NetworkDevice> {
        Some(NetworkDevice {
            subsystem_vendor_id: bytes.u16_le(offset + 4),
            subsystem_id: bytes.u16_le(offset + 6),
            ..NetworkDevice::ids(bytes, offset)?
        })
    }
}

fn mac(octets: [u8; 6]) -> String {
    octets.map(|octet| format!("{octet:02x}")).join(":")
}

fn usb_string(bytes: &[u8]) -> Option<String> {
    let units = bytes.get(2..usize::from(*bytes.first()?))?.chunks_exact(2).filter_map(|unit| unit.u16_le(0));
    let string: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text(string.as_bytes())
}

impl RedfishOverIp {
    fn decode(bytes: &[u8], frame: &Frame<'_>) -> RedfishOverIp {
        RedfishOverIp {
            service_uuid: bytes.array(0x00).and_then(|octets| Uuid::decode(octets, frame.version)),
            host_ip_assignment: bytes.byte(0x10).map(IpAssignment),
            host_ip_address: address(bytes, 0x11, 0x12),
            host_ip_mask: address(bytes, 0x11, 0x22),
            service_ip_discovery: bytes.byte(0x32).map(IpAssignment),
            service_ip_address: address(bytes, 0x33, 0x34),
            service_ip_mask: address(bytes, 0x33, 0x44),
            service_ip_port: bytes.u16_le(0x54).filter(|port| *port != 0),
            service_vlan_id: bytes.u32_le(0x56).filter(|id| *id != 0),
            service_hostname: hostname(bytes),
        }
    }
}

/// Sixteen octets, of which the format octet says whether all or the first four count: 1 is IPv4, 2 IPv6.
fn address(bytes: &[u8], format: usize, offset: usize) -> Option<IpAddr> {
    let address = match bytes.byte(format)? {
        1 => IpAddr::V4(Ipv4Addr::from(bytes.array::<4>(offset)?)),
        2 => IpAddr::V6(Ipv6Addr::from(bytes.array::<16>(offset)?)),
        _ => return None,
    };
    (!address.is_unspecified()).then_some(address)
}

fn hostname(bytes: &[u8]) -> Option<String> {
    let length = usize::from(bytes.byte(0x5a)?);
    text(bytes.get(0x5b..)?.get(..length)?)
}

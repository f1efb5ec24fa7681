//! How the operating system can reach the management controller, as firmware says.

use serde::{Deserialize, Serialize};

use super::super::Coded;

/// An IPMI system interface (SMBIOS type 38).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IpmiInterface {
    /// KCS, SMIC, BT, SSIF.
    pub interface_type: Option<Coded>,
    /// Version of the IPMI specification.
    pub specification_version: Option<String>,
    /// Slave address on the I²C bus, eight bits.
    pub i2c_slave_address: Option<u8>,
    /// Bus address of the non-volatile storage.
    pub nv_storage_device_address: Option<u8>,
    /// Address of the first register; for SSIF the slave address.
    pub base_address: Option<u64>,
    /// Whether that is in I/O space.
    pub io_mapped: Option<bool>,
    /// Distance of the registers.
    pub register_spacing: Option<Coded>,
    /// Interrupt.
    pub interrupt_number: Option<u8>,
}

/// A host interface of the management controller (SMBIOS type 42).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostInterface {
    /// Interface.
    pub interface_type: Option<Coded>,
    /// Kind of network device.
    pub device_type: Option<Coded>,
    /// Vendor of that device: USB or PCI vendor ID.
    pub vendor_id: Option<u16>,
    /// Device: USB product or PCI device ID.
    pub device_id: Option<u16>,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its MAC address.
    pub mac_address: Option<String>,
    /// Its PCI address.
    pub address: Option<String>,
    /// Protocols over it.
    pub protocols: Vec<Coded>,
    /// The Redfish service behind it.
    pub redfish: Option<RedfishService>,
}

/// A Redfish service as firmware describes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RedfishService {
    /// UUID of the service.
    pub service_uuid: Option<String>,
    /// How the host gets its address on this interface.
    pub host_ip_assignment: Option<Coded>,
    /// The host's address.
    pub host_ip_address: Option<String>,
    /// Its mask.
    pub host_ip_mask: Option<String>,
    /// How the service's address is found.
    pub service_ip_discovery: Option<Coded>,
    /// The service's address.
    pub service_ip_address: Option<String>,
    /// Its mask.
    pub service_ip_mask: Option<String>,
    /// Its port.
    pub service_ip_port: Option<u16>,
    /// Its VLAN.
    pub service_vlan_id: Option<u32>,
    /// Its host name.
    pub service_hostname: Option<String>,
}

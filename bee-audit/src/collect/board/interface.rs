//! Interfaces, supplies, devices and connectors that the SMBIOS table lists.

use crate::{
    collect::{coded, identity},
    decode::smbios::{self, Handle, IpmiDevice, OnBoardDevices, OnboardDeviceExtended, SystemPowerSupply, Table},
    report::{
        HardwareSecurity, HostInterface, IpmiInterface, OnboardDevice, Placeholders, PortConnector, PowerSupplySlot,
        RedfishService,
    },
};

pub(super) fn ipmi_interfaces(table: &Table) -> Vec<IpmiInterface> {
    table.all::<IpmiDevice>().map(|(_, it)| ipmi_interface(it)).collect()
}

fn ipmi_interface(it: &IpmiDevice) -> IpmiInterface {
    IpmiInterface {
        interface_type: it.interface_type.as_ref().map(coded),
        specification_version: it.specification_version.clone(),
        i2c_slave_address: it.i2c_slave_address,
        nv_storage_device_address: it.nv_storage_device_address,
        base_address: it.base_address,
        io_mapped: it.io_mapped,
        register_spacing: it.register_spacing.as_ref().map(coded),
        interrupt_number: it.interrupt_number,
    }
}

pub(super) fn host_interfaces(table: &Table) -> Vec<HostInterface> {
    table.all::<smbios::HostInterface>().map(|(_, it)| host_interface(it)).collect()
}

fn host_interface(it: &smbios::HostInterface) -> HostInterface {
    let device = it.device.as_ref();
    HostInterface {
        interface_type: it.interface_type.as_ref().map(coded),
        device_type: it.device_type.as_ref().map(coded),
        vendor_id: device.map(|device| device.vendor_id),
        device_id: device.map(|device| device.device_id),
        serial_number: device.and_then(|device| device.serial_number.clone()),
        mac_address: device.and_then(|device| device.mac_address.clone()),
        address: device.and_then(|device| device.address).map(|address| address.to_string()),
        protocols: it.protocols.iter().map(|protocol| coded(&protocol.protocol_type)).collect(),
        redfish: it.protocols.iter().find_map(|protocol| protocol.redfish.as_ref()).map(redfish),
    }
}

fn redfish(it: &smbios::RedfishOverIp) -> RedfishService {
    let text = |address: Option<std::net::IpAddr>| address.map(|address| address.to_string());
    RedfishService {
        service_uuid: it.service_uuid.map(|uuid| uuid.to_string()),
        host_ip_assignment: it.host_ip_assignment.as_ref().map(coded),
        host_ip_address: text(it.host_ip_address),
        host_ip_mask: text(it.host_ip_mask),
        service_ip_discovery: it.service_ip_discovery.as_ref().map(coded),
        service_ip_address: text(it.service_ip_address),
        service_ip_mask: text(it.service_ip_mask),
        service_ip_port: it.service_ip_port,
        service_vlan_id: it.service_vlan_id,
        service_hostname: it.service_hostname.clone(),
    }
}

pub(super) fn power_supplies(table: &Table) -> Vec<PowerSupplySlot> {
    table.all::<SystemPowerSupply>().map(|(handle, it)| power_supply(handle, it)).collect()
}

fn power_supply(handle: Handle, it: &SystemPowerSupply) -> PowerSupplySlot {
    let mut fillers = Placeholders::new();
    PowerSupplySlot {
        handle: handle.0,
        power_unit_group: it.power_unit_group,
        location: identity(it.location.clone(), "location", &mut fillers),
        name: identity(it.device_name.clone(), "name", &mut fillers),
        manufacturer: identity(it.manufacturer.clone(), "manufacturer", &mut fillers),
        serial_number: identity(it.serial_number.clone(), "serial_number", &mut fillers),
        asset_tag: identity(it.asset_tag.clone(), "asset_tag", &mut fillers),
        part_number: identity(it.model_part_number.clone(), "part_number", &mut fillers),
        revision: identity(it.revision_level.clone(), "revision", &mut fillers),
        maximum_power_watts: it.maximum_power_capacity_watts,
        supply_type: it.power_supply_type.as_ref().map(coded),
        status: it.status.as_ref().map(coded),
        input_voltage_switching: it.input_voltage_range_switching.as_ref().map(coded),
        unplugged: it.unplugged,
        present: it.present,
        hot_replaceable: it.hot_replaceable,
        placeholders: fillers,
    }
}

/// Type 41, and type 10 of older tables.
pub(super) fn onboard_devices(table: &Table) -> Vec<OnboardDevice> {
    let old = table.all::<OnBoardDevices>().flat_map(|(handle, it)| {
        it.devices.iter().map(move |device| OnboardDevice {
            handle: handle.0,
            designation: device.description.clone(),
            device_type: Some(coded(&device.device_type)),
            instance: None,
            enabled: Some(device.enabled),
            address: None,
        })
    });
    let new = table.all::<OnboardDeviceExtended>().map(|(handle, it)| OnboardDevice {
        handle: handle.0,
        designation: it.reference_designation.clone(),
        device_type: it.device_type.as_ref().map(coded),
        instance: it.device_type_instance,
        enabled: it.enabled,
        address: it.address.map(|address| address.to_string()),
    });
    old.chain(new).collect()
}

pub(super) fn ports(table: &Table) -> Vec<PortConnector> {
    let port = |(_, it): (Handle, &smbios::PortConnector)| PortConnector {
        internal_designator: it.internal_reference_designator.clone(),
        internal_type: it.internal_connector_type.as_ref().map(coded),
        external_designator: it.external_reference_designator.clone(),
        external_type: it.external_connector_type.as_ref().map(coded),
        port_type: it.port_type.as_ref().map(coded),
    };
    table.all::<smbios::PortConnector>().map(port).collect()
}

pub(super) fn security(table: &Table) -> Option<HardwareSecurity> {
    let (_, it) = table.all::<smbios::HardwareSecurity>().next()?;
    Some(HardwareSecurity {
        power_on_password: it.power_on_password.as_ref().map(coded),
        keyboard_password: it.keyboard_password.as_ref().map(coded),
        administrator_password: it.administrator_password.as_ref().map(coded),
        front_panel_reset: it.front_panel_reset.as_ref().map(coded),
    })
}

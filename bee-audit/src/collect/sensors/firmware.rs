//! What the SMBIOS table says of probes and cooling devices (DSP0134 §7.27 to §7.30, §7.35 to §7.37).

use crate::{
    collect::coded,
    decode::smbios::{self, Handle, Table},
    report::{
        CoolingDevice, CurrentProbe, FirmwareSensors, ManagementDevice, ManagementDeviceComponent,
        ManagementDeviceThresholds, TemperatureProbe, VoltageProbe,
    },
};

pub(super) fn describe(table: &Table) -> FirmwareSensors {
    FirmwareSensors {
        voltage_probes: table.all().map(|(handle, it)| voltage_probe(handle, it)).collect(),
        temperature_probes: table.all().map(|(handle, it)| temperature_probe(handle, it)).collect(),
        current_probes: table.all().map(|(handle, it)| current_probe(handle, it)).collect(),
        cooling_devices: table.all().map(|(handle, it)| cooling_device(handle, it)).collect(),
        management_devices: table.all().map(|(handle, it)| management_device(table, handle, it)).collect(),
        thresholds: table.all().map(|(handle, it)| thresholds(handle, it)).collect(),
    }
}

macro_rules! probes {
    ($($function:ident: $from:ident => $to:ident, $maximum:ident, $minimum:ident, $resolution:ident, $tolerance:ident,
        $nominal:ident;)+) => { $(
        fn $function(handle: Handle, it: &smbios::$from) -> $to {
            $to {
                handle: handle.0,
                description: it.description.clone(),
                location: it.location.as_ref().map(coded),
                status: it.status.as_ref().map(coded),
                $maximum: it.maximum_value,
                $minimum: it.minimum_value,
                $resolution: it.resolution,
                $tolerance: it.tolerance,
                accuracy_percent: it.accuracy_percent,
                $nominal: it.nominal_value,
                oem_defined: it.oem_defined,
            }
        }
    )+ };
}

probes! {
    voltage_probe: VoltageProbe => VoltageProbe,
        maximum_volts, minimum_volts, resolution_volts, tolerance_volts, nominal_volts;
    temperature_probe: TemperatureProbe => TemperatureProbe,
        maximum_celsius, minimum_celsius, resolution_celsius, tolerance_celsius, nominal_celsius;
    current_probe: ElectricalCurrentProbe => CurrentProbe,
        maximum_amperes, minimum_amperes, resolution_amperes, tolerance_amperes, nominal_amperes;
}

fn cooling_device(handle: Handle, it: &smbios::CoolingDevice) -> CoolingDevice {
    CoolingDevice {
        handle: handle.0,
        description: it.description.clone(),
        device_type: it.device_type.as_ref().map(coded),
        status: it.status.as_ref().map(coded),
        cooling_unit_group: it.cooling_unit_group,
        nominal_speed_rpm: it.nominal_speed_rpm,
        temperature_probe_handle: it.temperature_probe_handle.map(|handle| handle.0),
        oem_defined: it.oem_defined,
    }
}

fn management_device(table: &Table, handle: Handle, it: &smbios::ManagementDevice) -> ManagementDevice {
    let components = table.all::<smbios::ManagementDeviceComponent>().map(|(_, component)| component);
    ManagementDevice {
        handle: handle.0,
        description: it.description.clone(),
        device_type: it.device_type.as_ref().map(coded),
        address: it.address,
        address_type: it.address_type.as_ref().map(coded),
        components: components
            .filter(|component| component.management_device_handle == Some(handle))
            .map(management_device_component)
            .collect(),
    }
}

fn management_device_component(it: &smbios::ManagementDeviceComponent) -> ManagementDeviceComponent {
    ManagementDeviceComponent {
        description: it.description.clone(),
        component_handle: it.component_handle.map(|handle| handle.0),
        threshold_handle: it.threshold_handle.map(|handle| handle.0),
    }
}

fn thresholds(handle: Handle, it: &smbios::ManagementDeviceThreshold) -> ManagementDeviceThresholds {
    ManagementDeviceThresholds {
        handle: handle.0,
        lower_non_critical: it.lower_non_critical,
        upper_non_critical: it.upper_non_critical,
        lower_critical: it.lower_critical,
        upper_critical: it.upper_critical,
        lower_non_recoverable: it.lower_non_recoverable,
        upper_non_recoverable: it.upper_non_recoverable,
    }
}

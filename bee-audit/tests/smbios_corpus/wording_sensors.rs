//! Our decoded structures in dmidecode's form: probes, cooling devices, and the circuits that watch them.

use bee_audit::decode::smbios::*;

use crate::{
    text::Field,
    wording::{code, field, handle},
};

/// The three kinds of probe differ in their unit only.
macro_rules! probe {
    ($it:expr, $unit:literal, $digits:literal, $resolution:expr) => {{
        let it = $it;
        let value = |value: f64| format!(concat!("{:.", stringify!($digits), "} ", $unit), value);
        vec![
            field("Description", it.description.clone()),
            code("Location", it.location),
            code("Status", it.status),
            field("Maximum Value", it.maximum_value.map(|unit| value(unit.0))),
            field("Minimum Value", it.minimum_value.map(|unit| value(unit.0))),
            field("Resolution", it.resolution.map(|unit| $resolution(unit.0))),
            field("Tolerance", it.tolerance.map(|unit| value(unit.0))),
            field("Accuracy", it.accuracy_percent.map(|accuracy| format!("{accuracy:.2}%"))),
            field("OEM-specific Information", it.oem_defined.map(|number| format!("0x{number:08X}"))),
            field("Nominal Value", it.nominal_value.map(|unit| value(unit.0))),
        ]
    }};
}

pub(crate) fn fields(content: &Body) -> Vec<Field> {
    match content {
        Body::VoltageProbe(it) => probe!(it, "V", 3, |step: f64| format!("{:.1} mV", step * 1000.0)),
        Body::TemperatureProbe(it) => probe!(it, "deg C", 1, |step: f64| format!("{step:.3} deg C")),
        Body::ElectricalCurrentProbe(it) => probe!(it, "A", 3, |step: f64| format!("{:.1} mA", step * 1000.0)),
        Body::CoolingDevice(it) => cooling(it),
        Body::ManagementDevice(it) => vec![
            field("Description", it.description.clone()),
            code("Type", it.device_type),
            field("Address", it.address.map(|address| format!("{address:#010x}"))),
            code("Address Type", it.address_type),
        ],
        Body::ManagementDeviceComponent(it) => vec![
            field("Description", it.description.clone()),
            handle("Management Device Handle", it.management_device_handle),
            handle("Component Handle", it.component_handle),
            handle("Threshold Handle", it.threshold_handle),
        ],
        Body::ManagementDeviceThreshold(it) => vec![
            field("Lower Non-critical Threshold", it.lower_non_critical),
            field("Upper Non-critical Threshold", it.upper_non_critical),
            field("Lower Critical Threshold", it.lower_critical),
            field("Upper Critical Threshold", it.upper_critical),
            field("Lower Non-recoverable Threshold", it.lower_non_recoverable),
            field("Upper Non-recoverable Threshold", it.upper_non_recoverable),
        ],
        _ => Vec::new(),
    }
}

fn cooling(it: &CoolingDevice) -> Vec<Field> {
    vec![
        handle("Temperature Probe Handle", it.temperature_probe_handle),
        code("Type", it.device_type),
        code("Status", it.status),
        field("Cooling Unit Group", it.cooling_unit_group),
        field("OEM-specific Information", it.oem_defined.map(|number| format!("0x{number:08X}"))),
        field("Nominal Speed", it.nominal_speed_rpm),
        field("Description", it.description.clone()),
    ]
}

//! What the report says of an SMBIOS structure, in dmidecode's form: probes, cooling devices, and what watches them.

use bee_audit::report::{CoolingDevice, FirmwareSensors, ManagementDevice, ManagementDeviceThresholds};

use crate::{
    reported::{coded, handle},
    text::{Field, Printed},
    wording::field,
};

macro_rules! probe {
    ($it:expr, $unit:literal, $digits:literal, $resolution:expr,
        $maximum:ident, $minimum:ident, $step:ident, $tolerance:ident, $nominal:ident) => {{
        let it = $it;
        let value = |value: f64| format!(concat!("{:.", stringify!($digits), "} ", $unit), value);
        vec![
            field("Description", it.description.clone()),
            coded("Location", &it.location),
            coded("Status", &it.status),
            field("Maximum Value", it.$maximum.map(|unit| value(unit.0))),
            field("Minimum Value", it.$minimum.map(|unit| value(unit.0))),
            field("Resolution", it.$step.map(|unit| $resolution(unit.0))),
            field("Tolerance", it.$tolerance.map(|unit| value(unit.0))),
            field("Accuracy", it.accuracy_percent.map(|accuracy| format!("{accuracy:.2}%"))),
            field("OEM-specific Information", it.oem_defined.map(|number| format!("0x{number:08X}"))),
            field("Nominal Value", it.$nominal.map(|unit| value(unit.0))),
        ]
    }};
}

pub(crate) fn fields(it: &FirmwareSensors, printed: &Printed, nth: usize) -> Option<Vec<Field>> {
    let mut components = it.management_devices.iter().flat_map(|device| &device.components);
    Some(match printed.kind {
        26 => probe!(
            it.voltage_probes.get(nth)?,
            "V",
            3,
            |step: f64| format!("{:.1} mV", step * 1000.0),
            maximum_volts,
            minimum_volts,
            resolution_volts,
            tolerance_volts,
            nominal_volts
        ),
        27 => cooling_device(it.cooling_devices.get(nth)?),
        28 => probe!(
            it.temperature_probes.get(nth)?,
            "deg C",
            1,
            |step: f64| format!("{step:.3} deg C"),
            maximum_celsius,
            minimum_celsius,
            resolution_celsius,
            tolerance_celsius,
            nominal_celsius
        ),
        29 => probe!(
            it.current_probes.get(nth)?,
            "A",
            3,
            |step: f64| format!("{:.1} mA", step * 1000.0),
            maximum_amperes,
            minimum_amperes,
            resolution_amperes,
            tolerance_amperes,
            nominal_amperes
        ),
        34 => management_device(it.management_devices.get(nth)?),
        35 => {
            let component = components.nth(nth)?;
            vec![
                field("Description", component.description.clone()),
                handle("Component Handle", component.component_handle),
                handle("Threshold Handle", component.threshold_handle),
            ]
        }
        36 => thresholds(it.thresholds.get(nth)?),
        _ => return None,
    })
}

fn cooling_device(it: &CoolingDevice) -> Vec<Field> {
    vec![
        handle("Temperature Probe Handle", it.temperature_probe_handle),
        coded("Type", &it.device_type),
        coded("Status", &it.status),
        field("Cooling Unit Group", it.cooling_unit_group),
        field("OEM-specific Information", it.oem_defined.map(|number| format!("0x{number:08X}"))),
        field("Nominal Speed", it.nominal_speed_rpm),
        field("Description", it.description.clone()),
    ]
}

fn management_device(it: &ManagementDevice) -> Vec<Field> {
    vec![
        field("Description", it.description.clone()),
        coded("Type", &it.device_type),
        field("Address", it.address.map(|address| format!("{address:#010x}"))),
        coded("Address Type", &it.address_type),
    ]
}

fn thresholds(it: &ManagementDeviceThresholds) -> Vec<Field> {
    vec![
        field("Lower Non-critical Threshold", it.lower_non_critical),
        field("Upper Non-critical Threshold", it.upper_non_critical),
        field("Lower Critical Threshold", it.lower_critical),
        field("Upper Critical Threshold", it.upper_critical),
        field("Lower Non-recoverable Threshold", it.lower_non_recoverable),
        field("Upper Non-recoverable Threshold", it.upper_non_recoverable),
    ]
}

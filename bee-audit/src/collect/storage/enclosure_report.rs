//! Decoded pages of enclosures as the report gives them.

use crate::{
    collect::coded,
    decode::ses::{
        configuration::{self, Configuration},
        element::Element,
        element_status::{DEVICE_OFF, FAULT_REQUESTED, FAULT_SENSED, IDENTIFY, Reading},
        enclosure_status::EnclosureStatus,
    },
    report::{Enclosure, EnclosureElement, EnclosureSlot, Subenclosure},
    units::{Amperes, Celsius, RevolutionsPerMinute, Volts},
};

/// The enclosure at SCSI address `address`.
pub(super) fn enclosure(
    address: &str,
    configuration: &Configuration,
    status: &EnclosureStatus,
    elements: Vec<Element>,
) -> Enclosure {
    let (slots, others): (Vec<_>, Vec<_>) = elements.into_iter().partition(|element| element.element_type.is_slot());
    Enclosure {
        address: address.to_owned(),
        identifier: configuration.subenclosures.first().map(|primary| primary.logical_identifier.clone()),
        conditions: Some(status.conditions.names().into_iter().map(str::to_owned).collect()),
        subenclosures: configuration.subenclosures.iter().map(subenclosure).collect(),
        slots: slots.into_iter().map(slot).collect(),
        elements: others.into_iter().map(element).collect(),
    }
}

/// `told`, with the devices that the kernel has found in its slots.
pub(super) fn joined(known: &Enclosure, told: Enclosure) -> Enclosure {
    let with_device = |slot: EnclosureSlot| {
        let shown = known.slots.iter().find(|shown| shown.name == slot.name);
        EnclosureSlot { device: shown.and_then(|shown| shown.device.clone()), ..slot }
    };
    Enclosure { slots: told.slots.into_iter().map(with_device).collect(), ..told }
}

fn subenclosure(said: &configuration::Subenclosure) -> Subenclosure {
    Subenclosure {
        number: u32::from(said.identifier),
        identifier: said.logical_identifier.clone(),
        vendor: said.vendor.clone(),
        model: said.product.clone(),
        firmware_revision: said.revision.clone(),
    }
}

/// A slot; without a name of its own it has its number, as the kernel names it.
fn slot(said: Element) -> EnclosureSlot {
    let has = |condition: &str| said.status.conditions.contains(&condition);
    let number = said.place.as_ref().and_then(|place| place.device_slot_number).unwrap_or(said.index);
    let phys = said.place.iter().flat_map(|place| &place.phys);
    let mut sas_addresses: Vec<String> = phys.filter_map(|phy| phy.sas_address.clone()).collect();
    sas_addresses.dedup();
    // What has a field of its own.
    const SHOWN: [&str; 2] = [IDENTIFY, DEVICE_OFF];
    let conditions = said.status.conditions.iter().filter(|condition| !SHOWN.contains(condition));
    EnclosureSlot {
        number: Some(u32::from(number)),
        subenclosure: Some(u32::from(said.subenclosure)),
        element_type: Some(if said.element_type.0 == 0x17 { "array device" } else { "device" }.to_owned()),
        status: said.status.status.name().map(str::to_owned),
        is_fault: Some(has(FAULT_SENSED) || has(FAULT_REQUESTED)),
        is_locate: Some(has(IDENTIFY)),
        is_powered: Some(!has(DEVICE_OFF)),
        is_failure_predicted: Some(said.status.is_failure_predicted),
        conditions: conditions.map(|condition| (*condition).to_owned()).collect(),
        sas_addresses,
        device: None,
        name: said.name.unwrap_or_else(|| number.to_string()),
    }
}

fn element(said: Element) -> EnclosureElement {
    let reading = said.status.reading;
    let hundredths = |value: i16| f64::from(value) / 100.0;
    EnclosureElement {
        element_type: coded(&said.element_type),
        number: u32::from(said.index),
        name: said.name.or(said.type_name),
        subenclosure: u32::from(said.subenclosure),
        status: coded(&said.status.status),
        is_failure_predicted: said.status.is_failure_predicted,
        is_disabled: said.status.is_disabled,
        conditions: said.status.conditions.into_iter().map(str::to_owned).collect(),
        temperature_celsius: match reading {
            Some(Reading::TemperatureCelsius(degrees)) => Some(Celsius(f64::from(degrees))),
            _ => None,
        },
        speed_rpm: match reading {
            Some(Reading::SpeedRpm(speed)) => Some(RevolutionsPerMinute(speed)),
            _ => None,
        },
        potential_volts: match reading {
            Some(Reading::PotentialCentivolts(potential)) => Some(Volts(hundredths(potential))),
            _ => None,
        },
        current_amperes: match reading {
            Some(Reading::CurrentCentiamperes(current)) => Some(Amperes(hundredths(current))),
            _ => None,
        },
    }
}

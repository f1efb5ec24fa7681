//! Enclosures with their slots, as the SES driver shows them.

use crate::{
    collect::Probe,
    decode::linux::{device_path, storage_text},
    report::{Enclosure, EnclosurePlace, EnclosureSlot},
};

const CLASS: &str = "/sys/class/enclosure";

/// What is in the directory of an enclosure beside its slots, which may have any name.
const NO_SLOTS: [&str; 6] = ["components", "device", "id", "power", "subsystem", "uevent"];

const SLOT_ATTRIBUTES: [&str; 6] = ["slot", "type", "status", "fault", "locate", "power_status"];

/// Every enclosure.
pub(super) fn read(probe: &mut Probe) -> Vec<Enclosure> {
    probe.list("enclosures", CLASS).into_iter().map(|address| read_enclosure(probe, address)).collect()
}

fn read_enclosure(probe: &mut Probe, address: String) -> Enclosure {
    let directory = format!("{CLASS}/{address}");
    let identifier = probe.optional_attributes(&address, &directory, &["id"]).text("id");
    let names = probe.list(&address, &directory);
    let slots = names.into_iter().filter(|name| !NO_SLOTS.contains(&name.as_str()));
    let mut slots: Vec<EnclosureSlot> = slots.map(|name| read_slot(probe, &address, &directory, name)).collect();
    slots
        .sort_unstable_by(|a, b| (a.number.is_none(), a.number, &a.name).cmp(&(b.number.is_none(), b.number, &b.name)));
    let identifier = identifier.and_then(|text| storage_text::identifier(&text));
    Enclosure { address, identifier, slots, ..Enclosure::default() }
}

fn read_slot(probe: &mut Probe, subject: &str, enclosure: &str, name: String) -> EnclosureSlot {
    let directory = format!("{enclosure}/{name}");
    let attributes = probe.optional_attributes(subject, &directory, &SLOT_ATTRIBUTES);
    let device = probe.link_name(subject, &format!("{directory}/device"));
    EnclosureSlot {
        number: attributes.number("slot"),
        element_type: attributes.text("type"),
        status: attributes.text("status"),
        is_fault: attributes.flag("fault"),
        is_locate: attributes.flag("locate"),
        is_powered: attributes.text("power_status").map(|text| text == "on"),
        device: device.filter(|name| device_path::is_scsi_address(name)),
        name,
        ..EnclosureSlot::default()
    }
}

/// Where the device at a SCSI address is.
pub(super) fn place_of(enclosures: &[Enclosure], address: &str) -> Option<EnclosurePlace> {
    enclosures.iter().find_map(|enclosure| {
        let slot = enclosure.slots.iter().find(|slot| slot.device.as_deref() == Some(address))?;
        Some(EnclosurePlace { enclosure: enclosure.address.clone(), slot: slot.name.clone(), number: slot.number })
    })
}

//! What enclosures say themselves: slots with the addresses of their drives, supplies, fans, sensors.
//!
//! The kernel's driver shows slots alone, and on many enclosures the wrong ones. An enclosure that answers replaces
//! what the driver shows of it; a drive is in the slot that states its SAS address.

use super::{enclosure_report as report, scsi_unit::Unit};
use crate::{
    collect::Probe,
    decode::{
        self,
        scsi::PeripheralDeviceType,
        ses::{
            self, additional_element_status::AdditionalElementStatus, configuration::Configuration, element,
            element_descriptor::ElementDescriptors, enclosure_status::EnclosureStatus,
        },
    },
    host::{ScsiDiagnosticPage, ScsiRequest},
    report::{Designator, Drive, DrivePath, Enclosure, EnclosurePlace, EnclosureSlot, Reason, ScsiDevice},
};

/// An enclosure's services device.
const ENCLOSURE_SERVICES: PeripheralDeviceType = PeripheralDeviceType(0x0d);

/// Asks every enclosure, all at the same time; what answers is put into `enclosures`.
pub(super) fn read(probe: &mut Probe, devices: &[ScsiDevice], enclosures: &mut Vec<Enclosure>) {
    let is_enclosure = |device: &&ScsiDevice| {
        device.device_type.as_ref().is_some_and(|kind| kind.code == u64::from(ENCLOSURE_SERVICES.0))
    };
    let devices = devices.iter().filter(is_enclosure);
    let mut asked: Vec<(&ScsiDevice, Option<Enclosure>)> = devices.map(|device| (device, None)).collect();
    probe.at_once(&mut asked, |probe, (device, told)| {
        let generic = device.names.iter().find(|name| name.starts_with("sg"));
        *told = generic.and_then(|node| ask(&mut Unit::new(probe, &device.address, format!("/dev/{node}"))));
    });
    for told in asked.into_iter().filter_map(|(_, told)| told) {
        match enclosures.iter_mut().find(|known| known.address == told.address) {
            Some(known) => *known = report::joined(known, told),
            None => enclosures.push(told),
        }
    }
}

/// What the enclosure tells; `None` where it has no pages, as controllers that only look like one.
fn ask(unit: &mut Unit) -> Option<Enclosure> {
    let pages = page(unit, ScsiDiagnosticPage::SupportedPages, ses::supported_pages)?;
    let lists = |code: ScsiDiagnosticPage| pages.contains(&(code as u8));
    if !lists(ScsiDiagnosticPage::Configuration) || !lists(ScsiDiagnosticPage::EnclosureStatus) {
        return None;
    }
    let configuration = page(unit, ScsiDiagnosticPage::Configuration, Configuration::decode)?;
    let status = page(unit, ScsiDiagnosticPage::EnclosureStatus, EnclosureStatus::decode)?;
    let names = ScsiDiagnosticPage::ElementDescriptor;
    let names = lists(names).then(|| page(unit, names, ElementDescriptors::decode)).flatten();
    let places = ScsiDiagnosticPage::AdditionalElementStatus;
    let places = lists(places).then(|| page(unit, places, AdditionalElementStatus::decode)).flatten();
    let elements = element::elements(&configuration, &status, names.as_ref(), places.as_ref());
    Some(report::enclosure(&unit.name, &configuration, &status, elements))
}

/// The decoded page; an enclosure that is busy is a gap.
fn page<T>(unit: &mut Unit, page: ScsiDiagnosticPage, decode: fn(&[u8]) -> Result<T, decode::Error>) -> Option<T> {
    let bytes = unit.ask(ScsiRequest::ReceiveDiagnosticResults(page))?;
    if ses::is_busy(&bytes) {
        unit.probe.gap(&unit.name, page.name(), Reason::Busy, "the enclosure is busy");
        return None;
    }
    decode(&bytes).inspect_err(|error| unit.probe.damaged(&unit.name, page.name(), error)).ok()
}

/// Puts drives into the slots that state one of their addresses, and the other way round.
pub(super) fn place(enclosures: &mut [Enclosure], drives: &mut [Drive]) {
    for drive in drives {
        let designators = &drive.designators;
        for path in &mut drive.paths {
            let slots = enclosures.iter_mut().flat_map(|enclosure| {
                let address = &enclosure.address;
                enclosure.slots.iter_mut().map(move |slot| (address, slot))
            });
            let found = slots.into_iter().find(|(_, slot)| is_in(path, designators, slot));
            let Some((enclosure, slot)) = found else { continue };
            slot.device = path.scsi.as_ref().map(|scsi| scsi.address.clone()).or(slot.device.take());
            path.enclosure =
                Some(EnclosurePlace { enclosure: enclosure.clone(), slot: slot.name.clone(), number: slot.number });
        }
    }
}

/// Whether the drive's port that `path` leads to is in `slot`; where the kernel does not know the port, any of the
/// names that the drive has.
fn is_in(path: &DrivePath, designators: &[Designator], slot: &EnclosureSlot) -> bool {
    let is_stated = |address: &String| slot.sas_addresses.contains(address);
    match path.sas.as_ref().and_then(|sas| sas.address.as_ref()) {
        Some(port) => is_stated(port),
        None => designators.iter().any(|designator| is_stated(&designator.value)),
    }
}

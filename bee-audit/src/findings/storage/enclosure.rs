//! Rules about enclosures: slots, and everything else in them.

use super::{described, drives};
use crate::{
    findings::Observation,
    report::{Drive, DrivePath, Enclosure, EnclosureElement, EnclosureSlot, Report, slot_title},
};

/// Element statuses that ask for somebody.
const BAD: [&str; 3] = ["critical", "non-critical", "unrecoverable"];

/// A slot of an enclosure reports a fault, or predicts one.
pub(crate) fn slot_fault(report: &Report) -> Vec<Observation> {
    let slots = enclosures(report).flat_map(|enclosure| enclosure.slots.iter().map(move |slot| (enclosure, slot)));
    let faulty = slots.filter_map(|(enclosure, slot)| {
        let status = slot.status.as_deref().filter(|status| BAD.contains(&status.to_lowercase().as_str()));
        let light = (slot.is_fault == Some(true)).then_some("fault light on");
        let predicted = (slot.is_failure_predicted == Some(true)).then_some("failure predicted");
        let what = status.or(light).or(predicted)?;
        let holds = occupant(report, slot).map(|drive| format!(" ({}, {})", drive.name, described(drive)));
        let title = slot_title(&slot.name);
        let message = format!("{title} of enclosure {}: {what}{}", enclosure.address, holds.unwrap_or_default());
        Some(Observation::new([&enclosure.address, &slot.name], message))
    });
    faulty.collect()
}

/// The drive in a slot.
fn occupant<'a>(report: &'a Report, slot: &EnclosureSlot) -> Option<&'a Drive> {
    let device = slot.device.as_ref()?;
    let is_it = |path: &DrivePath| path.scsi.as_ref().is_some_and(|scsi| scsi.address == *device);
    drives(report).find(|drive| drive.paths.iter().any(is_it))
}

/// A supply, fan, sensor or other part of an enclosure is not well.
pub(crate) fn enclosure_fault(report: &Report) -> Vec<Observation> {
    let elements =
        enclosures(report).flat_map(|enclosure| enclosure.elements.iter().map(move |element| (enclosure, element)));
    let faulty = elements.filter_map(|(enclosure, element)| {
        let status = element.status.name.as_deref().filter(|status| BAD.contains(status));
        let what = status.or(element.is_failure_predicted.then_some("failure predicted"))?;
        let named = named(element);
        let why = element.conditions.iter().map(|condition| format!(", {condition}")).collect::<String>();
        let message = format!("{named} of enclosure {}: {what}{why}", enclosure.address);
        Some(Observation::new([&enclosure.address, &named], message))
    });
    faulty.collect()
}

/// `PSU left`, else `power supply 0`.
fn named(element: &EnclosureElement) -> String {
    let kind = element.element_type.name.as_deref().unwrap_or("element");
    element.name.clone().unwrap_or_else(|| format!("{kind} {}", element.number))
}

fn enclosures(report: &Report) -> impl Iterator<Item = &Enclosure> {
    report.storage.iter().flat_map(|storage| &storage.enclosures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Coded, ScsiPath, Storage};

    fn report(enclosure: Enclosure) -> Report {
        let storage = Storage { enclosures: vec![enclosure], ..Storage::default() };
        Report { storage: Some(storage), ..Report::default() }
    }

    #[test]
    fn a_slot_is_judged_by_its_status() {
        let slot = |status: &str, is_fault, is_predicted| {
            let slot = EnclosureSlot {
                name: "Slot 03".into(),
                status: Some(status.into()),
                is_fault: Some(is_fault),
                is_failure_predicted: Some(is_predicted),
                ..EnclosureSlot::default()
            };
            let found =
                slot_fault(&report(Enclosure { address: "0:0:8:0".into(), slots: vec![slot], ..Enclosure::default() }));
            found.into_iter().map(|found| found.message).next()
        };
        let said = |what: &str| Some(format!("Slot 03 of enclosure 0:0:8:0: {what}"));
        assert_eq!(slot("OK", false, false), None);
        assert_eq!(slot("not installed", false, false), None);
        assert_eq!(slot("Critical", false, false), said("Critical"));
        assert_eq!(slot("OK", true, true), said("fault light on"));
        assert_eq!(slot("OK", false, true), said("failure predicted"));
    }

    #[test]
    fn a_faulty_slot_names_the_drive_in_it() {
        let (name, device) = ("1".into(), Some("0:0:1:0".into()));
        let slot = EnclosureSlot { name, device, status: Some("critical".into()), ..EnclosureSlot::default() };
        let scsi = Some(ScsiPath { address: "0:0:1:0".into(), ..ScsiPath::default() });
        let drive = Drive {
            name: "sda".into(),
            serial_number: Some("SN1".into()),
            paths: vec![DrivePath { scsi, ..DrivePath::default() }],
            ..Drive::default()
        };
        let enclosure = Enclosure { address: "0:0:8:0".into(), slots: vec![slot], ..Enclosure::default() };
        let mut report = report(enclosure);
        report.storage.iter_mut().for_each(|storage| storage.drives.push(drive.clone()));
        let message = &slot_fault(&report)[0].message;
        assert_eq!(message, "slot 1 of enclosure 0:0:8:0: critical (sda, unnamed model, serial SN1)");
    }

    #[test]
    fn an_element_is_judged_by_its_status() {
        let coded = |code, name: &str| Coded { code, name: Some(name.into()) };
        let element = |code, status: &str, is_failure_predicted, name: Option<&str>| EnclosureElement {
            element_type: coded(2, "power supply"),
            number: 1,
            name: name.map(str::to_owned),
            subenclosure: 0,
            status: coded(code, status),
            is_failure_predicted,
            is_disabled: false,
            conditions: vec!["AC fail".into()],
            temperature_celsius: None,
            speed_rpm: None,
            potential_volts: None,
            current_amperes: None,
        };
        let found = |element| {
            let enclosure = Enclosure { address: "0:0:8:0".into(), elements: vec![element], ..Enclosure::default() };
            enclosure_fault(&report(enclosure)).into_iter().map(|found| found.message).next()
        };
        assert_eq!(found(element(1, "OK", false, None)), None);
        assert_eq!(found(element(5, "not installed", false, None)), None);
        let critical = found(element(2, "critical", false, Some("PSU left")));
        assert_eq!(critical.as_deref(), Some("PSU left of enclosure 0:0:8:0: critical, AC fail"));
        let predicted = found(element(1, "OK", true, None));
        assert_eq!(predicted.as_deref(), Some("power supply 1 of enclosure 0:0:8:0: failure predicted, AC fail"));
    }
}

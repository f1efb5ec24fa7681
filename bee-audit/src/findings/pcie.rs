//! Rules about PCI functions, their links and slots.

use super::Observation;
use crate::report::{PciErrorCounts, PciErrors, PciFunction, PciLink, Report};

/// Fewer correctable errors than this are left alone: links make a few while they train.
const FEW: u64 = 10;

/// A link has fewer lanes than both of its ends can do.
pub(super) fn link_width(report: &Report) -> Vec<Observation> {
    let narrow = links(report).filter_map(|(function, link)| {
        let width = link.width.filter(|width| *width > 0)?;
        let best = link.max_width?.min(link.upstream.as_ref()?.max_width?);
        let message = format!("{} has {width} lanes of {best}", described(function));
        (width < best).then(|| Observation::new([&function.address], message))
    });
    narrow.collect()
}

/// A link is slower than both of its ends can do. Devices that save power by it when idle are not judged: graphics and
/// accelerators, and what is not in D0.
pub(super) fn link_speed(report: &Report) -> Vec<Observation> {
    let slow = links(report).filter_map(|(function, link)| {
        let speed = link.speed_gt_s.filter(|speed| speed.0 > 0.0)?;
        let (own, port) = (link.max_speed_gt_s?, link.upstream.as_ref()?.max_speed_gt_s?);
        let best = if own < port { own } else { port };
        let message = format!("{} runs at {speed}, both ends can do {best}", described(function));
        (speed < best && !saves_power(function)).then(|| Observation::new([&function.address], message))
    });
    slow.collect()
}

/// The link of each device once: of function 0, and not of virtual functions.
fn links(report: &Report) -> impl Iterator<Item = (&PciFunction, &PciLink)> {
    let physical = functions(report).filter(|function| function.physical_function.is_none());
    let first = physical.filter(|function| function.address.ends_with(".0"));
    first.filter_map(|function| Some((function, function.link.as_ref()?)))
}

fn saves_power(function: &PciFunction) -> bool {
    let is_graphics = ["03", "12"].iter().any(|base| function.class.id.starts_with(base));
    is_graphics || function.power.state.as_deref().is_some_and(|state| state.starts_with("D3"))
}

/// A link became unreliable.
pub(super) fn fatal_errors(report: &Report) -> Vec<Observation> {
    counted(report, "fatal", 1, |errors| errors.fatal.as_ref())
}

/// Transactions were lost.
pub(super) fn nonfatal_errors(report: &Report) -> Vec<Observation> {
    counted(report, "nonfatal", 1, |errors| errors.nonfatal.as_ref())
}

/// A link had to repeat itself more than a few times.
pub(super) fn correctable_errors(report: &Report) -> Vec<Observation> {
    counted(report, "correctable", FEW, |errors| errors.correctable.as_ref())
}

fn counted(
    report: &Report,
    severity: &str,
    least: u64,
    of: impl Fn(&PciErrors) -> Option<&PciErrorCounts>,
) -> Vec<Observation> {
    let failing = functions(report).filter_map(|function| {
        let counts = of(function.errors.as_ref()?)?;
        let total = counts.total.filter(|total| *total >= least)?;
        let kinds: Vec<String> = counts.by_kind.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let detail = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        let message = format!("{} had {total} {severity} errors since boot{detail}", described(function));
        Some(Observation::new([&function.address], message))
    });
    failing.collect()
}

/// A slot cut its card off from power.
pub(super) fn power_fault(report: &Report) -> Vec<Observation> {
    let faulty = functions(report).filter(|function| {
        let slot = function.configuration.as_ref().and_then(|space| space.express.as_ref()?.slot.as_ref());
        slot.is_some_and(|slot| slot.status.iter().any(|name| name == "Power Fault Detected"))
    });
    faulty
        .map(|port| Observation::new([&port.address], format!("power fault in the slot below {}", described(port))))
        .collect()
}

/// A port cut off what is below it after an error (Downstream Port Containment).
pub(super) fn contained(report: &Report) -> Vec<Observation> {
    let cut_off = functions(report).filter_map(|port| {
        let containment = port.configuration.as_ref()?.extended.as_ref()?.containment.as_ref()?;
        let triggered = containment.status.iter().any(|name| name == "DPC Trigger Status");
        let reason = containment.reason.as_ref().and_then(|reason| reason.name.as_deref());
        let because = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let message = format!("{} has cut off what is below it{because}", described(port));
        triggered.then(|| Observation::new([&port.address], message))
    });
    cut_off.collect()
}

/// A storage or network controller has no driver.
pub(super) fn no_driver(report: &Report) -> Vec<Observation> {
    let idle = functions(report).filter(|function| {
        let matters = ["01", "02"].iter().any(|base| function.class.id.starts_with(base));
        matters && function.driver.is_none() && function.physical_function.is_none()
    });
    idle.map(|function| Observation::new([&function.address], format!("{} has no driver", described(function))))
        .collect()
}

fn functions(report: &Report) -> impl Iterator<Item = &PciFunction> {
    report.pcie.iter().flat_map(|pcie| &pcie.functions)
}

/// `0000:3b:00.0 (Ethernet Controller X710 in SLOT 3)`
fn described(function: &PciFunction) -> String {
    let slot = function.slot.as_ref().and_then(|slot| slot.designation.as_deref());
    let place = slot.map(|slot| format!("in {slot}"));
    let words: Vec<&str> = [function.device.name.as_deref(), place.as_deref()].into_iter().flatten().collect();
    if words.is_empty() { function.address.clone() } else { format!("{} ({})", function.address, words.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{
            PciClass, PciConfiguration, PciContainment, PciDriver, PciExpress, PciExpressSlot, PciExtended, PciLinkEnd,
            PciName, PciSlotPlace, Pcie,
        },
        units::GigaTransfers,
    };

    fn report(function: PciFunction) -> Report {
        let function = PciFunction {
            address: "0000:3b:00.0".into(),
            device: PciName { id: "1572".into(), name: Some("X710".into()) },
            ..function
        };
        Report { pcie: Some(Pcie { functions: vec![function], ..Pcie::default() }), ..Report::default() }
    }

    fn class(id: &str) -> PciFunction {
        PciFunction { class: PciClass { id: id.into(), ..PciClass::default() }, ..PciFunction::default() }
    }

    fn linked(class_id: &str, width: (u8, u8, u8), speed: (f64, f64, f64)) -> Report {
        let upstream = PciLinkEnd {
            max_width: Some(width.2),
            max_speed_gt_s: Some(GigaTransfers(speed.2)),
            ..PciLinkEnd::default()
        };
        let link = PciLink {
            width: Some(width.0),
            max_width: Some(width.1),
            speed_gt_s: Some(GigaTransfers(speed.0)),
            max_speed_gt_s: Some(GigaTransfers(speed.1)),
            upstream: Some(upstream),
        };
        report(PciFunction { link: Some(link), ..class(class_id) })
    }

    #[test]
    fn a_link_is_judged_by_what_both_ends_can_do() {
        let full = (8.0, 8.0, 8.0);
        assert_eq!(link_width(&linked("020000", (8, 8, 16), full)), []);
        assert_eq!(link_width(&linked("020000", (4, 8, 4), full)), []);
        assert_eq!(link_width(&linked("020000", (0, 8, 16), full)), [], "a link that is down");
        let found = link_width(&linked("020000", (4, 8, 16), full));
        assert_eq!(found, [Observation::new(["0000:3b:00.0"], "0000:3b:00.0 (X710) has 4 lanes of 8")]);
    }

    #[test]
    fn an_idle_graphics_card_may_run_slowly() {
        let full = (8, 8, 8);
        let message = "0000:3b:00.0 (X710) runs at 2.5 GT/s, both ends can do 8 GT/s";
        assert_eq!(link_speed(&linked("020000", full, (2.5, 8.0, 16.0)))[0].message, message);
        assert_eq!(link_speed(&linked("020000", full, (8.0, 16.0, 8.0))), []);
        assert_eq!(link_speed(&linked("030200", full, (2.5, 16.0, 16.0))), []);
    }

    #[test]
    fn errors_are_told_by_severity_and_kind() {
        let counts = |total| Some(PciErrorCounts { total: Some(total), by_kind: [("RxErr".into(), total)].into() });
        let errors = PciErrors { correctable: counts(9), nonfatal: counts(0), fatal: counts(1), root: None };
        let with = |errors| report(PciFunction { errors: Some(errors), ..PciFunction::default() });
        let found = fatal_errors(&with(errors.clone()));
        assert_eq!(found[0].message, "0000:3b:00.0 (X710) had 1 fatal errors since boot (RxErr 1)");
        assert_eq!(nonfatal_errors(&with(errors.clone())), []);
        assert_eq!(correctable_errors(&with(errors.clone())), []);
        assert_eq!(correctable_errors(&with(PciErrors { correctable: counts(10), ..errors })).len(), 1);
    }

    #[test]
    fn ports_tell_of_power_faults_and_containment() {
        let slot = PciExpressSlot { status: vec!["Power Fault Detected".into()], ..PciExpressSlot::default() };
        let express = Some(PciExpress { slot: Some(slot), ..PciExpress::default() });
        let containment = PciContainment { status: vec!["DPC Trigger Status".into()], ..PciContainment::default() };
        let extended = Some(PciExtended { containment: Some(containment), ..PciExtended::default() });
        let configuration = Some(PciConfiguration { express, extended, ..PciConfiguration::default() });
        let port = report(PciFunction { configuration, ..PciFunction::default() });
        assert_eq!(power_fault(&port)[0].message, "power fault in the slot below 0000:3b:00.0 (X710)");
        assert_eq!(contained(&port)[0].message, "0000:3b:00.0 (X710) has cut off what is below it");
        let quiet = report(PciFunction::default());
        assert_eq!((power_fault(&quiet), contained(&quiet)), (vec![], vec![]));
    }

    #[test]
    fn only_storage_and_network_need_a_driver() {
        let slot = Some(PciSlotPlace { designation: Some("SLOT 3".into()), ..PciSlotPlace::default() });
        let found = no_driver(&report(PciFunction { slot, ..class("010802") }));
        assert_eq!(found[0].message, "0000:3b:00.0 (X710 in SLOT 3) has no driver");
        assert_eq!(no_driver(&report(class("060400"))), []);
        let driver = Some(PciDriver { name: "nvme".into(), ..PciDriver::default() });
        assert_eq!(no_driver(&report(PciFunction { driver, ..class("010802") })), []);
        let virtual_one = PciFunction { physical_function: Some("0000:3b:00.0".into()), ..class("020000") };
        assert_eq!(no_driver(&report(virtual_one)), []);
    }
}

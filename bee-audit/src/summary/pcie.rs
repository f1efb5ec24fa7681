//! PCI devices that somebody put in or pays attention to, and the slots that are free.

use crate::{
    report::{PciFunction, Pcie},
    units::GigaTransfers,
};

use super::{
    page::{Cell, Section, TIE, Tone, cell},
    phrase::{alike, counted, maker, times, words},
};

/// Base classes of interest: mass storage, network, display, encryption, accelerators, and what has no class.
const CLASSES: [&str; 6] = ["01", "02", "03", "10", "12", "ff"];
/// Base classes and subclasses of interest where the rest of the class is part of the chipset: CXL and other memory,
/// co-processors, Fibre Channel, InfiniBand.
const SUBCLASSES: [&str; 5] = ["0502", "0580", "0b40", "0c04", "0c06"];
/// Bridges, which are the way to the rest.
const BRIDGES: &str = "06";

/// Alike devices together with their links and places, then the empty slots.
pub(super) fn section(pcie: &Pcie) -> Section {
    let mut section = Section::new("PCIE");
    let shown = pcie.functions.iter().filter(|function| is_of_interest(function));
    let groups = alike(shown, |function| (name(function), lanes(function), driver(function)));
    for ((name, lanes, driver), functions) in groups {
        section.line(parts(&name, lanes, driver, &functions));
    }
    section.line([others(pcie)]);
    section.line([empty_slots(pcie)]);
    section
}

fn is_of_interest(function: &PciFunction) -> bool {
    let starts = |length| function.class.id.get(..length).unwrap_or_default();
    let is_card = CLASSES.contains(&starts(2)) || SUBCLASSES.contains(&starts(4));
    is_card && function.physical_function.is_none()
}

/// How many functions besides bridges and virtual functions are not shown.
fn others(pcie: &Pcie) -> Cell {
    let is_hidden = |function: &&PciFunction| {
        let is_bridge = function.class.id.starts_with(BRIDGES);
        !is_bridge && function.physical_function.is_none() && !is_of_interest(function)
    };
    let count = pcie.functions.iter().filter(is_hidden).count();
    let text = if count == 0 { String::new() } else { format!("and {}", counted(count as u64, "other")) };
    cell(text).tone(Tone::Faint)
}

/// `Intel Ethernet Controller X710 for 10GbE SFP+`; ids where there are no names.
pub(super) fn name(function: &PciFunction) -> String {
    let ids = || format!("{}:{}", function.vendor.id, function.device.id);
    let vendor = function.vendor.name.as_deref().map(maker);
    let device = function.device.name.clone().unwrap_or_else(ids);
    words([vendor.as_deref(), Some(device.as_str())])
}

fn driver(function: &PciFunction) -> Option<String> {
    function.driver.as_ref().map(|driver| driver.name.clone())
}

/// Alike functions, then the place of each.
fn parts(name: &str, lanes: Cell, driver: Option<String>, functions: &[&PciFunction]) -> Vec<Cell> {
    let shared = [
        cell(times(functions.len(), name)).tone(Tone::Strong),
        lanes,
        driver.map_or_else(|| cell("no driver").tone(Tone::Faint), cell),
    ];
    shared.into_iter().chain(functions.iter().map(|function| cell(place(function)))).collect()
}

/// `0000:3b:00.0 in SLOT 3`
fn place(function: &PciFunction) -> String {
    let slot = function.slot.as_ref().and_then(|slot| slot.designation.as_deref().or(slot.kernel_name.as_deref()));
    let label = slot.map(|slot| format!("in {slot}")).or_else(|| function.label.clone());
    words([Some(function.address.as_str()), label.as_deref()]).replace(' ', TIE)
}

/// `16 GT/s x8`, or `2.5 of 16 GT/s x4 of x8` where both ends can do more; an idle device may save power by speed, not
/// by width.
fn lanes(function: &PciFunction) -> Cell {
    let Some(link) = &function.link else { return Cell::default() };
    let upstream = link.upstream.as_ref();
    let widest = [link.max_width, upstream.and_then(|port| port.max_width)].into_iter().flatten().min();
    let fastest = [link.max_speed_gt_s, upstream.and_then(|port| port.max_speed_gt_s)].into_iter().flatten();
    let fastest = fastest.map(|speed| speed.0).reduce(f64::min);
    let is_narrow = link.width.zip(widest).is_some_and(|(width, widest)| width < widest);
    let speed = link.speed_gt_s.map(|speed| match fastest {
        Some(fastest) if speed.0 < fastest => format!("{} of {}", speed.0, GigaTransfers(fastest)),
        _ => speed.to_string(),
    });
    let width = link.width.filter(|width| *width > 0).map(|width| match widest {
        Some(widest) if is_narrow => format!("x{width} of x{widest}"),
        _ => format!("x{width}"),
    });
    let text = words([speed.as_deref(), width.as_deref()]).replace(' ', TIE);
    cell(text).tone(if is_narrow { Tone::Warning } else { Tone::Plain })
}

/// Slots that firmware calls available (DSP0134 §7.10.3: 3) and nothing was found in.
fn empty_slots(pcie: &Pcie) -> Cell {
    let free = pcie
        .slots
        .iter()
        .filter(|slot| slot.functions.is_empty() && slot.usage.as_ref().is_some_and(|usage| usage.code == 3));
    let names: Vec<&str> = free.filter_map(|slot| slot.designation.as_deref()).collect();
    cell(if names.is_empty() { String::new() } else { format!("empty: {}", names.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Coded, PciClass, PciDriver, PciLink, PciLinkEnd, PciName, PciSlot, PciSlotPlace};
    use crate::summary::page::plain;

    fn function(address: &str, class: &str, vendor: &str, device: &str, driver: &str) -> PciFunction {
        PciFunction {
            address: address.into(),
            class: PciClass { id: class.into(), ..PciClass::default() },
            vendor: PciName { id: "8086".into(), name: Some(vendor.into()) },
            device: PciName { id: "1572".into(), name: Some(device.into()) },
            driver: Some(PciDriver { name: driver.into(), ..PciDriver::default() }),
            ..PciFunction::default()
        }
    }

    fn link(width: u8, speed: f64) -> Option<PciLink> {
        let upstream =
            PciLinkEnd { max_width: Some(16), max_speed_gt_s: Some(GigaTransfers(16.0)), ..PciLinkEnd::default() };
        Some(PciLink {
            speed_gt_s: Some(GigaTransfers(speed)),
            max_speed_gt_s: Some(GigaTransfers(8.0)),
            width: Some(width),
            max_width: Some(8),
            upstream: Some(upstream),
        })
    }

    #[test]
    fn cards_are_shown_with_links_and_places() {
        let slot = PciSlotPlace { designation: Some("SLOT 3".into()), ..PciSlotPlace::default() };
        let network = |address| PciFunction {
            link: link(8, 8.0),
            slot: Some(slot.clone()),
            ..function(address, "020000", "Intel Corporation", "Ethernet Controller X710 for 10GbE SFP+", "i40e")
        };
        let adapter = PciFunction {
            link: link(4, 2.5),
            ..function("0000:18:00.0", "010700", "Broadcom / LSI", "SAS3008 PCI-Express Fusion-MPT SAS-3", "mpt3sas")
        };
        let graphics = PciFunction {
            driver: None,
            ..function("0000:03:00.0", "030000", "ASPEED Technology, Inc.", "ASPEED Graphics Family", "")
        };
        let fibre_channel =
            function("0000:5e:00.0", "0c0400", "QLogic Corp.", "ISP2722 32Gb Fibre Channel to PCIe Adapter", "qla2xxx");
        let usb = function("0000:00:14.0", "0c0330", "Intel Corporation", "USB 3.0 xHCI Controller", "xhci_hcd");
        let bridge = function("0000:00:00.0", "060000", "Intel Corporation", "Sky Lake-E DMI3 Registers", "");
        let usage = |code| Some(Coded { code, name: None });
        let free = PciSlot { designation: Some("SLOT 5".into()), usage: usage(3), ..PciSlot::default() };
        let taken = PciSlot { designation: Some("SLOT 3".into()), usage: usage(4), ..PciSlot::default() };
        let pcie = Pcie {
            functions: vec![
                bridge,
                usb,
                fibre_channel,
                graphics,
                adapter,
                network("0000:3b:00.0"),
                network("0000:3b:00.1"),
            ],
            slots: vec![taken, free],
            ..Pcie::default()
        };
        insta::assert_snapshot!(plain(&section(&pcie)));
    }
}

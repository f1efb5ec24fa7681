//! The readable summary: what a technician would pin to the rack.
//!
//! One file a component, each a function of its part of the report; `page` lays the sections out. The summary is for
//! people: what it leaves out is in the JSON.

mod bmc;
mod board;
mod cpu;
mod findings;
mod gaps;
mod gpu;
mod header;
mod memory;
mod network;
mod page;
mod pcie;
mod phrase;
mod sensors;
mod storage;
mod tpm;
mod usb;

use crate::{Report, report::Component};

use page::Section;

/// What people want to read of a report, with escape sequences for colours (ECMA-48 §8.3.117), for a terminal of
/// `width` columns.
pub fn summary(report: &Report, width: usize) -> String {
    let laid_out = sections(report).map(|section| section.lay_out(width));
    laid_out.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Everything that there is to say, in the order in which a machine is looked at.
fn sections(report: &Report) -> impl Iterator<Item = Section> {
    let parts = [
        bmc::power_supplies(report),
        bmc::fans(report),
        bmc::backplanes(report),
        findings::section(&report.findings),
        gaps::section(&report.gaps),
    ];
    std::iter::once(header::section(report)).chain(components(report)).chain(parts)
}

/// What was asked; a component without content says so, unless it is among the gaps.
fn components(report: &Report) -> impl Iterator<Item = Section> {
    let pcie = report.pcie.as_ref();
    let components = [
        (Component::Board, report.board.as_ref().map(|board| board::section(board, &report.power_supplies))),
        (Component::Cpu, report.cpu.as_ref().map(cpu::section)),
        (Component::Memory, report.memory.as_ref().map(memory::section)),
        (Component::Pcie, pcie.map(pcie::section)),
        (Component::Gpu, report.gpu.as_ref().map(gpu::section)),
        (Component::Storage, report.storage.as_ref().map(|storage| storage::section(storage, pcie))),
        (Component::Network, report.network.as_ref().map(|network| network::section(network, pcie))),
        (Component::Tpm, report.tpm.as_ref().map(tpm::section)),
        (Component::Usb, report.usb.as_ref().map(usb::section)),
        (Component::Sensors, report.sensors.as_ref().map(sensors::section)),
        (Component::Bmc, report.bmc.as_ref().map(bmc::section)),
    ];
    let has_gap = |component| report.gaps.iter().any(|gap| gap.component == component);
    components.into_iter().filter_map(move |(component, section)| {
        let section = section?;
        Some(if has_gap(component) { section } else { section.or_none() })
    })
}

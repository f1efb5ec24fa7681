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

use crate::Report;

use page::Section;

/// What people want to read of a report, with escape sequences for colours (ECMA-48 §8.3.117), for a terminal of `width` columns.
pub fn summary(report: &Report, width: usize) -> String {
    let laid_out = sections(report).map(|section| section.lay_out(width));
    laid_out.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Everything that there is to say, in the order in which a machine is looked at.
fn sections(report: &Report) -> impl Iterator<Item = Section> {
    let sections = [
        Some(header::section(report)),
        report.board.as_ref().map(board::section),
        report.cpu.as_ref().map(cpu::section),
        report.memory.as_ref().map(memory::section),
        report.pcie.as_ref().map(pcie::section),
        report.gpu.as_ref().map(gpu::section),
        report.storage.as_ref().map(storage::section),
        report.network.as_ref().map(|network| network::section(network, report.pcie.as_ref())),
        report.tpm.as_ref().map(tpm::section),
        report.usb.as_ref().map(usb::section),
        report.sensors.as_ref().map(sensors::section),
        report.bmc.as_ref().map(bmc::section),
        Some(bmc::power_supplies(report)),
        Some(bmc::fans(report)),
        Some(bmc::backplanes(report)),
        Some(findings::section(&report.findings)),
        Some(gaps::section(&report.gaps)),
    ];
    sections.into_iter().flatten()
}

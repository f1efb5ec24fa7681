//! The readable summary: what a technician would pin to the rack.
//!
//! One file a component, each a function of its part of the report; `page` lays the sections out. The summary is for
//! people: what it leaves out is in the JSON.

mod gaps;
mod header;
mod page;
#[cfg(test)]
pub(crate) mod samples;
mod tpm;

use bee_audit::Report;

use page::Section;

/// The summary with escape sequences, for a terminal of `width` columns.
pub(crate) fn summary(report: &Report, width: usize) -> String {
    let sections =
        [Some(header::section(report)), report.tpm.as_ref().map(tpm::section), Some(gaps::section(&report.gaps))];
    let laid_out = sections.into_iter().flatten().map(|section: Section| section.lay_out(width));
    laid_out.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

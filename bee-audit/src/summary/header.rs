//! The first lines: which machine this is, and when and how it was read.

use crate::{
    Report,
    report::{Run, System},
};

use super::{
    board::named,
    page::{Cell, Section, Tone, cell},
    phrase::words,
};

/// The machine and the run.
pub(super) fn section(report: &Report) -> Section {
    let mut section = Section::new("");
    if let Some(board) = &report.board {
        section.line(system(&board.system));
    }
    section.line([
        Cell::from(hostname(&report.run)).tone(Tone::Strong),
        cell(linux(&report.run)),
        cell(when(&report.run)),
        cell(privilege(&report.run)),
        cell(format!("bee-audit {}", report.run.tool_version)).tone(Tone::Faint),
    ]);
    section.line([left_out(&report.run)]);
    section
}

/// `left out: storage, network`
fn left_out(run: &Run) -> Cell {
    let skipped: Vec<&str> = run.skipped.iter().map(|component| component.name()).collect();
    let text = if skipped.is_empty() { String::new() } else { format!("left out: {}", skipped.join(", ")) };
    cell(text).tone(Tone::Faint)
}

/// `Dell Inc. PowerEdge R650, serial 7ABC123, SKU …, UUID …`
fn system(system: &System) -> [Cell; 4] {
    let name = words([system.manufacturer.as_deref(), system.product_name.as_deref()]);
    [
        cell(name).tone(Tone::Strong),
        named("serial", system.serial_number.as_ref()).tone(Tone::Strong),
        named("SKU", system.sku_number.as_ref()),
        named("UUID", system.uuid.as_ref()),
    ]
}

/// The kernel says `(none)` where nobody has set a name.
fn hostname(run: &Run) -> Option<String> {
    run.hostname.clone().filter(|name| name != "(none)")
}

fn linux(run: &Run) -> String {
    let known = [run.kernel_release.as_deref(), run.architecture.as_deref()];
    let words: Vec<&str> = known.into_iter().flatten().collect();
    if words.is_empty() { String::new() } else { format!("Linux {}", words.join(" ")) }
}

/// `2026-11-21 22:00 UTC` of `2026-11-21T22:00:24Z`.
fn when(run: &Run) -> String {
    let minutes = run.started_at.rsplit_once(':').map_or(run.started_at.as_str(), |(minutes, _)| minutes);
    format!("{} UTC", minutes.replace('T', " "))
}

fn privilege(run: &Run) -> &'static str {
    match run.effective_user_id {
        Some(0) | None => "",
        Some(_) => "not as root",
    }
}

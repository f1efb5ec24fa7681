//! What looks wrong.

use crate::report::{Finding, Severity};

use super::page::{Section, Tone, cell};

/// A row for each finding, the worst first.
pub(super) fn section(findings: &[Finding]) -> Section {
    let mut section = Section::new("FINDINGS");
    let rows = findings.iter().map(|finding| {
        let (word, tone) = match finding.severity {
            Severity::Critical => ("critical", Tone::Alarm),
            Severity::Warning => ("warning", Tone::Warning),
            Severity::Info => ("info", Tone::Faint),
        };
        vec![cell(word).tone(tone), cell(finding.id.as_str()).tone(Tone::Faint), cell(finding.message.as_str())]
    });
    section.table(rows.collect());
    section
}

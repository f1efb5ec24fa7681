//! What could not be read, briefly: the JSON names every query.

use crate::report::{Gap, Reason};

use super::page::{Cell, Section, Tone, cell};

/// A row for all gaps of a component that have the same cause.
pub(super) fn section(gaps: &[Gap]) -> Section {
    let mut groups: Vec<Vec<&Gap>> = Vec::new();
    // What a device does not have is in the JSON alone.
    for gap in gaps.iter().filter(|gap| gap.reason != Reason::NotApplicable) {
        match groups.iter_mut().find(|group| group.iter().any(|known| same_cause(known, gap))) {
            Some(group) => group.push(gap),
            None => groups.push(vec![gap]),
        }
    }
    let mut section = Section::new("GAPS");
    section.table(groups.iter().filter_map(|group| row(group)).collect());
    section
}

fn same_cause(a: &Gap, b: &Gap) -> bool {
    (a.component, a.reason, &a.detail, &a.hint) == (b.component, b.reason, &b.detail, &b.hint)
}

fn row(group: &[&Gap]) -> Option<Vec<Cell>> {
    let cause = group.first()?;
    let mut missing: Vec<&str> = group.iter().map(|gap| gap.missing.as_str()).collect();
    missing.dedup();
    let mut subjects: Vec<&str> = group.iter().flat_map(|gap| &gap.subjects).map(String::as_str).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let hint = cause.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
    let tone = if cause.reason == Reason::Panicked { Tone::Alarm } else { Tone::Warning };
    Some(vec![
        cell(cause.component.name()),
        cell(format!("{} ×", subjects.len())).right(),
        cell(few(&missing)),
        cell(few(&subjects)),
        cell(format!("{}{hint}", cause.detail)).tone(tone),
    ])
}

/// The first two, and how many more.
fn few(names: &[&str]) -> String {
    match names {
        [first, second, rest @ ..] if !rest.is_empty() => format!("{first}, {second} + {}", rest.len()),
        names => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Component;

    #[test]
    fn gaps_of_one_cause_share_a_row() {
        let gap = |missing: &str, subject: &str| Gap {
            component: Component::Board,
            subjects: vec![subject.into()],
            missing: missing.into(),
            reason: Reason::Denied,
            detail: "permission denied".into(),
            query: None,
            hint: Some("run as root".into()),
        };
        let gaps = [gap("config", "0000:00:00.0"), gap("config", "0000:00:01.0"), gap("vpd", "0000:00:02.0")];
        let text = section(&gaps).lay_out(100);
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "GAPS        board  3 ×  config, vpd  0000:00:00.0, 0000:00:01.0 + 1  permission denied (run as root)\n"
        );
    }
}

//! Gaps in the form that the report gives them: alike ones together, in a stable order.

use crate::report::{Component, Gap, Reason};

/// Makes one gap of those that differ only in their subject, sorted by component, missing thing and reason.
pub(super) fn merge(gaps: Vec<Gap>) -> Vec<Gap> {
    let mut merged: Vec<Gap> = Vec::new();
    for gap in gaps {
        match merged.iter_mut().find(|known| alike(known, &gap)) {
            Some(known) => known.subjects.extend(gap.subjects),
            None => merged.push(gap),
        }
    }
    for gap in &mut merged {
        gap.subjects.sort_unstable();
        gap.subjects.dedup();
    }
    merged.sort_unstable_by(|a, b| {
        (a.component, &a.missing, a.reason, &a.subjects).cmp(&(b.component, &b.missing, b.reason, &b.subjects))
    });
    merged
}

fn alike(a: &Gap, b: &Gap) -> bool {
    (a.component, &a.missing, a.reason, &a.detail, &a.hint) == (b.component, &b.missing, b.reason, &b.detail, &b.hint)
}

/// The gap that a component leaves of which nothing is known.
pub(super) fn whole(component: Component, reason: Reason, detail: String) -> Gap {
    let defect = "a defect of bee-audit: please report it with a recording of this machine";
    Gap {
        component,
        subjects: vec![component.name().to_owned()],
        missing: component.name().to_owned(),
        reason,
        detail,
        query: None,
        hint: (reason == Reason::Panicked).then(|| defect.to_owned()),
    }
}

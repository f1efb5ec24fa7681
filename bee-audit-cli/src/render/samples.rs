//! Reports for tests of the renderer.

use bee_audit::{
    Options, Replay, Report,
    report::{Component, Gap, Reason},
};

use super::page::Section;

/// A section as a reader without colours sees it.
pub(crate) fn plain(section: &Section) -> String {
    anstream::adapter::strip_str(&section.lay_out(100)).to_string()
}

/// The report of a machine that shows nothing.
pub(crate) fn empty() -> Report {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trees/bare");
    bee_audit::audit(&Replay::open(folder.as_ref()).expect("a tree"), &Options::default())
}

/// A gap.
pub(crate) fn gap(reason: Reason) -> Gap {
    Gap {
        component: Component::Board,
        subjects: vec!["board".into()],
        missing: "product_uuid".into(),
        reason,
        detail: "permission denied".into(),
        query: None,
        hint: Some("run as root".into()),
    }
}

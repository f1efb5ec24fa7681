//! Every recorded machine through every collector: the report is the golden one, and nothing was asked that the
//! recording does not hold.

use std::{fs, path::Path};

use bee_audit::{
    Options, Replay, audit,
    report::{Gap, Reason},
};

#[test]
fn reports_of_recorded_machines() {
    // Not insta's glob, which follows the links of recorded trees, broken ones included.
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hosts");
    let mut machines: Vec<_> = fs::read_dir(hosts).unwrap().map(|entry| entry.unwrap().path()).collect();
    machines.sort();
    assert!(!machines.is_empty(), "no recorded machine in fixtures/hosts");
    for folder in machines {
        let mut report = audit(&Replay::open(&folder).unwrap(), &Options::default());
        let unrecorded: Vec<&Gap> = report.gaps.iter().filter(|gap| gap.reason == Reason::NotRecorded).collect();
        assert!(unrecorded.is_empty(), "{}: {unrecorded:?}", folder.display());
        report.run.started_at = "[start]".into();
        report.run.duration_seconds = Default::default();
        report.run.tool_version = "[version]".into();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder.join("expected"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_json_snapshot!("report", report));
    }
}

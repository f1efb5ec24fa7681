//! The readable summary of every recorded machine, whole: what a change to it does to real machines.

use std::{fs, path::Path, process::Command};

#[test]
fn every_recorded_machine_has_its_summary() {
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hosts");
    let mut seen = 0;
    for host in fs::read_dir(hosts).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = host.file_name().unwrap().to_string_lossy().into_owned();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bee-audit"));
        command.args(["replay", "--format", "text"]).arg(&host).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
        let output = command.output().unwrap();
        assert!([Some(0), Some(1)].contains(&output.status.code()), "{name}: {output:?}");
        let summary = String::from_utf8(output.stdout).unwrap();
        assert!(summary.lines().all(|line| line.chars().count() <= 100), "{name}");
        insta::with_settings!({
            filters => vec![(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC, bee-audit \S+", "[when, version]")],
            omit_expression => true,
        }, { insta::assert_snapshot!(name, summary); });
        seen += 1;
    }
    assert!(seen > 0, "no recorded machines");
}

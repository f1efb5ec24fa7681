//! `docs/report.md` explains every key of the report, every reason of a gap and every source that a recorded machine
//! has.

use std::{fs, path::Path};

use serde_json::Value;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// Whether a row of a table begins with the word, or has it among several.
fn has_row(document: &str, word: &str) -> bool {
    let first_cells = document.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    first_cells.flat_map(|cell| cell.split(", ")).any(|name| name == format!("`{word}`"))
}

#[test]
fn every_key_and_every_reason_is_documented() {
    let document = read("docs/report.md");
    let schema: Value = serde_json::from_str(&read("docs/report.schema.json")).unwrap();
    let keys = schema["properties"].as_object().unwrap().keys().map(String::as_str);
    let reasons = schema["$defs"]["Reason"]["oneOf"].as_array().unwrap();
    let reasons = reasons.iter().map(|reason| reason["const"].as_str().unwrap());
    for name in keys.chain(reasons) {
        assert!(has_row(&document, name), "docs/report.md lacks a row of `{name}`");
    }
}

#[test]
fn every_source_of_a_recorded_machine_is_documented() {
    let document = read("docs/report.md");
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hosts");
    for host in fs::read_dir(hosts).unwrap().map(|entry| entry.unwrap().path()) {
        let golden = fs::read_to_string(host.join("expected/report.snap")).unwrap();
        let report: Value = serde_json::from_str(golden.splitn(3, "---\n").last().unwrap()).unwrap();
        for sources in report["sources"].as_object().unwrap().values() {
            for source in sources.as_array().unwrap() {
                let name = source.as_str().unwrap();
                assert!(has_row(&document, name), "docs/report.md lacks a row of the source `{name}`");
            }
        }
    }
}

//! The committed JSON Schema is the one that the report types make. `make bless` writes it anew.

use std::{fs, path::Path};

#[test]
fn the_committed_schema_is_the_reports() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/report.schema.json");
    let generated = schemars::schema_for!(bee_audit::Report);
    let text = serde_json::to_string_pretty(&generated).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "docs/report.schema.json is not what the report types say: run `make bless`");
}

//! The committed JSON Schema of cards is the one that the types make. `make bless` writes it anew.

use std::{fs, path::Path};

#[test]
fn the_committed_schema_is_the_cards() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds/card.schema.json");
    let text = serde_json::to_string_pretty(&schemars::schema_for!(bee_boot::seed::Card)).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "seeds/card.schema.json is not what the card's types say: run `make bless`");
}

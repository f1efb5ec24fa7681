//! `docs/coverage.md` lists every fact of the report with its source and the recorded machines that prove it. It is
//! made from the schema, the collectors' headers and the recordings (`make bless`), and fails when it is not up to
//! date.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use bee_audit::{Options, Replay, Report, audit, report::Component};
use serde_json::Value;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A fact: its path in the report and what the documentation of its field says of it, else that of its type.
type Facts = BTreeMap<String, String>;

/// Every leaf below `node`, with the description of the field that it is.
fn leaves(schema: &Value, node: &Value, path: &str, description: &str, facts: &mut Facts) {
    let own = node["description"].as_str().unwrap_or_default();
    let described = if description.is_empty() { own } else { description };
    if let Some(name) = node["$ref"].as_str() {
        let definition = &schema["$defs"][name.rsplit('/').next().unwrap()];
        // A code with its name is one fact, and so is an enumeration or a number with a unit.
        if name.ends_with("/Coded") {
            facts.insert(path.to_owned(), described.to_owned());
            return;
        }
        return leaves(schema, definition, path, described, facts);
    }
    for choice in ["anyOf", "oneOf"] {
        let objects = node[choice].as_array().into_iter().flatten();
        let objects: Vec<_> = objects.filter(|one| one["$ref"].is_string() || one["properties"].is_object()).collect();
        if !objects.is_empty() {
            return objects.into_iter().for_each(|one| leaves(schema, one, path, described, facts));
        }
    }
    if let Some(properties) = node["properties"].as_object() {
        for (name, property) in properties {
            leaves(schema, property, &format!("{path}.{name}"), "", facts);
        }
    } else if node["items"].is_object() {
        leaves(schema, &node["items"], &format!("{path}[]"), described, facts);
    } else if node["additionalProperties"].is_object() {
        leaves(schema, &node["additionalProperties"], &format!("{path}.*"), described, facts);
    } else {
        facts.insert(path.to_owned(), described.to_owned());
    }
}

/// Which of `facts` the JSON below `value` holds.
fn proven(value: &Value, path: &str, facts: &Facts, found: &mut BTreeSet<String>) {
    if value.is_null() {
        return;
    }
    if facts.contains_key(path) {
        found.insert(path.to_owned());
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| proven(item, &format!("{path}[]"), facts, found)),
        Value::Object(entries) => {
            for (name, entry) in entries {
                proven(entry, &format!("{path}.{name}"), facts, found);
                proven(entry, &format!("{path}.*"), facts, found);
            }
        }
        _ => {}
    }
}

/// The five labels in the header of a collector, one line each.
fn header(component: Component) -> Vec<String> {
    let path = repository().join(format!("bee-audit/src/collect/{}.rs", component.name()));
    let text = fs::read_to_string(&path).unwrap();
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let mut labels: Vec<String> = Vec::new();
    for line in lines {
        match line.strip_prefix("- *") {
            Some(_) => labels.push(line.to_owned()),
            None if !line.is_empty() && !labels.is_empty() => {
                let label = labels.last_mut().unwrap();
                label.push(' ');
                label.push_str(line);
            }
            None => {}
        }
    }
    for label in ["Reports", "Reads", "Falls back to", "Needs", "Leaves out"] {
        let found = labels.iter().any(|line| line.starts_with(&format!("- *{label}*:")));
        assert!(found, "{}: no label *{label}*", path.display());
    }
    labels
}

fn recorded_reports() -> BTreeMap<String, Value> {
    let hosts = fs::read_dir(repository().join("fixtures/hosts")).unwrap().map(|entry| entry.unwrap().path());
    let reports = hosts.filter(|path| path.join("host.json").is_file()).map(|path| {
        let report = audit(&Replay::open(&path).unwrap(), &Options::default());
        (path.file_name().unwrap().to_string_lossy().into_owned(), serde_json::to_value(report).unwrap())
    });
    reports.collect()
}

/// The first paragraph on one line, fit for a cell.
fn cell(description: &str) -> String {
    let paragraph = description.split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn page() -> String {
    let schema = serde_json::to_value(schemars::schema_for!(Report)).unwrap();
    let reports = recorded_reports();
    let mut page = String::from(
        "# Coverage\n\nEvery fact of the report: where it is, what it is and from which source, and which recorded \
         machines (`fixtures/hosts`) hold it.\nA fact that none of them holds is proven by tests over authored trees only. \
         Made by `make bless` from the schema, the headers of the\ncollectors and the recordings; a test fails when it is \
         not up to date.\n",
    );
    for component in Component::ALL {
        let name = component.name();
        let mut facts = Facts::new();
        leaves(&schema, &schema["properties"][name], name, "", &mut facts);
        let silent: Vec<_> = facts.iter().filter(|(_, description)| description.is_empty()).collect();
        assert!(silent.is_empty(), "without documentation: {silent:?}");
        let held: Vec<(&String, BTreeSet<String>)> = reports
            .iter()
            .map(|(host, report)| {
                let mut found = BTreeSet::new();
                proven(&report[name], name, &facts, &mut found);
                (host, found)
            })
            .collect();
        page +=
            &format!("\n## {name}\n\n{}\n\n| Fact | What | Machines |\n|---|---|---|\n", header(component).join("\n"));
        for (path, description) in &facts {
            let hosts: Vec<_> =
                held.iter().filter(|(_, found)| found.contains(path)).map(|(host, _)| host.as_str()).collect();
            page += &format!("| `{path}` | {} | {} |\n", cell(description), hosts.join(", "));
        }
    }
    page
}

#[test]
fn the_page_on_coverage_is_up_to_date() {
    let path = repository().join("docs/coverage.md");
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/coverage.md is not up to date: make bless");
}

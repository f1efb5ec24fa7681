//! Who may import whom (ARCHITECTURE.md), read from the `use` lines.

use std::{fs, path::Path};

/// A folder of the library and the modules that it may name.
const LAYERS: [(&str, &[&str]); 9] = [
    ("units", &[]),
    ("decode", &["decode", "units"]),
    ("report", &["report", "units"]),
    ("host", &["host"]),
    ("collect", &["collect", "decode", "host", "report", "units"]),
    ("audit", &["audit", "collect", "decode", "findings", "host", "report", "units"]),
    // Audits through a recorder; looks into answers for what must be redacted.
    ("recording", &["Options", "audit", "decode", "host", "recording", "report"]),
    // Decodes the texts that the report keeps in their standard form, such as lists of CPUs.
    ("findings", &["decode", "findings", "report", "units"]),
    ("summary", &["Report", "decode", "report", "summary", "units"]),
];

/// What is behind the door: a collector must not know which machine it asks.
const BEHIND_THE_DOOR: [&str; 8] =
    ["live", "record", "replay", "worker", "LiveHost", "Recorder", "Recording", "Replay"];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let name = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
            found.push((name.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Every path from the root of the crate that the file's text names, by `crate::` or `super::`, braces expanded:
/// `host::Host`. Tests and comments do not count.
fn imports(file: &str, text: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]").next().unwrap();
    let code: Vec<&str> = product.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut paths = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        expand("", &code[start + "crate::".len()..], &mut paths);
    }
    let own = file.trim_end_matches(".rs").replace('/', "::");
    for (start, _) in code.match_indices("super::").filter(|(start, _)| !code[..*start].ends_with("::")) {
        expand(&own, &code[start..], &mut paths);
    }
    paths.into_iter().map(|path| resolved(&path)).collect()
}

/// The path without `super`, each of which takes back what is before it.
fn resolved(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split("::") {
        if part == "super" {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("::")
}

fn expand(prefix: &str, rest: &str, paths: &mut Vec<String>) {
    if let Some(inner) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut item = 0;
        for (index, character) in inner.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => return expand(prefix, inner[item..index].trim(), paths),
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(prefix, inner[item..index].trim(), paths);
                    item = index + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return;
    }
    let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}::{name}") };
    match rest[name.len()..].strip_prefix("::") {
        Some(deeper) if deeper.starts_with('{') || deeper.starts_with(char::is_alphabetic) => {
            expand(&path, deeper, paths)
        }
        _ => paths.push(path),
    }
}

#[test]
fn every_module_imports_only_what_its_layer_allows() {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let mut seen = 0;
    for (file, text) in &files {
        let layer = file.split(['/', '.']).next().unwrap();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else { continue };
        for path in imports(file, text) {
            seen += 1;
            let module = path.split("::").next().unwrap();
            assert!(allowed.contains(&module), "{file} imports crate::{path}");
            if layer == "collect" && module == "host" {
                let behind = path.split("::").any(|part| BEHIND_THE_DOOR.contains(&part));
                assert!(!behind, "{file} imports crate::{path}, which is behind the door");
            }
        }
    }
    assert!(seen > 20, "only {seen} imports found: the reader of `use` lines is broken");
}

#[test]
fn collectors_do_not_import_each_other() {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/collect")), &mut files);
    let components = bee_audit::report::Component::ALL.map(|component| component.name());
    for (file, text) in &files {
        let own = file.trim_start_matches("collect/").split(['/', '.']).next().unwrap();
        for path in imports(file, text).iter().filter_map(|path| path.strip_prefix("collect::")) {
            let other = path.split("::").next().unwrap();
            assert!(other == own || !components.contains(&other), "{file} imports crate::collect::{path}");
        }
    }
}

#[test]
fn paths_are_resolved() {
    assert_eq!(imports("a.rs", "use crate::{\n    a::{B, c::D},\n    e,\n};"), ["a::B", "a::c::D", "e"]);
    assert_eq!(imports("a.rs", "crate::host::Host"), ["host::Host"]);
    assert_eq!(imports("a/b/c.rs", "use super::super::{d, e::F};\n// crate::x"), ["a::d", "a::e::F"]);
}

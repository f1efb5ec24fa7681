//! `bee-boot check`: words, document and exit status.

use std::{fs, path::PathBuf, process::Command};

use serde_json::Value;

const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../seeds");

fn bee_boot(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_bee-boot")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_seeds_of_this_repository_are_good() {
    let entries = fs::read_dir(SEEDS).unwrap().map(|entry| entry.unwrap().path());
    let cards: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(".card.json")).collect();
    assert!(!cards.is_empty());
    for card in cards {
        let (status, told, _) = bee_boot(&["check", card.to_str().unwrap()]);
        assert_eq!(status, 0, "{told}");
    }
}

#[test]
fn the_worst_file_gives_the_status() {
    let bad = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bad.card.json");
    fs::write(&bad, "{\"schema_version\": 1,\n \"id\": \"x\"}").unwrap();
    let good = format!("{SEEDS}/minimal.card.json");
    let (status, told, _) = bee_boot(&["check", &good, bad.to_str().unwrap()]);
    assert_eq!(status, 65);
    assert!(told.contains("minimal.card.json: 2 cards\n"), "{told}");
    assert!(told.contains("bad.card.json:2:8: $.id: a ULID has 26 characters, this has 1\n"), "{told}");
    let (status, document, _) = bee_boot(&["check", "--json", bad.to_str().unwrap(), "/nowhere"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    let problems = document[0]["problems"].as_array().unwrap();
    let places: Vec<_> =
        problems.iter().map(|problem| (problem["path"].as_str().unwrap(), problem["line"].as_u64())).collect();
    assert_eq!((status, places), (66, vec![("$", Some(1)), ("$", Some(1)), ("$.id", Some(2))]));
    assert_eq!((&document[1]["valid"], document[1]["error"].is_string()), (&Value::from(false), true));
}

#[test]
fn keys_that_mean_nothing_are_told_and_are_no_problem() {
    let odd = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("odd.card.json");
    let minimal = fs::read_to_string(format!("{SEEDS}/minimal.card.json")).unwrap();
    fs::write(&odd, minimal.replace("\"terminal\"", "\"soma\": {\"cgroup\": {\"wieght\": 1}}, \"termnal\"")).unwrap();
    let (status, told, _) = bee_boot(&["check", odd.to_str().unwrap()]);
    assert_eq!(status, 0);
    for path in ["termnal", "soma.cgroup.wieght"] {
        assert!(
            told.contains(&format!("card \"shell\", $.genesis[0].{path}: means nothing here, and is kept\n")),
            "{told}"
        );
    }
    let (_, document, _) = bee_boot(&["check", "--json", odd.to_str().unwrap()]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document[0]["unknown"].as_array().unwrap().len(), 2);
}

#[test]
fn wrong_usage_is_told_with_64() {
    for wrong in [&["check"][..], &["boot"], &["check", "--loud", "x"], &["--seed"]] {
        let (status, out, told) = bee_boot(wrong);
        assert_eq!((status, out.as_str()), (64, ""), "{wrong:?}");
        assert!(told.contains("--help"), "{told}");
    }
    assert_eq!(bee_boot(&["--version"]), (0, format!("bee-boot {}\n", env!("CARGO_PKG_VERSION")), String::new()));
    assert!(bee_boot(&["--help"]).1.contains("Exit status"));
}

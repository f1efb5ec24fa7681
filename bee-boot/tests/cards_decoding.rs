//! What is said of texts that are no cards: everything at once, in words of JSON, each at its place.

use bee_boot::seed::{self, LoadError};
use serde_json::{Value, json};

const MINIMAL: &str = include_str!("../../seeds/minimal.card.json");

/// What is said of a text.
fn told(text: &str) -> Vec<String> {
    match seed::parse(text) {
        Ok(_) => Vec::new(),
        Err(LoadError::Bad(problems)) => problems.iter().map(ToString::to_string).collect(),
        Err(other) => panic!("{other}"),
    }
}

/// The minimal seed with this member of the shell's card.
fn with(key: &str, value: Value) -> String {
    let mut seed: Value = serde_json::from_str(MINIMAL).unwrap();
    seed["genesis"][0][key] = value;
    seed.to_string()
}

#[test]
fn values_of_another_kind_are_told_in_words_of_json() {
    let native = |key: &str, value: Value| json!({ "Native": { "exec": "/bin/sh", key: value } });
    for (key, value, says) in [
        ("schema_version", json!(-1), "schema_version: a whole number from 0 to 4294967295 is wanted here, not -1"),
        ("schema_version", json!(1.5), "a whole number from 0 to 4294967295 is wanted here, not 1.5"),
        ("label", json!(7), "label: a string is wanted here, not 7"),
        ("label", Value::Null, "label: a string is wanted here, not null"),
        ("strict", json!("yes"), "strict: true or false is wanted here, not \"yes\""),
        ("soma", json!([]), "soma: an object is wanted here, not a list"),
        ("soma", json!("x"), "soma: an object is wanted here, not \"x\""),
        ("requires", json!({}), "requires: a list is wanted here, not an object"),
        ("supervision", json!(3), "supervision: a name, or an object with a name is wanted here, not 3"),
        (
            "supervision",
            json!("Restart"),
            "supervision.Restart: an object with the name and what belongs to it is wanted here",
        ),
        ("supervision", json!({ "OneShot": {} }), "supervision.OneShot: the name alone is wanted here, not an object"),
        ("supervision", json!({ "Restart": { "initial": 20 } }), "supervision.Restart: \"max\" is missing"),
        ("lifecycle", json!("demon"), "lifecycle: \"demon\" is none of \"daemon\", \"oneshot\", \"widget\""),
        ("payload", native("argv", json!("-c")), "payload.Native.argv: a list is wanted here, not \"-c\""),
        ("payload", native("envp", json!([["A"]])), "payload.Native.envp[0]: a list of 2 is wanted here, not one of 1"),
        ("id", json!("x"), "id: a ULID has 26 characters, this has 1"),
    ] {
        let [problem] = &told(&with(key, value))[..] else { panic!("{key}: {:?}", told(MINIMAL)) };
        assert!(problem.contains(says), "{problem}\nlacks {says}");
        assert!(problem.contains("$.genesis[0]."), "{problem}");
    }
}

#[test]
fn everything_is_told_at_once_in_the_order_of_the_text() {
    let text = "{\"schema_version\": \"1\",\n \"id\": \"x\", \"label\": \"all\",\n \"genesis\": [7,\n  \
                {\"schema_version\": 1, \"id\": \"01KB0000000000000000000002\", \"payload\": {\"Native\": {}}},\n  \
                {\"schema_version\": 2, \"id\": \"01KB0000000000000000000002\", \"label\": \"last\", \"payload\": \"Virtual\"}]}";
    let told = told(text);
    let expected = [
        "1:1: card \"all\", $: \"payload\" is missing",
        "1:20: card \"all\", $.schema_version: a whole number",
        "2:8: card \"all\", $.id: a ULID has 26 characters",
        "3:14: card \"all\", $.genesis[0]: an object is wanted here, not 7",
        "4:3: card \"all\", $.genesis[1]: \"label\" is missing",
        "4:",
        "5:22: card \"last\", $.genesis[2].schema_version: version 1 is understood, this is 2",
        "5:31: card \"last\", $.genesis[2].id: $.genesis[1].id is the same",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}\nis not {expected}");
    }
}

#[test]
fn a_text_that_is_no_json_and_a_key_that_is_there_twice() {
    assert_eq!(told("{\n  \"label\": \"a\",\n}"), ["3:1: $: not JSON: trailing comma"]);
    let twice = MINIMAL.replacen("\"label\"", "\"label\": \"twice\", \"label\"", 1);
    let [problem] = &told(&twice)[..] else { panic!() };
    assert!(problem.ends_with("$: \"label\" is there twice"), "{problem}");
}

#[test]
fn there_is_an_end_to_it() {
    let seed = json!({
        "schema_version": 1, "id": "01KB0000000000000000000001", "label": "all", "payload": "Virtual", "genesis": vec![0; 4000]
    });
    assert_eq!(told(&seed.to_string()).len(), 32);
}

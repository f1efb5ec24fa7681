//! Keys that the model does not know: any of them, in any object of a card, comes back out and is named.

use std::collections::BTreeSet;

use bee_boot::seed;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A card with every object that the model has, as this program writes it.
fn complete() -> Value {
    let card = |number: u8, payload: Value, genesis: Value| {
        json!({
            "schema_version": 1, "id": format!("01KB0000000000000000000{number:03}"), "label": format!("card {number}"),
            "provides": [
                {"Endpoint": {"interface": vec![number; 16], "version": 2}}, {"KernelNetlink": "Route"},
                {"Endpoint": {"interface": vec![0; 16], "version": 1}}, {"Endpoint": {"interface": vec![0; 16], "version": 1}}
            ],
            "requires": ["Spawn", {"Device": {"class": "Tty"}}, {"Device": {"class": "Block"}}],
            "permissions": {"ipc": {}}, "soma": {"namespaces": {}, "rlimits": {}, "cgroup": {}}, "payload": payload,
            "supervision": {"Restart": {"initial": 10, "max": 20}},
            "flow": {"input": [{"name": "a", "type": {}}, {"name": "b", "type": {}}], "output": [{"name": "a", "type": {}}]},
            "genesis": genesis
        })
    };
    let wasm = card(2, json!({"Wasm": {"module_sha256": vec![1; 32], "entry": "x"}}), json!([]));
    let legacy = card(3, json!({"Legacy": {"exec": "/x"}}), json!([]));
    let group = card(4, json!("Virtual"), json!([legacy]));
    let native = card(1, json!({"Native": {"exec": "/x", "envp": [["a", "b"]]}}), json!([wasm, group]));
    written(&native)
}

fn written(card: &Value) -> Value {
    serde_json::to_value(seed::parse(&card.to_string()).unwrap()).unwrap()
}

/// Pointer (RFC 6901) and path of every object below a value, but for those that only name a variant, which have one
/// key, and the types of pins, which the model takes as they are.
fn objects(value: &Value, pointer: &str, path: &str) -> Vec<(String, String)> {
    let variants = ["Native", "Wasm", "Legacy", "Restart", "Endpoint", "Device", "KernelNetlink"];
    match value {
        Value::Object(members) => {
            let below = members
                .iter()
                .filter(|(key, _)| *key != "type")
                .flat_map(|(key, value)| objects(value, &format!("{pointer}/{key}"), &format!("{path}.{key}")));
            let names_variant = members.keys().any(|key| variants.contains(&key.as_str()));
            let own = (!names_variant).then(|| (pointer.to_owned(), path.to_owned()));
            own.into_iter().chain(below).collect()
        }
        Value::Array(elements) => {
            let each = elements.iter().enumerate();
            each.flat_map(|(index, value)| objects(value, &format!("{pointer}/{index}"), &format!("{path}[{index}]")))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[test]
fn the_card_has_every_object() {
    let objects = objects(&complete(), "", "$");
    let kinds: BTreeSet<String> =
        objects.iter().map(|(pointer, _)| pointer.replace(|c: char| c.is_numeric(), "")).collect();
    for kind in [
        "/permissions/ipc",
        "/soma/namespaces",
        "/soma/rlimits",
        "/soma/cgroup",
        "/payload/Native",
        "/genesis//payload/Wasm",
        "/genesis//genesis//payload/Legacy",
        "/supervision/Restart",
        "/flow/input/",
        "/flow/output/",
        "/provides//Endpoint",
        "/requires//Device",
    ] {
        assert!(kinds.contains(kind), "{kind} not in {kinds:?}");
    }
}

proptest! {
    #[test]
    fn unknown_keys_come_back_out_and_are_named(
        added in prop::collection::vec((any::<prop::sample::Index>(), any::<String>(), any_value()), 1..20)
    ) {
        let mut card = complete();
        let objects = objects(&card, "", "$");
        let mut named = BTreeSet::new();
        for (index, key, value) in added {
            let (pointer, path) = index.get(&objects);
            // No key of the model begins so.
            let key = format!("?{key}");
            named.insert(format!("{path}[{key:?}]"));
            card.pointer_mut(pointer).unwrap()[&key] = value;
        }
        let text = card.to_string();
        let read = seed::parse(&text).unwrap();
        prop_assert_eq!(&serde_json::to_value(&read).unwrap(), &card);
        let told: BTreeSet<String> = seed::unknown(&read).into_iter().map(|unknown| unknown.path).collect();
        prop_assert_eq!(told, named);
    }
}

/// What one service provides and another requires is the same, whatever else is said of it.
#[test]
fn unknown_keys_make_no_other_capability() {
    let card = json!({
        "schema_version": 1, "id": "01KB0000000000000000000001", "label": "card", "payload": "Virtual",
        "provides": [{"Device": {"class": "Net", "note": "any"}}], "requires": [{"Device": {"class": "Net"}}]
    });
    let refusal = seed::parse(&card.to_string()).unwrap_err().to_string();
    assert!(refusal.contains("is what the card itself provides"), "{refusal}");
}

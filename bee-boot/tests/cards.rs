//! Cards: what loads, what is refused, and with which words.

use std::{fs, os::unix::net::UnixListener, path::PathBuf};

use bee_boot::seed::{self, Card, LoadError, Payload, Problem};
use serde_json::{Value, json};

const MINIMAL: &str = include_str!("../../seeds/minimal.card.json");

/// The card of the original's documentation, with keys that this model does not have.
fn original() -> Value {
    json!({
        "schema_version": 1, "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "label": "mi-servicio", "lineage": null,
        "provides": ["Journal", {"KernelNetlink": "Uevent"}, {"Endpoint": {"interface": vec![7; 16], "version": 2}}],
        "requires": [{"Device": {"class": "Block"}}],
        "permissions": {
            "networking": "loopback", "filesystem": "read-write", "ipc": {"allow": ["wit-v1"]}, "processes": false,
            "clipboard": true
        },
        "soma": {
            "namespaces": {"mount": true, "pid": true, "net": false}, "rlimits": {"mem_bytes": 268_435_456},
            "cgroup": {"path": "ente.slice/mi-servicio", "cpu_weight": 100}, "cpu_affinity": [0, 1]
        },
        "payload": {"Native": {"exec": "/usr/sbin/mi-bin", "argv": [], "envp": []}},
        "supervision": {"Restart": {"initial": 100, "max": 30_000}},
        "lifecycle": "daemon", "priority": "normal",
        "flow": {"input": [{"name": "in", "type": {"primitive": {"name": "bytes"}}}], "output": []},
        "genesis": [], "brain": {"weight": 0.5}
    })
}

fn problems(card: &Value) -> Vec<Problem> {
    match seed::parse(&card.to_string()) {
        Ok(_) => Vec::new(),
        Err(LoadError::Bad(problems)) => problems,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_card_of_the_original_loads_and_keeps_what_is_unknown() {
    let card = seed::parse(&original().to_string()).unwrap();
    let written = serde_json::to_value(&card).unwrap();
    assert_eq!(seed::parse(&written.to_string()).unwrap(), card);
    assert_eq!((&written["brain"], &written["flow"]), (&original()["brain"], &original()["flow"]));
    assert_eq!((&written["permissions"], &written["provides"]), (&original()["permissions"], &original()["provides"]));
}

#[test]
fn the_minimal_seed_starts_a_shell() {
    let card = seed::parse(MINIMAL).unwrap();
    let labels: Vec<&str> = card.walk().map(|card| card.label.as_str()).collect();
    assert_eq!(labels, ["minimal", "shell"]);
    assert!(matches!(&card.genesis[0].payload, Payload::Native { exec, .. } if exec == "/bin/sh"));
}

/// The minimal card with one value replaced, and how the only problem with it reads.
#[test]
fn each_rule_names_card_path_and_place() {
    let cases = [
        ("/schema_version", json!(2), "$.schema_version: version 1 is understood, this is 2"),
        ("/label", json!(" "), "$.label: a label has 1 to 256 octets, and not only blanks"),
        ("/label", json!("x".repeat(257)), "$.label: a label has 1 to 256 octets, and not only blanks"),
        ("/label", json!("a\0b"), "$.label: a NUL ends every text of the kernel's"),
        ("/label", json!("shell"), "$.genesis[0].label: $.label is the same"),
        ("/id", json!("01KB0000000000000000000002"), "$.genesis[0].id: $.id is the same"),
        ("/id", json!("00000000000000000000000000"), "$.id: all zeros identify nothing"),
        ("/genesis/0/provides", json!(["Spawn"]), "$.genesis[0].requires: \"Spawn\" is what the card itself provides"),
        ("/genesis/0/payload/Native/exec", json!("  "), "exec: the path of a program is not blank"),
        ("/genesis/0/payload/Native/exec", json!("sh"), "exec: the path of a program begins with /, this is \"sh\""),
        ("/genesis/0/terminal", json!("tty1"), "terminal: the path of a terminal begins with /, this is \"tty1\""),
        ("/genesis/0/payload/Native/argv/0", json!("\0"), "argv[0]: a NUL ends every text"),
        ("/genesis/0/payload/Native/envp/0/0", json!("A=B"), "envp[0][0]: a name of the environment"),
        (
            "/payload",
            json!({"Wasm": {"module_sha256": vec![0; 32], "entry": "x"}}),
            "module_sha256: all zeros are no hash",
        ),
        ("/soma", json!({"rlimits": {"mem_bytes": 0}}), "mem_bytes: from 1 to 1099511627776"),
        ("/soma", json!({"rlimits": {"nproc": 65_536}}), "nproc: from 1 to 65535"),
        ("/soma", json!({"rlimits": {"nofile": 1_048_577}}), "nofile: from 1 to 1048576"),
        ("/soma", json!({"cgroup": {"cpu_weight": 0}}), "cpu_weight: from 1 to 10000"),
        ("/soma", json!({"cgroup": {"io_weight": 10_001}}), "io_weight: from 1 to 10000"),
        ("/soma", json!({"cgroup": {"path": "a/../b"}}), "path: a path below the root of control groups"),
        ("/soma", json!({"cgroup": {"path": "/a"}}), "path: a path below the root of control groups"),
        ("/soma", json!({"cpu_affinity": []}), "cpu_affinity: a service needs a processor"),
        (
            "/flow",
            json!({"input": [{"name": "a", "type": {}}, {"name": "a", "type": {}}]}),
            "input[1].name: \"a\" is there twice",
        ),
        ("/supervision", json!({"Restart": {"initial": 9, "max": 9}}), "initial: the shortest pause is 10 ms"),
        ("/supervision", json!({"Restart": {"initial": 20, "max": 10}}), "max: shorter than the first pause, 20 ms"),
    ];
    for (pointer, value, expected) in cases {
        let mut card: Value = serde_json::from_str(MINIMAL).unwrap();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match card.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.insert(key.to_owned(), value)),
            Value::Array(elements) => elements[key.parse::<usize>().unwrap()] = value,
            other => panic!("{other}"),
        }
        let [problem] = &problems(&card)[..] else { panic!("{pointer}: {:?}", problems(&card)) };
        let told = problem.to_string();
        assert!(told.contains(expected), "{pointer}: {told}");
        assert!(problem.label.is_some() && problem.line == 1 && problem.column > 1, "{told}");
    }
}

#[test]
fn the_place_is_that_of_the_value() {
    let text = MINIMAL.replace("/bin/sh", "bin/sh");
    let Err(LoadError::Bad(problems)) = seed::parse(&text) else { panic!() };
    assert_eq!(
        problems[0].to_string(),
        "15:40: card \"shell\", $.genesis[0].payload.Native.exec: the path of a program begins with /, this is \"bin/sh\""
    );
    let text = MINIMAL.replace("\"max\": 30000", "\"max\": -1");
    let Err(LoadError::Bad(problems)) = seed::parse(&text) else { panic!() };
    assert_eq!((problems[0].line, problems[0].path.as_str()), (16, "$.genesis[0].supervision.Restart.max"));
    assert_eq!(problems[0].label.as_deref(), Some("shell"));
}

#[test]
fn cards_that_wait_for_each_other_are_named() {
    let child = |number: u32, provides: Value, requires: Value| {
        json!({
            "schema_version": 1, "id": format!("01KB000000000000000000010{number}"), "label": format!("service {number}"),
            "payload": "Virtual", "provides": provides, "requires": requires
        })
    };
    let mut seed: Value = serde_json::from_str(MINIMAL).unwrap();
    seed["genesis"] =
        json!([child(1, json!(["Journal"]), json!(["LegacyLogind"])), child(2, json!(["LegacyLogind"]), json!([]))]);
    assert_eq!(problems(&seed), []);
    seed["genesis"][1]["requires"] = json!(["Journal"]);
    let [problem] = &problems(&seed)[..] else { panic!() };
    assert!(problem.message.ends_with("wait for each other: \"service 1\", \"service 2\""), "{problem}");
}

#[test]
fn too_many_and_too_deep_are_refused() {
    let card = |number: usize, genesis: Vec<Value>| {
        json!({
            "schema_version": 1, "id": bee_boot::seed::Ulid(number as u128).to_string(), "label": number.to_string(),
            "payload": "Virtual", "genesis": genesis
        })
    };
    assert_eq!(problems(&card(5000, (1..4096).map(|number| card(number, vec![])).collect())), []);
    let many = card(5000, (1..=5000 - 1).map(|number| card(number, vec![])).collect());
    assert_eq!(
        problems(&many).iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(),
        ["more than 4096 cards"]
    );
    let deep = |levels: usize| (1..levels).fold(card(levels, vec![]), |inner, number| card(number, vec![inner]));
    assert_eq!(problems(&deep(32)), []);
    assert!(problems(&deep(33))[0].message.contains("deeper than 32"));
    assert!(problems(&deep(500))[0].message.contains("recursion limit"));
    let bomb = "[".repeat(1 << 20);
    assert!(matches!(seed::parse(&bomb), Err(LoadError::Bad(_))));
}

#[test]
fn every_truncation_is_refused_and_none_panics() {
    for end in 0..MINIMAL.trim_end().len() {
        assert!(matches!(seed::parse(&MINIMAL[..end]), Err(LoadError::Bad(_))), "{end}");
    }
    assert!(seed::parse(&format!("{MINIMAL}x")).is_err());
    for index in 0..MINIMAL.len() {
        for byte in [0, b'"', b'{', b'9', b'\\', b'\x7f'] {
            let mut bytes = MINIMAL.as_bytes().to_vec();
            bytes[index] = byte;
            drop(seed::parse(std::str::from_utf8(&bytes).unwrap()));
        }
    }
}

/// A folder of the test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _nothing_there = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let folder = scratch("no-file");
    let refusal = |path: &PathBuf| seed::load(path).unwrap_err().to_string();
    assert!(refusal(&folder.join("nowhere")).contains("No such file"));
    assert_eq!(refusal(&folder), "not a file");
    let socket = folder.join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    assert!(!refusal(&socket).is_empty());
    let pipe = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(refusal(&pipe), "not a file");
    assert_eq!(refusal(&PathBuf::from("/dev/zero")), "not a file");

    let file = folder.join("seed.card.json");
    fs::write(&file, "").unwrap();
    assert!(refusal(&file).starts_with("1:0: $: not JSON: EOF"));
    fs::write(&file, vec![b' '; (1 << 20) + 1]).unwrap();
    assert_eq!(refusal(&file), "larger than 1024 KiB");
    fs::File::create(&file).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(refusal(&file), "larger than 1024 KiB");
    fs::write(&file, b"{\"label\": \"\xff\"}").unwrap();
    assert_eq!(refusal(&file), "not UTF-8, from octet 11 on");
    fs::write(&file, MINIMAL).unwrap();
    assert_eq!(seed::load(&file).unwrap(), serde_json::from_str::<Card>(MINIMAL).unwrap());
}

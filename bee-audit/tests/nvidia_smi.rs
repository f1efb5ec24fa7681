//! What `nvidia-smi` prints: every leaf of every capture is kept or named as left out, its forms agree with each other,
//! and every field arrives in the report.

use std::{collections::BTreeSet, fs, path::Path};

use bee_audit::{
    decode::nvidia::{
        Gpu, Log, Reading,
        fields::{self, Field, Form},
        left_out, smi_csv, smi_text, smi_xml,
    },
    report::Gpu as Reported,
};

#[path = "corpus/mod.rs"]
mod corpus;

const PARTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/nvidia");

/// Every XML capture, with the number of its GPUs.
const XML: [(&str, usize); 7] = [
    ("k8s-test-infra-hardware/qx-h100.xml", 8),
    ("k8s-test-infra-hardware/qx-gb200.xml", 4),
    ("k8s-test-infra-hardware/qx-a100.xml", 1),
    ("k8s-test-infra-hardware/qx-l40s.xml", 1),
    ("telegraf/nvidia_smi/testdata/a10g.xml", 1),
    ("telegraf/nvidia_smi/testdata/rtx-3080-v12.xml", 1),
    ("telegraf/nvidia_smi/testdata/tesla-t4.xml", 1),
];

/// Captures of whole machines: text and CSV of the same moment.
const FULL: [&str; 2] = ["linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.txt", "linux-x86_64__nvidia-l40s__595.80.txt"];

/// Where the CSV of a capture differs from its text, and why.
const EXPLAINED: &[(&str, &str)] = &[
    ("platform.fabric_guid", "the CSV prints what the call left behind for N/A"),
    ("platform.host_id", "as above"),
    ("platform.peer_type", "as above"),
    ("platform.slot_number", "as above"),
    ("platform.tray_index", "as above"),
];

/// Fields that move between two commands under load.
const MOVING: [&str; 4] = ["power.", "temperature.", "utilization.", "clock"];

/// A leaf: its place below the GPU and what it holds.
type Leaf = (String, String);

/// Leaves by GPU, read in the simplest way: nvidia-smi puts each element on a line of its own.
fn xml_leaves(text: &str) -> Vec<Vec<Leaf>> {
    let mut gpus = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<gpu id") {
            gpus.push(Vec::new());
            path = vec!["gpu"];
        } else if line.starts_with("</") {
            path.pop();
        } else if let Some(rest) = line.strip_prefix('<').filter(|_| !path.is_empty()) {
            let (name, rest) = rest.split_once('>').unwrap();
            path.push(name.trim_end_matches('/'));
            if let Some((value, _)) = rest.split_once("</") {
                gpus.last_mut().unwrap().push((path[1..].join("/"), value.to_owned()));
                path.pop();
            } else if name.ends_with('/') {
                path.pop();
            }
        } else if !line.is_empty() && !path.is_empty() {
            gpus.last_mut().unwrap().push((path[1..].join("/"), line.to_owned()));
        }
    }
    gpus
}

/// The same of the text: four blanks a level.
fn text_leaves(text: &str) -> Vec<Vec<Leaf>> {
    let mut gpus = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    for line in text.lines().skip_while(|line| !line.starts_with("GPU 0")) {
        if line.starts_with("GPU 0") {
            gpus.push(Vec::new());
            continue;
        }
        let Some(level) = (line.len() - line.trim_start().len()).checked_div(4).filter(|level| *level > 0) else {
            continue;
        };
        let (name, value) = line.split_once(" : ").map_or((line, None), |(name, value)| (name, Some(value)));
        path.truncate(level - 1);
        path.push(name.trim());
        value.into_iter().for_each(|value| gpus.last_mut().unwrap().push((path.join("/"), value.to_owned())));
    }
    gpus
}

/// The number that a value begins with, in the unit of the report.
fn number(value: &str) -> Option<f64> {
    let split = value.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(value.len());
    let scale = match value[split..].trim() {
        "MiB" => 1_048_576.0,
        "MHz" => 1e6,
        "us" => 1e-6,
        "mV" => 1e-3,
        _ => 1.0,
    };
    value[..split].parse::<f64>().ok().map(|number| number * scale)
}

#[expect(clippy::cast_precision_loss, reason = "octets of a GPU are far below 2⁵³")]
fn holds(reading: &Reading, value: &str) -> bool {
    let near = |found: f64| number(value).is_some_and(|number| (number - found).abs() < 1e-9 * found.abs().max(1.0));
    match reading {
        Reading::Text(text) => text == value.trim(),
        Reading::Integer(found) => near(*found as f64),
        Reading::Decimal(found) => near(*found),
        Reading::Flag(flag) => {
            let words = ["Enabled", "Yes", "Active", "Supported", "True", "enabled", "valid"];
            *flag == words.contains(&value.trim())
        }
    }
}

/// Says what is wrong with how `leaves` were taken.
fn unaccounted(form: Form, gpu: &Gpu, leaves: &[Leaf]) -> Vec<String> {
    let field = |place: &str| fields::all().find(|field| field.places(form).any(|known| known == place));
    let wrong = leaves.iter().filter_map(|(place, value)| match field(place) {
        None => left_out::reason(form, place).is_none().then(|| format!("{place} is neither kept nor left out")),
        Some(Field { name, .. }) => match gpu.readings.0.get(name) {
            Some(Ok(reading)) => (!holds(reading, value)).then(|| format!("{name} is {reading:?}, not {value}")),
            Some(Err(refusal)) => number(value).map(|_| format!("{name} is {refusal:?}, not {value}")),
            None => (!value.trim().is_empty()).then(|| format!("{name} is missing: {value}")),
        },
    });
    let unknown = gpu.other.keys().map(|place| format!("{place} is not known"));
    wrong.chain(unknown).collect()
}

fn assert_accounted(form: Form, log: &Log, leaves: &[Vec<Leaf>], what: &str) {
    assert_eq!(log.gpus.len(), leaves.len(), "{what}");
    for (gpu, leaves) in log.gpus.iter().zip(leaves) {
        assert!(leaves.len() > 100, "{what}: {} leaves", leaves.len());
        assert_eq!(unaccounted(form, gpu, leaves), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn every_leaf_of_the_captured_xml_is_accounted_for() {
    let Some(corpus) = corpus::corpus() else { return };
    for (name, count) in XML {
        let text = fs::read_to_string(corpus.join("gpu").join(name)).unwrap();
        let log = smi_xml::decode(&text).unwrap();
        assert_eq!((log.gpus.len(), log.attached_gpus), (count, u32::try_from(count).ok()), "{name}");
        assert!(log.schema.as_ref().is_some_and(|schema| schema.starts_with("nvsmi_device_v1")));
        assert!(log.gpus.iter().all(|gpu| gpu.pci_address.is_some() && gpu.readings.text("uuid").is_some()), "{name}");
        assert_accounted(Form::Xml, &log, &xml_leaves(&text), name);
    }
}

/// The outputs of a command in a capture: at rest, then under load.
fn outputs<'a>(capture: &'a str, command: &str) -> Vec<&'a str> {
    let parts = capture.split("\n# $ ").filter(|part| part.starts_with(command));
    let behind = |part: &'a str| part.split_once("####\n").map(|(_, output)| output);
    parts.filter_map(behind).map(|output| output.split("\n\n\n####").next().unwrap_or(output)).collect()
}

fn assert_agree(one: &Log, other: &Log, what: &str) -> usize {
    let (mut compared, mut different) = (0, Vec::new());
    let moves = |name: &str| what.ends_with("under load") && MOVING.iter().any(|prefix| name.starts_with(prefix));
    for (one, other) in one.gpus.iter().zip(&other.gpus) {
        assert_eq!(one.pci_address, other.pci_address, "{what}");
        for (name, answer) in &one.readings.0 {
            if let Some(counterpart) = other.readings.0.get(name).filter(|_| !moves(name)) {
                let explained = EXPLAINED.iter().any(|(listed, ..)| listed == name) && what.starts_with("linux");
                if answer != counterpart && !explained {
                    different.push(format!("{name}: {answer:?}, {counterpart:?}"));
                }
                compared += 1;
            }
        }
    }
    assert_eq!(different, Vec::<String>::new(), "{what}");
    compared
}

#[test]
fn the_full_captures_parse_and_their_text_and_csv_agree() {
    let Some(corpus) = corpus::corpus() else { return };
    for name in FULL {
        let capture = fs::read_to_string(corpus.join("gpu/nvidia_gpu_exporter").join(name)).unwrap();
        let texts = outputs(&capture, "nvidia-smi -q\n");
        let tables = outputs(&capture, "nvidia-smi --query-gpu=");
        assert_eq!((texts.len(), tables.len()), (2, 2), "{name}");
        for (text, table) in texts.into_iter().zip(tables) {
            let (log, csv) = (smi_text::decode(text).unwrap(), smi_csv::decode(table).unwrap());
            assert_accounted(Form::Text, &log, &text_leaves(text), name);
            let at_rest = log.gpus[0].readings.decimal("utilization.gpu_percent") == Some(0.0);
            let state = if at_rest { "at rest" } else { "under load" };
            assert!(csv.gpus.iter().all(|gpu| gpu.other.is_empty()), "{name}: {:?}", csv.gpus[0].other);
            assert_eq!(log.driver_version, csv.driver_version);
            assert!(assert_agree(&log, &csv, &format!("{name} {state}")) > 80, "{name}");
        }
    }
}

#[test]
fn xml_text_and_csv_of_one_machine_agree() {
    let read = |name: &str| fs::read_to_string(Path::new(PARTS).join(name)).unwrap();
    let (xml, text, csv) = (read("two-a100.xml"), read("two-a100.txt"), read("two-a100.csv"));
    let leaves = (xml_leaves(&xml), text_leaves(&text));
    let (xml, text, csv) =
        (smi_xml::decode(&xml).unwrap(), smi_text::decode(&text).unwrap(), smi_csv::decode(&csv).unwrap());
    for gpu in leaves.0.iter().chain(&leaves.1) {
        assert!(gpu.len() > 180);
    }
    assert_eq!(assert_agree(&xml, &text, "XML and text"), 2 * 192);
    assert_eq!(assert_agree(&xml, &csv, "XML and CSV"), 2 * 142);
    assert_eq!(assert_agree(&text, &csv, "text and CSV"), 2 * 141);
    assert_eq!(xml.gpus[0].mig_devices, text.gpus[0].mig_devices);
    assert_eq!((xml.gpus[0].processes, text.gpus[1].processes), (Some(1), Some(0)));
    let known: BTreeSet<_> =
        [&xml, &text, &csv].into_iter().flat_map(|log| log.gpus[0].readings.0.keys().copied()).collect();
    assert_eq!(known, fields::all().map(|field| field.name).collect(), "the sample has every field");
}

#[test]
fn a_name_is_the_path_in_the_report() {
    let report = serde_json::to_value(Reported::default()).unwrap();
    let mut missing = Vec::new();
    for field in fields::all() {
        let pointer = format!("/{}", field.name.replace('.', "/"));
        if report.pointer(&pointer).is_none() {
            missing.push(field.name);
        }
    }
    assert_eq!(missing, Vec::<&str>::new());
}

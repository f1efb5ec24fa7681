//! An enclosure with two SAS disks, as this library and sg3_utils read it at the same time: every value that `sg_ses`
//! and `sg_logs` print, or why it is left out.

use std::{fs, path::PathBuf};

use bee_audit::{
    Options, Replay, audit,
    report::{Component, Drive, EnclosureElement, EnclosureSlot, Storage},
};
use serde_json::{Value, json};

#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{Comparison, Explained};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/parts/enclosure")).join(name)
}

fn storage() -> Storage {
    let options = Options::only([Component::Storage]);
    let report = audit(&Replay::open(&fixture("recording")).unwrap(), &options);
    assert_eq!(report.gaps, [], "an ordinary machine has no gaps");
    report.storage.unwrap()
}

fn printed(name: &str) -> String {
    fs::read_to_string(fixture("tools").join(name)).unwrap()
}

/// What sg_ses prints of an element: its type, the subenclosure, which one it is, and the lines.
fn elements(page: &str) -> Vec<(String, String, usize, String)> {
    let text = printed("sg_ses.txt");
    let page = text.split(&format!("{page} diagnostic page:")).nth(1).unwrap();
    let page = page.split("diagnostic page:").next().unwrap();
    let mut elements = Vec::new();
    for group in page.split("Element type: ").skip(1) {
        let (head, rest) = group.split_once('\n').unwrap();
        let (kind, place) = head.split_once(", subenclosure id: ").unwrap();
        let place = place.split(' ').next().unwrap();
        // The title of the next page begins with the word as well.
        let parts = rest.split("Element ").skip(1).filter_map(|part| part.split_once(" descriptor:"));
        for (number, (_, part)) in parts.enumerate() {
            elements.push((kind.to_owned(), place.to_owned(), number, part.to_owned()));
        }
    }
    elements
}

/// `key=1` for every bit that is set, in sg_ses's words.
fn bits(lines: &str) -> Vec<String> {
    let parts = lines.split([',', '\n']).map(str::trim);
    let set = parts.filter_map(|part| part.strip_suffix("=1")).map(str::to_lowercase);
    // The first three are of every element; `OK` says what the absence of the others does; these are ordinary.
    const ORDINARY: [&str; 8] =
        ["predicted failure", "disabled", "swap", "ok", "hot swap", "requested on", "report", "ident"];
    set.filter(|key| !ORDINARY.contains(&key.as_str())).collect()
}

/// Our words for sg_ses's.
fn in_our_words(key: &str) -> &str {
    match key {
        "fault reqstd" => "fault requested",
        "dc undervoltage" => "dc under voltage",
        "ot warning" => "over temperature warning",
        "crit over" => "critical over",
        other => other,
    }
}

fn value(lines: &str, key: &str) -> Value {
    let found = lines.split(key).nth(1).map(|rest| rest.trim_start_matches([':', '=', ' ']));
    let digits = found.map(|rest| rest.split([' ', ',', '\n']).next().unwrap());
    json!(digits.and_then(|digits| digits.parse::<f64>().ok()))
}

/// One that is there, else sensors read nothing.
fn of_present(lines: &str, value: Value) -> Value {
    if lines.contains("status: Unsupported") { Value::Null } else { value }
}

fn kind_of(kind: &str) -> String {
    // A type of the maker has no name.
    if kind.starts_with("vendor specific") { "null".to_owned() } else { kind.to_lowercase() }
}

#[test]
fn sg_ses_decodes_the_same() {
    let enclosure = storage().enclosures.remove(0);
    let (names, statuses) = (elements("Element Descriptor In"), elements("Enclosure Status"));
    assert_eq!(names.len(), enclosure.slots.len() + enclosure.elements.len());
    let mut comparison = Comparison::default();
    let mut slots = enclosure.slots.iter();
    let mut others = enclosure.elements.iter();
    for ((kind, place, number, lines), (_, _, _, name)) in statuses.iter().zip(&names) {
        let name = name.lines().next().unwrap().trim();
        let name = (name != "<empty>").then_some(name);
        let ours = if kind.contains("slot") { slot(slots.next().unwrap()) } else { element(others.next().unwrap()) };
        let status = lines.split("status: ").nth(1).unwrap().lines().next().unwrap().to_lowercase();
        let conditions: Vec<String> = bits(lines).iter().map(|key| in_our_words(key).to_owned()).collect();
        let theirs = [
            ("type", json!(kind_of(kind))),
            ("subenclosure", json!(place.parse::<u32>().unwrap())),
            ("number", json!(number)),
            ("name", json!(name)),
            ("status", json!(status.replace("noncritical", "non-critical"))),
            ("predicted", json!(lines.contains("Predicted failure=1"))),
            ("identify", json!(lines.contains("Ident=1"))),
            ("conditions", json!(conditions)),
            ("temperature", value(lines, "Temperature=")),
            ("speed", of_present(lines, value(lines, "Actual speed="))),
            ("volts", of_present(lines, value(lines, "Voltage"))),
            ("amperes", of_present(lines, value(lines, "Current"))),
        ];
        for ((fact, ours), (key, theirs)) in ours.into_iter().zip(theirs) {
            assert_eq!(fact, key);
            comparison.add(&format!("sg_ses {fact}"), &format!("{kind} {number}"), ours, theirs);
        }
    }
    comparison.judge(SG_SES, 22 * 12);
}

const SG_SES: &[Explained] = &[Explained {
    fact: "sg_ses name",
    subjects: &["SAS connector"],
    reason: "what has no name of its own has that of its kind, which sg_ses prints with the configuration",
}];

fn lower(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text.to_lowercase()).collect()
}

fn slot(slot: &EnclosureSlot) -> Vec<(&'static str, Value)> {
    let mut conditions = lower(&slot.conditions);
    conditions.extend((slot.is_powered == Some(false)).then(|| "device off".to_owned()));
    vec![
        ("type", json!(format!("{} slot", slot.element_type.as_ref().unwrap()))),
        ("subenclosure", json!(slot.subenclosure)),
        ("number", json!(slot.number)),
        ("name", json!(slot.name)),
        ("status", json!(slot.status.as_ref().unwrap().to_lowercase())),
        ("predicted", json!(slot.is_failure_predicted)),
        ("identify", json!(slot.is_locate)),
        ("conditions", json!(conditions)),
        ("temperature", Value::Null),
        ("speed", Value::Null),
        ("volts", Value::Null),
        ("amperes", Value::Null),
    ]
}

fn element(element: &EnclosureElement) -> Vec<(&'static str, Value)> {
    let name = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), str::to_lowercase);
    vec![
        ("type", json!(name(&element.element_type.name))),
        ("subenclosure", json!(element.subenclosure)),
        ("number", json!(element.number)),
        ("name", json!(element.name)),
        ("status", json!(name(&element.status.name))),
        ("predicted", json!(element.is_failure_predicted)),
        ("identify", json!(element.conditions.iter().any(|condition| condition == "identify"))),
        ("conditions", json!(lower(&element.conditions))),
        ("temperature", json!(element.temperature_celsius)),
        ("speed", json!(element.speed_rpm.map(|speed| f64::from(speed.0)))),
        ("volts", json!(element.potential_volts)),
        ("amperes", json!(element.current_amperes)),
    ]
}

#[test]
fn drives_are_in_the_slots_whose_addresses_they_have() {
    let storage = storage();
    let enclosure = &storage.enclosures[0];
    let text = printed("sg_ses.txt");
    let places = text.split("device slot number: ").skip(1).map(|part| {
        let addresses = part.split(" SAS address: 0x").skip(1).map(|rest| rest.split('\n').next().unwrap());
        let own = addresses.enumerate().filter(|(at, address)| at % 2 == 1 && *address != "0");
        let number: u32 = part.lines().next().unwrap().parse().unwrap();
        (number, own.map(|(_, address)| address.to_owned()).collect::<Vec<_>>())
    });
    // The expander is among the addresses that follow the last slot.
    let mut places: Vec<_> = places.collect();
    places.last_mut().unwrap().1.truncate(1);
    let ours: Vec<_> = enclosure.slots.iter().map(|slot| (slot.number.unwrap(), slot.sas_addresses.clone())).collect();
    assert_eq!(ours, places);
    let slots: Vec<_> = enclosure.slots.iter().map(|slot| slot.device.as_deref()).collect();
    assert_eq!(slots, [Some("7:0:1:0"), Some("8:0:1:0"), None, None]);
    for (name, slot) in [("sda", "Slot 00"), ("sdb", "Slot 01")] {
        let drive = storage.drives.iter().find(|drive| drive.name == name).unwrap();
        assert_eq!(drive.paths[0].enclosure.as_ref().unwrap().slot, slot);
    }
    assert_eq!(enclosure.conditions.as_deref().unwrap(), ["critical", "non-critical"]);
    assert!(text.contains("NON-CRIT=1, CRIT=1, UNRECOV=0"));
    assert_eq!(enclosure.subenclosures[1].model.as_deref(), Some("DRAWER"));
}

/// Each line of sg_logs that has a value, of the disk of this name.
fn sg_logs(name: &str) -> String {
    let text = printed("sg_logs.txt");
    let section = text.split("== ").find(|section| section.starts_with(name)).unwrap();
    section.to_owned()
}

/// Values behind `key`, in the order of the pages.
fn all(text: &str, key: &str) -> Vec<Value> {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix(key));
    let values = lines.map(|rest| rest.trim_start_matches([' ', '=', ':']).split([' ', ',', '[']).next().unwrap());
    values.map(|value| value.parse::<u64>().map_or_else(|_| json!(value), |number| json!(number))).collect()
}

#[test]
fn sg_logs_decodes_the_same() {
    let storage = storage();
    let mut comparison = Comparison::default();
    for name in ["sda", "sdb"] {
        let drive = storage.drives.iter().find(|drive| drive.name == name).unwrap();
        let text = sg_logs(name);
        for (key, ours) in logged(drive) {
            let ours: Vec<Value> = ours.into_iter().filter(|value| !value.is_null()).collect();
            comparison.add(&format!("sg_logs {key}"), name, json!(ours), json!(all(&text, key)));
        }
    }
    comparison.judge(SG_LOGS, 2 * 27);
}

const SG_LOGS: &[Explained] = &[Explained {
    fact: "sg_logs Total errors corrected",
    subjects: &["sda", "sdb"],
    reason: "sg_logs 2.48 takes the upper half of a counter of sixteen octets",
}];

/// What sg_logs prints at the start of a line, and our values in the same order: writing, reading, verifying.
fn logged(drive: &Drive) -> Vec<(&'static str, Vec<Value>)> {
    let (health, detail) = (drive.health.as_ref().unwrap(), drive.scsi.as_ref().unwrap());
    let errors = [&detail.write_errors, &detail.read_errors, &detail.verify_errors].map(|it| it.as_ref().unwrap());
    let scan = detail.background_scan.as_ref().unwrap();
    let tests = health.self_tests.as_ref().unwrap();
    let phys: Vec<_> = detail.ports.iter().flat_map(|port| &port.phys).collect();
    let (starts, loads) = (detail.start_stop_cycles.as_ref().unwrap(), detail.load_unload_cycles.as_ref().unwrap());
    let temperature = health.temperature.as_ref().unwrap();
    let whole = |value: Option<f64>| json!(value.map(|value| value.to_string().parse::<u64>().unwrap()));
    let address = |address: &Option<String>| json!(format!("0x{}", address.as_deref().unwrap_or("0")));
    vec![
        (
            "Errors corrected without substantial delay",
            errors.map(|it| json!(it.corrected_without_substantial_delay)).to_vec(),
        ),
        ("Errors corrected with possible delays", errors.map(|it| json!(it.corrected_with_possible_delays)).to_vec()),
        ("Total rewrites or rereads", errors.map(|it| json!(it.rewrites_or_rereads)).to_vec()),
        ("Total errors corrected", errors.map(|it| json!(it.total_corrected)).to_vec()),
        (
            "Total times correction algorithm processed",
            errors.map(|it| json!(it.correction_algorithm_invocations)).to_vec(),
        ),
        ("Total bytes processed", errors.map(|it| json!(it.processed_bytes)).to_vec()),
        ("Total uncorrected errors", errors.map(|it| json!(it.uncorrected)).to_vec()),
        ("Non-medium error count", vec![json!(detail.non_medium_errors)]),
        ("Reference temperature", vec![whole(temperature.warning_celsius.map(|degrees| degrees.0))]),
        ("Specified cycle count over device lifetime", vec![json!(starts.specified)]),
        ("Accumulated start-stop cycles", vec![json!(starts.accumulated)]),
        ("Specified load-unload count over device lifetime", vec![json!(loads.specified)]),
        ("Accumulated load-unload cycles", vec![json!(loads.accumulated)]),
        ("Percentage used endurance indicator", vec![whole(health.life_used_percent.map(|used| used.0))]),
        ("Accumulated power on minutes", vec![json!(scan.power_on_minutes)]),
        ("Number of background scans performed", vec![json!(scan.scans_performed)]),
        ("Power on minutes when error detected", scan.results.iter().map(|it| json!(it.power_on_minutes)).collect()),
        (
            "LBA (associated with medium error)",
            scan.results.iter().map(|it| json!(format!("0x{:016x}", it.logical_block_address))).collect(),
        ),
        (
            "address of first error",
            tests.iter().filter_map(|it| Some(json!(format!("{:#x}", it.failing_logical_block_address?)))).collect(),
        ),
        ("SAS address", phys.iter().map(|it| address(&it.sas_address)).collect()),
        ("attached SAS address", phys.iter().map(|it| address(&it.attached_sas_address)).collect()),
        ("phy identifier", phys.iter().map(|it| json!(it.identifier)).collect()),
        ("Invalid DWORD count", phys.iter().map(|it| json!(it.invalid_dwords)).collect()),
        ("Running disparity error count", phys.iter().map(|it| json!(it.running_disparity_errors)).collect()),
        (
            "Loss of DWORD synchronization count",
            phys.iter().map(|it| json!(it.losses_of_dword_synchronization)).collect(),
        ),
        ("Phy reset problem count", phys.iter().map(|it| json!(it.phy_reset_problems)).collect()),
        ("relative target port id", detail.ports.iter().map(|it| json!(it.identifier)).collect()),
    ]
}

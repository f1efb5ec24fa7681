//! The health of the SCSI disks of a machine with drives of every kind, as this library, sg3_utils and smartctl read it
//! at the same time: every value that they print, or why it is left out.

use bee_audit::{
    decode::scsi::{
        informational_exceptions::InformationalExceptions,
        log_page::LogParameters,
        read_capacity::ReadCapacity,
        sense::SenseData,
        temperature::{EnvironmentalReport, Temperature},
    },
    host::{ScsiLogPage, ScsiRequest},
    report::{BlockDevice, Drive, Verdict},
};
use serde_json::{Value, json};

#[path = "support/storage_guest.rs"]
mod storage_guest;

use storage_guest::{Asked, Comparison, Explained, asked_disks, hold, number, printed_json, storage};

/// QEMU's disks, which give the sense data of the last command of anybody that they refused, once.
const QEMU: &[&str] = &["TWOPATHS", "NOWWN", "ST1200MM0129", "HUC101860CSS200"];

const SG_REQUESTS: &[Explained] = &[
    Explained { fact: "sg_requests key", subjects: QEMU, reason: "the page that smartctl had asked for before us" },
    Explained { fact: "sg_requests code", subjects: QEMU, reason: "the page that smartctl had asked for before us" },
];

const SMARTCTL: &[Explained] = &[
    Explained {
        fact: "smartctl /temperature/current",
        subjects: QEMU,
        reason: "smartctl 7.3 prints 0 for disks without a temperature log page",
    },
    Explained {
        fact: "smartctl /scsi_temperature/drive_trip",
        subjects: QEMU,
        reason: "smartctl 7.3 prints 0 for disks without a temperature log page",
    },
];

/// What smartctl says of itself, writes a second time in words or reads from mode pages, which are not asked for.
const SMARTCTL_LEFT_OUT: &[&str] = &[
    "/json_format_version",
    "/smartctl",
    "/local_time",
    "/device",
    "/scsi_model_name",
    "/scsi_protection_interval_bytes_per_lb",
    "/scsi_lb_provisioning/name",
    "/scsi_lb_provisioning/management_enabled",
    "/scsi_lb_provisioning/read_zeros/name",
    "/form_factor/name",
    "/device_type/name",
    "/device_type/scsi_terminology",
    "/scsi_transport_protocol/name",
    "/smart_support",
    "/temperature_warning",
    "/smart_status/scsi/ie_string",
];

/// The parameters of a log page that the drive has.
fn page<T>(asked: &Asked, page: ScsiLogPage, of: fn(&LogParameters) -> T) -> Option<T> {
    let bytes = asked.answer(ScsiRequest::LogSense(page))?;
    Some(of(&LogParameters::decode(&bytes).unwrap()))
}

#[test]
fn sg_logs_decodes_the_same() {
    let mut comparison = Comparison::default();
    let mut add = |fact: &str, subject: &str, ours, theirs| comparison.add(fact, subject, ours, theirs);
    for (subject, drive, _, asked, text) in asked_disks(&storage(), "sg_logs.txt") {
        let is_refused = text.contains("log_sense: not supported");
        let listed = page(&asked, ScsiLogPage::SupportedPages, |list| list.supported_pages().unwrap());
        add("sg_logs refused", &subject, json!(listed.is_none()), json!(is_refused));
        let Some(listed) = listed else { continue };
        let codes = text.lines().filter_map(|line| line.strip_prefix("    0x")?.get(..2));
        let codes: Vec<_> = codes.map(|code| u8::from_str_radix(code, 16).unwrap()).collect();
        add("sg_logs pages", &subject, json!(listed.iter().map(|code| code.page).collect::<Vec<_>>()), json!(codes));
        let value = |key: &str| text.split(key).nth(1).map(number);
        let temperature = drive.health.clone().unwrap().temperature.unwrap();
        let degrees = |key: &str| json!(value(key).and_then(|degrees| degrees.as_f64()));
        let current = json!(temperature.current_celsius);
        add("sg_logs temperature", &subject, current, degrees("Current temperature = "));
        let reference = json!(temperature.warning_celsius);
        add("sg_logs reference", &subject, reference, degrees("Reference temperature = "));
        let exceptions = page(&asked, ScsiLogPage::InformationalExceptions, InformationalExceptions::of).unwrap();
        let code = exceptions.additional_sense_code.unwrap().0;
        add("sg_logs asc", &subject, json!(code >> 8), json!(value("IE asc = ")));
        add("sg_logs ascq", &subject, json!(code & 0xff), json!(value("ascq = ")));
        let last = json!(exceptions.most_recent_temperature_celsius);
        add("sg_logs last temperature", &subject, last, json!(text.split("Current temperature = ").nth(2).map(number)));
    }
    comparison.judge(&[], 6 + 5 * 7);
}

#[test]
fn sg_requests_decodes_the_same() {
    let mut comparison = Comparison::default();
    for (subject, _, _, asked, text) in asked_disks(&storage(), "sg_requests.txt") {
        let sense = SenseData::decode(&asked.answer(ScsiRequest::RequestSense).unwrap()).unwrap();
        let after = |key: &str| {
            let rest = text.split(key).nth(1).map(|rest| rest.lines().next().unwrap_or_default().trim());
            json!(rest.map(str::to_lowercase))
        };
        let ours = |name: Option<&str>| json!(name.map(str::to_lowercase));
        comparison.add("sg_requests key", &subject, ours(sense.sense_key.name()), after("Sense key: "));
        let code = sense.additional_sense_code.name();
        comparison.add("sg_requests code", &subject, ours(code), after("Additional sense: "));
    }
    comparison.judge(SG_REQUESTS, 11 * 2);
}

#[test]
fn smartctl_reads_the_same() {
    let mut comparison = Comparison::default();
    for (subject, drive, device, asked, _) in asked_disks(&storage(), "sg_inq.txt") {
        let mut theirs = Vec::new();
        leaves("", &printed_json(&format!("smartctl-{}.json", device.name)), &mut theirs);
        let ours = [identity(&drive, &device), health(&drive, &asked)].concat();
        let ours: Vec<(&str, Value)> = ours.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        hold(&mut comparison, ("smartctl", &subject), &theirs, &ours, SMARTCTL_LEFT_OUT);
    }
    comparison.judge(SMARTCTL, 11 * 12);
}

/// Every value of a document by its JSON pointer.
fn leaves(pointer: &str, value: &Value, into: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| leaves(&format!("{pointer}/{key}"), value, into));
        }
        Value::Array(rows) => {
            rows.iter().enumerate().for_each(|(at, value)| leaves(&format!("{pointer}/{at}"), value, into));
        }
        leaf => into.push((pointer.to_owned(), leaf.clone())),
    }
}

type Facts = Vec<(String, Value)>;

fn named<const N: usize>(facts: [(&str, Value); N]) -> Facts {
    facts.map(|(key, value)| (key.to_owned(), value)).to_vec()
}

fn identity(drive: &Drive, device: &BlockDevice) -> Facts {
    let scsi = drive.scsi.as_ref().unwrap();
    let device_type = drive.paths[0].scsi.as_ref().unwrap().device_type.as_ref().unwrap();
    let blocks = device.size_bytes.unwrap().0 / device.logical_block_size_bytes.unwrap().0;
    let protocol = drive.transport == Some(bee_audit::report::Transport::Sas);
    named([
        ("/scsi_vendor", json!(drive.vendor)),
        ("/scsi_product", json!(drive.model)),
        ("/scsi_revision", json!(drive.firmware_revision)),
        ("/scsi_version", json!(scsi.version.as_ref().unwrap().name)),
        ("/serial_number", json!(drive.serial_number)),
        ("/logical_unit_id", json!(format!("0x{}", drive.world_wide_name.as_deref().unwrap_or_default()))),
        ("/user_capacity/bytes", json!(drive.size_bytes)),
        ("/user_capacity/blocks", json!(blocks)),
        ("/logical_block_size", json!(device.logical_block_size_bytes)),
        ("/physical_block_size", json!(device.physical_block_size_bytes)),
        ("/scsi_protection_type", json!(scsi.protection_type)),
        ("/scsi_lb_provisioning/value", json!(scsi.provisioning_type.as_ref().map_or(0, |kind| kind.code))),
        ("/rotation_rate", json!(drive.rotation_rate_rpm.map_or(0, |rate| rate.0))),
        ("/form_factor/scsi_value", json!(drive.form_factor.as_ref().map(|form| form.code))),
        ("/device_type/scsi_value", json!(device_type.code)),
        ("/scsi_transport_protocol/value", json!(protocol.then_some(6))),
    ])
}

fn health(drive: &Drive, asked: &Asked) -> Facts {
    let health = drive.health.clone().unwrap_or_default();
    let temperature = page(asked, ScsiLogPage::Temperature, Temperature::of);
    let degrees = |of: fn(&Temperature) -> Option<u8>| json!(temperature.as_ref().and_then(of));
    let code = drive.scsi.as_ref().and_then(|scsi| scsi.informational_exception.as_ref()).map_or(0, |code| code.code);
    let capacity = ReadCapacity::decode(&asked.answer(ScsiRequest::ReadCapacity).unwrap()).unwrap();
    let mut facts = named([
        ("/scsi_lb_provisioning/read_zeros/value", json!(u8::from(capacity.is_unmapped_zero))),
        ("/smart_status/passed", json!(health.verdict.map(|verdict| verdict == Verdict::Passed))),
        ("/smart_status/scsi/asc", json!(code >> 8)),
        ("/smart_status/scsi/ascq", json!(code & 0xff)),
        ("/temperature/current", degrees(|page| page.temperature_celsius)),
        ("/temperature/drive_trip", degrees(|page| page.reference_temperature_celsius)),
        ("/scsi_temperature/drive_trip", degrees(|page| page.reference_temperature_celsius)),
    ]);
    let report = page(asked, ScsiLogPage::EnvironmentalReporting, EnvironmentalReport::of).unwrap_or_default();
    let temperature = report.temperature.map(|readings| json!(readings));
    let humidity = report.relative_humidity.map(|readings| json!(readings));
    for (name, code, readings) in [("temperature_1", 0, temperature), ("relative_humidity_1", 0x100, humidity)] {
        let pointer = format!("/scsi_environmental_reports/{name}");
        facts.push((format!("{pointer}/parameter_code"), json!(code)));
        let members = readings.as_ref().and_then(Value::as_object).into_iter().flatten();
        facts.extend(members.map(|(key, value)| (format!("{pointer}/{key}"), value.clone())));
    }
    facts
}

//! Serial numbers and names in what the tools of RAID controllers print, by the names of the fields that hold them:
//! also of cages, backplanes and whatever else no decoder reads.

use serde_json::Value;

use super::identity::{Identity, OUI_DIGITS};
use crate::decode::tool::raid::fact;

/// What the names of fields with a serial number contain.
const SERIALS: [&str; 3] = ["serial no", "serial num", "serialno"];
/// Names of such fields as a whole.
const SERIAL_NAMES: [&str; 3] = ["sn", "serial", "8s sn"];
/// What the names of fields with a number of a SCSI name contain.
const NAMES: [&str; 8] =
    ["wwn", "wwid", "guid", "naa id", "sas address", "unique identifier", "world wide", "world-wide"];

/// Every identity in the output of a tool, JSON or text.
pub(super) fn identities(output: &[u8]) -> Vec<Identity> {
    let text = String::from_utf8_lossy(output);
    let mut found = Vec::new();
    match serde_json::from_str::<Value>(&text) {
        Ok(json) => in_json(&json, &mut found),
        Err(_) => found.extend(text.lines().filter_map(fact).filter_map(|(name, value)| identity(name, value))),
    }
    found
}

fn in_json(value: &Value, found: &mut Vec<Identity>) {
    match value {
        Value::Array(rows) => rows.iter().for_each(|row| in_json(row, found)),
        Value::Object(members) => {
            let text = |key: &str| members.get(key).and_then(Value::as_str);
            found.extend(text("Property").zip(text("Value")).and_then(|(name, value)| identity(name, value)));
            for (name, value) in members {
                in_json(value, found);
                found.extend(value.as_str().and_then(|value| identity(name, value)));
            }
        }
        _ => {}
    }
}

/// What a field says, if its name promises an identity.
fn identity(name: &str, value: &str) -> Option<Identity> {
    let (name, value) = (name.to_ascii_lowercase(), value.trim());
    let contains = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if SERIAL_NAMES.contains(&name.as_str()) || contains(&SERIALS) {
        return Some(Identity::Text(value.to_owned()));
    }
    let digits = value.trim_start_matches("0x");
    let is_number = digits.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '-' | ':'))
        && digits.chars().filter(char::is_ascii_hexdigit).count() >= 12;
    (contains(&NAMES) && is_number).then(|| Identity::Hex { digits: digits.to_owned(), kept: OUI_DIGITS })
}

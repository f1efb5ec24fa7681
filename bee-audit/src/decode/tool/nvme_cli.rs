//! What `nvme … --output-format=json` tells, put back into the structure that the controller sent.
//!
//! Document: nvme-id-ctrl(1), nvme-id-ns(1), nvme-smart-log(1), nvme-error-log(1), nvme-fw-log(1),
//! nvme-self-test-log(1) of nvme-cli 1.5 to 2.x. Its names are mostly the standard's (NVM Express Base 2.0 §5.16.1,
//! §5.17.2, NVM Command Set 1.0 §4.1.5.1), each of which has a place there: the decoder of the structure then reads it
//! whoever told it.
//!
//! Real versions: 1.x prints numbers of 32 bits with a sign, and those of 128 bits as floating point, 2.x in full or as
//! text; 2.x takes apart a status, its phase tag and the flags of a power state. What a version does not tell stays 0,
//! by which the standard says *not reported*; what every version tells must be there.

mod layout;

use std::collections::BTreeMap;

use layout::{Kind, Layout, Place};
use serde_json::value::RawValue;

use crate::decode::{Error, Fault};

const STANDARD: &str = "nvme-cli";

/// Octets of a power state descriptor, and where the first is (Base figure 275).
const POWER_STATE: usize = 32;
const POWER_STATES_AT: usize = 2048;
const POWER_STATES: usize = 32;
/// Likewise of a format of a namespace (NVM figure 97).
const FORMAT: usize = 4;
const FORMATS_AT: usize = 128;
const FORMATS: usize = 64;
/// Likewise of a firmware revision (Base figure 208).
const REVISION: usize = 8;
const REVISIONS: usize = 7;
/// Likewise of a self-test that ended (Base figure 213).
const SELF_TEST: usize = 28;
const SELF_TESTS_AT: usize = 4;
const SELF_TESTS: usize = 20;

/// Identify Controller, from `nvme id-ctrl`.
pub fn identify_controller(output: &[u8]) -> Result<Vec<u8>, Error> {
    let controller = Object::parse(output)?;
    let mut structure = controller.laid_out(&layout::CONTROLLER)?;
    for (index, state) in controller.objects("psds").take(POWER_STATES).enumerate() {
        let mut descriptor = state.laid_out(&layout::POWER_STATE)?;
        let number = |name: &str| state.number(name).and_then(|number| u8::try_from(number).ok());
        let flags =
            number("max_power_scale").unwrap_or_default() | number("non-operational_state").unwrap_or_default() << 1;
        put(&mut descriptor, 3, &[number("flags").unwrap_or(flags)]);
        put(&mut descriptor, 18, &[scale(number("idle_scale"))]);
        let workload = number("active_power_work").unwrap_or_default();
        put(&mut descriptor, 22, &[scale(number("active_scale")) | number("active_work_scale").unwrap_or(workload)]);
        put(&mut structure, POWER_STATES_AT + index * POWER_STATE, &descriptor);
    }
    Ok(structure)
}

/// The scale of a power in bits 7:6, where 2.x prints the two bits and 1.x the octet.
fn scale(number: Option<u8>) -> u8 {
    let number = number.unwrap_or_default();
    if number < 4 { number << 6 } else { number }
}

/// Identify Namespace, from `nvme id-ns`.
pub fn identify_namespace(output: &[u8]) -> Result<Vec<u8>, Error> {
    let namespace = Object::parse(output)?;
    let mut structure = namespace.laid_out(&layout::NAMESPACE)?;
    for (index, format) in namespace.objects("lbafs").take(FORMATS).enumerate() {
        put(&mut structure, FORMATS_AT + index * FORMAT, &format.laid_out(&layout::FORMAT)?);
    }
    Ok(structure)
}

/// SMART / Health Information, from `nvme smart-log`.
pub fn smart_log(output: &[u8]) -> Result<Vec<u8>, Error> {
    Object::parse(output)?.laid_out(&layout::SMART_LOG)
}

/// Error Information, from `nvme error-log`: as many entries as it shows.
pub fn error_log(output: &[u8]) -> Result<Vec<u8>, Error> {
    let log = Object::parse(output)?;
    log.told("errors")?;
    let mut entries = Vec::new();
    for error in log.objects("errors") {
        let mut entry = error.laid_out(&layout::ERROR)?;
        // Before 2.0 the status was with its phase tag.
        if let (Some(status), Some(phase)) = (error.number("status_field"), error.number("phase_tag")) {
            let field = u16::try_from(status << 1 | phase & 1).map_err(|_| not_told())?;
            put(&mut entry, 12, &field.to_le_bytes());
        }
        entries.extend(entry);
    }
    // A log without entries is one that was never used.
    entries.resize(entries.len().max(layout::ERROR.length), 0);
    Ok(entries)
}

/// Firmware Slot Information, from `nvme fw-log`, whose one value is named after the device.
pub fn firmware_slot_log(output: &[u8]) -> Result<Vec<u8>, Error> {
    let devices = Object::parse(output)?;
    let log = devices.0.values().find_map(|log| Object::parse(log.get().as_bytes()).ok());
    let log = log.ok_or_else(not_told)?;
    let mut structure = log.laid_out(&layout::FIRMWARE_SLOTS)?;
    let revision = |slot: usize| {
        // Its octets as a number, then as text.
        let text = log.text(&format!("Firmware Rev Slot {slot}"))?;
        text.split_once(' ')?.0.parse::<u64>().ok()
    };
    // Before 1.4 slots were counted from 0.
    let first = usize::from(revision(0).is_none());
    for index in 0..REVISIONS {
        let octets = revision(first + index).unwrap_or_default().to_le_bytes();
        put(&mut structure, REVISION + index * REVISION, &octets);
    }
    Ok(structure)
}

/// Device Self-test, from `nvme self-test-log`.
pub fn self_test_log(output: &[u8]) -> Result<Vec<u8>, Error> {
    let log = Object::parse(output)?;
    let mut structure = log.laid_out(&layout::SELF_TEST_LOG)?;
    log.told("List of Valid Reports")?;
    for (index, test) in log.objects("List of Valid Reports").take(SELF_TESTS).enumerate() {
        let mut entry = test.laid_out(&layout::SELF_TEST)?;
        let nibble =
            |name: &str| test.number(name).and_then(|number| u8::try_from(number & 0xf).ok()).unwrap_or_default();
        put(&mut entry, 0, &[nibble("Self test code") << 4 | nibble("Self test result")]);
        put(&mut structure, SELF_TESTS_AT + index * SELF_TEST, &entry);
    }
    Ok(structure)
}

/// Something that every version tells is missing, or no value of its kind.
fn not_told() -> Error {
    Error::new(STANDARD, 0, Fault::BadSignature)
}

/// Writes `octets` at `offset`, as far as there is room.
fn put(structure: &mut [u8], offset: usize, octets: &[u8]) {
    let room = structure.get_mut(offset..).unwrap_or_default();
    room.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
}

/// A JSON object whose values are read when they are asked for: no number passes through floating point before.
struct Object<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Object<'a> {
    fn parse(text: &'a [u8]) -> Result<Object<'a>, Error> {
        let members = serde_json::from_slice(text);
        // The column counts octets in a text of one line, which is as near as the library tells.
        members.map(Object).map_err(|error| Error::new(STANDARD, error.column(), Fault::NotText))
    }

    /// The structure that `layout` describes, with what this object tells of it.
    fn laid_out(&self, layout: &Layout) -> Result<Vec<u8>, Error> {
        let mut structure = vec![0; layout.length];
        for place in layout.always {
            self.told(place.name)?;
        }
        for place in layout.always.iter().chain(layout.sometimes) {
            if let Some(raw) = self.0.get(place.name) {
                let octets = octets(raw.get(), place).ok_or_else(not_told)?;
                put(&mut structure, place.offset, &octets);
            }
        }
        Ok(structure)
    }

    /// Fails without a value of that name.
    fn told(&self, name: &str) -> Result<(), Error> {
        self.0.contains_key(name).then_some(()).ok_or_else(not_told)
    }

    /// The number of that name, as its bits.
    fn number(&self, name: &str) -> Option<u128> {
        number(self.0.get(name)?.get())
    }

    fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    /// The objects of an array; none where it is something else.
    fn objects(&self, name: &str) -> impl Iterator<Item = Object<'a>> + use<'a> {
        let array = self.0.get(name).and_then(|array| serde_json::from_str::<Vec<&'a RawValue>>(array.get()).ok());
        array.unwrap_or_default().into_iter().filter_map(|value| Object::parse(value.get().as_bytes()).ok())
    }
}

/// The octets of a value; `None` where they need more room than the place has.
fn octets(raw: &str, place: &Place) -> Option<Vec<u8>> {
    let text = || serde_json::from_str::<String>(raw).ok();
    match place.kind {
        Kind::Text => text().map(|text| text.into_bytes().into_iter().take(place.length).collect()),
        Kind::Digits => {
            let digits = text()?.replace('-', "");
            let pairs = digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
            pairs.collect::<Option<Vec<u8>>>().filter(|octets| octets.len() == place.length)
        }
        Kind::Number => {
            let octets = number(raw)?.to_le_bytes();
            let (low, high) = octets.split_at_checked(place.length)?;
            // What is above is 0, or the sign of a number that 1.x prints with one.
            let is_sign = high.iter().all(|octet| *octet == 0) || high.iter().all(|octet| *octet == 0xff);
            is_sign.then(|| low.to_vec())
        }
    }
}

/// A number, or a text that is one, as the bits that it had.
fn number(raw: &str) -> Option<u128> {
    let digits = raw.trim_matches('"');
    let whole = digits.parse().ok().or_else(|| digits.parse::<i128>().ok().map(i128::cast_unsigned));
    whole.or_else(|| format!("{:.0}", digits.parse::<f64>().ok()?).parse().ok())
}

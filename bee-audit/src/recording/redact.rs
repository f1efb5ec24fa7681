//! Replaces the identities of a machine in its recording: serials, addresses, UUIDs, names.
//!
//! An identity is found where it is known to stand ([`super::identity`]) and replaced wherever it occurs, in text, in
//! bytes and in paths, by a token of the same length; so what refers to each other still does. Checksums over changed
//! bytes are repaired.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    address::{self, Addresses},
    identify,
    identity::{self, Identity},
    ipmi, management, module, spd,
    token::Key,
};
use crate::{
    decode::{Fault, hex, pci::vpd::VitalProductData, tool::dmidecode::HexDump},
    host::{Error, Query, Recording, Reply, Tool},
};

/// Shorter ones are replaced only where they stand alone: `12` occurs in too much that is no identity.
const SHORTEST_ANYWHERE: usize = 6;

/// The recording with tokens for identities. One that is redacted already stays as it is.
pub fn redact(recording: Recording, key: Key) -> Recording {
    if recording.manifest.redacted {
        return recording;
    }
    let words = Dictionary::of(&recording, key);
    let answers = recording.answers.into_iter().map(|(query, answer)| {
        let answer = match answer {
            Ok(reply) => Ok(words.reply(&query, reply)),
            Err(Error::ToolFailed { status, stderr_head }) => {
                Err(Error::ToolFailed { status, stderr_head: words.text(&stderr_head) })
            }
            Err(error) => Err(error),
        };
        (words.query(query), answer)
    });
    let mut manifest = recording.manifest;
    manifest.redacted = true;
    Recording { manifest, answers: answers.collect() }
}

/// What is replaced by what.
struct Dictionary {
    key: Key,
    /// Replaced wherever it occurs, the longest first.
    anywhere: Vec<(Vec<u8>, Vec<u8>)>,
    /// Replaced where it is all there is, or stands between NULs.
    alone: BTreeMap<Vec<u8>, Vec<u8>>,
    /// IP addresses in text.
    addresses: Addresses,
    /// FRU devices with their identities replaced, which stand in several answers each.
    frus: BTreeMap<ipmi::Device, Vec<u8>>,
}

impl Dictionary {
    fn of(recording: &Recording, key: Key) -> Dictionary {
        let mut anywhere = BTreeMap::new();
        let (mut alone, mut addresses) = (BTreeMap::new(), Vec::new());
        for identity in identity::find(recording) {
            if let Identity::Address(address) = identity {
                addresses.push(address);
            }
            for (word, token) in forms(&identity, key) {
                if is_ordinary_word(&identity) || word.len() < SHORTEST_ANYWHERE {
                    alone.insert(word, token);
                } else {
                    anywhere.insert(word, token);
                }
            }
        }
        let mut anywhere: Vec<_> = anywhere.into_iter().collect();
        anywhere.sort_unstable_by_key(|(word, _): &(Vec<u8>, _)| std::cmp::Reverse(word.len()));
        let addresses = Addresses::of(addresses.into_iter(), key);
        let mut words = Dictionary { key, anywhere, alone, addresses, frus: BTreeMap::new() };
        let frus = ipmi::devices(recording).into_iter();
        words.frus = frus.map(|(device, content)| (device, ipmi::repair(&content, words.bytes(&content)))).collect();
        words
    }

    fn query(&self, query: Query) -> Query {
        self.text(&query.to_string()).parse().unwrap_or(query)
    }

    fn reply(&self, query: &Query, reply: Reply) -> Reply {
        match reply {
            Reply::Bytes(bytes) => Reply::Bytes(self.content(query, bytes)),
            Reply::Entries(names) => {
                let mut names: Vec<String> = names.iter().map(|name| self.text(name)).collect();
                names.sort_unstable();
                Reply::Entries(names)
            }
            Reply::Target(target) => Reply::Target(self.text(&target)),
        }
    }

    fn content(&self, query: &Query, bytes: Vec<u8>) -> Vec<u8> {
        let replace = |data: &[u8]| self.bytes(data);
        let rewritten = identify::rewrite(query, &bytes, replace);
        let rewritten = rewritten.or_else(|| module::rewrite(query, &bytes, replace));
        let rewritten = rewritten.or_else(|| spd::rewrite(query, &bytes, replace));
        let rewritten = rewritten.or_else(|| management::rewrite(query, &bytes, self.key, replace));
        if let Some(rewritten) = rewritten.or_else(|| ipmi::rewrite(query, &bytes, &self.frus)) {
            return rewritten;
        }
        match query {
            Query::Read(path) if path.ends_with("/vpd") => repair_vpd(&bytes, self.bytes(&bytes)),
            Query::Read(path) if path.ends_with("/DMI") => self.smbios(&bytes),
            Query::Read(path) if path.ends_with("/cmdline") => {
                let line = address::rewrite_name(&String::from_utf8_lossy(&bytes), |name| self.text(name));
                self.bytes(line.as_bytes())
            }
            Query::Smartctl { .. } => self.bytes(&without_names_in_numbers(bytes)),
            Query::Tool(Tool::DmidecodeHexDump) => {
                let text = String::from_utf8_lossy(&bytes);
                let dump = HexDump::of(&text);
                dump.with_table(&text, &self.smbios(&dump.table)).into_bytes()
            }
            _ => self.bytes(&bytes),
        }
    }

    fn smbios(&self, table: &[u8]) -> Vec<u8> {
        management::rewrite_host_interfaces(self.bytes(table), self.key, |data| self.bytes(data))
    }

    fn text(&self, text: &str) -> String {
        String::from_utf8(self.bytes(text.as_bytes())).unwrap_or_else(|_| text.to_owned())
    }

    fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if let Some(token) = self.alone.get(bytes.trim_ascii()) {
            let before = bytes.len() - bytes.trim_ascii_start().len();
            let after = bytes.get(before + token.len()..).unwrap_or_default();
            return [bytes.get(..before).unwrap_or_default(), token.as_slice(), after].concat();
        }
        let mut replaced = bytes.to_vec();
        for (word, token) in &self.anywhere {
            replace_all(&mut replaced, word, token, |_, _| true);
        }
        for (word, token) in &self.alone {
            replace_all(&mut replaced, word, token, |before, after| {
                after == Some(&0) && before.is_none_or(|byte| *byte < b' ')
            });
        }
        self.addresses.replaced(replaced)
    }
}

/// Makes the checksum of changed vital product data right, if it was right before.
fn repair_vpd(before: &[u8], mut changed: Vec<u8>) -> Vec<u8> {
    let was_right = VitalProductData::decode(before).is_ok_and(|vpd| vpd.checksum_valid == Some(true));
    let damage = VitalProductData::decode(&changed).map(|vpd| vpd.damage).unwrap_or_default();
    for error in damage.into_iter().filter(|_| was_right) {
        if let (Fault::BadChecksum { computed, .. }, Some(place)) = (error.fault, changed.get_mut(error.offset)) {
            *place = u8::try_from(computed).unwrap_or_default();
        }
    }
    changed
}

/// smartctl's JSON without the world wide names, which it writes as decimal numbers.
fn without_names_in_numbers(output: Vec<u8>) -> Vec<u8> {
    let Ok(Value::Object(mut json)) = serde_json::from_slice(&output) else { return output };
    json.retain(|key, _| !matches!(key.as_str(), "wwn" | "logical_unit_id" | "nvme_namespaces"));
    serde_json::to_vec(&json).unwrap_or(output)
}

/// A host called `debian` must not change every kernel version.
fn is_ordinary_word(identity: &Identity) -> bool {
    matches!(identity, Identity::Name(name) if name.chars().all(char::is_alphabetic))
}

/// The writings of an identity with their tokens.
fn forms(identity: &Identity, key: Key) -> Vec<(Vec<u8>, Vec<u8>)> {
    match identity {
        Identity::Text(text) | Identity::Name(text) => {
            let token = key.text(text);
            // NVMe's `wwid` holds the serial number as hexadecimal octets.
            let in_hex = (hex(text.as_bytes()).into_bytes(), hex(token.as_bytes()).into_bytes());
            vec![(text.clone().into_bytes(), token.into_bytes()), in_hex]
        }
        // In text only, and only where nothing continues it.
        Identity::Address(_) => Vec::new(),
        Identity::Hex { digits, kept } => hex_forms(digits, |text| key.hex(text, *kept)),
        Identity::DeviceSerial(octets) => {
            let token = from_hex(&key.hex(&hex(octets), 0));
            // lspci and this library print the most significant octet first.
            let text = |octets: &[u8]| octets.iter().rev().map(|octet| hex(&[*octet])).collect::<Vec<_>>().join("-");
            vec![(text(octets).into_bytes(), text(&token).into_bytes()), (octets.to_vec(), token)]
        }
        Identity::Uuid(octets) => {
            let token = from_hex(&key.hex(&hex(octets), 0));
            let mut forms = vec![(octets.to_vec(), token.clone())];
            for (text, token) in uuid_texts(octets).into_iter().zip(uuid_texts(&token)) {
                forms.push((text.to_uppercase().into_bytes(), token.to_uppercase().into_bytes()));
                forms.push((text.into_bytes(), token.into_bytes()));
            }
            forms
        }
    }
}

/// As written, without separators, in either case, and as octets.
fn hex_forms(digits: &str, token: impl Fn(&str) -> String) -> Vec<(Vec<u8>, Vec<u8>)> {
    let plain: String = digits.chars().filter(char::is_ascii_hexdigit).collect();
    let written = [digits.to_lowercase(), digits.to_uppercase(), plain.to_lowercase(), plain.to_uppercase()];
    let texts = written.into_iter().map(|text| (token(&text).into_bytes(), text.into_bytes()));
    let mut forms: Vec<_> = texts.map(|(token, text)| (text, token)).collect();
    forms.push((from_hex(&plain), from_hex(&token(&plain))));
    forms
}

pub(super) fn from_hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.chars().filter_map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
    digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect()
}

/// A UUID's two texts: first fields least significant octet first (SMBIOS 2.6 or later), or all in order.
fn uuid_texts(octets: &[u8]) -> [String; 2] {
    let text = |order: [usize; 16]| {
        let digits: Vec<String> = order.iter().filter_map(|at| octets.get(*at)).map(|octet| hex(&[*octet])).collect();
        let group = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().concat();
        [group(0, 4), group(4, 6), group(6, 8), group(8, 10), group(10, 16)].join("-")
    };
    [
        text([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]),
        text([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
    ]
}

/// Replaces every occurrence of `word` whose neighbours pass.
fn replace_all(bytes: &mut [u8], word: &[u8], token: &[u8], passes: impl Fn(Option<&u8>, Option<&u8>) -> bool) {
    if word.is_empty() || word.len() != token.len() {
        return;
    }
    let mut start = 0;
    while let Some(found) = bytes.get(start..).and_then(|rest| rest.windows(word.len()).position(|part| part == word)) {
        let (from, to) = (start + found, start + found + word.len());
        let before = from.checked_sub(1).and_then(|at| bytes.get(at));
        if passes(before, bytes.get(to))
            && let Some(place) = bytes.get_mut(from..to)
        {
            place.copy_from_slice(token);
        }
        start = to;
    }
}

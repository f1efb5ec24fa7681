//! Keys that a card has and the model has not: kept in every object, written again, and told by their paths.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Card, Path, Supervision};

/// Keys of one object that are unknown here, with their values. They are no part of what the object means: whatever
/// they are, two of these are equal, so that a service finds the capability that it requires.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extensions(pub BTreeMap<String, Value>);

impl Extensions {
    /// No key.
    pub const NONE: Extensions = Extensions(BTreeMap::new());
}

impl PartialEq for Extensions {
    fn eq(&self, _other: &Extensions) -> bool {
        true
    }
}

impl Eq for Extensions {}

impl PartialOrd for Extensions {
    fn partial_cmp(&self, other: &Extensions) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Extensions {
    fn cmp(&self, _other: &Extensions) -> Ordering {
        Ordering::Equal
    }
}

/// Any key, and no description: that would become the one of the object.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Extensions {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        BTreeMap::<String, Value>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        BTreeMap::<String, Value>::json_schema(generator)
    }
}

/// A key that is kept and means nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// Label of the card that has it.
    pub label: String,
    /// Its JSON path.
    pub path: String,
}

/// The unknown keys of a seed, card by card in the order of [`Card::walk`].
pub fn unknown(seed: &Card) -> Vec<Unknown> {
    let mut all = Vec::new();
    for (card, place) in seed.walk_with_paths() {
        for (object, Extensions(keys)) in objects(card, &place) {
            let paths = keys.keys().map(|key| object.key(key).to_string());
            all.extend(paths.map(|path| Unknown { label: card.label.clone(), path }));
        }
    }
    all
}

/// Every object of a card itself, at its path.
fn objects<'a>(card: &'a Card, place: &Path) -> Vec<(Path, &'a Extensions)> {
    let [permissions, soma, flow] = ["permissions", "soma", "flow"].map(|key| place.key(key));
    let mut all = vec![
        (place.clone(), &card.extensions),
        (permissions.key("ipc"), &card.permissions.ipc.extensions),
        (permissions, &card.permissions.extensions),
        (soma.key("namespaces"), &card.soma.namespaces.extensions),
        (soma.key("rlimits"), &card.soma.rlimits.extensions),
        (soma.key("cgroup"), &card.soma.cgroup.extensions),
        (soma, &card.soma.extensions),
    ];
    let payload = card.payload.extensions().map(|(variant, keys)| (place.key("payload").key(variant), keys));
    all.extend(payload);
    if let Supervision::Restart { extensions, .. } = &card.supervision {
        all.push((place.key("supervision").key("Restart"), extensions));
    }
    for (name, capabilities) in [("provides", &card.provides), ("requires", &card.requires)] {
        let list = place.key(name);
        let numbered = capabilities.iter().enumerate().filter_map(|(index, one)| Some((index, one.extensions()?)));
        all.extend(numbered.map(|(index, (variant, keys))| (list.index(index).key(variant), keys)));
    }
    for (name, pins) in [("input", &card.flow.input), ("output", &card.flow.output)] {
        let list = flow.key(name);
        all.extend(pins.iter().enumerate().map(|(index, pin)| (list.index(index), &pin.extensions)));
    }
    all.push((flow, &card.flow.extensions));
    all
}

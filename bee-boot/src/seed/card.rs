//! The card: what one service is, what it may do, and which services it brings up in turn.
//!
//! Schema version 1, as `docs/cards.md` describes it. Keys that are unknown here are kept in every object
//! ([`Extensions`]), so that cards of a later version, and of other programs that read the same files, pass through
//! unharmed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Capability, Extensions, Fake, Path, Payload, Permissions, Soma,
    supervision::{Lifecycle, Priority, Readiness, Supervision},
    ulid::Ulid,
};

/// One card. Only the version, the identity, the label and the payload must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// Version of the schema: 1.
    pub schema_version: u32,
    /// Identity, unique in a seed.
    pub id: Ulid,
    /// The card from which this one was derived.
    #[serde(default)]
    pub lineage: Option<Ulid>,
    /// Name for people, 1 to 256 octets, unique in a seed.
    pub label: String,
    /// What others can rely on once this service is ready; neither order nor repetition means anything.
    #[serde(default)]
    pub provides: Vec<Capability>,
    /// What must be there before this service starts; neither order nor repetition means anything.
    #[serde(default)]
    pub requires: Vec<Capability>,
    /// What the service may do.
    #[serde(default)]
    pub permissions: Permissions,
    /// Where it runs: namespaces, limits, control group, processors.
    #[serde(default)]
    pub soma: Soma,
    /// What is started.
    pub payload: Payload,
    /// What happens when it ends.
    #[serde(default)]
    pub supervision: Supervision,
    /// When others may rely on it; `null` where that follows from the rest of the card ([`Card::readiness`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness: Option<Readiness>,
    /// How long it is meant to live.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// How much it matters.
    #[serde(default)]
    pub priority: Priority,
    /// Data that it takes and gives; kept for the programs that connect services.
    #[serde(default)]
    pub flow: Flow,
    /// Socket at which it can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_socket: Option<String>,
    /// Terminal that becomes its standard streams and controls its session, `/dev/console` for the console; where
    /// `null`, it has the streams of PID 1 and no terminal of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// Cards that this one refers to; kept as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Value>,
    /// Kind of card; kept as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Value>,
    /// Data of that kind; kept as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Priorities in other contexts; kept as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority_contexts: Option<Value>,
    /// Whether the service is refused where a permission or limit cannot be enforced; else that is reported only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// Services that this one brings up.
    #[serde(default)]
    pub genesis: Vec<Card>,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
}

/// Data that a service takes and gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Flow {
    /// What it takes.
    pub input: Vec<Pin>,
    /// What it gives.
    pub output: Vec<Pin>,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
}

/// One stream of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pin {
    /// Its name, unique among the inputs or outputs of a card.
    pub name: String,
    /// Its type, `{"primitive": …}` or `{"wit": …}`; kept as it is.
    pub r#type: Value,
    /// Where it is fixed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_to: Option<Value>,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
}

impl Card {
    /// A card that says nothing but these.
    pub fn new(id: Ulid, label: &str, payload: Payload) -> Card {
        Card {
            schema_version: 1,
            id,
            lineage: None,
            label: label.to_owned(),
            provides: Vec::new(),
            requires: Vec::new(),
            permissions: Permissions::default(),
            soma: Soma::default(),
            payload,
            supervision: Supervision::default(),
            readiness: None,
            lifecycle: Lifecycle::default(),
            priority: Priority::default(),
            flow: Flow::default(),
            service_socket: None,
            terminal: None,
            references: Vec::new(),
            kind: None,
            data: None,
            priority_contexts: None,
            strict: false,
            genesis: Vec::new(),
            extensions: Extensions::default(),
        }
    }

    /// When others may rely on the service. Without a word of the card: programs that fake systemd's notification tell,
    /// what has a task ends well, and everything else is ready once it runs.
    pub fn readiness(&self) -> Readiness {
        let tells = matches!(&self.payload, Payload::Legacy { fakes, .. } if fakes.contains(&Fake::SystemdNotify));
        self.readiness.unwrap_or(match self.lifecycle {
            _ if tells => Readiness::Notify,
            Lifecycle::Oneshot => Readiness::Exit,
            Lifecycle::Daemon | Lifecycle::Widget => Readiness::Exec,
        })
    }

    /// This card and all below it, each before those that it brings up.
    pub fn walk(&self) -> impl Iterator<Item = &Card> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let card = open.pop()?;
            open.extend(card.genesis.iter().rev());
            Some(card)
        })
    }

    /// The same cards in the same order, each with its path.
    pub(super) fn walk_with_paths(&self) -> impl Iterator<Item = (&Card, Path)> {
        let mut open = vec![(self, Path::default())];
        std::iter::from_fn(move || {
            let (card, path) = open.pop()?;
            let genesis = path.key("genesis");
            open.extend(card.genesis.iter().enumerate().rev().map(|(index, child)| (child, genesis.index(index))));
            Some((card, path))
        })
    }
}

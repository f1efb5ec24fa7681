//! The card: what one service is, what it may do, and which services it brings up in turn.
//!
//! Schema version 1, as `docs/cards.md` describes it. Keys that a card has and this model has not are kept, so that cards
//! of a later version, and of other programs that read the same files, pass through unharmed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
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
    /// What others can rely on once this service is ready.
    #[serde(default)]
    pub provides: BTreeSet<Capability>,
    /// What must be there before this service starts.
    #[serde(default)]
    pub requires: BTreeSet<Capability>,
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
    /// Terminal that becomes its standard streams and controls its session, `/dev/console` for the console; where `null`, it
    /// has the streams of PID 1 and no terminal of its own.
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
    pub extensions: Map<String, Value>,
}

/// What a service gives or needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Capability {
    /// The file systems are mounted.
    FilesystemRoot,
    /// A netlink family of the kernel.
    KernelNetlink(NetlinkFamily),
    /// An interface between services.
    Endpoint {
        /// Its identity.
        interface: [u8; 16],
        /// Its version.
        version: u32,
    },
    /// The D-Bus interface of systemd-logind.
    LegacyLogind,
    /// Devices of a class.
    Device {
        /// The class.
        class: DeviceClass,
    },
    /// Processes can be started.
    Spawn,
    /// What services print is kept.
    Journal,
}

/// A netlink family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the kernel's names")]
pub enum NetlinkFamily {
    Uevent,
    Route,
    Generic,
    Audit,
}

/// A class of devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the kernel's names")]
pub enum DeviceClass {
    Block,
    Tty,
    Input,
    Drm,
    Net,
    Hidraw,
}

/// What a service may do. Without a word it may do what root may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Permissions {
    /// How far it reaches by network.
    pub networking: Networking,
    /// What it may do with files.
    pub filesystem: Filesystem,
    /// With whom it may speak.
    pub ipc: Ipc,
    /// Whether it may start processes.
    pub processes: bool,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Map<String, Value>,
}

impl Default for Permissions {
    fn default() -> Permissions {
        Permissions {
            networking: Networking::Full,
            filesystem: Filesystem::ReadWrite,
            ipc: Ipc::default(),
            processes: true,
            extensions: Map::new(),
        }
    }
}

/// How far a service reaches by network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Networking {
    /// Nowhere.
    None,
    /// To itself.
    Loopback,
    /// Out, but nobody reaches it.
    Outbound,
    /// Everywhere.
    #[default]
    Full,
}

/// What a service may do with files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Filesystem {
    /// Nothing.
    None,
    /// Read them.
    ReadOnly,
    /// Read and write them.
    #[default]
    ReadWrite,
}

/// With whom a service may speak.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Ipc {
    /// Names of interfaces.
    pub allow: Vec<String>,
}

/// Where a service runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Soma {
    /// Namespaces of its own.
    pub namespaces: Namespaces,
    /// Limits.
    pub rlimits: Limits,
    /// Its control group.
    pub cgroup: ControlGroup,
    /// Processors that it may run on; all where `null`.
    pub cpu_affinity: Option<Vec<u32>>,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Map<String, Value>,
}

/// Namespaces that a service has of its own (namespaces(7)).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[expect(missing_docs, reason = "the kernel's names")]
pub struct Namespaces {
    pub mount: bool,
    pub pid: bool,
    pub net: bool,
    pub uts: bool,
    pub ipc: bool,
    pub user: bool,
    pub cgroup: bool,
}

/// Limits of a service; none where `null`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Limits {
    /// Memory of the whole service, in octets.
    pub mem_bytes: Option<u64>,
    /// Processes of the whole service.
    pub nproc: Option<u64>,
    /// Open files of a process.
    pub nofile: Option<u64>,
}

/// The control group of a service (cgroup v2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ControlGroup {
    /// Its path below the root of the hierarchy; one made of the label where `null`.
    pub path: Option<String>,
    /// `cpu.weight`, 1 to 10000.
    pub cpu_weight: Option<u32>,
    /// `io.weight`, 1 to 10000.
    pub io_weight: Option<u32>,
}

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Payload {
    /// A program.
    Native {
        /// Its absolute path.
        exec: String,
        /// Arguments, without the program's own name.
        #[serde(default)]
        argv: Vec<String>,
        /// Environment, names and values.
        #[serde(default)]
        envp: Vec<(String, String)>,
    },
    /// A WebAssembly module; kept, and not started by this program.
    Wasm {
        /// SHA-256 of the module.
        module_sha256: [u8; 32],
        /// The function that is called.
        entry: String,
    },
    /// Nothing: the card only groups others.
    Virtual,
    /// A program that expects parts of systemd.
    Legacy {
        /// Its absolute path.
        exec: String,
        /// Arguments, without the program's own name.
        #[serde(default)]
        argv: Vec<String>,
        /// The parts.
        #[serde(default)]
        fakes: Vec<Fake>,
    },
}

/// A part of systemd that a program expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "systemd's names")]
pub enum Fake {
    SystemdLogind,
    SystemdHostnamed,
    SystemdNotify,
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
}

impl Card {
    /// A card that says nothing but these.
    pub fn new(id: Ulid, label: &str, payload: Payload) -> Card {
        Card {
            schema_version: 1,
            id,
            lineage: None,
            label: label.to_owned(),
            provides: BTreeSet::new(),
            requires: BTreeSet::new(),
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
            extensions: Map::new(),
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
}

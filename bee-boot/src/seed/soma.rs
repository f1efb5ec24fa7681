//! Where a service runs: namespaces, limits, control group, processors.

use serde::{Deserialize, Serialize};

use super::Extensions;

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
    pub extensions: Extensions,
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
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
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
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
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
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
}

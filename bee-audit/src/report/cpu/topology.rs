//! Packages, dies, cores and caches.

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Hertz};

/// A physical package: what sits in one socket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuPackage {
    /// The platform's number of the package; often, not always, that of the socket.
    pub id: Option<u32>,
    /// Its logical CPUs that are online.
    pub cpus: String,
    /// Protected Processor Inventory Number, unique to the package, as the kernel prints it: `0x3d1b…`.
    pub ppin: Option<String>,
    /// How often and how long it throttled for heat since boot; the highest of its CPUs' counts.
    pub throttling: Option<Throttling>,
    /// Its dies; one entry where the kernel does not tell dies apart.
    pub dies: Vec<CpuDie>,
}

/// A die of a package.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuDie {
    /// The platform's number of the die.
    pub id: Option<u32>,
    /// Its logical CPUs that are online.
    pub cpus: String,
    /// Its cores, in the order of their first logical CPU.
    pub cores: Vec<CpuCore>,
}

/// A core of a die.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuCore {
    /// The platform's number of the core; not unique in the machine.
    pub id: Option<u32>,
    /// The platform's number of the cluster of cores that it belongs to.
    pub cluster_id: Option<u32>,
    /// Its logical CPUs that are online: its threads.
    pub cpus: String,
    /// Frequency of its first logical CPU at the time of the audit.
    pub frequency_hertz: Option<Hertz>,
    /// How often and how long it throttled for heat since boot; the highest of its CPUs' counts.
    pub throttling: Option<Throttling>,
}

/// Thermal throttling since boot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Throttling {
    /// Number of events.
    pub count: Option<u64>,
    /// Longest event in milliseconds.
    pub longest_milliseconds: Option<u64>,
    /// All events together in milliseconds.
    pub total_milliseconds: Option<u64>,
}

/// Alike caches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuCache {
    /// 1 for the cache next to the core.
    pub level: Option<u32>,
    /// `Data`, `Instruction` or `Unified`.
    pub r#type: Option<String>,
    /// Capacity of one of them.
    pub size_bytes: Option<Bytes>,
    /// Ways of associativity.
    pub ways: Option<u32>,
    /// Octets of one line.
    pub line_size_bytes: Option<Bytes>,
    /// Number of sets.
    pub sets: Option<u32>,
    /// Physical lines for one tag.
    pub line_partition: Option<u32>,
    /// `WriteBack` or `WriteThrough`.
    pub write_policy: Option<String>,
    /// `ReadAllocate`, `WriteAllocate` or `ReadWriteAllocate`.
    pub allocation_policy: Option<String>,
    /// The caches, each as the set of logical CPUs that share it: `0,64`.
    pub instances: Vec<String>,
}

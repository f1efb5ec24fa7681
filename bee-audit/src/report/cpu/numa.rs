//! NUMA nodes.

use serde::{Deserialize, Serialize};

use crate::units::Bytes;

/// A NUMA node: CPUs and the memory near to them, or memory alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumaNode {
    /// The kernel's number of the node.
    pub id: u32,
    /// Its logical CPUs that are online; an empty text for memory alone.
    pub cpus: Option<String>,
    /// Memory that the kernel manages.
    pub memory_total_bytes: Option<Bytes>,
    /// Memory that is free.
    pub memory_free_bytes: Option<Bytes>,
    /// Memory that is not free.
    pub memory_used_bytes: Option<Bytes>,
    /// Huge pages of each size.
    pub hugepages: Vec<NumaHugepages>,
    /// Relative distance to every node that is online; 10 is local (ACPI SLIT).
    pub distances: Vec<NumaDistance>,
    /// How its memory is reached from the nearest CPUs or devices (ACPI HMAT).
    pub access: Option<MemoryAccess>,
    /// Caches in front of its memory.
    pub memory_side_caches: Vec<MemorySideCache>,
    /// Enclave Page Cache for SGX.
    pub sgx_epc_bytes: Option<Bytes>,
}

/// Huge pages of one size.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumaHugepages {
    /// Size of one page.
    pub size_bytes: Bytes,
    /// Pages in the pool, used or not.
    pub total: Option<u64>,
    /// Pages in the pool that are not used.
    pub free: Option<u64>,
    /// Pages beyond the persistent pool.
    pub surplus: Option<u64>,
}

/// Distance to another node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumaDistance {
    /// The other node's number.
    pub node: u32,
    /// The distance.
    pub distance: u32,
}

/// Performance of a node's memory, as the nearest initiators see it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryAccess {
    /// Read bandwidth in 10⁶ octets a second.
    pub read_bandwidth_megabytes_per_second: Option<u64>,
    /// Write bandwidth in 10⁶ octets a second.
    pub write_bandwidth_megabytes_per_second: Option<u64>,
    /// Read latency in nanoseconds.
    pub read_latency_nanoseconds: Option<u64>,
    /// Write latency in nanoseconds.
    pub write_latency_nanoseconds: Option<u64>,
}

/// A cache of memory by other memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemorySideCache {
    /// 1 for the cache next to the memory.
    pub level: u32,
    /// Capacity.
    pub size_bytes: Option<Bytes>,
    /// Octets of one line.
    pub line_size_bytes: Option<Bytes>,
    /// 0 direct mapped, other numbers indexed.
    pub indexing: Option<u32>,
    /// 0 write-back, 1 write-through, other numbers not known.
    pub write_policy: Option<u32>,
}

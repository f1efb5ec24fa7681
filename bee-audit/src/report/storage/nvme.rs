//! What an NVMe controller states of itself and of its namespaces (NVM Express Base 2.0, NVM Command Set 1.0).

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Bytes, Celsius, Counter, Percent, Seconds, Watts},
};

/// Identify Controller (Base §5.17.2.1); model, serial number and firmware revision are the drive's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeIdentify {
    /// PCI vendor of the controller, four hexadecimal digits.
    pub vendor_id: String,
    /// PCI vendor of the subsystem, four hexadecimal digits.
    pub subsystem_vendor_id: String,
    /// IEEE identifier of the maker (OUI), six hexadecimal digits.
    #[doc(alias = "OUI")]
    pub ieee_oui: Option<String>,
    /// Version of the specification that it follows, such as `1.4`; `null` before NVMe 1.2.
    pub version: Option<String>,
    /// FRU globally unique identifier in hexadecimal digits.
    pub fru_guid: Option<String>,
    /// Number of namespaces that it can have at most.
    pub number_of_namespaces: u32,
    /// Namespaces that are active, by identifier.
    pub active_namespaces: Option<Vec<u32>>,
    /// Capacity of all its memory; `null` where it is not reported.
    pub total_capacity_bytes: Option<Counter>,
    /// Capacity that belongs to no namespace.
    pub unallocated_capacity_bytes: Option<Counter>,
    /// More than one port, controller, …
    pub multipath: Vec<String>,
    /// Controller attributes.
    pub attributes: Vec<String>,
    /// Optional admin commands that it knows.
    pub optional_admin_commands: Vec<String>,
    /// Optional NVM commands that it knows.
    pub optional_commands: Vec<String>,
    /// Ways in which it can be sanitized.
    pub sanitize_operations: Vec<String>,
    /// Whether it has a volatile write cache.
    pub has_volatile_write_cache: bool,
    /// Entries of its error log.
    pub error_log_entries: u16,
    /// How long an extended self-test takes; `null` without self-tests.
    pub extended_self_test_seconds: Option<Seconds>,
    /// Typical time from power on to ready.
    pub resume_latency_seconds: Option<Seconds>,
    /// Typical time of a shutdown.
    pub shutdown_latency_seconds: Option<Seconds>,
    /// Lowest temperature to which host controlled thermal management can be set.
    pub minimum_thermal_management_celsius: Option<Celsius>,
    /// Highest one.
    pub maximum_thermal_management_celsius: Option<Celsius>,
    /// What it sets limits to.
    #[serde(default)]
    pub limits: NvmeLimits,
    /// Power states, by number from 0.
    pub power_states: Vec<NvmePowerState>,
}

/// Limits and behaviour of a controller (Base §5.17.2.1); `null` where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmeLimits {
    /// Longest transfer, in pages of the smallest size that the controller knows (MDTS); `null` without limit.
    pub maximum_transfer_pages: Option<u64>,
    /// Commands that may be outstanding (MAXCMD).
    pub maximum_commands: Option<u16>,
    /// Commands that arbitration should take at a time (RAB); `null` without limit.
    pub arbitration_burst_commands: Option<u64>,
    /// Abort commands at a time (ACL).
    pub abort_commands: u16,
    /// Asynchronous event requests at a time (AERL).
    pub asynchronous_event_requests: u16,
    /// Events that it reports if asked to (OAES).
    pub asynchronous_events: Vec<String>,
    /// Delays after which a command may be tried again (CRDT1 to 3).
    pub command_retry_delay_seconds: [Option<Seconds>; 3],
    /// Granularity of the keep alive timer (KAS); `null` without one.
    pub keep_alive_granularity_seconds: Option<Seconds>,
    /// What the management interface is of: `storage device`, `enclosure` (NVMSR).
    pub management: Vec<String>,
    /// Ways to the management endpoint: `SMBus`, `PCI Express` (MEC).
    pub management_endpoints: Vec<String>,
    /// Whether it changes power states by itself if asked to (APSTA).
    pub is_power_state_transition_autonomous: bool,
    /// Whether the host can control its thermal management (HCTMA).
    pub is_thermal_management_host_controlled: bool,
    /// Whether one self-test runs at a time in the subsystem (DSTO).
    pub is_self_test_single: bool,
    /// Longest time that activating firmware without a reset takes (MTFA).
    pub maximum_activation_seconds: Option<Seconds>,
    /// What pieces of a firmware image are a multiple of (FWUG); `null` also where anything goes.
    pub firmware_update_granularity_bytes: Option<Bytes>,
    /// Host memory buffer that it prefers (HMPRE).
    #[doc(alias = "HMB")]
    pub host_memory_buffer_preferred_bytes: Option<Bytes>,
    /// Smallest one that it can use (HMMIN).
    pub host_memory_buffer_minimum_bytes: Option<Bytes>,
    /// Smallest piece of it (HMMINDS).
    pub host_memory_buffer_minimum_piece_bytes: Option<Bytes>,
    /// Most pieces of it (HMMAXD).
    pub host_memory_buffer_maximum_pieces: Option<u16>,
    /// Replay protected memory blocks (RPMBS).
    #[doc(alias = "RPMB")]
    pub replay_protected_memory_blocks: u8,
    /// Size of each.
    pub replay_protected_memory_block_size_bytes: Option<Bytes>,
    /// Size of the persistent event log (PELS).
    pub persistent_event_log_bytes: Option<Bytes>,
    /// Highest NVM set (NSETIDMAX).
    pub nvm_sets: Option<u16>,
    /// Highest endurance group (ENDGIDMAX).
    pub endurance_groups: Option<u16>,
    /// Largest endurance group (MEGCAP).
    pub maximum_endurance_group_bytes: Option<Counter>,
    /// Domain of the subsystem that it is in; `null` where there are none.
    pub domain: Option<u16>,
    /// Namespaces that may be attached at most (MNAN); `null` where it is the number of them.
    pub maximum_allowed_namespaces: Option<u32>,
    /// Asymmetric namespace access (ANACAP).
    pub ana_capabilities: Vec<String>,
    /// How long a change of it may take (ANATT).
    pub ana_transition_seconds: Option<Seconds>,
    /// Highest ANA group (ANAGRPMAX).
    pub maximum_ana_group: Option<u32>,
    /// Number of ANA groups (NANAGRPID).
    pub ana_groups: Option<u32>,
    /// Size of a submission queue entry, required and largest (SQES).
    pub submission_queue_entry_bytes: [Option<u16>; 2],
    /// Size of a completion queue entry, required and largest (CQES).
    pub completion_queue_entry_bytes: [Option<u16>; 2],
    /// Fused operations (FUSES).
    pub fused_operations: Vec<String>,
    /// What Format NVM does (FNA).
    pub format_attributes: Vec<String>,
    /// Logical blocks that are written at once or not at all (AWUN).
    pub atomic_write_blocks: u32,
    /// The same over a loss of power (AWUPF).
    pub atomic_write_power_fail_blocks: u32,
    /// Logical blocks that are compared and written so (ACWU); `null` where it does not.
    pub atomic_compare_and_write_blocks: Option<u32>,
    /// Write protection that namespaces can have (NWPC).
    pub write_protection: Vec<String>,
    /// Scatter gather lists (SGLS); `null` without.
    pub scatter_gather_lists: Option<Coded>,
}

/// A power state (Base §5.17.2.1, figure 276).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvmePowerState {
    /// Most that it takes.
    pub maximum_power_watts: Option<Watts>,
    /// What it takes at work; depends on the workload.
    pub active_power_watts: Option<Watts>,
    /// What it takes when idle.
    pub idle_power_watts: Option<Watts>,
    /// Whether it does no input or output in this state.
    pub is_non_operational: bool,
    /// How long it takes to get there.
    pub entry_latency_seconds: Option<Seconds>,
    /// How long it takes to get back.
    pub exit_latency_seconds: Option<Seconds>,
}

/// Identify Namespace (NVM §4.1.5.1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamespaceIdentify {
    /// Size (NSZE).
    #[doc(alias = "NSZE")]
    pub size_bytes: Option<Bytes>,
    /// What can be allocated at a time (NCAP).
    #[doc(alias = "NCAP")]
    pub capacity_bytes: Option<Bytes>,
    /// What is allocated (NUSE).
    #[doc(alias = "NUSE")]
    pub utilization_bytes: Option<Bytes>,
    /// Memory for it (NVMCAP); `null` where it is not reported.
    pub nvm_capacity_bytes: Option<Counter>,
    /// IEEE identifier of the maker (OUI), six hexadecimal digits.
    #[doc(alias = "OUI")]
    pub ieee_oui: Option<String>,
    /// Features, such as `thin provisioning`.
    pub features: Vec<String>,
    /// Formats of logical blocks, by number from 0.
    pub formats: Vec<NamespaceFormat>,
    /// Which of them is in use.
    pub format_index: u8,
    /// Whether metadata stand at the end of each logical block.
    pub is_metadata_extended: bool,
    /// Kinds of protection information that it can do.
    pub protection_capabilities: Vec<String>,
    /// Kind that is enabled; `null` for none.
    pub protection_type: Option<Coded>,
    /// Whether protection information stands first in the metadata.
    pub is_protection_first: bool,
    /// Whether several controllers may have it at a time.
    pub is_shared: bool,
    /// Whether it is write protected.
    pub is_write_protected: bool,
    /// How much of a format is still to be done; `null` where it is not told.
    pub format_remaining_percent: Option<Percent>,
    /// Boundary that reads and writes should not cross.
    pub optimal_io_boundary_bytes: Option<Bytes>,
    /// Granularity in which it should be written.
    pub preferred_write_granularity_bytes: Option<Bytes>,
    /// NVM set.
    pub nvm_set: Option<u16>,
    /// Endurance group.
    pub endurance_group: Option<u16>,
}

/// A format of logical blocks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamespaceFormat {
    /// Octets of data; `null` where the format is not available.
    pub data_size_bytes: Option<Bytes>,
    /// Octets of metadata.
    pub metadata_size_bytes: Bytes,
    /// How fast it is among the formats.
    pub relative_performance: Coded,
}

//! Processors: what they are, how they hang together, how fast and how safe they run.
//!
//! Sets of logical CPUs and of NUMA nodes are texts in the kernel's list form, such as `0-31,64-95`.

mod numa;
mod power;
mod socket;
mod topology;

use serde::{Deserialize, Serialize};

use super::Coded;

pub use numa::{MemoryAccess, MemorySideCache, NumaDistance, NumaHugepages, NumaNode};
pub use power::{CpuFrequency, CpuIdle, EnergyPerformanceBias, IdleState, PowerLimit, PowerZone};
pub use socket::{CpuSocket, FirmwareCache};
pub use topology::{CpuCache, CpuCore, CpuDie, CpuPackage, Throttling};

/// The machine's processors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cpu {
    /// Architecture as the kernel names it: `x86_64`, `aarch64`; before Linux 6.1, that of the CPUs.
    pub architecture: Option<String>,
    /// How many there are of each.
    pub totals: CpuTotals,
    /// Sockets as firmware states them, empty ones too; their order says nothing of the packages'.
    pub sockets: Vec<CpuSocket>,
    /// Caches as firmware states them.
    pub firmware_caches: Vec<FirmwareCache>,
    /// Logical CPUs by what the kernel does with them.
    pub cpus: CpuSets,
    /// Simultaneous multithreading.
    pub smt: Smt,
    /// Kinds of logical CPUs, each once with the CPUs that are of it; one entry on most machines.
    pub models: Vec<CpuModel>,
    /// Revisions of the microcode that is loaded, each with its CPUs; more than one entry is a fault of firmware.
    pub microcode: Vec<Microcode>,
    /// Physical packages with their dies and cores, in the order of their first logical CPU. Offline CPUs are in none.
    pub packages: Vec<CpuPackage>,
    /// Caches, alike ones together, in the order of level, type and first logical CPU.
    pub caches: Vec<CpuCache>,
    /// NUMA nodes, by number.
    pub numa_nodes: Vec<NumaNode>,
    /// Frequency ranges and their control, alike logical CPUs together.
    pub frequencies: Vec<CpuFrequency>,
    /// Whether frequencies above the nominal one are allowed (turbo, boost).
    pub boost: Option<bool>,
    /// Hints to the hardware how to weigh speed against power, alike logical CPUs together; Intel only.
    pub energy_performance_biases: Vec<EnergyPerformanceBias>,
    /// Idle states.
    pub idle: CpuIdle,
    /// Power domains with their limits (RAPL).
    pub power_zones: Vec<PowerZone>,
    /// Vulnerabilities that the kernel knows of, by name.
    pub vulnerabilities: Vec<Vulnerability>,
    /// Techniques that this vendor's CPUs have to protect memory.
    pub memory_protection: Vec<MemoryProtection>,
}

/// Numbers of parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuTotals {
    /// Sockets, as firmware states them.
    pub sockets: Option<u32>,
    /// Sockets that hold a processor.
    pub sockets_populated: Option<u32>,
    /// Physical packages with at least one logical CPU online.
    pub packages: Option<u32>,
    /// Dies of these packages.
    pub dies: Option<u32>,
    /// Cores with at least one logical CPU online.
    pub cores: Option<u32>,
    /// Logical CPUs online.
    pub threads: Option<u32>,
}

/// Sets of logical CPUs, in list form; an empty text is an empty set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuSets {
    /// Those that the kernel has made room for.
    pub possible: Option<String>,
    /// Those that are in the machine.
    pub present: Option<String>,
    /// Those that are scheduled.
    pub online: Option<String>,
    /// Those that are not, whether present or not.
    pub offline: Option<String>,
    /// Those kept out of the scheduler's balancing (`isolcpus=`).
    pub isolated: Option<String>,
    /// Those without a timer tick while busy (`nohz_full=`).
    pub nohz_full: Option<String>,
    /// Performance cores of a hybrid machine.
    pub performance: Option<String>,
    /// Efficient cores of a hybrid machine.
    pub efficient: Option<String>,
}

/// Simultaneous multithreading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Smt {
    /// Whether more than one thread of a core is online.
    pub active: Option<bool>,
    /// `on`, `off`, `forceoff`, `notsupported`, `notimplemented`, or the number of threads a core.
    pub control: Option<String>,
}

/// One kind of logical CPU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuModel {
    /// The logical CPUs of this kind that are online.
    pub cpus: String,
    /// x86: the vendor string of CPUID (`GenuineIntel`).
    pub vendor_id: Option<String>,
    /// x86: the processor brand string of CPUID. Arm: the name of the part, where it is known.
    pub name: Option<String>,
    /// x86: family, with the extended family added.
    pub family: Option<u32>,
    /// x86: model, with the extended model in front.
    pub model: Option<u32>,
    /// x86: stepping.
    pub stepping: Option<u32>,
    /// Arm: who designed it (`MIDR_EL1`).
    pub implementer: Option<Coded>,
    /// Arm: the implementer's number of the part (`MIDR_EL1`).
    pub part: Option<u32>,
    /// Arm: major revision, the *n* of r*n*p*m* (`MIDR_EL1`).
    pub variant: Option<u32>,
    /// Arm: minor revision, the *m* of r*n*p*m* (`MIDR_EL1`).
    pub revision: Option<u32>,
    /// Bits of a physical address.
    pub physical_address_bits: Option<u32>,
    /// Bits of a virtual address.
    pub virtual_address_bits: Option<u32>,
    /// Features, in the kernel's words and order.
    pub flags: Vec<String>,
    /// Defects of the hardware that the kernel knows of, in its words.
    pub bugs: Vec<String>,
}

/// A revision of microcode.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Microcode {
    /// The revision as the kernel prints it, in hexadecimal: `0x2b000590`.
    pub revision: String,
    /// The logical CPUs that run it.
    pub cpus: String,
}

/// A vulnerability of processors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Vulnerability {
    /// The kernel's name: `spectre_v2`.
    pub name: String,
    /// `Not affected`, `Vulnerable`, `Mitigation` or `Unknown`; `null` when the kernel says something else.
    pub state: Option<String>,
    /// The mitigation, or why there is none.
    pub detail: Option<String>,
    /// Whether this is said of guests of KVM only.
    pub of_guests: bool,
}

/// A technique that protects memory against the host, its other guests, or whoever holds the modules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryProtection {
    /// The kernel's name: `sgx`, `tme`, `tdx_host_platform`, `tdx_guest`, `sme`, `sev`, `sev_es`, `sev_snp`.
    pub name: String,
    /// Whether the CPUs offer it to this kernel.
    pub offered: Option<bool>,
    /// Whether KVM is set to use it for guests; `null` when KVM is not loaded or has no such setting.
    pub used_by_kvm: Option<bool>,
}

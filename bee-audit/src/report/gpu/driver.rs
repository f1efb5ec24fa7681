//! NVIDIA's driver and how the machine is set up for its GPUs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// NVIDIA's driver.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NvidiaDriver {
    /// Version of the kernel's driver.
    pub version: Option<String>,
    /// What the module says of itself, such as `NVIDIA UNIX Open Kernel Module for x86_64  580.105.08 …`.
    pub kernel_module: Option<String>,
    /// Version of the management library (NVML).
    pub library_version: Option<String>,
    /// Newest version of CUDA that it can do.
    pub cuda_version: Option<String>,
    /// How the machine computes in confidence.
    pub confidential_computing: Option<ConfidentialComputing>,
    /// GPUs that it has.
    pub attached_gpus: Option<u32>,
    /// PCI addresses of GPUs that it was told to leave alone.
    pub excluded_gpus: Vec<String>,
    /// Parameters that the kernel's driver was loaded with.
    pub parameters: BTreeMap<String, String>,
}

/// How the machine computes in confidence: memory and traffic that its owner cannot look into.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfidentialComputing {
    /// Whether it does.
    pub enabled: bool,
    /// `Production`, `Simulation`, `Unavailable`.
    pub environment: Option<String>,
    /// What the processors can do: `AMD SEV-SNP`, `Intel TDX`, `None`, ….
    pub cpu_capability: Option<String>,
    /// What the GPUs can do: `Confidential Computing`, `Bare-metal Secure AI`, `None`.
    pub gpu_capability: Option<String>,
    /// With several GPUs: `None`, `Protected PCIe`, `NVLink Encryption`.
    pub multi_gpu: Option<String>,
    /// Whether tools of developers may look inside.
    pub developer_tools: Option<bool>,
    /// Whether the GPUs accept work.
    pub gpus_ready: Option<bool>,
}

//! Names of NVML's numbers, in the words that `nvidia-smi` prints for them.
//!
//! Document: `nvml.h` of CUDA 13.5; each type says which of its enumerations. What that file names and no driver has
//! printed yet has the words of its comments.

use crate::decode::code::codes;

codes! {
    /// What a call returned (`nvmlReturn_t`), in the words of `nvmlErrorString`.
    pub struct Return(u32) {
        0 => "Success",
        1 => "Uninitialized",
        2 => "Invalid Argument",
        3 => "Not Supported",
        4 => "Insufficient Permissions",
        5 => "Already Initialized",
        6 => "Not Found",
        7 => "Insufficient Size",
        8 => "Insufficient External Power",
        9 => "Driver Not Loaded",
        10 => "Timeout",
        11 => "Interrupt Request Issue",
        12 => "NVML Shared Library Not Found",
        13 => "Function Not Found",
        14 => "Corrupted InfoROM",
        15 => "GPU is lost",
        16 => "GPU requires reset",
        17 => "GPU access blocked by the operating system",
        18 => "Driver/library version mismatch",
        19 => "In use by another client",
        20 => "Insufficient Memory",
        21 => "No data",
        22 => "The requested vgpu operation is not available on target device because ECC is enabled",
        23 => "Insufficient Resources",
        24 => "Frequency Not Supported",
        25 => "Argument version mismatch",
        26 => "Requested functionality has been deprecated",
        27 => "Not Ready",
        28 => "GPU not found",
        29 => "Invalid state",
        30 => "Reset type not supported",
        999 => "Unknown Error",
    }

    /// Architecture (`nvmlDeviceArchitecture_t`).
    pub struct Architecture(u32) {
        2 => "Kepler",
        3 => "Maxwell",
        4 => "Pascal",
        5 => "Volta",
        6 => "Turing",
        7 => "Ampere",
        8 => "Ada Lovelace",
        9 => "Hopper",
        10 => "Blackwell",
        11 => "DLA",
        12 => "DLA2",
        13 => "Rubin",
        15 => "NPU3",
    }

    /// Brand (`nvmlBrandType_t`).
    pub struct Brand(u32) {
        1 => "Quadro",
        2 => "Tesla",
        3 => "NVS",
        4 => "GRID",
        5 => "GeForce",
        6 => "Titan",
        7 => "NVIDIA Virtual Applications",
        8 => "NVIDIA Virtual PC",
        9 => "NVIDIA Virtual Compute Server",
        10 => "NVIDIA RTX Virtual Workstation",
        11 => "NVIDIA Cloud Gaming",
        12 => "Quadro RTX",
        13 => "NVIDIA RTX",
        14 => "NVIDIA",
        15 => "GeForce RTX",
        16 => "Titan RTX",
        17 => "NVIDIA DLA",
        18 => "NVIDIA RTX Virtual Game Dev",
        19 => "NVIDIA NPU",
    }

    /// Who may compute (`nvmlComputeMode_t`).
    pub struct ComputeMode(u32) {
        0 => "Default",
        1 => "Exclusive Thread",
        2 => "Prohibited",
        3 => "Exclusive Process",
    }

    /// GPU operation mode (`nvmlGpuOperationMode_t`).
    pub struct OperationMode(u32) {
        0 => "All On",
        1 => "Compute",
        2 => "Low Double Precision",
    }

    /// Virtualisation (`nvmlGpuVirtualizationMode_t`).
    pub struct VirtualizationMode(u32) {
        0 => "None",
        1 => "Pass-Through",
        2 => "VGPU",
        3 => "Host VGPU",
        4 => "Host VSGA",
    }

    /// Host of virtual GPUs (`nvmlHostVgpuMode_t`).
    pub struct HostVgpuMode(u32) {
        0 => "Non SR-IOV",
        1 => "SR-IOV",
    }

    /// Addressing mode (`nvmlDeviceAddressingModeType_t`).
    pub struct AddressingMode(u32) {
        0 => "None",
        1 => "HMM",
        2 => "ATS",
    }

    /// On or off (`nvmlEnableState_t`), where the report has words.
    pub struct EnableState(u32) {
        0 => "Disabled",
        1 => "Enabled",
    }

    /// What to do about the GPU (`nvmlDeviceGpuRecoveryAction_t`).
    pub struct RecoveryAction(u32) {
        0 => "None",
        1 => "Reset",
        2 => "Reboot",
        3 => "Drain P2P",
        4 => "Drain and Reset",
        5 => "Recover IMEX Domain",
        6 => "Bus Reset",
        7 => "System Reboot",
    }

    /// What NVLink leads to (`nvmlPlatformInfo_v2_t`, `peerType`).
    pub struct PeerType(u32) {
        0 => "Direct Connected",
        1 => "Switch Connected",
    }

    /// What a link leads to (`nvmlIntNvLinkDeviceType_t`).
    pub struct RemoteDeviceType(u32) {
        0 => "GPU",
        1 => "IBM NPU",
        2 => "Switch",
    }

    /// Registration in the fabric (`nvmlGpuFabricState_t`).
    pub struct FabricState(u32) {
        0 => "Not Supported",
        1 => "Not Started",
        2 => "In Progress",
        3 => "Completed",
    }

    /// Summary of a fabric's health (`NVML_GPU_FABRIC_HEALTH_SUMMARY_*`).
    pub struct FabricHealth(u32) {
        0 => "Not Supported",
        1 => "Healthy",
        2 => "Unhealthy",
        3 => "Limited Capacity",
    }

    /// What two GPUs have in common (`nvmlGpuTopologyLevel_t`), in the words of `nvidia-smi topo -m`.
    pub struct TopologyLevel(u32) {
        0 | 10 => "PIX",
        20 => "PXB",
        30 => "PHB",
        40 => "NODE",
        50 => "SYS",
    }

    /// Whether one GPU may use the memory of another (`nvmlGpuP2PStatus_t`).
    pub struct PeerStatus(u32) {
        0 => "OK",
        1 => "Chipset Not Supported",
        2 => "GPU Not Supported",
        3 => "Topology Not Supported",
        4 => "Disabled by Regkey",
        5 => "Not Supported",
    }

    /// Bridge on a board with several GPUs (`nvmlBridgeChipType_t`).
    pub struct BridgeChip(u32) {
        0 => "PLX",
        1 => "BRO4",
    }

    /// What confidential computing runs on (`NVML_CC_SYSTEM_ENVIRONMENT_*`).
    pub struct ConfidentialEnvironment(u32) {
        0 => "Unavailable",
        1 => "Simulation",
        2 => "Production",
    }

    /// What processors can do in confidence (`NVML_CC_SYSTEM_CPU_CAPS_*`).
    pub struct ConfidentialCpu(u32) {
        0 => "None",
        1 => "AMD SEV",
        2 => "Intel TDX",
        3 => "AMD SEV-SNP",
        4 => "AMD SNP-VTOM",
        5 => "Arm CCA",
        6 => "Intel TDX Connect",
        7 => "AMD SEV-TIO",
    }

    /// What GPUs can do in confidence (`NVML_CC_SYSTEM_GPUS_CC_*`).
    pub struct ConfidentialGpus(u32) {
        0 => "None",
        1 => "Confidential Computing",
        2 => "Bare-metal Secure AI",
    }

    /// Confidential computing with several GPUs (`NVML_CC_SYSTEM_MULTIGPU_*`).
    pub struct ConfidentialMultiGpu(u32) {
        0 => "None",
        1 => "Protected PCIe",
        2 => "NVLink Encryption",
    }

    /// Version of NVLink (`nvmlDeviceGetNvLinkVersion`, `nvmlNvlinkVersion_t`).
    pub struct NvLinkVersion(u32) {
        1 => "1.0",
        2 => "2.0",
        3 => "2.2",
        4 => "3.0",
        5 => "3.1",
        6 => "4.0",
        7 => "5.0",
        8 => "6.0",
    }

    /// Firmware of NVLinks (`NVML_NVLINK_FIRMWARE_UCODE_TYPE_*`).
    pub struct NvLinkFirmware(u32) {
        1 => "nvlink_mse",
        2 => "nvlink_netir",
        3 => "nvlink_netir_uphy",
        4 => "nvlink_netir_cln",
        5 => "nvlink_netir_dln",
    }

    /// What is wrong with a fabric's set-up (`NVML_GPU_FABRIC_HEALTH_MASK_INCORRECT_CONFIGURATION`).
    pub struct IncorrectConfiguration(u32) {
        1 => "None",
        2 => "Incorrect SystemGuid",
        3 => "Incorrect Chassis Serial Number",
        4 => "No Partition",
        5 => "Insufficient Nvlinks",
        6 => "Incompatible GPU Firmware",
        7 => "Invalid Location",
        8 => "GPU State Invalid",
    }
}

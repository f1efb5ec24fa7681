//! How a GPU is made up and set up.

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Seconds};

/// Versions of what the board keeps in its InfoROM.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuInforom {
    /// Version of the whole image.
    pub image_version: Option<String>,
    /// Version of the maker's object.
    pub oem_version: Option<String>,
    /// Version of the object that records memory errors.
    pub ecc_version: Option<String>,
    /// Version of the object for power management.
    pub power_version: Option<String>,
    /// Whether its checksums match.
    pub valid: Option<bool>,
    /// Checksum of the configuration, in hexadecimal digits: alike on boards that are set up alike.
    pub configuration_checksum: Option<String>,
    /// How long the driver has been loaded for it, over its life.
    #[doc(alias = "power-on hours")]
    pub driver_loaded_seconds: Option<Seconds>,
    /// When the black box recorder was last written, as the driver says it.
    pub last_flush: Option<String>,
    /// How long that took.
    pub last_flush_seconds: Option<Seconds>,
}

/// Where the GPU sits, as its platform tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuPlatform {
    /// Serial number of the chassis.
    pub chassis_serial_number: Option<String>,
    /// Slot in the chassis.
    pub slot_number: Option<u32>,
    /// Tray in the slot.
    pub tray_index: Option<u32>,
    /// Host on the tray.
    pub host_id: Option<u32>,
    /// What NVLink leads to: `Direct Connected`, `Switch Connected`.
    pub peer_type: Option<String>,
    /// Number of the module on its base board.
    pub module_id: Option<u32>,
    /// GUID in the fabric.
    pub fabric_guid: Option<String>,
}

/// How the GPU is set up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuModes {
    /// Whether the driver keeps it initialised without clients.
    pub persistence: Option<bool>,
    /// How it reaches the machine's memory: `HMM`, `ATS`, `None`.
    pub addressing: Option<String>,
    /// Whether programs are accounted.
    pub accounting: Option<bool>,
    /// How many accounted programs are remembered.
    pub accounting_buffer_size: Option<u32>,
    /// `Default`, `Exclusive Process`, `Prohibited`.
    pub compute: Option<String>,
    /// Whether a display is connected.
    pub display_attached: Option<bool>,
    /// Whether a display is in use.
    pub display_active: Option<bool>,
    /// GPU operation mode (GOM).
    pub operation: Option<String>,
    /// GPU operation mode after the next boot.
    pub pending_operation: Option<String>,
    /// NVLink C2C to the processor: `Enabled`, `Disabled`.
    pub chip_to_chip: Option<String>,
    /// Whether its NVLinks encrypt.
    pub nvlink_encryption: Option<bool>,
    /// Whether the sparse operation mode is on.
    pub sparse_operation: Option<bool>,
    /// `None`, `Pass-Through`, `VGPU`, `Host VGPU`, `Host VSGA`.
    pub virtualization: Option<String>,
    /// Mode of a host of virtual GPUs: `Non SR-IOV`, `SR-IOV`.
    pub host_vgpu: Option<String>,
    /// Whether virtual GPUs of several sizes may share it.
    pub heterogeneous_vgpu: Option<String>,
    /// Whether its memory is encrypted.
    pub dram_encryption: Option<bool>,
    /// Whether its memory will be encrypted after the next boot.
    pub pending_dram_encryption: Option<bool>,
    /// Relaxed ordering with an IBM NPU.
    pub relaxed_ordering: Option<String>,
    /// Whether it may use the memory of other nodes' processors (EGM).
    pub extended_gpu_memory: Option<bool>,
    /// Whether its system processor (GSP) runs firmware that the driver relies on.
    pub gsp_firmware: Option<bool>,
    /// Whether clocks are boosted by themselves.
    pub auto_boost: Option<bool>,
    /// Whether they are by default.
    pub auto_boost_default: Option<bool>,
    /// Whether power is managed.
    pub power_management: Option<bool>,
    /// How AMD's GPU is divided for computing: `SPX`, `DPX`, `CPX`, ….
    pub compute_partition: Option<String>,
    /// How its memory is: `NPS1`, `NPS4`, ….
    pub memory_partition: Option<String>,
}

/// The link to the host, as the GPU's driver sees it; `pcie` has what the kernel sees.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuLink {
    /// Generation of PCI Express now; an idle link may be saving power.
    pub generation: Option<u8>,
    /// Greatest generation that the GPU and the system can do together.
    pub max_generation: Option<u8>,
    /// Generation at which the GPU runs now.
    pub device_generation: Option<u8>,
    /// Greatest generation of the GPU.
    pub device_max_generation: Option<u8>,
    /// Greatest generation of the host.
    pub host_max_generation: Option<u8>,
    /// Lanes in use.
    pub width: Option<u8>,
    /// Greatest number of lanes of the GPU and the system together.
    pub max_width: Option<u8>,
    /// Packets that had to be repeated since the last reset.
    pub replays: Option<u64>,
    /// How often a packet was repeated so often that the link was retrained.
    pub replay_rollovers: Option<u64>,
    /// How often the link was retrained (L0 to Recovery).
    pub recoveries: Option<u64>,
    /// Errors that the GPU counts itself, also where firmware keeps them from the kernel.
    pub errors: GpuLinkErrors,
    /// Bridge on a board of several GPUs.
    pub bridge_type: Option<String>,
    /// Firmware of that bridge.
    pub bridge_firmware: Option<String>,
    /// Atomic operations that it can put to the host.
    pub outbound_atomics: Option<String>,
    /// Atomic operations that the host can put to it.
    pub inbound_atomics: Option<String>,
}

/// Errors of the link to the host as the GPU counts them (PCI Express Base 6.0 §6.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuLinkErrors {
    /// Repaired by the link itself.
    pub correctable: Option<u64>,
    /// A transaction was lost, the link is sound.
    pub nonfatal: Option<u64>,
    /// The link is no longer reliable.
    pub fatal: Option<u64>,
    /// Of the receiver.
    pub receiver: Option<u64>,
    /// Transaction layer packets that were damaged.
    pub bad_tlp: Option<u64>,
    /// Data link layer packets that were damaged.
    pub bad_dllp: Option<u64>,
    /// Wrong checksums (LCRC).
    pub lcrc: Option<u64>,
    /// Packets that the host asked for again.
    pub naks_received: Option<u64>,
    /// Packets that the GPU asked for again.
    pub naks_sent: Option<u64>,
    /// Requests that it does not know.
    pub unsupported_requests: Option<u64>,
}

/// Multi-Instance GPU: whether it is divided, and its parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuMig {
    /// Whether it is divided.
    pub enabled: Option<bool>,
    /// Whether it will be after a reset.
    pub pending: Option<bool>,
    /// Most parts that it can have.
    pub max_devices: Option<u32>,
    /// Sizes of parts that it can be divided into.
    pub profiles: Vec<MigProfile>,
    /// The parts, in their order.
    pub devices: Vec<MigDevice>,
}

/// A size of parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MigProfile {
    /// Name, such as `1g.10gb`.
    pub name: Option<String>,
    /// The number by which it is asked for.
    pub id: Option<u32>,
    /// How many of them fit.
    pub max_instances: Option<u32>,
    /// Streaming multiprocessors of each.
    pub multiprocessors: Option<u32>,
    /// Memory of each.
    pub memory_bytes: Option<Bytes>,
}

/// A part of a GPU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MigDevice {
    /// Its number.
    pub index: Option<u32>,
    /// `MIG-…`.
    pub uuid: Option<String>,
    /// Name of its profile.
    pub name: Option<String>,
    /// Number of the GPU instance.
    pub gpu_instance_id: Option<u32>,
    /// Number of the compute instance in that.
    pub compute_instance_id: Option<u32>,
    /// Streaming multiprocessors.
    pub multiprocessors: Option<u32>,
    /// Engines that copy.
    pub copy_engines: Option<u32>,
    /// Video encoders.
    pub encoders: Option<u32>,
    /// Video decoders.
    pub decoders: Option<u32>,
    /// Optical flow accelerators.
    pub ofa_engines: Option<u32>,
    /// JPEG decoders.
    pub jpeg_engines: Option<u32>,
    /// Errors of its on-chip memories that could not be corrected, since the driver was loaded.
    pub sram_uncorrectable: Option<u64>,
    /// Memory.
    pub memory_total_bytes: Option<Bytes>,
    /// Memory that the driver keeps.
    pub memory_reserved_bytes: Option<Bytes>,
    /// Memory in use.
    pub memory_used_bytes: Option<Bytes>,
    /// Memory that is free.
    pub memory_free_bytes: Option<Bytes>,
    /// Window for the processor.
    pub bar1_total_bytes: Option<Bytes>,
    /// Of that in use.
    pub bar1_used_bytes: Option<Bytes>,
    /// Of that free.
    pub bar1_free_bytes: Option<Bytes>,
}

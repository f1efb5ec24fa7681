//! GPUs and other accelerators: what they are, how they are, and how they hang together.
//!
//! Names and units are those of NVIDIA's management library (NVML); `docs/coverage.md` says where each fact comes from.

mod driver;
mod errors;
mod interconnect;
mod setup;
mod state;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use driver::{ConfidentialComputing, NvidiaDriver};
pub use errors::{
    GpuEcc, GpuEccCounts, GpuErrorBlock, GpuRemappedBanks, GpuRemappedRows, GpuRetiredPages, GpuSramSources,
    ReportedGpuError,
};
pub use interconnect::{C2cLink, GpuFabric, GpuPath, GpuXgmi, NvLink, NvSwitch};
pub use setup::{GpuInforom, GpuLink, GpuLinkErrors, GpuMig, GpuModes, GpuPlatform, MigDevice, MigProfile};
pub use state::{GpuClockEvents, GpuClocks, GpuMemory, GpuModulePower, GpuPower, GpuTemperature, GpuUtilization};

use super::{PciSlotPlace, Placeholders};
use crate::units::Percent;

/// The accelerators of the machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gpus {
    /// NVIDIA's driver; `null` where it is not loaded.
    pub nvidia: Option<NvidiaDriver>,
    /// GPUs and other accelerators, by PCI address.
    pub devices: Vec<Gpu>,
    /// NVSwitches, by PCI address.
    pub switches: Vec<NvSwitch>,
}

/// A GPU or another accelerator.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gpu {
    /// PCI address.
    pub pci_address: Option<String>,
    /// What told of it: `nvml`, `nvidia-smi -q -x`, `nvidia-smi --query-gpu`, `nvidia-proc`, `sysfs`, `pci`,
    /// `kernel-log`; the richest first.
    pub sources: Vec<String>,
    /// Number in NVIDIA's library.
    pub index: Option<u32>,
    /// Whether the PCI bus has it.
    pub on_bus: Option<bool>,
    /// Whether NVIDIA's library or tool lists it; `null` for other makers and where neither answered.
    pub listed: Option<bool>,
    /// Whether its driver calls it lost.
    pub lost: Option<bool>,
    /// Whether its driver was told to leave it alone.
    pub excluded: Option<bool>,
    /// The kernel's driver.
    pub driver: Option<String>,
    /// NUMA node that is nearest.
    pub numa_node: Option<u32>,
    /// The physical slot that it sits in.
    pub slot: Option<PciSlotPlace>,
    /// Who made the chip.
    pub vendor: Option<String>,
    /// Product.
    pub name: Option<String>,
    /// Brand.
    pub brand: Option<String>,
    /// Architecture, such as `Hopper`.
    pub architecture: Option<String>,
    /// Compute capability of CUDA.
    pub compute_capability: Option<String>,
    /// CUDA cores.
    pub cores: Option<u32>,
    /// Serial number of the board.
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// UUID, `GPU-…`.
    pub uuid: Option<String>,
    /// Number that AMD gave this one chip, in hexadecimal digits.
    pub unique_id: Option<String>,
    /// Per-device identifier.
    pub pdi: Option<String>,
    /// Number of its device file, `/dev/nvidia0`.
    pub minor_number: Option<u32>,
    /// Version of its BIOS.
    pub vbios_version: Option<String>,
    /// Version of the firmware of its system processor (GSP).
    pub gsp_firmware_version: Option<String>,
    /// Versions of further firmware, by the name that its driver gives each.
    pub firmware: BTreeMap<String, String>,
    /// Whether the board has several GPUs.
    pub multi_gpu_board: Option<bool>,
    /// Number that GPUs of one board share, in hexadecimal digits.
    pub board_id: Option<String>,
    /// Part number of the board.
    pub board_part_number: Option<String>,
    /// Part number of the chip.
    pub gpu_part_number: Option<String>,
    /// Part number by which it is replaced.
    pub fru_part_number: Option<String>,
    /// Speed that the fan is set to.
    pub fan_speed_percent: Option<Percent>,
    /// `P0` is the fastest, `P12` the slowest.
    pub performance_state: Option<String>,
    /// State, as a driver of Gaudi says it: `operational`, `malfunction`, `in reset`, ….
    pub status: Option<String>,
    /// What the driver asks for: `None`, `Reset`, `Reboot`, `Drain P2P`, `Drain and Reset`.
    pub recovery_action: Option<String>,
    /// Whether it has to be reset.
    pub reset_required: Option<bool>,
    /// Whether it should be reset once it is not in use.
    pub drain_and_reset_recommended: Option<bool>,
    /// Programs that use it.
    pub processes: Option<u32>,
    /// Where it sits.
    pub platform: GpuPlatform,
    /// Versions in its InfoROM.
    pub inforom: GpuInforom,
    /// How it is set up.
    pub modes: GpuModes,
    /// Its parts.
    pub mig: GpuMig,
    /// The link to the host.
    pub link: GpuLink,
    /// Memory.
    pub memory: GpuMemory,
    /// How busy it is.
    pub utilization: GpuUtilization,
    /// Errors that its driver reported to the kernel's log (XID), by number in the order of the first.
    pub xids: Vec<ReportedGpuError>,
    /// Errors of its memories.
    pub ecc: GpuEcc,
    /// Errors by block of the GPU, as AMD's driver counts them since it was loaded.
    pub error_blocks: Vec<GpuErrorBlock>,
    /// Pages out of use.
    pub retired_pages: GpuRetiredPages,
    /// Rows replaced.
    pub remapped_rows: GpuRemappedRows,
    /// Banks replaced.
    pub remapped_banks: GpuRemappedBanks,
    /// Temperatures.
    pub temperature: GpuTemperature,
    /// Power.
    pub power: GpuPower,
    /// Clocks.
    pub clocks: GpuClocks,
    /// Why clocks are low.
    pub clock_events: GpuClockEvents,
    /// The NVLink fabric.
    pub fabric: GpuFabric,
    /// AMD's links between GPUs (XGMI); `null` without them.
    pub xgmi: Option<GpuXgmi>,
    /// NVLinks, by number.
    pub nvlinks: Vec<NvLink>,
    /// Links to the processor beside it, by number.
    pub c2c_links: Vec<C2cLink>,
    /// Ways to the other GPUs and to network adapters, by kind and PCI address.
    pub paths: Vec<GpuPath>,
    /// What a newer driver prints and this version does not know, by its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
    /// Raw values of fields that hold a filler, by field name.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

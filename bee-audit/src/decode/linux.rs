//! Text forms of the Linux kernel: sysfs and procfs attributes as Documentation/ABI and Documentation/admin-guide
//! define them.

pub mod amdgpu;
pub mod ata_identify;
pub mod cache;
pub mod cpu_list;
pub mod cpuinfo;
pub mod device_path;
pub mod ethtool;
pub mod hwmon;
pub mod infiniband;
pub mod kernel;
mod kernel_order;
pub mod mei;
pub mod meminfo;
pub mod net_class;
pub mod node;
pub mod pci;
pub mod runtime_power;
pub mod storage_text;
pub mod tpm;
pub mod usb;
pub mod vulnerability;
pub mod watchdog;

pub use kernel_order::kernel_order;

/// The standard's name in errors of these decoders.
const STANDARD: &str = "Linux ABI";

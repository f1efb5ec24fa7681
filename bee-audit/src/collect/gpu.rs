//! GPUs and other accelerators.
//!
//! - *Reports*: each GPU with identity, versions, modes, link, memory, errors, temperatures, power, clocks, NVLinks; NVSwitches.
//! - *Reads*: NVML; `/proc/driver/nvidia`; `/sys/bus/pci/devices`; `/sys/class/drm`; XID messages in `/dev/kmsg`.
//! - *Falls back to*: `nvidia-smi -q -x`, then `nvidia-smi --query-gpu`; PCI alone.
//! - *Needs*: the maker's driver; root for some of what it says and for the kernel's log.
//! - *Leaves out*: display controllers of consoles; what `decode/nvidia/left_out.rs` lists; which programs use a GPU.

mod bus;
mod nvidia;
mod nvidia_smi;
mod nvml;
mod readings;

use super::{Outcome, Probe};
use crate::{
    host::Host,
    report::{Component, Gpu, Gpus},
};

/// Every accelerator.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Gpus> {
    let mut probe = Probe::new(host, Component::Gpu);
    let functions = bus::read(&mut probe);
    let devices = functions.iter().filter(|function| !function.is_switch()).map(on_bus).collect();
    let mut gpus = Gpus { devices, ..Gpus::default() };
    nvidia::read(&mut probe, &functions, &mut gpus);
    gpus.devices.sort_by(|a, b| a.pci_address.cmp(&b.pci_address));
    probe.outcome(gpus)
}

/// What the bus alone tells.
fn on_bus(function: &bus::Function) -> Gpu {
    Gpu {
        pci_address: Some(function.address.clone()),
        vendor: function.vendor_name().map(str::to_owned),
        sources: vec!["pci".to_owned()],
        ..Gpu::default()
    }
}

//! GPUs and other accelerators.
//!
//! - *Reports*: each GPU with identity, setup, link, memory, errors, temperatures, power, clocks, NVLinks; NVSwitches.
//! - *Reads*: NVML; `/proc/driver/nvidia/version`; `/sys/bus/pci/devices`.
//! - *Falls back to*: `nvidia-smi -q -x`, then `nvidia-smi --query-gpu`; PCI alone.
//! - *Needs*: the maker's driver; root for some of what it says.
//! - *Leaves out*: displays of consoles; `decode/nvidia/left_out.rs`; programs; other makers' drivers; the kernel's log.

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
    let switches = functions.iter().filter(|function| function.is_switch());
    let switches = switches.map(|function| function.address.clone()).collect();
    let mut gpus = Gpus { devices, switches, ..Gpus::default() };
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

//! GPUs and other accelerators.
//!
//! - *Reports*: each GPU with identity, setup, link, memory, errors, temperatures, power, clocks, NVLinks; NVSwitches;
//!   what NVIDIA's drivers reported to the kernel's log.
//! - *Reads*: NVML; `/proc/driver/nvidia`; `/proc/driver/nvidia-nvswitch`; `/sys/bus/pci/devices`; `/dev/kmsg`;
//!   `nvidia-smi -q -x` for what the library has no function for, such as part numbers of the chip and of the
//!   replaceable unit, and voltage; other makers' attributes in `/sys/bus/pci/devices/*`.
//! - *Falls back to*: `nvidia-smi -q -x`, then `nvidia-smi --query-gpu`; PCI alone.
//! - *Needs*: the maker's driver; root for some of what it says, and for the kernel's log.
//! - *Leaves out*: displays of consoles; `decode/nvidia/left_out.rs`; programs; what sleeps; `xgmi_error`, which
//!   reading clears; serial numbers, temperatures and further firmware of NVSwitches, for which neither the library nor
//!   a file exists.

mod accelerator;
mod kernel_log;
mod nvidia;
mod nvidia_smi;
mod nvml;
mod proc;
mod readings;
mod sysfs;

use std::sync::mpsc::Receiver;

use super::{
    Outcome, Probe,
    bus::{self, Bus},
};
use crate::{
    host::Host,
    report::{Component, Gpus, NvSwitch},
};

/// Every accelerator. What is on the bus is told by `on_bus`, unless nobody else reads it.
pub(crate) fn collect(host: &dyn Host, on_bus: &Receiver<Bus>) -> Outcome<Gpus> {
    let mut probe = Probe::new(host, Component::Gpu);
    let bus = on_bus.recv().unwrap_or_else(|_| bus::read(&mut probe));
    let accelerators = accelerator::all(&bus);
    let (switches, devices): (Vec<_>, Vec<_>) = accelerators.iter().partition(|accelerator| accelerator.is_switch());
    let switch = |address: &String| NvSwitch { pci_address: Some(address.clone()), ..NvSwitch::default() };
    let mut gpus = Gpus {
        devices: devices.into_iter().map(accelerator::Accelerator::on_bus).collect(),
        switches: switches.into_iter().map(|accelerator| switch(&accelerator.address)).collect(),
        nvidia: None,
    };
    sysfs::read(&mut probe, &accelerators, &mut gpus.devices);
    nvidia::read(&mut probe, &bus, &accelerators, &mut gpus);
    gpus.devices.sort_by(|a, b| a.pci_address.cmp(&b.pci_address));
    probe.outcome(gpus)
}

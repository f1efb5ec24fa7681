//! GPUs joined to the machine: their PCI function, the slot that it sits in, the NUMA node that is nearest; the ways
//! between them.

mod topology;

use crate::report::Report;

/// Says of each GPU and NVSwitch whether the bus has it, and where it sits; of one that no driver told of, what pci.ids
/// calls it.
pub(super) fn join(report: &mut Report) {
    place(report);
    topology::join(report);
}

fn place(report: &mut Report) {
    let (Some(gpus), Some(pcie)) = (&mut report.gpu, &report.pcie) else { return };
    for gpu in &mut gpus.devices {
        let Some(address) = &gpu.pci_address else { continue };
        let function = pcie.functions.iter().find(|function| function.address == *address);
        gpu.on_bus = Some(function.is_some());
        let Some(function) = function else { continue };
        gpu.driver = function.driver.as_ref().map(|driver| driver.name.clone());
        gpu.numa_node = function.numa_node;
        gpu.slot.clone_from(&function.slot);
        gpu.vendor = gpu.vendor.take().or_else(|| function.vendor.name.clone());
        gpu.name = gpu.name.take().or_else(|| function.device.name.clone());
    }
    for switch in &mut gpus.switches {
        let function = pcie.functions.iter().find(|function| Some(&function.address) == switch.pci_address.as_ref());
        switch.on_bus = Some(function.is_some());
        let Some(function) = function else { continue };
        switch.name.clone_from(&function.device.name);
        switch.driver = function.driver.as_ref().map(|driver| driver.name.clone());
        switch.numa_node = function.numa_node;
        switch.slot.clone_from(&function.slot);
    }
    // Old boards have NVIDIA's network controllers in the same class.
    let is_switch = |driver: &str| driver.starts_with("nvidia") || driver == "vfio-pci";
    gpus.switches.retain(|switch| switch.driver.as_deref().is_none_or(is_switch));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Gpu, Gpus, NvSwitch, PciDriver, PciFunction, PciName, PciSlotPlace, Pcie};

    #[test]
    fn a_gpu_finds_its_function_or_none() {
        let slot = Some(PciSlotPlace { designation: Some("SLOT 4".into()), ..PciSlotPlace::default() });
        let device = PciName { id: "2330".into(), name: Some("GH100".into()) };
        let function =
            PciFunction { address: "0000:53:00.0".into(), numa_node: Some(1), slot, device, ..PciFunction::default() };
        let at = |address: &str| Gpu { pci_address: Some(address.into()), ..Gpu::default() };
        let devices = vec![at("0000:53:00.0"), at("0000:64:00.0"), Gpu::default()];
        let mut report = Report {
            pcie: Some(Pcie { functions: vec![function], ..Pcie::default() }),
            gpu: Some(Gpus { devices, ..Gpus::default() }),
            ..Report::default()
        };
        join(&mut report);
        let devices = report.gpu.unwrap().devices;
        assert_eq!(devices.iter().map(|gpu| gpu.on_bus).collect::<Vec<_>>(), [Some(true), Some(false), None]);
        assert_eq!((devices[0].numa_node, devices[0].name.as_deref()), (Some(1), Some("GH100")));
        assert_eq!(devices[0].slot.as_ref().unwrap().designation.as_deref(), Some("SLOT 4"));
    }

    #[test]
    fn a_bridge_of_another_driver_is_no_switch() {
        let function = |address: &str, driver: &str| PciFunction {
            address: address.into(),
            driver: Some(PciDriver { name: driver.into(), ..PciDriver::default() }),
            ..PciFunction::default()
        };
        let functions = vec![function("0000:c1:00.0", "nvidia-nvswitch"), function("0000:00:08.0", "forcedeth")];
        let at = |address: &str| NvSwitch { pci_address: Some(address.into()), ..NvSwitch::default() };
        let switches = vec![at("0000:c1:00.0"), at("0000:00:08.0"), at("0000:c2:00.0")];
        let mut report = Report {
            pcie: Some(Pcie { functions, ..Pcie::default() }),
            gpu: Some(Gpus { switches, ..Gpus::default() }),
            ..Report::default()
        };
        join(&mut report);
        let addresses: Vec<_> =
            report.gpu.unwrap().switches.into_iter().filter_map(|switch| switch.pci_address).collect();
        assert_eq!(addresses, ["0000:c1:00.0", "0000:c2:00.0"]);
    }
}

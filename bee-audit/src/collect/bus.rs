//! What is on the PCI bus, told in one go before anything else of a function is read: which functions there are, of
//! which kind, whether they sleep, and which drivers are loaded.
//!
//! Linux, Documentation/ABI/testing/sysfs-bus-pci and sysfs-devices-power.

use super::Probe;
use crate::{
    decode::linux::runtime_power::is_asleep,
    host::{Query, Reply},
};

/// Where the kernel shows functions.
pub(crate) const DEVICES: &str = "/sys/bus/pci/devices";
const DRIVERS: &str = "/sys/bus/pci/drivers";
/// What is read of each; the kernel keeps it in memory, reading it wakes nothing.
const ATTRIBUTES: [&str; 4] = ["vendor", "class", "power/runtime_status", "power_state"];

/// The functions of the machine and the drivers for them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bus {
    /// In the order of the kernel's names.
    pub(crate) functions: Vec<BusFunction>,
    /// Names of drivers, whether or not they drive one.
    pub(crate) drivers: Vec<String>,
}

/// A function, as far as it is known without asking it.
#[derive(Debug, Clone, Default)]
pub(crate) struct BusFunction {
    pub(crate) address: String,
    pub(crate) vendor: Option<u16>,
    /// Base class, subclass, programming interface.
    pub(crate) class: Option<u32>,
    /// Runtime power management: `active`, `suspended`, …
    pub(crate) runtime_status: Option<String>,
    /// `D0` to `D3cold`.
    pub(crate) power_state: Option<String>,
}

impl BusFunction {
    /// Whether asking it would wake it.
    pub(crate) fn is_asleep(&self) -> bool {
        self.runtime_status.as_deref().is_some_and(is_asleep) || self.power_state.as_deref() == Some("D3cold")
    }
}

/// Reads all of it.
pub(crate) fn read(probe: &mut Probe) -> Bus {
    let addresses = probe.list("pci", DEVICES);
    probe.read_attributes_ahead(addresses.iter().map(|address| format!("{DEVICES}/{address}")), &ATTRIBUTES);
    let function = |address: String| {
        let attributes = probe.attributes(&address, &format!("{DEVICES}/{address}"), &ATTRIBUTES);
        BusFunction {
            vendor: attributes.number("vendor"),
            class: attributes.number("class"),
            runtime_status: attributes.text("power/runtime_status"),
            power_state: attributes.text("power_state").filter(|state| state != "unknown"),
            address,
        }
    };
    let functions = addresses.into_iter().map(function).collect();
    let drivers = match probe.try_ask(&Query::List(DRIVERS.to_owned())) {
        Ok(Reply::Entries(names)) => names,
        _ => Vec::new(),
    };
    Bus { functions, drivers }
}

//! Accelerators on the PCI bus, whether or not anybody drives them.

use crate::{
    collect::{
        Probe,
        bus::{Bus, BusFunction},
    },
    host::{Error, Query, Reply},
    report::Gpu,
};

/// Ids of makers (PCI Code and ID Assignment 1.16).
pub(super) const NVIDIA: u16 = 0x10de;
const AMD: u16 = 0x1002;
const INTEL: u16 = 0x8086;
const HABANA_LABS: u16 = 0x1da3;

/// A function that is an accelerator, or an NVSwitch.
pub(super) struct Accelerator {
    pub(super) address: String,
    pub(super) vendor: u16,
    class: u32,
    /// Asking it would wake it.
    pub(super) is_asleep: bool,
}

/// Every accelerator and NVSwitch, in the order of the bus.
pub(super) fn all(bus: &Bus) -> Vec<Accelerator> {
    let accelerators = bus.functions.iter().filter_map(Accelerator::of_function);
    accelerators.filter(|function| function.is_accelerator() || function.is_switch()).collect()
}

impl Accelerator {
    fn of_function(function: &BusFunction) -> Option<Accelerator> {
        let (address, is_asleep) = (function.address.clone(), function.is_asleep());
        Some(Accelerator { address, vendor: function.vendor?, class: function.class?, is_asleep })
    }

    /// The name that the maker goes by; `None` for makers that pci.ids names.
    fn vendor_name(&self) -> Option<&'static str> {
        match self.vendor {
            NVIDIA => Some("NVIDIA"),
            AMD => Some("AMD"),
            INTEL => Some("Intel"),
            HABANA_LABS => Some("Habana Labs"),
            _ => None,
        }
    }

    /// A bridge of class "other" of NVIDIA: an NVSwitch.
    pub(super) fn is_switch(&self) -> bool {
        self.vendor == NVIDIA && self.class >> 8 == 0x0680
    }

    /// A processing accelerator (base class 12h), a 3D controller (0302h), or a display controller of one of the makers
    /// of GPUs: what else shows a console is not worth telling here (PCI Code and ID Assignment §1.4, §1.19).
    fn is_accelerator(&self) -> bool {
        match self.class >> 8 {
            0x0302 | 0x1200..=0x12ff => true,
            0x0300 | 0x0380 => matches!(self.vendor, NVIDIA | AMD | INTEL),
            _ => false,
        }
    }

    /// What the bus alone tells.
    pub(super) fn on_bus(&self) -> Gpu {
        Gpu {
            pci_address: Some(self.address.clone()),
            vendor: self.vendor_name().map(str::to_owned),
            sources: vec!["pci".to_owned()],
            ..Gpu::default()
        }
    }
}

/// The content of a file that may well not be there; also of one that an older recording does not hold.
pub(super) fn read_if_there(probe: &mut Probe, subject: &str, path: &str) -> Option<String> {
    let query = Query::Read(path.to_owned());
    match probe.try_ask(&query) {
        Ok(Reply::Bytes(bytes)) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(Error::NotRecorded) | Ok(_) => None,
        Err(error) => {
            probe.refused(subject, &query, error);
            None
        }
    }
}

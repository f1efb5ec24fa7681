//! Accelerators on the PCI bus, whether or not anybody drives them.

use crate::{
    collect::Probe,
    host::{Error, Query, Reply},
};

const DEVICES: &str = "/sys/bus/pci/devices";

/// Ids of makers (PCI Code and ID Assignment 1.16).
pub(super) const NVIDIA: u32 = 0x10de;
pub(super) const AMD: u32 = 0x1002;
pub(super) const INTEL: u32 = 0x8086;
const HABANA_LABS: u32 = 0x1da3;

/// A function that is an accelerator, or an NVSwitch.
pub(super) struct Function {
    pub(super) address: String,
    pub(super) vendor: u32,
    class: u32,
}

impl Function {
    /// The name that the maker goes by; `None` for makers that pci.ids names.
    pub(super) fn vendor_name(&self) -> Option<&'static str> {
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

    /// A processing accelerator (base class 12h), a 3D controller (0302h), or a display controller of one of the makers of
    /// GPUs: what else shows a console is not worth telling here (PCI Code and ID Assignment §1.4, §1.19).
    fn is_accelerator(&self) -> bool {
        match self.class >> 8 {
            0x0302 | 0x1200..=0x12ff => true,
            0x0300 | 0x0380 => matches!(self.vendor, NVIDIA | AMD | INTEL),
            _ => false,
        }
    }
}

/// Every accelerator and NVSwitch, by address.
pub(super) fn read(probe: &mut Probe) -> Vec<Function> {
    let addresses = probe.list("pci", DEVICES);
    let names: Vec<String> =
        addresses.iter().flat_map(|address| ["class", "vendor"].map(|name| format!("{address}/{name}"))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let attributes = probe.attributes("pci", DEVICES, &names);
    let functions = addresses.into_iter().filter_map(|address| {
        let class = attributes.number(&format!("{address}/class"))?;
        let vendor = attributes.number(&format!("{address}/vendor"))?;
        Some(Function { address, vendor, class })
    });
    functions.filter(|function| function.is_accelerator() || function.is_switch()).collect()
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

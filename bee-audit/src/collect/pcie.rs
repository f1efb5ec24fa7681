//! PCI functions and slots.
//!
//! - *Reports*: every function with ids and names, driver, topology, link with both ends, interrupts, regions, virtual
//!   functions, error counters, configuration space, vital product data, and its slot; every slot, empty ones too.
//! - *Reads*: `/sys/bus/pci/devices/*`, `/sys/bus/pci/slots/*`, `/sys/module/*/version`, SMBIOS type 9, pci.ids.
//! - *Falls back to*: the header in `config` where the kernel has no attribute for an id; the embedded pci.ids.
//! - *Needs*: root for configuration space past 64 bytes, vital product data and SMBIOS.
//! - *Leaves out*: `config`, `vpd` and the link of a function that sleeps, since reading would wake it; `power`,
//!   `latch` and `attention` of slots, which ask the hot-plug controller.

mod attributes;
mod configuration;
mod extended;
mod function;
mod names;
mod product;
mod slot;
mod topology;

use std::{path::Path, sync::mpsc::Sender};

use super::{
    Outcome, Probe,
    bus::{self, Bus, DEVICES},
    coded,
};
use crate::{
    decode::{
        code::Flags,
        pci::{Id, header::ClassCode, header::Subsystem},
    },
    host::Host,
    report::{BitNames, Component, PciFunction, Pcie},
};

/// Every function and every slot. Names come from `pci_ids` when that is given; `tell` is told what is on the bus as
/// soon as that is known.
pub(crate) fn collect(host: &dyn Host, pci_ids: Option<&Path>, tell: &Sender<Bus>) -> Outcome<Pcie> {
    let mut probe = Probe::new(host, Component::Pcie);
    let bus = bus::read(&mut probe);
    let _nobody_asked = tell.send(bus.clone());
    let mut found = function::read_all(&mut probe, &bus);
    function::read_driver_modules(&mut probe, &mut found);
    topology::join_links(&mut found);
    let slots = slot::read(&mut probe, &mut found);
    let names = names::name(&mut probe, pci_ids, &mut found);
    let functions = found.into_iter().map(|found| found.function).collect();
    probe.outcome(Pcie { names, functions, slots })
}

/// A function on its way into the report.
struct Found {
    function: PciFunction,
    /// What its names are looked up by.
    identity: Identity,
    /// Addresses of the bridges above, the nearest first.
    ancestors: Vec<String>,
}

/// Ids of a function.
struct Identity {
    vendor: Id,
    device: Id,
    subsystem: Option<Subsystem>,
    class: ClassCode,
}

/// Names of the bits that are set.
fn set(flags: &impl Flags) -> BitNames {
    flags.names().into_iter().map(Into::into).collect()
}

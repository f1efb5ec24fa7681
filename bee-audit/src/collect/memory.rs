//! Memory: every slot, what the system sees, and the errors that were counted.
//!
//! - *Reports*: arrays, slots with their modules, address ranges, installed against usable memory, EDAC counters and
//!   the modules' own descriptions (SPD) joined to slots.
//! - *Reads*: SMBIOS types 16–20, 33 and 37, `/proc/meminfo`, `/sys/devices/system/memory`,
//!   `/sys/devices/system/edac/mc`, `/sys/bus/i2c/drivers/{ee1004,spd5118,at24,eeprom}`.
//! - *Falls back to*: `dmidecode -u` for the SMBIOS table.
//! - *Needs*: root for the SMBIOS table; EDAC counters need an EDAC driver, SPD one of its drivers.
//! - *Leaves out*: SPD that no driver of the kernel reads: the SMBus is not touched.

mod edac;
mod firmware;
mod spd;

use super::{Outcome, Probe, smbios};
use crate::{
    decode::linux::meminfo,
    host::Host,
    report::{Component, Hugepages, Memory, MemoryController, MemoryDevice, MemoryErrors},
    units::Bytes,
};

const BLOCKS: &str = "/sys/devices/system/memory";

/// All memory of the machine.
pub(crate) fn collect(host: &dyn Host) -> Outcome<Memory> {
    let mut probe = Probe::new(host, Component::Memory);
    let mut memory = smbios::read_table(&mut probe).map(|table| firmware::describe(&table)).unwrap_or_default();
    read_meminfo(&mut probe, &mut memory);
    memory.online_bytes = read_online(&mut probe);
    memory.controllers = edac::read_controllers(&mut probe);
    join_errors(&mut memory.controllers, &mut memory.devices);
    memory.spd = spd::read(&mut probe);
    spd::join(&mut memory.spd, &mut memory.devices);
    probe.outcome(memory)
}

/// proc(5), `/proc/meminfo`.
fn read_meminfo(probe: &mut Probe, memory: &mut Memory) {
    let Some(text) = probe.text("meminfo", "/proc/meminfo") else { return };
    memory.usable_bytes = meminfo::amount(&text, "MemTotal");
    memory.available_bytes = meminfo::amount(&text, "MemAvailable");
    memory.hugepages = meminfo::amount(&text, "Hugepagesize").map(|size| Hugepages {
        size_bytes: Some(size),
        total: meminfo::count(&text, "HugePages_Total"),
        free: meminfo::count(&text, "HugePages_Free"),
    });
}

/// Documentation/ABI/testing/sysfs-devices-memory: blocks of one size, each online or not.
fn read_online(probe: &mut Probe) -> Option<Bytes> {
    let size = u64::from_str_radix(&probe.text("memory", &format!("{BLOCKS}/block_size_bytes"))?, 16).ok()?;
    let names = probe.list("memory", BLOCKS);
    let blocks =
        names.iter().filter(|name| name.strip_prefix("memory").is_some_and(|rest| rest.parse::<u32>().is_ok()));
    let files: Vec<String> = blocks.map(|name| format!("{name}/online")).collect();
    let states = probe.attributes("memory", BLOCKS, &files.iter().map(String::as_str).collect::<Vec<_>>());
    let online = files.iter().filter(|file| states.flag(file) == Some(true)).count();
    Some(Bytes(size.checked_mul(u64::try_from(online).ok()?)?))
}

/// An EDAC label belongs to a slot when it names that slot and no other.
///
/// `ghes_edac` writes the bank locator and the device locator of SMBIOS, user space (ras-mc-ctl) the board's names;
/// both may have a socket in front. Other drivers make labels from positions (`CPU_SrcID#0_MC#0_Chan#0_DIMM#0`), which
/// match nothing and stay with their controller. Locators alone are not unique on 4.9 % of servers, so both are tried
/// first.
fn join_errors(controllers: &mut [MemoryController], devices: &mut [MemoryDevice]) {
    for dimm in controllers.iter_mut().flat_map(|controller| &mut controller.dimms) {
        let Some(label) = dimm.label.as_deref() else { continue };
        let place = the_only(devices, |device| names_bank_and_slot(label, device)).or_else(|| {
            the_only(devices, |device| device.device_locator.as_deref().is_some_and(|it| names(label, it)))
        });
        if let Some(device) = place.and_then(|place| devices.get_mut(place)) {
            dimm.device_handle = Some(device.handle);
            device.errors = Some(add(device.errors.take().unwrap_or_default(), &dimm.errors));
        }
    }
}

/// Where the one device that `fits` is; `None` for none and for several.
fn the_only(devices: &[MemoryDevice], fits: impl Fn(&MemoryDevice) -> bool) -> Option<usize> {
    let mut fitting = devices.iter().enumerate().filter(|(_, device)| fits(device));
    let (place, _) = fitting.next()?;
    fitting.next().is_none().then_some(place)
}

fn names_bank_and_slot(label: &str, device: &MemoryDevice) -> bool {
    match (&device.bank_locator, &device.device_locator) {
        (Some(bank), Some(locator)) => names(label, &format!("{bank} {locator}")),
        _ => false,
    }
}

/// Whether `label` is `name`, or ends with it as a word of its own.
fn names(label: &str, name: &str) -> bool {
    let before = label.strip_suffix(name).and_then(|rest| rest.chars().next_back());
    label == name || before.is_some_and(|character| !character.is_alphanumeric())
}

fn add(first: MemoryErrors, second: &MemoryErrors) -> MemoryErrors {
    let sum = |a: Option<u64>, b: Option<u64>| match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (a, b) => a.or(b),
    };
    MemoryErrors {
        correctable: sum(first.correctable, second.correctable),
        uncorrectable: sum(first.uncorrectable, second.uncorrectable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::MemoryControllerDimm;

    fn slot(handle: u16, locator: &str) -> MemoryDevice {
        MemoryDevice { handle, device_locator: Some(locator.to_owned()), ..MemoryDevice::default() }
    }

    #[test]
    fn counters_go_to_the_one_slot_that_the_label_names() {
        let errors = MemoryErrors { correctable: Some(3), uncorrectable: Some(0) };
        let dimm = |label: &str| MemoryControllerDimm {
            label: Some(label.to_owned()),
            errors: errors.clone(),
            ..MemoryControllerDimm::default()
        };
        let labels = ["CPU0_DIMM_A1", "mc#0csrow#0channel#0", "DIMM_B1", "XDIMM_A2"];
        let dimms = labels.into_iter().map(dimm).collect();
        let mut controllers = [MemoryController { dimms, ..MemoryController::default() }];
        let mut devices = [slot(1, "DIMM_A1"), slot(2, "DIMM_A2"), slot(3, "DIMM_B1"), slot(4, "DIMM_B1")];
        join_errors(&mut controllers, &mut devices);
        assert_eq!(devices.each_ref().map(|device| device.errors.clone()), [Some(errors), None, None, None]);
        let handles: Vec<_> = controllers[0].dimms.iter().map(|dimm| dimm.device_handle).collect();
        assert_eq!(handles, [Some(1), None, None, None]);
    }

    #[test]
    fn the_bank_tells_slots_of_one_name_apart() {
        let label =
            |text: &str| MemoryControllerDimm { label: Some(text.to_owned()), ..MemoryControllerDimm::default() };
        let dimms = vec![label("P1 Channel A DIMM 0"), label("DIMM 0")];
        let mut controllers = [MemoryController { dimms, ..MemoryController::default() }];
        let bank = |handle, bank: &str| MemoryDevice { bank_locator: Some(bank.to_owned()), ..slot(handle, "DIMM 0") };
        join_errors(&mut controllers, &mut [bank(1, "P0 Channel A"), bank(2, "P1 Channel A")]);
        let handles: Vec<_> = controllers[0].dimms.iter().map(|dimm| dimm.device_handle).collect();
        assert_eq!(handles, [Some(2), None]);
    }
}

//! The modules' own memory, as the kernel's drivers hand it out; none of them is asked past the kernel.
//!
//! `ee1004` (DDR4) and `spd5118` (DDR5) have nothing else; `at24` drives EEPROMs of every kind, of which those of DDR3
//! are called `spd`; `eeprom` (before Linux 6.9) takes whatever answers at these addresses, a monitor's too.

use super::{
    super::{Probe, coded},
    firmware::named,
};
use crate::{
    decode::{
        Fault,
        jedec::spd::{SerialPresenceDetect, SupportDevice, Timings},
    },
    host::{Query, Reply},
    report::{MemoryDevice, MemorySpd, MemorySupportDevice, MemoryTimings},
    units::Volts,
};

const DRIVERS: &str = "/sys/bus/i2c/drivers";
/// The drivers of EEPROMs, those of memory modules among them.
const OF_SPD: [&str; 4] = ["at24", "ee1004", "eeprom", "spd5118"];

/// Reads every module that a driver is bound to.
pub(super) fn read(probe: &mut Probe) -> Vec<MemorySpd> {
    let loaded = names(probe, DRIVERS);
    let mut modules = Vec::new();
    for driver in loaded.iter().filter(|driver| OF_SPD.contains(&driver.as_str())) {
        for device in names(probe, &format!("{DRIVERS}/{driver}")).into_iter().filter(|name| is_at_spd(name)) {
            let directory = format!("{DRIVERS}/{driver}/{device}");
            if driver == "at24" && probe.text(&device, &format!("{directory}/name")).as_deref() != Some("spd") {
                continue;
            }
            modules.extend(read_module(probe, &device, &format!("{directory}/eeprom")));
        }
    }
    modules.sort_by(|a, b| a.bus_address.cmp(&b.bus_address));
    modules
}

/// The names in a directory; that it is missing, or was not recorded, is no news.
fn names(probe: &mut Probe, directory: &str) -> Vec<String> {
    match probe.try_ask(&Query::List(directory.to_owned())) {
        Ok(Reply::Entries(names)) => names,
        _ => Vec::new(),
    }
}

/// `0-0050`: a bus, and one of the eight addresses of SPD (EE1004-v §2.2, SPD5118 §2.6).
fn is_at_spd(name: &str) -> bool {
    let address = name.split_once('-').and_then(|(_, address)| u16::from_str_radix(address, 16).ok());
    address.is_some_and(|address| (0x50..=0x57).contains(&address))
}

fn read_module(probe: &mut Probe, device: &str, path: &str) -> Option<MemorySpd> {
    let bytes = probe.bytes(device, path)?;
    let spd = match SerialPresenceDetect::decode(&bytes) {
        Ok(spd) => spd,
        Err(error) if error.fault == Fault::BadSignature => return None,
        Err(error) => {
            probe.damaged(device, "spd", &error);
            return None;
        }
    };
    for error in &spd.damage {
        probe.damaged(device, "spd", error);
    }
    Some(describe(device, spd))
}

fn describe(device: &str, spd: SerialPresenceDetect) -> MemorySpd {
    MemorySpd {
        bus_address: device.to_owned(),
        device_handle: None,
        memory_type: coded(&spd.memory_type),
        revision: spd.revision,
        module_type: spd.module_type.as_ref().map(coded),
        module_manufacturer: spd.module_manufacturer.map(named),
        dram_manufacturer: spd.dram_manufacturer.map(named),
        manufacturing_location: spd.manufacturing_location,
        manufacture_week: spd.manufacture_week,
        serial_number: spd.serial_number,
        part_number: spd.part_number,
        module_revision: spd.module_revision,
        size_bytes: spd.capacity,
        die_density_bits: spd.die_density_bits,
        die_count: spd.die_count,
        rank_count: spd.rank_count,
        bank_count: spd.bank_count,
        bank_group_count: spd.bank_group_count,
        row_address_bits: spd.row_address_bits,
        column_address_bits: spd.column_address_bits,
        device_width_bits: spd.device_width_bits,
        channel_count: spd.channel_count,
        data_width_bits: spd.data_width_bits,
        check_width_bits: spd.check_width_bits,
        voltages_volts: spd.voltages.into_iter().map(Volts).collect(),
        speed_mt_s: spd.speed,
        timings: spd.timings.map(timings),
        profiles: spd.profiles.into_iter().map(str::to_owned).collect(),
        has_temperature_sensor: spd.has_temperature_sensor,
        support_devices: spd.support_devices.into_iter().map(support_device).collect(),
    }
}

fn timings(timings: Timings) -> MemoryTimings {
    MemoryTimings {
        clock_picoseconds: timings.clock_picoseconds,
        cas_latencies: timings.cas_latencies,
        cas_latency_picoseconds: timings.cas_latency_picoseconds,
        ras_to_cas_picoseconds: timings.ras_to_cas_picoseconds,
        row_precharge_picoseconds: timings.row_precharge_picoseconds,
        active_to_precharge_picoseconds: timings.active_to_precharge_picoseconds,
        active_to_active_picoseconds: timings.active_to_active_picoseconds,
        refresh_recovery_picoseconds: timings.refresh_recovery_picoseconds,
    }
}

fn support_device(device: SupportDevice) -> MemorySupportDevice {
    MemorySupportDevice {
        role: device.role.to_owned(),
        manufacturer: device.manufacturer.map(named),
        kind: device.kind.as_ref().map(coded),
        revision: device.revision,
    }
}

/// A module is in a slot when both have one serial and part number, and nothing else has; where SMBIOS has no part
/// number, one serial number and maker. Serial numbers are a maker's own, and modules of one delivery may differ in
/// nothing else.
pub(super) fn join(modules: &mut [MemorySpd], devices: &mut [MemoryDevice]) {
    let slots_of = |module: &MemorySpd| {
        let slots = devices.iter().enumerate().filter(|(_, device)| fits(module, device));
        slots.map(|(place, _)| place).collect::<Vec<usize>>()
    };
    let slots: Vec<Vec<usize>> = modules.iter().map(slots_of).collect();
    for (module, own) in modules.iter_mut().zip(&slots) {
        let &[place] = own.as_slice() else { continue };
        let is_shared = slots.iter().filter(|slots| slots.contains(&place)).count() > 1;
        let Some(device) = devices.get_mut(place).filter(|_| !is_shared) else { continue };
        module.device_handle = Some(device.handle);
        device.spd_bus_address = Some(module.bus_address.clone());
        if device.part_number.is_none() {
            device.spd_part_number.clone_from(&module.part_number);
        }
    }
}

fn fits(module: &MemorySpd, device: &MemoryDevice) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => a.trim_start_matches("0x").eq_ignore_ascii_case(b),
        _ => false,
    };
    let is_same_part = match device.part_number {
        Some(_) => same(&device.part_number, &module.part_number),
        None => same(&first_word(&device.manufacturer), &first_word(&module.module_manufacturer)),
    };
    is_same_part && same(&device.serial_number, &module.serial_number)
}

/// `Micron` of `Micron Technology`: firmware leaves off the rest.
fn first_word(maker: &Option<String>) -> Option<String> {
    maker.as_ref()?.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(handle: u16, serial: &str, part: Option<&str>) -> MemoryDevice {
        MemoryDevice {
            handle,
            manufacturer: Some("Samsung".to_owned()),
            serial_number: Some(serial.to_owned()),
            part_number: part.map(str::to_owned),
            ..MemoryDevice::default()
        }
    }

    fn module(address: &str, serial: &str, part: &str) -> MemorySpd {
        MemorySpd {
            bus_address: address.to_owned(),
            module_manufacturer: Some("Samsung".to_owned()),
            serial_number: Some(serial.to_owned()),
            part_number: Some(part.to_owned()),
            ..MemorySpd::default()
        }
    }

    #[test]
    fn modules_are_joined_where_nothing_else_fits() {
        let mut devices = [
            slot(1, "0a0b0c0d", Some("PART")),
            slot(2, "0A0B0C0D", Some("OTHER")),
            slot(3, "11111111", None),
            slot(4, "22222222", Some("PART")),
            slot(5, "22222222", Some("PART")),
        ];
        let mut modules = [
            module("0-0050", "0A0B0C0D", "PART"),
            module("0-0051", "11111111", "NAMELESS"),
            module("0-0052", "22222222", "PART"),
            module("0-0053", "33333333", "PART"),
        ];
        join(&mut modules, &mut devices);
        assert_eq!(modules.each_ref().map(|module| module.device_handle), [Some(1), Some(3), None, None]);
        let addresses = devices.each_ref().map(|device| device.spd_bus_address.as_deref());
        assert_eq!(addresses, [Some("0-0050"), None, Some("0-0051"), None, None]);
        assert_eq!(devices[2].spd_part_number.as_deref(), Some("NAMELESS"));
        assert_eq!((devices[0].spd_part_number.as_deref(), devices[2].part_number.as_deref()), (None, None));
    }

    #[test]
    fn a_serial_number_alone_joins_nothing() {
        let mut devices = [slot(1, "11111111", None), slot(2, "44444444", Some("PART"))];
        devices[0].manufacturer = Some("Micron Technology".to_owned());
        let mut modules = [module("0-0050", "11111111", "P"), module("0-0051", "44444444", "PART-2")];
        join(&mut modules, &mut devices);
        assert!(modules.iter().all(|module| module.device_handle.is_none()));
        let mut twice = [module("0-0050", "44444444", "PART"), module("1-0050", "44444444", "PART")];
        join(&mut twice, &mut devices);
        assert!(twice.iter().all(|module| module.device_handle.is_none()) && devices[1].spd_bus_address.is_none());
    }

    #[test]
    fn only_addresses_of_spd_are_read() {
        assert!(["0-0050", "12-0057"].into_iter().all(is_at_spd));
        assert!(!["0-0018", "0-0058", "bind", "module", "uevent", "-", "0-"].into_iter().any(is_at_spd));
    }
}

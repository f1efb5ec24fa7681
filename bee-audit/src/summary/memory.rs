//! Memory modules and slots.

use crate::report::{Memory, MemoryDevice};

use super::{
    page::{Cell, Section, TIE, Tone, cell},
    phrase::{alike, counted, times, words},
};

/// DSP0134 §7.17.2: an array for system memory.
const SYSTEM_MEMORY: u64 = 3;

/// The total, alike modules together with slot and serial number of each, then the empty slots.
pub(super) fn section(memory: &Memory) -> Section {
    let mut section = Section::new("MEMORY");
    section.line([total(memory), usable(memory), error_correction(memory)]);
    let modules = memory.devices.iter().filter(|device| device.populated == Some(true));
    for (described, modules) in alike(modules, |module| description(module)) {
        section.line(module_parts(&described, &modules, memory));
    }
    section.line([empty_slots(memory)]);
    section
}

/// `768 GiB in 12 of 24 slots`
fn total(memory: &Memory) -> Cell {
    let populated = memory.devices.iter().filter(|device| device.populated == Some(true)).count();
    let slots = counted(memory.devices.len() as u64, "slot");
    let installed = memory.installed_bytes.map(|size| size.to_string());
    cell(installed.map_or_else(String::new, |installed| format!("{installed} in {populated} of {slots}")))
        .tone(Tone::Strong)
}

fn usable(memory: &Memory) -> Cell {
    memory.usable_bytes.map(|size| format!("{size} usable")).into()
}

fn error_correction(memory: &Memory) -> Cell {
    let is_system = |code: Option<u64>| code.is_none_or(|code| code == SYSTEM_MEMORY);
    let arrays = memory.arrays.iter().filter(|array| is_system(array.array_use.as_ref().map(|kind| kind.code)));
    let mut kinds: Vec<&str> = arrays.filter_map(|array| array.error_correction.as_ref()?.name.as_deref()).collect();
    kinds.dedup();
    cell(if kinds.is_empty() { String::new() } else { format!("error correction {}", kinds.join(", ")) })
}

/// `Samsung M393A8G40AB2-CWE, 64 GiB DDR4-3200 at 2933 MT/s, 2 ranks`
fn description(module: &MemoryDevice) -> String {
    let name = words([module.manufacturer.as_deref(), module.part_number.as_deref()]);
    let size = module.size_bytes.map(|size| size.to_string());
    let rated = module.speed_mt_s;
    let slower = module.configured_speed_mt_s.filter(|speed| rated.is_some_and(|rated| *speed < rated));
    let speed = slower.map(|speed| format!("at {speed}"));
    let kind = words([size.as_deref(), Some(&technology(module)), speed.as_deref()]);
    let ranks = module.rank_count.map(|ranks| counted(ranks, "rank"));
    let parts = [Some(name), Some(kind), ranks].into_iter().flatten();
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `DDR4-3200`, `DDR4`
fn technology(module: &MemoryDevice) -> String {
    let name = module.memory_type.as_ref().and_then(|kind| kind.name.clone()).unwrap_or_default();
    let rate = module.speed_mt_s.map(|rate| rate.0.to_string());
    [Some(name), rate].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Alike modules, then each with its slot, its serial number and its errors.
fn module_parts(description: &str, modules: &[&MemoryDevice], memory: &Memory) -> Vec<Cell> {
    let each = modules.iter().map(|module| {
        let parts = [slot(module, memory), module.serial_number.clone()].into_iter().flatten();
        let parts = parts.map(|part| part.replace(' ', TIE));
        let errors = errors(module).map(|errors| format!("({errors})").replace(' ', TIE));
        let tone = if errors.is_some() { Tone::Alarm } else { Tone::Plain };
        cell(parts.chain(errors).collect::<Vec<_>>().join(TIE)).tone(tone)
    });
    std::iter::once(cell(times(modules.len(), description)).tone(Tone::Strong)).chain(each).collect()
}

/// The slot's name, with the bank's where several slots share one.
fn slot(module: &MemoryDevice, memory: &Memory) -> Option<String> {
    let name = module.device_locator.as_deref();
    let shared = memory.devices.iter().filter(|other| other.device_locator.as_deref() == name).count() > 1;
    let bank = module.bank_locator.as_deref().filter(|_| shared);
    Some(words([bank, name])).filter(|name| !name.is_empty())
}

fn errors(module: &MemoryDevice) -> Option<String> {
    let errors = module.errors.as_ref()?;
    let counts = [(errors.uncorrectable, "uncorrectable"), (errors.correctable, "correctable")];
    let parts: Vec<String> = counts
        .into_iter()
        .filter_map(|(count, kind)| Some(format!("{} {kind}", count.filter(|count| *count > 0)?)))
        .collect();
    (!parts.is_empty()).then(|| format!("{} errors", parts.join(", ")))
}

fn empty_slots(memory: &Memory) -> Cell {
    let empty = memory.devices.iter().filter(|device| device.populated == Some(false));
    let names: Vec<String> = empty.filter_map(|device| Some(slot(device, memory)?.replace(' ', TIE))).collect();
    cell(if names.is_empty() { String::new() } else { format!("empty: {}", names.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{Coded, MemoryArray, MemoryErrors},
        units::{Bytes, MegaTransfers},
    };

    fn coded(code: u64, name: &str) -> Option<Coded> {
        Some(Coded { code, name: Some(name.into()) })
    }

    fn module(slot: &str, serial: &str, configured: u32) -> MemoryDevice {
        MemoryDevice {
            device_locator: Some(slot.into()),
            populated: Some(true),
            size_bytes: Some(Bytes(64 << 30)),
            memory_type: coded(0x1a, "DDR4"),
            speed_mt_s: Some(MegaTransfers(3200)),
            configured_speed_mt_s: Some(MegaTransfers(configured)),
            manufacturer: Some("Samsung".into()),
            part_number: Some("M393A8G40AB2-CWE".into()),
            serial_number: Some(serial.into()),
            rank_count: Some(2),
            ..MemoryDevice::default()
        }
    }

    #[test]
    fn alike_modules_share_a_line_with_slots_and_serial_numbers() {
        let empty = |slot: &str| MemoryDevice {
            device_locator: Some(slot.into()),
            populated: Some(false),
            ..MemoryDevice::default()
        };
        let errors = MemoryErrors { correctable: Some(124), uncorrectable: Some(0) };
        let failing = MemoryDevice { errors: Some(errors), ..module("P1-DIMMC1", "0342AB03", 3200) };
        let array = MemoryArray {
            array_use: coded(SYSTEM_MEMORY, "System Memory"),
            error_correction: coded(6, "Multi-bit ECC"),
            ..MemoryArray::default()
        };
        let memory = Memory {
            installed_bytes: Some(Bytes(256 << 30)),
            usable_bytes: Some(Bytes(251 << 30)),
            devices: vec![
                module("P1-DIMMA1", "0342AB01", 3200),
                empty("P1-DIMMA2"),
                module("P1-DIMMB1", "0342AB02", 3200),
                empty("P1-DIMMB2"),
                failing,
                module("P1-DIMMD1", "0342AB04", 2933),
            ],
            arrays: vec![array.clone(), array],
            ..Memory::default()
        };
        insta::assert_snapshot!(plain(&section(&memory)));
    }
}

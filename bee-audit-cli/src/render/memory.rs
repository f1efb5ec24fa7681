//! Memory slots and modules.

use std::collections::BTreeMap;

use bee_audit::report::{Memory, MemoryDevice};

use super::page::{Section, Tone, cell};

/// The sum and how many slots are in use, then a line for each group of alike modules with their slots.
pub(super) fn section(memory: &Memory) -> Section {
    let mut section = Section::new("MEMORY");
    let populated: Vec<&MemoryDevice> = memory.devices.iter().filter(|it| it.populated == Some(true)).collect();
    let slots = format!("{} of {} slots", populated.len(), memory.devices.len());
    let usable = memory.usable_bytes.map(|usable| format!("{usable} usable"));
    section.line([
        memory.installed_bytes.map(|installed| format!("{installed} installed")).into(),
        Some(slots).filter(|_| !memory.devices.is_empty()).into(),
        usable.into(),
    ]);
    let mut groups: BTreeMap<[String; 3], Vec<&MemoryDevice>> = BTreeMap::new();
    for device in populated {
        groups.entry(kind(device)).or_default().push(device);
    }
    for ([kind, part, speed], devices) in groups {
        let slots: Vec<_> = devices.iter().filter_map(|it| it.device_locator.as_deref()).collect();
        let kind = if devices.len() > 1 { format!("{} × {kind}", devices.len()) } else { kind };
        section.line([cell(kind), cell(part), cell(speed), cell(slots.join(" "))]);
    }
    for device in &memory.devices {
        let errors = device.errors.as_ref().filter(|it| it.correctable > Some(0) || it.uncorrectable > Some(0));
        if let (Some(errors), Some(slot)) = (errors, &device.device_locator) {
            let count = |count: Option<u64>| count.unwrap_or_default();
            let text =
                format!("{} corrected, {} uncorrected errors", count(errors.correctable), count(errors.uncorrectable));
            section.line([cell(slot.as_str()), cell(text).tone(Tone::Warning)]);
        }
    }
    section
}

/// What makes modules alike: maker with size and type, part number, rated and configured speed.
fn kind(device: &MemoryDevice) -> [String; 3] {
    let memory_type = device.memory_type.as_ref().and_then(|it| it.name.clone());
    let size = device.size_bytes.map(|size| size.to_string());
    let kind = [device.manufacturer.clone(), size, memory_type].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let speed = match (device.speed_mt_s, device.configured_speed_mt_s) {
        (Some(rated), Some(configured)) if rated != configured => format!("{rated} running at {configured}"),
        (Some(speed), _) | (None, Some(speed)) => speed.to_string(),
        (None, None) => String::new(),
    };
    [kind, device.part_number.clone().unwrap_or_default(), speed]
}

#[cfg(test)]
mod tests {
    use bee_audit::{
        report::Coded,
        units::{Bytes, MegaTransfers},
    };

    use super::*;
    use crate::render::samples::plain;

    #[test]
    fn alike_modules_share_a_line() {
        let module = |slot: &str| MemoryDevice {
            populated: Some(true),
            device_locator: Some(slot.into()),
            size_bytes: Some(Bytes(64 << 30)),
            manufacturer: Some("Samsung".into()),
            part_number: Some("M321R8GA0BB0".into()),
            memory_type: Some(Coded { code: 34, name: Some("DDR5".into()) }),
            speed_mt_s: Some(MegaTransfers(4800)),
            configured_speed_mt_s: Some(MegaTransfers(4400)),
            ..MemoryDevice::default()
        };
        let empty = MemoryDevice { populated: Some(false), ..MemoryDevice::default() };
        let memory = Memory {
            installed_bytes: Some(Bytes(128 << 30)),
            devices: vec![module("A1"), module("B1"), empty],
            ..Memory::default()
        };
        let expected = "MEMORY    128 GiB installed, 2 of 3 slots\n          \
                        2 × Samsung 64 GiB DDR5, M321R8GA0BB0, 4800 MT/s running at 4400 MT/s, A1 B1\n";
        assert_eq!(plain(&section(&memory)), expected);
    }
}

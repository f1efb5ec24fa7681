//! Rules about memory.

use std::collections::BTreeMap;

use super::Observation;
use crate::{
    report::{Memory, MemoryDevice, MemoryErrors, Report},
    units::Bytes,
};

/// Fewer corrected errors than this are left alone: cosmic rays make a few.
const FEW: u64 = 10;

/// Memory lost data.
pub(super) fn uncorrectable_errors(report: &Report) -> Vec<Observation> {
    counted(report, "uncorrectable", 1, |errors| errors.uncorrectable)
}

/// Memory had to be corrected more than a few times.
pub(super) fn correctable_errors(report: &Report) -> Vec<Observation> {
    counted(report, "correctable", FEW, |errors| errors.correctable)
}

/// By module where that is known, else by the controller.
fn counted(report: &Report, kind: &str, least: u64, of: impl Fn(&MemoryErrors) -> Option<u64>) -> Vec<Observation> {
    let Some(memory) = &report.memory else { return Vec::new() };
    let observed = memory.controllers.iter().flat_map(|controller| {
        let reached = |errors| of(errors).filter(|count| *count >= least);
        let placed = controller.dimms.iter().filter_map(|dimm| Some((dimm, reached(&dimm.errors)?)));
        let placed = placed.map(|(dimm, count)| {
            let device = memory.devices.iter().find(|device| Some(device.handle) == dimm.device_handle);
            let fallback = dimm.label.as_deref().unwrap_or(&dimm.name);
            let name = device.map_or_else(|| format!("{} {fallback}", controller.name), described);
            let message = format!("{count} {kind} errors in {name}");
            Observation::new([name], message)
        });
        let placed: Vec<Observation> = placed.collect();
        let total = reached(&controller.errors).filter(|_| placed.is_empty());
        let unplaced = total.map(|count| {
            Observation::new(
                [&controller.name],
                format!("{count} {kind} errors below memory controller {}", controller.name),
            )
        });
        placed.into_iter().chain(unplaced).collect::<Vec<_>>()
    });
    observed.collect()
}

/// The kernel was given less memory than is installed, by more than firmware keeps for itself.
pub(super) fn total_differs(report: &Report) -> Vec<Observation> {
    const KEPT: u64 = 4 << 30;
    let Some(memory) = &report.memory else { return Vec::new() };
    let seen = match (memory.online_bytes, memory.usable_bytes) {
        // Memory blocks hold what firmware gave; MemTotal lacks the kernel's own tables too.
        (Some(online), _) => Some((online, 64)),
        (None, usable) => usable.map(|usable| (usable, 16)),
    };
    let (Some(installed), Some((seen, share))) = (memory.installed_bytes, seen) else { return Vec::new() };
    let tolerance = KEPT.max(installed.0 / share);
    let message = format!("{installed} are installed, the kernel was given {seen}");
    if seen.0.saturating_add(tolerance) < installed.0 {
        vec![Observation::new(["memory"], message)]
    } else {
        Vec::new()
    }
}

/// Modules run slower than they could; often the processor, or two modules on a channel, allow no more.
pub(super) fn below_rated_speed(report: &Report) -> Vec<Observation> {
    let mut slowed: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
    for module in modules(report) {
        if let (Some(rated), Some(configured)) = (module.speed_mt_s, module.configured_speed_mt_s)
            && configured < rated
        {
            slowed.entry((rated.0, configured.0)).or_default().push(located(module));
        }
    }
    let all = modules(report).count();
    let observed = slowed.into_iter().map(|((rated, configured), names)| {
        let message = format!("{} of {all} modules run at {configured} MT/s, rated for {rated} MT/s", names.len());
        Observation::new(names, message)
    });
    observed.collect()
}

/// Modules differ in size, technology, ranks or rated speed.
pub(super) fn mixed_modules(report: &Report) -> Vec<Observation> {
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for module in modules(report) {
        let size = module.size_bytes.unwrap_or(Bytes(0));
        let technology = module.memory_type.as_ref().and_then(|kind| kind.name.as_deref()).unwrap_or("memory");
        let rate = module.speed_mt_s.map(|rate| format!("-{}", rate.0)).unwrap_or_default();
        let ranks = module.rank_count.map(|ranks| format!(" {ranks}R")).unwrap_or_default();
        kinds.entry(format!("{size} {technology}{rate}{ranks}")).or_default().push(located(module));
    }
    if kinds.len() < 2 {
        return Vec::new();
    }
    let parts: Vec<String> = kinds.iter().map(|(kind, names)| format!("{} × {kind}", names.len())).collect();
    vec![Observation::new(kinds.into_values().flatten(), format!("modules differ: {}", parts.join("; ")))]
}

/// Some modules have check bits and some have none: then none is checked.
pub(super) fn mixed_error_correction(report: &Report) -> Vec<Observation> {
    let wide = |module: &MemoryDevice| Some(module.total_width_bits? > module.data_width_bits?);
    let without: Vec<String> = modules(report).filter(|module| wide(module) == Some(false)).map(located).collect();
    let has_some = modules(report).any(|module| wide(module) == Some(true));
    if without.is_empty() || !has_some {
        return Vec::new();
    }
    let message = format!("modules without check bits among others with them: {}", without.join(", "));
    vec![Observation::new(without, message)]
}

fn modules(report: &Report) -> impl Iterator<Item = &MemoryDevice> {
    let devices = report.memory.iter().flat_map(|memory: &Memory| &memory.devices);
    devices.filter(|device| device.populated == Some(true))
}

fn located(module: &MemoryDevice) -> String {
    let slot = module.device_locator.as_ref().or(module.bank_locator.as_ref());
    slot.cloned().unwrap_or_else(|| format!("{:#06x}", module.handle))
}

/// What a technician finds the module by: `P1-DIMMA1 (Samsung M393A8G40AB2-CWE, serial 0342AB01)`.
fn described(module: &MemoryDevice) -> String {
    let serial = module.serial_number.as_ref().map(|serial| format!("serial {serial}"));
    let maker = [module.manufacturer.as_deref(), module.part_number.as_deref()];
    let maker = maker.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts: Vec<String> = [Some(maker), serial].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { located(module) } else { format!("{} ({})", located(module), parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{MemoryController, MemoryControllerDimm},
        units::MegaTransfers,
    };

    fn report(memory: Memory) -> Report {
        Report { memory: Some(memory), ..Report::default() }
    }

    fn module(slot: &str, size: u64, configured: u32) -> MemoryDevice {
        MemoryDevice {
            handle: 0x11,
            device_locator: Some(slot.into()),
            populated: Some(true),
            size_bytes: Some(Bytes(size << 30)),
            speed_mt_s: Some(MegaTransfers(3200)),
            configured_speed_mt_s: Some(MegaTransfers(configured)),
            manufacturer: Some("Samsung".into()),
            serial_number: Some("0342AB01".into()),
            ..MemoryDevice::default()
        }
    }

    fn controller(correctable: u64, uncorrectable: u64, dimms: Vec<MemoryControllerDimm>) -> Memory {
        let errors = MemoryErrors { correctable: Some(correctable), uncorrectable: Some(uncorrectable) };
        let controller = MemoryController { name: "mc0".into(), errors, dimms, ..MemoryController::default() };
        Memory { devices: vec![module("DIMMA1", 64, 3200)], controllers: vec![controller], ..Memory::default() }
    }

    #[test]
    fn errors_are_placed_where_they_can_be() {
        let dimm = MemoryControllerDimm {
            name: "dimm0".into(),
            errors: MemoryErrors { correctable: Some(10), uncorrectable: Some(1) },
            device_handle: Some(0x11),
            ..MemoryControllerDimm::default()
        };
        let placed = report(controller(10, 1, vec![dimm]));
        let name = "DIMMA1 (Samsung, serial 0342AB01)";
        assert_eq!(
            uncorrectable_errors(&placed),
            [Observation::new([name], format!("1 uncorrectable errors in {name}"))]
        );
        assert_eq!(correctable_errors(&placed)[0].message, format!("10 correctable errors in {name}"));
        let unplaced = report(controller(9, 2, vec![]));
        assert_eq!(uncorrectable_errors(&unplaced)[0].message, "2 uncorrectable errors below memory controller mc0");
        assert_eq!(correctable_errors(&unplaced), []);
    }

    #[test]
    fn what_firmware_keeps_is_not_missing() {
        let with = |installed: u64, online: Option<u64>, usable: u64| {
            total_differs(&report(Memory {
                installed_bytes: Some(Bytes(installed << 30)),
                online_bytes: online.map(|online| Bytes(online << 30)),
                usable_bytes: Some(Bytes(usable << 30)),
                ..Memory::default()
            }))
        };
        assert_eq!(with(256, Some(254), 250), []);
        assert_eq!(with(256, None, 250), []);
        assert_eq!(with(8, None, 5), []);
        let message = "256 GiB are installed, the kernel was given 192 GiB";
        assert_eq!(with(256, Some(192), 188), [Observation::new(["memory"], message)]);
    }

    #[test]
    fn slowed_modules_are_counted_by_speed() {
        let devices = vec![module("A1", 64, 2933), module("A2", 64, 2933), module("B1", 64, 3200)];
        let found = below_rated_speed(&report(Memory { devices, ..Memory::default() }));
        assert_eq!(found, [Observation::new(["A1", "A2"], "2 of 3 modules run at 2933 MT/s, rated for 3200 MT/s")]);
    }

    #[test]
    fn modules_are_compared_and_empty_slots_are_not() {
        let empty = MemoryDevice { populated: Some(false), ..MemoryDevice::default() };
        let alike = vec![module("A1", 64, 3200), empty, module("B1", 64, 3200)];
        assert_eq!(mixed_modules(&report(Memory { devices: alike, ..Memory::default() })), []);
        let devices = vec![module("A1", 64, 3200), module("B1", 32, 3200)];
        let found = mixed_modules(&report(Memory { devices, ..Memory::default() }));
        assert_eq!(found[0].message, "modules differ: 1 × 32 GiB memory-3200; 1 × 64 GiB memory-3200");
    }

    #[test]
    fn check_bits_must_be_everywhere_or_nowhere() {
        let bits = |slot: &str, total| MemoryDevice {
            total_width_bits: Some(total),
            data_width_bits: Some(64),
            ..module(slot, 64, 3200)
        };
        let with = |devices| mixed_error_correction(&report(Memory { devices, ..Memory::default() }));
        assert_eq!(with(vec![bits("A1", 64), bits("B1", 64)]), []);
        assert_eq!(with(vec![bits("A1", 72), bits("B1", 72)]), []);
        assert_eq!(with(vec![bits("A1", 72), bits("B1", 64)])[0].subjects, ["B1"]);
    }
}

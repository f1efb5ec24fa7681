//! Rules about the memories of GPUs.

use super::{super::Observation, each};
use crate::report::{Gpu, GpuEccCounts, Report};

/// Memory that could not be repaired.
pub(in crate::findings) fn memory_failed(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let rows = gpu.remapped_rows.failure == Some(true);
        let memory = gpu.ecc.unrepairable_memory == Some(true);
        (rows || memory).then(|| "has memory that could not be repaired".to_owned())
    })
}

/// Errors that were not corrected since the driver was loaded, or on-chip ones beyond NVIDIA's limit.
pub(in crate::findings) fn uncorrectable_errors(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        if gpu.ecc.sram_threshold_exceeded == Some(true) {
            return Some("has more errors of on-chip memories than NVIDIA calls healthy".to_owned());
        }
        let total = uncorrected(&gpu.ecc.volatile).saturating_add(uncorrected_in_blocks(gpu));
        (total > 0).then(|| format!("had {total} errors that were not corrected since the driver was loaded"))
    })
}

/// Errors that were not corrected in the life of a GPU, none of them since the driver was loaded.
pub(in crate::findings) fn errors_before(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let total = uncorrected(&gpu.ecc.aggregate);
        (total > 0 && uncorrected(&gpu.ecc.volatile) == 0).then(|| {
            format!("had {total} errors that were not corrected in its life, none since the driver was loaded")
        })
    })
}

/// Banks of memory have no spare rows any more, or groups of them no spare bank: the next fault cannot be repaired.
pub(in crate::findings) fn no_spare_rows(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let some = |count: Option<u64>| count.filter(|count| *count > 0);
        let banks =
            some(gpu.remapped_rows.none_banks).map(|banks| format!("{banks} banks of memory without spare rows"));
        let groups = some(gpu.remapped_banks.none_groups);
        let found = banks.or_else(|| groups.map(|groups| format!("{groups} groups of banks without a spare one")));
        found.map(|found| format!("has {found}"))
    })
}

/// Parts of the memory have been replaced or taken out of use.
pub(in crate::findings) fn memory_repaired(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let sum = |counts: [Option<u64>; 2]| counts.into_iter().flatten().fold(0, u64::saturating_add);
        let rows = sum([gpu.remapped_rows.correctable, gpu.remapped_rows.uncorrectable]);
        let pages = sum([gpu.retired_pages.single_bit, gpu.retired_pages.double_bit]);
        let banks = gpu.remapped_banks.active.unwrap_or_default();
        let parts = [
            (rows, "rows of memory replaced"),
            (banks, "banks of memory replaced"),
            (pages, "pages of memory out of use"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        (!parts.is_empty()).then(|| format!("has {}", parts.join(", ")))
    })
}

/// Memory could be checked for errors and is not.
pub(in crate::findings) fn ecc_off(report: &Report) -> Vec<Observation> {
    each(report, |gpu| (gpu.ecc.enabled == Some(false)).then(|| "has its error correction turned off".to_owned()))
}

fn uncorrected(counts: &GpuEccCounts) -> u64 {
    let kinds = [counts.sram_uncorrectable_parity, counts.sram_uncorrectable_secded];
    let told_apart = kinds.into_iter().flatten().reduce(u64::saturating_add);
    let on_chip = counts.sram_uncorrectable.or(told_apart).unwrap_or_default();
    on_chip.saturating_add(counts.dram_uncorrectable.unwrap_or_default())
}

/// Of an AMD GPU.
fn uncorrected_in_blocks(gpu: &Gpu) -> u64 {
    gpu.error_blocks.iter().filter_map(|block| block.uncorrectable).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{GpuErrorBlock, Gpus};

    fn messages(rule: fn(&Report) -> Vec<Observation>, change: impl FnOnce(&mut Gpu)) -> Vec<String> {
        let mut gpu = Gpu::default();
        change(&mut gpu);
        let gpus = Gpus { devices: vec![gpu], ..Gpus::default() };
        let found = rule(&Report { gpu: Some(gpus), ..Report::default() });
        found.into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn each_rule_says_what_is_wrong() {
        for rule in [memory_failed, uncorrectable_errors, errors_before, no_spare_rows, memory_repaired, ecc_off] {
            assert_eq!(messages(rule, |_| {}), Vec::<String>::new());
        }
        assert_eq!(messages(memory_failed, |gpu| gpu.remapped_rows.failure = Some(true)).len(), 1);
        assert_eq!(messages(memory_failed, |gpu| gpu.ecc.unrepairable_memory = Some(true)).len(), 1);
        let found = messages(uncorrectable_errors, |gpu| {
            gpu.ecc.volatile.dram_uncorrectable = Some(3);
            gpu.ecc.volatile.sram_uncorrectable_secded = Some(1);
        });
        assert!(found[0].contains("had 4 errors"), "{found:?}");
        let block = GpuErrorBlock { uncorrectable: Some(2), ..GpuErrorBlock::default() };
        assert_eq!(messages(uncorrectable_errors, |gpu| gpu.error_blocks = vec![block]).len(), 1);
        assert_eq!(messages(uncorrectable_errors, |gpu| gpu.ecc.sram_threshold_exceeded = Some(true)).len(), 1);
        let found = messages(errors_before, |gpu| gpu.ecc.aggregate.sram_uncorrectable = Some(7));
        assert!(found[0].contains("had 7 errors"), "{found:?}");
        let both = |gpu: &mut Gpu| {
            (gpu.ecc.aggregate.dram_uncorrectable, gpu.ecc.volatile.dram_uncorrectable) = (Some(7), Some(1));
        };
        assert_eq!(messages(errors_before, both).len(), 0, "the other rule says it");
        assert_eq!(messages(no_spare_rows, |gpu| gpu.remapped_rows.none_banks = Some(1)).len(), 1);
        assert_eq!(messages(no_spare_rows, |gpu| gpu.remapped_banks.none_groups = Some(1)).len(), 1);
        let found = messages(memory_repaired, |gpu| gpu.remapped_rows.correctable = Some(5));
        assert!(found[0].ends_with("has 5 rows of memory replaced"), "{found:?}");
        assert_eq!(messages(ecc_off, |gpu| gpu.ecc.enabled = Some(false)).len(), 1);
    }
}

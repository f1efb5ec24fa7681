//! Rules about GPUs.

use super::Observation;
use crate::{
    decode::nvidia::xid::Xid,
    report::{Gpu, Report, ReportedGpuError},
};

/// The driver has lost a GPU, or its library does not list one that the bus has, or lists one that the bus lacks.
pub(super) fn lost(report: &Report) -> Vec<Observation> {
    each(report, |gpu| match (gpu.lost, gpu.listed, gpu.on_bus) {
        (Some(true), ..) => Some("is lost: its driver cannot reach it any more".to_owned()),
        (_, Some(false), _) if gpu.driver.as_deref().is_none_or(|driver| driver == "nvidia") => {
            Some("is on the bus, and NVIDIA's driver does not list it".to_owned())
        }
        (_, Some(true), Some(false)) => Some("is listed by its driver, and the bus does not have it".to_owned()),
        (_, _, Some(false)) => Some("is gone from the bus: its driver reported an error of it".to_owned()),
        _ => None,
    })
}

/// Memory that could not be repaired.
pub(super) fn memory_failed(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let rows = gpu.remapped_rows.failure == Some(true);
        let memory = gpu.ecc.unrepairable_memory == Some(true);
        (rows || memory).then(|| "has memory that could not be repaired".to_owned())
    })
}

/// Errors that were not corrected since the driver was loaded, or on-chip ones beyond NVIDIA's limit.
pub(super) fn uncorrectable_errors(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let counts = &gpu.ecc.volatile;
        let on_chip = counts
            .sram_uncorrectable
            .or_else(|| Some(counts.sram_uncorrectable_parity? + counts.sram_uncorrectable_secded.unwrap_or_default()));
        let total = on_chip.unwrap_or_default().saturating_add(counts.dram_uncorrectable.unwrap_or_default());
        if gpu.ecc.sram_threshold_exceeded == Some(true) {
            return Some("has more errors of on-chip memories than NVIDIA calls healthy".to_owned());
        }
        (total > 0).then(|| format!("had {total} errors that were not corrected since the driver was loaded"))
    })
}

/// Something waits for a reset to be repaired, or the driver asks for one.
pub(super) fn reset_needed(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let waits = [
            (gpu.remapped_rows.pending, "rows of memory"),
            (gpu.retired_pages.pending, "pages of memory"),
            (gpu.ecc.channel_repair_pending, "a memory channel"),
            (gpu.ecc.tpc_repair_pending, "a processing cluster"),
        ];
        let waiting = waits.into_iter().find(|(waits, _)| *waits == Some(true));
        let repair = waiting.map(|(_, what)| format!("waits for a reset to have {what} repaired"));
        let action = gpu.recovery_action.as_ref().filter(|action| *action != "None");
        repair
            .or_else(|| action.map(|action| format!("asks for: {action}")))
            .or_else(|| (gpu.reset_required == Some(true)).then(|| "has to be reset".to_owned()))
    })
}

/// The checksums of the board's InfoROM are wrong.
pub(super) fn inforom(report: &Report) -> Vec<Observation> {
    each(report, |gpu| (gpu.inforom.valid == Some(false)).then(|| "has an InfoROM that is damaged".to_owned()))
}

/// Hardware slows a GPU down now.
pub(super) fn slowed_down(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let events = &gpu.clock_events;
        let reasons = [
            (events.hardware_thermal, "for heat"),
            (events.hardware_power_brake, "for a signal of the power supply"),
            (events.thermal, "for heat"),
            (events.hardware, "by hardware"),
        ];
        let found = reasons.into_iter().find(|(slowed, _)| *slowed == Some(true));
        found.map(|(_, why)| format!("is slowed down {why}"))
    })
}

/// An NVLink had errors that its checksums found.
pub(super) fn nvlink_errors(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let errors = gpu.nvlinks.iter().filter(|link| {
            let counts = [link.replay_errors, link.recovery_errors, link.crc_flit_errors, link.crc_data_errors];
            counts.into_iter().flatten().any(|count| count > 0)
        });
        let links: Vec<String> = errors.map(|link| link.number.to_string()).collect();
        (!links.is_empty()).then(|| format!("counts errors of NVLink {}", links.join(", ")))
    })
}

/// The driver reported an error that NVIDIA's catalogue does not blame on a program.
pub(super) fn xid(report: &Report) -> Vec<Observation> {
    each(report, |gpu| reported(&gpu.xids, |error| xid_of(error).needs_attention()))
}

/// The driver reported an error that a program may have caused.
pub(super) fn xid_of_program(report: &Report) -> Vec<Observation> {
    each(report, |gpu| reported(&gpu.xids, |error| !xid_of(error).needs_attention()))
}

fn xid_of(error: &ReportedGpuError) -> Xid {
    Xid(u32::try_from(error.code.code).unwrap_or_default())
}

/// The driver reported a fatal error of an NVSwitch.
pub(super) fn switch_failed(report: &Report) -> Vec<Observation> {
    each_switch(report, |error| error.fatal == Some(true))
}

/// The driver reported another error of an NVSwitch.
pub(super) fn switch_errors(report: &Report) -> Vec<Observation> {
    each_switch(report, |error| error.fatal != Some(true))
}

fn each_switch(report: &Report, is_meant: impl Fn(&ReportedGpuError) -> bool) -> Vec<Observation> {
    let switches = report.gpu.iter().flat_map(|gpus| &gpus.switches);
    let found = switches.filter_map(|switch| {
        let name = switch.pci_address.as_deref().unwrap_or("NVSwitch");
        let errors = reported(&switch.sxids, &is_meant)?;
        Some(Observation::new([name], format!("{name} (NVSwitch) {}", errors.replace("XID", "SXID"))))
    });
    found.collect()
}

/// `had XID 79 (GPU has fallen off the bus), 13 × XID 48 (…)`.
fn reported(errors: &[ReportedGpuError], is_meant: impl Fn(&ReportedGpuError) -> bool) -> Option<String> {
    let errors = errors.iter().filter(|error| is_meant(error)).map(|error| {
        let times = if error.count > 1 { format!("{} × ", error.count) } else { String::new() };
        let name = error.code.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!("{times}XID {}{name}", error.code.code)
    });
    let errors: Vec<String> = errors.collect();
    (!errors.is_empty()).then(|| format!("had {}", errors.join(", ")))
}

/// What `judge` says of each GPU that it objects to.
fn each(report: &Report, judge: impl Fn(&Gpu) -> Option<String>) -> Vec<Observation> {
    let gpus = report.gpu.iter().flat_map(|gpus| &gpus.devices);
    let found = gpus.filter_map(|gpu| {
        let name = gpu.pci_address.clone().or_else(|| gpu.uuid.clone()).unwrap_or_else(|| "GPU".to_owned());
        let slot = gpu.slot.as_ref().and_then(|slot| slot.designation.as_deref());
        let place = slot.map(|slot| format!(" in {slot}")).unwrap_or_default();
        let what = gpu.name.as_deref().unwrap_or("GPU");
        judge(gpu).map(|objection| Observation::new([&name], format!("{name} ({what}{place}) {objection}")))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{GpuClockEvents, GpuEcc, GpuEccCounts, GpuInforom, GpuRemappedRows, Gpus, NvLink};

    fn report(gpu: Gpu) -> Report {
        let gpu = Gpu { pci_address: Some("0000:53:00.0".into()), name: Some("H100".into()), ..gpu };
        Report { gpu: Some(Gpus { devices: vec![gpu], ..Gpus::default() }), ..Report::default() }
    }

    #[test]
    fn a_gpu_of_which_nothing_is_known_is_fine() {
        let quiet = report(Gpu::default());
        for rule in [lost, memory_failed, uncorrectable_errors, reset_needed, inforom, slowed_down, nvlink_errors] {
            assert_eq!(rule(&quiet), []);
        }
    }

    #[test]
    fn each_rule_names_the_gpu() {
        let found = lost(&report(Gpu { listed: Some(false), on_bus: Some(true), ..Gpu::default() }));
        assert_eq!(found[0].message, "0000:53:00.0 (H100) is on the bus, and NVIDIA's driver does not list it");
        assert_eq!(lost(&report(Gpu { on_bus: Some(false), ..Gpu::default() })).len(), 1);
        let rows = GpuRemappedRows { pending: Some(true), failure: Some(true), ..GpuRemappedRows::default() };
        let broken = report(Gpu { remapped_rows: rows, ..Gpu::default() });
        assert_eq!((memory_failed(&broken).len(), reset_needed(&broken).len()), (1, 1));
        let volatile = GpuEccCounts { dram_uncorrectable: Some(3), ..GpuEccCounts::default() };
        let errors = report(Gpu { ecc: GpuEcc { volatile, ..GpuEcc::default() }, ..Gpu::default() });
        assert!(uncorrectable_errors(&errors)[0].message.contains("had 3 errors"));
        let inforom_bad = GpuInforom { valid: Some(false), ..GpuInforom::default() };
        assert_eq!(inforom(&report(Gpu { inforom: inforom_bad, ..Gpu::default() })).len(), 1);
        let events = GpuClockEvents { hardware_thermal: Some(true), ..GpuClockEvents::default() };
        assert!(slowed_down(&report(Gpu { clock_events: events, ..Gpu::default() }))[0].message.ends_with("for heat"));
        let links = vec![NvLink { number: 7, crc_flit_errors: Some(1), ..NvLink::default() }];
        assert!(nvlink_errors(&report(Gpu { nvlinks: links, ..Gpu::default() }))[0].message.ends_with("NVLink 7"));
        let action = Some("Reboot".to_owned());
        assert!(
            reset_needed(&report(Gpu { recovery_action: action, ..Gpu::default() }))[0].message.ends_with("Reboot")
        );
    }
}

//! Rules about GPUs.

pub(super) mod memory;
pub(super) mod reported;

use std::collections::{BTreeMap, BTreeSet};

use super::Observation;
use crate::report::{Gpu, Report};

/// The driver has lost a GPU, or its library does not list one that the bus has, or lists one that the bus lacks.
pub(super) fn lost(report: &Report) -> Vec<Observation> {
    each(report, |gpu| match (gpu.lost, gpu.listed, gpu.on_bus) {
        _ if gpu.excluded == Some(true) => None,
        (Some(true), ..) => Some("is lost: its driver cannot reach it any more".to_owned()),
        (_, Some(false), _) if gpu.driver.as_deref().is_none_or(|driver| driver == "nvidia") => {
            Some("is on the bus, and NVIDIA's driver does not list it".to_owned())
        }
        (_, Some(true), Some(false)) => Some("is listed by its driver, and the bus does not have it".to_owned()),
        (_, _, Some(false)) => Some("is gone from the bus: its driver reported an error of it".to_owned()),
        _ => None,
    })
}

/// Something waits for a reset to be repaired, or the driver asks for one.
pub(super) fn reset_needed(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let waits = [
            (gpu.remapped_rows.pending, "rows of memory"),
            (gpu.remapped_banks.pending, "banks of memory"),
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
            // Wrong symbols are corrected as a matter of course.
            let counts = [
                link.replay_errors,
                link.recovery_errors,
                link.crc_flit_errors,
                link.crc_data_errors,
                link.malformed_packets,
                link.buffer_overruns,
                link.receive_errors,
                link.local_integrity_errors,
                link.failed_recoveries,
                link.effective_errors,
            ];
            counts.into_iter().flatten().any(|count| count > 0)
        });
        let links: Vec<String> = errors.map(|link| link.number.to_string()).collect();
        (!links.is_empty()).then(|| format!("counts errors of NVLink {}", links.join(", ")))
    })
}

/// A link runs with fewer lanes than GPU and host can do together. Where PCI tells of the link, its own rule judges it.
pub(super) fn link_width(report: &Report) -> Vec<Observation> {
    let functions = || report.pcie.iter().flat_map(|pcie| &pcie.functions);
    let told = |address: &str| functions().any(|function| function.address == address && function.link.is_some());
    each(report, |gpu| {
        let (width, max_width) = (gpu.link.width?, gpu.link.max_width?);
        let judged = gpu.pci_address.as_deref().is_some_and(told);
        (width < max_width && !judged).then(|| format!("runs {width} of {max_width} lanes"))
    })
}

/// An NVLink is down although others of the GPU are up.
pub(super) fn nvlink_down(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let numbers = |up| gpu.nvlinks.iter().filter(move |link| link.active == Some(up)).map(|link| link.number);
        let down: Vec<String> = numbers(false).map(|number| number.to_string()).collect();
        (numbers(true).next().is_some() && !down.is_empty()).then(|| format!("has NVLink {} down", down.join(", ")))
    })
}

/// The fabric between GPUs is not as it should be.
pub(super) fn fabric(report: &Report) -> Vec<Observation> {
    each(report, |gpu| {
        let fabric = &gpu.fabric;
        let health = fabric.health.as_deref().filter(|health| matches!(*health, "Unhealthy" | "Limited Capacity"));
        let wrong = fabric.incorrect_configuration.as_deref().filter(|wrong| *wrong != "None");
        if let Some(health) = health {
            return Some(format!("calls its NVLink fabric {}", health.to_lowercase()));
        }
        if let Some(wrong) = wrong {
            return Some(format!("calls its NVLink fabric wrongly set up: {wrong}"));
        }
        let failed = fabric.status.as_deref().filter(|status| *status != "Success" && *status != "N/A");
        match (fabric.state.as_deref(), failed) {
            (Some("Completed"), Some(status)) => Some(format!("could not join its NVLink fabric: {status}")),
            _ if fabric.bandwidth.as_deref() == Some("Degraded") => Some("has less bandwidth in its fabric".to_owned()),
            _ if fabric.route_unhealthy == Some(true) => Some("has a broken route in its fabric".to_owned()),
            _ => None,
        }
    })
}

/// GPUs of one kind that differ in their BIOS.
pub(super) fn mixed_bios(report: &Report) -> Vec<Observation> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for gpu in report.gpu.iter().flat_map(|gpus| &gpus.devices) {
        if let (Some(name), Some(version)) = (&gpu.name, &gpu.vbios_version) {
            versions.entry(name).or_default().insert(version);
        }
    }
    let mixed = versions.into_iter().filter(|(_, versions)| versions.len() > 1);
    let found = mixed.map(|(name, versions)| {
        let versions: Vec<&str> = versions.into_iter().collect();
        Observation::new([name], format!("{name} with different BIOS versions: {}", versions.join(", ")))
    });
    found.collect()
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
    use crate::report::{Gpus, NvLink, PciFunction, PciLink, Pcie};

    fn messages(rule: fn(&Report) -> Vec<Observation>, change: impl FnOnce(&mut Gpu)) -> Vec<String> {
        let address = || "0000:53:00.0".to_owned();
        let mut gpu = Gpu { pci_address: Some(address()), name: Some("H100".into()), ..Gpu::default() };
        change(&mut gpu);
        let gpus = Gpus { devices: vec![gpu], ..Gpus::default() };
        let found = rule(&Report { gpu: Some(gpus), ..Report::default() });
        found.into_iter().map(|found| found.message).collect()
    }

    fn links(up: [Option<bool>; 2]) -> Vec<NvLink> {
        let numbered = up.into_iter().zip(0..);
        numbered.map(|(active, number)| NvLink { number, active, ..NvLink::default() }).collect()
    }

    #[test]
    fn a_gpu_of_which_nothing_is_known_is_fine() {
        let rules =
            [lost, reset_needed, inforom, slowed_down, nvlink_errors, nvlink_down, link_width, fabric, mixed_bios];
        for rule in rules {
            assert_eq!(messages(rule, |_| {}), Vec::<String>::new());
        }
    }

    #[test]
    fn a_gpu_that_is_away_is_named() {
        let found = messages(lost, |gpu| (gpu.listed, gpu.on_bus) = (Some(false), Some(true)));
        assert_eq!(found, ["0000:53:00.0 (H100) is on the bus, and NVIDIA's driver does not list it"]);
        let passed_through = |gpu: &mut Gpu| (gpu.listed, gpu.driver) = (Some(false), Some("vfio-pci".into()));
        assert_eq!(messages(lost, passed_through).len(), 0, "somebody else's");
        let excluded = |gpu: &mut Gpu| (gpu.listed, gpu.excluded) = (Some(false), Some(true));
        assert_eq!(messages(lost, excluded).len(), 0, "as somebody wanted it");
        assert!(messages(lost, |gpu| (gpu.listed, gpu.on_bus) = (Some(true), Some(false)))[0].contains("is listed"));
        assert!(messages(lost, |gpu| gpu.on_bus = Some(false))[0].contains("is gone"));
    }

    #[test]
    fn each_rule_says_what_is_wrong() {
        assert_eq!(messages(reset_needed, |gpu| gpu.remapped_rows.pending = Some(true)).len(), 1);
        assert!(messages(reset_needed, |gpu| gpu.recovery_action = Some("Reboot".into()))[0].ends_with("Reboot"));
        assert_eq!(messages(inforom, |gpu| gpu.inforom.valid = Some(false)).len(), 1);
        let slowed = messages(slowed_down, |gpu| gpu.clock_events.hardware_thermal = Some(true));
        assert!(slowed[0].ends_with("for heat"), "{slowed:?}");
        let counted = NvLink { number: 7, crc_flit_errors: Some(1), ..NvLink::default() };
        assert!(messages(nvlink_errors, |gpu| gpu.nvlinks = vec![counted])[0].ends_with("NVLink 7"));
        let half = messages(nvlink_down, |gpu| gpu.nvlinks = links([Some(true), Some(false)]));
        assert!(half[0].ends_with("has NVLink 1 down"), "{half:?}");
        assert_eq!(messages(nvlink_down, |gpu| gpu.nvlinks = links([Some(false); 2])).len(), 0, "not connected");
        assert_eq!(messages(fabric, |gpu| gpu.fabric.health = Some("Healthy".into())).len(), 0);
        assert_eq!(messages(fabric, |gpu| gpu.fabric.health = Some("Unhealthy".into())).len(), 1);
        let no_partition = |gpu: &mut Gpu| gpu.fabric.incorrect_configuration = Some("No Partition".into());
        assert!(messages(fabric, no_partition)[0].ends_with("wrongly set up: No Partition"));
        assert_eq!(messages(fabric, |gpu| gpu.fabric.bandwidth = Some("Degraded".into())).len(), 1);
    }

    #[test]
    fn a_narrow_link_is_judged_once() {
        let narrow = |gpu: &mut Gpu| (gpu.link.width, gpu.link.max_width) = (Some(8), Some(16));
        assert!(messages(link_width, narrow)[0].ends_with("runs 8 of 16 lanes"));
        let mut gpu = Gpu { pci_address: Some("0000:53:00.0".into()), ..Gpu::default() };
        narrow(&mut gpu);
        let link = Some(PciLink::default());
        let function = PciFunction { address: "0000:53:00.0".into(), link, ..PciFunction::default() };
        let report = Report {
            pcie: Some(Pcie { functions: vec![function], ..Pcie::default() }),
            gpu: Some(Gpus { devices: vec![gpu], ..Gpus::default() }),
            ..Report::default()
        };
        assert_eq!(link_width(&report), [], "PCI's own rule has both ends");
    }

    #[test]
    fn different_firmware_of_one_kind_shows() {
        let gpu = |version: &str| {
            let (name, version) = (Some("H100".to_owned()), Some(version.to_owned()));
            Gpu { name, vbios_version: version, ..Gpu::default() }
        };
        let gpus = Gpus { devices: vec![gpu("96.00.01"), gpu("96.00.01"), gpu("96.00.02")], ..Gpus::default() };
        let found = mixed_bios(&Report { gpu: Some(gpus), ..Report::default() });
        assert_eq!(found[0].message, "H100 with different BIOS versions: 96.00.01, 96.00.02");
    }
}

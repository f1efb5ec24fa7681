//! GPUs of NVIDIA: what its library says of them, else its tool; then what its driver shows in `/proc` and reported to
//! the kernel's log.

use std::collections::BTreeMap;

use super::{
    accelerator::{Accelerator, NVIDIA},
    kernel_log, nvidia_smi,
    nvml::{self, Told},
    proc, readings,
};
use crate::{
    collect::{Probe, bus::Bus},
    decode::nvidia::{ConfidentialComputing, Gpu as ToldGpu, Log, Readings, Refusal},
    report::{self, Gpu, GpuPath, Gpus, NvidiaDriver, Reason},
};

/// Everything about NVIDIA, where there is a GPU of it on the bus or its driver is loaded.
pub(super) fn read(probe: &mut Probe, bus: &Bus, accelerators: &[Accelerator], gpus: &mut Gpus) {
    let ours = || accelerators.iter().filter(|accelerator| accelerator.vendor == NVIDIA);
    if ours().next().is_none() && !bus.drivers.iter().any(|driver| driver == "nvidia") {
        return;
    }
    if ours().any(|accelerator| accelerator.is_asleep) {
        // Initialising the library wakes every GPU.
        let detail = "a GPU sleeps, and asking NVIDIA's library would wake it";
        probe.gap("nvidia", "answers of NVML", Reason::LeftAlone, detail);
    } else if let Some((sources, log)) = read_told(probe) {
        let placed = log.gpus.iter().filter(|gpu| gpu.pci_address.is_some()).count();
        let is_complete = u32::try_from(placed).ok() == log.attached_gpus;
        enter(probe, gpus, &sources, log);
        // One that did not say where it is may be any of those on the bus.
        for gpu in gpus.devices.iter_mut().filter(|gpu| is_complete && gpu.vendor.as_deref() == Some("NVIDIA")) {
            gpu.listed.get_or_insert(false);
        }
        let excluded = gpus.nvidia.as_ref().map(|driver| driver.excluded_gpus.as_slice()).unwrap_or_default();
        let is_excluded = |gpu: &Gpu| gpu.pci_address.as_ref().is_some_and(|address| excluded.contains(address));
        for gpu in gpus.devices.iter_mut().filter(|gpu| is_excluded(gpu)) {
            gpu.excluded = Some(true);
        }
    }
    proc::read(probe, accelerators, gpus);
    kernel_log::read(probe, gpus);
}

/// What the library tells, or its tool, and who told.
fn read_told(probe: &mut Probe) -> Option<(Vec<&'static str>, Log)> {
    match nvml::read(probe) {
        Told::Everything(log) => Some(with_the_rest(probe, *log)),
        Told::Nothing => nvidia_smi::read(probe).map(|(source, log)| (vec![source], log)),
        // The tool is a client of the same library.
        Told::Refused => None,
    }
}

/// What the library has no function for, such as the chip's part number, from the tool. It is not asked where a GPU did
/// not answer, since it would wait for that as well.
fn with_the_rest(probe: &mut Probe, mut log: Log) -> (Vec<&'static str>, Log) {
    let answered = u32::try_from(log.gpus.len()).ok();
    let rest = if answered == log.attached_gpus { nvidia_smi::read(probe) } else { None };
    let Some((source, rest)) = rest else { return (vec!["nvml"], log) };
    for told in rest.gpus {
        let known = log.gpus.iter_mut().find(|gpu| gpu.pci_address == told.pci_address);
        let Some(known) = known.filter(|gpu| gpu.pci_address.is_some()) else { continue };
        let values = told.readings.0.into_iter().filter(|(_, answer)| answer.is_ok());
        values.for_each(|(name, answer)| known.readings.enter(name, answer));
        known.other = told.other;
    }
    (vec!["nvml", source], log)
}

/// Enters what a source tells of the driver and of each GPU.
fn enter(probe: &mut Probe, gpus: &mut Gpus, sources: &[&str], log: Log) {
    let driver = gpus.nvidia.get_or_insert_with(NvidiaDriver::default);
    driver.version = log.driver_version;
    driver.cuda_version = log.cuda_version;
    driver.attached_gpus = log.attached_gpus;
    driver.library_version = log.library_version;
    driver.confidential_computing = log.confidential_computing.map(confidential_computing);
    driver.excluded_gpus = log.excluded_gpus;
    let places = log.gpus.iter().filter_map(|gpu| Some((gpu.index?, gpu.pci_address.clone()?)));
    let places: BTreeMap<u32, String> = places.collect();
    for told in log.gpus {
        if told.pci_address.is_none() && told.readings.0.values().all(Result::is_err) {
            report_refusals(probe, &subject(&told), &told.readings);
            continue;
        }
        let paths = paths(&told, &places);
        let place = gpus.devices.iter().position(|gpu| gpu.pci_address == told.pci_address);
        let place = place.unwrap_or_else(|| {
            gpus.devices.push(Gpu { pci_address: told.pci_address.clone(), ..Gpu::default() });
            gpus.devices.len() - 1
        });
        if let Some(gpu) = gpus.devices.get_mut(place) {
            enter_gpu(probe, gpu, sources, told);
            gpu.paths = paths;
        }
    }
}

fn confidential_computing(told: ConfidentialComputing) -> report::ConfidentialComputing {
    let ConfidentialComputing { enabled, environment, cpu_capability, gpu_capability, .. } = told;
    let ConfidentialComputing { multi_gpu, developer_tools, gpus_ready, .. } = told;
    report::ConfidentialComputing {
        enabled,
        environment,
        cpu_capability,
        gpu_capability,
        multi_gpu,
        developer_tools,
        gpus_ready,
    }
}

/// Ways to the other GPUs, whose numbers are looked up in `places`.
fn paths(told: &ToldGpu, places: &BTreeMap<u32, String>) -> Vec<GpuPath> {
    let paths = told.ways.iter().filter_map(|(index, way)| {
        Some(GpuPath {
            kind: "gpu".to_owned(),
            to: places.get(index)?.clone(),
            connection: way.text("connection"),
            nvlinks: None,
            read_access: way.text("read_access"),
        })
    });
    paths.collect()
}

fn enter_gpu(probe: &mut Probe, gpu: &mut Gpu, sources: &[&str], told: ToldGpu) {
    report_refusals(probe, &subject(&told), &told.readings);
    gpu.lost = Some(told.readings.refused().contains_key(&Refusal::GpuIsLost));
    gpu.listed = Some(true);
    gpu.vendor = Some("NVIDIA".to_owned());
    gpu.sources.splice(0..0, sources.iter().map(|source| (*source).to_owned()));
    readings::enter(gpu, told);
}

/// The name of a GPU in gaps.
fn subject(told: &ToldGpu) -> String {
    let by_index = || told.index.map(|index| format!("NVML device {index}"));
    told.pci_address.clone().or_else(by_index).unwrap_or_else(|| "nvidia".to_owned())
}

/// A gap for each reason, which names all fields that are missing for it.
fn report_refusals(probe: &mut Probe, subject: &str, readings: &Readings) {
    let nothing_said = readings.0.values().all(Result::is_err);
    for (refusal, names) in readings.refused() {
        let (reason, detail, hint) = match refusal {
            Refusal::NotSupported => (Reason::NotApplicable, "the GPU says that it has no such thing", None),
            Refusal::NotPermitted => (Reason::Denied, "permission denied", Some("run as root")),
            Refusal::DriverTooOld => {
                (Reason::DriverTooOld, "the driver does not know the question", Some("update NVIDIA's driver"))
            }
            Refusal::GpuIsLost => (
                Reason::GpuIsLost,
                "the driver has lost the GPU",
                Some("see the kernel's log; reset or power-cycle it"),
            ),
            Refusal::Failed(words) => (Reason::Failed, words.as_str(), None),
        };
        let names =
            if nothing_said && reason == Reason::GpuIsLost { "everything".to_owned() } else { names.join(", ") };
        probe.gap(subject, &names, reason, detail);
        hint.inspect(|hint| probe.hint(hint));
    }
}

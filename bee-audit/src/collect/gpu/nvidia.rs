//! GPUs of NVIDIA: what its library says of them, else its tool; then what its driver shows in `/proc`.

use super::{
    bus::{Function, NVIDIA, read_if_there},
    nvidia_smi, readings,
};
use crate::{
    collect::Probe,
    decode::nvidia::{Gpu as Told, Log, Readings, Refusal},
    report::{Gpu, Gpus, NvidiaDriver, Reason},
};

/// What the kernel's driver shows of itself.
const DRIVER: &str = "/proc/driver/nvidia";

/// Everything about NVIDIA, where there is a GPU of it on the bus or its driver is loaded.
pub(super) fn read(probe: &mut Probe, functions: &[Function], gpus: &mut Gpus) {
    let on_bus = functions.iter().any(|function| function.vendor == NVIDIA);
    let version = if on_bus { read_if_there(probe, "nvidia", &format!("{DRIVER}/version")) } else { None };
    if !on_bus && version.is_none() {
        return;
    }
    if let Some((source, log)) = nvidia_smi::read(probe) {
        enter(probe, gpus, source, log);
        for gpu in gpus.devices.iter_mut().filter(|gpu| gpu.vendor.as_deref() == Some("NVIDIA")) {
            gpu.listed.get_or_insert(false);
        }
    }
}

/// Enters what a source tells of the driver and of each GPU.
fn enter(probe: &mut Probe, gpus: &mut Gpus, source: &str, log: Log) {
    let driver = gpus.nvidia.get_or_insert_with(NvidiaDriver::default);
    driver.version = log.driver_version;
    driver.cuda_version = log.cuda_version;
    driver.attached_gpus = log.attached_gpus;
    for told in log.gpus {
        let place = gpus.devices.iter().position(|gpu| gpu.pci_address == told.pci_address);
        let place = place.unwrap_or_else(|| {
            gpus.devices.push(Gpu { pci_address: told.pci_address.clone(), ..Gpu::default() });
            gpus.devices.len() - 1
        });
        if let Some(gpu) = gpus.devices.get_mut(place) {
            enter_gpu(probe, gpu, source, told);
        }
    }
}

fn enter_gpu(probe: &mut Probe, gpu: &mut Gpu, source: &str, told: Told) {
    let subject = gpu.pci_address.clone().unwrap_or_else(|| "nvidia".to_owned());
    report_refusals(probe, &subject, &told.readings);
    gpu.lost = Some(told.readings.refused().contains_key(&Refusal::GpuIsLost));
    gpu.listed = Some(true);
    gpu.vendor = Some("NVIDIA".to_owned());
    gpu.sources.insert(0, source.to_owned());
    readings::enter(gpu, told);
}

/// A gap for each reason, which names all fields that are missing for it.
fn report_refusals(probe: &mut Probe, subject: &str, readings: &Readings) {
    for (refusal, names) in readings.refused() {
        let (reason, detail, hint) = match refusal {
            Refusal::NotSupported => (Reason::NotSupported, "the GPU says that it has no such thing", None),
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
        probe.gap(subject, &names.join(", "), reason, detail);
        hint.inspect(|hint| probe.hint(hint));
    }
}

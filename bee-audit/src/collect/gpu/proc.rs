//! What NVIDIA's kernel drivers show in `/proc`: where the library does not answer, all that there is.

use super::accelerator::{Accelerator, read_if_there};
use crate::{
    collect::Probe,
    decode::nvidia::proc::{self, GpuInformation},
    report::{Gpu, Gpus, NvidiaDriver},
};

const DRIVER: &str = "/proc/driver/nvidia";
const SWITCHES: &str = "/proc/driver/nvidia-nvswitch/devices";

/// Adds what the drivers show; reading about a GPU that sleeps would wake it.
pub(super) fn read(probe: &mut Probe, accelerators: &[Accelerator], gpus: &mut Gpus) {
    if let Some(version) = read_if_there(probe, "nvidia", &format!("{DRIVER}/version")) {
        let driver = gpus.nvidia.get_or_insert_with(NvidiaDriver::default);
        driver.kernel_module = proc::version(&version);
        let parameters = read_if_there(probe, "nvidia", &format!("{DRIVER}/params"));
        driver.parameters = parameters.map(|text| proc::parameters(&text)).unwrap_or_default();
    }
    let asleep = |address: &str| accelerators.iter().any(|known| known.is_asleep && known.address == address);
    for gpu in gpus.devices.iter_mut().filter(|gpu| gpu.vendor.as_deref() == Some("NVIDIA")) {
        let Some(address) = gpu.pci_address.clone().filter(|address| !asleep(address)) else { continue };
        if let Some(text) = read_if_there(probe, &address, &format!("{DRIVER}/gpus/{address}/information")) {
            enter(gpu, GpuInformation::decode(&text));
        }
    }
    for switch in &mut gpus.switches {
        let Some(address) = &switch.pci_address else { continue };
        let text = read_if_there(probe, address, &format!("{SWITCHES}/{address}/information"));
        switch.bios_version = text.and_then(|text| proc::switch_bios(&text));
    }
}

fn enter(gpu: &mut Gpu, shown: GpuInformation) {
    gpu.name = gpu.name.take().or(shown.model);
    gpu.uuid = gpu.uuid.take().or(shown.uuid);
    gpu.vbios_version = gpu.vbios_version.take().or(shown.video_bios);
    gpu.minor_number = gpu.minor_number.or(shown.device_minor);
    gpu.gsp_firmware_version = gpu.gsp_firmware_version.take().or(shown.firmware);
    gpu.excluded = gpu.excluded.or(shown.excluded);
    let before_bus = gpu.sources.iter().position(|source| source == "pci").unwrap_or(gpu.sources.len());
    gpu.sources.insert(before_bus, "nvidia-proc".to_owned());
}

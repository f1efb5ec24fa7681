//! Identities in what NVIDIA's library, its tool and its drivers say.

use super::identity::Identity;
use crate::decode::nvidia::{kernel_log, nvml, proc::GpuInformation, smi_csv, smi_xml};

/// Serial numbers, UUIDs, the PDI, the serial number of the chassis and the GUID in the fabric of each GPU and its
/// parts.
pub(super) fn identities(text: &str) -> Vec<Identity> {
    const NAMES: [&str; 3] = ["serial_number", "platform.chassis_serial_number", "uuid"];
    const NUMBERS: [&str; 3] = ["pdi", "platform.fabric_guid", "fabric.cluster_uuid"];
    let device = nvml::decode_device(text).map(|gpu| vec![gpu]);
    let log = || smi_xml::decode(text).or_else(|_| smi_csv::decode(text)).map(|log| log.gpus);
    let gpus = device.or_else(|_| log()).unwrap_or_default();
    let readings = gpus.iter().flat_map(|gpu| std::iter::once(&gpu.readings).chain(&gpu.mig_devices));
    let found = readings.flat_map(|readings| {
        let names = NAMES.iter().filter_map(|name| readings.text(name)).map(|text| identity_of_name(&text));
        let numbers = NUMBERS.iter().filter_map(|name| readings.text(name)).filter_map(|text| numbered_whole(&text));
        names.chain(numbers).collect::<Vec<_>>()
    });
    found.collect()
}

/// Who the driver says a GPU is.
pub(super) fn in_kernel_log(text: &str) -> Vec<Identity> {
    let gpus = kernel_log::decode(text).gpus.into_iter();
    let names = gpus.flat_map(|gpu| [gpu.uuid, gpu.board_serial_number]).flatten();
    names.map(|name| identity_of_name(&name)).collect()
}

/// The UUID of a GPU as its driver shows it in `/proc`.
pub(super) fn in_information(text: &str) -> Vec<Identity> {
    GpuInformation::decode(text).uuid.iter().map(|uuid| identity_of_name(uuid)).collect()
}

/// `GPU-…` and `MIG-…` keep what they begin with.
fn identity_of_name(text: &str) -> Identity {
    match text.strip_prefix("GPU-").or_else(|| text.strip_prefix("MIG-")) {
        Some(digits) => Identity::Hex { digits: digits.to_owned(), kept: 0 },
        None => Identity::Text(text.to_owned()),
    }
}

/// A number in hexadecimal digits of which nothing names the maker.
fn numbered_whole(text: &str) -> Option<Identity> {
    let digits = text.trim_start_matches("0x");
    let is_long = digits.len() >= 8 && digits.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_long.then(|| Identity::Hex { digits: digits.to_owned(), kept: 0 })
}

//! The text of `nvidia-smi -q`: headings that are indented by four blanks a level, a colon, a value.
//!
//! Document: the manual of `nvidia-smi`. A heading without a colon begins a section.
//!
//! Real drivers: `Processes` is followed by one block a program; a section's heading may end with a blank;
//! `HW Slowdown` has a value *and* a section below it.

use super::{
    fields::Form,
    log::{Gpu, Log, MOST_GPUS, Places},
    pci_address,
};
use crate::decode::{Error, Fault};

/// The deepest section; `nvidia-smi` needs 4.
const DEEPEST: usize = 16;

/// What is in the text. Fails on another text.
pub fn decode(text: &str) -> Result<Log, Error> {
    let places = Places::of(Form::Text);
    let mut log = Log::default();
    let mut path: Vec<&str> = Vec::new();
    for line in text.lines() {
        let heading = line.trim_start_matches(' ');
        let level = (line.len() - heading.len()) / 4;
        let (name, value) =
            heading.split_once(" : ").map_or((heading.trim(), None), |(name, value)| (name.trim(), Some(value.trim())));
        if level == 0 {
            path.clear();
            top(&mut log, name, value);
        } else if !name.is_empty() && level <= DEEPEST {
            path.truncate(level - 1);
            path.push(name);
            enter(&mut log, &places, &path, value);
        }
    }
    if log.driver_version.is_none() {
        return Err(Error::new("nvidia-smi text", 0, Fault::BadSignature));
    }
    Ok(log)
}

fn top(log: &mut Log, name: &str, value: Option<&str>) {
    match (name, value) {
        ("Driver Version", Some(value)) => log.driver_version = Some(value.to_owned()),
        ("CUDA Version", Some(value)) => log.cuda_version = Some(value.to_owned()),
        ("Attached GPUs", Some(value)) => log.attached_gpus = value.parse().ok(),
        (heading, None) => {
            let address = heading.strip_prefix("GPU ").and_then(pci_address);
            if address.is_some() && log.gpus.len() < MOST_GPUS {
                log.gpus.push(Gpu { pci_address: address, ..Gpu::default() });
            }
        }
        _ => {}
    }
}

fn enter(log: &mut Log, places: &Places, path: &[&str], value: Option<&str>) {
    let Some(gpu) = log.gpus.last_mut() else { return };
    match (path, value) {
        (["Processes"], Some("None")) => gpu.processes = Some(0),
        (["Processes"], None) => gpu.processes = Some(0),
        (["Processes", "Process ID"], _) => gpu.processes = gpu.processes.map(|count| count.saturating_add(1)),
        (["MIG Device"], None) if gpu.mig_devices.len() < MOST_GPUS => gpu.mig_devices.push(Default::default()),
        (["MIG Device", rest @ ..], Some(value)) => places.enter_mig_device(gpu, &rest.join("/"), value),
        (path, Some(value)) => places.enter(gpu, &path.join("/"), value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_give_places() {
        let text = "Driver Version   : 590.48.01\nAttached GPUs  : 1\nGPU 00000000:00:09.0\n    Serial Number : 165\n    \
                    Temperature\n        GPU Current Temp : 41 C\n    Processes\n        Process ID  : 7\n        \
                    Process ID : 8\n    Brand New\n        Thing : 7\n";
        let log = decode(text).unwrap();
        let gpu = &log.gpus[0];
        assert_eq!(gpu.pci_address.as_deref(), Some("0000:00:09.0"));
        assert_eq!(gpu.readings.text("serial_number").as_deref(), Some("165"));
        assert_eq!(gpu.readings.decimal("temperature.gpu_celsius"), Some(41.0));
        assert_eq!(gpu.processes, Some(2));
        assert_eq!(gpu.other["Brand New/Thing"], "7");
        assert!(decode("No devices were found").is_err());
    }
}

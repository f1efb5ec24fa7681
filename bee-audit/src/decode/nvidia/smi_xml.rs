//! The XML of `nvidia-smi -q -x`.
//!
//! Document: `nvsmi_device_v11.dtd` to `nvsmi_device_v13.dtd`: `nvidia_smi_log` holds facts of the driver and a `gpu` element
//! for each GPU, whose attribute `id` is its PCI address.
//!
//! Real drivers: one that cannot be talked to prints a sentence instead of a document; `processes` of a GPU that does not
//! tell is `N/A`; a list without members is an empty element, or the word `None`.

use super::{
    fields::Form,
    log::{Gpu, Log, MOST_GPUS, Places},
    pci_address,
    xml::{Event, Reader, attribute},
};
use crate::decode::{Error, Fault};

/// What is in the document. Fails on another text, and on one that is cut off.
pub fn decode(text: &str) -> Result<Log, Error> {
    let places = Places::of(Form::Xml);
    let mut log = Log { schema: schema(text), ..Log::default() };
    let mut reader = Reader::new(text);
    let mut path: Vec<&str> = Vec::new();
    // Whether the element that closes next holds nothing at all.
    let mut is_leaf = false;
    while let Some(event) = reader.next()? {
        match event {
            Event::Open(name, attributes) => {
                path.push(name);
                is_leaf = true;
                begin(&mut log, &path, attributes);
            }
            Event::Text(text) => {
                is_leaf = false;
                enter(&mut log, &places, &path, &text);
            }
            Event::Close => {
                if std::mem::take(&mut is_leaf) {
                    enter(&mut log, &places, &path, "");
                }
                path.pop();
            }
        }
    }
    if log.driver_version.is_none() && log.gpus.is_empty() {
        return Err(Error::new("nvidia-smi XML", 0, Fault::BadSignature));
    }
    Ok(log)
}

/// `nvsmi_device_v13.dtd` from `<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v13.dtd">`.
fn schema(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<!DOCTYPE nvidia_smi_log SYSTEM \"")?;
    rest.split('"').next().map(str::to_owned)
}

/// An element opens: a GPU, a part of one, a program.
fn begin(log: &mut Log, path: &[&str], attributes: &str) {
    match path {
        ["nvidia_smi_log", "gpu"] if log.gpus.len() < MOST_GPUS => {
            let pci_address = attribute(attributes, "id").and_then(pci_address);
            log.gpus.push(Gpu { pci_address, ..Gpu::default() });
        }
        ["nvidia_smi_log", "gpu", rest @ ..] => {
            let Some(gpu) = log.gpus.last_mut() else { return };
            match rest {
                ["mig_devices", "mig_device"] if gpu.mig_devices.len() < MOST_GPUS => {
                    gpu.mig_devices.push(Default::default());
                }
                ["processes"] => gpu.processes = Some(0),
                ["processes", "process_info"] => {
                    gpu.processes = gpu.processes.map(|count| count.saturating_add(1));
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn enter(log: &mut Log, places: &Places, path: &[&str], text: &str) {
    match path {
        ["nvidia_smi_log", "driver_version"] => log.driver_version = Some(text.to_owned()),
        ["nvidia_smi_log", "cuda_version"] => log.cuda_version = Some(text.to_owned()),
        ["nvidia_smi_log", "attached_gpus"] => log.attached_gpus = text.parse().ok(),
        ["nvidia_smi_log", "gpu", rest @ ..] => {
            let Some(gpu) = log.gpus.last_mut() else { return };
            match rest {
                ["mig_devices", "mig_device", rest @ ..] => places.enter_mig_device(gpu, &rest.join("/"), text),
                ["processes"] if !text.is_empty() && text != "None" => gpu.processes = None,
                _ => places.enter(gpu, &rest.join("/"), text),
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read() {
        let text = r#"<?xml version="1.0" ?><!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v13.dtd">
<nvidia_smi_log><driver_version>580.1</driver_version><attached_gpus>1</attached_gpus><gpu id="00000000:53:00.0">
<serial>165</serial><temperature><gpu_temp>29 C</gpu_temp><memory_temp>N/A</memory_temp></temperature>
<brand_new>7</brand_new><mig_devices><mig_device><index>0</index><gpu_instance_id>7</gpu_instance_id></mig_device>
</mig_devices><processes><process_info><pid>1</pid></process_info></processes></gpu></nvidia_smi_log>"#;
        let log = decode(text).unwrap();
        assert_eq!((log.schema.as_deref(), log.attached_gpus), (Some("nvsmi_device_v13.dtd"), Some(1)));
        let gpu = &log.gpus[0];
        assert_eq!(gpu.pci_address.as_deref(), Some("0000:53:00.0"));
        assert_eq!(gpu.readings.text("serial_number").as_deref(), Some("165"));
        assert_eq!(gpu.readings.decimal("temperature.gpu_celsius"), Some(29.0));
        assert_eq!(gpu.mig_devices[0].count("gpu_instance_id"), Some(7));
        assert_eq!(gpu.processes, Some(1));
        assert_eq!(gpu.other["brand_new"], "7");
        assert!(decode("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.").is_err());
    }
}

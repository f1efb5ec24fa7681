//! The XML of `nvidia-smi -q -x`.
//!
//! Document: `nvsmi_device_v11.dtd` to `nvsmi_device_v13.dtd`: `nvidia_smi_log` holds facts of the driver and a `gpu`
//! element for each GPU, whose attribute `id` is its PCI address.
//!
//! Real drivers: one that cannot be talked to prints a sentence instead of a document; `processes` of a GPU that does
//! not tell is `N/A`; a list without members is an empty element, or the word `None`.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    fields::Form,
    log::{Gpu, Log, MOST_GPUS, Places},
    pci_address,
};
use crate::decode::{Error, Fault};

const STANDARD: &str = "nvidia-smi XML";

/// The deepest that elements may be nested; `nvidia-smi` needs 7.
const DEEPEST: usize = 32;

/// What is in the document. Fails on another text, and on one that is cut off.
pub fn decode(text: &str) -> Result<Log, Error> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document { places: Places::of(Form::Xml), log: Log::default(), path: Vec::new(), text: None };
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let damaged = || Error::new(STANDARD, offset, Fault::BadSignature);
        match reader.read_event().map_err(|_| damaged())? {
            Event::Eof => break,
            event => document.take(&event).ok_or_else(damaged)?,
        }
    }
    let log = document.log;
    if !document.path.is_empty() || (log.driver_version.is_none() && log.gpus.is_empty()) {
        return Err(Error::new(STANDARD, text.len(), Fault::BadSignature));
    }
    Ok(log)
}

/// A document, as far as it was read.
struct Document {
    places: Places,
    log: Log,
    /// Names of the elements that are open.
    path: Vec<String>,
    /// The text of the innermost one; `None` once an element in it has closed.
    text: Option<String>,
}

impl Document {
    /// `None` for what no such document holds.
    fn take(&mut self, event: &Event<'_>) -> Option<()> {
        match event {
            Event::DocType(document_type) => self.log.schema = schema(&document_type.decode().ok()?),
            Event::Start(element) => self.open(element)?,
            Event::End(_) => self.close(),
            Event::Text(text) => self.add(&text.decode().ok()?),
            Event::CData(text) => self.add(&text.decode().ok()?),
            Event::GeneralRef(reference) => self.add(&character(reference)?),
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Option<()> {
        let name = std::str::from_utf8(element.name().into_inner()).ok().filter(|_| self.path.len() < DEEPEST)?;
        self.path.push(name.to_owned());
        self.text = Some(String::new());
        let id = element.try_get_attribute("id").ok()?;
        let id = id.map(|id| String::from_utf8_lossy(&id.value).into_owned());
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        begin(&mut self.log, &path, id.as_deref());
        Some(())
    }

    fn close(&mut self) {
        if let Some(text) = self.text.take() {
            let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
            enter(&mut self.log, &self.places, &path, text.trim());
        }
        self.path.pop();
    }

    fn add(&mut self, part: &str) {
        if let Some(text) = &mut self.text {
            text.push_str(part);
        }
    }
}

/// What a reference stands for: a character by its number, or one of the five that every document knows (XML 1.0 §4.6).
fn character(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => Some(character.to_string()),
        None => resolve_predefined_entity(&reference.decode().ok()?).map(str::to_owned),
    }
}

/// `nvsmi_device_v13.dtd` from `nvidia_smi_log SYSTEM "nvsmi_device_v13.dtd"`.
fn schema(document_type: &str) -> Option<String> {
    let (_, rest) = document_type.split_once("SYSTEM \"")?;
    rest.split('"').next().map(str::to_owned)
}

/// An element opens: a GPU, a part of one, a program.
fn begin(log: &mut Log, path: &[&str], id: Option<&str>) {
    match path {
        ["nvidia_smi_log", "gpu"] if log.gpus.len() < MOST_GPUS => {
            let pci_address = id.and_then(pci_address);
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
<brand_new>7</brand_new><name>a &lt; b &amp; c</name><mig_devices><mig_device><index>0</index><gpu_instance_id>7</gpu_instance_id></mig_device>
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
        assert_eq!(gpu.other["name"], "a < b & c");
        assert!(decode(&text[..text.len() - 4]).is_err());
        assert!(decode(&"<a>".repeat(40)).is_err());
        assert!(decode("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.").is_err());
    }
}

//! NVIDIA GPUs: what the management library (NVML) answers and what `nvidia-smi` prints, as readings under one set of
//! names.
//!
//! Document: NVIDIA, *NVML API Reference Guide*, vR580, `nvml.h` of CUDA 13.5, and `nvidia-smi.txt`, the manual of
//! `nvidia-smi`; schema `nvsmi_device_v11.dtd` to `nvsmi_device_v13.dtd`. A name is the path that the reading has in
//! the report: `memory.total_bytes`.
//!
//! What real drivers get wrong: a value that is not there is `N/A`, `[N/A]`, an empty element or a sentence about a
//! deprecated function; names of elements change within a schema version.

pub mod codes;
pub mod fields;
pub mod kernel_log;
pub mod left_out;
mod log;
pub mod nvml;
mod nvml_fields;
pub mod proc;
pub mod smi_csv;
pub mod smi_text;
pub mod smi_xml;
pub mod sxid;
mod value;
pub mod xid;

use std::collections::BTreeMap;

use serde::{Serialize, ser::SerializeStruct as _};

pub use log::{ConfidentialComputing, Gpu, Log};

/// What one field of a GPU holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Reading {
    /// Words.
    Text(String),
    /// A count, octets, hertz.
    Integer(i64),
    /// Another quantity: watts, degrees Celsius, percent, volts, seconds.
    Decimal(f64),
    /// Yes or no.
    Flag(bool),
}

/// Why a field holds nothing (`nvmlReturn_t`, NVML §4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The GPU has no such thing, or not in its present mode (`NVML_ERROR_NOT_SUPPORTED`, `NVML_ERROR_DEPRECATED`).
    NotSupported,
    /// Who asked may not know (`NVML_ERROR_NO_PERMISSION`).
    NotPermitted,
    /// The driver does not know the question (`NVML_ERROR_FUNCTION_NOT_FOUND`, `NVML_ERROR_ARGUMENT_VERSION_MISMATCH`).
    DriverTooOld,
    /// The GPU is lost: it has fallen off the bus or is otherwise out of reach (`NVML_ERROR_GPU_IS_LOST`).
    GpuIsLost,
    /// Something else, as the source says it.
    Failed(String),
}

/// A reading or the reason why there is none.
pub type Answer = Result<Reading, Refusal>;

/// Everything that is known of one GPU, by the name of the field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings(pub BTreeMap<&'static str, Answer>);

impl Readings {
    /// What the field holds.
    pub fn reading(&self, name: &str) -> Option<&Reading> {
        self.0.get(name)?.as_ref().ok()
    }

    /// Words.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.reading(name)? {
            Reading::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub fn count<N: TryFrom<i64>>(&self, name: &str) -> Option<N> {
        match self.reading(name)? {
            Reading::Integer(number) => N::try_from(*number).ok(),
            _ => None,
        }
    }

    /// Another quantity.
    pub fn decimal(&self, name: &str) -> Option<f64> {
        match self.reading(name)? {
            Reading::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.reading(name)? {
            Reading::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// Enters what a source says, unless another one has already said something better than a refusal.
    pub fn enter(&mut self, name: &'static str, answer: Answer) {
        match self.0.get(name) {
            Some(Ok(_)) => {}
            Some(Err(_)) if answer.is_err() => {}
            _ => drop(self.0.insert(name, answer)),
        }
    }

    /// The names of the fields that were refused, by reason.
    pub fn refused(&self) -> BTreeMap<&Refusal, Vec<&'static str>> {
        let mut refused: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, answer) in &self.0 {
            if let Err(refusal) = answer {
                refused.entry(refusal).or_default().push(*name);
            }
        }
        refused
    }
}

/// `{"values": {NAME: VALUE, …}, "refused": [[REASON, [NAME, …]], …]}`.
impl Serialize for Readings {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = self.0.iter().filter_map(|(name, answer)| Some((*name, answer.as_ref().ok()?)));
        let mut object = serializer.serialize_struct("Readings", 2)?;
        object.serialize_field("values", &values.collect::<BTreeMap<_, _>>())?;
        object.serialize_field("refused", &self.refused().into_iter().collect::<Vec<_>>())?;
        object.end()
    }
}

/// The kernel's form of a PCI address: `00000000:53:00.0`, as NVIDIA writes it, is `0000:53:00.0`.
pub fn pci_address(text: &str) -> Option<String> {
    let (domain, rest) = text.trim().split_once(':')?;
    let (bus, rest) = rest.split_once(':')?;
    let (device, function) = rest.split_once('.').unwrap_or((rest, "0"));
    let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
    let (domain, bus, device, function) = (number(domain)?, number(bus)?, number(device)?, number(function)?);
    Some(format!("{domain:04x}:{bus:02x}:{device:02x}.{function:x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_take_the_kernels_form() {
        assert_eq!(pci_address("00000000:53:00.0").as_deref(), Some("0000:53:00.0"));
        assert_eq!(pci_address("00010000:E1:1F.7").as_deref(), Some("10000:e1:1f.7"));
        assert_eq!(pci_address("0009:01:00").as_deref(), Some("0009:01:00.0"));
        assert_eq!(pci_address("GPU-0"), None);
    }

    #[test]
    fn a_value_stands_against_a_refusal() {
        let mut readings = Readings::default();
        readings.enter("serial_number", Err(Refusal::NotSupported));
        readings.enter("serial_number", Ok(Reading::Text("1".into())));
        readings.enter("serial_number", Err(Refusal::GpuIsLost));
        assert_eq!(readings.text("serial_number").as_deref(), Some("1"));
        assert!(readings.refused().is_empty());
    }
}

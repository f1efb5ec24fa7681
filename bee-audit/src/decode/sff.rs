//! Pluggable transceiver modules and cables: what their memory says.
//!
//! Documents: SFF-8472 12.4 (SFP), SFF-8636 2.10a (QSFP, as SFF-8436 before it), CMIS 5.2 (QSFP-DD, OSFP and later),
//! SFF-8024 4.11 (codes), each in a file of its own. Byte 0 says which of them applies (SFF-8024 table 4-1).
//!
//! Real modules: write `Vendor SN` padded with NULs or FFh in place of blanks, dates as `YYYYMMDD` in place of `YYMMDD`
//! and a lot, leave checksums of rewritten maps wrong, and claim monitors that read zero.

mod cmis;
mod codes;
mod compliance;
mod memory;
mod monitor;
mod sff8472;
mod sff8636;
mod specification;
mod vendor;

use serde::Serialize;

use super::{Error, Fault, Fields, code::Named};
use crate::units::Watts;

pub use codes::{
    Connector, DataPathState, FaultCause, Identifier, MediaType, ModuleState, QsfpEncoding, QsfpRevision, SfpEncoding,
    SfpRevision, TransmitterTechnology,
};
pub use memory::{ModuleMemory, Region};
pub use monitor::{Diagnostics, Lane, Limits};
pub use specification::{
    ActiveCableInterface, CopperInterface, ExtendedSpecification, HostInterface, MultiModeInterface,
    SingleModeInterface, TwistedPairInterface,
};

/// The document that lays out a module's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Management {
    /// SFP.
    #[serde(rename = "SFF-8472")]
    Sff8472,
    /// QSFP.
    #[serde(rename = "SFF-8636")]
    Sff8636,
    /// Common Management Interface Specification.
    #[serde(rename = "CMIS")]
    Cmis,
}

impl Management {
    /// What modules of a kind have; `None` for kinds that are laid out otherwise, such as XFP.
    pub fn of(identifier: Identifier) -> Option<Management> {
        match identifier.0 {
            0x02 | 0x03 | 0x0b => Some(Management::Sff8472),
            0x0c | 0x0d | 0x11 => Some(Management::Sff8636),
            0x18 | 0x19 | 0x1b | 0x1e..=0x21 => Some(Management::Cmis),
            _ => None,
        }
    }

    /// The document's name.
    pub fn name(self) -> &'static str {
        match self {
            Management::Sff8472 => "SFF-8472",
            Management::Sff8636 => "SFF-8636",
            Management::Cmis => "CMIS",
        }
    }
}

/// What a cable is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cable {
    /// Copper without electronics (DAC).
    PassiveCopper,
    /// Copper with electronics in its ends (ACC, AEC).
    ActiveCopper,
    /// Fibre with fixed ends (AOC).
    ActiveOptical,
}

/// How far a module reaches over a medium, or how long a cable is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Length {
    /// `single-mode fiber`, `OM4`, `cable`, …
    pub medium: &'static str,
    /// In metres.
    pub meters: f64,
}

/// How much a copper cable attenuates at a frequency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Attenuation {
    /// The frequency.
    pub gigahertz: f64,
    /// Loss from end to end.
    pub decibels: u8,
}

/// One way in which a CMIS module can be used (CMIS 5.2 §8.2.13, an application descriptor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Application {
    /// Towards the host.
    pub host_interface: HostInterface,
    /// Towards the medium.
    pub media_interface: Named,
    /// Lanes towards the host; 0 where the module does not say.
    pub host_lanes: u8,
    /// Lanes towards the medium; 0 where the interface's definition says it.
    pub media_lanes: u8,
}

/// A module or cable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Module {
    /// Its kind.
    pub identifier: Identifier,
    /// The document that its memory follows; `None` where this library knows nothing but the identifier.
    pub management: Option<Management>,
    /// Revision of that document.
    pub revision: Option<String>,
    /// Its connector.
    pub connector: Option<Connector>,
    /// Serial encoding.
    pub encoding: Option<Named>,
    /// Specifications that it complies to.
    pub compliance: Vec<&'static str>,
    /// A further one, by number.
    pub extended_specification: Option<ExtendedSpecification>,
    /// CMIS: the kind of medium.
    pub media_type: Option<MediaType>,
    /// CMIS: what it can be used for.
    pub applications: Vec<Application>,
    /// Maker.
    pub vendor_name: Option<String>,
    /// Maker by its IEEE number: `00:90:65`.
    pub vendor_oui: Option<String>,
    /// The maker's part number.
    pub part_number: Option<String>,
    /// Revision of the part.
    pub part_revision: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Date code as it stands there: year, month, day, lot.
    pub date_code: Option<String>,
    /// The date in it: `2019-03-12`.
    pub manufacture_date: Option<String>,
    /// Signalling rate of a lane, in baud.
    pub signaling_rate_baud: Option<u64>,
    /// How it transmits.
    pub transmitter_technology: Option<TransmitterTechnology>,
    /// Wavelength in nanometres.
    pub wavelength_nanometers: Option<f64>,
    /// What it is off by at most, in nanometres.
    pub wavelength_tolerance_nanometers: Option<f64>,
    /// What the cable is made of; `None` for modules into which a cable is plugged.
    pub cable: Option<Cable>,
    /// How far it reaches.
    pub lengths: Vec<Length>,
    /// How much a copper cable attenuates.
    pub attenuations: Vec<Attenuation>,
    /// Power class (SFP: power level).
    pub power_class: Option<u8>,
    /// The most power that it takes.
    pub maximum_power_watts: Option<Watts>,
    /// CMIS: state of the module.
    pub state: Option<ModuleState>,
    /// CMIS: why it is in the fault state.
    pub fault_cause: Option<FaultCause>,
    /// CMIS: firmware that runs.
    pub firmware_version: Option<String>,
    /// CMIS: firmware that is kept besides.
    pub inactive_firmware_version: Option<String>,
    /// CMIS: hardware.
    pub hardware_version: Option<String>,
    /// What it measures; `None` where it measures nothing.
    pub diagnostics: Option<Diagnostics>,
    /// What does not follow the document; all else is decoded.
    #[serde(serialize_with = "super::errors_as_text")]
    pub damage: Vec<Error>,
}

impl Module {
    /// Decodes what was read of a module's memory.
    pub fn decode(memory: &ModuleMemory) -> Result<Module, Error> {
        let have = memory.length(Region::Lower);
        let identifier = memory.view(Region::Lower).byte(0).map(Identifier);
        let truncated = |need| Error::new("SFF-8024", 0, Fault::Truncated { need, have });
        let identifier = identifier.ok_or_else(|| truncated(1))?;
        let mut module = Module::of(identifier);
        match module.management {
            Some(_) if have < 128 => return Err(truncated(128)),
            Some(Management::Sff8472) => sff8472::decode(memory, &mut module),
            Some(Management::Sff8636) => sff8636::decode(memory, &mut module),
            Some(Management::Cmis) => cmis::decode(memory, &mut module),
            None => {}
        }
        Ok(module)
    }

    /// A module of a kind, of which nothing else is known.
    fn of(identifier: Identifier) -> Module {
        Module {
            identifier,
            management: Management::of(identifier),
            revision: None,
            connector: None,
            encoding: None,
            compliance: Vec::new(),
            extended_specification: None,
            media_type: None,
            applications: Vec::new(),
            vendor_name: None,
            vendor_oui: None,
            part_number: None,
            part_revision: None,
            serial_number: None,
            date_code: None,
            manufacture_date: None,
            signaling_rate_baud: None,
            transmitter_technology: None,
            wavelength_nanometers: None,
            wavelength_tolerance_nanometers: None,
            cable: None,
            lengths: Vec::new(),
            attenuations: Vec::new(),
            power_class: None,
            maximum_power_watts: None,
            state: None,
            fault_cause: None,
            firmware_version: None,
            inactive_firmware_version: None,
            hardware_version: None,
            diagnostics: None,
            damage: Vec::new(),
        }
    }

    /// Notes a length unless it is zero, which is "not over this medium".
    fn reaches(&mut self, medium: &'static str, meters: f64) {
        if meters > 0.0 {
            self.lengths.push(Length { medium, meters });
        }
    }
}

/// The error, if the octets from `first` up to that at `place` do not add up to it (modulo 256).
fn checksum(bytes: &impl Fields, standard: &'static str, first: usize, place: usize) -> Option<Error> {
    let stated = bytes.byte(place)?;
    let octets = (first..place).map(|offset| bytes.byte(offset).map(u32::from));
    let computed = octets.sum::<Option<u32>>()? & 0xff;
    let fault = Fault::BadChecksum { stated: stated.into(), computed };
    (u32::from(stated) != computed).then(|| Error::new(standard, place, fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_is_laid_out_otherwise_has_its_kind() {
        let module = Module::decode(&ModuleMemory::from_image(&[0x06])).unwrap();
        assert_eq!((module.identifier.name(), module.management), (Some("XFP"), None));
        assert!(Module::decode(&ModuleMemory::from_image(&[])).is_err());
        assert!(Module::decode(&ModuleMemory::from_image(&[0x03; 127])).is_err());
    }
}

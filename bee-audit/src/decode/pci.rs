//! PCI configuration space: the header, both capability lists, vital product data, and names from pci.ids.
//!
//! Standards: PCI Local Bus 3.0 §6 (header, capability list) and appendix I (vital product data), PCI Power Management
//! 1.2, PCI-to-PCI Bridge 1.2 §3.2, PCI Express Base 6.0 §7, §9 and §10 (every bare § below is
//! one of that document), Compute Express Link 3.0 §8.1.
//!
//! What real systems get wrong: an unprivileged reader gets 64 bytes only, so the capability pointer leads outside of
//! what is there (that is not damage); functions behind a dead link read as all ones; bridges without extended space
//! repeat the first 256 bytes at 100h; and lists do loop.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Serialize, Serializer};

use super::{Error, Fault};

pub mod capability;
pub mod express;
pub mod extended;
pub mod header;
pub mod ids;
pub mod message;
pub mod power;
pub mod vpd;

use capability::Capability;
use extended::ExtendedCapability;
use header::{Header, Status};

/// Name of the standard in errors.
pub(crate) const STANDARD: &str = "PCI";

/// Size of the PCI-compatible configuration space (PCI 3.0 §6.1).
const CONVENTIONAL_BYTES: usize = 0x100;

/// The configuration space of one function, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfigurationSpace {
    /// Octets that were there to decode: 64 for an unprivileged reader, else 256 or 4,096.
    pub length_bytes: usize,
    /// The predefined header (§7.5.1).
    pub header: Header,
    /// The capability list, in its own order; `None` where the list lies outside of what could be read.
    pub capabilities: Option<Vec<Capability>>,
    /// The extended capability list, in its own order; `None` where no extended space could be read.
    pub extended_capabilities: Option<Vec<ExtendedCapability>>,
    /// Places where a list leads astray or a structure is cut off; everything before them is decoded.
    #[serde(serialize_with = "super::errors_as_text")]
    pub damage: Vec<Error>,
}

impl ConfigurationSpace {
    /// Decodes 64 to 4,096 bytes from offset 0.
    ///
    /// Fails when the header is not complete, or when the vendor id is FFFFh: no function answered (PCI 3.0 §6.2.1).
    pub fn decode(bytes: &[u8]) -> Result<ConfigurationSpace, Error> {
        let header = Header::decode(bytes)?;
        let mut damage = Vec::new();
        let capabilities = match (header.status.has(Status::CAPABILITIES_LIST), header.capabilities_pointer(bytes)) {
            (false, _) => Some(Vec::new()),
            (true, Some(first)) if usize::from(first) < bytes.len() => {
                Some(capability::walk(bytes, first, &mut damage))
            }
            (true, _) => None,
        };
        let extended_capabilities = extended_space(bytes).then(|| extended::walk(bytes, &mut damage));
        Ok(ConfigurationSpace { length_bytes: bytes.len(), header, capabilities, extended_capabilities, damage })
    }

    /// The PCI Express capability; conventional PCI functions have none.
    pub fn express(&self) -> Option<&express::Express> {
        self.capabilities.iter().flatten().find_map(|capability| match &capability.body {
            Some(capability::Body::PciExpress(express)) => Some(express.as_ref()),
            _ => None,
        })
    }

    /// Identity of the board or product: in the header of a type 0 function, in a capability of a bridge (§7.9.23).
    /// 0000h and FFFFh are no vendors; switches whose maker's firmware filled in nothing have them.
    pub fn subsystem(&self) -> Option<header::Subsystem> {
        let in_list = || {
            self.capabilities.iter().flatten().find_map(|capability| match capability.body {
                Some(capability::Body::Subsystem(subsystem)) => Some(subsystem),
                _ => None,
            })
        };
        let stated = self.header.subsystem.or_else(in_list);
        stated.filter(|subsystem| !matches!(subsystem.vendor_id.0, 0 | 0xffff))
    }
}

/// Whether there is extended space: some of it was read, and it is not the first 256 bytes repeated.
fn extended_space(bytes: &[u8]) -> bool {
    let (Some(conventional), Some(extended)) =
        (bytes.get(..CONVENTIONAL_BYTES), bytes.get(CONVENTIONAL_BYTES..).filter(|rest| rest.len() >= 4))
    else {
        return false;
    };
    !extended.starts_with(conventional)
}

/// The structure at `offset`, or the damage "cut off" in `damage`.
fn structure<T>(
    bytes: &[u8],
    offset: usize,
    damage: &mut Vec<Error>,
    decode: impl Fn(&[u8]) -> Option<T>,
) -> Option<T> {
    let rest = bytes.get(offset..).unwrap_or_default();
    let structure = decode(rest);
    if structure.is_none() {
        let fault = Fault::Truncated { need: rest.len().saturating_add(1), have: rest.len() };
        damage.push(Error::new(STANDARD, offset, fault));
    }
    structure
}

/// The bits `range` of a register, as the standard numbers them (`[9:4]` is `4..=9`).
pub(crate) fn bits<T: TryFrom<u32> + Default>(register: impl Into<u32>, range: RangeInclusive<u32>) -> T {
    let (low, width) = (*range.start(), range.end().saturating_sub(*range.start()).saturating_add(1));
    let mask = 1u32.checked_shl(width).unwrap_or(0).wrapping_sub(1);
    let field = register.into().checked_shr(low).unwrap_or(0) & mask;
    T::try_from(field).unwrap_or_default()
}

/// One bit of a register.
pub(crate) fn bit(register: impl Into<u32>, number: u32) -> bool {
    bits::<u32>(register, number..=number) == 1
}

/// A 16-bit vendor, device or subsystem id; shown as pci.ids writes it, four hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u16);

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04x}", self.0)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An address, a log word or another register that is read in hexadecimal; shown as `0x90100000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hexadecimal(pub u64);

impl fmt::Display for Hexadecimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:#x}", self.0)
    }
}

impl Serialize for Hexadecimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Requester id of a function: bus, device, function (§2.2.6.2); shown as `3a:00.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequesterId(pub u16);

impl fmt::Display for RequesterId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02x}:{:02x}.{:x}", self.0 >> 8, (self.0 >> 3) & 0x1f, self.0 & 7)
    }
}

impl Serialize for RequesterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

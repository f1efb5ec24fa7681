//! SMBIOS: the table in which firmware describes the machine.
//!
//! Document: DMTF DSP0134 3.9 (*System Management BIOS Reference Specification*), which every `§` in this module cites.
//! §5.2 says where the table is (`entry_point`), §6.1 how structures follow each other (`frame`), §7 what is in them
//! (one file a structure type, or a few related ones).
//!
//! Real firmware gets much of it wrong: 7.7 % of servers have a broken or truncated table, 4.6 % a string index that
//! leads nowhere, 31 % a code that no revision defines. (Shares here and in the files below are of the 2,048 servers
//! whose dmidecode dumps the public collection linuxhw/DMI holds.) So damage is a list beside what could be decoded
//! ([`Table::damage`]), never an error that loses it. A field that is absent, shorter than the revision that brought
//! it, or set to the document's own "unknown" value is `None`; a code keeps its number.

mod baseboard;
mod bios;
mod boot;
mod cache;
mod chassis;
mod cooling;
mod damage;
mod entry_point;
mod event_log;
mod firmware_inventory;
mod frame;
mod host_interface;
mod input_device;
mod ipmi_device;
mod management_device;
mod mapped_address;
mod memory_array;
mod memory_channel;
mod memory_code;
mod memory_device;
mod memory_error;
mod onboard_device;
mod port_connector;
mod power_supply;
mod probe;
mod processor;
mod processor_additional;
mod processor_family;
mod security;
mod slot;
mod strings;
mod structure;
mod system;
mod tpm_device;

pub use baseboard::*;
pub use bios::*;
pub use boot::*;
pub use cache::*;
pub use chassis::*;
pub use cooling::*;
pub use damage::Damage;
pub use entry_point::{Anchor, EntryPoint, Version};
pub use event_log::*;
pub use firmware_inventory::*;
pub use frame::Frame;
pub use host_interface::*;
pub use input_device::*;
pub use ipmi_device::*;
pub use management_device::*;
pub use mapped_address::*;
pub use memory_array::*;
pub use memory_channel::*;
pub use memory_code::*;
pub use memory_device::*;
pub use memory_error::*;
pub use onboard_device::*;
pub use port_connector::*;
pub use power_supply::*;
pub use probe::*;
pub use processor::*;
pub use processor_additional::*;
pub use processor_family::*;
pub use security::*;
pub use slot::*;
pub use strings::*;
pub use structure::{Body, Handle, Raw, Structure, StructureType, Typed};
pub use system::*;
pub use tpm_device::*;

use super::{Error, Fault};
use serde::Serialize;

/// The name under which errors of this module report.
const STANDARD: &str = "SMBIOS";

/// A whole table: what its entry point says, every structure in table order, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Version of the document to which the table conforms; none for a bare table.
    pub version: Option<Version>,
    /// The entry point; none for a bare table.
    pub entry_point: Option<EntryPoint>,
    /// Every structure up to the end or to the first damage that hides where the next one starts.
    pub structures: Vec<Structure>,
    /// Everything that contradicts the document; empty for a sound table.
    pub damage: Vec<Damage>,
}

impl Table {
    /// Decodes a file of any usual form: `dmidecode --dump-bin` (entry point, then the table at the offset that it
    /// states), an entry point directly followed by the table, or a bare table.
    ///
    /// Fails only where there is neither an entry point nor one structure.
    pub fn decode(bytes: &[u8]) -> Result<Table, Error> {
        match EntryPoint::decode(bytes) {
            Ok((entry_point, damage)) => {
                let start = entry_point.table_offset_in(bytes);
                Ok(Table::behind(entry_point, bytes.get(start..).unwrap_or_default(), damage))
            }
            Err(error) if error.fault == Fault::BadSignature => Table::decode_bare(bytes, None),
            Err(error) => Err(error),
        }
    }

    /// Decodes the pair that Linux shows as `/sys/firmware/dmi/tables/{smbios_entry_point,DMI}`.
    ///
    /// An unreadable entry point is damage; the structures are decoded all the same.
    pub fn decode_pair(entry_point: &[u8], table: &[u8]) -> Table {
        match EntryPoint::decode(entry_point) {
            Ok((entry_point, damage)) => Table::behind(entry_point, table, damage),
            Err(error) => walk(table, None, vec![Damage::EntryPoint { reason: error.fault.to_string() }]),
        }
    }

    /// Decodes a table without its entry point. Where nobody knows the version, 2.6 or later is assumed: it changes
    /// only the byte order of the UUID (§7.2.1). Fails where there is not one structure that the document defines, as
    /// in bytes that are no table.
    pub fn decode_bare(table: &[u8], version: Option<Version>) -> Result<Table, Error> {
        let decoded = walk(table, version, Vec::new());
        let defined = |structure: &Structure| structure.structure_type.is_defined();
        if decoded.structures.iter().any(defined) {
            Ok(decoded)
        } else {
            Err(Error::new(STANDARD, 0, Fault::BadSignature))
        }
    }

    fn behind(entry_point: EntryPoint, bytes: &[u8], mut damage: Vec<Damage>) -> Table {
        let bytes = entry_point.bound(bytes, &mut damage);
        let mut table = walk(bytes, Some(entry_point.version), damage);
        let found = table.structures.len();
        if let Some(stated) = entry_point.structure_count.filter(|stated| usize::from(*stated) != found) {
            table.damage.push(Damage::CountDiffers { stated, found });
        }
        Table { entry_point: Some(entry_point), ..table }
    }

    /// Every structure of one type with its handle, in table order.
    pub fn all<T: Typed>(&self) -> impl Iterator<Item = (Handle, &T)> {
        self.structures.iter().filter_map(|structure| T::of(&structure.content).map(|body| (structure.handle, body)))
    }

    /// The structure of this type with this handle. Handles are unique (§6.1.2); of duplicates the first is meant.
    pub fn by_handle<T: Typed>(&self, handle: Handle) -> Option<&T> {
        self.all().find(|(own, _)| *own == handle).map(|(_, body)| body)
    }
}

/// The structures of a table without its entry point, as they follow each other, undecoded.
pub fn frames(table: &[u8]) -> impl Iterator<Item = Frame<'_>> {
    frame::Frames::new(table, Version::ASSUMED)
}

fn walk(bytes: &[u8], version: Option<Version>, mut damage: Vec<Damage>) -> Table {
    let mut frames = frame::Frames::new(bytes, version.unwrap_or(Version::ASSUMED));
    let structures = frames.by_ref().map(|frame| Structure::decode(&frame, &mut damage)).collect();
    damage.extend(frames.damage());
    Table { version, entry_point: None, structures, damage }
}

//! Entities: the physical thing that a sensor watches or a FRU device describes.
//!
//! Document: IPMI §43.14, table 43-13 (entity ID codes), §39.1 (system- and device-relative instances).

use serde::Serialize;

use crate::decode::code::codes;

codes! {
    /// Kind of entity (§43.14, table 43-13).
    pub struct EntityId(u8) {
        0x01 => "Other", 0x03 => "Processor", 0x04 => "Disk or Disk Bay", 0x05 => "Peripheral Bay",
        0x06 => "System Management Module", 0x07 => "System Board", 0x08 => "Memory Module",
        0x09 => "Processor Module", 0x0a => "Power Supply", 0x0b => "Add-in Card", 0x0c => "Front Panel Board",
        0x0d => "Back Panel Board", 0x0e => "Power System Board", 0x0f => "Drive Backplane",
        0x10 => "System Internal Expansion Board", 0x11 => "Other System Board", 0x12 => "Processor Board",
        0x13 => "Power Unit", 0x14 => "Power Module", 0x15 => "Power Management Board",
        0x16 => "Chassis Back Panel Board", 0x17 => "System Chassis", 0x18 => "Sub-Chassis",
        0x19 => "Other Chassis Board", 0x1a => "Disk Drive Bay", 0x1b => "Peripheral Bay", 0x1c => "Device Bay",
        0x1d => "Fan or Cooling Device", 0x1e => "Cooling Unit", 0x1f => "Cable or Interconnect",
        0x20 => "Memory Device", 0x21 => "System Management Software", 0x22 => "System Firmware (BIOS or EFI)",
        0x23 => "Operating System", 0x24 => "System Bus", 0x25 => "Group", 0x26 => "Remote Management Device",
        0x27 => "External Environment", 0x28 => "Battery", 0x29 => "Processing Blade",
        0x2a => "Connectivity Switch", 0x2b => "Processor or Memory Module", 0x2c => "I/O Module",
        0x2d => "Processor or I/O Module", 0x2e => "Management Controller Firmware", 0x2f => "IPMI Channel",
        0x30 => "PCI Bus", 0x31 => "PCI Express Bus", 0x32 => "SCSI Bus", 0x33 => "SATA or SAS Bus",
        0x34 => "Processor or Front-Side Bus", 0x35 => "Real Time Clock", 0x37 => "Air Inlet",
        0x40 => "Air Inlet", 0x41 => "Processor", 0x42 => "Baseboard or Main System Board",
        0x90..=0xaf => "Chassis-specific", 0xb0..=0xcf => "Board-set specific", 0xd0..=0xff => "OEM",
    }
}

impl EntityId {
    /// Power Supply.
    pub const POWER_SUPPLY: EntityId = EntityId(0x0a);
    /// Drive Backplane.
    pub const DRIVE_BACKPLANE: EntityId = EntityId(0x0f);
    /// Fan or Cooling Device.
    pub const FAN: EntityId = EntityId(0x1d);
}

/// One entity: `10.2` is the second power supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Entity {
    /// Its kind.
    pub id: EntityId,
    /// Which of its kind: from 60h on it counts within the owner of the record (§39.1). Bit 7 says that the entity is a
    /// container, and is not part of the number (§43.1, byte 10).
    pub instance: u8,
}

impl Entity {
    /// From the two octets of a record.
    pub(super) fn of(id: u8, instance: u8) -> Entity {
        Entity { id: EntityId(id), instance: instance & 0x7f }
    }
}

impl std::fmt::Display for Entity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.id.0, self.instance)
    }
}

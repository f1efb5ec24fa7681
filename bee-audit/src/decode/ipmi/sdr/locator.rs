//! Device locator records: where FRU devices, controllers and other devices are.
//!
//! Document: IPMI §43.7 (generic, type 10h), §43.8 (FRU, type 11h), §43.9 (management controller, type 12h).

use serde::Serialize;

use super::Record;
use crate::decode::{Error, code::flags, ipmi::entity::Entity};

/// A device on a management bus (§43.7).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GenericDeviceLocator {
    /// Slave address of the controller that gives access to it, in eight bits (offset 05h).
    pub access_address: u8,
    /// Slave address of the device in eight bits (06h).
    pub slave_address: u8,
    /// Kind of device and its modifier (§43.12; 0Ah, 0Bh).
    pub device_type: (u8, u8),
    /// What it belongs to (0Ch, 0Dh).
    pub entity: Entity,
    /// Name (0Fh).
    pub name: Option<String>,
}

/// A device that holds a FRU inventory (§43.8).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FruDeviceLocator {
    /// Slave address of the controller that gives access to it, in eight bits; 0 for one directly on the bus (05h).
    pub access_address: u8,
    /// Number of a logical device, else the slave address of the memory itself (06h).
    pub device_id: u8,
    /// Whether it is a logical device, which Read FRU Data reaches (07h, bit 7).
    pub logical: bool,
    /// Logical unit (07h, bits 4:3).
    pub logical_unit: u8,
    /// Channel of that controller (08h, bits 7:4).
    pub channel: u8,
    /// Kind of device and its modifier: 10h with modifier 0 or 2 holds a FRU inventory (0Ah, 0Bh).
    pub device_type: (u8, u8),
    /// What it describes (0Ch, 0Dh).
    pub entity: Entity,
    /// Name (0Fh).
    pub name: Option<String>,
}

impl FruDeviceLocator {
    /// Whether it holds areas of FRU 1.0, not a memory module's SPD: modifier 01h of type 10h is a memory module's
    /// (§43.12, table 43-12).
    pub fn holds_inventory(&self) -> bool {
        self.logical && !(self.device_type.0 == 0x10 && self.device_type.1 == 0x01)
    }
}

/// A management controller (§43.9).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagementControllerLocator {
    /// Slave address in eight bits (05h).
    pub slave_address: u8,
    /// Channel (06h, bits 3:0).
    pub channel: u8,
    /// What it can do (08h).
    pub capabilities: DeviceCapabilities,
    /// What it is part of (0Ch, 0Dh).
    pub entity: Entity,
    /// Name (0Fh).
    pub name: Option<String>,
}

flags! {
    /// What a controller can do (§43.9, byte 9; §20.1, byte 6).
    pub struct DeviceCapabilities(u8) {
        0 => "Sensor Device", 1 => "SDR Repository Device", 2 => "SEL Device", 3 => "FRU Inventory Device",
        4 => "IPMB Event Receiver", 5 => "IPMB Event Generator", 6 => "Bridge", 7 => "Chassis Device",
    }
}

impl GenericDeviceLocator {
    pub(super) fn decode(record: Record<'_>) -> Result<GenericDeviceLocator, Error> {
        Ok(GenericDeviceLocator {
            access_address: record.byte(0x05)? & 0xfe,
            slave_address: record.byte(0x06)? & 0xfe,
            device_type: (record.byte(0x0a)?, record.byte(0x0b)?),
            entity: Entity::of(record.byte(0x0c)?, record.byte(0x0d)?),
            name: record.name(0x0f),
        })
    }
}

impl FruDeviceLocator {
    pub(super) fn decode(record: Record<'_>) -> Result<FruDeviceLocator, Error> {
        let access = record.byte(0x07)?;
        Ok(FruDeviceLocator {
            access_address: record.byte(0x05)? & 0xfe,
            device_id: record.byte(0x06)?,
            logical: access & 0x80 != 0,
            logical_unit: access >> 3 & 3,
            channel: record.byte(0x08)? >> 4,
            device_type: (record.byte(0x0a)?, record.byte(0x0b)?),
            entity: Entity::of(record.byte(0x0c)?, record.byte(0x0d)?),
            name: record.name(0x0f),
        })
    }
}

impl ManagementControllerLocator {
    pub(super) fn decode(record: Record<'_>) -> Result<ManagementControllerLocator, Error> {
        Ok(ManagementControllerLocator {
            slave_address: record.byte(0x05)? & 0xfe,
            channel: record.byte(0x06)? & 0x0f,
            capabilities: DeviceCapabilities(record.byte(0x08)?),
            entity: Entity::of(record.byte(0x0c)?, record.byte(0x0d)?),
            name: record.name(0x0f),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fru_device_is_located() {
        let record = [9, 0, 0x51, 0x11, 14, 0x20, 2, 0x80, 0x00, 0, 0x10, 0, 10, 2, 0, 0xc4, b'P', b'S', b'U', b'2'];
        let locator = FruDeviceLocator::decode(Record(&record)).unwrap();
        assert_eq!((locator.device_id, locator.logical, locator.entity.to_string()), (2, true, "10.2".into()));
        assert_eq!(locator.name.as_deref(), Some("PSU2"));
        assert!(locator.holds_inventory());
        assert!(FruDeviceLocator::decode(Record(&record[..12])).is_err());
    }
}

//! Sensor data records: which sensors there are, what they sit on and how their readings are to be read.
//!
//! Document: IPMI §43 (record formats): §43.1 full, §43.2 compact, §43.3 event-only sensor records (in [`sensor`]),
//! §43.4 and §43.5 entity associations (in [`association`]), §43.7 to §43.9 device locators (in [`locator`]), §43.12
//! OEM records.
//!
//! Real firmware: returns records that are shorter than their type asks for, record ids that differ from the one that
//! was asked for, and lengths of names past the end of the record.

pub mod association;
pub mod locator;
pub mod sensor;

use serde::Serialize;

use self::{
    association::EntityAssociation,
    locator::{FruDeviceLocator, GenericDeviceLocator, ManagementControllerLocator},
    sensor::SensorRecord,
};
use super::{STANDARD, manufacturer::Manufacturer, text, u24_le};
use crate::decode::{Error, Fault, Fields, code::codes, hex};

/// Octets of a record's header (§43, bytes 1 to 5).
pub const HEADER_LENGTH: usize = 5;

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorDataRecord {
    /// Its number in the repository (offset 00h).
    pub record_id: u16,
    /// Version of the format, 5.1 (02h, BCD with the digits swapped).
    pub version: String,
    /// Kind (03h).
    pub record_type: RecordType,
    /// What it says.
    pub body: Body,
}

codes! {
    /// Kind of a record (§43).
    pub struct RecordType(u8) {
        0x01 => "Full Sensor Record", 0x02 => "Compact Sensor Record", 0x03 => "Event-Only Record",
        0x08 => "Entity Association Record", 0x09 => "Device-relative Entity Association Record",
        0x10 => "Generic Device Locator Record", 0x11 => "FRU Device Locator Record",
        0x12 => "Management Controller Device Locator Record",
        0x13 => "Management Controller Confirmation Record", 0x14 => "BMC Message Channel Info Record",
        0xc0 => "OEM Record",
    }
}

/// The content of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Types 01h to 03h.
    Sensor(Box<SensorRecord>),
    /// Types 08h and 09h.
    EntityAssociation(EntityAssociation),
    /// Type 10h.
    GenericDeviceLocator(GenericDeviceLocator),
    /// Type 11h.
    FruDeviceLocator(FruDeviceLocator),
    /// Type 12h.
    ManagementControllerLocator(ManagementControllerLocator),
    /// Type C0h.
    Oem {
        /// Who defined it (offset 05h).
        manufacturer: Manufacturer,
        /// The octets as hexadecimal digits (08h).
        data: String,
    },
    /// Any other type, as hexadecimal digits.
    Raw(String),
}

/// Who owns a sensor, and where it answers (§43.1, bytes 6 and 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Owner {
    /// Slave address in eight bits, or the ID of system software with bit 0 set (offset 05h).
    pub address: u8,
    /// Channel over which the owner is reached (06h, bits 7:4).
    pub channel: u8,
    /// Logical unit (06h, bits 1:0).
    pub logical_unit: u8,
}

impl Owner {
    /// Slave address of a baseboard management controller (§6.10).
    pub const BMC: u8 = 0x20;

    fn decode(address: u8, channel: u8) -> Owner {
        Owner { address, channel: channel >> 4, logical_unit: channel & 3 }
    }

    /// Whether it is system software, which answers no requests.
    pub fn is_software(self) -> bool {
        self.address & 1 != 0
    }
}

/// Octets of one record, for which reading past the end is an error at that place.
#[derive(Clone, Copy)]
struct Record<'a>(&'a [u8]);

impl Record<'_> {
    fn byte(self, offset: usize) -> Result<u8, Error> {
        let truncated = Fault::Truncated { need: offset + 1, have: self.0.len() };
        self.0.byte(offset).ok_or_else(|| Error::new(STANDARD, offset, truncated))
    }

    fn u16(self, offset: usize) -> Result<u16, Error> {
        Ok(u16::from_le_bytes([self.byte(offset)?, self.byte(offset + 1)?]))
    }

    /// The name whose type/length octet is at `offset`; what is there of it when it is cut.
    fn name(self, offset: usize) -> Option<String> {
        let type_length = self.0.byte(offset)?;
        let rest = self.0.get(offset + 1..)?;
        text::of_record(type_length, rest.get(..text::length(type_length)).unwrap_or(rest))
    }
}

impl SensorDataRecord {
    /// Decodes a whole record, header included. Fails when it ends before its fixed fields do.
    pub fn decode(bytes: &[u8]) -> Result<SensorDataRecord, Error> {
        let header = Record(bytes);
        let (record_id, version, kind) = (header.u16(0)?, header.byte(2)?, header.byte(3)?);
        let length = HEADER_LENGTH + usize::from(header.byte(4)?);
        let record = Record(bytes.get(..length).unwrap_or(bytes));
        let body = match kind {
            0x01 => Body::Sensor(Box::new(SensorRecord::decode_full(record)?)),
            0x02 => Body::Sensor(Box::new(SensorRecord::decode_compact(record)?)),
            0x03 => Body::Sensor(Box::new(SensorRecord::decode_event_only(record)?)),
            0x08 => Body::EntityAssociation(EntityAssociation::decode(record)?),
            0x09 => Body::EntityAssociation(EntityAssociation::decode_device_relative(record)?),
            0x10 => Body::GenericDeviceLocator(GenericDeviceLocator::decode(record)?),
            0x11 => Body::FruDeviceLocator(FruDeviceLocator::decode(record)?),
            0x12 => Body::ManagementControllerLocator(ManagementControllerLocator::decode(record)?),
            _ => raw(kind, record),
        };
        let version = format!("{}.{}", version & 0x0f, version >> 4);
        Ok(SensorDataRecord { record_id, version, record_type: RecordType(kind), body })
    }

    /// Decodes records that follow each other, as `ipmitool sdr dump` writes them; a damaged one gives its error.
    pub fn decode_all(bytes: &[u8]) -> Vec<Result<SensorDataRecord, Error>> {
        let mut records = Vec::new();
        let mut offset = 0;
        while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
            let length = rest.byte(4).map_or(rest.len(), |length| HEADER_LENGTH + usize::from(length));
            let at = |error: Error| Error { offset: offset + error.offset, ..error };
            records.push(SensorDataRecord::decode(rest).map_err(at));
            offset += length;
        }
        records
    }
}

fn raw(kind: u8, record: Record<'_>) -> Body {
    let body = record.0.get(HEADER_LENGTH..).unwrap_or_default();
    match u24_le(body, 0).filter(|_| kind == 0xc0) {
        Some(manufacturer) => {
            let data = hex(body.get(3..).unwrap_or_default());
            Body::Oem { manufacturer: Manufacturer(manufacturer), data }
        }
        None => Body::Raw(hex(body)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_follow_each_other() {
        let bytes = [2, 0, 0x51, 0xc0, 4, 0x7c, 0x2a, 0, 9, 3, 0, 0x51, 0x14, 1, 7, 4, 0, 0x51, 0x12, 1, 0x20];
        let records = SensorDataRecord::decode_all(&bytes);
        let first = records[0].as_ref().unwrap();
        assert_eq!((first.record_id, first.version.as_str()), (2, "1.5"));
        assert_eq!(first.body, Body::Oem { manufacturer: Manufacturer(10_876), data: "09".into() });
        assert_eq!(records[1].as_ref().unwrap().body, Body::Raw("07".into()));
        assert_eq!(records[2].as_ref().unwrap_err().offset, 15 + 6);
        assert_eq!(records.len(), 3);
    }
}

//! The system event log: entries, and what the log says of itself.
//!
//! Document: IPMI §32 (event record formats: §32.1 system events, §32.2 and §32.3 OEM records), §31.2 (Get SEL Info),
//! §29.7 (event data).
//!
//! Real firmware: writes entries before its clock is set, and record types outside of all ranges.

use serde::Serialize;

use super::{
    STANDARD, at_least,
    event::state_name,
    manufacturer::Manufacturer,
    sensor_type::{EventReadingType, SensorType},
    severity::{self, EventSeverity},
    timestamp::Timestamp,
    u24_le,
};
use crate::decode::{Error, Fault, Fields, code::flags, hex};

/// Octets of an entry.
pub const ENTRY_LENGTH: usize = 16;

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogEntry {
    /// Its number in the log (offset 00h).
    pub record_id: u16,
    /// Kind (02h): 02h is a system event, C0h to DFh OEM with a timestamp, E0h to FFh OEM without.
    pub record_type: u8,
    /// When it was written (03h); none in records without one.
    pub timestamp: Option<Timestamp>,
    /// What it says.
    pub body: Body,
}

/// The content of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Record type 02h.
    Event(SystemEvent),
    /// Record types C0h to DFh: octets 0Ah to 0Fh as hexadecimal digits.
    OemTimestamped {
        /// Who defined it (07h).
        manufacturer: Manufacturer,
        /// The octets.
        data: String,
    },
    /// Record types E0h to FFh: octets 03h to 0Fh as hexadecimal digits; and all other types.
    Raw(String),
}

/// A system event (§32.1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemEvent {
    /// Slave address of the controller, or ID of the software with bit 0 set, that told it (07h).
    pub generator_address: u8,
    /// Channel that it came by (08h, bits 7:4).
    pub channel: u8,
    /// Logical unit (08h, bits 1:0).
    pub logical_unit: u8,
    /// Format of the message (09h): 04h, or 03h for IPMI 1.0.
    pub message_revision: u8,
    /// What the sensor watches (0Ah).
    pub sensor_type: SensorType,
    /// Its number (0Bh).
    pub sensor_number: u8,
    /// How the state is to be read (0Ch, bits 6:0).
    pub event_type: EventReadingType,
    /// Whether the state was left, not entered (0Ch, bit 7).
    pub deasserted: bool,
    /// Event data (0Dh to 0Fh).
    pub data: [u8; 3],
}

impl LogEntry {
    /// Decodes one entry. Fails when it is shorter than 16 octets.
    pub fn decode(bytes: &[u8]) -> Result<LogEntry, Error> {
        let truncated = Fault::Truncated { need: ENTRY_LENGTH, have: bytes.len() };
        let entry: [u8; ENTRY_LENGTH] = bytes.array(0).ok_or_else(|| Error::new(STANDARD, 0, truncated))?;
        let [low, high, record_type, rest @ ..] = entry;
        let timestamp = rest.u32_le(0).map(Timestamp).filter(|_| matches!(record_type, 0x02 | 0xc0..=0xdf));
        let body = match record_type {
            0x02 => Body::Event(SystemEvent::of(entry)),
            0xc0..=0xdf => Body::OemTimestamped {
                manufacturer: Manufacturer(u24_le(&rest, 4).unwrap_or_default()),
                data: hex(rest.get(7..).unwrap_or_default()),
            },
            _ => Body::Raw(hex(&rest)),
        };
        Ok(LogEntry { record_id: u16::from_le_bytes([low, high]), record_type, timestamp, body })
    }

    /// Decodes entries that follow each other, as `ipmitool sel writeraw` writes them; octets that are left over are an
    /// error.
    pub fn decode_all(bytes: &[u8]) -> Vec<Result<LogEntry, Error>> {
        let entries = bytes.chunks(ENTRY_LENGTH).enumerate().map(|(index, entry)| {
            LogEntry::decode(entry).map_err(|error| Error { offset: index * ENTRY_LENGTH, ..error })
        });
        entries.collect()
    }

    /// How bad it is.
    pub fn severity(&self) -> EventSeverity {
        match &self.body {
            Body::Event(event) => event.severity(),
            Body::OemTimestamped { .. } | Body::Raw(_) => EventSeverity::Unspecified,
        }
    }
}

impl SystemEvent {
    fn of(entry: [u8; ENTRY_LENGTH]) -> SystemEvent {
        let [_, _, _, _, _, _, _, generator_address, channel, message_revision, kind, number, event, data @ ..] = entry;
        SystemEvent {
            generator_address,
            channel: channel >> 4,
            logical_unit: channel & 3,
            message_revision,
            sensor_type: SensorType(kind),
            sensor_number: number,
            event_type: EventReadingType(event & 0x7f),
            deasserted: event & 0x80 != 0,
            data,
        }
    }

    /// The state that was entered or left (§29.7, event data 1, bits 3:0).
    pub fn offset(&self) -> u8 {
        let [first, ..] = self.data;
        first & 0x0f
    }

    /// Its name.
    pub fn state_name(&self) -> Option<&'static str> {
        state_name(self.event_type, self.sensor_type, self.offset())
    }

    /// How bad it is.
    pub fn severity(&self) -> EventSeverity {
        severity::of(self.event_type, self.sensor_type, self.offset(), self.deasserted)
    }

    /// The raw reading that triggered a threshold event (§29.7, event data 1, bits 7:6 are 01b).
    pub fn trigger_reading(&self) -> Option<u8> {
        let [first, second, _] = self.data;
        (self.event_type == EventReadingType::THRESHOLD && first >> 6 == 1).then_some(second)
    }

    /// The raw threshold that was crossed (§29.7, event data 1, bits 5:4 are 01b).
    pub fn trigger_threshold(&self) -> Option<u8> {
        let [first, _, third] = self.data;
        (self.event_type == EventReadingType::THRESHOLD && first >> 4 & 3 == 1).then_some(third)
    }
}

/// What the log says of itself (§31.2), completion code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LogInfo {
    /// Version of the commands (byte 2), 51h for IPMI 1.5 and 2.0.
    pub version: u8,
    /// Number of entries (bytes 3, 4).
    pub entries: u16,
    /// Free space in octets (5, 6); FFFFh is 65,535 or more.
    pub free_bytes: u16,
    /// Newest addition (7 to 10).
    pub last_addition: Timestamp,
    /// Newest erasure (11 to 14).
    pub last_erase: Timestamp,
    /// What the log can do, and whether it overflowed (15).
    pub operations: LogOperations,
}

flags! {
    /// Operation support of the log (§31.2, byte 15).
    pub struct LogOperations(u8) {
        0 => "Get SEL Allocation Info", 1 => "Reserve SEL", 2 => "Partial Add SEL Entry", 3 => "Delete SEL Entry",
        7 => "Overflow",
    }
}

impl LogInfo {
    /// Decodes the answer to Get SEL Info. Fails when it is shorter than 14 octets.
    pub fn decode(bytes: &[u8]) -> Result<LogInfo, Error> {
        let bytes = at_least(bytes, 14)?;
        let u16 = |offset| bytes.u16_le(offset).unwrap_or_default();
        let time = |offset| Timestamp(bytes.u32_le(offset).unwrap_or_default());
        Ok(LogInfo {
            version: bytes.byte(0).unwrap_or_default(),
            entries: u16(1),
            free_bytes: u16(3),
            last_addition: time(5),
            last_erase: time(9),
            operations: LogOperations(bytes.byte(13).unwrap_or_default()),
        })
    }

    /// Whether events were lost for want of space.
    pub fn overflowed(&self) -> bool {
        self.operations.has(7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: [u8; 16] = [0x12, 0, 2, 0x00, 0x3c, 0xf8, 0x62, 0x20, 0, 4, 1, 0x10, 0x01, 0x59, 97, 95];

    #[test]
    fn a_threshold_event_carries_reading_and_threshold() {
        let entry = LogEntry::decode(&EVENT).unwrap();
        assert_eq!(entry.timestamp.and_then(Timestamp::date_time).as_deref(), Some("2022-08-14T00:04:16"));
        let Body::Event(event) = &entry.body else { panic!("{entry:?}") };
        assert_eq!(event.state_name(), Some("Upper Critical going high"));
        assert_eq!((event.trigger_reading(), event.trigger_threshold()), (Some(97), Some(95)));
        assert_eq!(entry.severity(), EventSeverity::Critical);
    }

    #[test]
    fn oem_records_stay_raw() {
        let mut entry = EVENT;
        (entry[2], entry[7], entry[8], entry[9]) = (0xc1, 0x7c, 0x2a, 0);
        let decoded = LogEntry::decode(&entry).unwrap();
        let manufacturer = Manufacturer(10_876);
        assert_eq!(decoded.body, Body::OemTimestamped { manufacturer, data: "01100159615f".into() });
        entry[2] = 0xe0;
        let decoded = LogEntry::decode(&entry).unwrap();
        assert_eq!((decoded.timestamp, decoded.body), (None, Body::Raw("003cf8627c2a0001100159615f".into())));
    }

    #[test]
    fn left_over_octets_are_an_error() {
        let entries = LogEntry::decode_all(&[&EVENT[..], &EVENT[..3]].concat());
        assert!(entries[0].is_ok());
        assert_eq!((entries[1].as_ref().unwrap_err().offset, entries.len()), (16, 2));
    }

    #[test]
    fn the_log_says_how_full_it_is() {
        let info = LogInfo::decode(&[0x51, 3, 0, 0x10, 0x3e, 0, 0, 0, 0x60, 0xff, 0xff, 0xff, 0xff, 0x82]).unwrap();
        assert_eq!((info.entries, info.free_bytes, info.overflowed()), (3, 0x3e10, true));
        assert_eq!((info.last_erase.date_time(), info.last_addition.date_time().is_some()), (None, true));
        assert!(LogInfo::decode(&[0x51; 13]).is_err());
    }
}

//! Sensor records: full, compact and event-only.
//!
//! Document: IPMI §43.1 (type 01h), §43.2 (02h), §43.3 (03h). One structure holds all three; what a type lacks is none.
//!
//! Real firmware: states thresholds of sensors that have none, and share counts of 0.

use serde::Serialize;

use super::{Owner, Record};
use crate::decode::{
    Error,
    ipmi::{
        entity::Entity,
        sensor::{AnalogFormat, ReadingFactors},
        sensor_type::{EventReadingType, SensorType},
        signed,
        threshold::Thresholds,
        unit::Units,
    },
};

/// A sensor, or several alike ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensorRecord {
    /// Who answers for it (offsets 05h, 06h).
    pub owner: Owner,
    /// Its number (07h).
    pub number: u8,
    /// What it sits on (08h, 09h).
    pub entity: Entity,
    /// Whether its readings are to be ignored when its entity is absent (0Bh, bit 7).
    pub ignore_if_absent: bool,
    /// How its thresholds can be had (0Bh, bits 3:2).
    pub threshold_access: ThresholdAccess,
    /// What it watches (0Ch; 0Ah of an event-only record).
    pub sensor_type: SensorType,
    /// How its states are to be read (0Dh; 0Bh).
    pub event_reading_type: EventReadingType,
    /// States that it can report, bit by bit (12h of discrete sensors).
    pub state_mask: u16,
    /// Unit of its reading (14h); none in an event-only record.
    pub units: Option<Units>,
    /// How readings are made into quantities (14h to 1Dh); full records only.
    pub factors: Option<ReadingFactors>,
    /// Typical and extreme values, raw (1Fh to 23h); full records only.
    pub range: Option<AnalogRange>,
    /// Thresholds that it woke up with, raw (13h, 24h to 29h); full records of threshold sensors only.
    pub thresholds: Option<Thresholds<u8>>,
    /// By how much a reading must return past a threshold, raw, upwards and downwards (2Ah, 2Bh; 19h, 1Ah).
    pub hysteresis: Option<(u8, u8)>,
    /// How many sensors with consecutive numbers the record stands for (17h; 0Ch).
    pub share_count: u8,
    sharing: Sharing,
    /// Its name.
    pub name: Option<String>,
}

/// How thresholds can be had (§43.1, byte 12, bits 3:2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdAccess {
    /// No thresholds.
    None,
    /// Get Sensor Thresholds gives them.
    Readable,
    /// They can be set, too.
    Settable,
    /// Fixed, and not readable.
    Fixed,
}

/// Typical and extreme values, raw (§43.1, bytes 31 to 36).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AnalogRange {
    /// Nominal reading.
    pub nominal: Option<u8>,
    /// Highest normal reading.
    pub normal_maximum: Option<u8>,
    /// Lowest normal reading.
    pub normal_minimum: Option<u8>,
    /// Highest reading that the sensor can give.
    pub sensor_maximum: u8,
    /// Lowest reading that the sensor can give.
    pub sensor_minimum: u8,
}

/// How the sensors of one record differ (§43.2, bytes 24 and 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
struct Sharing {
    /// Whether names count in letters.
    in_letters: bool,
    /// Whether entity instances count, too.
    entities_count: bool,
    /// What the first one is called.
    first: u8,
}

impl Sharing {
    fn decode(record: Record<'_>, offset: usize) -> Result<(u8, Sharing), Error> {
        let (count, instance) = (record.byte(offset)?, record.byte(offset + 1)?);
        let sharing =
            Sharing { in_letters: count >> 4 & 3 == 1, entities_count: instance & 0x80 != 0, first: instance & 0x7f };
        Ok((count & 0x0f, sharing))
    }
}

impl SensorRecord {
    /// Bytes that full and compact records have in common (offsets 05h to 16h).
    fn decode_common(record: Record<'_>) -> Result<SensorRecord, Error> {
        let capabilities = record.byte(0x0b)?;
        Ok(SensorRecord {
            owner: Owner::decode(record.byte(0x05)?, record.byte(0x06)?),
            number: record.byte(0x07)?,
            entity: Entity::of(record.byte(0x08)?, record.byte(0x09)?),
            ignore_if_absent: capabilities & 0x80 != 0,
            threshold_access: match capabilities >> 2 & 3 {
                0 => ThresholdAccess::None,
                1 => ThresholdAccess::Readable,
                2 => ThresholdAccess::Settable,
                _ => ThresholdAccess::Fixed,
            },
            sensor_type: SensorType(record.byte(0x0c)?),
            event_reading_type: EventReadingType(record.byte(0x0d)?),
            state_mask: record.u16(0x12)? & 0x7fff,
            units: Some(Units::of(record.byte(0x14)?, record.byte(0x15)?, record.byte(0x16)?)),
            factors: None,
            range: None,
            thresholds: None,
            hysteresis: None,
            share_count: 1,
            sharing: Sharing::default(),
            name: None,
        })
    }

    pub(super) fn decode_full(record: Record<'_>) -> Result<SensorRecord, Error> {
        let common = SensorRecord::decode_common(record)?;
        let is_analog = common.event_reading_type == EventReadingType::THRESHOLD;
        let flags = record.byte(0x1e)?;
        let stated = |bit: u8, offset| Ok(Some(record.byte(offset)?).filter(|_| flags & bit != 0));
        // §43.1 lists them from upper non-recoverable down, the mask names them from lower non-critical up.
        let [lnc, lc, lnr] = [record.byte(0x29)?, record.byte(0x28)?, record.byte(0x27)?];
        let [unc, uc, unr] = [record.byte(0x26)?, record.byte(0x25)?, record.byte(0x24)?];
        let thresholds = Thresholds::masked(record.byte(0x12)?, [lnc, lc, lnr, unc, uc, unr]);
        Ok(SensorRecord {
            factors: Some(factors(record)?),
            range: Some(AnalogRange {
                nominal: stated(0b001, 0x1f)?,
                normal_maximum: stated(0b010, 0x20)?,
                normal_minimum: stated(0b100, 0x21)?,
                sensor_maximum: record.byte(0x22)?,
                sensor_minimum: record.byte(0x23)?,
            }),
            thresholds: (is_analog && common.threshold_access != ThresholdAccess::None).then_some(thresholds),
            hysteresis: Some((record.byte(0x2a)?, record.byte(0x2b)?)).filter(|_| is_analog),
            name: record.name(0x2f),
            ..common
        })
    }

    pub(super) fn decode_compact(record: Record<'_>) -> Result<SensorRecord, Error> {
        let common = SensorRecord::decode_common(record)?;
        let (share_count, sharing) = Sharing::decode(record, 0x17)?;
        let is_analog = common.event_reading_type == EventReadingType::THRESHOLD;
        let hysteresis = Some((record.byte(0x19)?, record.byte(0x1a)?)).filter(|_| is_analog);
        Ok(SensorRecord { share_count: share_count.max(1), sharing, hysteresis, name: record.name(0x1f), ..common })
    }

    pub(super) fn decode_event_only(record: Record<'_>) -> Result<SensorRecord, Error> {
        let (share_count, sharing) = Sharing::decode(record, 0x0c)?;
        Ok(SensorRecord {
            owner: Owner::decode(record.byte(0x05)?, record.byte(0x06)?),
            number: record.byte(0x07)?,
            entity: Entity::of(record.byte(0x08)?, record.byte(0x09)?),
            ignore_if_absent: false,
            threshold_access: ThresholdAccess::None,
            sensor_type: SensorType(record.byte(0x0a)?),
            event_reading_type: EventReadingType(record.byte(0x0b)?),
            state_mask: 0,
            units: None,
            factors: None,
            range: None,
            thresholds: None,
            hysteresis: None,
            share_count: share_count.max(1),
            sharing,
            name: record.name(0x10),
        })
    }

    /// Whether it can be read: event-only sensors cannot.
    pub fn is_readable(&self) -> bool {
        self.units.is_some()
    }

    /// The sensors that the record stands for, each by itself.
    pub fn sensors(&self) -> impl Iterator<Item = SensorRecord> {
        (0..self.share_count).map(|index| self.sensor(index))
    }

    fn sensor(&self, index: u8) -> SensorRecord {
        let mut sensor = self.clone();
        if self.share_count > 1 {
            sensor.number = self.number.wrapping_add(index);
            let counted = u32::from(self.sharing.first) + u32::from(index);
            let suffix = if self.sharing.in_letters { letters(counted) } else { counted.to_string() };
            sensor.name = self.name.as_ref().map(|name| format!("{name}{suffix}"));
            if self.sharing.entities_count {
                sensor.entity.instance = self.entity.instance.wrapping_add(index) & 0x7f;
            }
            sensor.share_count = 1;
        }
        sensor
    }
}

/// `A` to `Z`, then `AA` (§43.2, byte 24, bits 5:4).
fn letters(number: u32) -> String {
    let letter = |number: u32| char::from_u32(u32::from('A') + number % 26).unwrap_or('A');
    if number < 26 { letter(number).to_string() } else { [letter(number / 26 - 1), letter(number)].iter().collect() }
}

/// Bytes 21 and 24 to 30: M, B, tolerance and accuracy share octets.
fn factors(record: Record<'_>) -> Result<ReadingFactors, Error> {
    let [m_low, m_high, b_low, b_high] =
        [record.byte(0x18)?, record.byte(0x19)?, record.byte(0x1a)?, record.byte(0x1b)?];
    let (accuracy, exponents) = (record.byte(0x1c)?, record.byte(0x1d)?);
    let ten_bits = |low: u8, high: u8| signed(u32::from(low) | u32::from(high & 0xc0) << 2, 10);
    Ok(ReadingFactors {
        format: AnalogFormat::of(record.byte(0x14)?),
        linearization: record.byte(0x17)? & 0x7f,
        multiplier: ten_bits(m_low, m_high),
        offset: ten_bits(b_low, b_high),
        tolerance: m_high & 0x3f,
        accuracy: u16::from(b_high & 0x3f) | u16::from(accuracy & 0xf0) << 2,
        accuracy_exponent: accuracy >> 2 & 3,
        result_exponent: signed(u32::from(exponents >> 4), 4),
        offset_exponent: signed(u32::from(exponents & 0x0f), 4),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_record_stands_for_several_sensors() {
        let mut record = vec![1, 0, 0x51, 2, 31, 0x20, 0, 0x30, 29, 1, 0, 0x40, 4, 3, 0, 0, 0, 0, 3, 0, 0xc0, 0, 0];
        record.extend([0x03, 0x81, 0, 0, 0, 0, 0, 0, 0xc3, b'F', b'A', b'N']);
        let shared = SensorRecord::decode_compact(Record(&record)).unwrap();
        let told: Vec<_> = shared.sensors().map(|it| (it.number, it.name.unwrap(), it.entity.instance)).collect();
        assert_eq!(told, [(0x30, "FAN1".into(), 1), (0x31, "FAN2".into(), 2), (0x32, "FAN3".into(), 3)]);
        assert_eq!((shared.state_mask, shared.is_readable()), (3, true));
        record[0x17] = 0x12;
        record[0x18] = 25;
        let names: Vec<_> = SensorRecord::decode_compact(Record(&record)).unwrap().sensors().collect();
        assert_eq!(names.iter().filter_map(|it| it.name.as_deref()).collect::<Vec<_>>(), ["FANZ", "FANAA"]);
    }

    #[test]
    fn short_records_fail_where_they_end() {
        let record = [1, 0, 0x51, 1, 43, 0x20, 0, 1, 3, 1, 0x7f, 0x68, 1, 1];
        assert_eq!(SensorRecord::decode_full(Record(&record)).unwrap_err().offset, 0x12);
    }
}

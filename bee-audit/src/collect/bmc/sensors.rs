//! Sensors: one entry for each that the records name, read once.
//!
//! IPMI §35.14 (reading), §35.9 (thresholds), §35.5 (factors of non-linear sensors). Thresholds that can be set are
//! asked for, since the records hold only those that the sensor woke up with.

use super::{
    controller::{entity, set},
    repository::Record,
    session::Session,
};
use crate::{
    collect::coded,
    decode::ipmi::{
        event::state_name,
        sdr::{
            Body, Owner,
            sensor::{SensorRecord, ThresholdAccess},
        },
        sensor::{AnalogFormat, ReadingFactors, SensorReading},
        sensor_type::EventReadingType,
        threshold::{Beyond, Thresholds},
    },
    host::{Error, IpmiRequest, IpmiTarget},
    report::{BitNames, BmcSensor, BmcSensorThresholds},
};

/// A sensor with the record that says how to read it.
pub(super) struct Sensor {
    pub(super) record: SensorRecord,
    pub(super) report: BmcSensor,
}

/// The sensors that the records name, not read yet.
pub(super) fn of(records: &[Record]) -> Vec<Sensor> {
    let records = records.iter().filter_map(|record| match &record.body {
        Body::Sensor(sensor) => Some(sensor),
        _ => None,
    });
    records.flat_map(|record| record.sensors()).map(|record| Sensor { report: unread(&record), record }).collect()
}

fn unread(record: &SensorRecord) -> BmcSensor {
    let factors = record.factors.filter(|factors| factors.format != AnalogFormat::None);
    let quantity = |raw: u8| factors.and_then(|factors| factors.quantity(raw));
    let distance = |raw: u8| factors.and_then(|factors| factors.distance(raw)).filter(|distance| *distance != 0.0);
    let is_threshold = record.event_reading_type == EventReadingType::THRESHOLD;
    BmcSensor {
        name: record.name.clone(),
        number: record.number,
        owner_address: record.owner.address,
        logical_unit: record.owner.logical_unit,
        entity: entity(record.entity),
        sensor_type: coded(&record.sensor_type),
        event_reading_type: coded(&record.event_reading_type),
        event_only: !record.is_readable(),
        unit: record.units.filter(|_| factors.is_some() && is_threshold).map(|units| units.to_string()),
        thresholds: record.thresholds.map(|raw| thresholds(raw.and_then(quantity))).unwrap_or_default(),
        positive_hysteresis: record.hysteresis.and_then(|(positive, _)| distance(positive)),
        negative_hysteresis: record.hysteresis.and_then(|(_, negative)| distance(negative)),
        nominal: record.range.and_then(|range| range.nominal).and_then(quantity),
        normal_minimum: record.range.and_then(|range| range.normal_minimum).and_then(quantity),
        normal_maximum: record.range.and_then(|range| range.normal_maximum).and_then(quantity),
        ..BmcSensor::default()
    }
}

fn thresholds(values: Thresholds<f64>) -> BmcSensorThresholds {
    BmcSensorThresholds {
        lower_non_critical: values.lower_non_critical,
        lower_critical: values.lower_critical,
        lower_non_recoverable: values.lower_non_recoverable,
        upper_non_critical: values.upper_non_critical,
        upper_critical: values.upper_critical,
        upper_non_recoverable: values.upper_non_recoverable,
    }
}

/// Reads the sensors of the baseboard management controller itself.
pub(super) fn read_own(session: &mut Session, sensors: &mut [Sensor]) {
    for logical_unit in 0..4 {
        let target = IpmiTarget { bridge: None, logical_unit };
        let of_unit = |record: &SensorRecord| {
            record.owner.address == Owner::BMC && record.owner.logical_unit == logical_unit && record.is_readable()
        };
        let records = sensors.iter().map(|sensor| &sensor.record).filter(|record| of_unit(record));
        let requests: Vec<IpmiRequest> = records.flat_map(requests).collect();
        session.prepare(target, requests);
        for sensor in sensors.iter_mut().filter(|sensor| of_unit(&sensor.record)) {
            let _refused = read(session, target, sensor);
        }
    }
}

/// What a sensor is asked.
fn requests(record: &SensorRecord) -> Vec<IpmiRequest> {
    let mut requests = vec![IpmiRequest::SensorReading(record.number)];
    requests.extend(has_own_thresholds(record).then_some(IpmiRequest::SensorThresholds(record.number)));
    requests
}

/// Whether the sensor itself tells the thresholds of an analog reading.
fn has_own_thresholds(record: &SensorRecord) -> bool {
    record.event_reading_type == EventReadingType::THRESHOLD
        && record.factors.is_some_and(|factors| factors.format != AnalogFormat::None)
        && matches!(record.threshold_access, ThresholdAccess::Readable | ThresholdAccess::Settable)
}

/// Reads the sensors of controllers behind it; one that does not answer is asked once only.
pub(super) fn read_satellites(session: &mut Session, sensors: &mut [Sensor]) {
    let mut silent = Vec::new();
    for sensor in sensors {
        let owner = sensor.record.owner;
        if owner.address == Owner::BMC || owner.is_software() || silent.contains(&owner.address) {
            continue;
        }
        let target = IpmiTarget { bridge: Some((owner.channel, owner.address)), logical_unit: owner.logical_unit };
        if read(session, target, sensor).is_err() {
            silent.push(owner.address);
        }
    }
}

/// Reads one sensor; fails where its controller cannot be reached.
fn read(session: &mut Session, target: IpmiTarget, sensor: &mut Sensor) -> Result<(), Error> {
    let (record, report) = (&sensor.record, &mut sensor.report);
    if !record.is_readable() {
        return Ok(());
    }
    let request = IpmiRequest::SensorReading(record.number);
    let reading = match session.ask_target(target, request) {
        // Timeout while processing command, Destination unavailable: the bridge's own words.
        Err(error @ Error::IpmiCompletion { code: 0xc3 | 0xd3 }) if target.bridge.is_some() => {
            session.refused(target, request, error.clone());
            return Err(error);
        }
        Err(error) => {
            session.refused(target, request, error);
            return Ok(());
        }
        Ok(bytes) => SensorReading::decode(&bytes),
    };
    let reading = match reading {
        Ok(reading) => reading,
        Err(error) => {
            session.damaged(record.name.as_deref().unwrap_or("sensor"), "reading", &error);
            return Ok(());
        }
    };
    report.available = Some(reading.is_available());
    report.scanning_enabled = Some(reading.scanning_enabled);
    report.event_messages_enabled = Some(reading.event_messages_enabled);
    if record.factors.is_some_and(|factors| factors.format != AnalogFormat::None) {
        read_analog(session, target, record, report, reading);
    }
    if reading.is_available() {
        report.states = Some(states(record, reading.states));
        report.state_bits = Some(reading.states);
    }
    Ok(())
}

/// The quantity, and the thresholds that are in force.
fn read_analog(
    session: &mut Session,
    target: IpmiTarget,
    record: &SensorRecord,
    report: &mut BmcSensor,
    reading: SensorReading,
) {
    let Some(factors) = record.factors else { return };
    let quantity = |session: &mut Session, raw: u8| -> Option<f64> {
        if !factors.is_nonlinear() {
            return factors.quantity(raw);
        }
        let request = IpmiRequest::SensorReadingFactors(record.number, raw);
        let own: ReadingFactors = session.read(target, request, |bytes| factors.of_reading(bytes))?;
        own.quantity(raw)
    };
    if reading.is_available() {
        report.reading = quantity(session, reading.raw);
    }
    if has_own_thresholds(record) {
        let request = IpmiRequest::SensorThresholds(record.number);
        if let Some(raw) = session.read(target, request, Thresholds::decode) {
            report.thresholds = thresholds(raw.and_then(|raw| quantity(session, raw)));
        }
    }
}

/// Names of the states that are on; one without a name is left out.
fn states(record: &SensorRecord, bits: u16) -> BitNames {
    if record.event_reading_type == EventReadingType::THRESHOLD {
        return set(&Beyond(bits & 0x3f));
    }
    let on = (0..15).filter(|offset| bits >> offset & 1 != 0);
    let names = on.filter_map(|offset| state_name(record.event_reading_type, record.sensor_type, offset));
    names.map(Into::into).collect()
}

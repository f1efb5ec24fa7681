//! The system event log, the newest entries first.
//!
//! IPMI §31.2 (what the log says of itself), §31.5 (entries), §31.10 (clock). An entry names only the one after it.
//! From the last one back, entries are asked for by number as long as each names its successor; where numbers have
//! holes, the log is read from its first entry on.

use std::collections::BTreeSet;

use super::{
    sensors::Sensor,
    session::{AT_ONCE, DEVICE, Session},
};
use crate::{
    collect::coded,
    decode::{
        self, Fields,
        ipmi::{
            sel::{Body, LogEntry, LogInfo, SystemEvent},
            severity,
            timestamp::Timestamp,
        },
    },
    host::{Error, IpmiRecordPart, IpmiRequest, IpmiTarget},
    report::{BmcEvent, BmcEventLog, Coded, EventSeverity, Reason},
};

const BMC: IpmiTarget = IpmiTarget { bridge: None, logical_unit: 0 };
const FIRST: u16 = 0;
const LAST: u16 = 0xffff;
/// How many entries are asked for at once at first.
const FIRST_AHEAD: usize = 8;

/// The log with at most `most` of its entries.
pub(super) fn read(session: &mut Session, most: usize, sensors: &[Sensor]) -> Option<BmcEventLog> {
    let info = session.read(BMC, IpmiRequest::SelInfo, LogInfo::decode)?;
    let clock = session.read(BMC, IpmiRequest::SelTime, |bytes| Ok(bytes.u32_le(0).map(Timestamp))).flatten();
    let wanted = most.min(info.entries.into());
    let mut entries = read_backwards(session, wanted);
    if entries.len() < wanted && !session.is_closed() {
        entries = read_forwards(session, wanted);
    }
    let read = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    Some(BmcEventLog {
        entry_count: info.entries,
        free_bytes: info.free_bytes,
        overflow: info.overflowed(),
        last_addition: info.last_addition.date_time(),
        last_erase: info.last_erase.date_time(),
        clock: clock.and_then(Timestamp::date_time),
        left_out: info.entries.saturating_sub(read),
        events: entries.iter().map(|entry| report(entry, sensors)).collect(),
    })
}

/// From the last entry to older ones, as long as each names the one before as its successor.
fn read_backwards(session: &mut Session, wanted: usize) -> Vec<LogEntry> {
    let mut entries: Vec<LogEntry> = Vec::new();
    let (mut id, mut prepared) = (LAST, 0_usize);
    while entries.len() < wanted {
        let Ok(Some((next, entry))) = read_entry(session, id) else { break };
        let leads_on = entries.last().is_none_or(|newer| next == newer.record_id);
        if !leads_on || (id != LAST && entry.record_id != id) {
            break;
        }
        id = entry.record_id.wrapping_sub(1);
        entries.push(entry);
        prepared = prepared.saturating_sub(1);
        if prepared == 0 {
            // More at once when the numbers have turned out to be without holes.
            let at_once = if entries.len() == 1 { FIRST_AHEAD } else { AT_ONCE };
            prepared = at_once.min(wanted - entries.len());
            let older = (0..u16::try_from(prepared).unwrap_or_default()).map(|back| id.wrapping_sub(back));
            session.prepare(BMC, older.take_while(|id| *id != FIRST).map(request));
        }
        if id == FIRST || id == LAST {
            break;
        }
    }
    entries
}

/// From the first entry on; the last `wanted` of them, the newest first.
fn read_forwards(session: &mut Session, wanted: usize) -> Vec<LogEntry> {
    let (mut entries, mut seen) = (std::collections::VecDeque::new(), BTreeSet::new());
    let mut id = FIRST;
    while id != LAST && wanted != 0 {
        if !seen.insert(id) {
            session.gap(DEVICE, "event-log", Reason::Damaged, format!("entry {id:04x}h comes after itself"));
            break;
        }
        match read_entry(session, id) {
            Ok(Some((next, entry))) => {
                entries.push_front(entry);
                entries.truncate(wanted);
                id = next;
            }
            Ok(None) => break,
            // Another entry names it, or the log says that it has one.
            Err(error @ Error::IpmiCompletion { .. }) => {
                session.gap(DEVICE, "event-log", Reason::Failed, format!("entry {id:04x}h: {error}"));
                break;
            }
            Err(error) => {
                session.refused(BMC, request(id), error);
                break;
            }
        }
    }
    entries.into()
}

fn request(record: u16) -> IpmiRequest {
    IpmiRequest::SelEntry(IpmiRecordPart { reservation: 0, record, offset: 0, count: 0xff })
}

/// The number of the next entry, and this one; none when it is damaged, which is a gap.
fn read_entry(session: &mut Session, id: u16) -> Result<Option<(u16, LogEntry)>, Error> {
    let bytes = session.ask(request(id))?;
    let entry = LogEntry::decode(bytes.get(2..).unwrap_or_default());
    let entry = entry.map_err(|error| session.damaged(&format!("entry {id:04x}h"), "event-log", &error)).ok();
    Ok(bytes.u16_le(0).zip(entry))
}

/// An entry as the report gives it, with what the sensor's record says of it.
fn report(entry: &LogEntry, sensors: &[Sensor]) -> BmcEvent {
    let common = BmcEvent {
        record_id: entry.record_id,
        record_type: entry.record_type,
        timestamp: entry.timestamp.and_then(Timestamp::date_time),
        seconds_since_initialization: entry.timestamp.and_then(Timestamp::since_initialization),
        severity: match entry.severity() {
            severity::EventSeverity::Unspecified => None,
            severity::EventSeverity::Information => Some(EventSeverity::Information),
            severity::EventSeverity::Warning => Some(EventSeverity::Warning),
            severity::EventSeverity::Critical => Some(EventSeverity::Critical),
        },
        ..BmcEvent::default()
    };
    match &entry.body {
        Body::Event(event) => of_event(event, sensors, common),
        Body::OemTimestamped { manufacturer, data } => {
            BmcEvent { manufacturer: Some(coded(manufacturer)), data: data.clone(), ..common }
        }
        Body::Raw(data) => BmcEvent { data: data.clone(), ..common },
    }
}

fn of_event(event: &SystemEvent, sensors: &[Sensor], common: BmcEvent) -> BmcEvent {
    let sensor = sensors.iter().find(|sensor| {
        let record = &sensor.record;
        let is_own = record.owner.address == event.generator_address && record.owner.logical_unit == event.logical_unit;
        // The type too: records change, and an old entry's number may be another sensor's now.
        is_own && record.number == event.sensor_number && record.sensor_type == event.sensor_type
    });
    let factors = sensor.and_then(|sensor| sensor.record.factors);
    let quantity = |raw: Option<u8>| factors.zip(raw).and_then(|(factors, raw)| factors.quantity(raw));
    let (reading, threshold) = (quantity(event.trigger_reading()), quantity(event.trigger_threshold()));
    let has_quantity = reading.is_some() || threshold.is_some();
    BmcEvent {
        generator_address: Some(event.generator_address),
        sensor_type: Some(coded(&event.sensor_type)),
        sensor_number: Some(event.sensor_number),
        sensor_name: sensor.and_then(|sensor| sensor.report.name.clone()),
        event_type: Some(coded(&event.event_type)),
        event: Some(Coded { code: event.offset().into(), name: event.state_name().map(str::to_owned) }),
        asserted: Some(!event.deasserted),
        reading,
        threshold,
        unit: sensor.filter(|_| has_quantity).and_then(|sensor| sensor.report.unit.clone()),
        data: decode::hex(&event.data),
        ..common
    }
}

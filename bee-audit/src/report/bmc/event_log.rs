//! The system event log.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Coded;

/// The log and its newest entries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcEventLog {
    /// How many entries it holds.
    pub entry_count: u16,
    /// Free space, up to 65,535.
    pub free_bytes: u16,
    /// Whether events were lost for want of space.
    pub overflow: bool,
    /// When the newest entry was added, on the controller's clock.
    pub last_addition: Option<String>,
    /// When an entry was erased last, on the controller's clock.
    pub last_erase: Option<String>,
    /// The controller's clock when it was asked.
    pub clock: Option<String>,
    /// Entries that were left out, being older than those below.
    pub left_out: u16,
    /// Entries, the newest first.
    pub events: Vec<BmcEvent>,
}

impl BmcEventLog {
    /// Critical events, the newest first, each with the entry by which its state was left again (IPMI §32.1, event
    /// direction); none where no such entry follows.
    #[must_use]
    pub fn critical_events(&self) -> Vec<(&BmcEvent, Option<&BmcEvent>)> {
        let (mut critical, mut left) = (Vec::new(), BTreeMap::new());
        for event in &self.events {
            if event.asserted == Some(false) {
                left.insert(event.state(), event);
            }
            if event.severity == Some(EventSeverity::Critical) {
                critical.push((event, left.get(&event.state()).copied()));
            }
        }
        critical
    }
}

/// One entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BmcEvent {
    /// Number of the entry.
    pub record_id: u16,
    /// Kind: 2 is a system event, 192 to 223 a maker's with a timestamp, 224 to 255 one without.
    pub record_type: u8,
    /// When it happened, on the controller's clock; `null` for entries without a time.
    pub timestamp: Option<String>,
    /// How long after the controller initialized its log it happened, when its clock was not set yet.
    pub seconds_since_initialization: Option<u32>,
    /// How bad it is, as far as the standard tells.
    pub severity: Option<EventSeverity>,
    /// Address of the controller (or software, odd) that told it.
    pub generator_address: Option<u8>,
    /// What the sensor watches.
    pub sensor_type: Option<Coded>,
    /// Number of the sensor.
    pub sensor_number: Option<u8>,
    /// Its name.
    pub sensor_name: Option<String>,
    /// How the state is to be read.
    pub event_type: Option<Coded>,
    /// The state: its number, and its name.
    pub event: Option<Coded>,
    /// `true` when the state was entered, `false` when it was left.
    pub asserted: Option<bool>,
    /// The reading that triggered it.
    pub reading: Option<f64>,
    /// The threshold that was crossed.
    pub threshold: Option<f64>,
    /// Unit of both.
    pub unit: Option<String>,
    /// Who defined a maker's entry.
    pub manufacturer: Option<Coded>,
    /// The event's data, or all of a maker's entry, as hexadecimal digits.
    pub data: String,
}

impl BmcEvent {
    /// What tells a state of a sensor from every other: controller, sensor, its type, the event's type and offset.
    fn state(&self) -> (Option<u8>, Option<u8>, [Option<u64>; 3]) {
        let codes = [&self.sensor_type, &self.event_type, &self.event].map(|coded| coded.as_ref().map(|it| it.code));
        (self.generator_address, self.sensor_number, codes)
    }
}

/// How bad an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventSeverity {
    /// Nothing is wrong.
    Information,
    /// Something is to be looked at.
    Warning,
    /// Something failed, or is about to.
    Critical,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_left_by_a_later_entry_of_the_same_sensor_and_state() {
        let event = |record_id, sensor, offset, asserted: bool| BmcEvent {
            record_id,
            severity: asserted.then_some(EventSeverity::Critical),
            sensor_number: Some(sensor),
            event: Some(Coded { code: offset, name: None }),
            asserted: Some(asserted),
            ..BmcEvent::default()
        };
        let events = vec![
            event(8, 2, 3, true),
            event(7, 1, 3, false),
            event(6, 1, 1, true),
            event(5, 2, 3, false),
            event(4, 1, 3, true),
            event(3, 2, 3, true),
            event(2, 2, 3, false),
            event(1, 2, 3, true),
        ];
        let log = BmcEventLog { events, ..BmcEventLog::default() };
        let critical = log.critical_events().into_iter();
        let told: Vec<_> = critical.map(|(event, left)| (event.record_id, left.map(|left| left.record_id))).collect();
        assert_eq!(told, [(8, None), (6, None), (4, Some(7)), (3, Some(5)), (1, Some(2))]);
    }
}

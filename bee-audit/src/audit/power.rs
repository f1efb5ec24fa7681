//! Power supplies, fans and backplanes: what the management controller, SMBIOS and the kernel's sensors tell, in one
//! list each.

mod backplane;
mod fan;
mod supply;

use crate::{
    decode::ipmi::{
        entity::EntityId,
        sensor_type::{EventReadingType, SensorType},
        severity::{self, EventSeverity},
    },
    report::{BmcEntity, BmcSensor, Fru, Report},
};

/// Fills in the lists.
pub(super) fn join(report: &mut Report) {
    report.power_supplies = supply::all(report);
    report.fans = fan::all(report);
    report.backplanes = backplane::all(report);
}

/// Sensors of the management controller; none when there is none.
fn sensors(report: &Report) -> impl Iterator<Item = &BmcSensor> {
    report.bmc.iter().flat_map(|bmc| &bmc.sensors)
}

/// Every part of a kind that a sensor or inventory names, in order of their instance.
fn entities(report: &Report, kind: EntityId) -> Vec<BmcEntity> {
    let of_frus = report.bmc.iter().flat_map(|bmc| &bmc.frus).filter_map(|fru| fru.entity.as_ref());
    let named = of_frus.chain(sensors(report).map(|sensor| &sensor.entity));
    let mut entities: Vec<BmcEntity> = named.filter(|entity| entity.id.code == u64::from(kind.0)).cloned().collect();
    entities.sort_unstable_by_key(|entity| entity.instance);
    entities.dedup();
    entities
}

/// The inventory of a part.
fn fru_of<'a>(report: &'a Report, entity: &BmcEntity) -> Option<&'a Fru> {
    let mut frus = report.bmc.iter().flat_map(|bmc| &bmc.frus);
    frus.find(|fru| fru.entity.as_ref() == Some(entity))
}

/// Sets what is not known yet.
fn fill<T: Clone>(field: &mut Option<T>, value: Option<&T>) {
    if field.is_none() {
        *field = value.cloned();
    }
}

/// The worst of the states that a discrete sensor is in, or of the limits that an analog one is beyond.
fn worst_state(sensor: &BmcSensor) -> Option<EventSeverity> {
    let bits = sensor.state_bits?;
    let event_type = EventReadingType(u8::try_from(sensor.event_reading_type.code).ok()?);
    let sensor_type = SensorType(u8::try_from(sensor.sensor_type.code).ok()?);
    if event_type == EventReadingType::THRESHOLD {
        // Bits 1, 2, 4 and 5 are the critical and non-recoverable limits (IPMI §35.14).
        let critical = bits & 0b11_0110 != 0;
        return Some(if critical { EventSeverity::Critical } else { EventSeverity::Information });
    }
    let on = (0..15).filter(|offset| bits >> offset & 1 != 0);
    Some(
        on.map(|offset| severity::of_state(event_type, sensor_type, offset))
            .max()
            .unwrap_or(EventSeverity::Information),
    )
}

/// What sensors of redundancy (event/reading type 0Bh) of these sensor types say.
fn redundancy(report: &Report, sensor_types: &[u64]) -> Option<String> {
    let redundancy = u64::from(EventReadingType::REDUNDANCY.0);
    let of_type = |sensor: &&BmcSensor| {
        sensor.event_reading_type.code == redundancy && sensor_types.contains(&sensor.sensor_type.code)
    };
    let states = sensors(report).filter(of_type).find_map(|sensor| sensor.states.clone())?;
    (!states.is_empty()).then(|| states.join(", "))
}

/// The part that a name numbers at its end: `PSU2`, `PS2 Status` and `Power Supply 2` are 2.
fn number(name: &str) -> Option<u8> {
    let start = name.find(|character: char| character.is_ascii_digit())?;
    let digits = name.get(start..)?.split(|character: char| !character.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn is_of(sensor: &BmcSensor, entity: &BmcEntity) -> bool {
    sensor.entity.id.code == entity.id.code && sensor.entity.instance == entity.instance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_by_their_first_digits() {
        assert_eq!(["PSU2", "PS1 Status", "Power Supply 12", "PSU"].map(number), [Some(2), Some(1), Some(12), None]);
    }
}

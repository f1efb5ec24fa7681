//! Power supplies.
//!
//! Parts of the management controller's entity 10 are the list. SMBIOS structures join them by serial number, else by
//! the number in their name; those that join none follow. Chips of the kernel's are a supply where they measure both
//! sides of one that takes more than 36 V, and count only where nobody else lists any: nothing says which one is which.

use super::{entities, fill, fru_of, is_of, number, redundancy, sensors};
use crate::{
    decode::ipmi::{
        entity::EntityId,
        sensor_type::{EventReadingType, SensorType},
        unit::Unit,
    },
    report::{BmcEntity, BmcSensor, Fru, PowerSupply, PowerSupplySlot, Report, SensorChip},
    units::{Volts, Watts},
};

/// States of a power supply's sensor (IPMI §42.2, table 42-3, 08h).
const PRESENT: u16 = 1;
const FAILED: u16 = 1 << 1;
const PREDICTS_FAILURE: u16 = 1 << 2;
const INPUT_LOST: u16 = 1 << 3 | 1 << 4 | 1 << 5;

/// The lowest input of a supply for a whole machine; converters on boards take less.
const LOWEST_INPUT: f64 = 36.0;

pub(super) fn all(report: &Report) -> Vec<PowerSupply> {
    let frus = || report.bmc.iter().flat_map(|bmc| &bmc.frus);
    let mut supplies: Vec<PowerSupply> =
        entities(report, EntityId::POWER_SUPPLY).into_iter().map(|entity| of_entity(report, &entity)).collect();
    // A supply's inventory whose record names no entity.
    let unplaced = frus().filter(|fru| fru.power_supply.is_some() && !fru.entity.as_ref().is_some_and(is_supply));
    for fru in unplaced {
        let mut supply = PowerSupply::default();
        enter_fru(fru, &mut supply);
        supplies.push(supply);
    }
    let mut slots: Vec<&PowerSupplySlot> = report.board.iter().flat_map(|board| &board.power_supplies).collect();
    let joins: [fn(&PowerSupply, &PowerSupplySlot) -> bool; 2] = [same_serial, same_number];
    for join in joins {
        slots.retain(|slot| {
            let open = supplies.iter_mut().filter(|supply| supply.smbios_handle.is_none());
            let found = open.into_iter().find(|supply| join(supply, slot));
            found.is_none_or(|supply| {
                enter_slot(slot, supply);
                false
            })
        });
    }
    for slot in slots {
        let mut supply = PowerSupply::default();
        enter_slot(slot, &mut supply);
        supplies.push(supply);
    }
    if supplies.is_empty() {
        let chips = report.sensors.iter().flat_map(|sensors| &sensors.chips);
        supplies.extend(chips.filter_map(of_chip));
    }
    let redundancy = redundancy(report, &[SensorType::POWER_SUPPLY.0.into(), SensorType::POWER_UNIT.0.into()]);
    for supply in supplies.iter_mut().filter(|supply| supply.entity.is_some()) {
        supply.redundancy.clone_from(&redundancy);
    }
    supplies
}

fn is_supply(entity: &BmcEntity) -> bool {
    entity.id.code == u64::from(EntityId::POWER_SUPPLY.0)
}

fn of_entity(report: &Report, entity: &BmcEntity) -> PowerSupply {
    let mut supply = PowerSupply { entity: Some(entity.clone()), ..PowerSupply::default() };
    if let Some(fru) = fru_of(report, entity) {
        enter_fru(fru, &mut supply);
    }
    for sensor in sensors(report).filter(|sensor| is_of(sensor, entity)) {
        enter_sensor(sensor, &mut supply);
    }
    supply
}

fn enter_fru(fru: &Fru, supply: &mut PowerSupply) {
    supply.name.clone_from(&fru.name);
    if let Some(product) = &fru.product {
        supply.manufacturer.clone_from(&product.manufacturer);
        supply.product_name.clone_from(&product.product_name);
        supply.part_number.clone_from(&product.part_number);
        supply.serial_number.clone_from(&product.serial_number);
        supply.revision.clone_from(&product.version);
    }
    if let Some(board) = &fru.board {
        fill(&mut supply.manufacturer, board.manufacturer.as_ref());
        fill(&mut supply.product_name, board.product_name.as_ref());
        fill(&mut supply.part_number, board.part_number.as_ref());
        fill(&mut supply.serial_number, board.serial_number.as_ref());
    }
    supply.capacity_watts = fru.power_supply.as_ref().and_then(|it| it.capacity_watts);
}

fn enter_sensor(sensor: &BmcSensor, supply: &mut PowerSupply) {
    fill(&mut supply.name, sensor.name.as_ref());
    let is_specific = sensor.event_reading_type.code == u64::from(EventReadingType::SENSOR_SPECIFIC.0);
    if let Some(bits) = sensor.state_bits.filter(|_| is_specific) {
        // No state at all says neither that the supply is absent nor that it is well: the controller may not watch it.
        if bits != 0 && sensor.sensor_type.code == u64::from(SensorType::POWER_SUPPLY.0) {
            enter_states(bits, supply);
        }
        supply.states.extend(sensor.states.iter().flatten().cloned());
    }
    let (Some(reading), Some(unit)) = (sensor.reading, &sensor.unit) else { return };
    let is_unit = |known: Unit| known.name() == Some(unit.as_str());
    match side(sensor.name.as_deref().unwrap_or_default()) {
        Some(Side::Input) if is_unit(Unit::WATTS) => fill(&mut supply.input_watts, Some(&Watts(reading))),
        Some(Side::Output) if is_unit(Unit::WATTS) => fill(&mut supply.output_watts, Some(&Watts(reading))),
        Some(Side::Input) if is_unit(Unit::VOLTS) => fill(&mut supply.input_volts, Some(&Volts(reading))),
        _ => {}
    }
}

/// Table 42-3 has a state for presence and none for absence, which another source has to tell. Each of several sensors
/// of a supply may watch some of the states only.
fn enter_states(bits: u16, supply: &mut PowerSupply) {
    if bits & PRESENT != 0 {
        supply.present = Some(true);
    }
    let enter = |field: &mut Option<bool>, states: u16| *field = Some(*field == Some(true) || bits & states != 0);
    enter(&mut supply.failed, FAILED);
    enter(&mut supply.predicts_failure, PREDICTS_FAILURE);
    enter(&mut supply.input_lost, INPUT_LOST);
}

/// Which side of a supply a sensor measures.
enum Side {
    Input,
    Output,
}

/// By the words of its name: `PS1 Input Power`, `PSU1_PIN`, `PSU2_POUT`; none where the name does not tell.
fn side(name: &str) -> Option<Side> {
    let name = name.to_lowercase();
    let mut words = name.split(|character: char| !character.is_ascii_alphabetic());
    words.find_map(|word| match word {
        "in" | "input" | "pin" | "vin" | "ac" => Some(Side::Input),
        "out" | "output" | "pout" | "vout" => Some(Side::Output),
        _ => None,
    })
}

fn same_serial(supply: &PowerSupply, slot: &PowerSupplySlot) -> bool {
    supply.serial_number.is_some() && supply.serial_number == slot.serial_number
}

/// Of a supply whose serial number is not known, or not to SMBIOS.
fn same_number(supply: &PowerSupply, slot: &PowerSupplySlot) -> bool {
    let one_is_silent = supply.serial_number.is_none() || slot.serial_number.is_none();
    let of_slot = [&slot.name, &slot.location].into_iter().flatten().find_map(|name| number(name));
    let instance = supply.entity.as_ref().map(|entity| entity.instance);
    one_is_silent && of_slot.is_some() && of_slot == instance
}

/// Whether it was unplugged at boot stays with the slot: it does not tell whether its input is lost now.
fn enter_slot(slot: &PowerSupplySlot, supply: &mut PowerSupply) {
    supply.smbios_handle = Some(slot.handle);
    fill(&mut supply.name, slot.name.as_ref().or(slot.location.as_ref()));
    fill(&mut supply.manufacturer, slot.manufacturer.as_ref());
    fill(&mut supply.part_number, slot.part_number.as_ref());
    fill(&mut supply.serial_number, slot.serial_number.as_ref());
    fill(&mut supply.revision, slot.revision.as_ref());
    fill(&mut supply.capacity_watts, slot.maximum_power_watts.as_ref());
    fill(&mut supply.present, slot.present.as_ref());
}

/// A chip that measures what a supply takes and gives (`pmbus` of the kernel's hwmon documentation: `vin`, `pin`,
/// `pout1`).
fn of_chip(chip: &SensorChip) -> Option<PowerSupply> {
    let power = |wanted: &str| {
        let labelled = chip.powers.iter().find(|power| power.label.as_deref() == Some(wanted));
        labelled.and_then(|power| power.reading_watts)
    };
    let input = chip.voltages.iter().find(|voltage| voltage.label.as_deref() == Some("vin"));
    let input_volts = input.and_then(|voltage| voltage.reading_volts).filter(|volts| volts.0 >= LOWEST_INPUT)?;
    Some(PowerSupply {
        name: chip.name.clone(),
        hwmon: Some(chip.hwmon.clone()),
        input_watts: power("pin"),
        output_watts: power("pout1"),
        input_volts: Some(input_volts),
        present: Some(true),
        ..PowerSupply::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bmc, Board, Coded, FruPowerSupply, FruProduct};

    fn entity(instance: u8) -> BmcEntity {
        BmcEntity { id: Coded { code: 10, name: Some("Power Supply".into()) }, instance }
    }

    fn report() -> Report {
        let product = FruProduct { serial_number: Some("S1".into()), ..FruProduct::default() };
        let fru = Fru {
            entity: Some(entity(1)),
            name: Some("PSU1 FRU".into()),
            product: Some(product),
            power_supply: Some(FruPowerSupply { capacity_watts: Some(Watts(2000.0)), ..FruPowerSupply::default() }),
            ..Fru::default()
        };
        let status = |instance, bits| BmcSensor {
            entity: entity(instance),
            name: Some(format!("PS{instance} Status")),
            sensor_type: Coded { code: 8, name: None },
            event_reading_type: Coded { code: 0x6f, name: None },
            state_bits: Some(bits),
            states: Some(vec!["state".into()]),
            ..BmcSensor::default()
        };
        let sensors = vec![status(2, 0b1001), status(1, 1)];
        let slot = |handle, name: &str, serial: Option<&str>| PowerSupplySlot {
            handle,
            name: Some(name.into()),
            serial_number: serial.map(str::to_owned),
            revision: Some("1.3".into()),
            ..PowerSupplySlot::default()
        };
        let power_supplies = vec![slot(1, "PSU9", Some("S1")), slot(2, "PSU2", None), slot(3, "PSU3", Some("S3"))];
        Report {
            bmc: Some(Bmc { frus: vec![fru], sensors, ..Bmc::default() }),
            board: Some(Board { power_supplies, ..Board::default() }),
            ..Report::default()
        }
    }

    #[test]
    fn a_sensor_without_a_state_does_not_make_a_supply_absent() {
        let with = |bits| {
            let mut report = report();
            report.bmc.as_mut().unwrap().sensors.iter_mut().for_each(|sensor| sensor.state_bits = Some(bits));
            report.board.as_mut().unwrap().power_supplies[1].present = Some(true);
            let told = all(&report).into_iter().map(|supply| (supply.present, supply.failed));
            told.collect::<Vec<_>>()
        };
        assert_eq!(with(0), [(None, None), (Some(true), None), (None, None)]);
        assert_eq!(with(0b10), [(None, Some(true)), (Some(true), Some(true)), (None, None)]);
    }

    #[test]
    fn what_sensors_of_one_supply_say_adds_up() {
        let mut supply = PowerSupply::default();
        [0b1000, 0b1].into_iter().for_each(|bits| enter_states(bits, &mut supply));
        assert_eq!((supply.present, supply.failed, supply.input_lost), (Some(true), Some(false), Some(true)));
    }

    #[test]
    fn an_input_lost_at_boot_is_not_lost_now() {
        let mut report = report();
        report.board.as_mut().unwrap().power_supplies.iter_mut().for_each(|slot| slot.unplugged = Some(true));
        let lost: Vec<_> = all(&report).iter().map(|supply| supply.input_lost).collect();
        assert_eq!(lost, [Some(false), Some(true), None]);
    }

    #[test]
    fn what_several_sources_tell_is_one_supply() {
        let supplies = all(&report());
        let handles: Vec<_> = supplies.iter().map(|supply| supply.smbios_handle).collect();
        assert_eq!(handles, [Some(1), Some(2), Some(3)]);
        assert_eq!(supplies[0].capacity_watts, Some(Watts(2000.0)));
        assert_eq!((supplies[0].revision.as_deref(), supplies[0].input_lost), (Some("1.3"), Some(false)));
        assert_eq!((supplies[1].present, supplies[1].input_lost), (Some(true), Some(true)));
        assert_eq!((supplies[2].entity.as_ref(), supplies[2].serial_number.as_deref()), (None, Some("S3")));
    }
}

//! Backplanes of drives: parts of the management controller's entity 15, with what their inventories and sensors tell.

use super::{entities, fill, fru_of, is_of, sensors};
use crate::{
    decode::ipmi::entity::EntityId,
    report::{Backplane, BmcEntity, Fru, Report},
};

pub(super) fn all(report: &Report) -> Vec<Backplane> {
    let entities = entities(report, EntityId::DRIVE_BACKPLANE);
    entities.into_iter().map(|entity| of_entity(report, entity)).collect()
}

fn of_entity(report: &Report, entity: BmcEntity) -> Backplane {
    let mut backplane = Backplane::default();
    if let Some(fru) = fru_of(report, &entity) {
        enter_fru(fru, &mut backplane);
    }
    for sensor in sensors(report).filter(|sensor| is_of(sensor, &entity)) {
        fill(&mut backplane.name, sensor.name.as_ref());
        backplane.states.extend(sensor.states.iter().flatten().cloned());
    }
    backplane.entity = Some(entity);
    backplane
}

/// The board is the backplane; the product may be the machine that it sits in.
fn enter_fru(fru: &Fru, backplane: &mut Backplane) {
    backplane.name.clone_from(&fru.name);
    if let Some(board) = &fru.board {
        backplane.manufacturer.clone_from(&board.manufacturer);
        backplane.product_name.clone_from(&board.product_name);
        backplane.part_number.clone_from(&board.part_number);
        backplane.serial_number.clone_from(&board.serial_number);
    }
    if let Some(product) = &fru.product {
        fill(&mut backplane.manufacturer, product.manufacturer.as_ref());
        fill(&mut backplane.product_name, product.product_name.as_ref());
        fill(&mut backplane.part_number, product.part_number.as_ref());
        fill(&mut backplane.serial_number, product.serial_number.as_ref());
        backplane.revision.clone_from(&product.version);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bmc, BmcSensor, Coded, FruBoard};

    #[test]
    fn inventory_and_sensors_of_one_part_are_one_backplane() {
        let entity = |code, instance| BmcEntity { id: Coded { code, name: None }, instance };
        let board = FruBoard { serial_number: Some("B1".into()), ..FruBoard::default() };
        let fru = Fru { entity: Some(entity(15, 1)), board: Some(board), ..Fru::default() };
        let sensor = |entity: BmcEntity, name: &str| BmcSensor {
            entity,
            name: Some(name.into()),
            states: Some(vec!["state".into()]),
            ..BmcSensor::default()
        };
        let sensors =
            vec![sensor(entity(15, 2), "BP2"), sensor(entity(15, 1), "BP1 Temp"), sensor(entity(7, 1), "CPU")];
        let bmc = Bmc { frus: vec![fru], sensors, ..Bmc::default() };
        let backplanes = all(&Report { bmc: Some(bmc), ..Report::default() });
        let told: Vec<_> =
            backplanes.iter().map(|it| (it.name.as_deref(), it.serial_number.as_deref(), it.states.len())).collect();
        assert_eq!(told, [(Some("BP1 Temp"), Some("B1"), 1), (Some("BP2"), None, 1)]);
    }
}

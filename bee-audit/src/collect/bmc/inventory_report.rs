//! FRU inventories as the report gives them.

use super::controller::{entity, set};
use crate::{
    collect::{coded, identity},
    decode::ipmi::{
        entity::EntityId,
        fru::{
            self,
            area::{BoardArea, ChassisArea, ProductArea},
            multi_record::{Body, CombinedVoltage, DcLoad, DcOutput, MultiRecord, PowerSupplyRecord},
        },
        sdr::{Owner, locator::FruDeviceLocator},
    },
    report::{
        Fru, FruBoard, FruChassis, FruCompatibility, FruDamage, FruDcRail, FruManagementAccess, FruOemRecord,
        FruPowerSupply, FruProduct, Placeholders,
    },
    units::{Amperes, Hertz, Seconds, Volts, Watts},
};

/// What is on the device that `locator` names; nothing of it where it could not be decoded.
pub(super) fn report(fru: Option<&fru::Fru>, locator: Option<&FruDeviceLocator>, device_id: u8) -> Fru {
    let mut report = Fru {
        device_id,
        owner_address: locator.map_or(Owner::BMC, |locator| locator.access_address),
        name: locator.and_then(|locator| locator.name.clone()),
        entity: locator.map(|locator| entity(locator.entity)),
        ..Fru::default()
    };
    let Some(fru) = fru else { return report };
    report.internal_use.clone_from(&fru.internal_use);
    report.chassis = fru.chassis.as_ref().map(chassis);
    report.board = fru.board.as_ref().map(board);
    report.product = fru.product.as_ref().map(product);
    report.power_supply = fru.power_supply().map(power_supply);
    fru.multi_records.iter().for_each(|record| enter(record, &mut report));
    let damage = fru.damage.iter().map(|damage| FruDamage {
        area: damage.area.to_owned(),
        detail: damage.error.to_string(),
        raw: damage.raw.clone(),
    });
    report.damage = damage.collect();
    report
}

fn chassis(area: &ChassisArea) -> FruChassis {
    let mut fillers = Placeholders::new();
    FruChassis {
        chassis_type: coded(&area.chassis_type),
        part_number: identity(area.part_number.clone(), "part_number", &mut fillers),
        serial_number: identity(area.serial_number.clone(), "serial_number", &mut fillers),
        custom: area.custom.clone(),
        placeholders: fillers,
    }
}

fn board(area: &BoardArea) -> FruBoard {
    let mut fillers = Placeholders::new();
    FruBoard {
        manufactured_at: area.manufactured_at.clone(),
        manufacturer: identity(area.manufacturer.clone(), "manufacturer", &mut fillers),
        product_name: identity(area.product_name.clone(), "product_name", &mut fillers),
        serial_number: identity(area.serial_number.clone(), "serial_number", &mut fillers),
        part_number: identity(area.part_number.clone(), "part_number", &mut fillers),
        fru_file_id: identity(area.fru_file_id.clone(), "fru_file_id", &mut fillers),
        custom: area.custom.clone(),
        placeholders: fillers,
    }
}

fn product(area: &ProductArea) -> FruProduct {
    let mut fillers = Placeholders::new();
    FruProduct {
        manufacturer: identity(area.manufacturer.clone(), "manufacturer", &mut fillers),
        product_name: identity(area.product_name.clone(), "product_name", &mut fillers),
        part_number: identity(area.part_number.clone(), "part_number", &mut fillers),
        version: identity(area.version.clone(), "version", &mut fillers),
        serial_number: identity(area.serial_number.clone(), "serial_number", &mut fillers),
        asset_tag: identity(area.asset_tag.clone(), "asset_tag", &mut fillers),
        fru_file_id: identity(area.fru_file_id.clone(), "fru_file_id", &mut fillers),
        custom: area.custom.clone(),
        placeholders: fillers,
    }
}

fn power_supply(record: &PowerSupplyRecord) -> FruPowerSupply {
    let watts = |watts: Option<u16>| watts.map(|watts| Watts(watts.into()));
    let hertz = |hertz: u8| Hertz(hertz.into());
    let ranges = record.input_ranges_centivolts.iter();
    FruPowerSupply {
        capacity_watts: watts(record.capacity_watts),
        peak_volt_amperes: record.peak_volt_amperes,
        inrush_amperes: record.inrush_amperes.map(|amperes| Amperes(amperes.into())),
        input_ranges_volts: ranges.map(|(low, high)| (centivolts(*low), centivolts(*high))).collect(),
        minimum_input_frequency_hertz: record.input_frequency_hertz.map(|(low, _)| hertz(low)),
        maximum_input_frequency_hertz: record.input_frequency_hertz.map(|(_, high)| hertz(high)),
        dropout_tolerance_seconds: record.dropout_tolerance_milliseconds.map(|it| Seconds(f64::from(it) / 1000.0)),
        features: set(&record.flags),
        peak_capacity_watts: watts(record.peak_capacity_watts),
        peak_hold_up_seconds: record.peak_hold_up_seconds.map(|seconds| Seconds(seconds.into())),
        combined_rails: record.combined.iter().flat_map(|(first, second, _)| [rail(*first), rail(*second)]).collect(),
        combined_watts: watts(record.combined.map(|(.., total)| total)),
    }
}

fn rail(voltage: CombinedVoltage) -> String {
    voltage.name().map_or_else(|| voltage.0.to_string(), str::to_owned)
}

fn centivolts(steps: impl Into<f64>) -> Volts {
    Volts(steps.into() / 100.0)
}

fn amperes(milliamperes: u32) -> Amperes {
    Amperes(f64::from(milliamperes) / 1000.0)
}

fn dc_output(output: &DcOutput) -> FruDcRail {
    FruDcRail {
        output_number: output.output_number,
        standby: Some(output.standby),
        nominal_volts: centivolts(output.nominal_centivolts),
        minimum_volts: centivolts(output.range_centivolts.0),
        maximum_volts: centivolts(output.range_centivolts.1),
        ripple_volts: Volts(f64::from(output.ripple_millivolts) / 1000.0),
        minimum_amperes: amperes(output.current_milliamperes.0),
        maximum_amperes: amperes(output.current_milliamperes.1),
    }
}

fn dc_load(load: &DcLoad) -> FruDcRail {
    FruDcRail {
        output_number: load.output_number,
        standby: None,
        nominal_volts: centivolts(load.nominal_centivolts),
        minimum_volts: centivolts(load.range_centivolts.0),
        maximum_volts: centivolts(load.range_centivolts.1),
        ripple_volts: Volts(f64::from(load.ripple_millivolts) / 1000.0),
        minimum_amperes: amperes(load.current_milliamperes.0),
        maximum_amperes: amperes(load.current_milliamperes.1),
    }
}

/// Enters a record where its kind belongs; the first power supply's stands for all.
fn enter(record: &MultiRecord, fru: &mut Fru) {
    let oem = |manufacturer, data: &str| FruOemRecord {
        record_type: coded(&record.record_type),
        manufacturer,
        data: data.to_owned(),
    };
    match &record.body {
        Body::PowerSupply(_) => {}
        Body::DcOutput(output) => fru.dc_outputs.push(dc_output(output)),
        Body::DcLoad(load) => fru.dc_loads.push(dc_load(load)),
        Body::ManagementAccess { access, value } => {
            fru.management_access.push(FruManagementAccess { access: coded(access), value: value.clone() });
        }
        Body::Compatibility { manufacturer, entity_id, code } => fru.compatibility.push(FruCompatibility {
            manufacturer: coded(manufacturer),
            entity_id: coded(&EntityId(*entity_id)),
            code: code.clone(),
        }),
        Body::Oem { manufacturer, data } => fru.oem_records.push(oem(Some(coded(manufacturer)), data)),
        Body::Raw(data) => fru.oem_records.push(oem(None, data)),
    }
}

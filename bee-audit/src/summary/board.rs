//! The boards, their enclosure, their firmware and their power supplies.

use crate::report::{Baseboard, Board, Chassis, Firmware, FirmwareMode, PowerSupply, PowerSupplySlot};

use super::{
    page::{Cell, Section, TIE, Tone, cell},
    phrase::{alike, times, words},
};

/// DSP0134 §7.3.2: a board of this type carries the processors.
const MOTHERBOARD: u64 = 10;

/// DSP0134 §7.4.1: a chassis of other or unknown type.
const UNTOLD: [u64; 2] = [1, 2];

/// A line for each part, the board that carries the rest first.
pub(super) fn section(board: &Board, supplies: &[PowerSupply]) -> Section {
    let mut section = Section::new("BOARD");
    section.line([virtual_machine(board)]);
    let (main, others): (Vec<_>, Vec<_>) = board.baseboards.iter().partition(|board| is_main(board));
    for baseboard in main {
        section.line(baseboard_parts(baseboard));
    }
    section.line(
        alike(others, |board| baseboard_name(board)).into_iter().map(|(name, boards)| cell(times(boards.len(), &name))),
    );
    for chassis in &board.chassis {
        section.line(chassis_parts(chassis));
    }
    section.line(firmware_parts(&board.firmware));
    // Those of all sources together have a section of their own.
    let supplies = board.power_supplies.iter().filter(|supply| supplies.is_empty() && is_told(supply));
    for (name, supplies) in alike(supplies, |supply| supply_name(supply)) {
        section.line(supply_parts(&name, &supplies));
    }
    section.line(board.ipmi_interfaces.iter().map(|interface| {
        let kind = interface.interface_type.as_ref().and_then(|kind| kind.name.as_deref()?.split(" (").next());
        cell(words([Some("BMC"), kind, Some("IPMI"), interface.specification_version.as_deref()]))
    }));
    section
}

fn virtual_machine(board: &Board) -> Cell {
    match board.virtualization.virtual_machine {
        Some(true) => {
            cell(words([Some("virtual machine"), board.virtualization.hypervisor.as_deref()])).tone(Tone::Warning)
        }
        _ => Cell::default(),
    }
}

fn is_main(board: &Baseboard) -> bool {
    board.board_type.as_ref().is_none_or(|kind| kind.code == MOTHERBOARD)
}

fn baseboard_name(board: &Baseboard) -> String {
    words([board.manufacturer.as_deref(), board.product.as_deref(), board.version.as_deref()])
}

fn baseboard_parts(board: &Baseboard) -> [Cell; 3] {
    [
        cell(baseboard_name(board)),
        named("serial", board.serial_number.as_ref()),
        named("asset", board.asset_tag.as_ref()),
    ]
}

/// `serial 7ABC123`, kept on one line.
pub(super) fn named(name: &str, value: Option<&String>) -> Cell {
    value.map(|value| format!("{name}{TIE}{}", value.replace(' ', TIE))).into()
}

fn chassis_parts(chassis: &Chassis) -> [Cell; 5] {
    let kind =
        chassis.chassis_type.as_ref().filter(|kind| !UNTOLD.contains(&kind.code)).and_then(|kind| kind.name.as_deref());
    let height = chassis.height_rack_units.map(|units| format!("{units}U"));
    let name = words([chassis.manufacturer.as_deref(), kind]);
    [
        cell(if name.is_empty() { String::new() } else { format!("chassis {name}") }),
        height.into(),
        chassis.version.clone().into(),
        named("serial", chassis.serial_number.as_ref()),
        named("asset", chassis.asset_tag.as_ref()),
    ]
}

fn firmware_parts(firmware: &Firmware) -> [Cell; 5] {
    let version = words([firmware.vendor.as_deref(), firmware.version.as_deref()]);
    let date = firmware.release_date.as_deref().map(date);
    let mode = firmware.mode.as_ref().map(|mode| match mode {
        FirmwareMode::Uefi => "UEFI",
        FirmwareMode::Bios => "legacy BIOS",
        FirmwareMode::DeviceTree => "device tree",
    });
    let secure_boot = match firmware.secure_boot {
        Some(true) => cell("Secure Boot on"),
        Some(false) => cell("Secure Boot off").tone(Tone::Faint),
        None => Cell::default(),
    };
    let setup = if firmware.setup_mode == Some(true) { "keys in setup mode" } else { "" };
    [
        cell(if version.is_empty() { String::new() } else { format!("BIOS {version}") }),
        date.into(),
        mode.into(),
        secure_boot,
        cell(setup).tone(Tone::Faint),
    ]
}

/// `2022-09-14` of `09/14/2022` (DSP0134 §7.1); anything else as it is.
pub(super) fn date(written: &str) -> String {
    match written.split('/').collect::<Vec<_>>().as_slice() {
        [month, day, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => written.to_owned(),
    }
}

/// Much firmware lists supplies of which it knows nothing.
fn is_told(supply: &PowerSupplySlot) -> bool {
    supply.present == Some(false) || supply.serial_number.is_some() || supply.maximum_power_watts.is_some()
}

fn supply_name(supply: &PowerSupplySlot) -> String {
    if supply.present == Some(false) {
        return "empty power supply bay".to_owned();
    }
    let power = supply.maximum_power_watts.map(|power| power.to_string());
    let name = supply.name.as_deref().or(supply.part_number.as_deref());
    words([Some("power supply"), supply.manufacturer.as_deref(), name, power.as_deref()])
}

fn supply_parts(name: &str, supplies: &[&PowerSupplySlot]) -> Vec<Cell> {
    let serials =
        supplies.iter().map(|supply| supply.serial_number.as_deref().map(|serial| serial.replace(' ', TIE)).into());
    std::iter::once(cell(times(supplies.len(), name))).chain(serials).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::page::plain;
    use crate::{
        report::{Coded, IpmiInterface, Virtualization},
        units::Watts,
    };

    fn coded(code: u64, name: &str) -> Option<Coded> {
        Some(Coded { code, name: Some(name.into()) })
    }

    #[test]
    fn a_server_is_told_part_by_part() {
        let main = Baseboard {
            manufacturer: Some("Dell Inc.".into()),
            product: Some("0PYXKY".into()),
            version: Some("A01".into()),
            serial_number: Some(".7ABC123.CNFCP0012300AB.".into()),
            board_type: coded(MOTHERBOARD, "Motherboard"),
            ..Baseboard::default()
        };
        let riser =
            Baseboard { product: Some("Riser 1A".into()), board_type: coded(7, "I/O Module"), ..Baseboard::default() };
        let chassis = Chassis {
            manufacturer: Some("Dell Inc.".into()),
            chassis_type: coded(23, "Rack Mount Chassis"),
            height_rack_units: Some(2),
            serial_number: Some("7ABC123".into()),
            asset_tag: Some("DC 4711".into()),
            ..Chassis::default()
        };
        let firmware = Firmware {
            vendor: Some("Dell Inc.".into()),
            version: Some("1.8.2".into()),
            release_date: Some("09/14/2022".into()),
            mode: Some(FirmwareMode::Uefi),
            secure_boot: Some(false),
            ..Firmware::default()
        };
        let supply = |serial: &str| PowerSupplySlot {
            manufacturer: Some("DELL".into()),
            name: Some("PWR SPLY,1400W,RDNT,LTON".into()),
            maximum_power_watts: Some(Watts(1400.0)),
            serial_number: Some(serial.into()),
            present: Some(true),
            ..PowerSupplySlot::default()
        };
        let ipmi = IpmiInterface {
            interface_type: coded(1, "KCS"),
            specification_version: Some("2.0".into()),
            ..IpmiInterface::default()
        };
        let board = Board {
            baseboards: vec![riser.clone(), main, riser],
            chassis: vec![chassis],
            firmware,
            power_supplies: vec![supply("CNLOD0012300001"), supply("CNLOD0012300002")],
            ipmi_interfaces: vec![ipmi],
            ..Board::default()
        };
        insta::assert_snapshot!(plain(&section(&board, &[])));
    }

    #[test]
    fn a_virtual_machine_says_so() {
        let virtualization =
            Virtualization { virtual_machine: Some(true), hypervisor: Some("KVM".into()), ..Virtualization::default() };
        let board = Board { virtualization, ..Board::default() };
        assert_eq!(plain(&section(&board, &[])), "BOARD       virtual machine KVM\n");
    }

    #[test]
    fn dates_are_put_in_order() {
        assert_eq!(date("09/14/2022"), "2022-09-14");
        assert_eq!(date("9/4/2022"), "2022-09-04");
        assert_eq!(date("2022-09-14"), "2022-09-14");
        assert_eq!(date("04/01/14"), "04/01/14");
    }
}

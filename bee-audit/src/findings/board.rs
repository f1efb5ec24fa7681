//! Rules about boards, chassis, firmware and what firmware says of power supplies.

use super::Observation;
use crate::report::{Board, Coded, PowerSupplySlot, Report};

/// DSP0134 §7.4.2: from this state on (warning, critical, non-recoverable) a chassis needs attention.
const CHASSIS_WARNING: u64 = 4;
/// DSP0134 §7.40.1, status: from this on (non-critical, critical) a power supply needs attention.
const SUPPLY_NON_CRITICAL: u64 = 4;

/// Firmware called the chassis, its power or its temperature bad at the last boot.
pub(super) fn chassis_state(report: &Report) -> Vec<Observation> {
    let chassis = report.board.iter().flat_map(|board| &board.chassis);
    let states = chassis.flat_map(|chassis| {
        [
            ("chassis", &chassis.boot_up_state),
            ("power supplies", &chassis.power_supply_state),
            ("temperature", &chassis.thermal_state),
        ]
    });
    let bad = states.filter_map(|(what, state)| {
        let state = state.as_ref().filter(|state| state.code >= CHASSIS_WARNING)?;
        Some(Observation::new([what], format!("state of {what} at the last boot: {}", worded(state))))
    });
    bad.collect()
}

/// A power supply is not well, or has no input.
pub(super) fn power_supply(report: &Report) -> Vec<Observation> {
    let supplies = report.board.iter().flat_map(|board| &board.power_supplies);
    let bad = supplies.filter(|supply| supply.present != Some(false)).filter_map(|supply| {
        let status = supply.status.as_ref().filter(|status| status.code >= SUPPLY_NON_CRITICAL).map(worded);
        let unplugged = (supply.unplugged == Some(true)).then(|| "unplugged from the wall".to_owned());
        let what: Vec<String> = status.into_iter().chain(unplugged).collect();
        let name = supply_name(supply);
        let message = format!("{name} at the last boot: {}", what.join(", "));
        (!what.is_empty()).then(|| Observation::new([name], message))
    });
    bad.collect()
}

/// Which one it is: supplies may have their name or their location in common, and not their serial number.
fn supply_name(supply: &PowerSupplySlot) -> String {
    let handle = format!("{:#06x}", supply.handle);
    let name = supply.name.as_deref().or(supply.location.as_deref()).unwrap_or(&handle);
    let location = supply.location.clone().filter(|location| location != name);
    let serial = supply.serial_number.as_ref().map(|serial| format!("serial {serial}"));
    let details: Vec<String> = location.into_iter().chain(serial).collect();
    if details.is_empty() {
        format!("power supply {name}")
    } else {
        format!("power supply {name} ({})", details.join(", "))
    }
}

/// The last update of a firmware resource failed.
pub(super) fn firmware_update_failed(report: &Report) -> Vec<Observation> {
    let tables = report.board.iter().filter_map(|board| board.firmware.esrt.as_ref());
    let failed = tables.flat_map(|table| &table.entries).filter_map(|entry| {
        let version = entry.last_attempt_version?;
        let status = entry.last_attempt_status.as_ref().filter(|status| status.code != 0)?;
        let class = entry.class.as_deref().unwrap_or("of no known class");
        let message = format!("the update of firmware {class} to version {version} failed: {}", worded(status));
        Some(Observation::new([class], message))
    });
    failed.collect()
}

/// A management engine was left as the factory needs it.
pub(super) fn manufacturing_mode(report: &Report) -> Vec<Observation> {
    let engines = report.board.iter().flat_map(|board| &board.management_engines);
    let open = engines.filter(|engine| engine.manufacturing_mode == Some(true)).map(|engine| {
        let message = format!("management engine {} is in manufacturing mode", engine.name);
        Observation::new([&engine.name], message)
    });
    open.collect()
}

/// Firmware holds no serial number, but a filler in its place.
pub(super) fn no_serial_number(report: &Report) -> Vec<Observation> {
    let filler = |board: &Board| board.system.placeholders.get("serial_number").cloned();
    let found =
        report.board.iter().filter(|board| board.virtualization.virtual_machine != Some(true)).filter_map(filler);
    found
        .map(|filler| Observation::new(["system"], format!("the system's serial number is a filler: {filler:?}")))
        .collect()
}

fn worded(state: &Coded) -> String {
    state.name.clone().unwrap_or_else(|| format!("code {}", state.code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Chassis, Esrt, EsrtEntry, Firmware, System, Virtualization};

    fn report(board: Board) -> Report {
        Report { board: Some(board), ..Report::default() }
    }

    fn coded(code: u64, name: &str) -> Option<Coded> {
        Some(Coded { code, name: Some(name.into()) })
    }

    #[test]
    fn a_safe_or_unknown_state_is_fine() {
        let state = |code, name: &str| {
            let chassis = Chassis { thermal_state: coded(code, name), ..Chassis::default() };
            chassis_state(&report(Board { chassis: vec![chassis], ..Board::default() }))
        };
        assert_eq!(state(2, "Unknown"), []);
        assert_eq!(state(3, "Safe"), []);
        assert_eq!(state(5, "Critical")[0].message, "state of temperature at the last boot: Critical");
    }

    #[test]
    fn an_empty_bay_is_fine() {
        let supply = |present, unplugged, code| {
            let supply = PowerSupplySlot {
                handle: 0x39,
                location: Some("PSU1".into()),
                present: Some(present),
                unplugged: Some(unplugged),
                status: coded(code, "a status"),
                ..PowerSupplySlot::default()
            };
            power_supply(&report(Board { power_supplies: vec![supply], ..Board::default() }))
        };
        assert_eq!(supply(false, true, 3), []);
        assert_eq!(supply(true, false, 3), []);
        assert_eq!(supply(true, true, 3)[0].message, "power supply PSU1 at the last boot: unplugged from the wall");
        assert_eq!(supply(true, false, 5)[0].message, "power supply PSU1 at the last boot: a status");
        let both = "power supply PSU1 at the last boot: a status, unplugged from the wall";
        assert_eq!(supply(true, true, 5)[0].message, both);
    }

    #[test]
    fn a_supply_is_named_by_all_that_tells_it_from_others() {
        let supply = |name: Option<&str>, location: Option<&str>, serial: Option<&str>| {
            let owned = |value: Option<&str>| value.map(str::to_owned);
            let (name, location, serial_number) = (owned(name), owned(location), owned(serial));
            supply_name(&PowerSupplySlot { handle: 0x39, name, location, serial_number, ..PowerSupplySlot::default() })
        };
        assert_eq!(supply(Some("PSU2"), Some("Zone A"), Some("S2")), "power supply PSU2 (Zone A, serial S2)");
        assert_eq!(supply(Some("PSU2"), Some("PSU2"), None), "power supply PSU2");
        assert_eq!(supply(None, Some("Zone A"), Some("S2")), "power supply Zone A (serial S2)");
        assert_eq!(supply(None, None, None), "power supply 0x0039");
    }

    #[test]
    fn an_update_that_was_never_tried_did_not_fail() {
        let entry = |last_attempt_version, code| {
            let last_attempt_status = coded(code, "Unsuccessful");
            let entry = EsrtEntry { last_attempt_version, last_attempt_status, ..EsrtEntry::default() };
            let esrt = Some(Esrt { entries: vec![entry], ..Esrt::default() });
            let firmware = Firmware { esrt, ..Firmware::default() };
            firmware_update_failed(&report(Board { firmware, ..Board::default() }))
        };
        assert_eq!(entry(None, 1), []);
        assert_eq!(entry(Some(7), 0), []);
        assert_eq!(entry(Some(7), 1).len(), 1);
    }

    #[test]
    fn a_virtual_machine_needs_no_serial_number() {
        let with = |virtual_machine| {
            let placeholders = [("serial_number".to_owned(), "To be filled by O.E.M.".to_owned())].into();
            let system = System { placeholders, ..System::default() };
            let virtualization = Virtualization { virtual_machine: Some(virtual_machine), ..Virtualization::default() };
            no_serial_number(&report(Board { system, virtualization, ..Board::default() }))
        };
        assert_eq!(with(true), []);
        let message = r#"the system's serial number is a filler: "To be filled by O.E.M.""#;
        assert_eq!(with(false), [Observation::new(["system"], message)]);
    }
}

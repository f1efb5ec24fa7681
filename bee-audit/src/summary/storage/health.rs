//! How drives are: ranges over alike ones, and what a single one complains of.

use crate::report::{Drive, DriveHealth, DrivePowerState, Verdict};

use crate::summary::{
    page::{Cell, TIE, Tone, cell},
    phrase::range,
};

/// `1–3 % of life used`, `8760–23456 h`, `31–41 °C`, each over all of `drives` that tell it.
pub(super) fn ranges(drives: &[&Drive]) -> Vec<Cell> {
    let range = |number: fn(&DriveHealth) -> Option<f64>, unit: &str| {
        range(drives.iter().filter_map(|drive| number(drive.health.as_ref()?)), unit)
    };
    let life = range(|health| health.life_used_percent.map(|percent| percent.0), "% of life used");
    let hours = range(|health| health.power_on_hours.and_then(|hours| u32::try_from(hours.0).ok()).map(f64::from), "h");
    let degrees = range(|health| Some(health.temperature.as_ref()?.current_celsius?.0), "°C");
    [life, hours, degrees].map(|text| text.map(|text| text.replace(' ', TIE)).into()).into()
}

/// What is to be said of one drive; nothing where all is well.
pub(super) fn complaint(drive: &Drive) -> Option<(String, Tone)> {
    let health = drive.health.as_ref()?;
    if health.verdict == Some(Verdict::Failing) {
        let warnings = health.warnings.join(", ");
        let text = if warnings.is_empty() { "failing".to_owned() } else { format!("failing: {warnings}") };
        return Some((text, Tone::Alarm));
    }
    let state = match health.power_state? {
        DrivePowerState::Standby | DrivePowerState::Stopped => "asleep",
        DrivePowerState::Suspended => "suspended",
        DrivePowerState::Active | DrivePowerState::Idle => return None,
    };
    Some((state.to_owned(), Tone::Faint))
}

/// A drive by its `name`, with what it complains of.
pub(super) fn drive_cell(drive: &Drive, name: String) -> Cell {
    match complaint(drive) {
        Some((text, tone)) => cell(format!("{name} ({text})")).tone(tone),
        None => cell(name),
    }
}

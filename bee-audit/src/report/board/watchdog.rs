//! Timers that reset the machine when nobody answers.

use serde::{Deserialize, Serialize};

use crate::units::Seconds;

/// A watchdog timer (`/sys/class/watchdog`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Watchdog {
    /// Kernel name, such as `watchdog0`.
    pub name: String,
    /// What the driver calls it, such as `iTCO_wdt`.
    pub identity: Option<String>,
    /// Whether it is running, so that somebody must answer in time.
    pub active: Option<bool>,
    /// Time within which it wants an answer.
    pub timeout_seconds: Option<Seconds>,
    /// How long before the reset it warns.
    pub pretimeout_seconds: Option<Seconds>,
    /// Whether it can no longer be stopped once it runs.
    pub no_way_out: Option<bool>,
    /// Why the machine was reset before this boot, as far as the timer can tell.
    pub reset_causes: Vec<String>,
}

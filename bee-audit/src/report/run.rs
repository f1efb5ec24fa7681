//! Facts of a run. Only here does a report hold what differs from one run to the next on an unchanged machine.

use serde::{Deserialize, Serialize};

use super::Component;
use crate::units::Seconds;

/// When, by what and on which kernel the report was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// Version of the library.
    pub tool_version: String,
    /// Start of the run: RFC 3339, UTC.
    pub started_at: String,
    /// How long the run took.
    pub duration_seconds: Seconds,
    /// `uname -n` (`/proc/sys/kernel/hostname`).
    pub hostname: Option<String>,
    /// `uname -r` (`/proc/sys/kernel/osrelease`).
    pub kernel_release: Option<String>,
    /// `uname -v` (`/proc/sys/kernel/version`).
    pub kernel_version: Option<String>,
    /// `uname -m` (`/proc/sys/kernel/arch`, Linux 6.1 or newer).
    pub architecture: Option<String>,
    /// Numeric user id under which the machine was read (`/proc/self/status`, `Uid`, second number).
    pub effective_user_id: Option<u32>,
    /// Components that were left out on request.
    pub skipped: Vec<Component>,
}

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
    /// Start of the run on the machine, by its clock: RFC 3339, UTC. A replay has that of the recording, if it tells.
    pub started_at: String,
    /// How long this run took; a replay's own.
    pub duration_seconds: Seconds,
    /// `uname -n` (`/proc/sys/kernel/hostname`).
    pub hostname: Option<String>,
    /// `uname -r` (`/proc/sys/kernel/osrelease`).
    pub kernel_release: Option<String>,
    /// `uname -v` (`/proc/sys/kernel/version`).
    pub kernel_version: Option<String>,
    /// `uname -m` (`/proc/sys/kernel/arch`, Linux 6.1 or newer).
    pub architecture: Option<String>,
    /// What the kernel was started with (`/proc/cmdline`).
    pub kernel_command_line: Option<String>,
    /// What even root may not do to the kernel: `none`, `integrity`, `confidentiality`
    /// (`/sys/kernel/security/lockdown`).
    pub kernel_lockdown: Option<String>,
    /// What has happened to the kernel that its makers want to know of (`/proc/sys/kernel/tainted`):
    /// `proprietary module was loaded`, `machine check exception`, …
    pub kernel_taints: Vec<String>,
    /// Numeric user id under which the machine was read (`/proc/self/status`, `Uid`, second number).
    pub effective_user_id: Option<u32>,
    /// Components that were left out on request.
    pub skipped: Vec<Component>,
}

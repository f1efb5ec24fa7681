//! Management engines: the processors in Intel chipsets that run before and beside the machine's own.

use serde::{Deserialize, Serialize};

/// A management engine, as the kernel sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManagementEngine {
    /// The kernel's name: `mei0`.
    pub name: String,
    /// Kind of firmware, where the kernel tells: `mei`, `itouch`, `gsc`.
    pub kind: Option<String>,
    /// State of the kernel's connection: `ENABLED`, `DISABLED`, `INITIALIZING`, …
    pub state: Option<String>,
    /// Versions of its firmware: the running one, then recovery and FITC.
    pub firmware_versions: Vec<String>,
    /// Whether it was left as the factory needs it, its flash open.
    pub manufacturing_mode: Option<bool>,
    /// Its status registers, each as eight hexadecimal digits.
    pub status_registers: Vec<String>,
}

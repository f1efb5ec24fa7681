//! What looks wrong with the machine.

use serde::{Deserialize, Serialize};

use super::Component;

/// Something that a technician should look at, concluded from the rest of the report alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule, under a name that does not change: `memory.below-rated-speed`.
    pub id: String,
    /// The component that it is about.
    pub component: Component,
    /// How bad it is.
    pub severity: Severity,
    /// The parts that are concerned, under the names that they have in the report.
    pub subjects: Vec<String>,
    /// What was found, with its numbers.
    pub message: String,
}

/// How bad a finding is; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Data or the machine is at risk now.
    Critical,
    /// Something is broken, misplaced or slower than it could be.
    Warning,
    /// Worth knowing; may well be on purpose.
    Info,
}

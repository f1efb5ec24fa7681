//! Errors that the kernel has counted (Advanced Error Reporting), since boot or since they were last cleared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Errors of one function, by what they did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciErrors {
    /// Repaired by the link itself.
    pub correctable: Option<PciErrorCounts>,
    /// A transaction was lost, the link is sound.
    pub nonfatal: Option<PciErrorCounts>,
    /// The link is no longer reliable.
    pub fatal: Option<PciErrorCounts>,
    /// Messages that a root port or event collector received from below; `null` for others.
    pub root: Option<PciRootErrors>,
}

/// Counted errors of one severity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciErrorCounts {
    /// All of them.
    pub total: Option<u64>,
    /// By kind, in the words of the standard; kinds that are not here never happened.
    pub by_kind: BTreeMap<String, u64>,
}

/// Error messages that arrived at a root port.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PciRootErrors {
    /// ERR_COR messages.
    pub correctable: Option<u64>,
    /// ERR_NONFATAL messages.
    pub nonfatal: Option<u64>,
    /// ERR_FATAL messages.
    pub fatal: Option<u64>,
}

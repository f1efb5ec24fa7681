//! What a report does not know, and why.

use serde::{Deserialize, Serialize};

use super::Component;

/// Something that is there but could not be read or understood. What is not there is no gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// The component that misses it.
    pub component: Component,
    /// Which parts miss it, such as PCI addresses or interface names; sorted.
    pub subjects: Vec<String>,
    /// What is missing, such as an attribute's name.
    pub missing: String,
    /// Why.
    pub reason: Reason,
    /// The reason in words; of the first subject when there are several.
    pub detail: String,
    /// The query that failed, as `docs/recording.md` writes it; of the first subject when there are several.
    pub query: Option<String>,
    /// What would close the gap.
    pub hint: Option<String>,
}

/// Why something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// Permission denied.
    Denied,
    /// The device was in use.
    Busy,
    /// No answer within the deadline.
    TimedOut,
    /// The kernel or device does not support the request.
    Unsupported,
    /// The device says that it has no such thing: nothing that is there went unread.
    NotApplicable,
    /// The driver is too old to know the question.
    DriverTooOld,
    /// The driver has lost the GPU: it has fallen off its bus.
    GpuIsLost,
    /// The driver that would know is not loaded.
    DriverNotLoaded,
    /// The driver and its library are of different versions.
    VersionMismatch,
    /// The kernel reported an error.
    Failed,
    /// A tool ended with an error.
    ToolFailed,
    /// The recording does not hold it.
    NotRecorded,
    /// The bytes are not as the standard says; what could be decoded is in the report.
    Damaged,
    /// It was left alone, because reading it would have changed the machine (woken a device, say).
    LeftAlone,
    /// The collector failed: a defect of this program.
    Panicked,
}

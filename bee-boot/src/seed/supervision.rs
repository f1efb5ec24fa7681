//! What becomes of a service over time: when it is ready, how long it lives, and what happens when it ends.

use serde::{Deserialize, Serialize};

use super::Extensions;

/// What happens when a service ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Supervision {
    /// It is started again after a pause that doubles each time.
    Restart {
        /// The first pause, in milliseconds.
        initial: u64,
        /// The longest one.
        max: u64,
        /// Every other key.
        #[serde(flatten)]
        extensions: Extensions,
    },
    /// Nothing.
    #[default]
    OneShot,
    /// Nothing, and what it has started goes on.
    Delegate,
}

/// How long a service is meant to live.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Lifecycle {
    /// Until the machine stops.
    #[default]
    Daemon,
    /// Until its work is done.
    Oneshot,
    /// As long as somebody looks at it.
    Widget,
}

/// How much a service matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "their order says it")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Critical,
}

/// When others may rely on a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Readiness {
    /// Once its program runs.
    Exec,
    /// Once it says `READY=1` (sd_notify(3)).
    Notify,
    /// Once it has ended with status 0.
    Exit,
}

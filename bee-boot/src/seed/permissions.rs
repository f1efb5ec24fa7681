//! What a service may do.

use serde::{Deserialize, Serialize};

use super::Extensions;

/// What a service may do. Without a word it may do what root may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Permissions {
    /// How far it reaches by network.
    pub networking: Networking,
    /// What it may do with files.
    pub filesystem: Filesystem,
    /// With whom it may speak.
    pub ipc: Ipc,
    /// Whether it may start processes.
    pub processes: bool,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
}

impl Default for Permissions {
    fn default() -> Permissions {
        Permissions {
            networking: Networking::Full,
            filesystem: Filesystem::ReadWrite,
            ipc: Ipc::default(),
            processes: true,
            extensions: Extensions::default(),
        }
    }
}

/// How far a service reaches by network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Networking {
    /// Nowhere.
    None,
    /// To itself.
    Loopback,
    /// Out, but nobody reaches it.
    Outbound,
    /// Everywhere.
    #[default]
    Full,
}

/// What a service may do with files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Filesystem {
    /// Nothing.
    None,
    /// Read them.
    ReadOnly,
    /// Read and write them.
    #[default]
    ReadWrite,
}

/// With whom a service may speak.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Ipc {
    /// Names of interfaces.
    pub allow: Vec<String>,
    /// Every other key.
    #[serde(flatten)]
    pub extensions: Extensions,
}

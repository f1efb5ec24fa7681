//! Capabilities: what services give to and need from each other.

use serde::{Deserialize, Serialize};

use super::Extensions;

/// What a service gives or needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Capability {
    /// The file systems are mounted.
    FilesystemRoot,
    /// A netlink family of the kernel.
    KernelNetlink(NetlinkFamily),
    /// An interface between services.
    Endpoint {
        /// Its identity.
        interface: [u8; 16],
        /// Its version.
        version: u32,
        /// Every other key.
        #[serde(flatten)]
        extensions: Extensions,
    },
    /// The D-Bus interface of systemd-logind.
    LegacyLogind,
    /// Devices of a class.
    Device {
        /// The class.
        class: DeviceClass,
        /// Every other key.
        #[serde(flatten)]
        extensions: Extensions,
    },
    /// Processes can be started.
    Spawn,
    /// What services print is kept.
    Journal,
}

/// A netlink family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the kernel's names")]
pub enum NetlinkFamily {
    Uevent,
    Route,
    Generic,
    Audit,
}

/// A class of devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "the kernel's names")]
pub enum DeviceClass {
    Block,
    Tty,
    Input,
    Drm,
    Net,
    Hidraw,
}

impl Capability {
    /// Its keys that are unknown, with the name of the variant that has them.
    pub(super) fn extensions(&self) -> Option<(&'static str, &Extensions)> {
        match self {
            Capability::Endpoint { extensions, .. } => Some(("Endpoint", extensions)),
            Capability::Device { extensions, .. } => Some(("Device", extensions)),
            _ => None,
        }
    }
}

//! What the kernel's log says of GPUs.

use serde::{Deserialize, Serialize};

use crate::units::Seconds;

/// An XID or SXID message: an error that the driver of a GPU or NVSwitch reported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GpuMessage {
    /// `xid` of a GPU, `sxid` of an NVSwitch.
    pub kind: String,
    /// NVIDIA's number of the error.
    pub code: u32,
    /// What the number means; `null` for one that is not in the table.
    pub meaning: Option<String>,
    /// The device that is named.
    pub pci_address: Option<String>,
    /// How often the same was logged of that device.
    pub count: u64,
    /// Time of the first after boot.
    pub first_seconds: Option<Seconds>,
    /// Time of the last after boot.
    pub last_seconds: Option<Seconds>,
    /// The last message.
    pub text: String,
}

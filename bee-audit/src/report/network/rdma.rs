//! Remote direct memory access: InfiniBand, RoCE, iWARP.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{report::Coded, units::BitsPerSecond};

/// One RDMA device of an adapter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RdmaDevice {
    /// Kernel name, such as `mlx5_0`.
    pub name: String,
    /// Maker's identity of board and configuration (PSID), such as `MT_0000000838`.
    #[doc(alias = "PSID")]
    pub board_id: Option<String>,
    /// Model of the host channel adapter, such as `MT4129`.
    pub hca_type: Option<String>,
    /// Revision of the hardware.
    pub hardware_revision: Option<String>,
    /// Firmware that it runs.
    pub firmware_version: Option<String>,
    /// Kind of node: 1 CA (InfiniBand, RoCE), 4 RNIC (iWARP), …
    pub node_type: Option<Coded>,
    /// Global identifier of the node.
    #[doc(alias = "GUID")]
    pub node_guid: Option<String>,
    /// Global identifier of the system that the node belongs to, equal for the devices of one card.
    pub system_image_guid: Option<String>,
    /// Description that the subnet manager shows.
    pub node_description: Option<String>,
    /// Character device for verbs, such as `uverbs0`.
    pub verbs_device: Option<String>,
    /// Ports, by number.
    pub ports: Vec<RdmaPort>,
}

/// One port of an RDMA device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RdmaPort {
    /// Number, from 1.
    pub number: u32,
    /// `InfiniBand` or `Ethernet`.
    pub link_layer: Option<String>,
    /// Logical state: 1 DOWN, 2 INIT, 3 ARMED, 4 ACTIVE.
    pub state: Option<Coded>,
    /// Physical state: 2 Polling, 3 Disabled, 5 LinkUp, …
    pub physical_state: Option<Coded>,
    /// Data rate.
    pub rate: Option<RdmaRate>,
    /// Local identifier that the subnet manager gave.
    #[doc(alias = "LID")]
    pub local_identifier: Option<u32>,
    /// Local identifier of the subnet manager.
    pub subnet_manager_local_identifier: Option<u32>,
    /// Capability mask of the port.
    pub capability_mask: Option<u32>,
    /// First global identifier, whose last half is the port's GUID.
    #[doc(alias = "GID")]
    pub global_identifier: Option<String>,
    /// Counters of the port as InfiniBand defines them, by the kernel's names.
    pub counters: BTreeMap<String, u64>,
    /// Counters of the hardware, by the driver's names.
    pub hardware_counters: BTreeMap<String, u64>,
}

/// Data rate of an RDMA port: lanes times the rate of one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RdmaRate {
    /// Of all lanes.
    pub bits_per_second: BitsPerSecond,
    /// Lanes: 1, 2, 4, 8 or 12.
    pub lanes: Option<u32>,
    /// Generation: `SDR`, `HDR`, `NDR`, `XDR`, …
    pub generation: Option<String>,
}

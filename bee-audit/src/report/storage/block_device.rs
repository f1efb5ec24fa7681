//! What a drive offers to the kernel.

use serde::{Deserialize, Serialize};

use super::nvme::NamespaceIdentify;
use crate::units::Bytes;

/// A whole block device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockDevice {
    /// Kernel name, such as `sda` or `nvme0n1`.
    pub name: String,
    /// Size; `null` without medium.
    pub size_bytes: Option<Bytes>,
    /// Smallest unit that can be addressed.
    pub logical_block_size_bytes: Option<Bytes>,
    /// Smallest unit that the drive writes without a read before.
    pub physical_block_size_bytes: Option<Bytes>,
    /// Smallest input or output without a penalty.
    pub minimum_io_size_bytes: Option<Bytes>,
    /// Preferred input or output; `null` where the drive states none.
    pub optimal_io_size_bytes: Option<Bytes>,
    /// Largest input or output that the hardware takes.
    pub maximum_io_size_bytes: Option<Bytes>,
    /// How far the first physical block begins before the first logical one.
    pub alignment_offset_bytes: Option<Bytes>,
    /// Whether it cannot be written.
    pub is_read_only: Option<bool>,
    /// Unit of discard (TRIM, UNMAP, Deallocate); `null` where discard is not supported.
    pub discard_granularity_bytes: Option<Bytes>,
    /// Largest discard; `null` where discard is not supported.
    pub discard_maximum_bytes: Option<Bytes>,
    /// `write back` where a volatile cache can lose data, else `write through`.
    pub write_cache: Option<String>,
    /// Whether a write can be forced to the medium (FUA).
    pub is_force_unit_access: Option<bool>,
    /// Whether memory mappings reach the medium directly (DAX).
    pub is_direct_access: Option<bool>,
    /// Zones; `null` for a device without them.
    pub zones: Option<Zones>,
    /// Protection information; `null` for a device without it.
    pub integrity: Option<Integrity>,
    /// Scheduler that orders requests.
    pub scheduler: Option<String>,
    /// Requests that the kernel allocates.
    pub queue_requests: Option<u32>,
    /// Number of partitions that the kernel sees.
    pub partition_count: u32,
    /// Mappings and arrays that are made of it or of its partitions.
    pub holders: Vec<Holder>,
    /// The NVMe namespace that it is.
    pub namespace: Option<Namespace>,
}

/// Zones of a zoned block device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Zones {
    /// `host-aware` or `host-managed`.
    pub model: String,
    /// Size of a zone.
    pub size_bytes: Option<Bytes>,
    /// How many there are.
    pub count: Option<u32>,
    /// Most that can be open; `null` without limit.
    pub maximum_open: Option<u32>,
    /// Most that can be active; `null` without limit.
    pub maximum_active: Option<u32>,
}

/// Protection information that travels with each block (T10 PI).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Integrity {
    /// Profile, such as `T10-DIF-TYPE1-CRC`.
    pub format: String,
    /// Octets of the application tag.
    pub tag_size_bytes: Option<Bytes>,
    /// Data that one tuple protects.
    pub protection_interval_bytes: Option<Bytes>,
    /// Whether the drive itself stores and checks it.
    pub is_device_capable: Option<bool>,
}

/// What stands on a block device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holder {
    /// Kernel name, such as `dm-0` or `md127`.
    pub name: String,
    /// The block device or partition that it stands on.
    pub device: String,
    /// Name of the mapping (device mapper).
    pub mapping_name: Option<String>,
    /// Identifier of the mapping; its prefix says by whom it was made: `mpath-`, `LVM-`, `CRYPT-`.
    pub mapping_uuid: Option<String>,
}

/// An NVMe namespace (NVMe Base 2.0 §3.2.1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Namespace {
    /// Namespace identifier (NSID).
    #[doc(alias = "NSID")]
    pub identifier: Option<u32>,
    /// The kernel's identifier, such as `eui.…` or `uuid.…`.
    pub wwid: Option<String>,
    /// IEEE extended unique identifier (EUI64) in hexadecimal digits.
    pub eui64: Option<String>,
    /// Namespace globally unique identifier (NGUID) in hexadecimal digits.
    pub nguid: Option<String>,
    /// Universally unique identifier.
    pub uuid: Option<String>,
    /// Command set identifier: 0 NVM, 1 key value, 2 zoned.
    pub command_set_identifier: Option<u8>,
    /// Metadata of each logical block.
    pub metadata_bytes: Option<Bytes>,
    /// Namespace utilization (NUSE).
    #[doc(alias = "NUSE")]
    pub utilization_bytes: Option<Bytes>,
    /// What its controller states of it.
    pub identify: Option<NamespaceIdentify>,
    /// Ways to it through single controllers, where the kernel does the multipathing.
    pub paths: Vec<NamespacePath>,
}

/// A way to a namespace through one controller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamespacePath {
    /// Kernel name of the hidden block device, such as `nvme0c1n1`.
    pub name: String,
    /// The controller, such as `nvme1`.
    pub controller: String,
    /// Asymmetric namespace access state: `optimized`, `non-optimized`, `inaccessible`, …
    pub ana_state: Option<String>,
    /// ANA group.
    pub ana_group: Option<u32>,
    /// NUMA nodes that prefer this way, as a list: `0-1`.
    pub numa_nodes: Option<String>,
}

//! Arrays that the kernel makes of block devices.

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Percent};

/// An array of the multiple devices driver (md).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Array {
    /// Kernel name, such as `md127`.
    pub name: String,
    /// Identifier of the array; the kernel shows it since Linux 6.11.
    pub uuid: Option<String>,
    /// `raid0`, `raid1`, `raid5`, `raid10`, …; `null` for a container of other arrays.
    pub level: Option<String>,
    /// Metadata: `1.2`, `0.90`, `external:imsm` for a container of Intel VROC, `external:/md127/0` for an array in one.
    pub metadata_version: Option<String>,
    /// Kernel name of the container that it is in, of Intel VROC or DDF; `null` for a container and any other array.
    pub container: Option<String>,
    /// Size; `null` where it is not running.
    pub size_bytes: Option<Bytes>,
    /// What each member contributes.
    pub component_size_bytes: Option<Bytes>,
    /// Chunk; `null` for levels without one.
    pub chunk_size_bytes: Option<Bytes>,
    /// Members that a whole array has, spares aside.
    pub raid_devices: Option<u32>,
    /// Members that are missing.
    pub degraded_devices: Option<u32>,
    /// State: `clean`, `active`, `readonly`, `inactive`, …
    pub state: Option<String>,
    /// What goes on: `idle`, `resync`, `recover`, `check`, `repair`, `reshape`, `frozen`.
    pub sync_action: Option<String>,
    /// How far that is.
    pub sync_progress_percent: Option<Percent>,
    /// Sectors that the last check found to differ.
    pub mismatch_sectors: Option<u64>,
    /// How it stays consistent over a crash: `resync`, `bitmap`, `journal`, `ppl`.
    pub consistency_policy: Option<String>,
    /// Members, by slot, then by name.
    pub members: Vec<ArrayMember>,
}

/// A member of an array.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArrayMember {
    /// Kernel name of the block device or partition.
    pub device: String,
    /// Place in the array; `null` for a spare.
    pub slot: Option<u32>,
    /// `in_sync`, `spare`, `faulty`, `write_mostly`, `journal`, …
    pub states: Vec<String>,
    /// Read errors that were corrected.
    pub corrected_errors: Option<u64>,
    /// What the array uses of it.
    pub size_bytes: Option<Bytes>,
}

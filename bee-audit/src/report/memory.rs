//! Memory: arrays, slots with their modules, what the system sees of it, and errors that were counted.

mod spd;

use serde::{Deserialize, Serialize};

pub use spd::{MemorySpd, MemorySupportDevice, MemoryTimings};

use super::{Coded, Placeholders};
use crate::units::{Bytes, MegaTransfers, Volts};

/// The machine's memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Memory {
    /// Sum of the sizes of the modules in arrays for system memory (SMBIOS type 17).
    pub installed_bytes: Option<Bytes>,
    /// Memory that the kernel manages (`/proc/meminfo`, `MemTotal`): less than installed by what firmware and kernel
    /// keep.
    pub usable_bytes: Option<Bytes>,
    /// Memory blocks that are online times their size (`/sys/devices/system/memory`), what the kernel was given.
    pub online_bytes: Option<Bytes>,
    /// Memory that can be given out without swapping, at the time of the run (`MemAvailable`).
    pub available_bytes: Option<Bytes>,
    /// Huge pages of the default size.
    pub hugepages: Option<Hugepages>,
    /// Slots, those that hold a module and the empty ones, in table order.
    pub devices: Vec<MemoryDevice>,
    /// Arrays that the slots belong to.
    pub arrays: Vec<MemoryArray>,
    /// Address ranges of arrays (SMBIOS type 19).
    pub array_ranges: Vec<MemoryRange>,
    /// Address ranges of modules (SMBIOS type 20).
    pub device_ranges: Vec<MemoryRange>,
    /// Channels that firmware lists (SMBIOS type 37).
    pub channels: Vec<MemoryChannel>,
    /// Modules as they describe themselves, by bus and address; those that a driver of the kernel reads.
    pub spd: Vec<MemorySpd>,
    /// Memory controllers with error counters (EDAC).
    pub controllers: Vec<MemoryController>,
}

/// Huge pages of the default size (`/proc/meminfo`, `HugePages_*`); those of each node are with the NUMA nodes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hugepages {
    /// Size of one.
    pub size_bytes: Option<Bytes>,
    /// How many there are.
    pub total: Option<u64>,
    /// How many are not in use.
    pub free: Option<u64>,
}

/// A group of slots under one use (SMBIOS type 16).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryArray {
    /// SMBIOS handle.
    pub handle: u16,
    /// Where the array is (§7.17.1).
    pub location: Option<Coded>,
    /// What it is for (§7.17.2).
    pub array_use: Option<Coded>,
    /// Kind of error correction (§7.17.3).
    pub error_correction: Option<Coded>,
    /// The most that the array can hold.
    pub maximum_capacity_bytes: Option<Bytes>,
    /// Slots that firmware counts.
    pub slot_count: Option<u16>,
    /// The last error that firmware saw in it (SMBIOS types 18 and 33).
    pub last_error: Option<MemoryErrorRecord>,
}

/// Modules that share a channel of RamBus or SyncLink memory (SMBIOS type 37).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryChannel {
    /// SMBIOS handle.
    pub handle: u16,
    /// Kind.
    pub channel_type: Option<Coded>,
    /// Largest load that it supports.
    pub maximum_load: Option<u8>,
    /// Its modules.
    pub devices: Vec<MemoryChannelDevice>,
}

/// One module of a channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryChannelDevice {
    /// Load that it puts on the channel.
    pub load: u8,
    /// Its slot.
    pub device_handle: Option<u16>,
}

/// A slot and the module in it, if there is one (SMBIOS type 17).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryDevice {
    /// SMBIOS handle.
    pub handle: u16,
    /// Handle of the array that the slot belongs to.
    pub array_handle: Option<u16>,
    /// Name of the slot on the board; not unique on 5 % of servers.
    pub device_locator: Option<String>,
    /// Name of the bank.
    pub bank_locator: Option<String>,
    /// Number of the set of modules that must be alike; `null` where there is none.
    pub device_set: Option<u8>,
    /// Whether a module is in the slot; `null` where firmware does not say.
    pub populated: Option<bool>,
    /// Size of the module.
    pub size_bytes: Option<Bytes>,
    /// Form factor (§7.18.1).
    pub form_factor: Option<Coded>,
    /// Technology of the memory (§7.18.2): DDR4, DDR5, …
    pub memory_type: Option<Coded>,
    /// Details of the type (§7.18.3): Registered, Synchronous, …
    pub type_details: Vec<String>,
    /// Fastest transfer rate that the module is capable of.
    pub speed_mt_s: Option<MegaTransfers>,
    /// Transfer rate at which it runs.
    pub configured_speed_mt_s: Option<MegaTransfers>,
    /// Maker; decoded by JEP106 where firmware gives hexadecimal digits.
    pub manufacturer: Option<String>,
    /// Maker as firmware writes it, where that differs from `manufacturer`.
    pub manufacturer_raw: Option<String>,
    /// Maker of the memory chips, where the digits in `manufacturer_raw` name it.
    pub dram_manufacturer: Option<String>,
    /// Maker's part number.
    pub part_number: Option<String>,
    /// Part number by the module's own description, where firmware gives none and the module is surely this one.
    pub spd_part_number: Option<String>,
    /// Address of the module's own description among `spd`, where it is surely this one.
    pub spd_bus_address: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// Ranks.
    pub rank_count: Option<u8>,
    /// Width with check bits.
    pub total_width_bits: Option<u16>,
    /// Width of the data.
    pub data_width_bits: Option<u16>,
    /// Lowest operating voltage.
    pub minimum_voltage_volts: Option<Volts>,
    /// Highest operating voltage.
    pub maximum_voltage_volts: Option<Volts>,
    /// Voltage at which it runs.
    pub configured_voltage_volts: Option<Volts>,
    /// Memory technology (§7.18.6): DRAM, NVDIMM-N, Intel Optane, …
    pub technology: Option<Coded>,
    /// Operating modes (§7.18.7).
    pub operating_modes: Vec<String>,
    /// Firmware of the module.
    pub firmware_version: Option<String>,
    /// Maker of the module, from its SPD (JEP106).
    pub module_manufacturer: Option<String>,
    /// Product number of the module, from its SPD.
    pub module_product_id: Option<u16>,
    /// Maker of the memory subsystem controller (JEP106).
    pub subsystem_controller_manufacturer: Option<String>,
    /// Product number of the memory subsystem controller.
    pub subsystem_controller_product_id: Option<u16>,
    /// Size of the non-volatile part.
    pub non_volatile_size_bytes: Option<Bytes>,
    /// Size of the volatile part.
    pub volatile_size_bytes: Option<Bytes>,
    /// Size of the part that is a cache.
    pub cache_size_bytes: Option<Bytes>,
    /// Size of a logical device.
    pub logical_size_bytes: Option<Bytes>,
    /// Maker of the power management circuit PMIC0 (JEP106; SMBIOS 3.7).
    pub pmic0_manufacturer: Option<String>,
    /// Revision of PMIC0.
    pub pmic0_revision: Option<u16>,
    /// Maker of the registering clock driver (JEP106; SMBIOS 3.7, or the digits in `manufacturer_raw`).
    pub rcd_manufacturer: Option<String>,
    /// Revision of the registering clock driver.
    pub rcd_revision: Option<u16>,
    /// The last error that firmware saw in it (SMBIOS types 18 and 33).
    pub last_error: Option<MemoryErrorRecord>,
    /// Errors that EDAC counted for the module, where its label names this slot and no other.
    pub errors: Option<MemoryErrors>,
    /// Raw values of fields that hold filler.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

/// An error as firmware noted it; most firmware notes none, so "OK" proves nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryErrorRecord {
    /// Kind (§7.19.1).
    pub error_type: Option<Coded>,
    /// How exactly its place is known (§7.19.2).
    pub granularity: Option<Coded>,
    /// Access that met it (§7.19.3).
    pub operation: Option<Coded>,
    /// Syndrome of the vendor.
    pub vendor_syndrome: Option<u32>,
    /// Physical address in the array.
    pub memory_array_address: Option<u64>,
    /// Physical address in the device.
    pub device_address: Option<u64>,
    /// Range within which the error can be.
    pub resolution_bytes: Option<Bytes>,
}

/// A range of physical addresses and what it maps to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryRange {
    /// SMBIOS handle of the array or device.
    pub handle: Option<u16>,
    /// First address.
    pub starting_address: u64,
    /// Last address.
    pub ending_address: u64,
    /// Of an array: devices that make a row.
    pub partition_width: Option<u8>,
    /// Of a device: position in a row, from 1.
    pub partition_row_position: Option<u8>,
    /// Of a device: position in the interleave, from 1; 0 where there is none.
    pub interleave_position: Option<u8>,
    /// Of a device: rows that are accessed in one turn of the interleave.
    pub interleaved_data_depth: Option<u8>,
}

/// Errors that were counted since boot or since the counters were reset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryErrors {
    /// Errors that were corrected.
    pub correctable: Option<u64>,
    /// Errors that were not.
    pub uncorrectable: Option<u64>,
}

/// A memory controller (`/sys/devices/system/edac/mc/mc*`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryController {
    /// Kernel name, such as `mc0`.
    pub name: String,
    /// Name that the driver gives it (`mc_name`).
    pub controller: Option<String>,
    /// Memory that it manages (`size_mb`).
    pub size_bytes: Option<Bytes>,
    /// All its errors (`ce_count`, `ue_count`).
    pub errors: MemoryErrors,
    /// Errors that it could not place (`ce_noinfo_count`, `ue_noinfo_count`).
    pub errors_without_place: MemoryErrors,
    /// Seconds since the counters were reset (`seconds_since_reset`).
    pub counted_seconds: Option<u64>,
    /// Its modules, or chip-select rows where the driver counts by those.
    pub dimms: Vec<MemoryControllerDimm>,
}

/// A module as a memory controller sees it (`dimm*`, `rank*` or `csrow*`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryControllerDimm {
    /// Kernel name, such as `dimm3`.
    pub name: String,
    /// Label, by default made from the position (`dimm_label`).
    pub label: Option<String>,
    /// Position, such as `channel 0 slot 1` (`dimm_location`).
    pub location: Option<String>,
    /// Kind of memory (`dimm_mem_type`).
    pub memory_type: Option<String>,
    /// Kind of error correction (`dimm_edac_mode`).
    pub error_correction: Option<String>,
    /// Width of its chips (`dimm_dev_type`).
    pub device_type: Option<String>,
    /// Size (`size`, in MiB).
    pub size_bytes: Option<Bytes>,
    /// Errors counted (`dimm_ce_count`, `dimm_ue_count`).
    pub errors: MemoryErrors,
    /// SMBIOS handle of the slot that the label names, by bank and locator together or by the locator alone; `null`
    /// where it names none or several.
    pub device_handle: Option<u16>,
}

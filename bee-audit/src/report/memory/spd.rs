//! What the memory modules say of themselves: Serial Presence Detect.

use serde::{Deserialize, Serialize};

use crate::{
    report::Coded,
    units::{Bytes, MegaTransfers, Volts},
};

/// Serial Presence Detect of a module (JESD21-C annex K and L, JESD400-5), read by a driver of the kernel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[doc(alias = "SPD")]
pub struct MemorySpd {
    /// Where the module's EEPROM is: I²C bus and address, such as `0-0050`.
    pub bus_address: String,
    /// SMBIOS handle of the one slot whose serial and part number are the module's; where SMBIOS has no part number,
    /// whose serial number and maker are. `null` where none fits or several do.
    pub device_handle: Option<u16>,
    /// Kind of memory: DDR4 SDRAM, …
    pub memory_type: Coded,
    /// Revision of the content.
    pub revision: Option<String>,
    /// Kind of module: RDIMM, UDIMM, SO-DIMM, LRDIMM, …
    pub module_type: Option<Coded>,
    /// Maker of the module (JEP106).
    pub module_manufacturer: Option<String>,
    /// Maker of the memory chips (JEP106).
    pub dram_manufacturer: Option<String>,
    /// Where it was made, by the maker's own number.
    pub manufacturing_location: Option<u8>,
    /// When it was made: `2019-W12`.
    pub manufacture_week: Option<String>,
    /// Serial number: eight hexadecimal digits.
    pub serial_number: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// Revision, by the maker's own number.
    pub module_revision: Option<u16>,
    /// Size of the module.
    pub size_bytes: Option<Bytes>,
    /// Bits in a die.
    pub die_density_bits: Option<u64>,
    /// Dies in a package.
    pub die_count: Option<u8>,
    /// Ranks of packages.
    pub rank_count: Option<u8>,
    /// Banks of a die, in all groups.
    pub bank_count: Option<u8>,
    /// Groups of banks; `null` before DDR4.
    pub bank_group_count: Option<u8>,
    /// Bits of a row's address.
    pub row_address_bits: Option<u8>,
    /// Bits of a column's address.
    pub column_address_bits: Option<u8>,
    /// Data lines of a memory chip.
    pub device_width_bits: Option<u8>,
    /// Channels of the module: 2 for most of DDR5.
    pub channel_count: Option<u8>,
    /// Data lines of a channel.
    pub data_width_bits: Option<u8>,
    /// Check lines of a channel beside its data lines; 0 without error correction.
    #[doc(alias = "ECC")]
    pub check_width_bits: Option<u8>,
    /// Nominal voltages at which it works.
    pub voltages_volts: Vec<Volts>,
    /// Transfer rate that it is made for.
    pub speed_mt_s: Option<MegaTransfers>,
    /// Its timings.
    pub timings: Option<MemoryTimings>,
    /// Profiles beyond JEDEC's: `XMP 2.0`, `EXPO`.
    pub profiles: Vec<String>,
    /// Whether it has a temperature sensor.
    pub has_temperature_sensor: Option<bool>,
    /// Registers, buffers, power management and the like.
    pub support_devices: Vec<MemorySupportDevice>,
}

/// The shortest times of a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryTimings {
    /// Clock cycle.
    #[doc(alias = "tCK")]
    pub clock_picoseconds: u32,
    /// CAS latencies that it supports, in clock cycles.
    #[doc(alias = "CL")]
    pub cas_latencies: Vec<u8>,
    /// CAS latency time.
    #[doc(alias = "tAA")]
    pub cas_latency_picoseconds: u32,
    /// RAS to CAS delay.
    #[doc(alias = "tRCD")]
    pub ras_to_cas_picoseconds: u32,
    /// Row precharge delay.
    #[doc(alias = "tRP")]
    pub row_precharge_picoseconds: u32,
    /// Active to precharge delay.
    #[doc(alias = "tRAS")]
    pub active_to_precharge_picoseconds: u32,
    /// Active to active or refresh delay.
    #[doc(alias = "tRC")]
    pub active_to_active_picoseconds: u32,
    /// Refresh recovery delay.
    #[doc(alias = "tRFC")]
    pub refresh_recovery_picoseconds: u32,
}

/// A circuit beside the memory chips.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemorySupportDevice {
    /// What it is for: `register`, `memory buffer`, `data buffer`, `clock driver`, `SPD hub`, `PMIC 0`,
    /// `temperature sensor`.
    pub role: String,
    /// Its maker (JEP106).
    pub manufacturer: Option<String>,
    /// What it is: PMIC5010, DDR5RCD02, …; DDR5 only.
    pub kind: Option<Coded>,
    /// Its revision.
    pub revision: Option<String>,
}

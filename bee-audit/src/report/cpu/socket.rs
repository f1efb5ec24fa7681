//! Sockets and caches as firmware states them.

use serde::{Deserialize, Serialize};

use crate::{
    report::{Coded, Placeholders},
    units::{Bytes, Hertz, Volts},
};

/// A socket for a processor (SMBIOS type 4). What an empty socket states beside its name and kind means nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CpuSocket {
    /// SMBIOS handle.
    pub handle: u16,
    /// Label of the socket: `CPU1`, `P0`.
    pub designation: Option<String>,
    /// Whether a processor is in it.
    pub populated: Option<bool>,
    /// State of the processor.
    pub status: Option<Coded>,
    /// Central processor, or another kind.
    pub r#type: Option<Coded>,
    /// Family.
    pub family: Option<Coded>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Name of the processor.
    pub version: Option<String>,
    /// Identification in the form of the family, in hexadecimal: on x86 EDX and EAX of CPUID leaf 1.
    pub id: Option<String>,
    /// Voltage.
    pub voltage_volts: Option<Volts>,
    /// Voltages that an old socket supports.
    pub supported_voltages: Vec<String>,
    /// External clock.
    pub external_clock_hertz: Option<Hertz>,
    /// Highest speed that the system supports in this socket; not the processor's.
    pub maximum_speed_hertz: Option<Hertz>,
    /// Speed at boot.
    pub boot_speed_hertz: Option<Hertz>,
    /// Kind of socket.
    pub upgrade: Option<Coded>,
    /// Kind of socket in words, where it has no code.
    pub socket_type: Option<String>,
    /// Handle of the level 1 cache.
    pub l1_cache_handle: Option<u16>,
    /// Handle of the level 2 cache.
    pub l2_cache_handle: Option<u16>,
    /// Handle of the level 3 cache.
    pub l3_cache_handle: Option<u16>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Asset tag.
    pub asset_tag: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// Cores.
    pub cores: Option<u16>,
    /// Cores that firmware has enabled.
    pub cores_enabled: Option<u16>,
    /// Threads.
    pub threads: Option<u16>,
    /// Threads that firmware has enabled.
    pub threads_enabled: Option<u16>,
    /// What it can do, in the standard's words.
    pub characteristics: Vec<String>,
    /// Filler found in fields that are therefore `null`.
    #[serde(default, skip_serializing_if = "Placeholders::is_empty")]
    pub placeholders: Placeholders,
}

/// A cache, or all caches of a level in a socket together (SMBIOS type 7).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirmwareCache {
    /// SMBIOS handle.
    pub handle: u16,
    /// Label: `L3 Cache`.
    pub designation: Option<String>,
    /// Level, from 1.
    pub level: Option<u8>,
    /// Instruction, data or unified.
    pub r#type: Option<Coded>,
    /// Whether it was enabled at boot.
    pub enabled: Option<bool>,
    /// Whether it is in a socket of its own.
    pub socketed: Option<bool>,
    /// Inside or outside of the processor.
    pub location: Option<Coded>,
    /// How writes are done.
    pub operational_mode: Option<Coded>,
    /// Most that can be installed.
    pub maximum_size_bytes: Option<Bytes>,
    /// What is installed, of all cores together; 0 for an empty socket.
    pub installed_size_bytes: Option<Bytes>,
    /// Kinds of SRAM that it supports.
    pub supported_sram_types: Vec<String>,
    /// Kind of SRAM that it has.
    pub sram_types: Vec<String>,
    /// Speed in nanoseconds.
    pub speed_nanoseconds: Option<u8>,
    /// Error correction.
    pub error_correction: Option<Coded>,
    /// Associativity.
    pub associativity: Option<Coded>,
}

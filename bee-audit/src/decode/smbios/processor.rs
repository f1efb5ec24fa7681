//! Processor Information (type 4): every socket, empty ones too.
//!
//! Document: DSP0134 §7.5 and its subsections, cited at each field.
//!
//! Real firmware: 8.8 % of servers list sockets without a processor (the status says so; the other fields may hold
//! anything); the current speed is that of the boot, not of now; serial, asset tag and part number are mostly
//! placeholders; the voltage is the legacy byte with no meaning on many machines.

use serde::Serialize;

use super::{Frame, Handle, ProcessorFamily};
use crate::{
    decode::code::{codes, flags},
    units::{Hertz, Volts},
};

/// Type 4.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessorInformation {
    /// Label of the socket (offset 04h).
    pub socket_designation: Option<String>,
    /// Type (05h).
    pub processor_type: Option<ProcessorType>,
    /// Family (06h, from FEh on the WORD at 28h).
    pub family: Option<ProcessorFamily>,
    /// Manufacturer (07h).
    pub manufacturer: Option<String>,
    /// Identification in the form that the family defines: on x86 CPUID leaf 1's EAX, then EDX (08h, §7.5.3).
    pub id: Option<u64>,
    /// Name of the processor (10h).
    pub version: Option<String>,
    /// Voltage now (11h, bit 7 set, §7.5.4).
    pub voltage_volts: Option<Volts>,
    /// Voltages that the socket supports (11h, bit 7 clear, §7.5.4).
    pub legacy_voltages: Option<LegacyVoltages>,
    /// External clock (12h).
    pub external_clock_hertz: Option<Hertz>,
    /// Highest speed that the *system* supports in this socket (14h), not what the processor can reach.
    pub maximum_speed_hertz: Option<Hertz>,
    /// Speed at boot (16h).
    pub current_speed_hertz: Option<Hertz>,
    /// Whether the socket has a processor (18h, bit 6).
    pub socket_populated: Option<bool>,
    /// Its state (18h, bits 2:0).
    pub status: Option<ProcessorStatus>,
    /// Kind of socket (19h).
    pub upgrade: Option<ProcessorUpgrade>,
    /// Level 1 cache (1Ah).
    pub l1_cache_handle: Option<Handle>,
    /// Level 2 cache (1Ch).
    pub l2_cache_handle: Option<Handle>,
    /// Level 3 cache (1Eh).
    pub l3_cache_handle: Option<Handle>,
    /// Serial number (20h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Asset tag (21h).
    pub asset_tag: Option<String>,
    /// Part number (22h).
    #[doc(alias = "PN")]
    pub part_number: Option<String>,
    /// Cores (23h, from 256 on the WORD at 2Ah; §7.5.6).
    pub core_count: Option<u16>,
    /// Cores that firmware has enabled (24h, from 256 on 2Ch; §7.5.7).
    pub core_enabled: Option<u16>,
    /// Threads (25h, from 256 on 2Eh; §7.5.8).
    pub thread_count: Option<u16>,
    /// Threads that firmware has enabled (30h, since 3.6).
    pub thread_enabled: Option<u16>,
    /// What it can do (26h).
    pub characteristics: Option<ProcessorCharacteristics>,
    /// Socket in words (32h, since 3.8).
    pub socket_type: Option<String>,
}

codes! {
    /// Processor type (§7.5.1).
    pub struct ProcessorType(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Central Processor", 0x04 => "Math Processor",
        0x05 => "DSP Processor", 0x06 => "Video Processor",
    }
    /// State of a processor (§7.5, offset 18h, bits 2:0).
    pub struct ProcessorStatus(u8) {
        0 => "Unknown", 1 => "CPU Enabled", 2 => "CPU Disabled by User through BIOS Setup",
        3 => "CPU Disabled By BIOS (POST Error)", 4 => "CPU is Idle, waiting to be enabled", 7 => "Other",
    }
    /// Processor upgrade: the kind of socket (§7.5.5).
    pub struct ProcessorUpgrade(u8) {
        0x01 => "Other", 0x02 => "Unknown", 0x03 => "Daughter Board", 0x04 => "ZIF Socket",
        0x05 => "Replaceable Piggy Back", 0x06 => "None", 0x07 => "LIF Socket", 0x08 => "Slot 1", 0x09 => "Slot 2",
        0x0a => "370-pin socket", 0x0b => "Slot A", 0x0c => "Slot M", 0x0d => "Socket 423",
        0x0e => "Socket A (Socket 462)", 0x0f => "Socket 478", 0x10 => "Socket 754", 0x11 => "Socket 940",
        0x12 => "Socket 939", 0x13 => "Socket mPGA604", 0x14 => "Socket LGA771", 0x15 => "Socket LGA775",
        0x16 => "Socket S1", 0x17 => "Socket AM2", 0x18 => "Socket F (1207)", 0x19 => "Socket LGA1366",
        0x1a => "Socket G34", 0x1b => "Socket AM3", 0x1c => "Socket C32", 0x1d => "Socket LGA1156",
        0x1e => "Socket LGA1567", 0x1f => "Socket PGA988A", 0x20 => "Socket BGA1288", 0x21 => "Socket rPGA988B",
        0x22 => "Socket BGA1023", 0x23 => "Socket BGA1224", 0x24 => "Socket LGA1155", 0x25 => "Socket LGA1356",
        0x26 => "Socket LGA2011", 0x27 => "Socket FS1", 0x28 => "Socket FS2", 0x29 => "Socket FM1",
        0x2a => "Socket FM2", 0x2b => "Socket LGA2011-3", 0x2c => "Socket LGA1356-3", 0x2d => "Socket LGA1150",
        0x2e => "Socket BGA1168", 0x2f => "Socket BGA1234", 0x30 => "Socket BGA1364", 0x31 => "Socket AM4",
        0x32 => "Socket LGA1151", 0x33 => "Socket BGA1356", 0x34 => "Socket BGA1440", 0x35 => "Socket BGA1515",
        0x36 => "Socket LGA3647-1", 0x37 => "Socket SP3", 0x38 => "Socket SP3r2", 0x39 => "Socket LGA2066",
        0x3a => "Socket BGA1392", 0x3b => "Socket BGA1510", 0x3c => "Socket BGA1528", 0x3d => "Socket LGA4189",
        0x3e => "Socket LGA1200", 0x3f => "Socket LGA4677", 0x40 => "Socket LGA1700", 0x41 => "Socket BGA1744",
        0x42 => "Socket BGA1781", 0x43 => "Socket BGA1211", 0x44 => "Socket BGA2422", 0x45 => "Socket LGA1211",
        0x46 => "Socket LGA2422", 0x47 => "Socket LGA5773", 0x48 => "Socket BGA5773", 0x49 => "Socket AM5",
        0x4a => "Socket SP5", 0x4b => "Socket SP6", 0x4c => "Socket BGA883", 0x4d => "Socket BGA1190",
        0x4e => "Socket BGA4129", 0x4f => "Socket LGA4710", 0x50 => "Socket LGA7529", 0x51 => "Socket BGA1964",
        0x52 => "Socket BGA1792", 0x53 => "Socket BGA2049", 0x54 => "Socket BGA2551", 0x55 => "Socket LGA1851",
        0x56 => "Socket BGA2114", 0x57 => "Socket BGA2833", 0xff => "Socket type in words",
    }
}

flags! {
    /// Voltages of a socket (§7.5.4, bit 7 clear).
    pub struct LegacyVoltages(u8) { 0 => "5V", 1 => "3.3V", 2 => "2.9V" }
    /// Processor characteristics (§7.5.9).
    pub struct ProcessorCharacteristics(u16) {
        1 => "Unknown", 2 => "64-bit Capable", 3 => "Multi-Core", 4 => "Hardware Thread", 5 => "Execute Protection",
        6 => "Enhanced Virtualization", 7 => "Power/Performance Control", 8 => "128-bit Capable",
        9 => "Arm64 SoC ID",
    }
}

impl ProcessorInformation {
    pub(super) fn decode(frame: &Frame<'_>) -> ProcessorInformation {
        let voltage = frame.byte(0x11).filter(|voltage| *voltage & 0x7f != 0);
        let status = frame.byte(0x18);
        ProcessorInformation {
            socket_designation: frame.string(0x04),
            processor_type: frame.byte(0x05).map(ProcessorType),
            family: family(frame),
            manufacturer: frame.string(0x07),
            id: frame.qword(0x08).filter(|id| *id != 0),
            version: frame.string(0x10),
            voltage_volts: voltage.filter(|v| v & 0x80 != 0).map(|v| Volts(f64::from(v & 0x7f) / 10.0)),
            legacy_voltages: voltage.filter(|v| v & 0x80 == 0).map(LegacyVoltages),
            external_clock_hertz: megahertz(frame.word(0x12)),
            maximum_speed_hertz: megahertz(frame.word(0x14)),
            current_speed_hertz: megahertz(frame.word(0x16)),
            socket_populated: status.map(|status| status & 0x40 != 0),
            status: status.map(|status| ProcessorStatus(status & 0x07)),
            upgrade: frame.byte(0x19).map(ProcessorUpgrade),
            l1_cache_handle: frame.handle_at(0x1a),
            l2_cache_handle: frame.handle_at(0x1c),
            l3_cache_handle: frame.handle_at(0x1e),
            serial_number: frame.string(0x20),
            asset_tag: frame.string(0x21),
            part_number: frame.string(0x22),
            core_count: count(frame.byte(0x23), frame.word(0x2a)),
            core_enabled: count(frame.byte(0x24), frame.word(0x2c)),
            thread_count: count(frame.byte(0x25), frame.word(0x2e)),
            thread_enabled: frame.word(0x30).filter(|count| !matches!(count, 0 | 0xffff)),
            characteristics: frame.word(0x26).map(ProcessorCharacteristics),
            socket_type: frame.string(0x32),
        }
    }
}

/// FEh refers to *Processor Family 2* (§7.5.2); without it, the code itself stays.
fn family(frame: &Frame<'_>) -> Option<ProcessorFamily> {
    let family = frame.byte(0x06)?;
    let wide = frame.word(0x28).filter(|_| family == 0xfe);
    Some(ProcessorFamily(wide.unwrap_or_else(|| family.into())))
}

/// 0 is "unknown" (§7.5, offsets 12h–16h).
fn megahertz(number: Option<u16>) -> Option<Hertz> {
    number.filter(|number| *number != 0).map(|number| Hertz(u64::from(number) * 1_000_000))
}

/// FFh refers to the wide field, and 0 is "unknown" in both (§7.5.6–§7.5.8).
fn count(narrow: Option<u8>, wide: Option<u16>) -> Option<u16> {
    let count = match narrow? {
        0xff => wide.unwrap_or(0xff),
        narrow => narrow.into(),
    };
    (!matches!(count, 0 | 0xffff)).then_some(count)
}

//! Memory Device (type 17): one socket for a module, empty or not.
//!
//! Document: DSP0134 §7.18 and its subsections, cited at each field; the codes are in `memory_code`.
//!
//! Real firmware: 25.7 % of servers print the maker as JEDEC digits ("00CE00B300CE"), 10.1 % have a module without part
//! number, 23.3 % without a configured speed, 4.9 % several sockets with the same label. Empty sockets say "NO DIMM" or
//! repeat the fields of their neighbour. Speeds are MT/s even where the field was called MHz (before 3.1).

use serde::Serialize;

use super::{Frame, Handle, MemoryFormFactor, MemoryOperatingModes, MemoryTechnology, MemoryType, MemoryTypeDetail};
use crate::{
    decode::jedec::ManufacturerId,
    units::{Bytes, MegaTransfers, Volts},
};

/// Type 17.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryDevice {
    /// The array to which the socket belongs (offset 04h).
    pub physical_memory_array_handle: Option<Handle>,
    /// What is known of the last error (06h).
    pub error_information: Option<ErrorInformation>,
    /// Width in bits with check bits (08h).
    pub total_width_bits: Option<u16>,
    /// Width in bits (0Ah).
    pub data_width_bits: Option<u16>,
    /// Size (0Ch, from 32 GiB on 1Ch); none where it is unknown, 0 where the socket is empty.
    pub size_bytes: Option<Bytes>,
    /// Form factor (0Eh).
    pub form_factor: Option<MemoryFormFactor>,
    /// Number of the set of modules that must be alike (0Fh).
    pub device_set: Option<DeviceSet>,
    /// Label of the socket (10h).
    pub device_locator: Option<String>,
    /// Label of the bank, often of the channel (11h).
    pub bank_locator: Option<String>,
    /// Technology of the memory (12h).
    pub memory_type: Option<MemoryType>,
    /// More about it (13h).
    pub type_detail: Option<MemoryTypeDetail>,
    /// Highest speed of the module (15h, from 65,535 MT/s on 54h).
    pub speed_mt_s: Option<MegaTransfers>,
    /// Manufacturer as printed (17h).
    pub manufacturer: Option<String>,
    /// Serial number (18h).
    #[doc(alias = "SN")]
    pub serial_number: Option<String>,
    /// Asset tag (19h).
    pub asset_tag: Option<String>,
    /// Part number (1Ah).
    #[doc(alias = "PN")]
    pub part_number: Option<String>,
    /// Ranks (1Bh, bits 3:0).
    pub rank_count: Option<u8>,
    /// Speed at which it runs (20h, from 65,535 MT/s on 58h).
    pub configured_speed_mt_s: Option<MegaTransfers>,
    /// Lowest voltage (22h).
    pub minimum_voltage_volts: Option<Volts>,
    /// Highest voltage (24h).
    pub maximum_voltage_volts: Option<Volts>,
    /// Voltage at which it runs (26h).
    pub configured_voltage_volts: Option<Volts>,
    /// Technology of the module (28h).
    pub technology: Option<MemoryTechnology>,
    /// Operating modes that it supports (29h).
    pub operating_mode_capability: Option<MemoryOperatingModes>,
    /// Firmware version (2Bh).
    pub firmware_version: Option<String>,
    /// Manufacturer of the module (2Ch, §7.18.8).
    pub module_manufacturer_id: Option<ManufacturerId>,
    /// Product of the module (2Eh, §7.18.9).
    pub module_product_id: Option<u16>,
    /// Manufacturer of the controller on the module (30h, §7.18.10).
    pub subsystem_controller_manufacturer_id: Option<ManufacturerId>,
    /// Product of the controller on the module (32h, §7.18.11).
    pub subsystem_controller_product_id: Option<u16>,
    /// Non-volatile part (34h).
    pub non_volatile_size_bytes: Option<Bytes>,
    /// Volatile part (3Ch).
    pub volatile_size_bytes: Option<Bytes>,
    /// Cache part (44h).
    pub cache_size_bytes: Option<Bytes>,
    /// Size of a logical device (4Ch).
    pub logical_size_bytes: Option<Bytes>,
    /// Manufacturer of the first power management circuit (5Ch, since 3.7).
    #[doc(alias = "PMIC")]
    pub pmic0_manufacturer_id: Option<ManufacturerId>,
    /// Its revision (5Eh, since 3.7).
    pub pmic0_revision: Option<u16>,
    /// Manufacturer of the registering clock driver (60h, since 3.7).
    #[doc(alias = "RCD")]
    pub rcd_manufacturer_id: Option<ManufacturerId>,
    /// Its revision (62h, since 3.7).
    pub rcd_revision: Option<u16>,
}

/// The set of modules that must be alike (§7.18, offset 0Fh).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceSet {
    /// It belongs to no set.
    None,
    /// It belongs to this one.
    Number(u8),
}

/// What firmware can say of errors (§7.17 offset 0Bh, §7.18 offset 06h).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorInformation {
    /// It does not say anything (FFFEh).
    NotProvided,
    /// There was none (FFFFh).
    NoError,
    /// It is in this structure (type 18 or 33).
    Structure(Handle),
}

impl ErrorInformation {
    pub(super) fn decode(frame: &Frame<'_>, offset: usize) -> Option<ErrorInformation> {
        frame.word(offset).map(|word| match word {
            0xfffe => ErrorInformation::NotProvided,
            0xffff => ErrorInformation::NoError,
            handle => ErrorInformation::Structure(Handle(handle)),
        })
    }
}

impl MemoryDevice {
    /// Whether a module is in the socket; `None` where its size is unknown (§7.18, offset 0Ch).
    pub fn populated(&self) -> Option<bool> {
        self.size_bytes.map(|size| size != Bytes(0))
    }

    pub(super) fn decode(frame: &Frame<'_>) -> MemoryDevice {
        MemoryDevice {
            physical_memory_array_handle: frame.handle_at(0x04),
            error_information: ErrorInformation::decode(frame, 0x06),
            total_width_bits: width(frame.word(0x08)),
            data_width_bits: width(frame.word(0x0a)),
            size_bytes: size(frame.word(0x0c), frame.dword(0x1c)),
            form_factor: frame.byte(0x0e).map(MemoryFormFactor),
            device_set: device_set(frame.byte(0x0f)),
            device_locator: frame.string(0x10),
            bank_locator: frame.string(0x11),
            memory_type: frame.byte(0x12).map(MemoryType),
            type_detail: frame.word(0x13).map(MemoryTypeDetail),
            speed_mt_s: speed(frame.word(0x15), frame.dword(0x54)),
            manufacturer: frame.string(0x17),
            serial_number: frame.string(0x18),
            asset_tag: frame.string(0x19),
            part_number: frame.string(0x1a),
            rank_count: frame.byte(0x1b).map(|octet| octet & 0x0f).filter(|ranks| *ranks != 0),
            configured_speed_mt_s: speed(frame.word(0x20), frame.dword(0x58)),
            minimum_voltage_volts: millivolts(frame.word(0x22)),
            maximum_voltage_volts: millivolts(frame.word(0x24)),
            configured_voltage_volts: millivolts(frame.word(0x26)),
            technology: frame.byte(0x28).map(MemoryTechnology),
            operating_mode_capability: frame.word(0x29).map(MemoryOperatingModes),
            firmware_version: frame.string(0x2b),
            module_manufacturer_id: manufacturer(frame.word(0x2c), 0),
            module_product_id: frame.word(0x2e).filter(|id| *id != 0),
            subsystem_controller_manufacturer_id: manufacturer(frame.word(0x30), 0),
            subsystem_controller_product_id: frame.word(0x32).filter(|id| *id != 0),
            non_volatile_size_bytes: octets(frame.qword(0x34)),
            volatile_size_bytes: octets(frame.qword(0x3c)),
            cache_size_bytes: octets(frame.qword(0x44)),
            logical_size_bytes: octets(frame.qword(0x4c)),
            pmic0_manufacturer_id: manufacturer(frame.word(0x5c), 0xffff),
            pmic0_revision: frame.word(0x5e).filter(|revision| *revision != 0xff00),
            rcd_manufacturer_id: manufacturer(frame.word(0x60), 0xffff),
            rcd_revision: frame.word(0x62).filter(|revision| *revision != 0xff00),
        }
    }
}

/// FFFFh is "unknown"; so is 0, which firmware writes for empty sockets (§7.18, offsets 08h and 0Ah).
fn width(bits: Option<u16>) -> Option<u16> {
    bits.filter(|bits| !matches!(bits, 0 | 0xffff))
}

/// 0 is an empty socket, FFFFh "unknown"; 7FFFh refers to the wide field in MiB; the top bit selects KiB (§7.18.4, .5).
fn size(narrow: Option<u16>, wide: Option<u32>) -> Option<Bytes> {
    match narrow? {
        0xffff => None,
        0x7fff => wide.map(|mib| Bytes::from_mib((mib & 0x7fff_ffff).into())),
        kib if kib & 0x8000 != 0 => Some(Bytes::from_kib((kib & 0x7fff).into())),
        mib => Some(Bytes::from_mib(mib.into())),
    }
}

/// 0 is no set, FFh "unknown" (§7.18, offset 0Fh).
fn device_set(octet: Option<u8>) -> Option<DeviceSet> {
    match octet? {
        0 => Some(DeviceSet::None),
        0xff => None,
        number => Some(DeviceSet::Number(number)),
    }
}

/// 0 is "unknown"; FFFFh refers to the wide field (§7.18, offsets 15h, 20h, 54h, 58h; since 3.3).
fn speed(narrow: Option<u16>, wide: Option<u32>) -> Option<MegaTransfers> {
    match narrow? {
        0 => None,
        0xffff => wide.map(|speed| speed & 0x7fff_ffff).filter(|speed| *speed != 0).map(MegaTransfers),
        speed => Some(MegaTransfers(speed.into())),
    }
}

/// 0 is "unknown" (§7.18, offsets 22h–26h).
fn millivolts(number: Option<u16>) -> Option<Volts> {
    number.filter(|number| *number != 0).map(|number| Volts(f64::from(number) / 1000.0))
}

/// All ones are "unknown" (§7.18, offsets 34h–4Ch).
fn octets(number: Option<u64>) -> Option<Bytes> {
    number.filter(|number| *number != u64::MAX).map(Bytes)
}

/// The two octets of the SPD, bank first (§7.18.8); `unknown` and 0 are none.
fn manufacturer(word: Option<u16>, unknown: u16) -> Option<ManufacturerId> {
    word.filter(|word| *word != 0 && *word != unknown).map(ManufacturerId::from_spd)
}

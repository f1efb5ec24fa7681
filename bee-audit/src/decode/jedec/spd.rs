//! What a memory module says of itself: Serial Presence Detect.
//!
//! Documents: JESD21-C annex K (§4.1.2.11, DDR3), annex L (§4.1.2.12, DDR4), JESD400-5B (DDR5), each in a file of its
//! own. Octet 2 says which of them applies (key byte). Checksums are CRC-16 of polynomial 1021h.
//!
//! Real modules: leave the serial number 0 or FFFFFFFFh, write dates that are no BCD, repair XMP profiles without their
//! checksum, and hold what the module's maker wanted to sell it as (unbuffered ones more than registered ones).

mod codes;
mod ddr3;
mod ddr4;
mod ddr5;
mod timing;

use serde::Serialize;

use super::{
    super::{
        Error, Fault, Fields,
        code::{Code, Named},
        hex, text,
    },
    ManufacturerId,
};
use crate::units::{Bytes, MegaTransfers};

pub use codes::{
    Ddr3ModuleType, Ddr4ModuleType, Ddr5ModuleType, MemoryType, PmicType, RegisterType, SpdHubType,
    TemperatureSensorType,
};
pub use timing::Timings;

const STANDARD: &str = "SPD";

/// A circuit beside the memory chips.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupportDevice {
    /// What it is for: `register`, `data buffer`, `clock driver`, `SPD hub`, `PMIC 0`, `temperature sensor`.
    pub role: &'static str,
    /// Its maker.
    pub manufacturer: Option<ManufacturerId>,
    /// What it is; DDR5 only.
    pub kind: Option<Named>,
    /// Its revision, major and minor number.
    pub revision: Option<String>,
}

/// Serial Presence Detect of a module.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SerialPresenceDetect {
    /// Kind of the memory (octet 2).
    pub memory_type: MemoryType,
    /// Revision of the content (octet 1): `1.1`.
    pub revision: Option<String>,
    /// Kind of the module (octet 3): RDIMM, UDIMM, SO-DIMM, …
    pub module_type: Option<Named>,
    /// Maker of the module.
    pub module_manufacturer: Option<ManufacturerId>,
    /// Maker of its memory chips.
    pub dram_manufacturer: Option<ManufacturerId>,
    /// Where it was made, by the maker's own number.
    pub manufacturing_location: Option<u8>,
    /// Year and week: `2019-W12`.
    pub manufacture_week: Option<String>,
    /// Serial number: eight hexadecimal digits.
    pub serial_number: Option<String>,
    /// Part number.
    pub part_number: Option<String>,
    /// Revision of the module, by the maker's own number.
    pub module_revision: Option<u16>,
    /// Size of the module.
    pub capacity: Option<Bytes>,
    /// Bits in a die.
    pub die_density_bits: Option<u64>,
    /// Dies in a package.
    pub die_count: Option<u8>,
    /// Ranks of packages.
    pub rank_count: Option<u8>,
    /// Banks of a die, in all groups.
    pub bank_count: Option<u8>,
    /// Groups of banks; `None` before DDR4.
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
    pub check_width_bits: Option<u8>,
    /// Nominal voltages at which it works, in volts.
    pub voltages: Vec<f64>,
    /// Transfer rate that it is made for, by JEDEC's names.
    pub speed: Option<MegaTransfers>,
    /// Its timings.
    pub timings: Option<Timings>,
    /// Profiles beyond JEDEC's: `XMP 2.0`, `EXPO`.
    pub profiles: Vec<&'static str>,
    /// Whether it has a temperature sensor.
    pub has_temperature_sensor: Option<bool>,
    /// Registers, buffers, power management and the like.
    pub support_devices: Vec<SupportDevice>,
    /// Checksums that do not match.
    #[serde(serialize_with = "crate::decode::errors_as_text")]
    pub damage: Vec<Error>,
}

impl SerialPresenceDetect {
    /// Decodes the content of a module's EEPROM; of kinds other than DDR3, DDR4 and DDR5 nothing but the kind.
    pub fn decode(bytes: &[u8]) -> Result<SerialPresenceDetect, Error> {
        let need = |need| Error::new(STANDARD, 0, Fault::Truncated { need, have: bytes.len() });
        let memory_type = bytes.byte(2).map(MemoryType).ok_or_else(|| need(3))?;
        if memory_type.name().is_none() {
            return Err(Error::new(STANDARD, 2, Fault::BadSignature));
        }
        let mut spd = SerialPresenceDetect::of(memory_type);
        // Octet 1: encoding level and additions level.
        spd.revision = bytes.byte(1).map(major_minor);
        match memory_type.0 {
            0x0b => ddr3::decode(bytes.get(..128).ok_or_else(|| need(128))?, bytes, &mut spd),
            0x0c | 0x0e => ddr4::decode(bytes.get(..256).ok_or_else(|| need(256))?, bytes, &mut spd),
            0x12 => ddr5::decode(bytes.get(..512).ok_or_else(|| need(512))?, bytes, &mut spd),
            _ => {}
        }
        Ok(spd)
    }

    /// Where `bytes` have the serial number; `None` for kinds that are not decoded.
    pub(crate) fn serial_number_place(bytes: &[u8]) -> Option<usize> {
        let manufacture = match bytes.byte(2)? {
            0x0b => ddr3::MANUFACTURE,
            0x0c | 0x0e => ddr4::MANUFACTURE,
            0x12 => ddr5::MANUFACTURE,
            _ => return None,
        };
        Some(manufacture + 5)
    }

    /// Where `changed` has a checksum over its serial number and what it should be, if it was right in `bytes`.
    pub(crate) fn checksum_over_serial_number(bytes: &[u8], changed: &[u8]) -> Option<(usize, u16)> {
        const PLACE: usize = 126;
        let covered = ddr3::summed(bytes.byte(0)?);
        let is_covered = bytes.byte(2)? == 0x0b && covered > ddr3::MANUFACTURE;
        let was_right = bytes.u16_le(PLACE)? == crc(bytes.get(..covered)?);
        (is_covered && was_right).then(|| Some((PLACE, crc(changed.get(..covered)?)))).flatten()
    }

    fn of(memory_type: MemoryType) -> SerialPresenceDetect {
        SerialPresenceDetect {
            memory_type,
            revision: None,
            module_type: None,
            module_manufacturer: None,
            dram_manufacturer: None,
            manufacturing_location: None,
            manufacture_week: None,
            serial_number: None,
            part_number: None,
            module_revision: None,
            capacity: None,
            die_density_bits: None,
            die_count: None,
            rank_count: None,
            bank_count: None,
            bank_group_count: None,
            row_address_bits: None,
            column_address_bits: None,
            device_width_bits: None,
            channel_count: None,
            data_width_bits: None,
            check_width_bits: None,
            voltages: Vec::new(),
            speed: None,
            timings: None,
            profiles: Vec::new(),
            has_temperature_sensor: None,
            support_devices: Vec::new(),
            damage: Vec::new(),
        }
    }

    /// Maker, location, date and serial number, which follow each other in every kind.
    fn read_manufacture(&mut self, bytes: &[u8], place: usize) {
        self.module_manufacturer = manufacturer(bytes, place);
        self.manufacturing_location = bytes.byte(place + 2);
        self.manufacture_week = bytes.array(place + 3).and_then(week);
        let serial: Option<[u8; 4]> = bytes.array(place + 5);
        let serial = serial.filter(|octets| !matches!(octets, [0, 0, 0, 0] | [0xff, 0xff, 0xff, 0xff]));
        self.serial_number = serial.map(|octets| hex(&octets).to_uppercase());
    }

    /// Size of the module, from sizes that are all known: dies across a channel, their density, ranks and channels.
    fn computed_capacity(&self, stacked: u8) -> Option<Bytes> {
        let width = u64::from(self.data_width_bits?).checked_div(u64::from(self.device_width_bits?))?;
        let dies = width * u64::from(self.rank_count?) * u64::from(stacked) * u64::from(self.channel_count?);
        self.die_density_bits?.checked_mul(dies).map(|bits| Bytes(bits / 8))
    }

    /// Adds a circuit, unless neither its maker nor its kind is stated.
    fn add_support_device(
        &mut self,
        role: &'static str,
        manufacturer: Option<ManufacturerId>,
        kind: Option<&dyn Code>,
        revision: Option<String>,
    ) {
        if manufacturer.is_some() || kind.is_some() {
            let kind = kind.map(Named::of);
            self.support_devices.push(SupportDevice { role, manufacturer, kind, revision });
        }
    }
}

/// A revision with a number in each half of the octet.
fn major_minor(octet: u8) -> String {
    format!("{}.{}", octet >> 4, octet & 0x0f)
}

/// Two octets: continuation codes, code; `None` where nothing was written.
fn manufacturer(bytes: &[u8], place: usize) -> Option<ManufacturerId> {
    bytes.u16_le(place).filter(|word| !matches!(word, 0 | 0xffff)).map(ManufacturerId::from_spd)
}

/// Year and week in BCD.
fn week([year, week]: [u8; 2]) -> Option<String> {
    let digits = |octet: u8| (octet >> 4 < 10 && octet & 0x0f < 10).then(|| (octet >> 4) * 10 + (octet & 0x0f));
    let (year, week) = (digits(year)?, digits(week)?);
    (1..=53).contains(&week).then(|| format!("20{year:02}-W{week:02}"))
}

/// Text padded with blanks, by some makers with NUL or FFh.
fn part_number(octets: Option<&[u8]>) -> Option<String> {
    let octets: Vec<u8> = octets?.iter().copied().filter(|octet| !matches!(octet, 0 | 0xff)).collect();
    text(&octets)
}

/// The error, if the CRC-16 (polynomial 1021h, initially 0) of the first `length` octets from `first` is not the word
/// at `place`.
fn checksum(bytes: &[u8], first: usize, length: usize, place: usize) -> Option<Error> {
    let (stated, summed) = (bytes.u16_le(place)?, bytes.get(first..first + length)?);
    let computed = crc(summed);
    let fault = Fault::BadChecksum { stated: stated.into(), computed: computed.into() };
    (stated != computed).then(|| Error::new(STANDARD, place, fault))
}

/// CRC-16 as annex K §2.3 and JESD400-5 §7.4 describe it.
fn crc(octets: &[u8]) -> u16 {
    octets.iter().fold(0, |crc: u16, octet| {
        (0..8).fold(crc ^ u16::from(*octet) << 8, |crc, _| crc << 1 ^ if crc & 0x8000 == 0 { 0 } else { 0x1021 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_documents() {
        // CRC-16/XMODEM of "123456789".
        assert_eq!(crc(b"123456789"), 0x31c3);
    }

    #[test]
    fn weeks_are_bcd() {
        assert_eq!(week([0x19, 0x12]).as_deref(), Some("2019-W12"));
        for octets in [[0, 0], [0x19, 0x1a], [0xff, 0xff], [0x19, 0x54]] {
            assert_eq!(week(octets), None);
        }
    }

    #[test]
    fn other_kinds_are_named_and_other_eeproms_refused() {
        let spd = SerialPresenceDetect::decode(&[128, 0x12, 0x08]).unwrap();
        assert_eq!((spd.memory_type.name(), spd.capacity), (Some("DDR2 SDRAM"), None));
        assert_eq!(SerialPresenceDetect::decode(&[0, 0xff, 0xff, 0xff]).unwrap_err().fault, Fault::BadSignature);
        assert!(SerialPresenceDetect::decode(&[0x23, 0x11, 0x0c, 1]).is_err());
    }
}

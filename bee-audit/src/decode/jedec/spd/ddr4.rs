//! DDR4 modules.
//!
//! Document: JESD21-C §4.1.2.12 annex L (release 5): base section (octets 0 to 127), module-specific section (128 to
//! 255), manufacturing section (320 to 383); XMP 2.0 from octet 384 on.

use super::{
    Ddr4ModuleType, Fields, Named, SerialPresenceDetect, checksum, major_minor, manufacturer, part_number,
    timing::{Timings, corrected, latencies, speed},
};

/// Medium and fine timebase (octet 17; other values are reserved), in picoseconds.
const MEDIUM: f64 = 125.0;
const FINE: f64 = 1.0;
/// The maker's identity (octets 320 to 328).
pub(super) const MANUFACTURE: usize = 320;

/// Adds what the octets say; `base` are the first 256 of `bytes`.
pub(super) fn decode(base: &[u8], bytes: &[u8], spd: &mut SerialPresenceDetect) {
    let at = |place| base.byte(place).unwrap_or_default();
    let module_type = at(3) & 0x0f;
    spd.module_type = Some(Named::of(&Ddr4ModuleType(module_type)));
    read_organization(&at, spd);
    // Octet 11: bit 0, operable at 1.2 V.
    spd.voltages = Some(1.2).filter(|_| at(11) & 1 != 0).into_iter().collect();
    spd.timings = timings(base);
    spd.speed = spd.timings.as_ref().and_then(|timings| speed(timings.clock_picoseconds));
    // Octet 14, bit 7.
    spd.has_temperature_sensor = Some(at(14) & 0x80 != 0);
    // Annex L.2 (registered) and L.3 (load reduced): octets 133 and 134, revision in 135.
    if matches!(module_type, 0x1 | 0x4 | 0x5 | 0x8) {
        let revision = Some(at(135)).filter(|octet| *octet != 0xff).map(major_minor);
        spd.add_support_device("register", manufacturer(base, 133), None, revision);
    }
    spd.read_manufacture(bytes, MANUFACTURE);
    spd.part_number = part_number(bytes.get(329..349));
    spd.module_revision = bytes.byte(349).map(u16::from);
    spd.dram_manufacturer = manufacturer(bytes, 350);
    if bytes.u16_be(384) == Some(0x0c4a) {
        spd.profiles.push("XMP 2.0");
    }
    spd.damage.extend(checksum(base, 0, 126, 126));
    spd.damage.extend(checksum(base, 128, 126, 254));
}

/// Octets 4, 5, 6, 12 and 13.
fn read_organization(at: &impl Fn(usize) -> u8, spd: &mut SerialPresenceDetect) {
    spd.die_density_bits = match at(4) & 0x0f {
        code @ 0..=7 => Some(1 << (28 + code)),
        8 => Some(12 << 30),
        9 => Some(24 << 30),
        _ => None,
    };
    let groups = Some(1u8 << (at(4) >> 6)).filter(|_| at(4) >> 6 <= 2);
    let banks = Some(4u8 << (at(4) >> 4 & 0b11)).filter(|_| at(4) >> 4 & 0b11 <= 1);
    spd.bank_group_count = groups;
    spd.bank_count = groups.zip(banks).map(|(groups, banks)| groups * banks);
    spd.row_address_bits = Some(12 + (at(5) >> 3 & 0b111));
    spd.column_address_bits = Some(9 + (at(5) & 0b111));
    // Octet 6: bit 7 says that there are several dies, of which bits 1 and 0 tell how they are loaded (2: 3DS).
    let dies = if at(6) & 0x80 == 0 { 1 } else { (at(6) >> 4 & 0b111) + 1 };
    spd.die_count = Some(dies);
    spd.rank_count = Some((at(12) >> 3 & 0b111) + 1);
    spd.device_width_bits = Some(4u8 << (at(12) & 0b11)).filter(|_| at(12) & 0b111 <= 3);
    spd.data_width_bits = Some(8u8 << (at(13) & 0b11)).filter(|_| at(13) & 0b111 <= 3);
    spd.check_width_bits = match at(13) >> 3 & 0b11 {
        0 => Some(0),
        1 => Some(8),
        _ => None,
    };
    spd.channel_count = Some(1);
    spd.capacity = spd.computed_capacity(if at(6) & 0b11 == 2 { dies } else { 1 });
}

/// Octets 18 to 37 with the fine offsets of 120 to 125.
fn timings(base: &[u8]) -> Option<Timings> {
    let byte = |place| base.byte(place);
    let time = |place, correction| Some(corrected(byte(place)?.into(), byte(correction)?, MEDIUM, FINE));
    let long = |low: u8, high: u8, correction: u8| corrected(u16::from_be_bytes([high, low]), correction, MEDIUM, FINE);
    let upper = byte(27)?;
    let mask = base.u32_le(20)?;
    // Octet 23, bit 7: latencies begin with 23 instead of 7.
    let first = if mask >> 31 == 0 { 7 } else { 23 };
    Some(Timings {
        clock_picoseconds: time(18, 125)?,
        cas_latencies: latencies(mask.into(), 30, first, 1),
        cas_latency_picoseconds: time(24, 123)?,
        ras_to_cas_picoseconds: time(25, 122)?,
        row_precharge_picoseconds: time(26, 121)?,
        active_to_precharge_picoseconds: long(byte(28)?, upper & 0x0f, 0),
        active_to_active_picoseconds: long(byte(29)?, upper >> 4, byte(120)?),
        refresh_recovery_picoseconds: corrected(base.u16_le(30)?, 0, MEDIUM, FINE),
    })
}

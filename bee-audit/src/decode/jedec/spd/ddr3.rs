//! DDR3 modules.
//!
//! Document: JESD21-C §4.1.2.11 annex K: general section (octets 0 to 59), module-specific section (60 to 116), unique
//! identity (117 to 127), part number (128 to 149); XMP 1.3 from octet 176 on.

use super::{
    Ddr3ModuleType, Fields, Named, SerialPresenceDetect, checksum, major_minor, manufacturer, part_number,
    timing::{Timings, corrected, latencies, speed},
};

/// The maker's identity (octets 117 to 125).
pub(super) const MANUFACTURE: usize = 117;

/// Adds what the octets say; `base` are the first 128 of `bytes`.
pub(super) fn decode(base: &[u8], bytes: &[u8], spd: &mut SerialPresenceDetect) {
    let at = |place| base.byte(place).unwrap_or_default();
    let module_type = at(3) & 0x0f;
    spd.module_type = Some(Named::of(&Ddr3ModuleType(module_type)));
    read_organization(&at, spd);
    // Octet 6: bit 0 says that it does *not* work at 1.5 V.
    let voltages = [(at(6) & 1 == 0, 1.5), (at(6) & 2 != 0, 1.35), (at(6) & 4 != 0, 1.25)];
    spd.voltages = voltages.into_iter().filter(|(works, _)| *works).map(|(_, volts)| volts).collect();
    spd.timings = timings(base);
    spd.speed = spd.timings.as_ref().and_then(|timings| speed(timings.clock_picoseconds));
    // Octet 32, bit 7.
    spd.has_temperature_sensor = Some(at(32) & 0x80 != 0);
    // Annex K.2 (registered) and K.3 (load reduced): octets 65 and 66, revision in 67.
    if matches!(module_type, 0x1 | 0x5 | 0x9 | 0xb) {
        let revision = Some(at(67)).filter(|octet| *octet != 0xff).map(major_minor);
        let role = if module_type == 0xb { "memory buffer" } else { "register" };
        spd.add_support_device(role, manufacturer(base, 65), None, revision);
    }
    spd.read_manufacture(base, MANUFACTURE);
    spd.part_number = part_number(bytes.get(128..146));
    spd.module_revision = bytes.u16_be(146);
    spd.dram_manufacturer = manufacturer(bytes, 148);
    if bytes.u16_be(176) == Some(0x0c4a) {
        spd.profiles.push("XMP 1.3");
    }
    spd.damage.extend(checksum(base, 0, summed(at(0)), 126));
}

/// How many octets the checksum covers (octet 0, bit 7).
pub(super) fn summed(octet: u8) -> usize {
    if octet & 0x80 == 0 { 126 } else { 117 }
}

/// Octets 4, 5, 7 and 8.
fn read_organization(at: &impl Fn(usize) -> u8, spd: &mut SerialPresenceDetect) {
    spd.die_density_bits = Some(1u64 << (28 + (at(4) & 0x0f))).filter(|_| at(4) & 0x0f <= 6);
    spd.bank_count = Some(8u8 << (at(4) >> 4 & 0b11)).filter(|_| at(4) >> 4 & 0b111 <= 3);
    spd.row_address_bits = Some(12 + (at(5) >> 3 & 0b111));
    spd.column_address_bits = Some(9 + (at(5) & 0b111));
    spd.rank_count = match at(7) >> 3 & 0b111 {
        4 => Some(8),
        ranks @ 0..=3 => Some(ranks + 1),
        _ => None,
    };
    spd.device_width_bits = Some(4u8 << (at(7) & 0b11)).filter(|_| at(7) & 0b111 <= 3);
    spd.data_width_bits = Some(8u8 << (at(8) & 0b11)).filter(|_| at(8) & 0b111 <= 3);
    spd.check_width_bits = match at(8) >> 3 & 0b11 {
        0 => Some(0),
        1 => Some(8),
        _ => None,
    };
    spd.channel_count = Some(1);
    spd.die_count = Some(1);
    spd.capacity = spd.computed_capacity(1);
}

/// Octets 9 to 25 and 34 to 38; `None` without a timebase.
fn timings(base: &[u8]) -> Option<Timings> {
    let byte = |place| base.byte(place);
    let [fine, dividend, divisor] = base.array(9)?;
    if divisor == 0 || fine & 0x0f == 0 {
        return None;
    }
    let medium = f64::from(dividend) / f64::from(divisor) * 1000.0;
    let fine = f64::from(fine >> 4) / f64::from(fine & 0x0f);
    let time = |place, correction| Some(corrected(byte(place)?.into(), byte(correction)?, medium, fine));
    let long = |low: u8, high: u8, correction: u8| corrected(u16::from_be_bytes([high, low]), correction, medium, fine);
    let upper = byte(21)?;
    Some(Timings {
        clock_picoseconds: time(12, 34)?,
        cas_latencies: latencies(u64::from(base.u16_le(14)?), 15, 4, 1),
        cas_latency_picoseconds: time(16, 35)?,
        ras_to_cas_picoseconds: time(18, 36)?,
        row_precharge_picoseconds: time(20, 37)?,
        active_to_precharge_picoseconds: long(byte(22)?, upper & 0x0f, 0),
        active_to_active_picoseconds: long(byte(23)?, upper >> 4, byte(38)?),
        refresh_recovery_picoseconds: long(byte(24)?, byte(25)?, 0),
    })
}

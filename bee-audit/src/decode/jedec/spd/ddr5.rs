//! DDR5 modules.
//!
//! Document: JESD400-5B (release 1.2): base section (§8.1, octets 0 to 127), common module section (§8.2, octets 192 to
//! 239), module-specific section (annex A, 240 to 447), checksum (510), manufacturing section (§8.3, 512 to 554); XMP
//! 3.0 from octet 640 on, EXPO from 832 on.

use super::{
    Ddr5ModuleType, Fields, Named, PmicType, RegisterType, SerialPresenceDetect, SpdHubType, TemperatureSensorType,
    checksum, major_minor, manufacturer, part_number,
    timing::{Timings, latencies, speed},
};

/// The maker's identity (octets 512 to 520).
pub(super) const MANUFACTURE: usize = 512;

/// Adds what the octets say; `base` are the first 512 of `bytes`.
pub(super) fn decode(base: &[u8], bytes: &[u8], spd: &mut SerialPresenceDetect) {
    let at = |place| base.byte(place).unwrap_or_default();
    let module_type = at(3) & 0x0f;
    spd.module_type = Some(Named::of(&Ddr5ModuleType(module_type)));
    read_organization(&at, spd);
    // Octet 16, bits 7 to 4: nominal VDD, of which 1.1 V is the only one.
    spd.voltages = Some(1.1).filter(|_| at(16) >> 4 == 0).into_iter().collect();
    spd.timings = timings(base);
    spd.speed = spd.timings.as_ref().and_then(|timings| speed(timings.clock_picoseconds));
    read_support_devices(base, module_type, spd);
    spd.read_manufacture(bytes, MANUFACTURE);
    spd.part_number = part_number(bytes.get(521..551));
    spd.module_revision = bytes.byte(551).map(u16::from);
    spd.dram_manufacturer = manufacturer(bytes, 552);
    if bytes.u16_be(640) == Some(0x0c4a) {
        spd.profiles.push("XMP 3.0");
    }
    if bytes.array(832) == Some(*b"EXPO") {
        spd.profiles.push("EXPO");
    }
    spd.damage.extend(checksum(base, 0, 510, 510));
}

/// Octets 4 to 7 (the first kind of chips), 234 and 235.
fn read_organization(at: &impl Fn(usize) -> u8, spd: &mut SerialPresenceDetect) {
    const GIBIBIT: u64 = 1 << 30;
    spd.die_density_bits = match at(4) & 0x1f {
        1 => Some(4 * GIBIBIT),
        2 => Some(8 * GIBIBIT),
        3 => Some(12 * GIBIBIT),
        4 => Some(16 * GIBIBIT),
        5 => Some(24 * GIBIBIT),
        6 => Some(32 * GIBIBIT),
        7 => Some(48 * GIBIBIT),
        8 => Some(64 * GIBIBIT),
        _ => None,
    };
    spd.die_count = match at(4) >> 5 {
        0 => Some(1),
        code @ 2..=5 => Some(1 << (code - 1)),
        _ => None,
    };
    spd.row_address_bits = Some(16 + (at(5) & 0x1f));
    spd.column_address_bits = Some(10 + (at(5) >> 5));
    spd.device_width_bits = Some(4u8 << (at(6) >> 5 & 0b11)).filter(|_| at(6) >> 5 <= 3);
    let groups = Some(1u8 << (at(7) >> 5 & 0b11)).filter(|_| at(7) >> 5 <= 3);
    let banks = Some(1u8 << (at(7) & 0b11)).filter(|_| at(7) & 0b111 <= 2);
    spd.bank_group_count = groups;
    spd.bank_count = groups.zip(banks).map(|(groups, banks)| groups * banks);
    spd.rank_count = Some((at(234) >> 3 & 0b111) + 1);
    spd.channel_count = Some(1u8 << (at(235) >> 5 & 0b11)).filter(|_| at(235) >> 5 & 0b11 <= 1);
    spd.check_width_bits = match at(235) >> 3 & 0b11 {
        0 => Some(0),
        1 => Some(4),
        2 => Some(8),
        _ => None,
    };
    spd.data_width_bits = Some(8u8 << (at(235) & 0b11)).filter(|_| at(235) & 0b111 <= 3);
    // Octet 234, bit 6: ranks differ, and the second kind of chips (octets 8 to 11) would have to be counted too.
    if at(234) & 0x40 == 0
        && let Some(dies) = spd.die_count
    {
        spd.capacity = spd.computed_capacity(dies);
    }
}

/// Octets 20 to 43: words of picoseconds, the refresh recovery in nanoseconds.
fn timings(base: &[u8]) -> Option<Timings> {
    let time = |place| base.u16_le(place).map(u32::from);
    let mask = base.u64_le(24)? & 0xff_ffff_ffff;
    Some(Timings {
        clock_picoseconds: time(20)?,
        cas_latencies: latencies(mask, 40, 20, 2),
        cas_latency_picoseconds: time(30)?,
        ras_to_cas_picoseconds: time(32)?,
        row_precharge_picoseconds: time(34)?,
        active_to_precharge_picoseconds: time(36)?,
        active_to_active_picoseconds: time(38)?,
        refresh_recovery_picoseconds: time(42)? * 1000,
    })
}

/// Octets 194 to 213 and 240 to 247: maker, type with bit 7 for "installed", revision with a nibble for each number.
fn read_support_devices(base: &[u8], module_type: u8, spd: &mut SerialPresenceDetect) {
    let installed = |place: usize| base.byte(place + 2).filter(|octet| octet & 0x80 != 0).map(|octet| octet & 0x0f);
    let revision = |place: usize| base.byte(place + 3).map(major_minor);
    if let Some(code) = installed(194) {
        spd.add_support_device("SPD hub", manufacturer(base, 194), Some(&SpdHubType(code)), revision(194));
    }
    for (role, place) in [("PMIC 0", 198), ("PMIC 1", 202), ("PMIC 2", 206)] {
        if let Some(code) = installed(place) {
            spd.add_support_device(role, manufacturer(base, place), Some(&PmicType(code)), revision(place));
        }
    }
    // Octet 212: bit 7 for the first sensor, bit 6 for the second.
    let sensors = base.byte(212).unwrap_or_default();
    spd.has_temperature_sensor = Some(sensors & 0xc0 != 0);
    if sensors & 0xc0 != 0 {
        let kind = TemperatureSensorType(sensors & 0x0f);
        spd.add_support_device("temperature sensor", manufacturer(base, 210), Some(&kind), revision(210));
    }
    let registered = matches!(module_type, 0x1 | 0x4 | 0x7);
    let role = if registered { "register" } else { "clock driver" };
    // Annex A: registered, load reduced and multiplexed modules; those with a clock driver.
    if matches!(module_type, 0x1 | 0x4..=0x7)
        && let Some(code) = installed(240)
    {
        let register = RegisterType(code);
        let kind: Option<&dyn super::Code> = if registered { Some(&register) } else { None };
        spd.add_support_device(role, manufacturer(base, 240), kind, revision(240));
    }
    if matches!(module_type, 0x4 | 0x7) && installed(244).is_some() {
        spd.add_support_device("data buffer", manufacturer(base, 244), None, revision(244));
    }
}

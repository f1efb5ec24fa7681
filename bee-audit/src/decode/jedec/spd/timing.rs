//! Timings, in picoseconds.
//!
//! Documents: JESD21-C annex K and annex L give them in a medium timebase of 125 ps with a correction in a fine
//! timebase (annex L §8.1.18 note, octets 117 to 125); JESD400-5B gives picoseconds.

use serde::Serialize;

use crate::units::MegaTransfers;

/// The shortest times of a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Timings {
    /// Clock cycle (tCKAVGmin).
    #[doc(alias = "tCK")]
    pub clock_picoseconds: u32,
    /// CAS latencies that it supports, in clock cycles.
    pub cas_latencies: Vec<u8>,
    /// CAS latency time (tAAmin).
    #[doc(alias = "tAA")]
    pub cas_latency_picoseconds: u32,
    /// RAS to CAS delay (tRCDmin).
    #[doc(alias = "tRCD")]
    pub ras_to_cas_picoseconds: u32,
    /// Row precharge delay (tRPmin).
    #[doc(alias = "tRP")]
    pub row_precharge_picoseconds: u32,
    /// Active to precharge delay (tRASmin).
    #[doc(alias = "tRAS")]
    pub active_to_precharge_picoseconds: u32,
    /// Active to active or refresh delay (tRCmin).
    #[doc(alias = "tRC")]
    pub active_to_active_picoseconds: u32,
    /// Refresh recovery delay (tRFC1min).
    #[doc(alias = "tRFC")]
    pub refresh_recovery_picoseconds: u32,
}

/// `medium` in units of `medium_picoseconds`, corrected by `fine` (two's complement) in units of `fine_picoseconds`.
pub(super) fn corrected(medium: u16, fine: u8, medium_picoseconds: f64, fine_picoseconds: f64) -> u32 {
    let picoseconds = f64::from(medium) * medium_picoseconds + f64::from(fine.cast_signed()) * fine_picoseconds;
    whole(picoseconds)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 65,535 times 65,535")]
fn whole(picoseconds: f64) -> u32 {
    picoseconds.round().max(0.0) as u32
}

/// Latencies of the bits that are set, bit 0 being `first`, each further one `step` more.
pub(super) fn latencies(mask: u64, bits: u32, first: u8, step: u8) -> Vec<u8> {
    let set = (0..bits).filter(|bit| mask >> bit & 1 == 1);
    set.filter_map(|bit| first.checked_add(step.checked_mul(u8::try_from(bit).ok()?)?)).collect()
}

/// The rate for which a clock cycle is made: two transfers a cycle, by JEDEC's name where one is near (a cycle of 1,071
/// ps is 1866).
pub(super) fn speed(clock_picoseconds: u32) -> Option<MegaTransfers> {
    const NAMES: [u32; 26] = [
        800, 1066, 1333, 1600, 1866, 2133, 2400, 2666, 2933, 3200, 3600, 4000, 4400, 4800, 5200, 5600, 6000, 6400,
        6800, 7200, 7600, 8000, 8400, 8800, 9200, 12800,
    ];
    let exact = 2_000_000_u32.checked_div(clock_picoseconds)?;
    let near = NAMES.into_iter().min_by_key(|name| name.abs_diff(exact));
    // Cycles are rounded to whole picoseconds, which is up to 0.4 % of the shortest.
    let near = near.filter(|name| name.abs_diff(exact) <= exact / 200);
    Some(MegaTransfers(near.unwrap_or(exact)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_their_names() {
        let cycles = [2500, 1875, 1500, 1250, 1071, 937, 833, 750, 682, 625, 416, 357, 333, 312, 277];
        let names = [800, 1066, 1333, 1600, 1866, 2133, 2400, 2666, 2933, 3200, 4800, 5600, 6000, 6400, 7200];
        assert_eq!(cycles.map(|cycle| speed(cycle).unwrap().0), names);
        assert_eq!((speed(0), speed(700)), (None, Some(MegaTransfers(2857))));
    }

    #[test]
    fn a_fine_correction_is_signed() {
        assert_eq!(corrected(110, 0, 125.0, 1.0), 13750);
        assert_eq!(corrected(6, 0xc2, 125.0, 1.0), 688);
        assert_eq!(corrected(0, 0x80, 125.0, 1.0), 0);
    }

    #[test]
    fn latencies_are_bits() {
        assert_eq!(latencies(0b1011, 8, 4, 1), [4, 5, 7]);
        assert_eq!(latencies(0b101, 40, 20, 2), [20, 24]);
        assert_eq!(latencies(u64::MAX, 64, 200, 200), [200]);
    }
}

//! Units of sensor readings.
//!
//! Document: IPMI §43.17, table 43-15 (sensor unit type codes), §43.1 bytes 21 to 23 (units of a record).

use serde::Serialize;

use crate::decode::code::codes;

codes! {
    /// A unit (§43.17, table 43-15).
    pub struct Unit(u8) {
        0 => "unspecified", 1 => "degrees C", 2 => "degrees F", 3 => "degrees K", 4 => "Volts", 5 => "Amps",
        6 => "Watts", 7 => "Joules", 8 => "Coulombs", 9 => "VA", 10 => "Nits", 11 => "lumen", 12 => "lux",
        13 => "Candela", 14 => "kPa", 15 => "PSI", 16 => "Newton", 17 => "CFM", 18 => "RPM", 19 => "Hz",
        20 => "microsecond", 21 => "millisecond", 22 => "second", 23 => "minute", 24 => "hour", 25 => "day",
        26 => "week", 27 => "mil", 28 => "inches", 29 => "feet", 30 => "cu in", 31 => "cu feet", 32 => "mm",
        33 => "cm", 34 => "m", 35 => "cu cm", 36 => "cu m", 37 => "liters", 38 => "fluid ounce", 39 => "radians",
        40 => "steradians", 41 => "revolutions", 42 => "cycles", 43 => "gravities", 44 => "ounce", 45 => "pound",
        46 => "ft-lb", 47 => "oz-in", 48 => "gauss", 49 => "gilberts", 50 => "henry", 51 => "millihenry",
        52 => "farad", 53 => "microfarad", 54 => "ohms", 55 => "siemens", 56 => "mole", 57 => "becquerel",
        58 => "PPM (parts/million)", 60 => "Decibels", 61 => "DbA", 62 => "DbC", 63 => "gray", 64 => "sievert",
        65 => "color temp deg K", 66 => "bit", 67 => "kilobit", 68 => "megabit", 69 => "gigabit", 70 => "byte",
        71 => "kilobyte", 72 => "megabyte", 73 => "gigabyte", 74 => "word", 75 => "dword", 76 => "qword",
        77 => "line", 78 => "hit", 79 => "miss", 80 => "retry", 81 => "reset", 82 => "overrun / overflow",
        83 => "underrun", 84 => "collision", 85 => "packets", 86 => "messages", 87 => "characters", 88 => "error",
        89 => "correctable error", 90 => "uncorrectable error", 91 => "fatal error", 92 => "grams",
    }
    /// A time that a unit counts for (§43.1, byte 21, bits 5:3).
    pub struct Rate(u8) {
        1 => "per \u{b5}S", 2 => "per ms", 3 => "per s", 4 => "per minute", 5 => "per hour", 6 => "per day",
    }
}

impl Unit {
    /// Volts.
    pub const VOLTS: Unit = Unit(4);
    /// Watts.
    pub const WATTS: Unit = Unit(6);
    /// Revolutions a minute.
    pub const RPM: Unit = Unit(18);
}

/// The unit of a reading (§43.1, bytes 21 to 23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Units {
    /// Whether it is a percentage (byte 21, bit 0).
    pub percentage: bool,
    /// Base unit (byte 22).
    pub base: Unit,
    /// Second unit (byte 23), with whether it is a factor of the base unit and not its divisor (byte 21, bits 2:1).
    pub modifier: Option<(Unit, bool)>,
    /// Time that it counts for (byte 21, bits 5:3).
    pub rate: Option<Rate>,
}

impl Units {
    /// From bytes 21 to 23.
    pub(super) fn of(flags: u8, base: u8, modifier: u8) -> Units {
        Units {
            percentage: flags & 1 != 0,
            base: Unit(base),
            modifier: match flags >> 1 & 3 {
                1 => Some((Unit(modifier), false)),
                2 => Some((Unit(modifier), true)),
                _ => None,
            },
            rate: Some(Rate(flags >> 3 & 7)).filter(|rate| rate.0 != 0),
        }
    }
}

/// `degrees C`, `percent`, `bit/second`, `Watts * hour`, `CFM per minute`.
impl std::fmt::Display for Units {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.percentage {
            formatter.write_str("percent")?;
            if self.base.0 == 0 {
                return Ok(());
            }
            formatter.write_str(" ")?;
        }
        write!(formatter, "{}", self.base)?;
        match self.modifier {
            Some((unit, true)) => write!(formatter, " * {unit}")?,
            Some((unit, false)) => write!(formatter, "/{unit}")?,
            None => {}
        }
        self.rate.map_or(Ok(()), |rate| write!(formatter, " {rate}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_put_together() {
        assert_eq!(Units::of(0x80, 1, 0).to_string(), "degrees C");
        assert_eq!(Units::of(0x01, 0, 0).to_string(), "percent");
        assert_eq!(Units::of(0x02, 66, 22).to_string(), "bit/second");
        assert_eq!(Units::of(0x04, 6, 24).to_string(), "Watts * hour");
        assert_eq!(Units::of(0x20, 17, 0).to_string(), "CFM per minute");
        assert_eq!(Units::of(0, 200, 0).to_string(), "0xc8");
    }
}

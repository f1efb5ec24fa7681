//! Physical units: one newtype each, so that a number cannot lose what it counts.
//!
//! A report field is named after its quantity *and* its unit (`size_bytes`, `speed_mt_s`); the value serialises as
//! the bare number.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident($number:ty), $symbol:literal) => {
        unit!($(#[$doc])* $name($number));
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!("{} ", $symbol), self.0)
            }
        }
    };
    ($(#[$doc:meta])* $name:ident($number:ty), steps $steps:ident) => {
        unit!($(#[$doc])* $name($number));
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&scaled(self.0, &$steps))
            }
        }
    };
    ($(#[$doc:meta])* $name:ident($number:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub $number);
    };
}

unit!(/// Temperature in degrees Celsius.
    Celsius(f64), "°C");
unit!(/// Power in watts.
    Watts(f64), "W");
unit!(/// Electric potential in volts.
    Volts(f64), "V");
unit!(/// Electric current in amperes.
    Amperes(f64), "A");
unit!(/// Energy in joules.
    Joules(f64), "J");
unit!(/// Frequency in hertz.
    Hertz(u64), steps HERTZ);
unit!(/// Transfer rate of a memory module in 10⁶ transfers a second (JEDEC's MT/s).
    MegaTransfers(u32), "MT/s");
unit!(/// Raw bit rate of one PCI Express lane in 10⁹ transfers a second (PCI-SIG's GT/s).
    GigaTransfers(f64), "GT/s");
unit!(/// Data rate in bits a second.
    BitsPerSecond(u64), steps BITS_PER_SECOND);
unit!(/// Duration in seconds.
    Seconds(f64), "s");
unit!(/// Rotation in revolutions a minute.
    RevolutionsPerMinute(u32), "rpm");
unit!(/// Relative humidity, or another share, in percent.
    Percent(f64), "%");

/// A number of octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Bytes(pub u64);

/// A count of up to 128 bits, as NVMe keeps them. In JSON a number as far as 64 bits go, beyond that its decimal digits
/// as text: no reader loses any of them without noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "Wide"))]
#[serde(try_from = "Wide", into = "Wide")]
pub struct Counter(pub u128);

/// How a [`Counter`] is written.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Wide {
    Number(u64),
    Digits(String),
}

impl From<Counter> for Wide {
    fn from(counter: Counter) -> Wide {
        u64::try_from(counter.0).map_or_else(|_| Wide::Digits(counter.0.to_string()), Wide::Number)
    }
}

impl TryFrom<Wide> for Counter {
    type Error = std::num::ParseIntError;

    fn try_from(wide: Wide) -> Result<Counter, std::num::ParseIntError> {
        match wide {
            Wide::Number(number) => Ok(Counter(u128::from(number))),
            Wide::Digits(digits) => digits.parse().map(Counter),
        }
    }
}

impl From<u64> for Counter {
    fn from(number: u64) -> Counter {
        Counter(u128::from(number))
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// Units of a quantity with what each is worth, the largest first; the last one is worth 1.
type Steps = [(&'static str, u64); 6];

const BINARY: Steps =
    [("PiB", 1 << 50), ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];
const DECIMAL: Steps = decimal(["PB", "TB", "GB", "MB", "kB", "B"]);
const HERTZ: Steps = decimal(["PHz", "THz", "GHz", "MHz", "kHz", "Hz"]);
const BITS_PER_SECOND: Steps = decimal(["Pbit/s", "Tbit/s", "Gbit/s", "Mbit/s", "kbit/s", "bit/s"]);

const fn decimal([peta, tera, giga, mega, kilo, one]: [&'static str; 6]) -> Steps {
    [
        (peta, 1_000_000_000_000_000),
        (tera, 1_000_000_000_000),
        (giga, 1_000_000_000),
        (mega, 1_000_000),
        (kilo, 1_000),
        (one, 1),
    ]
}

impl Bytes {
    /// From 1,024-byte units; saturates.
    pub fn from_kib(kib: u64) -> Bytes {
        Bytes(kib.saturating_mul(1 << 10))
    }

    /// From 1,048,576-byte units; saturates.
    pub fn from_mib(mib: u64) -> Bytes {
        Bytes(mib.saturating_mul(1 << 20))
    }

    /// In powers of ten, as drives are sold: `960 GB`.
    pub fn decimal(self) -> String {
        scaled(self.0, &DECIMAL)
    }
}

/// In powers of two, as memory is sold: `64 GiB`.
impl fmt::Display for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&scaled(self.0, &BINARY))
    }
}

/// With at most two decimals of the largest unit that the number reaches.
#[expect(clippy::cast_precision_loss, reason = "a display of at most two decimals")]
fn scaled(number: u64, steps: &Steps) -> String {
    let reached = steps.iter().find(|(_, worth)| number >= *worth).or(steps.last());
    let (unit, worth) = reached.copied().unwrap_or(("", 1));
    let decimals = format!("{:.2}", number as f64 / worth as f64);
    format!("{} {unit}", decimals.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_in_both_systems() {
        assert_eq!(Bytes(64 << 30).to_string(), "64 GiB");
        assert_eq!(Bytes(1536 << 10).to_string(), "1.5 MiB");
        assert_eq!(Bytes(960_197_124_096).decimal(), "960.2 GB");
        assert_eq!(Bytes(512).to_string(), "512 B");
        assert_eq!(Bytes(0).to_string(), "0 B");
    }

    #[test]
    fn counters_keep_every_digit() {
        for (counter, json) in [
            (Counter(0), "0"),
            (Counter(u128::from(u64::MAX)), "18446744073709551615"),
            (Counter(u128::MAX), r#""340282366920938463463374607431768211455""#),
        ] {
            assert_eq!(serde_json::to_string(&counter).unwrap(), json);
            assert_eq!(serde_json::from_str::<Counter>(json).unwrap(), counter);
        }
        assert!(serde_json::from_str::<Counter>(r#""many""#).is_err());
    }

    #[test]
    fn rates_are_shown_in_the_unit_that_people_use() {
        assert_eq!(Hertz(2_450_000_000).to_string(), "2.45 GHz");
        assert_eq!(BitsPerSecond(25_000_000_000).to_string(), "25 Gbit/s");
        assert_eq!(BitsPerSecond(2_500_000_000).to_string(), "2.5 Gbit/s");
    }
}

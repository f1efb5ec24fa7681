//! Physical units: one newtype each, so that a number cannot lose what it counts.
//!
//! A report field is named after its quantity *and* its unit (`size_bytes`, `speed_mt_s`); the value serialises as
//! the bare number.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident($number:ty), $symbol:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub $number);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!("{} ", $symbol), self.0)
            }
        }
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
    Hertz(u64), "Hz");
unit!(/// Transfer rate of a memory module in 10⁶ transfers a second (JEDEC's MT/s).
    MegaTransfers(u32), "MT/s");
unit!(/// Raw bit rate of one PCI Express lane in 10⁹ transfers a second (PCI-SIG's GT/s).
    GigaTransfers(f64), "GT/s");
unit!(/// Data rate in bits a second.
    BitsPerSecond(u64), "bit/s");
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

const BINARY: [(&str, u64); 5] =
    [("PiB", 1 << 50), ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
const DECIMAL: [(&str, u64); 5] =
    [("PB", 1_000_000_000_000_000), ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];

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

#[expect(clippy::cast_precision_loss, reason = "a display of at most two decimals")]
fn scaled(bytes: u64, prefixes: &[(&str, u64)]) -> String {
    match prefixes.iter().find(|(_, unit)| bytes >= *unit) {
        Some((symbol, unit)) if bytes.is_multiple_of(*unit) => format!("{} {symbol}", bytes / unit),
        Some((symbol, unit)) => {
            let number = format!("{:.2}", bytes as f64 / *unit as f64);
            format!("{} {symbol}", number.trim_end_matches('0').trim_end_matches('.'))
        }
        None => format!("{bytes} B"),
    }
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
    }
}

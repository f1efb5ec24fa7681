//! Attributes of USB devices, `/sys/bus/usb/devices/*/`.
//!
//! Linux, Documentation/ABI/stable/sysfs-bus-usb and testing/sysfs-bus-usb: the fields of the descriptors (USB 3.2
//! §9.6) under their own names, in hexadecimal without prefix unless said otherwise; `speed` in Mbit/s (`1.5`, `480`),
//! `bMaxPower` as `500mA`, `version` as `3.20` with blanks before it, `bConfigurationValue` empty while the device is
//! not configured.

use super::STANDARD;
use crate::{
    decode::{Error, Fault},
    units::{Amperes, BitsPerSecond},
};

fn not_text() -> Error {
    Error::new(STANDARD, 0, Fault::NotText)
}

/// Signalling rate from `480`; `None` for `unknown`.
///
/// [`Fault::NotText`] when it is not a decimal number of Mbit/s with at most six decimals.
pub fn speed(text: &str) -> Result<Option<BitsPerSecond>, Error> {
    let text = text.trim();
    if text == "unknown" {
        return Ok(None);
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{decimals:0<6}");
    let is_decimal = !whole.is_empty() && decimals.len() <= 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let bits = digits.parse().ok().filter(|_| is_decimal);
    bits.map(|bits| Some(BitsPerSecond(bits))).ok_or_else(not_text)
}

/// Current that the configuration may draw from the bus, from `500mA`.
///
/// [`Fault::NotText`] when it is not a number of milliamperes.
pub fn current(text: &str) -> Result<Amperes, Error> {
    let milliamperes = text.trim().strip_suffix("mA").and_then(|digits| digits.parse::<u16>().ok());
    milliamperes.map(|milliamperes| Amperes(f64::from(milliamperes) / 1e3)).ok_or_else(not_text)
}

/// A descriptor's octet in hexadecimal: `0e`.
pub fn octet(text: &str) -> Result<u8, Error> {
    u8::from_str_radix(text.trim(), 16).map_err(|_| not_text())
}

/// `bcdDevice` (binary-coded decimal, USB 3.2 §9.6.1) from `0510` to `5.10`.
pub fn release(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let is_hexadecimal = text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let (major, minor) = text.split_at_checked(2).filter(|_| is_hexadecimal).ok_or_else(not_text)?;
    let major = major.strip_prefix('0').unwrap_or(major);
    Ok(format!("{major}.{minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds() {
        assert_eq!(speed("1.5\n"), Ok(Some(BitsPerSecond(1_500_000))));
        assert_eq!(speed("20000"), Ok(Some(BitsPerSecond(20_000_000_000))));
        assert_eq!(speed("unknown"), Ok(None));
        for text in ["", ".5", "1.2.3", "fast", "-12", "1.0000001", "99999999999999999999"] {
            assert!(speed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn descriptors() {
        assert_eq!(current("500mA"), Ok(Amperes(0.5)));
        assert_eq!(octet("e0\n"), Ok(0xe0));
        assert_eq!(release("0510"), Ok("5.10".to_owned()));
        assert_eq!(release("1234"), Ok("12.34".to_owned()));
        assert!(current("500").is_err() && current("-1mA").is_err());
        assert!(octet("1ff").is_err() && octet("").is_err());
        assert!(release("51").is_err() && release("é10").is_err() && release("05g0").is_err());
    }
}

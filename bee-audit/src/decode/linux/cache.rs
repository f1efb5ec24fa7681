//! Attributes of a CPU's caches, `/sys/devices/system/cpu/cpu*/cache/index*/`.
//!
//! Linux, Documentation/ABI/testing/sysfs-devices-system-cpu, entry `cache/index*/<attributes>`. `size` is decimal with
//! the suffix `K` (KiB), which arm64 kernels print for a cache of unknown size as `0K`; hypervisors that hide the cache
//! leaves of CPUID leave whole attributes out, or state 0 ways.

use super::STANDARD;
use crate::{
    decode::{Error, Fault},
    units::Bytes,
};

/// Size of a cache from `32K`; `None` for the `0K` of a cache whose size firmware does not tell.
///
/// [`Fault::NotText`] when it is not a number of KiB, [`Fault::OutOfBounds`] when it is more than 2⁶⁴ octets.
pub fn size(text: &str) -> Result<Option<Bytes>, Error> {
    let digits = text.trim().strip_suffix('K').ok_or_else(|| Error::new(STANDARD, 0, Fault::NotText))?;
    let is_decimal = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_decimal {
        return Err(Error::new(STANDARD, 0, Fault::NotText));
    }
    let kib = digits.parse::<u64>().ok().filter(|kib| *kib < 1 << 54);
    let kib = kib.ok_or_else(|| Error::new(STANDARD, 0, Fault::OutOfBounds))?;
    Ok((kib > 0).then(|| Bytes::from_kib(kib)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("32K\n"), Ok(Some(Bytes(32 << 10))));
        assert_eq!(size("28160K"), Ok(Some(Bytes(28160 << 10))));
        assert_eq!(size("0K"), Ok(None));
        for text in ["", "K", "32", "32M", "-1K", "+1K", "99999999999999999999K", "18014398509481984K"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}

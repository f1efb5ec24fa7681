//! What the kernel tells of a TPM 1.2, `/sys/class/tpm/tpm*/device/caps`.
//!
//! Linux, Documentation/ABI/stable/sysfs-class-tpm, entry *caps*: three lines, `Manufacturer: 0x53544d20`,
//! `TCG version: 1.2`, `Firmware version: 8.16`. The manufacturer is four characters (TPM Main Part 2 §21.6,
//! TPM_CAP_PROP_MANUFACTURER; the TCG Vendor ID Registry names them), padded with blanks or NULs.

/// The three statements; `None` where a line is missing or not of its form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// The vendor's four characters, without padding: `STM`.
    pub manufacturer: Option<String>,
    /// Version of the specification: `1.2`.
    pub tcg_version: Option<String>,
    /// Firmware version, of the maker's own form: `8.16`.
    pub firmware_version: Option<String>,
}

/// Reads the lines in any order.
pub fn capabilities(text: &str) -> Capabilities {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(':'));
        line.map(str::trim).filter(|value| !value.is_empty())
    };
    Capabilities {
        manufacturer: value("Manufacturer").and_then(vendor),
        tcg_version: value("TCG version").map(str::to_owned),
        firmware_version: value("Firmware version").map(str::to_owned),
    }
}

/// Four characters from a number in hexadecimal, most significant first.
fn vendor(number: &str) -> Option<String> {
    let number = u32::from_str_radix(number.strip_prefix("0x")?, 16).ok()?;
    let octets = number.to_be_bytes();
    let is_printable = octets.iter().all(|octet| *octet == 0 || octet.is_ascii_graphic() || *octet == b' ');
    crate::decode::text(&octets).filter(|_| is_printable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAPS: &str = include_str!("../../../../fixtures/parts/linux/tpm-caps.txt");

    #[test]
    fn three_statements() {
        let capabilities = capabilities(CAPS);
        assert_eq!(capabilities.manufacturer.as_deref(), Some("STM"));
        assert_eq!(capabilities.tcg_version.as_deref(), Some("1.2"));
        assert_eq!(capabilities.firmware_version.as_deref(), Some("8.16"));
    }

    #[test]
    fn what_is_wrong_is_left_out() {
        for text in ["", "Manufacturer:", "Manufacturer: 0x", "Manufacturer: 0x01020304", "Manufacturer: 0xfffffffff"] {
            assert_eq!(capabilities(text), Capabilities::default(), "{text}");
        }
    }
}

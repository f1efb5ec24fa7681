//! One-line attributes of block, SCSI, SAS and NVMe devices.
//!
//! Documents: Documentation/ABI/stable/sysfs-block (`queue/scheduler`), ABI/testing/sysfs-ata (`sata_spd`), the link
//! rates of scsi_transport_sas and scsi_transport_fc, ABI/testing/sysfs-class-nvme (`eui`, `nguid`, `uuid`).
//!
//! What the kernel writes for "no value" differs: `<unknown>`, `Unknown`, `unknown`, `Phy disabled`; a namespace
//! without UUID shows its NGUID in `uuid`, which is an old promise of the kernel and not the drive's.

/// The choice in brackets: `none [mq-deadline] kyber`; a single word is a choice as well.
pub fn chosen(text: &str) -> Option<&str> {
    let bracketed = text.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(choice, _)| choice);
    let alone = (!text.is_empty() && !text.contains(char::is_whitespace)).then_some(text);
    bracketed.or(alone)
}

/// Bits a second of a link rate: `12.0 Gbit`, `6.0 Gbps`, `16 Gbit`; `None` for words.
pub fn bits_per_second(text: &str) -> Option<u64> {
    let (number, unit) = text.trim().split_once(' ')?;
    let scale: u64 = match unit {
        "Gbit" | "Gbps" | "Gb/s" => 1_000_000_000,
        "Mbit" | "Mbps" | "Mb/s" => 1_000_000,
        _ => return None,
    };
    let (whole, tenths) = number.split_once('.').unwrap_or((number, "0"));
    let tenths = tenths.parse::<u64>().ok().filter(|tenths| *tenths < 10)?;
    whole.parse::<u64>().ok()?.checked_mul(scale)?.checked_add(tenths * (scale / 10))
}

/// Hexadecimal digits of an identifier, whatever stands between and before them (`0x`, blanks, dashes, colons);
/// `None` when there are none, when something else stands there, and for zeros, which are no identifier.
pub fn identifier(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let digits: String = digits.chars().filter(|c| !matches!(c, ' ' | '-' | ':')).collect();
    let is_identifier = digits.chars().all(|c| c.is_ascii_hexdigit()) && digits.chars().any(|c| c != '0');
    is_identifier.then(|| digits.to_ascii_lowercase())
}

/// A UUID in its canonical form, from [`identifier`] text of 32 digits.
pub fn uuid(text: &str) -> Option<String> {
    let digits = identifier(text).filter(|digits| digits.len() == 32)?;
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits.get(range).unwrap_or_default());
    Some(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices() {
        assert_eq!(chosen("[none] mq-deadline kyber"), Some("none"));
        assert_eq!(chosen("write back [write through]"), Some("write through"));
        assert_eq!(chosen("none"), Some("none"));
        assert_eq!(chosen("a b"), None);
        assert_eq!(chosen("]["), Some("]["));
        assert_eq!(chosen(""), None);
    }

    #[test]
    fn rates() {
        assert_eq!(bits_per_second("12.0 Gbit"), Some(12_000_000_000));
        assert_eq!(bits_per_second("22.5 Gbit"), Some(22_500_000_000));
        assert_eq!(bits_per_second("1.5 Gbps\n"), Some(1_500_000_000));
        assert_eq!(bits_per_second("32 Gbit"), Some(32_000_000_000));
        for word in ["<unknown>", "Unknown", "Phy disabled", "", "1.55 Gbit", "-1 Gbit", "99999999999 Gbit"] {
            assert_eq!(bits_per_second(word), None, "{word}");
        }
    }

    #[test]
    fn identifiers() {
        assert_eq!(identifier("36 34 41 53 30 a0 00 01").as_deref(), Some("3634415330a00001"));
        assert_eq!(identifier("0x5000C500A1B2C3D4").as_deref(), Some("5000c500a1b2c3d4"));
        assert_eq!(identifier("00000000-0000-0000-0000-000000000000"), None);
        assert_eq!(identifier("none"), None);
        let canonical = "11111111-2222-3333-4444-555555555555";
        assert_eq!(uuid("11111111222233334444555555555555").as_deref(), Some(canonical));
        assert_eq!(uuid("1111"), None);
    }
}

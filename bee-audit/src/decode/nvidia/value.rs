//! What `nvidia-smi` prints as a value: words, numbers with units, and sentences for what is not there.
//!
//! Document: the manual of `nvidia-smi` ("N/A" and units), and `nvml.h` for the sentences (`nvmlErrorString`).

use super::{Answer, Reading, Refusal, fields::Kind};

/// The answer that `text` stands for; `None` for an empty one.
pub(super) fn decode(kind: Kind, text: &str) -> Option<Answer> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if bare.is_empty() {
        return None;
    }
    if let Some(refusal) = refusal(bare) {
        return Some(Err(refusal));
    }
    let reading = match kind {
        Kind::Text => Some(Reading::Text(text.to_owned())),
        Kind::Flag => flag(text).map(Reading::Flag),
        Kind::Count => count(text).map(Reading::Integer),
        Kind::Size => scaled(text).map(Reading::Integer),
        Kind::Quantity => quantity(text).map(Reading::Decimal),
    };
    Some(reading.ok_or_else(|| Refusal::Failed(text.to_owned())))
}

/// The sentences that stand for a value. A lost GPU is `GPU is lost`, or `Unknown Error` in old drivers.
fn refusal(text: &str) -> Option<Refusal> {
    match text {
        "N/A" | "Not Supported" | "Requested functionality has been deprecated" => Some(Refusal::NotSupported),
        "Insufficient Permissions" | "Insufficient permissions" | "No permission" => Some(Refusal::NotPermitted),
        "Function Not Found" | "Argument version mismatch" => Some(Refusal::DriverTooOld),
        "GPU is lost" => Some(Refusal::GpuIsLost),
        "Unknown Error" | "ERR!" | "GPU requires reset" | "Not Ready" | "Timeout" | "In use by another client" => {
            Some(Refusal::Failed(text.to_owned()))
        }
        _ => None,
    }
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "enabled" | "yes" | "active" | "supported" | "true" | "on" | "valid" => Some(true),
        "disabled" | "no" | "not active" | "not supported" | "false" | "off" | "invalid" | "none" => Some(false),
        _ => None,
    }
}

/// `16`, `16x`, `2560 bank(s)`, `0x10`.
fn count(text: &str) -> Option<i64> {
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok();
    }
    text.trim_end_matches("bank(s)").trim_end_matches('x').trim_end().parse().ok()
}

/// Octets from `81559 MiB`, hertz from `1980 MHz`.
fn scaled(text: &str) -> Option<i64> {
    let (number, unit) = text.split_once(' ')?;
    let scale = match unit {
        "B" | "Hz" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "MHz" => 1_000_000,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(scale)
}

/// Watts, degrees Celsius and percent as they are; seconds from `us` and `ms`, volts from `mV`.
fn quantity(text: &str) -> Option<f64> {
    let split = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    let number: f64 = number.parse().ok()?;
    match unit.trim() {
        "" | "W" | "C" | "%" => Some(number),
        "us" => Some(number / 1e6),
        "ms" | "mV" => Some(number / 1e3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_converted() {
        let of = |kind, text| decode(kind, text).unwrap();
        assert_eq!(of(Kind::Size, "81559 MiB"), Ok(Reading::Integer(81_559 << 20)));
        assert_eq!(of(Kind::Size, "2619 MHz"), Ok(Reading::Integer(2_619_000_000)));
        assert_eq!(of(Kind::Quantity, "-8 C"), Ok(Reading::Decimal(-8.0)));
        assert_eq!(of(Kind::Quantity, "693.750 mV"), Ok(Reading::Decimal(0.693_75)));
        assert_eq!(of(Kind::Quantity, "100.00%"), Ok(Reading::Decimal(100.0)));
        assert_eq!(of(Kind::Count, "16x"), Ok(Reading::Integer(16)));
        assert_eq!(of(Kind::Count, "2560 bank(s)"), Ok(Reading::Integer(2560)));
        assert_eq!(of(Kind::Flag, "Not Active"), Ok(Reading::Flag(false)));
    }

    #[test]
    fn what_is_not_there_has_a_reason() {
        let of = |text| decode(Kind::Quantity, text);
        assert_eq!(of(" "), None);
        assert_eq!(of("[N/A]"), Some(Err(Refusal::NotSupported)));
        assert_eq!(of("Requested functionality has been deprecated"), Some(Err(Refusal::NotSupported)));
        assert_eq!(of("Insufficient Permissions"), Some(Err(Refusal::NotPermitted)));
        assert_eq!(of("[GPU is lost]"), Some(Err(Refusal::GpuIsLost)));
        assert_eq!(of("lots"), Some(Err(Refusal::Failed("lots".into()))));
    }
}

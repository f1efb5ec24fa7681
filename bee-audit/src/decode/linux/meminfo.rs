//! `/proc/meminfo`: lines `MemTotal:  24684092 kB`, where kB means KiB (proc(5)).

use crate::units::Bytes;

/// One amount; `None` when the line is not there or holds no amount. `key` is the name that the kernel prints.
pub fn amount(meminfo: &str, key: &str) -> Option<Bytes> {
    let kib = line(meminfo, key)?.strip_suffix("kB")?.trim().parse().ok()?;
    Some(Bytes::from_kib(kib))
}

/// One count, such as `HugePages_Total`, which has no unit.
pub fn count(meminfo: &str, key: &str) -> Option<u64> {
    line(meminfo, key)?.parse().ok()
}

fn line<'a>(meminfo: &'a str, key: &str) -> Option<&'a str> {
    let mut lines = meminfo.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(name, _)| *name == key).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_kib_and_counts_are_bare() {
        let text = "MemTotal:       24684092 kB\nHugePages_Total:       0\nBad: kB\n";
        assert_eq!(amount(text, "MemTotal"), Some(Bytes(24_684_092 << 10)));
        assert_eq!(amount(text, "HugePages_Total"), None);
        assert_eq!((count(text, "HugePages_Total"), count(text, "MemTotal")), (Some(0), None));
        assert_eq!(amount(text, "Bad"), None);
    }
}
